//! The music as it crosses to the audio thread.

use super::GENERATIONS;
use score::schedule::{LANES, Strike};
use score::{BARS, Instrument, Metre};
use std::sync::Arc;

/// A loop, or as much of it as is written, as the audio thread plays it. Made, sent and freed by the worker or the main thread; lives
/// on the audio thread in between, which never changes or frees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Number of the ask that it answers, or of the restored state that it comes from.
    pub epoch: u64,
    /// Of the process, counted up as phrases are sent; the copies that go to a group have one.
    pub number: u64,
    /// Number of the [`Member`] that sent it.
    pub by: u64,
    /// The slot that it belongs to, below [`super::SLOTS`].
    pub slot: u8,
    /// How many variations lie between it and the piece that was asked for.
    pub generation: u32,
    pub metre: Metre,
    /// Bars of the whole piece.
    pub length: usize,
    /// Bars that are written, from the first; none: silence.
    pub bars: usize,
    /// Who plays in each lane.
    pub parts: [Option<Part>; LANES],
    /// Sorted, as [`score::schedule::strikes`] has them.
    pub strikes: Arc<[Strike]>,
    /// Those of all variations of the piece that are written, [`Phrase::strikes`] among them, from variation [`Phrase::first`] on; none if
    /// it is the only one.
    pub variations: Vec<Arc<[Strike]>>,
    pub first: u32,
    /// Set on a phrase from a restored state, which takes over at once.
    pub restored: Option<Restored>,
    /// The one that was sent before it, while both are on their way.
    pub below: Option<Box<Phrase>>,
}

impl Phrase {
    /// Nothing, in slot 0.
    pub fn silence(epoch: u64) -> Phrase {
        Phrase {
            epoch,
            number: 0,
            by: 0,
            slot: 0,
            generation: 0,
            metre: Metre::default(),
            length: BARS,
            bars: 0,
            parts: [None; LANES],
            strikes: Arc::new([]),
            variations: Vec::new(),
            first: 0,
            restored: None,
            below: None,
        }
    }

    /// Plays a variation from now on, or the last that is written; whether that is other music. Real-time safe: what it played before is
    /// among the variations, and so is not freed here.
    pub fn show(&mut self, generation: u32) -> bool {
        let index = generation.saturating_sub(self.first) as usize % GENERATIONS;
        let Some(strikes) = self.variations.get(index).or(self.variations.last()) else { return false };
        self.generation = generation;
        let other = !Arc::ptr_eq(strikes, &self.strikes);
        if other {
            self.strikes = strikes.clone();
        }
        other
    }

    /// Whether `other` sounds the same, note for note.
    pub fn sounds_like(&self, other: &Phrase) -> bool {
        let same = |of: &Phrase| (of.slot, of.metre, of.length, of.bars);
        same(self) == same(other) && self.strikes == other.strikes
    }
}

/// One lane of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub instrument: Instrument,
    /// MIDI channel 0..=15 that it plays on unless [`Lane::channel`] says another.
    pub channel: u8,
}

/// How a stored loop comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restored {
    /// Song position at which one of its passes started, in quarters; `None`: it never played.
    pub anchor: Option<f64>,
}
