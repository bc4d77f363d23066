//! What is set for each lane and acts at once.

use score::Ticks;
use score::schedule::LANES;
use std::sync::atomic::{AtomicU64, Ordering};

/// Settings of one lane that no host parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// MIDI channel 0..=15; `None`: as [`super::Part::channel`] says.
    pub channel: Option<u8>,
    /// It is silent before this position in the piece.
    pub start: Ticks,
    /// Velocities in percent of what is written, 0..=200.
    pub level: u8,
    /// While any lane is solo, the others are silent.
    pub solo: bool,
}

impl Default for Lane {
    fn default() -> Lane {
        Lane { channel: None, start: Ticks(0), level: 100, solo: false }
    }
}

/// Written by the owner of the settings, [`crate::session::Session`]; a copy that the audio thread reads, each lane whole.
#[derive(Debug)]
pub struct Lanes {
    lanes: [AtomicU64; LANES],
    changes: AtomicU64,
}

impl Default for Lanes {
    fn default() -> Lanes {
        let lane = |_| AtomicU64::new(pack(Lane::default()));
        Lanes { lanes: std::array::from_fn(lane), changes: AtomicU64::new(0) }
    }
}

impl Lanes {
    /// Does nothing for a lane that there is not.
    pub fn set(&self, lane: usize, to: Lane) {
        if let Some(cell) = self.lanes.get(lane) {
            cell.store(pack(to), Ordering::Relaxed);
            // Who sees the count sees the lane.
            self.changes.fetch_add(1, Ordering::Release);
        }
    }

    /// How often a lane was set: while it stays the same, so do the lanes. Real-time safe.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// The settings of a lane. Real-time safe.
    pub fn get(&self, lane: usize) -> Lane {
        self.lanes.get(lane).map_or(Lane::default(), |cell| unpack(cell.load(Ordering::Relaxed)))
    }

    /// All of them. Real-time safe.
    pub fn all(&self) -> [Lane; LANES] {
        std::array::from_fn(|lane| self.get(lane))
    }
}

const NO_CHANNEL: u8 = u8::MAX;

fn pack(lane: Lane) -> u64 {
    let channel = lane.channel.filter(|channel| *channel < 16).unwrap_or(NO_CHANNEL);
    let [start_low, start_high] = lane.start.0.to_le_bytes();
    u64::from_le_bytes([channel, start_low, start_high, lane.level.min(200), lane.solo.into(), 0, 0, 0])
}

fn unpack(bits: u64) -> Lane {
    let [channel, start_low, start_high, level, solo, ..] = bits.to_le_bytes();
    Lane {
        channel: (channel != NO_CHANNEL).then_some(channel),
        start: Ticks(u16::from_le_bytes([start_low, start_high])),
        level,
        solo: solo != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_for_a_lane_is_read_as_it_was_set_and_nonsense_is_not_passed_on() {
        let lanes = Lanes::default();
        assert_eq!(lanes.get(3), Lane::default());
        let set = Lane { channel: Some(15), start: Ticks(2304), level: 200, solo: true };
        lanes.set(3, set);
        lanes.set(16, set);
        assert_eq!((lanes.get(3), lanes.get(2), lanes.get(16)), (set, Lane::default(), Lane::default()));
        lanes.set(0, Lane { channel: Some(16), level: 255, ..set });
        assert_eq!((lanes.get(0).channel, lanes.get(0).level), (None, 200));
        assert_eq!(lanes.changes(), 2, "of the lanes that there are");
    }
}
