//! What a synthesiser is told.

use score::Instrument;

/// A message at a frame of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub frame: u32,
    pub message: Message,
}

/// Channels 0..=15, keys and velocities 0..=127. What lies beyond is ignored.
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
    /// What later notes of the channel sound like. At first [`DRUMS`] is a drum kit and every other channel a piano.
    Instrument {
        channel: u8,
        instrument: Instrument,
    },
    /// Everything ends within a few milliseconds.
    Silence,
}

/// The channel that is a drum kit at first.
pub use score::gm::DRUM_CHANNEL as DRUMS;

pub const CHANNELS: usize = 16;

/// What the channels of General MIDI sound like before anybody says otherwise.
pub const fn general_midi() -> [Instrument; CHANNELS] {
    let mut instruments = [Instrument(0); CHANNELS];
    instruments[DRUMS as usize] = Instrument::DRUMS;
    instruments
}
