//! Loops as PNG pictures: one piano roll with a lane for each instrument, a sheet of many small ones, or the spectrogram of their sound; and curves.
#![warn(unreachable_pub)]

mod canvas;
mod chart;
mod roll;
mod sheet;
mod spectrogram;

pub use chart::{Curve, chart};
pub use roll::piano_roll;
pub use sheet::{Tile, contact_sheet};
pub use spectrogram::spectrogram;

/// Why no picture could be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("a picture of {0} by {1} pixels is too large or empty")]
    Size(u32, u32),
    #[error("the font inside the program cannot be read: {0}")]
    Font(#[from] ab_glyph::InvalidFont),
    #[error("the sound cannot be transformed: {0}")]
    Fourier(#[from] realfft::FftError),
    #[error("the picture cannot be written as PNG: {0}")]
    Png(String),
}
