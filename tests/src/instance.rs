//! What a [`crate::Host`] needs of a plugin, whatever its format.

use crate::laws::{Broken, Sent};
use crate::timeline::Transport;
use std::time::Duration;
use thiserror::Error;

/// Why a run ended.
#[derive(Debug, Error)]
pub enum HostError {
    #[error("cannot load {path}: {reason}")]
    Load { path: String, reason: String },
    #[error("the plugin failed to {0}")]
    Refused(&'static str),
    #[error("the plugin has no parameter named {name:?}; it has {known:?}")]
    NoParam { name: String, known: Vec<String> },
    #[error("at sample {sample}, song position {beats} quarters: {broken}")]
    Law { sample: u64, beats: f64, broken: Broken },
    #[error("waited {0:?} for {1}")]
    Late(Duration, String),
}

/// A parameter as the plugin describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The id under which projects store it.
    pub id: u32,
    pub name: String,
    /// 0..=1.
    pub default: f64,
    /// Steps between the least and the greatest value; 0 if it is continuous.
    pub steps: u32,
    pub bypass: bool,
}

/// A parameter value for the plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParamIn {
    /// Samples from the block's start.
    pub offset: u32,
    pub id: u32,
    /// 0..=1.
    pub value: f64,
}

/// A note for the plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoteIn {
    /// Samples from the block's start.
    pub offset: u32,
    pub on: bool,
    /// 0-based.
    pub channel: u8,
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
}

/// A controller that the host turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControllerIn {
    /// Samples from the block's start.
    pub offset: u32,
    /// 0-based.
    pub channel: u8,
    /// 0..=127.
    pub controller: u8,
    /// 0..=127.
    pub value: u8,
}

/// Everything that one call of `process` gets. Lists are sorted by offset.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    pub frames: u32,
    /// At the block's first sample; `None`: the host does not say.
    pub transport: Option<Transport>,
    /// Transport changes inside the block; always empty for formats that know none.
    pub changes: &'a [(u32, Transport)],
    pub params: &'a [ParamIn],
    pub notes: &'a [NoteIn],
    pub controllers: &'a [ControllerIn],
}

/// One loaded plugin instance.
pub trait Instance {
    /// Whether the format can tell of a transport change inside a block.
    const CHANGES_INSIDE_BLOCKS: bool;

    /// Starts processing at `rate` samples per second with blocks of at most `max_frames`.
    fn activate(&mut self, rate: f64, max_frames: u32) -> Result<(), HostError>;

    /// Stops processing. Does nothing to an instance that is not active.
    fn deactivate(&mut self);

    /// Clears the plugin's playing state, as hosts do after a discontinuity.
    fn reset(&mut self) -> Result<(), HostError>;

    /// Stops and starts processing, as some hosts do around each block.
    fn restart_processing(&mut self) -> Result<(), HostError>;

    /// Tells the plugin whether rendering is offline. Only while inactive.
    fn set_offline(&mut self, offline: bool) -> Result<(), HostError>;

    /// Processes one block: writes `outputs` (one vector per channel, at least `frames` long) and appends to `sent`, which
    /// has its capacity beforehand: it must not grow, for the plugin's own allocation check covers the host's callbacks.
    fn process(
        &mut self,
        block: &Block,
        outputs: &mut [Vec<f32>],
        sent: &mut Vec<Sent>,
    ) -> Result<(), HostError>;

    /// Gives the plugin the main thread, as hosts do between blocks.
    fn idle(&mut self);

    /// Every parameter, in the plugin's order.
    fn params(&mut self) -> Vec<Param>;

    /// Present value of a parameter, 0..=1.
    fn value(&mut self, id: u32) -> Option<f64>;

    /// The state as a project stores it.
    fn save(&mut self) -> Result<Vec<u8>, HostError>;

    /// Restores a stored state.
    fn load(&mut self, state: &[u8]) -> Result<(), HostError>;
}

/// An instance whose editor the host shows, on X11.
pub trait Shows: Instance {
    /// Opens the editor inside `parent`, an X11 window that stays until [`Shows::close_editor`]; how large it is.
    fn open_editor(&mut self, parent: u32) -> Result<(u32, u32), HostError>;

    /// Has the editor be so large.
    fn resize_editor(&mut self, size: (u32, u32)) -> Result<(), HostError>;

    /// Closes the editor.
    fn close_editor(&mut self) -> Result<(), HostError>;
}
