//! The instrument: a VST3 and CLAP plugin (and a standalone program) that writes four-bar loops on a thread of its own and plays
//! them in time with the host.

pub mod audio;
pub mod clap;
pub mod editor;
mod fault;
pub mod link;
mod log;
pub mod params;
pub mod plugin;
pub mod presets;
mod preview;
pub mod session;
pub mod vst3;
pub mod worker;

pub use clap::clap_entry;
pub use plugin::Quatrain;
