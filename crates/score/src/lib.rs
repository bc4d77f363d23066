//! What music is to Quatrain: notes on a grid, the request for a loop, tokens, grammar, block schedule and
//! `.mid` files. Pure data and functions: no threads, no tensors, no host, no files at run time (except [`smf`]).
#![warn(unreachable_pub)]

pub mod asked;
pub mod bins;
pub mod chord;
pub mod gm;
pub mod grammar;
pub mod harmony;
pub mod metadata;
pub mod note;
pub mod request;
pub mod resolve;
pub mod schedule;
pub mod smf;
pub mod song;
pub mod time;
pub mod tokens;
pub mod vocab;

pub use chord::{Chord, ChordSlot, Key, Mode, Quality, Scale, ScaleKind};
pub use metadata::{Metadata, TrackMetadata};
pub use note::{DRUM_DURATION, Instrument, Note, canonicalise};
pub use request::{Cells, Request, Sampling, Track};
pub use resolve::{Contradiction, Resolved, resolve};
pub use song::{Song, Window};
pub use time::{BARS, Metre, TICKS_PER_QUARTER, Ticks};
pub use vocab::Token;
