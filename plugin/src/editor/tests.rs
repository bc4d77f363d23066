//! The editor worked as a user works it, by the names that a screen reader says. Nothing is drawn.

mod asking;
mod bench;
mod by_hand;
mod details;
mod editing;
mod frames;
mod keyboard;
mod pictures;
mod quick;
mod shots;
mod showing;
