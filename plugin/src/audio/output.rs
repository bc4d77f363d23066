//! The one way to the host for notes: those of the loop and those that the hand plays into the input.

mod queue;
#[cfg(test)]
mod tests;
mod thru;
#[cfg(test)]
mod thru_tests;

use crate::link::{MidiMessage, Rank, SendMidi};
use queue::InputQueue;
use score::schedule::{Clock, Ledger, Sounding};
use thru::Wheels;

/// Lives on the audio thread. Everything that sounds leaves through here, as one list: sorted, in each frame what is over first and
/// strikes last, no channel and key struck while it sounds, each strike ended once. The ledger knows who holds a key, loop or hand.
///
/// The host may refuse a message. Then nothing more is sent in the block, so that the order is kept: ends stay in the ledger, strikes of
/// the loop wait, and so does what the hand played, all to be sent when the next block begins, offs first.
///
/// What the hand strikes is always heard: a key that sounds ends first. A key that the hand holds is not struck again by the loop.
#[derive(Debug)]
pub struct NoteOutput {
    ledger: Ledger,
    /// Strikes of the loop that the host did not take, in order, with their velocities. Never longer than [`WAITING`].
    waiting: Vec<(Sounding, u8)>,
    /// What the hand played and the host has not got yet.
    queue: InputQueue,
    /// The frame for whose strikes by hand the keys were lifted last.
    lifted: Option<u32>,
    /// Pedals and bends that the hand left on.
    wheels: Wheels,
    /// Program that each channel was told last.
    programs: [Option<u8>; 16],
    /// Lanes whose notes may sound, bit by bit.
    audible: u16,
    /// The host took no more in this block.
    blocked: bool,
    /// What the hand plays passes.
    open: bool,
    /// What the hand holds must end when the next block begins.
    hand_is_over: bool,
}

/// Strikes that can wait for the host; more than sound at once in any music. What comes on top of them stays silent.
const WAITING: usize = 512;
/// A strike that could not be sent for so long is not sent any more, in quarters after the note's end.
const STALE: f64 = 1.0;
/// The least length of a note that was sent late, in quarters.
const LEAST: f64 = 1.0 / 12.0;

impl Default for NoteOutput {
    fn default() -> NoteOutput {
        NoteOutput {
            ledger: Ledger::default(),
            waiting: Vec::with_capacity(WAITING),
            queue: InputQueue::default(),
            lifted: None,
            wheels: Wheels::default(),
            programs: [None; 16],
            audible: u16::MAX,
            blocked: false,
            open: false,
            hand_is_over: false,
        }
    }
}

impl NoteOutput {
    /// Begins to send a block: the host may take messages again. What the hand held and is over ends at its start.
    pub fn begin(&mut self, send: SendMidi) {
        (self.blocked, self.lifted) = (false, None);
        if self.hand_is_over {
            self.hand_is_over = !self.end_hand_now(send);
        }
    }

    /// Ends a block of `frames` frames, with what the hand plays to its end.
    pub fn finish(&mut self, frames: u32, send: SendMidi) {
        if !self.queue.is_empty() {
            self.pass_until(frames.saturating_sub(1), Rank::On, send);
            self.queue.carry_over(frames);
        }
    }

    /// The note of the loop that ends next, if its end can be sent.
    #[inline]
    pub fn next_off(&self) -> Option<Sounding> {
        self.ledger.next().filter(|_| !self.blocked)
    }

    /// Ends the note that [`NoteOutput::next_off`] showed. The host hears of it if nobody else holds its key.
    pub fn release(&mut self, frame: u32, send: SendMidi) {
        self.pass_until(frame, Rank::Off, send);
        let Some(Sounding { channel, key, .. }) = self.next_off() else { return };
        if !self.ledger.next_is_last() || self.say(frame, MidiMessage::Off { channel, key }, send) {
            self.ledger.release_next();
        }
    }

    /// Ends every note of the loop at `frame`; what waits of the loop will not sound.
    #[cold]
    pub fn hush(&mut self, frame: u32, send: SendMidi) {
        self.waiting.clear();
        self.ledger.end_all();
        while self.next_off().is_some() {
            self.release(frame, send);
        }
    }

    /// Ends what sounds of the lanes that are not `audible` any more, bit by bit, at `frame`; what waits of them will not sound. Notes of
    /// lanes that are not are not to be struck.
    pub fn hush_lanes(&mut self, audible: u16, frame: u32, send: SendMidi) {
        if std::mem::replace(&mut self.audible, audible) & !audible != 0 {
            self.end_all_but(audible);
        }
        // Those that a full host did not take before are among them.
        while self.next_off().is_some_and(|note| note.end == f64::NEG_INFINITY) {
            self.release(frame, send);
        }
    }

    #[cold]
    fn end_all_but(&mut self, audible: u16) {
        let over = |lane: u8| audible.checked_shr(lane.into()).unwrap_or(0) & 1 == 0;
        self.waiting.retain(|(note, _)| !over(note.lane));
        self.ledger.end_lanes(over);
    }

    /// Ends what the host hears on `channel` and `key` because the loop is to strike it at `frame`, unless the hand holds it. Other notes
    /// that hold the key go on holding it.
    pub fn make_way(&mut self, channel: u8, key: u8, frame: u32, send: SendMidi) {
        self.pass_until(frame, Rank::Off, send);
        let free = !self.ledger.sounds(channel, key) || self.ledger.hand().has(channel, key);
        if !free && self.say(frame, MidiMessage::Off { channel, key }, send) {
            self.ledger.lift(channel, key);
        }
    }

    /// Strikes a note of the loop, which is to last a little longer if its end is over. Of notes that are struck on one channel and key in
    /// one frame (instruments may share a channel) the first is heard, till the last of them ends.
    pub fn strike(&mut self, clock: &Clock, (note, velocity): (Sounding, u8), frame: u32, send: SendMidi) {
        let over = clock.frame_of(note.end) <= i64::from(frame);
        let end = if over { clock.position_at(frame) + LEAST } else { note.end };
        let note = (Sounding { end, ..note }, velocity);
        if self.ledger.is_full() {
            return;
        }
        self.pass_before_strikes(frame, send);
        if !self.strike_now(note, frame, send) && self.waiting.len() < WAITING {
            // Has capacity, so this does not allocate.
            self.waiting.push(note);
        }
    }

    /// Whether strikes of the loop wait.
    #[inline]
    pub fn owes(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Sends at `frame` what of the loop could not be sent before: what is over, then what waits.
    #[cold]
    pub fn catch_up(&mut self, clock: &Clock, frame: u32, send: SendMidi) {
        if self.waiting.is_empty() || self.blocked {
            return;
        }
        let now = clock.position_at(frame);
        self.waiting.retain(|(note, _)| note.end + STALE >= now);
        for index in 0..self.waiting.len() {
            let Sounding { channel, key, .. } = self.waiting[index].0;
            self.make_way(channel, key, frame, send);
        }
        self.release_over(clock, frame, send);
        self.pass_before_strikes(frame, send);
        let mut sent = 0;
        while let Some(&(note, velocity)) = self.waiting.get(sent) {
            let note = Sounding { end: note.end.max(now + LEAST), ..note };
            if !self.ledger.is_full() && !self.strike_now((note, velocity), frame, send) {
                break;
            }
            sent += 1;
        }
        self.waiting.drain(..sent);
    }

    /// Ends the notes of the loop that are over at `frame`.
    pub fn release_over(&mut self, clock: &Clock, frame: u32, send: SendMidi) {
        while self.next_off().is_some_and(|note| clock.frame_of(note.end) <= i64::from(frame)) {
            self.release(frame, send);
        }
    }

    /// Tells channels which programs they are to play, those that do not know.
    pub fn tell_programs(&mut self, programs: impl Iterator<Item = (u8, u8)>, frame: u32, send: SendMidi) {
        // Of the lanes that share a channel the first has its way.
        let mut seen = 0u16;
        for (channel, program) in programs {
            let index = usize::from(channel & 15);
            let first = seen >> index & 1 == 0;
            seen |= 1 << index;
            if self.blocked || !first || self.programs[index] == Some(program) {
                continue;
            }
            self.pass_until(frame, Rank::Channel, send);
            if self.say(frame, MidiMessage::Program { channel, program }, send) {
                self.programs[index] = Some(program);
            }
        }
    }

    /// No channel can be trusted to know its program any more.
    pub fn forget_programs(&mut self) {
        self.programs = [None; 16];
    }

    /// Strikes a note of the loop whose key has made way; whether the ledger has it.
    fn strike_now(&mut self, (note, velocity): (Sounding, u8), frame: u32, send: SendMidi) -> bool {
        let Sounding { channel, key, .. } = note;
        let taken = !self.blocked
            && (self.ledger.sounds(channel, key)
                || self.say(frame, MidiMessage::On { channel, key, velocity }, send));
        if taken {
            self.ledger.strike(note);
        }
        taken
    }

    /// Sends a message, unless the host has refused one in this block; whether the host has it.
    #[inline]
    fn say(&mut self, frame: u32, message: MidiMessage, send: SendMidi) -> bool {
        self.blocked = self.blocked || !send(frame, message);
        !self.blocked
    }

    /// How many keys sound.
    #[cfg(test)]
    pub fn sounding(&self) -> usize {
        self.ledger.len()
    }
}
