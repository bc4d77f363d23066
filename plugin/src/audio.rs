//! The audio thread's room: nothing here allocates, frees, locks, logs or knows the model.

mod deck;
mod follower;
mod held;
mod host_time;
mod midi_input;
mod note_mapper;
mod output;
mod performer;
mod player;
#[cfg(test)]
mod player_tests;
mod playing;
mod print;
mod recorder;

pub use host_time::{Bars, HostTime};
pub use midi_input::{MidiInput, Trigger};
pub use player::Player;
pub use print::{Printed, print};
