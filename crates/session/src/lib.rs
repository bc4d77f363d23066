//! What a project holds, as pure values: pieces made of loops, slots with their histories, the rack of instruments, changes by hand,
//! what is asked of the next loop, and how all of it is stored. No threads, no locks, no plugin framework.
//!
//! ```
//! use score::{Instrument, Metre, Note, Ticks};
//! use session::{Project, Swap};
//!
//! let mut project = Project::new();
//! let note = Note { instrument: Instrument(0), onset: Ticks(0), pitch: 60, velocity: 90, duration: Ticks(12) };
//! assert!(project.edit(&[Swap { from: None, to: Some(note) }], Metre::FourFour, None));
//! let stored = session::write(&project).expect("every number is one");
//! assert_eq!(session::read(&stored).expect("what was written").here().present(), project.here().present());
//! ```
#![warn(missing_docs, unreachable_pub)]

mod asking;
mod draft;
mod edit;
mod edited;
mod pack;
mod piece;
mod project;
mod rack;
mod slot;
mod storage;

pub use asking::{Amounts, Asking, DURATIONS};
pub use edit::{EditedCell, Swap};
pub use edited::Edited;
pub use pack::{UnpackError, pack, unpack};
pub use piece::{Followed, Loop, Piece};
pub use project::Project;
pub use rack::{LOUDEST, Lane, Rack};
pub use slot::{GENERATIONS, STEPS, Slot, Step};
pub use storage::{VERSION, read, write};

/// Slots, each with a piece of its own.
pub const SLOTS: usize = 8;
/// Loops of which the longest piece is made.
pub const SECTIONS: usize = 8;
