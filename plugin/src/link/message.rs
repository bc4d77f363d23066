//! What goes to the host and comes from it, message by message.

/// A MIDI message; the frame at which it comes stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidiMessage {
    /// MIDI channel 0..=15, key 0..=127, velocity 1..=127.
    On {
        channel: u8,
        key: u8,
        velocity: u8,
    },
    Off {
        channel: u8,
        key: u8,
    },
    /// MIDI channel 0..=15, program 0..=127.
    Program {
        channel: u8,
        program: u8,
    },
    /// MIDI channel 0..=15, controller and value 0..=127.
    Controller {
        channel: u8,
        controller: u8,
        value: u8,
    },
    /// MIDI channel 0..=15, value 0..=16,383; 8,192 is no bend.
    Bend {
        channel: u8,
        value: u16,
    },
    /// MIDI channel 0..=15, value 0..=127: of the whole channel.
    Pressure {
        channel: u8,
        value: u8,
    },
}

/// Hands a message at a frame of the block to the host; `false` if the host did not take it.
pub type SendMidi<'a> = &'a mut dyn FnMut(u32, MidiMessage) -> bool;

/// Controllers that end all notes of a channel: all sound off, all notes off, and the modes that mean it too.
pub const NOTES_OFF: [u8; 6] = [120, 123, 124, 125, 126, 127];
/// The controller of the sustain pedal.
pub const SUSTAIN: u8 = 64;
/// The value of [`MidiMessage::Bend`] that bends nothing.
pub const STRAIGHT: u16 = 8_192;

/// The order in which messages leave in one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Ends.
    Off,
    /// Programs, controllers, bends and pressure.
    Channel,
    /// Strikes.
    On,
}

impl MidiMessage {
    /// Where it lies among the messages of its frame.
    pub fn rank(&self) -> Rank {
        match self {
            MidiMessage::Off { .. } => Rank::Off,
            MidiMessage::On { .. } => Rank::On,
            _ => Rank::Channel,
        }
    }

    /// Whether it strikes this key.
    pub fn strikes(&self, on: u8, of: u8) -> bool {
        matches!(*self, MidiMessage::On { channel, key, .. } if (channel, key) == (on, of))
    }
}
