//! The block schedule: which note sounds at which sample. Pure data and arithmetic for the audio thread: nothing here allocates after
//! construction, locks, or fails.
//!
//! Notes stay beats until a [`Clock`] turns them into frames: an event at beat `b` sounds at frame
//! `round((b - b0) * 60 / tempo * rate)` of a block that starts at beat `b0`. A [`Cursor`] walks through the repeated loop and
//! the [`Ledger`] holds what sounds: so each event comes exactly once whatever the block sizes are, and nothing
//! but the ledger ends a note.

mod clock;
mod cursor;
mod feel;
mod keys;
mod ledger;
mod place;
#[cfg(test)]
mod tests;

pub use clock::{Clock, above, floor};
pub use cursor::Cursor;
pub use feel::Feel;
pub use keys::Keys;
pub use ledger::{Ledger, Sounding};
pub use place::Place;

use crate::note::{Instrument, Note};
use crate::time::Ticks;

/// Lanes of a loop: one for each instrument that it may have.
pub const LANES: usize = 16;

/// A note of a loop as the audio thread needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strike {
    /// From the loop's start.
    pub onset: Ticks,
    pub duration: Ticks,
    /// Who plays it: a place in the rack, below [`LANES`].
    pub lane: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
    /// How late a player would be, in 512ths of a tick: less than half a tick, so that order between ticks never changes.
    pub nudge: u8,
    /// How much louder or softer a player would be, -128 the most softly.
    pub accent: i8,
}

impl Strike {
    /// Where it lies in the loop's order, whatever its feel.
    fn order(&self) -> u32 {
        u32::from(self.onset.0) << 8 | u32::from(self.nudge)
    }
}

/// The strikes of `notes`, in the order in which they sound whatever the [`Feel`]: by onset, then nudge, then lane, then key. Notes of
/// instruments that `lanes` does not name are left out. Nudge and accent follow from `seed` and from lane, onset and key: a note that is
/// kept while others are written again keeps them. Notes that one lane strikes together have one nudge.
pub fn strikes(notes: &[Note], lanes: &[(Instrument, u8)], seed: u64) -> Vec<Strike> {
    let lane = |instrument| lanes.iter().find(|(named, _)| *named == instrument).map(|(_, lane)| *lane);
    let strike = |note: &Note| {
        let lane = lane(note.instrument).filter(|lane| usize::from(*lane) < LANES)?;
        let Note { onset, duration, pitch, velocity, .. } = *note;
        let together = mixed(seed ^ mixed(u64::from(onset.0) << 8 | u64::from(lane)));
        let alone = mixed(together ^ u64::from(pitch));
        let (nudge, accent) = ((together >> 56) as u8, (alone >> 56) as i8);
        Some(Strike { onset, duration, lane, key: pitch, velocity, nudge, accent })
    };
    let mut strikes: Vec<Strike> = notes.iter().filter_map(strike).collect();
    strikes.sort_by_key(|strike| (strike.order(), strike.lane, strike.key));
    strikes
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): every bit of the number matters for every bit of the result.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What is due next in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The note that the ledger showed ends.
    Off,
    /// The strike that the cursor showed sounds.
    On,
}

/// Which of `off` and `on`, given by their song positions, is due first in the frames `from..until` of the current block, and at which
/// frame. An off comes before an on of the same frame; what is overdue comes at `from`.
#[inline]
pub fn due(clock: &Clock, off: Option<f64>, on: Option<f64>, from: u32, until: u32) -> Option<(u32, Due)> {
    let frame = |beat| clock.frame_of(beat).max(i64::from(from));
    let (off, on) = (off.map(frame), on.map(frame));
    let (frame, due) = match (off, on) {
        (Some(off), Some(on)) if on < off => (on, Due::On),
        (Some(off), _) => (off, Due::Off),
        (None, on) => (on?, Due::On),
    };
    (frame < i64::from(until)).then_some((frame as u32, due))
}
