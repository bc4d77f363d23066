//! What a loop *is*, in the terms in which one can be asked for: the metadata keys of the token header.

use crate::chord::{CHORD_SLOTS, ChordSlot, Key};
use crate::harmony::{Harmony, LONGEST_LOOP};
use crate::note::{Instrument, Note};
use crate::time::{BARS, Metre, TICKS_PER_QUARTER, Ticks};
use serde::{Deserialize, Serialize};

/// Metadata measured on the notes of one loop. `None` where the loop has no note that counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    pub key: Option<Key>,
    /// Mean MIDI key of all pitched notes (drums excluded).
    pub mean_pitch: Option<f32>,
    /// Mean MIDI velocity of all notes.
    pub mean_velocity: Option<f32>,
    /// Mean duration of all pitched notes, in quarters.
    pub mean_duration: Option<f32>,
    /// Distinct onset positions per bar, mean over the loop's bars.
    pub density: f32,
    /// Distinct onset positions in each bar.
    pub bar_density: [f32; BARS],
    /// Two slots a bar; never [`ChordSlot::Any`].
    pub chords: [ChordSlot; CHORD_SLOTS],
    /// One entry per instrument that sounds, in canonical order.
    pub tracks: Vec<TrackMetadata>,
}

/// The same keys for one instrument of the loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackMetadata {
    pub instrument: Instrument,
    /// `None` for drums.
    pub mean_pitch: Option<f32>,
    pub mean_velocity: f32,
    /// In quarters; `None` for drums.
    pub mean_duration: Option<f32>,
    /// Distinct onsets of this instrument per bar, mean over the loop's bars.
    pub density: f32,
    /// Most notes of this instrument that sound at once.
    pub polyphony: u8,
}

/// Measures `notes`: canonical ([`crate::note::canonicalise`]), one loop of `metre`.
pub fn extract(notes: &[Note], metre: Metre) -> Metadata {
    let all = Measured::of(notes, metre);
    let harmony = Harmony::of(notes, metre);
    let mut by_instrument = notes.to_vec();
    by_instrument.sort_by_key(|n| n.instrument.rank());
    Metadata {
        key: harmony.key,
        mean_pitch: all.mean_pitch(),
        mean_velocity: all.mean_velocity(),
        mean_duration: all.mean_duration(),
        density: all.onsets.density(),
        bar_density: all.onsets.per_bar(metre).map(|onsets| onsets as f32),
        chords: harmony.chords,
        tracks: by_instrument
            .chunk_by(|a, b| a.instrument == b.instrument)
            .map(|t| track(t, metre))
            .collect(),
    }
}

/// Measures the notes of one instrument (at least one).
fn track(notes: &[Note], metre: Metre) -> TrackMetadata {
    let measured = Measured::of(notes, metre);
    TrackMetadata {
        instrument: notes[0].instrument,
        mean_pitch: measured.mean_pitch(),
        mean_velocity: measured.mean_velocity().unwrap_or_default(),
        mean_duration: measured.mean_duration(),
        density: measured.onsets.density(),
        polyphony: polyphony(notes),
    }
}

/// Sums over some notes.
struct Measured {
    notes: u32,
    /// Notes that are not drums: the ones that pitch and duration are summed over.
    pitched: u32,
    velocity: u32,
    pitch: u32,
    /// In ticks.
    duration: u32,
    onsets: Onsets,
}

impl Measured {
    fn of(notes: &[Note], metre: Metre) -> Measured {
        let onsets = Onsets([0; ONSET_WORDS]);
        let mut sums = Measured { notes: 0, pitched: 0, velocity: 0, pitch: 0, duration: 0, onsets };
        for note in notes.iter().filter(|n| n.onset < metre.loop_len()) {
            sums.notes += 1;
            sums.velocity += u32::from(note.velocity);
            sums.onsets.insert(note.onset);
            if !note.instrument.is_drums() {
                sums.pitched += 1;
                sums.pitch += u32::from(note.pitch);
                sums.duration += u32::from(note.duration.0);
            }
        }
        sums
    }

    fn mean_pitch(&self) -> Option<f32> {
        mean(self.pitch, self.pitched)
    }

    fn mean_velocity(&self) -> Option<f32> {
        mean(self.velocity, self.notes)
    }

    /// In quarters.
    fn mean_duration(&self) -> Option<f32> {
        mean(self.duration, self.pitched).map(|ticks| ticks / f32::from(TICKS_PER_QUARTER))
    }
}

fn mean(sum: u32, count: u32) -> Option<f32> {
    (count > 0).then(|| sum as f32 / count as f32)
}

/// Words that hold a bit for every tick of the longest loop.
const ONSET_WORDS: usize = LONGEST_LOOP.div_ceil(64);

/// A set of ticks of one loop.
struct Onsets([u64; ONSET_WORDS]);

impl Onsets {
    /// Adds an onset inside the loop.
    fn insert(&mut self, onset: Ticks) {
        self.0[usize::from(onset.0 / 64)] |= 1 << (onset.0 % 64);
    }

    /// Distinct onsets per bar, mean over the loop's bars.
    fn density(&self) -> f32 {
        self.0.iter().map(|word| word.count_ones()).sum::<u32>() as f32 / BARS as f32
    }

    fn per_bar(&self, metre: Metre) -> [usize; BARS] {
        let bar = metre.bar().0;
        let holds = |tick: &u16| self.0[usize::from(tick / 64)] >> (tick % 64) & 1 == 1;
        std::array::from_fn(|b| (b as u16 * bar..(b as u16 + 1) * bar).filter(holds).count())
    }
}

/// Most notes that sound at once.
fn polyphony(notes: &[Note]) -> u8 {
    let mut change = [0_i16; LONGEST_LOOP + 1];
    for note in notes {
        change[usize::from(note.onset.0).min(LONGEST_LOOP)] += 1;
        change[usize::from(note.end().0).min(LONGEST_LOOP)] -= 1;
    }
    let mut sounding = 0;
    let most = change.iter().map(|change| {
        sounding += change;
        sounding
    });
    most.max().unwrap_or(0).clamp(0, u8::MAX.into()) as u8
}

#[cfg(test)]
#[path = "metadata_tests.rs"]
mod tests;
