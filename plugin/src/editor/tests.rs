//! The editor worked as a user works it, by the names that a screen reader says. Nothing is drawn.

mod asking;
mod bench;
mod by_hand;
mod chords;
mod details;
mod editing;
mod frames;
mod keyboard;
mod leaving;
mod long_roll;
mod pictures;
mod preset_lists;
mod quick;
mod shots;
mod showing;
