//! Loops, written down.

use score::{BARS, Instrument, Metre, Note, Request, Ticks, Track, canonicalise};
use session::Loop;

/// A loop of one instrument from onsets and durations in ticks, and keys.
pub fn piano(metre: Metre, notes: &[(u16, u16, u8)]) -> Loop {
    a_loop(metre, notes.iter().map(|&(onset, duration, key)| (0, onset, duration, key)))
}

/// A loop from programs, onsets and durations in ticks, and keys.
pub fn a_loop(metre: Metre, notes: impl IntoIterator<Item = (u8, u16, u16, u8)>) -> Loop {
    let note = |(program, onset, duration, pitch)| Note {
        instrument: Instrument(program),
        onset: Ticks(onset),
        pitch,
        velocity: 80,
        duration: Ticks(duration),
    };
    let notes = canonicalise(&notes.into_iter().map(note).collect::<Vec<_>>(), metre);
    let mut instruments: Vec<Instrument> = notes.iter().map(|note| note.instrument).collect();
    instruments.sort();
    instruments.dedup();
    let tracks = instruments.into_iter().chain([Instrument(0)]).map(Track::new).collect();
    let asked = Request { metre, tracks, ..Request::default() };
    Loop { metre, notes, bars: BARS, asked, got: None, edited: Default::default() }
}

/// One note of a beat at the start of each bar: `key` in the first, one higher in each that follows.
pub fn four_bars(key: u8) -> Loop {
    piano(Metre::FourFour, &[(0, 12, key), (48, 12, key + 1), (96, 12, key + 2), (144, 12, key + 3)])
}
