//! The editor worked as a user works it, by the names that a screen reader says. Nothing is drawn.

mod asking;
mod bench;
mod editing;
mod keyboard;
mod pictures;
mod shots;
mod showing;
