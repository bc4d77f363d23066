//! What the synthesiser promises: sounds, levels, pitch, timing, and what it does to the audio thread.

mod counting;
mod play;
mod realtime;
mod rendering;
mod soundfont;
mod sounds;
mod timing;
