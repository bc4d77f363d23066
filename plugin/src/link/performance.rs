//! What was played into the instrument, on its way to the worker.

use std::sync::atomic::{AtomicU64, Ordering, fence};

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

/// One performance at a time, the newest. Written by the audio thread, read by the worker; neither waits. A version that is odd or has
/// changed tells the reader that it was overtaken: then another one is there, and with it another call to look.
#[derive(Debug)]
pub struct Stand {
    version: AtomicU64,
    /// Version that was taken last.
    taken: AtomicU64,
    /// Song position, anchor, origin and length of bars, as bits; then how many notes.
    head: [AtomicU64; 5],
    notes: [[AtomicU64; 3]; MOST_NOTES],
}

impl Default for Stand {
    fn default() -> Stand {
        let zero = || AtomicU64::new(0);
        Stand {
            version: zero(),
            taken: zero(),
            head: std::array::from_fn(|_| zero()),
            notes: std::array::from_fn(|_| std::array::from_fn(|_| zero())),
        }
    }
}

/// Everything of a [`Performance`] but its notes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    pub now: Option<f64>,
    pub anchor: Option<f64>,
    pub bars: (f64, f64),
}

impl Stand {
    /// Audio thread: puts a performance here in place of the one before. Real-time safe.
    pub fn put(&self, place: Place, notes: impl Iterator<Item = Played>) {
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version + 1, Ordering::Relaxed);
        // No number below is seen before the version is.
        fence(Ordering::Release);
        let mut count = 0;
        for (cells, note) in self.notes.iter().zip(notes) {
            let low = u64::from(note.key) | u64::from(note.velocity) << 8;
            let numbers = [
                bits(Some(note.ago)),
                bits(note.beat),
                low | u64::from((note.length as f32).to_bits()) << 32,
            ];
            cells.iter().zip(numbers).for_each(|(cell, number)| cell.store(number, Ordering::Relaxed));
            count += 1;
        }
        let Place { now, anchor, bars } = place;
        let head = [bits(now), bits(anchor), bits(Some(bars.0)), bits(Some(bars.1)), count];
        self.head.iter().zip(head).for_each(|(cell, number)| cell.store(number, Ordering::Relaxed));
        self.version.store(version + 2, Ordering::Release);
    }

    /// Worker: the performance that was put here since the last look.
    pub fn take(&self) -> Option<Performance> {
        let version = self.version.load(Ordering::Acquire);
        if !version.is_multiple_of(2) || version == self.taken.load(Ordering::Relaxed) {
            return None;
        }
        let [now, anchor, origin, length, count] =
            self.head.each_ref().map(|cell| cell.load(Ordering::Relaxed));
        let notes = self.notes.iter().take(count as usize).map(|cells| {
            let [ago, beat, last] = cells.each_ref().map(|cell| cell.load(Ordering::Relaxed));
            Played {
                ago: f64::from_bits(ago),
                beat: number(beat),
                length: f64::from(f32::from_bits((last >> 32) as u32)),
                key: last as u8,
                velocity: (last >> 8) as u8,
            }
        });
        let bars = (f64::from_bits(origin), f64::from_bits(length));
        let there = Performance { now: number(now), anchor: number(anchor), bars, notes: notes.collect() };
        fence(Ordering::Acquire);
        if self.version.load(Ordering::Relaxed) != version {
            return None;
        }
        self.taken.store(version, Ordering::Relaxed);
        Some(there)
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
        let stand = Stand::default();
        assert_eq!(stand.take(), None);
        stand.put(Place::default(), [note(1)].into_iter());
        let place = Place { now: Some(17.0), anchor: Some(-4.0), bars: (0.5, 3.5) };
        stand.put(place, [note(60), note(61)].into_iter());
        let Place { now, anchor, bars } = place;
        assert_eq!(stand.take(), Some(Performance { now, anchor, bars, notes: vec![note(60), note(61)] }));
        assert_eq!(stand.take(), None);
        stand.put(Place::default(), (0..2000u32).map(|n| note((n % 100) as u8)));
        let much = stand.take().expect("it was put there");
        assert_eq!((much.notes.len(), much.now, much.anchor), (MOST_NOTES, None, None));
    }
}
