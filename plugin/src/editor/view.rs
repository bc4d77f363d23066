//! What one frame of the editor shows, and what the user did in it: plain values, so that every widget is a function
//! from a [`View`] to [`Action`]s that can be tested without a window.

mod action;
mod controls;
mod music;

pub use action::{Action, cells_of};
pub use controls::{Choice, Gesture, Knob, Pick, Quantity, Setting};
pub use music::{BarState, Music};

use crate::link::{Action as Trigger, Binding, HostNow};
use score::{BARS, Instrument, Key, ScaleKind};

/// What one frame shows. A copy: the parameters and the worker's status are the source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    pub asking: Asking,
    pub host: HostNow,
    pub music: Music,
    pub engine: Engine,
    pub hands: Hands,
    pub preview: Preview,
    /// How large everything is, in percent.
    pub zoom: u32,
    /// Where the music went that was exported last, in words, until the user dismisses it.
    pub exported: Option<String>,
    /// In words; the newest is shown until the user dismisses it.
    pub error: Option<String>,
}

/// What the next Generate will ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asking {
    /// In canonical order. Empty: the composer chooses.
    pub instruments: Vec<Instrument>,
    /// By [`Quantity`], in steps of the parameter; `None` is *any*.
    pub amounts: [Option<i32>; Quantity::ALL.len()],
    pub key: Option<Key>,
    pub scale: Option<ScaleKind>,
    /// Every knob that always has a value, in the order of [`Knob::SETTINGS`].
    pub settings: Vec<Setting>,
    /// `None`: every loop gets a fresh one.
    pub seed: Option<i32>,
    /// Whether the four bars repeat.
    pub repeat: bool,
    /// As the user wrote them.
    pub chords: String,
    /// Onsets in each bar; `None` is *any*.
    pub bar_density: [Option<u8>; BARS],
    /// What was loaded last.
    pub preset: String,
    /// What of all this contradicts itself, in words.
    pub notices: Vec<String>,
}

/// The sound of the plugin itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    pub on: bool,
    /// In decibels.
    pub level: i32,
    /// File name of the SoundFont in place of the built-in sounds.
    pub sound_font: Option<String>,
    /// It is being read.
    pub loading: bool,
}

/// The composer and its weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engine {
    pub phase: Phase,
    /// Name of the weights in use; `None` until they are read.
    pub weights: Option<String>,
    /// Of the last loop.
    pub tokens_per_second: Option<f32>,
    /// A written loop waits for the line where it takes over.
    pub waiting: bool,
    /// Bars that were not written when they were due.
    pub late: u32,
    /// How much of the time until they are due the bars have that are not written yet, 0..=1.
    pub readiness: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Ready,
    /// A loop was asked, and the weights are being read for it.
    Loading,
    Writing,
    /// No usable weights; the error says why.
    Failed,
}

/// What acts at once: how music is played, and what is heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hands {
    /// In the order of [`Knob::PLAYING`].
    pub knobs: Vec<Setting>,
    /// In the order of [`Pick::ALL`].
    pub choices: Vec<Choice>,
    /// Capture is pressed.
    pub capturing: bool,
    /// Which notes and controllers ask for what.
    pub bindings: Vec<Binding>,
    /// What the next note or controller is bound to.
    pub learning: Option<Trigger>,
    /// In words; `None` while it is in no group.
    pub group: Option<String>,
}
