use super::*;
use crate::chord::{Chord, ChordSlot, Key, Mode, Quality, Scale, ScaleKind};
use crate::note::Note;
use crate::request::{Cells, Sampling, Track};
use crate::time::{BARS, Metre, Ticks};
use proptest::prelude::*;

const FLUTE: Instrument = Instrument(73);
const BASS: Instrument = Instrument(33);

fn said(request: &Request) -> (Request, Vec<String>) {
    let Resolved { request, contradictions } = resolve(request);
    (request, contradictions.iter().map(Contradiction::to_string).collect())
}

fn chord(root: u8, quality: Quality) -> ChordSlot {
    ChordSlot::Chord(Chord { root, quality })
}

const C_MAJOR: Scale = Scale { tonic: 0, kind: ScaleKind::Major };

#[test]
fn drums_alone_with_chords_and_a_mean_pitch_are_written_without() {
    let request = Request {
        tracks: vec![Track::new(Instrument::DRUMS)],
        mean_pitch: Some(60.0),
        density: Some(8.0),
        chords: [chord(0, Quality::Major); 8],
        ..Request::default()
    };
    let (nearest, said) = said(&request);
    assert_eq!(said, ["Drums alone have no pitch: the chords and mean pitch were left out."]);
    assert_eq!((nearest.mean_pitch, nearest.density, nearest.chords[3]), (None, Some(8.0), ChordSlot::Any));
}

#[test]
fn a_range_below_the_instrument_becomes_its_lowest_octave() {
    let track = Track { range: Some((10, 20)), mean_pitch: Some(15.0), ..Track::new(FLUTE) };
    let (nearest, said) = said(&Request { tracks: vec![track], ..Request::default() });
    assert_eq!(nearest.tracks[0].range, Some((58, 70)));
    assert_eq!(nearest.tracks[0].mean_pitch, Some(58.0));
    assert_eq!(said[0], "Flute cannot play the keys 10 to 20: 58 to 70 are used.");
    assert_eq!(said.len(), 2);
}

#[test]
fn a_range_without_a_note_of_the_scale_is_widened_by_as_little_as_it_takes() {
    let track = Track { range: Some((61, 61)), ..Track::new(FLUTE) };
    let request = Request { tracks: vec![track], scale: Some(C_MAJOR), ..Request::default() };
    assert_eq!(said(&request).0.tracks[0].range, Some((60, 62)));
}

#[test]
fn the_lock_wins_over_key_and_chords() {
    let request = Request {
        scale: Some(C_MAJOR),
        key: Some(Key { tonic: 6, mode: Mode::Major }),
        chords: [
            chord(0, Quality::Major),
            chord(2, Quality::Major),
            chord(7, Quality::Dominant7),
            chord(2, Quality::Major),
            chord(6, Quality::Major),
            ChordSlot::Any,
            ChordSlot::None,
            chord(9, Quality::Minor7),
        ],
        ..Request::default()
    };
    let (nearest, said) = said(&request);
    assert_eq!(nearest.key, None);
    assert_eq!(nearest.chords[1], chord(2, Quality::Minor), "D becomes Dm");
    assert_eq!(nearest.chords[4], ChordSlot::Any, "F# shares one note with C major");
    assert_eq!((nearest.chords[2], nearest.chords[7]), (request.chords[2], request.chords[7]));
    assert_eq!(said.len(), 3, "the key, D once, F#: {said:?}");
    assert!(said[1].starts_with("D has notes outside C major: Dm"), "{}", said[1]);
}

#[test]
fn the_more_particular_density_wins() {
    let bars = Request { density: Some(2.0), bar_density: [Some(8.0); BARS], ..Request::default() };
    assert_eq!(said(&bars).0.density, Some(8.0));
    let track = Track { density: Some(6.0), ..Track::new(BASS) };
    let one = Request { density: Some(2.0), tracks: vec![track], ..Request::default() };
    let (nearest, said) = said(&one);
    assert_eq!(nearest.density, Some(6.0));
    assert_eq!(said, ["Electric Bass (finger) alone has 6 onsets a bar, the loop 2: the loop gets as many."]);
}

#[test]
fn instruments_that_cannot_be_are_left_out_by_name() {
    let mut tracks: Vec<Track> = (0..17).map(|program| Track::new(Instrument(program))).collect();
    tracks.insert(3, Track::new(Instrument(1)));
    tracks.insert(0, Track::new(Instrument(200)));
    tracks[1].cells = Cells::NONE;
    let (nearest, said) = said(&Request { tracks, ..Request::default() });
    assert_eq!(nearest.tracks.len(), 16);
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(said[3].contains("Acoustic Grand Piano") && said[3].contains("silent"), "{}", said[3]);
}

#[test]
fn notes_outside_of_the_loop_are_cut_or_left_out_and_all_others_stay_as_they_are() {
    let note = |instrument, onset, duration| Note {
        instrument: Instrument(instrument),
        onset: Ticks(onset),
        pitch: 40,
        velocity: 64,
        duration: Ticks(duration),
    };
    let (good, long) = (note(33, 10, 13), note(33, 180, u16::MAX));
    let keep = vec![long, good, note(33, 500, 1), note(200, 0, 1)];
    let (nearest, sentences) = said(&Request { keep, ..Request::default() });
    assert_eq!(sentences, ["Some locked notes do not fit into the loop: shortened or left out (3)."]);
    assert_eq!(nearest.keep, [good, Note { duration: Ticks(12), ..long }]);
    let request = Request { keep: vec![long, good], ..Request::default() };
    assert_eq!(resolve(&Request { metre: Metre::TwelveEight, ..request }).request.keep.len(), 2);
}

#[test]
fn settings_beyond_their_bounds_are_brought_back_by_name() {
    let sampling = Sampling { guidance: 9.0, top_p: f32::NAN, candidates: 0, ..Sampling::default() };
    let track = Track { polyphony: Some(0), cells: Cells(0xf1), ..Track::new(BASS) };
    let (nearest, sentences) = said(&Request { sampling, tracks: vec![track], ..Request::default() });
    assert_eq!(nearest.sampling, Sampling { guidance: 4.0, candidates: 1, ..Sampling::default() });
    assert_eq!((nearest.tracks[0].polyphony, nearest.tracks[0].cells), (Some(1), Cells(1)));
    let expected =
        ["bars that the loop does not have", "polyphony of Electric Bass", "top-p", "guidance", "candidates"];
    assert_eq!(sentences.len(), expected.len(), "{sentences:?}");
    sentences.iter().zip(expected).for_each(|(said, what)| assert!(said.contains(what), "{said}"));
}

#[test]
fn nothing_is_asked_about_the_pitch_of_drums() {
    let drums = Track { mean_pitch: Some(40.0), range: Some((35, 50)), ..Track::new(Instrument::DRUMS) };
    let (nearest, sentences) = said(&Request { tracks: vec![drums, Track::new(BASS)], ..Request::default() });
    assert_eq!(nearest.tracks[0], Track::new(Instrument::DRUMS));
    assert_eq!(sentences, ["Drums have no pitch and no length: the mean pitch and range were left out."]);
}

/// Four bars of flute and bass, a note on every beat.
fn present() -> Vec<Note> {
    let note = |instrument, beat: u16, pitch| Note {
        instrument,
        onset: Ticks(beat * 12),
        pitch,
        velocity: 90,
        duration: Ticks(12),
    };
    (0..16).flat_map(|beat| [note(FLUTE, beat, 72), note(BASS, beat, 36)]).collect()
}

fn varied(amount: f32, seed: u64) -> Request {
    let tracks = vec![Track::new(FLUTE), Track { cells: Cells(0b0111), ..Track::new(BASS) }];
    let request = Request { tracks, keep: present(), variation: Some(amount), seed, ..Request::default() };
    resolve(&request).request
}

fn written(request: &Request) -> u32 {
    request.tracks.iter().map(|track| track.cells.0.count_ones()).sum()
}

#[test]
fn no_variation_keeps_every_note_and_a_whole_one_none_but_the_locked() {
    assert_eq!((written(&varied(0.0, 1)), varied(0.0, 1).kept().len()), (0, 32));
    assert_eq!((written(&varied(1.0, 1)), varied(1.0, 1).kept().len()), (7, 4));
    assert_ne!(varied(1.0, 1).seed, 1, "the seed that made a loop would make it again");
}

#[test]
fn an_instrument_that_the_present_loop_lacks_is_written_whatever_the_amount() {
    let tracks = vec![Track::new(FLUTE), Track::new(Instrument::DRUMS)];
    let request = Request { tracks, keep: present(), variation: Some(0.0), ..Request::default() };
    let cells: Vec<Cells> = resolve(&request).request.tracks.iter().map(|t| t.cells).collect();
    assert_eq!(cells, [Cells::NONE, Cells::ALL]);
}

#[test]
fn without_a_loop_there_is_nothing_to_vary() {
    let request = Request { variation: Some(0.3), tracks: vec![Track::new(FLUTE)], ..Request::default() };
    let (nearest, sentences) = said(&request);
    assert_eq!(sentences, ["There is no loop to vary yet: a new one is written."]);
    assert_eq!(nearest, Request { variation: None, ..request });
}

#[test]
fn where_no_instrument_is_asked_those_of_the_present_loop_are_varied() {
    let request = Request { keep: present(), variation: Some(1.0), ..Request::default() };
    let instruments: Vec<Instrument> =
        resolve(&request).request.tracks.iter().map(|t| t.instrument).collect();
    assert_eq!(instruments, [BASS, FLUTE]);
}

proptest! {
    #[test]
    fn a_larger_amount_writes_what_a_smaller_one_does_and_more(seed: u64, a in 0f32..=1.0, b in 0f32..=1.0) {
        let (less, more) = (varied(a.min(b), seed), varied(a.max(b), seed));
        for (less, more) in less.tracks.iter().zip(&more.tracks) {
            prop_assert_eq!(less.cells.0 & !more.cells.0, 0);
        }
        prop_assert_eq!(written(&more), (a.max(b) * 7.0 - 1e-4).ceil() as u32);
        prop_assert!(!more.tracks[1].cells.contains(3), "locked");
    }
}
