//! What a synthesiser is told.

/// A message at a frame of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub frame: u32,
    pub message: Message,
}

/// Channels 0..=15, of which [`DRUMS`] is the drum kit; keys, velocities and programs 0..=127. What lies beyond is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Velocity 0 is an off.
    On {
        channel: u8,
        key: u8,
        velocity: u8,
    },
    Off {
        channel: u8,
        key: u8,
    },
    /// What later notes of the channel sound like.
    Program {
        channel: u8,
        program: u8,
    },
    /// Everything ends within a few milliseconds.
    Silence,
}

/// The channel of the drum kit: 10, counted from 1.
pub const DRUMS: u8 = 9;
pub const CHANNELS: usize = 16;
