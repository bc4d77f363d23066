//! What one note is made of. Nothing here allocates after construction.

mod envelope;
mod modes;
mod noise;
mod voice;
mod waves;

pub(crate) use voice::{Mix, Strike, Voice};

/// Frames between two looks at envelopes, vibrato and filters: 0.7 ms at 48 kHz.
pub(crate) const CHUNK: usize = 32;
/// Notes that sound at once; a further one takes the place of the least important.
pub const VOICES: usize = 64;

/// What lies below this is silence: -100 dBFS.
const FLOOR: f32 = 1e-5;
/// ln(1000): an exponential falls by 60 dB in this many of its time constants.
const DECAY_60_DB: f32 = 6.907_755;
