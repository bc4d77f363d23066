//! What a loop sounds like before real instruments play it: a General MIDI synthesiser made for preview.
//!
//! Struck and plucked instruments are banks of decaying sines (modal synthesis), sustained ones band-limited wavetables with
//! formants through a filter, drums both with noise; around them a small room and a limiter. fundsp gives wavetables, filters and the room;
//! voices and limiter are our own, so that a note begins at its very frame and nothing allocates. There is no sample file in here.
//!
//! [`Synth`] is for the audio thread, [`render()`] for files, [`Sounds`] for a SoundFont in place of the built-in sounds.
#![warn(unreachable_pub)]

mod engine;
mod event;
mod font;
mod limiter;
mod patch;
mod patches;
mod render;
mod room;
mod synth;
mod tables;

pub use engine::VOICES;
pub use event::{CHANNELS, DRUMS, Event, Message, general_midi};
pub use font::{FontError, Sounds};
pub use limiter::CEILING;
pub use render::{Audio, render};
pub use synth::{Sound, Synth};
