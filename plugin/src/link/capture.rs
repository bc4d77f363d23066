//! What was played into the instrument, on its way to the worker.

use cells::Sequence;
use std::sync::atomic::{AtomicU64, Ordering};

/// A note that was played, in quarters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Played {
    /// How long before the capture it was struck.
    pub ago: f64,
    /// Song position at which it was struck; `None`: the transport stood.
    pub beat: Option<f64>,
    /// How long it was held; till the capture if it still is.
    pub length: f64,
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
}

/// What the last bars were, and where in the song they lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Performance {
    /// Song position of the capture; `None`: the transport stood.
    pub now: Option<f64>,
    /// Where a pass of the piece that plays starts, if one does.
    pub anchor: Option<f64>,
    /// Where the host's bar lines are: at this song position and every so many quarters from there.
    pub bars: (f64, f64),
    /// In the order in which they were struck.
    pub notes: Vec<Played>,
}

/// Notes that a capture holds at most: the last ones.
pub const MOST_NOTES: usize = 512;

/// Song position, anchor, origin and length of bars, and how many notes.
const HEAD: usize = 5;
/// Numbers of a note.
const NOTE: usize = 3;
const WORDS: usize = HEAD + NOTE * MOST_NOTES;

/// One performance at a time, the newest. Written by the audio thread when something is captured, read by the worker once it is told so.
#[derive(Debug, Default)]
pub struct CaptureCell {
    words: Sequence<WORDS>,
    /// How often it was written when the worker took it last.
    taken: AtomicU64,
}

/// Everything of a [`Performance`] but its notes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    pub now: Option<f64>,
    pub anchor: Option<f64>,
    pub bars: (f64, f64),
}

impl CaptureCell {
    /// Audio thread: puts a performance here in place of the one before. Real-time safe.
    pub fn put(&self, place: Place, notes: impl Iterator<Item = Played> + Clone) {
        let Place { now, anchor, bars } = place;
        let count = notes.clone().take(MOST_NOTES).count() as u64;
        let head = [bits(now), bits(anchor), bits(Some(bars.0)), bits(Some(bars.1)), count];
        let note = |note: Played| {
            let low = u64::from(note.key) | u64::from(note.velocity) << 8;
            [bits(Some(note.ago)), bits(note.beat), low | u64::from((note.length as f32).to_bits()) << 32]
        };
        // The audio thread alone writes, so no other write is in the way.
        self.words.write(head.into_iter().chain(notes.take(MOST_NOTES).flat_map(note)));
    }

    /// Worker: the performance that was put here since the last look.
    pub fn take(&self) -> Option<Performance> {
        if self.words.version() == self.taken.load(Ordering::Relaxed) {
            return None;
        }
        let (version, words) = self.words.read()?;
        self.taken.store(version, Ordering::Relaxed);
        let (head, notes) = words.split_at(HEAD);
        let note = |words: &[u64]| Played {
            ago: f64::from_bits(words[0]),
            beat: number(words[1]),
            length: f64::from(f32::from_bits((words[2] >> 32) as u32)),
            key: words[2] as u8,
            velocity: (words[2] >> 8) as u8,
        };
        let notes = notes.chunks_exact(NOTE).take(head[4] as usize).map(note).collect();
        let bars = (f64::from_bits(head[2]), f64::from_bits(head[3]));
        Some(Performance { now: number(head[0]), anchor: number(head[1]), bars, notes })
    }
}

/// No number is told as a NaN.
fn bits(number: Option<f64>) -> u64 {
    number.unwrap_or(f64::NAN).to_bits()
}

fn number(bits: u64) -> Option<f64> {
    Some(f64::from_bits(bits)).filter(|number| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(key: u8) -> Played {
        Played {
            ago: f64::from(key),
            beat: (key > 60).then_some(1.25),
            length: 0.5,
            key,
            velocity: 127 - key,
        }
    }

    #[test]
    fn a_performance_is_taken_once_as_it_was_played_and_the_newest_wins() {
        let cell = CaptureCell::default();
        assert_eq!(cell.take(), None);
        cell.put(Place::default(), [note(1)].into_iter());
        let place = Place { now: Some(17.0), anchor: Some(-4.0), bars: (0.5, 3.5) };
        cell.put(place, [note(60), note(61)].into_iter());
        let Place { now, anchor, bars } = place;
        assert_eq!(cell.take(), Some(Performance { now, anchor, bars, notes: vec![note(60), note(61)] }));
        assert_eq!(cell.take(), None);
        cell.put(Place::default(), (0..2000u32).map(|n| note((n % 100) as u8)));
        let much = cell.take().expect("it was put there");
        assert_eq!((much.notes.len(), much.now, much.anchor), (MOST_NOTES, None, None));
    }
}
