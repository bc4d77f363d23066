//! What the user did.

use super::super::export::{Way, What};
use super::{Gesture, Knob, Pick, Quantity};
use crate::link::Action as Trigger;
use crate::presets::Preset;
use score::{BARS, Cells, Instrument, Key, ScaleKind};
use session::Swap;
use std::path::PathBuf;

/// What the user did.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Generate,
    Turn(Knob, Gesture),
    /// A value as the user wrote it.
    Type(Knob, String),
    /// `None` is *any*.
    SetAmount(Quantity, Option<i32>),
    SetKey(Option<Key>),
    SetScale(Option<ScaleKind>),
    /// `None`: a fresh one for every loop.
    SetSeed(Option<i32>),
    SetRepeat(bool),
    AddInstrument(Instrument),
    RemoveInstrument(Instrument),
    /// Asks for no instrument any more; what sounds goes on.
    LetComposerChoose,
    /// Locks or frees bars (bit `b`: bar `b`) of the lane in a place of the rack.
    Lock {
        place: usize,
        bars: u32,
        on: bool,
    },
    /// Silences the lane in a place, or lets it sound.
    Mute {
        place: usize,
        on: bool,
    },
    Solo {
        place: usize,
        on: bool,
    },
    /// Has the lane in a place begin so many ticks into the piece.
    Start {
        place: usize,
        ticks: u16,
    },
    /// Cells of a section of the piece: bit `4 * place + bar`.
    WriteAnew {
        section: usize,
        cells: u64,
    },
    /// Asks something of the lane in a place alone; `None` is *any*.
    Ask {
        place: usize,
        quantity: Quantity,
        step: Option<i32>,
    },
    /// Velocities of the lane in a place, in percent of what is written.
    SetLevel {
        place: usize,
        percent: u8,
    },
    /// MIDI channel 0..=15.
    SetChannel {
        place: usize,
        channel: u8,
    },
    SetOctave {
        place: usize,
        octave: i8,
    },
    /// As the user wrote them.
    SetChords(String),
    SetBarDensity {
        bar: usize,
        onsets: Option<u8>,
    },
    LoadPreset(Box<Preset>),
    /// Reads a preset from a file, keeps it and loads it.
    ImportPreset(PathBuf),
    /// Writes what is asked now into a file.
    ExportPreset(PathBuf),
    /// Keeps what is asked now under a name.
    KeepPreset(String),
    RemovePreset(String),
    /// By the index of the option.
    Choose(Pick, usize),
    /// Presses Capture, or lets it go.
    Capture(bool),
    /// Binds the next note or controller; `None`: after all none.
    Learn(Option<Trigger>),
    /// Nothing asks for it any more.
    Unbind(Trigger),
    /// In percent.
    SetZoom(u32),
    /// Notes of the piece, each in the place of another.
    Edit(Vec<Swap>),
    /// By its index.
    SelectSlot(usize),
    /// To a step of the slot's history.
    GoTo(usize),
    Export(What, Way),
    DismissExport,
    /// Whether anything leaves the instrument.
    SetBypass(bool),
    Undo,
    Redo,
    LoadWeights(PathBuf),
    /// Back to the weights inside the plugin.
    UseBuiltInWeights,
    SetPreview(bool),
    LoadSoundFont(PathBuf),
    UseBuiltInSounds,
    DismissError,
}

/// `bars` of the lane in `place`, to be written anew.
pub fn cells_of(place: usize, bars: Cells) -> u64 {
    u64::from(bars.0) << (BARS * place)
}
