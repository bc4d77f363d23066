//! Loops from requests, with the weights that ship.

use crate::{embedded, random, small};
use model::{ComposeError, Composed, Composer, Config};
use score::{Cells, Instrument, Key, Metre, Mode, Note, Request, Sampling, Scale, ScaleKind, Ticks, Track};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

const BASS: Instrument = Instrument(33);
const PIANO: Instrument = Instrument(0);
const STRINGS: Instrument = Instrument(48);

fn compose(request: &Request) -> Composed {
    Composer::new(embedded()).compose(request, &AtomicBool::new(false), &mut |_, _| ()).expect("a loop")
}

fn request(instruments: &[Instrument], seed: u64) -> Request {
    let tracks = instruments.iter().map(|&i| Track::new(i)).collect();
    Request { tracks, seed, tempo: Some(120.0), ..Request::default() }
}

/// Requests of every kind: metres, one to many instruments, a choice left to the model, a scale, a range.
fn requests() -> Vec<Request> {
    let band = [Instrument::DRUMS, BASS, Instrument(29), PIANO];
    let quartet = [Instrument(40), Instrument(41), Instrument(42), Instrument(43)];
    let scale = Scale { tonic: 9, kind: ScaleKind::MinorPentatonic };
    let key = Key { tonic: 9, mode: Mode::Minor };
    let guided = Sampling { guidance: 3.0, candidates: 3, ..Sampling::default() };
    let mut ranged = request(&[PIANO, BASS], 4);
    ranged.tracks[0].range = Some((60, 72));
    ranged.tracks[0].polyphony = Some(2);
    vec![
        request(&band, 1),
        request(&quartet, 2),
        request(&[Instrument::DRUMS], 3),
        ranged,
        request(&[], 5),
        Request { metre: Metre::SevenEight, scale: Some(scale), key: Some(key), ..request(&band, 6) },
        Request { metre: Metre::TwelveEight, density: Some(2.0), ..request(&[STRINGS], 7) },
        Request {
            sampling: Sampling { temperature: 2.0, top_p: 1.0, ..Sampling::default() },
            ..request(&band, 8)
        },
        Request { mean_pitch: Some(50.0), sampling: guided, ..request(&band, 9) },
        Request { scale: Some(scale), density: Some(9.0), sampling: guided, ..request(&quartet, 10) },
    ]
}

#[test]
fn exactly_the_asked_instruments_sound_and_everything_ends_within_the_loop() {
    for request in requests() {
        let composed = compose(&request);
        let sounding: BTreeSet<Instrument> = composed.notes.iter().map(|n| n.instrument).collect();
        let asked: BTreeSet<Instrument> = request.tracks.iter().map(|t| t.instrument).collect();
        assert!(!composed.notes.is_empty());
        assert!(asked.is_empty() || sounding == asked, "asked {asked:?}, got {sounding:?}");
        let got: BTreeSet<Instrument> = composed.got.tracks.iter().map(|t| t.instrument).collect();
        assert_eq!(got, sounding);
        for note in &composed.notes {
            assert!(note.end() <= request.metre.loop_len() && note.duration.0 > 0, "{note:?}");
            let pitched = !note.instrument.is_drums();
            assert!(!pitched || request.scale.is_none_or(|s| s.contains(note.pitch)), "{note:?}");
        }
        assert_eq!(score::canonicalise(&composed.notes, request.metre), composed.notes);
        let (end, music) = composed.written.split_last().expect("tokens");
        assert_eq!(*end, score::Token::End);
        assert_eq!(score::tokens::decode(music, request.metre).expect("music"), composed.notes);
    }
}

#[test]
fn range_and_polyphony_hold() {
    let request = &requests()[3];
    let composed = compose(request);
    let piano = composed.notes.iter().filter(|n| n.instrument == PIANO);
    piano.for_each(|n| assert!((60..=72).contains(&n.pitch), "{n:?}"));
    let track = composed.got.tracks.iter().find(|t| t.instrument == PIANO).expect("the piano plays");
    assert!(track.polyphony <= 2);
}

/// A piano chord in every bar and a bass note in the first two.
fn locked() -> Vec<Note> {
    let note = |instrument, bar: u16, pitch| Note {
        instrument,
        onset: Ticks(bar * 48 + 6),
        pitch,
        velocity: 90,
        duration: Ticks(36),
    };
    let chords = (0..4).flat_map(|bar| [60, 64, 67].map(|pitch| note(PIANO, bar, pitch + bar as u8)));
    score::canonicalise(
        &chords.chain([note(BASS, 0, 36), note(BASS, 1, 43)]).collect::<Vec<_>>(),
        Metre::FourFour,
    )
}

#[test]
fn locked_cells_come_back_note_for_note_and_the_others_are_written() {
    let mut request = Request { keep: locked(), ..request(&[PIANO, BASS, Instrument::DRUMS], 9) };
    request.tracks[0].cells = Cells::NONE;
    request.tracks[1].cells = Cells(0b1100);
    let composed = compose(&request);
    let cell = |n: &&Note| n.instrument == PIANO || n.instrument == BASS && n.bar(Metre::FourFour) < 2;
    let kept: Vec<Note> = composed.notes.iter().filter(cell).copied().collect();
    assert_eq!(kept, locked());
    assert!(composed.notes.iter().any(|n| n.instrument == Instrument::DRUMS));
}

#[test]
fn the_same_request_gives_the_same_loop_and_another_seed_another() {
    let request = &requests()[0];
    let mut composer = Composer::new(embedded());
    let mut again =
        || composer.compose(request, &AtomicBool::new(false), &mut |_, _| ()).expect("a loop").notes;
    let first = again();
    assert_eq!(first, again(), "whatever the composer did before");
    assert_eq!(first, compose(request).notes);
    let elsewhere = std::thread::spawn({
        let request = request.clone();
        move || compose(&request).notes
    });
    assert_eq!(first, elsewhere.join().expect("another thread"));
    assert_ne!(first, compose(&Request { seed: 77, ..request.clone() }).notes);
}

#[test]
fn bars_are_handed_out_in_order_while_the_rest_is_still_being_written() {
    let request = Request { keep: locked(), ..request(&[BASS], 3) };
    let mut bars: Vec<(usize, Vec<Note>)> = Vec::new();
    let mut composer = Composer::new(embedded());
    let done = composer
        .compose(&request, &AtomicBool::new(false), &mut |bar, notes| bars.push((bar, notes.to_vec())))
        .expect("a loop");
    assert_eq!(bars.iter().map(|b| b.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
    for (bar, notes) in &bars {
        assert!(notes.iter().all(|n| n.bar(Metre::FourFour) == *bar));
    }
    let joined: Vec<Note> = bars.into_iter().flat_map(|b| b.1).collect();
    assert_eq!(joined, done.notes, "bars hold kept and written notes");
}

#[test]
fn a_cancelled_composition_stops_before_the_next_token() {
    let cancel = AtomicBool::new(false);
    let mut bars = 0;
    let mut composer = Composer::new(embedded());
    let stopped = composer.compose(&requests()[0], &cancel, &mut |_, _| {
        bars += 1;
        cancel.store(true, Ordering::Relaxed);
    });
    assert!(matches!(stopped, Err(ComposeError::Cancelled)));
    assert_eq!(bars, 1, "nothing came after the flag");
    assert!(matches!(
        composer.compose(&requests()[0], &cancel, &mut |_, _| ()),
        Err(ComposeError::Cancelled)
    ));
    cancel.store(false, Ordering::Relaxed);
    let after = composer.compose(&requests()[0], &cancel, &mut |_, _| ()).expect("usable again");
    assert_eq!(after.notes, compose(&requests()[0]).notes);
}

/// A loop so full that it leaves little room beside it.
fn wall_of_notes(instruments: u8) -> Vec<Note> {
    let note = |i: u8, step: u16| Note {
        instrument: Instrument(i),
        onset: Ticks(step * 3),
        pitch: 40 + (step % 30) as u8,
        velocity: if step.is_multiple_of(2) { 60 } else { 100 },
        duration: Ticks(1 + step % 3),
    };
    (0..instruments).flat_map(|i| (0..64).map(move |step| note(i + 40, step))).collect()
}

#[test]
fn the_past_gives_way_when_the_prompt_grows_too_long() {
    let with_past = Request { past: wall_of_notes(8), ..request(&[BASS, PIANO], 1) };
    let without = Request { past: Vec::new(), ..with_past.clone() };
    assert_eq!(compose(&with_past).notes, compose(&without).notes);
    let little = Request { past: wall_of_notes(1), ..without.clone() };
    assert_ne!(compose(&little).notes, compose(&without).notes, "a past that fits counts");
}

#[test]
fn what_cannot_fit_is_refused_in_words() {
    let too_much = Request { keep: wall_of_notes(10), ..request(&[BASS], 1) };
    let mut composer = Composer::new(embedded());
    let refused = composer.compose(&too_much, &AtomicBool::new(false), &mut |_, _| ()).unwrap_err();
    assert!(matches!(refused, ComposeError::TooLong { context: 2048, .. }), "{refused}");
    assert!(refused.to_string().contains("lock fewer notes"), "{refused}");
    composer.compose(&requests()[2], &AtomicBool::new(false), &mut |_, _| ()).expect("usable again");
}

#[test]
fn untrained_weights_still_end_and_obey_within_a_short_context() {
    let config = Config { max_position_embeddings: 96, ..small() };
    for seed in 0..20 {
        let mut composer = Composer::new(random(&config, seed));
        let request = request(&[Instrument::DRUMS, BASS, PIANO], seed);
        let composed = composer.compose(&request, &AtomicBool::new(false), &mut |_, _| ()).expect("a loop");
        assert_eq!(composed.got.tracks.len(), 3);
        assert!(composed.tokens <= 96);
    }
}
