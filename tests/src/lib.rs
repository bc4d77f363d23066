//! Headless hosts for plugins that send notes. A [`Host`] is an object that one plays like a host program (`play`, `seek`,
//! `loop_to`, `stop`), over either plugin format, and each of its runs checks the [`laws`] on every block.

mod clap;
mod host;
mod instance;
mod jack;
pub mod laws;
mod saved;
mod setup;
mod take;
mod timeline;
mod vst3;

pub use clap::{ClapInstance, ClapPlugin, Probe};
pub use host::Host;
pub use instance::{Block, ControllerIn, HostError, Instance, NoteIn, Param, ParamIn, Shows};
pub use jack::{JackError, JackServer};
pub use saved::{
    SavedError, SavedLoop, saved_anchor, saved_draft, saved_instruments, saved_loop, saved_object,
    saved_steps, saved_variations, with_field, with_instruments, with_object, without_loop,
};
pub use setup::{Blocks, Inside, Setup};
pub use take::{Played, Take};
pub use timeline::{Change, Segment, Timeline, Transport};
pub use vst3::{Saver, Vst3Instance, Vst3Plugin};
