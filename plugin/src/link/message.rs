//! What goes to the host and comes from it, message by message.

/// A note event at a frame of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
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
pub type Send<'a> = &'a mut dyn FnMut(u32, Message) -> bool;
