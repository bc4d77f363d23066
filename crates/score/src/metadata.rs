//! What a loop *is*, in the terms in which one can be asked for: the metadata keys of the token header.

use crate::chord::{CHORD_SLOTS, ChordSlot, Key};
use crate::note::{Instrument, Note};
use crate::time::{BARS, Metre};
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

/// Measures `notes` (canonical, one loop of `metre`).
pub fn extract(notes: &[Note], metre: Metre) -> Metadata {
    let _ = (notes, metre);
    Metadata::default() // replaced by the real thing before anything is committed
}
