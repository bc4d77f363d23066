//! Every task that the model is trained for: from scratch, an instrument, a bar, any cells, on from the loop before.

use crate::{embedded, hard};
use model::Composer;
use score::{Cells, Instrument, Note, Request, Ticks, Track};
use std::sync::OnceLock;

const BASS: Instrument = Instrument(33);
const GUITAR: Instrument = Instrument(27);
const PIANO: Instrument = Instrument(0);
const STRINGS: Instrument = Instrument(48);
const BAND: [Instrument; 4] = [Instrument::DRUMS, BASS, GUITAR, PIANO];

fn compose(request: &Request) -> Vec<Note> {
    hard::compose(&mut Composer::new(embedded()), request).expect("every promise is kept").notes
}

/// A loop of drums, bass, guitar and piano.
fn present() -> Vec<Note> {
    static LOOP: OnceLock<Vec<Note>> = OnceLock::new();
    LOOP.get_or_init(|| compose(&band(11, |_| Cells::ALL))).clone()
}

/// The band, with these cells to be written.
fn band(seed: u64, cells: impl Fn(Instrument) -> Cells) -> Request {
    let tracks = BAND.map(|i| Track { cells: cells(i), ..Track::new(i) }).to_vec();
    Request { tracks, tempo: Some(100.0), seed, ..Request::default() }
}

/// The present loop, with these cells written anew. What is locked comes back bit for bit ([`hard::compose`] sees to that).
fn anew(seed: u64, cells: impl Fn(Instrument) -> Cells) -> Vec<Note> {
    compose(&Request { keep: present(), ..band(seed, cells) })
}

fn only(notes: &[Note], holds: impl Fn(&Note) -> bool) -> Vec<Note> {
    notes.iter().copied().filter(|n| holds(n)).collect()
}

/// Onsets and keys of one instrument of the band in one bar.
fn in_cell(notes: &[Note], place: usize, index: usize) -> Vec<(Ticks, u8)> {
    let own = only(notes, |n| n.instrument == BAND[place] && bar(n) == index);
    own.iter().map(|n| (n.onset, n.pitch)).collect()
}

/// Whether one stroke in eight, or more, is in one of the two alone.
fn differ(one: &[(Ticks, u8)], other: &[(Ticks, u8)]) -> bool {
    let both = one.iter().filter(|stroke| other.contains(stroke)).count();
    let either = one.len() + other.len() - both;
    (either - both) * 8 >= either
}

fn bar(note: &Note) -> usize {
    note.bar(Default::default())
}

#[test]
fn a_loop_from_scratch_has_music_in_every_bar() {
    let notes = present();
    assert!(notes.len() >= 40, "{} notes", notes.len());
    assert!((0..4).all(|b| notes.iter().any(|n| bar(n) == b)));
    assert!(BAND.iter().all(|i| only(&notes, |n| n.instrument == *i).len() >= 4), "{notes:?}");
}

#[test]
fn an_instrument_can_be_added_to_three_locked_ones() {
    let locked = only(&present(), |n| n.instrument != PIANO);
    for seed in 0..3 {
        let mut request = Request { keep: locked.clone(), ..band(seed, |_| Cells::NONE) };
        request.tracks[3] = Track::new(STRINGS);
        let notes = compose(&request);
        assert_eq!(only(&notes, |n| n.instrument != STRINGS), locked);
        let strings = only(&notes, |n| n.instrument == STRINGS);
        assert!(strings.len() >= 2, "{strings:?}");
    }
}

#[test]
fn one_instrument_can_be_written_again() {
    for instrument in BAND {
        let notes = anew(5, |i| if i == instrument { Cells::ALL } else { Cells::NONE });
        assert_eq!(
            only(&notes, |n| n.instrument != instrument),
            only(&present(), |n| n.instrument != instrument)
        );
        let own = |notes: &[Note]| only(notes, |n| n.instrument == instrument);
        assert!(own(&notes).len() >= 2, "{notes:?}");
        assert_ne!(own(&notes), own(&present()), "{} plays something else", instrument.name());
    }
}

#[test]
fn drums_that_are_written_again_are_something_else() {
    for seed in 0..12 {
        let notes = anew(seed, |i| if i.is_drums() { Cells::ALL } else { Cells::NONE });
        let bar_differs = |index| differ(&in_cell(&notes, 0, index), &in_cell(&present(), 0, index));
        assert!((0..4).any(bar_differs), "seed {seed}");
    }
}

/// Between bars that are like it a bar of drums is the likeliest to be copied: left alone, most of them are.
#[test]
fn one_bar_of_drums_that_is_written_again_is_something_else() {
    for (seed, index) in (0..6).flat_map(|seed| (0..4).map(move |index| (seed, index))) {
        let notes = anew(seed, |i| if i.is_drums() { Cells(1 << index) } else { Cells::NONE });
        let (is, was) = (in_cell(&notes, 0, index), in_cell(&present(), 0, index));
        assert!(differ(&is, &was), "seed {seed}, bar {index}: {is:?}");
    }
}

#[test]
fn of_two_cells_that_are_written_again_together_each_is_something_else_whatever_is_asked() {
    for seed in 0..6 {
        let cells = |i| Cells(if i == BAND[0] { 0b0001 } else { u8::from(i == BAND[1]) << 3 });
        let mut request = Request { keep: present(), mean_velocity: Some(80.0), ..band(seed, cells) };
        request.sampling.candidates = 4;
        let notes = compose(&request);
        for (place, index) in [(0, 0), (1, 3)] {
            let (is, was) = (in_cell(&notes, place, index), in_cell(&present(), place, index));
            assert!(differ(&is, &was), "seed {seed}, {}: {is:?}", BAND[place].name());
        }
    }
}

#[test]
fn one_bar_can_be_written_again() {
    for index in 0..4 {
        let notes = anew(6, |_| Cells(1 << index));
        assert_eq!(only(&notes, |n| bar(n) != index), only(&present(), |n| bar(n) != index));
        let own = |notes: &[Note]| only(notes, |n| bar(n) == index);
        assert!(BAND.iter().all(|i| own(&notes).iter().any(|n| n.instrument == *i)), "everybody plays");
        assert_ne!(own(&notes), own(&present()));
    }
}

#[test]
fn any_set_of_cells_can_be_written_again() {
    for seed in 0..4u64 {
        let sets = [0x3a51u64, 0x8c27, 0x0090, 0xf0e1][seed as usize];
        let cells = |i: Instrument| {
            let index = BAND.iter().position(|b| *b == i).unwrap_or(0);
            Cells((sets >> (4 * index) & 15) as u8)
        };
        let notes = anew(seed, cells);
        let locked = |n: &Note| !cells(n.instrument).contains(bar(n));
        assert_eq!(only(&notes, locked), only(&present(), locked));
        assert!(notes.iter().any(|n| !locked(n)));
    }
}

#[test]
fn a_loop_can_go_on_from_the_loop_before() {
    for seed in 0..3 {
        let notes = compose(&Request { past: present(), ..band(seed, |_| Cells::ALL) });
        assert!(notes.len() >= 20 && notes != present());
        assert_ne!(notes, compose(&band(seed, |_| Cells::ALL)), "what played before counts");
    }
    let half =
        Request { past: present(), keep: only(&present(), |n| bar(n) < 2), ..band(9, |_| Cells(0b1100)) };
    assert_eq!(only(&compose(&half), |n| bar(n) < 2), half.keep, "and is locked beside");
}
