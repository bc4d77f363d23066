//! The last bars that were played into the instrument.

use super::host_time::HostTime;
use crate::link::{CaptureCell, MOST_NOTES, Place, Played};

/// A note that was played. Positions in quarters.
#[derive(Clone, Copy, Debug)]
struct RecordedNote {
    /// On a clock of its own that never jumps.
    at: f64,
    /// Song position; `None`: the transport stood.
    beat: Option<f64>,
    /// On the own clock; `None` while the key is down.
    end: Option<f64>,
    channel: u8,
    key: u8,
    velocity: u8,
}

/// Lives on the audio thread. A ring of the last notes, with where in the song they were struck. While the transport stands, time goes on
/// at the host's tempo.
#[derive(Debug)]
pub struct Recorder {
    notes: Vec<RecordedNote>,
    /// Where the next note goes, once the ring is full.
    next: usize,
    /// Quarters since the beginning, at the start of the block.
    now: f64,
    /// Quarters a frame in this block.
    pace: f64,
    /// Where the song is at the start of the block, while it rolls, and the host's own loop.
    beat: Option<f64>,
    cycle: Option<(f64, f64)>,
    bars: (f64, f64),
}

/// Where the host says no tempo, in quarters per minute.
const TEMPO: f64 = 120.0;

impl Default for Recorder {
    fn default() -> Recorder {
        Recorder {
            notes: Vec::with_capacity(MOST_NOTES),
            next: 0,
            now: 0.0,
            pace: 0.0,
            beat: None,
            cycle: None,
            bars: (0.0, 4.0),
        }
    }
}

impl Recorder {
    /// Begins a block at `rate` frames per second. Real-time safe.
    pub fn begin(&mut self, host: &HostTime, rate: f64) {
        self.pace = host.tempo.unwrap_or(TEMPO) / 60.0 / rate;
        self.beat = host.beat.filter(|_| host.rolling);
        self.cycle = host.cycle;
        self.bars = (host.bars.origin, host.bars.length);
    }

    /// A key is struck at `frame` of the block. Real-time safe.
    pub fn strike(&mut self, channel: u8, key: u8, velocity: u8, frame: u32) {
        self.release(channel, key, frame);
        let (at, beat) = (self.at(frame), self.beat_at(frame));
        let note = RecordedNote { at, beat, end: None, channel, key, velocity };
        if self.notes.len() < MOST_NOTES {
            // Has capacity, so this does not allocate.
            self.notes.push(note);
        } else {
            self.notes[self.next] = note;
            self.next = (self.next + 1) % MOST_NOTES;
        }
    }

    /// A key is let go at `frame` of the block. Real-time safe.
    pub fn release(&mut self, channel: u8, key: u8, frame: u32) {
        let end = self.at(frame);
        let down =
            |note: &&mut RecordedNote| note.end.is_none() && (note.channel, note.key) == (channel, key);
        self.notes.iter_mut().filter(down).for_each(|note| note.end = Some(end));
    }

    /// All keys of a channel are let go at `frame` of the block. Real-time safe.
    pub fn let_go(&mut self, channel: u8, frame: u32) {
        let end = self.at(frame);
        let down = |note: &&mut RecordedNote| note.end.is_none() && note.channel == channel;
        self.notes.iter_mut().filter(down).for_each(|note| note.end = Some(end));
    }

    /// The host has reset the instance: no key is down any more, for who let go of it was not heard. Real-time safe.
    pub fn reset(&mut self) {
        let end = self.now;
        self.notes.iter_mut().filter(|note| note.end.is_none()).for_each(|note| note.end = Some(end));
    }

    /// Puts what was played into `cell`; `anchor` is where a pass of what plays starts. `frame` is the present one. Real-time safe.
    pub fn capture(&self, cell: &CaptureCell, anchor: Option<f64>, frame: u32) {
        let now = self.at(frame);
        let (newer, older) = self.notes.split_at(self.next.min(self.notes.len()));
        let notes = older.iter().chain(newer).map(|note| Played {
            ago: now - note.at,
            beat: note.beat,
            length: note.end.unwrap_or(now) - note.at,
            key: note.key,
            velocity: note.velocity,
        });
        cell.put(Place { now: self.beat_at(frame), anchor, bars: self.bars }, notes);
    }

    /// Ends a block of `frames` frames.
    pub fn advance(&mut self, frames: u32) {
        self.now = self.at(frames);
    }

    fn at(&self, frame: u32) -> f64 {
        self.now + f64::from(frame) * self.pace
    }

    fn beat_at(&self, frame: u32) -> Option<f64> {
        let start = self.beat?;
        let beat = start + f64::from(frame) * self.pace;
        match self.cycle {
            Some((from, until)) if start < until && beat >= until => Some(beat - (until - from)),
            _ => Some(beat),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::Bars;

    const RATE: f64 = 48_000.0;

    /// 120 BPM: a quarter is 24,000 frames.
    fn host(beat: Option<f64>) -> HostTime {
        HostTime {
            rolling: beat.is_some(),
            beat,
            tempo: Some(120.0),
            metre: (4, 4),
            bars: Bars { length: 4.0, origin: 0.0 },
            cycle: Some((0.0, 4.0)),
        }
    }

    fn captured(recorder: &Recorder, frame: u32) -> crate::link::Performance {
        let cell = CaptureCell::default();
        recorder.capture(&cell, Some(1.0), frame);
        cell.take().expect("it was put there")
    }

    #[test]
    fn notes_are_kept_with_their_song_positions_also_over_the_end_of_the_hosts_loop() {
        let mut recorder = Recorder::default();
        recorder.begin(&host(Some(3.5)), RATE);
        recorder.strike(0, 60, 90, 6_000);
        recorder.strike(0, 61, 91, 18_000);
        recorder.release(0, 60, 24_000);
        let there = captured(&recorder, 36_000);
        let notes: Vec<_> = there.notes.iter().map(|n| (n.key, n.beat, n.ago, n.length)).collect();
        assert_eq!(notes, [(60, Some(3.75), 1.25, 0.75), (61, Some(0.25), 0.75, 0.75)]);
        assert_eq!((there.now, there.anchor, there.bars), (Some(1.0), Some(1.0), (0.0, 4.0)));
    }

    #[test]
    fn a_reset_ends_the_notes_whose_keys_were_down() {
        let mut recorder = Recorder::default();
        recorder.begin(&host(None), RATE);
        recorder.strike(3, 60, 90, 0);
        recorder.advance(24_000);
        recorder.reset();
        recorder.begin(&host(None), RATE);
        recorder.advance(48_000);
        let there = captured(&recorder, 0);
        assert_eq!((there.notes[0].ago, there.notes[0].length), (3.0, 1.0), "not held till the capture");
        recorder.release(3, 60, 0);
        assert_eq!(captured(&recorder, 0).notes[0].length, 1.0, "and ended once");
    }

    #[test]
    fn while_the_transport_stands_time_goes_on_at_the_hosts_tempo() {
        let mut recorder = Recorder::default();
        for key in 60..63 {
            recorder.begin(&host(None), RATE);
            recorder.strike(0, key, 90, 0);
            recorder.release(0, key, 12_000);
            recorder.advance(24_000);
        }
        let there = captured(&recorder, 0);
        let notes: Vec<_> = there.notes.iter().map(|n| (n.beat, n.ago, n.length)).collect();
        assert_eq!((notes, there.now), (vec![(None, 3.0, 0.5), (None, 2.0, 0.5), (None, 1.0, 0.5)], None));
    }

    #[test]
    fn the_ring_keeps_the_last_notes_in_their_order_and_takes_no_more_memory() {
        let mut recorder = Recorder::default();
        recorder.begin(&host(None), RATE);
        (0..MOST_NOTES as u32 + 100).for_each(|n| recorder.strike(0, (n % 128) as u8, 90, n));
        let there = captured(&recorder, 1_000);
        assert_eq!((there.notes.len(), recorder.notes.capacity()), (MOST_NOTES, MOST_NOTES));
        assert!(there.notes.is_sorted_by(|a, b| a.ago >= b.ago));
        assert_eq!(there.notes[0].key, 100);
    }
}
