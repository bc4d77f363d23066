//! Music that is measured.

use score::{Metre, Note};

/// Four bars of music to look at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loop {
    /// The song that it is from, or that its prompt is from: loops of one song are resampled together.
    pub song: usize,
    pub metre: Metre,
    /// BPM.
    pub tempo: f32,
    /// Whether velocities say something.
    pub dynamics: bool,
    /// Canonical.
    pub notes: Vec<Note>,
}
