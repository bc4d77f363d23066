//! The input on its way to the output, between the player's notes.

use crate::link::{Message, Send};
use score::schedule::Keys;

/// Lives on the audio thread. Merges what comes in with what the player says, so that the host gets one list: sorted, in each frame what
/// is over first and ons last (the ends of keys that are struck again right before them), and no channel and key twice. Who holds a key is
/// known for each of the two, and the host hears of its end when neither does any more.
///
/// What is struck by hand is always heard: a key that sounds ends first. A key of the loop that the hand holds is not struck again.
#[derive(Debug)]
pub struct Thru {
    /// What came in and is not sent yet, in the order in which it is to be; frames of the present block. Never longer than [`QUEUE`].
    queue: Vec<(u32, Message)>,
    /// Those of `queue` that were sent.
    sent: usize,
    /// Room to sort the queue anew.
    left: Vec<(u32, Message)>,
    /// The frame before whose first on keys were lifted.
    lifted: Option<u32>,
    /// What the host hears...
    sounding: Keys,
    /// ...what of it the player holds...
    looped: Keys,
    /// ...and what the hand.
    hand: Keys,
    /// Channels whose sustain pedal is down, bit by bit, and those whose pitch is bent.
    pedals: u16,
    bent: u16,
    /// The host took no more in this block.
    blocked: bool,
    /// What comes in passes.
    open: bool,
    /// What passed must end when the next block begins.
    over: bool,
}

/// Messages that can wait for the host. What comes on top is lost, and then everything that the hand holds ends.
const QUEUE: usize = 1024;

const SUSTAIN: u8 = 64;
const STRAIGHT: u16 = 8_192;
/// All sound off, all notes off, and the modes that mean it too.
pub const NOTES_OFF: [u8; 6] = [120, 123, 124, 125, 126, 127];

impl Default for Thru {
    fn default() -> Thru {
        Thru {
            queue: Vec::with_capacity(QUEUE),
            sent: 0,
            left: Vec::with_capacity(QUEUE),
            lifted: None,
            sounding: Keys::default(),
            looped: Keys::default(),
            hand: Keys::default(),
            pedals: 0,
            bent: 0,
            blocked: false,
            open: false,
            over: false,
        }
    }
}

impl Thru {
    /// What passed ends when the next block is sent, and what waited does not pass any more.
    pub fn end(&mut self) {
        self.over = true;
        self.queue.clear();
        self.sent = 0;
    }

    /// Whether the hand holds a key that sounds.
    pub fn holds(&self) -> bool {
        !self.hand.is_empty()
    }

    /// Opens or closes the way for what comes in from the next block on. Closing ends what passed. Real-time safe.
    pub fn open(&mut self, open: bool) {
        if self.open && !open {
            self.end();
        }
        self.open = open;
    }

    /// Takes a message that came in, for the block that comes. Real-time safe.
    pub fn push(&mut self, frame: u32, message: Message) {
        match message {
            _ if !self.open => {}
            Message::Controller { channel, controller, .. } if NOTES_OFF.contains(&controller) => {
                self.push_all_off(frame, channel);
            }
            _ => self.enqueue(frame, message),
        }
    }

    /// Begins to send a block of `frames` frames: ends what is over. Real-time safe.
    pub fn begin(&mut self, frames: u32, send: Send) {
        (self.blocked, self.lifted) = (false, None);
        if self.over && frames > 0 {
            self.over = !self.let_go(send);
        }
    }

    /// Passes on a message of the player, behind what is due before it. As the host, says whether it was taken. Real-time safe.
    pub fn pass(&mut self, frame: u32, message: Message, send: Send) -> bool {
        match message {
            Message::Off { channel, key } => {
                self.drain((frame, rank(&message)), send);
                let heard = self.sounding.has(channel, key) && !self.hand.has(channel, key);
                let taken = !heard || send(frame, message);
                if taken {
                    self.looped.set(channel, key, false);
                }
                if taken && heard {
                    self.sounding.set(channel, key, false);
                }
                taken
            }
            Message::On { channel, key, .. } => {
                self.drain((frame, rank(&message) - 1), send);
                self.lift(frame, send);
                let taken = self.sounding.has(channel, key) || send(frame, message);
                if taken {
                    self.sounding.set(channel, key, true);
                    self.looped.set(channel, key, true);
                }
                taken
            }
            _ => {
                self.drain((frame, rank(&message)), send);
                send(frame, message)
            }
        }
    }

    /// Sends the rest of a block of `frames` frames; what the host does not take, or lies behind the block, waits. Real-time safe.
    pub fn finish(&mut self, frames: u32, send: Send) {
        if self.queue.is_empty() {
            return;
        }
        if frames > 0 {
            self.drain((frames - 1, u8::MAX), send);
        }
        self.left.extend(self.queue.drain(..).skip(self.sent));
        self.sent = 0;
        // What is late comes in its order as early as can be.
        for index in 0..self.left.len() {
            let (frame, message) = self.left[index];
            self.enqueue(frame.saturating_sub(frames), message);
        }
        self.left.clear();
    }

    /// Sends everything up to a frame and rank.
    fn drain(&mut self, until: (u32, u8), send: Send) {
        // Seldom is there anything.
        if self.sent < self.queue.len() {
            self.say_all(until, send);
        }
    }

    fn say_all(&mut self, until: (u32, u8), send: Send) {
        while let Some(&(frame, message)) = self.queue.get(self.sent) {
            if (frame, rank(&message)) > until {
                return;
            }
            if matches!(message, Message::On { .. }) {
                self.lift(frame, send);
            }
            self.blocked = self.blocked || !self.say(frame, message, send);
            if self.blocked {
                return;
            }
            self.sent += 1;
        }
    }

    /// Ends what sounds on the keys that the hand strikes at `frame`, ahead of the first on of that frame.
    fn lift(&mut self, frame: u32, send: Send) {
        if self.lifted.replace(frame) == Some(frame) {
            return;
        }
        for index in self.sent..self.queue.len() {
            let (at, message) = self.queue[index];
            if at > frame || self.blocked {
                return;
            }
            if let Message::On { channel, key, .. } = message
                && self.sounding.has(channel, key)
            {
                self.blocked = !send(frame, Message::Off { channel, key });
                self.sounding.set(channel, key, self.blocked);
            }
        }
    }

    /// Sends one message of the hand; whether it needs no sending any more.
    fn say(&mut self, frame: u32, message: Message, send: Send) -> bool {
        match message {
            Message::On { channel, key, .. } => {
                // One that sounds was struck in this very frame.
                let taken = self.sounding.has(channel, key) || send(frame, message);
                if taken {
                    self.sounding.set(channel, key, true);
                    self.hand.set(channel, key, true);
                }
                taken
            }
            Message::Off { channel, key } => self.release(channel, key, frame, send),
            _ => {
                let taken = send(frame, message);
                if taken {
                    self.note_wheels(message);
                }
                taken
            }
        }
    }

    /// The hand lets go of a key; whether the host need not be told any more.
    fn release(&mut self, channel: u8, key: u8, frame: u32, send: Send) -> bool {
        let heard =
            self.hand.has(channel, key) && !self.looped.has(channel, key) && self.sounding.has(channel, key);
        if heard && !send(frame, Message::Off { channel, key }) {
            return false;
        }
        self.hand.set(channel, key, false);
        if heard {
            self.sounding.set(channel, key, false);
        }
        true
    }

    /// Ends everything that the hand holds, pedals and bends too; whether the host took it all.
    fn let_go(&mut self, send: Send) -> bool {
        for channel in 0..16 {
            let keys = if self.hand.any(channel) { 0..128 } else { 0..0 };
            for key in keys {
                if self.hand.has(channel, key) && !self.release(channel, key, 0, send) {
                    self.blocked = true;
                    return false;
                }
            }
            let lift = Message::Controller { channel, controller: SUSTAIN, value: 0 };
            let straighten = Message::Bend { channel, value: STRAIGHT };
            for (wheels, message) in [(self.pedals, lift), (self.bent, straighten)] {
                if wheels >> channel & 1 == 1 && !self.say(0, message, send) {
                    self.blocked = true;
                    return false;
                }
            }
        }
        true
    }

    /// Takes note of a pedal or a bend that the host heard of.
    fn note_wheels(&mut self, message: Message) {
        let set = |bits: &mut u16, channel: u8, on: bool| {
            *bits = *bits & !(1 << channel) | u16::from(on) << channel;
        };
        match message {
            Message::Controller { channel, controller: SUSTAIN, value } => {
                set(&mut self.pedals, channel & 15, value >= 64);
            }
            Message::Bend { channel, value } => set(&mut self.bent, channel & 15, value != STRAIGHT),
            _ => {}
        }
    }

    /// The host wants silence on a channel: the hand lets go of its keys there. The player's notes end when they are over.
    fn push_all_off(&mut self, frame: u32, channel: u8) {
        for key in 0..128 {
            let comes = self.queue.iter().any(|(_, message)| is_on(message, channel, key));
            if comes || self.hand.has(channel, key) {
                self.enqueue(frame, Message::Off { channel, key });
            }
        }
    }

    /// Puts a message where it belongs. A note ends after it began, and begins no earlier than the one before it ended, or neither would
    /// be heard.
    fn enqueue(&mut self, frame: u32, message: Message) {
        let frame = match message {
            Message::Off { channel, key } => {
                frame.max(self.last(|other| is_on(other, channel, key)).map_or(0, |on| on + 1))
            }
            Message::On { channel, key, .. } => {
                frame.max(self.last(|other| *other == Message::Off { channel, key }).unwrap_or(0))
            }
            _ => frame,
        };
        if self.queue.len() < QUEUE {
            let order = (frame, rank(&message));
            let index = self.queue.partition_point(|(frame, other)| (*frame, rank(other)) <= order);
            // Has capacity, so this does not allocate.
            self.queue.insert(index, (frame, message));
        } else if matches!(message, Message::Off { .. }) {
            self.end();
        }
    }

    /// The frame of the last message in the queue that `is` one.
    fn last(&self, is: impl Fn(&Message) -> bool) -> Option<u32> {
        self.queue.iter().rev().find(|(_, message)| is(message)).map(|(frame, _)| *frame)
    }
}

fn is_on(message: &Message, on: u8, of: u8) -> bool {
    matches!(*message, Message::On { channel, key, .. } if (channel, key) == (on, of))
}

/// The order in which messages leave in one frame.
fn rank(message: &Message) -> u8 {
    match message {
        Message::Off { .. } => 0,
        Message::On { .. } => 2,
        _ => 1,
    }
}

#[cfg(test)]
#[path = "thru_tests.rs"]
mod tests;
