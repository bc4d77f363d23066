//! What the hand plays, on its way to the host between the loop's notes.

use super::NoteOutput;
use crate::link::{MidiMessage, NOTES_OFF, Rank, STRAIGHT, SUSTAIN, SendMidi};

/// Lives on the audio thread. Channels, bit by bit, whose sustain pedal is down and whose pitch is bent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wheels {
    pedals: u16,
    bends: u16,
}

impl Wheels {
    /// Takes note of a pedal or a bend that the host heard of.
    fn note(&mut self, message: MidiMessage) {
        let set = |bits: &mut u16, channel: u8, on: bool| {
            *bits = *bits & !(1 << channel) | u16::from(on) << channel;
        };
        match message {
            MidiMessage::Controller { channel, controller: SUSTAIN, value } => {
                set(&mut self.pedals, channel & 15, value >= 64);
            }
            MidiMessage::Bend { channel, value } => set(&mut self.bends, channel & 15, value != STRAIGHT),
            _ => {}
        }
    }

    /// A message that undoes what is left on, if anything is.
    fn undo(&self) -> Option<MidiMessage> {
        let first = |bits: u16| (bits != 0).then(|| bits.trailing_zeros() as u8);
        let lift = |channel| MidiMessage::Controller { channel, controller: SUSTAIN, value: 0 };
        let straighten = |channel| MidiMessage::Bend { channel, value: STRAIGHT };
        first(self.pedals).map(lift).or(first(self.bends).map(straighten))
    }
}

impl NoteOutput {
    /// Whether the hand holds a key.
    pub fn hand_holds(&self) -> bool {
        !self.ledger.hand().is_empty()
    }

    /// Opens or closes the way for what the hand plays from the next block on. Closing ends what passed. Real-time safe.
    pub fn open(&mut self, open: bool) {
        if self.open && !open {
            self.end_hand();
        }
        self.open = open;
    }

    /// Has everything that the hand holds end when the next block begins; what waited does not pass any more. Real-time safe.
    pub fn end_hand(&mut self) {
        self.hand_is_over = true;
        self.queue.clear();
    }

    /// Takes a message that came in, for the block that comes. Real-time safe.
    pub fn push(&mut self, frame: u32, message: MidiMessage) {
        match message {
            _ if !self.open => {}
            MidiMessage::Controller { channel, controller, .. } if NOTES_OFF.contains(&controller) => {
                self.push_all_off(frame, channel);
            }
            _ => self.enqueue(frame, message),
        }
    }

    /// The host wants silence on a channel: the hand lets go of its keys there. The loop's notes end when they are over.
    fn push_all_off(&mut self, frame: u32, channel: u8) {
        for key in 0..128 {
            if self.queue.strikes(channel, key) || self.ledger.hand().has(channel, key) {
                self.enqueue(frame, MidiMessage::Off { channel, key });
            }
        }
    }

    /// What comes on top of a full queue is lost; and where it is an end, everything that the hand holds ends.
    fn enqueue(&mut self, frame: u32, message: MidiMessage) {
        if !self.queue.push(frame, message) && message.rank() == Rank::Off {
            self.end_hand();
        }
    }

    /// Sends what the hand plays up to a frame and, in that frame, up to a rank.
    #[inline]
    pub(super) fn pass_until(&mut self, frame: u32, rank: Rank, send: SendMidi) {
        // Seldom is there anything.
        if !self.queue.unsent().is_empty() {
            self.pass_all(frame, rank, send);
        }
    }

    /// Sends what the hand plays before the loop's first strike at `frame`, and has the keys make way that the hand strikes there.
    #[inline]
    pub(super) fn pass_before_strikes(&mut self, frame: u32, send: SendMidi) {
        if !self.queue.unsent().is_empty() {
            self.pass_all(frame, Rank::Channel, send);
            self.lift(frame, send);
        }
    }

    fn pass_all(&mut self, until: u32, rank: Rank, send: SendMidi) {
        while let Some(&(frame, message)) = self.queue.unsent().first().filter(|_| !self.blocked) {
            if (frame, message.rank()) > (until, rank) {
                return;
            }
            if message.rank() != Rank::Off {
                self.lift(frame, send);
            }
            if self.pass(frame, message, send) {
                self.queue.step();
            }
        }
    }

    /// Ends what sounds on the keys that the hand strikes at `frame`, once for each frame.
    fn lift(&mut self, frame: u32, send: SendMidi) {
        if self.lifted.replace(frame) == Some(frame) {
            return;
        }
        for index in 0..self.queue.unsent().len() {
            let (at, message) = self.queue.unsent()[index];
            if at > frame {
                return;
            }
            if let MidiMessage::On { channel, key, .. } = message
                && self.ledger.sounds(channel, key)
                && self.say(frame, MidiMessage::Off { channel, key }, send)
            {
                self.ledger.lift(channel, key);
            }
        }
    }

    /// Sends one message of the hand; whether nothing of it is owed any more.
    fn pass(&mut self, frame: u32, message: MidiMessage, send: SendMidi) -> bool {
        match message {
            MidiMessage::On { channel, key, .. } => {
                // A key that sounds here was struck in this very frame.
                let taken =
                    !self.blocked && (self.ledger.sounds(channel, key) || self.say(frame, message, send));
                if taken {
                    self.ledger.press(channel, key);
                }
                taken
            }
            MidiMessage::Off { channel, key } => self.let_go(channel, key, frame, send),
            _ => {
                let taken = self.say(frame, message, send);
                if taken {
                    self.wheels.note(message);
                }
                taken
            }
        }
    }

    /// The hand lets go of a key; whether the host need not be told any more.
    fn let_go(&mut self, channel: u8, key: u8, frame: u32, send: SendMidi) -> bool {
        let said = !self.ledger.hand_is_last(channel, key)
            || self.say(frame, MidiMessage::Off { channel, key }, send);
        if said {
            self.ledger.let_go(channel, key);
        }
        said
    }

    /// Ends everything that the hand holds at the block's start, pedals and bends too; whether the host took it all.
    #[cold]
    pub(super) fn end_hand_now(&mut self, send: SendMidi) -> bool {
        for channel in 0..16 {
            let keys = if self.ledger.hand().any(channel) { 0..128 } else { 0..0 };
            for key in keys {
                if self.ledger.hand().has(channel, key) && !self.let_go(channel, key, 0, send) {
                    return false;
                }
            }
        }
        while let Some(message) = self.wheels.undo() {
            if !self.pass(0, message, send) {
                return false;
            }
        }
        true
    }
}
