//! The styles, by family. Numbers in programs are General MIDI; digits in rhythms are chances ([`super::rhythm`]).

mod band;
mod club;
mod electronic;
mod groove;
mod jazz;
mod kits;
mod latin;
mod pools;
mod screen;
mod urban;
mod world;

pub use band::BAND;
pub use club::CLUB;
pub use electronic::ELECTRONIC;
pub use groove::GROOVE;
pub use jazz::JAZZ;
pub use latin::LATIN;
pub use screen::SCREEN;
pub use urban::URBAN;
pub use world::WORLD;
