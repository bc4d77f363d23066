//! What came in and is not sent yet.

use crate::link::{MidiMessage, Rank};

/// Lives on the audio thread. What the hand played and the host has not got yet, in the order in which it is to leave. Frames are those of
/// the present block.
#[derive(Debug)]
pub struct InputQueue {
    /// Never longer than [`QUEUE`].
    messages: Vec<(u32, MidiMessage)>,
    /// How many of `messages` were sent.
    sent: usize,
    /// Room to sort the queue anew.
    left: Vec<(u32, MidiMessage)>,
}

/// Messages that can wait for the host.
pub const QUEUE: usize = 1024;

impl Default for InputQueue {
    fn default() -> InputQueue {
        InputQueue { messages: Vec::with_capacity(QUEUE), sent: 0, left: Vec::with_capacity(QUEUE) }
    }
}

impl InputQueue {
    pub fn clear(&mut self) {
        self.messages.clear();
        self.sent = 0;
    }

    /// Whether nothing came in, neither sent nor unsent.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// What is not sent yet, in order.
    #[inline]
    pub fn unsent(&self) -> &[(u32, MidiMessage)] {
        &self.messages[self.sent..]
    }

    /// The first message that is not sent yet was sent.
    pub fn step(&mut self) {
        self.sent = (self.sent + 1).min(self.messages.len());
    }

    /// Whether a strike of a key is in the queue.
    pub fn strikes(&self, channel: u8, key: u8) -> bool {
        self.messages.iter().any(|(_, message)| message.strikes(channel, key))
    }

    /// Puts a message where it belongs; `false` if there is no room. A note ends after it began, and begins no earlier than the one
    /// before it ended, or neither would be heard.
    pub fn push(&mut self, frame: u32, message: MidiMessage) -> bool {
        if self.messages.len() >= QUEUE {
            return false;
        }
        let frame = match message {
            MidiMessage::Off { channel, key } => {
                frame.max(self.last(|other| other.strikes(channel, key)).map_or(0, |on| on + 1))
            }
            MidiMessage::On { channel, key, .. } => {
                frame.max(self.last(|other| *other == MidiMessage::Off { channel, key }).unwrap_or(0))
            }
            _ => frame,
        };
        let order: (u32, Rank) = (frame, message.rank());
        let index = self.messages.partition_point(|(frame, other)| (*frame, other.rank()) <= order);
        // Has capacity, so this does not allocate.
        self.messages.insert(index, (frame, message));
        true
    }

    /// Ends a block of `frames` frames: what was not sent, or lies behind the block, comes in its order as early as can be.
    pub fn carry_over(&mut self, frames: u32) {
        self.left.extend(self.messages.drain(..).skip(self.sent));
        self.sent = 0;
        for index in 0..self.left.len() {
            let (frame, message) = self.left[index];
            // No more than were there before, so there is room.
            self.push(frame.saturating_sub(frames), message);
        }
        self.left.clear();
    }

    /// How much fits without more memory.
    #[cfg(test)]
    pub fn capacities(&self) -> (usize, usize) {
        (self.messages.capacity(), self.left.capacity())
    }

    /// The frame of the last message that `is` one.
    fn last(&self, is: impl Fn(&MidiMessage) -> bool) -> Option<u32> {
        self.messages.iter().rev().find(|(_, message)| is(message)).map(|(frame, _)| *frame)
    }
}
