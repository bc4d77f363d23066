//! The block schedule: which note sounds at which sample. Pure data and arithmetic for the audio thread: nothing here allocates after
//! construction, locks, or fails.
//!
//! Notes stay beats until a [`Clock`] turns them into frames: an event at beat `b` sounds at frame
//! `round((b - b0) * 60 / tempo * rate)` of a block that starts at beat `b0`. A [`Cursor`] walks through the repeated loop and
//! the [`Ledger`] holds what sounds: so each event comes exactly once whatever the block sizes are, and nothing
//! but the ledger ends a note.

mod clock;
mod cursor;
mod ledger;
#[cfg(test)]
mod tests;

pub use clock::Clock;
pub use cursor::Cursor;
pub use ledger::{Ledger, Sounding};

use crate::note::{Instrument, Note};
use crate::time::Ticks;

/// A note of a loop as the audio thread needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strike {
    /// From the loop's start.
    pub onset: Ticks,
    pub duration: Ticks,
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
}

/// The strikes of `notes`, by onset, then channel, then key. Notes of instruments that `channels` does not name are left out.
pub fn strikes(notes: &[Note], channels: &[(Instrument, u8)]) -> Vec<Strike> {
    let channel =
        |instrument| channels.iter().find(|(named, _)| *named == instrument).map(|(_, channel)| *channel);
    let mut strikes: Vec<Strike> = notes
        .iter()
        .filter_map(|note| {
            let channel = channel(note.instrument)?;
            let Note { onset, duration, pitch, velocity, .. } = *note;
            Some(Strike { onset, duration, channel, key: pitch, velocity })
        })
        .collect();
    strikes.sort_by_key(|strike| (strike.onset, strike.channel, strike.key));
    strikes
}

/// Where a loop lies in the song: pass 0 starts at `anchor`, and passes follow each other before and after it without end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// In quarters of the host's song.
    pub anchor: f64,
    /// Length of the loop, at least one tick.
    pub length: Ticks,
}

impl Place {
    /// Song position of `tick`, counted from the start of pass 0.
    pub fn beat(self, tick: i64) -> f64 {
        self.anchor + tick as f64 / TICKS
    }

    /// Ticks from the start of pass 0 to song position `beat`, with fraction.
    pub fn ticks(self, beat: f64) -> f64 {
        (beat - self.anchor) * TICKS
    }

    /// The pass that song position `beat` lies in.
    pub fn pass(self, beat: f64) -> i64 {
        (self.ticks(beat) / self.length()).floor() as i64
    }

    /// Quarters from the start of the pass that song position `beat` lies in.
    pub fn phase(self, beat: f64) -> f64 {
        self.ticks(beat).rem_euclid(self.length()) / TICKS
    }

    /// The first start of a pass at or after song position `beat`; one that lies less than `slack` quarters before it counts.
    pub fn line(self, beat: f64, slack: f64) -> f64 {
        let pass = (self.ticks(beat - slack) / self.length()).ceil();
        self.anchor + pass * self.length() / TICKS
    }

    fn length(self) -> f64 {
        f64::from(self.length.0.max(1))
    }
}

/// What is due next in a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Due {
    /// The note that the ledger showed ends.
    Off(Sounding),
    /// The strike that the cursor showed sounds.
    On(Strike),
}

/// Which of `off` and `on` (with its song position) is due first in the frames `from..until` of the current block, and at which
/// frame. An off comes before an on of the same frame; what is overdue comes at `from`.
pub fn due(
    clock: &Clock,
    off: Option<Sounding>,
    on: Option<(f64, Strike)>,
    from: u32,
    until: u32,
) -> Option<(u32, Due)> {
    let frame = |beat| clock.frame_of(beat).max(i64::from(from));
    let off = off.map(|note| (frame(note.end), Due::Off(note)));
    let on = on.map(|(beat, strike)| (frame(beat), Due::On(strike)));
    let first = match (off, on) {
        (Some(off), Some(on)) if on.0 < off.0 => on,
        (Some(off), _) => off,
        (None, on) => on?,
    };
    let (frame, due) = first;
    (frame < i64::from(until)).then_some((frame as u32, due))
}

const TICKS: f64 = crate::time::TICKS_PER_QUARTER as f64;
