//! Who holds which key.

#[cfg(test)]
mod tests;

use super::Keys;

/// A note of the loop that was struck, and when it is to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sounding {
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// The lane that plays the note.
    pub lane: u8,
    /// The key that is written, which octaves may have moved: a lane that strikes a written key again lets go of it first.
    pub written: u8,
    /// Song position in quarters.
    pub end: f64,
}

impl Sounding {
    fn is_struck_again_by(&self, other: &Sounding) -> bool {
        (self.channel, self.key, self.lane, self.written)
            == (other.channel, other.key, other.lane, other.written)
    }
}

/// Lives on the audio thread. Who holds each channel and key, and whether the host was told that it sounds: the only source of
/// note-offs. A key is held by any number of notes of the loop, each with its lane and its end, and by the hand of who plays into the
/// input, which has no end in beats. A key sounds until the last of its holders lets go.
///
/// The ledger notes what was sent; it sends nothing itself.
#[derive(Debug)]
pub struct Ledger {
    /// The loop's notes, by end, the next one last; never longer than [`CAPACITY`].
    notes: Vec<Sounding>,
    /// For each channel and key, how many of `notes` hold it.
    holders: [[u16; 128]; 16],
    /// The keys that the hand holds.
    hand: Keys,
    /// The keys whose note-on was sent, and no note-off behind it.
    on: Keys,
}

/// Twice as many as there are channels times keys.
const CAPACITY: usize = 2 * 16 * 128;

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger {
            notes: Vec::with_capacity(CAPACITY),
            holders: [[0; 128]; 16],
            hand: Keys::default(),
            on: Keys::default(),
        }
    }
}

impl Ledger {
    /// How many channels and keys sound.
    pub fn len(&self) -> usize {
        self.on.len()
    }

    /// Whether no key sounds.
    pub fn is_empty(&self) -> bool {
        self.on.is_empty()
    }

    /// Whether no further note of the loop can be noted.
    pub fn is_full(&self) -> bool {
        self.notes.len() >= CAPACITY
    }

    /// Whether the host was told that a key sounds.
    #[inline]
    pub fn sounds(&self, channel: u8, key: u8) -> bool {
        self.on.has(channel, key)
    }

    /// A note-off was sent so that the key can be struck anew; the key's holders go on holding it.
    #[inline]
    pub fn lift(&mut self, channel: u8, key: u8) {
        self.on.set(channel, key, false);
    }

    /// The note of the loop that is to end next.
    pub fn next(&self) -> Option<Sounding> {
        self.notes.last().copied()
    }

    /// Whether the end of the note that [`Ledger::next`] showed is to be sent: its key sounds, and nobody else holds it.
    #[inline]
    pub fn next_is_last(&self) -> bool {
        self.notes.last().is_some_and(|next| self.is_last(next))
    }

    /// Takes out the note that [`Ledger::next`] showed: its note-off was sent, if it was to be.
    #[inline]
    pub fn release_next(&mut self) {
        let Some(next) = self.notes.pop() else { return };
        if self.is_last(&next) {
            self.lift(next.channel, next.key);
        }
        *self.holders_mut(&next) -= 1;
    }

    /// Notes that the loop strikes `note`: a note-on was sent, or the key sounds already. The same written note of the same lane, if it
    /// is still held, is let go. There must be room.
    pub fn strike(&mut self, note: Sounding) {
        if *self.holders_mut(&note) > 0
            && let Some(index) = self.notes.iter().position(|held| held.is_struck_again_by(&note))
        {
            self.notes.remove(index);
            *self.holders_mut(&note) -= 1;
        }
        if self.is_full() {
            return;
        }
        let index = self.notes.partition_point(|other| other.end > note.end);
        // Has capacity, so this does not allocate.
        self.notes.insert(index, note);
        *self.holders_mut(&note) += 1;
        self.on.set(note.channel, note.key, true);
    }

    /// Lets every note of the loop end at once.
    pub fn end_all(&mut self) {
        self.notes.iter_mut().for_each(|note| note.end = f64::NEG_INFINITY);
    }

    /// Lets the notes of the lanes for which `over` holds end at once; the others keep their order.
    pub fn end_lanes(&mut self, over: impl Fn(u8) -> bool) {
        let mut changed = false;
        for note in self.notes.iter_mut().filter(|note| over(note.lane)) {
            (note.end, changed) = (f64::NEG_INFINITY, true);
        }
        if !changed {
            return;
        }
        // In place and without allocation, which a stable sort is not.
        self.notes.sort_unstable_by(|a, b| b.end.total_cmp(&a.end));
    }

    /// The keys that the hand holds.
    pub fn hand(&self) -> &Keys {
        &self.hand
    }

    /// Notes that the hand strikes a key: a note-on was sent, or the key sounds already.
    pub fn press(&mut self, channel: u8, key: u8) {
        self.hand.set(channel, key, true);
        self.on.set(channel, key, true);
    }

    /// Whether the end of a key is to be sent when the hand lets go of it: the hand holds it, it sounds, and no note of the loop holds it.
    pub fn hand_is_last(&self, channel: u8, key: u8) -> bool {
        self.hand.has(channel, key) && self.sounds(channel, key) && self.holders(channel, key) == 0
    }

    /// The hand lets go of a key: its note-off was sent, if it was to be.
    pub fn let_go(&mut self, channel: u8, key: u8) {
        if self.hand_is_last(channel, key) {
            self.lift(channel, key);
        }
        self.hand.set(channel, key, false);
    }

    fn is_last(&self, note: &Sounding) -> bool {
        let Sounding { channel, key, .. } = *note;
        self.sounds(channel, key) && self.holders(channel, key) == 1 && !self.hand.has(channel, key)
    }

    fn holders(&self, channel: u8, key: u8) -> u16 {
        self.holders[usize::from(channel & 15)][usize::from(key & 127)]
    }

    fn holders_mut(&mut self, note: &Sounding) -> &mut u16 {
        &mut self.holders[usize::from(note.channel & 15)][usize::from(note.key & 127)]
    }
}
