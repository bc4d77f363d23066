//! What is asked of the composer: one immutable value, resolved once, that says everything a loop depends on.

use crate::chord::{CHORD_SLOTS, ChordSlot, Key, Scale};
use crate::note::{Instrument, Note};
use crate::time::{BARS, Metre};
use serde::{Deserialize, Serialize};

/// Most instruments in one loop: one MIDI channel each.
pub const MAX_TRACKS: usize = 16;

/// Strongest guidance; 1 is none.
pub const MAX_GUIDANCE: f32 = 4.0;

/// Most versions of a bar that are written side by side.
pub const MAX_CANDIDATES: u8 = 8;

/// Everything that a loop depends on, but for the weights. Every `Option` that is `None` means *any*.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Request {
    pub metre: Metre,
    /// Host tempo in BPM: colours the music, changes no note length.
    pub tempo: Option<f32>,
    pub key: Option<Key>,
    /// Hard: pitched notes stay inside.
    pub scale: Option<Scale>,
    /// MIDI key.
    pub mean_pitch: Option<f32>,
    /// MIDI velocity.
    pub mean_velocity: Option<f32>,
    /// In quarters.
    pub mean_duration: Option<f32>,
    /// Distinct onsets per bar.
    pub density: Option<f32>,
    /// Distinct onsets in each bar.
    pub bar_density: [Option<f32>; BARS],
    pub chords: [ChordSlot; CHORD_SLOTS],
    /// Hard: exactly these instruments sound. Empty: the model chooses.
    pub tracks: Vec<Track>,
    /// Notes of the cells that are locked, on the grid. They sound in the loop as they are.
    pub keep: Vec<Note>,
    /// Notes of the loop that plays before, on the grid, in its own time (0 is *its* start). Empty: no context.
    pub past: Vec<Note>,
    /// Share of the cells that is written anew, 0..=1, while `keep` is the loop that is varied: 0 gives it back as it is, 1 a new one.
    /// `None`: every cell that a track names is written. See [`crate::resolve()`].
    pub variation: Option<f32>,
    pub sampling: Sampling,
    pub seed: u64,
    /// Counts requests of one instance, so that late answers can be told from current ones.
    pub epoch: u64,
}

impl Request {
    /// The notes of `keep` that count: those outside the cells that are to be written.
    /// Where the model chooses the instruments, every instrument that has kept notes is kept as a whole.
    pub fn kept(&self) -> Vec<Note> {
        let written = |n: &Note| {
            self.tracks.iter().any(|t| t.instrument == n.instrument && t.cells.contains(n.bar(self.metre)))
        };
        let mut kept: Vec<Note> = self.keep.iter().copied().filter(|n| !written(n)).collect();
        kept.sort_by_key(|n| n.order(self.metre));
        kept
    }
}

/// One asked instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    pub instrument: Instrument,
    /// Hard: bars in which this instrument is to be written; in the others it plays what `keep` says.
    #[serde(default)]
    pub cells: Cells,
    #[serde(default)]
    pub mean_pitch: Option<f32>,
    #[serde(default)]
    pub mean_velocity: Option<f32>,
    /// In quarters.
    #[serde(default)]
    pub mean_duration: Option<f32>,
    /// Distinct onsets per bar.
    #[serde(default)]
    pub density: Option<f32>,
    /// Hard: most notes that may sound at once, 1..=16.
    #[serde(default)]
    pub polyphony: Option<u8>,
    /// Hard: lowest and highest MIDI key, both included. Not for drums.
    #[serde(default)]
    pub range: Option<(u8, u8)>,
}

impl Track {
    /// `instrument` in every bar, with nothing else said.
    pub fn new(instrument: Instrument) -> Track {
        Track {
            instrument,
            cells: Cells::ALL,
            mean_pitch: None,
            mean_velocity: None,
            mean_duration: None,
            density: None,
            polyphony: None,
            range: None,
        }
    }
}

/// A set of bars, bit `b` for bar `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cells(pub u8);

impl Cells {
    pub const ALL: Cells = Cells((1 << BARS) - 1);
    pub const NONE: Cells = Cells(0);

    pub fn contains(self, bar: usize) -> bool {
        bar < BARS && self.0 >> bar & 1 == 1
    }
}

impl Default for Cells {
    fn default() -> Cells {
        Cells::ALL
    }
}

/// How the next token is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sampling {
    /// 0 is greedy.
    pub temperature: f32,
    /// Share of probability kept, 0..=1.
    pub top_p: f32,
    /// Strength of classifier-free guidance, 1..=4: how much further than the model by itself the loop is pushed to what is asked
    /// softly (means, densities, chords, key, tempo). 1 is off.
    pub guidance: f32,
    /// Versions of each bar that are written side by side, 1..=8; the one nearest to what is asked softly is kept.
    pub candidates: u8,
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling { temperature: 1.0, top_p: 0.98, guidance: 1.9, candidates: 4 }
    }
}
