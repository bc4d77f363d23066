//! Loops as PNG pictures: one piano roll with a lane for each instrument, or a sheet of many small ones.

mod canvas;
mod roll;
mod sheet;

pub use roll::piano_roll;
pub use sheet::{Tile, contact_sheet};

/// Why no picture could be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("a picture of {0} by {1} pixels is too large or empty")]
    Size(u32, u32),
    #[error("the font inside the program cannot be read: {0}")]
    Font(#[from] ab_glyph::InvalidFont),
    #[error("the picture cannot be written as PNG: {0}")]
    Png(String),
}
