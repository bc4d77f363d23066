//! The audio thread's room: nothing here allocates, frees, locks, logs or knows the model.

mod ear;
mod follower;
mod held;
mod host_time;
mod player;
#[cfg(test)]
mod player_tests;
mod playing;
mod print;
mod recorder;
mod stage;
mod thru;
mod touch;
mod voices;

pub use ear::Ear;
pub use host_time::{Bars, HostTime};
pub use player::Player;
pub use print::{Printed, print};
