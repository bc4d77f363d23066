//! What one frame of the editor shows, and what the user did in it: plain values, so that every widget is a function
//! from a [`View`] to [`Action`]s that can be tested without a window.

use super::export::{Way, What};
use crate::link::{Action as Trigger, Binding, HostNow, SLOTS};
use crate::presets::Preset;
use crate::state::{Loop, Piece, Rack, Swap};
use score::schedule::LANES;
use score::{BARS, Cells, Instrument, Key, Metadata, Metre, Note, Request, ScaleKind};
use std::path::PathBuf;
use std::sync::Arc;

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

/// What the roll shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Music {
    /// The metre of the empty roll, before there is a loop.
    pub next_metre: Metre,
    pub bars: [BarState; BARS],
    /// In ticks from the loop's start; `None` while the transport stands.
    pub playhead: Option<f32>,
    /// The loop that the notes are of.
    pub of: Option<Arc<Loop>>,
    /// Which loop of its piece that is, and how many the piece has.
    pub section: usize,
    pub sections: usize,
    /// Index of the slot that plays, and which slots hold anything.
    pub slots: (usize, [bool; SLOTS]),
    /// The lanes, and what of them is locked.
    pub rack: Rack,
    /// The whole piece that the loop is of.
    pub piece: Option<Arc<Piece>>,
    /// How far each bar of that piece is; empty: as [`Music::bars`] says.
    pub piece_bars: Vec<BarState>,
    /// What each slot holds.
    pub pieces: [Option<Arc<Piece>>; SLOTS],
    /// The step of the slot's history that is there, and how many there are.
    pub history: (usize, usize),
    /// Places that are mute, bit by bit.
    pub muted: u16,
    /// How far each place is moved.
    pub octaves: [i8; LANES],
    /// What of the request gave way because it contradicted itself, in words.
    pub notices: Vec<String>,
    /// Nothing leaves the instrument.
    pub bypassed: bool,
    /// Whether there is a step of the history to go back to, and one to go forth to.
    pub can_undo: bool,
    pub can_redo: bool,
}

impl Music {
    /// The request that the notes answer.
    pub fn asked(&self) -> Option<&Request> {
        self.of.as_deref().map(|of| &of.asked)
    }

    /// What the notes are, measured; once all bars are written.
    pub fn got(&self) -> Option<&Metadata> {
        self.of.as_deref().and_then(|of| of.got.as_ref())
    }

    /// Canonical: the bars that are written, and where a bar is not yet, what sounds there meanwhile.
    pub fn notes(&self) -> &[Note] {
        self.of.as_deref().map_or(&[], |of| &of.notes)
    }

    pub fn metre(&self) -> Metre {
        self.of.as_deref().map_or(self.next_metre, |of| of.metre)
    }

    /// All loops of the piece, or the one that there is.
    pub fn loops(&self) -> &[Arc<Loop>] {
        self.piece.as_ref().map_or(self.of.as_slice(), |piece| &piece.sections)
    }

    /// How far each bar of the piece is.
    pub fn states(&self) -> &[BarState] {
        if self.piece_bars.is_empty() { &self.bars } else { &self.piece_bars }
    }

    /// Ticks from the start of the piece to the playhead.
    pub fn playhead_in_piece(&self) -> Option<f32> {
        let before = if self.piece.is_some() { self.section } else { 0 };
        self.playhead.map(|ticks| ticks + before as f32 * f32::from(self.metre().loop_len().0))
    }

    /// Bars (bit `b`: bar `b` of the piece) of `instrument` that were changed by hand.
    pub fn edited(&self, instrument: Instrument) -> u32 {
        let of =
            |(section, one): (usize, &Arc<Loop>)| u32::from(one.edited.of(instrument).0) << (BARS * section);
        self.loops().iter().enumerate().map(of).fold(0, |bits, one| bits | one)
    }
}

/// How far one bar of the loop is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarState {
    /// Nothing was asked yet.
    #[default]
    Empty,
    /// Asked, its turn comes.
    Planned,
    Writing,
    Written,
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

/// The means and the density that can be asked for, each with an *any* state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Pitch,
    Velocity,
    Duration,
    Density,
}

impl Quantity {
    pub const ALL: [Quantity; 4] =
        [Quantity::Pitch, Quantity::Velocity, Quantity::Duration, Quantity::Density];

    pub fn index(self) -> usize {
        self as usize
    }
}

/// A parameter that is dragged along a rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    Amount(Quantity),
    Temperature,
    /// Of the preview, in decibels.
    Level,
    Guidance,
    Candidates,
    Length,
    Evolve,
    Variation,
    Intensity,
    Register,
    Swing,
    Timing,
    Dynamics,
    Gate,
    /// Of one lane, in percent; no host parameter.
    Loudness,
}

impl Knob {
    /// Those that always have a value.
    pub const SETTINGS: [Knob; 8] = [
        Knob::Temperature,
        Knob::Guidance,
        Knob::Candidates,
        Knob::Length,
        Knob::Evolve,
        Knob::Variation,
        Knob::Intensity,
        Knob::Register,
    ];
}

impl Knob {
    /// Those that change how music is played.
    pub const PLAYING: [Knob; 4] = [Knob::Swing, Knob::Timing, Knob::Dynamics, Knob::Gate];
}

/// A parameter that is one of several names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    SwingUnit,
    Launch,
    Output,
    Programs,
    Follow,
    Thru,
    SlotOctave,
    CaptureTo,
    Group,
    Role,
}

impl Pick {
    pub const ALL: [Pick; 10] = [
        Pick::SwingUnit,
        Pick::Launch,
        Pick::Output,
        Pick::Programs,
        Pick::Follow,
        Pick::Thru,
        Pick::SlotOctave,
        Pick::CaptureTo,
        Pick::Group,
        Pick::Role,
    ];
}

/// What such a parameter can be, and which of it it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub pick: Pick,
    /// As the host shows them.
    pub options: Vec<String>,
    pub now: usize,
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

/// Where such a knob stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub knob: Knob,
    /// Of the parameter.
    pub step: i32,
    /// As the host shows it.
    pub text: String,
}

/// One step of a drag: hosts want to know where an automation gesture begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    Begin,
    /// In steps of the parameter.
    To(i32),
    /// To where the parameter stands at first.
    Reset,
    End,
}

/// `bars` of the lane in `place`, to be written anew.
pub fn cells_of(place: usize, bars: Cells) -> u64 {
    u64::from(bars.0) << (BARS * place)
}

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
