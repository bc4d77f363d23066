//! Data and measurement for Quatrain's model. Every rule about notes and tokens is `score`'s; this crate decides which
//! music is learned, how often, and under which requests.
#![warn(unreachable_pub)]

pub mod eval;
pub mod export;
pub mod generate;
pub mod prepare;
pub mod synthetic;
