//! What sounds.

use super::Keys;

/// A note that was struck, and when it is to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sounding {
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// Who plays it.
    pub lane: u8,
    /// The key that is written, which octaves may have moved: a lane that strikes it again lets go of it first.
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

/// Lives on the audio thread. The notes that were struck and not yet released: the only source of note-offs. A channel and key is
/// counted: it sounds until the last of the notes that hold it ends.
#[derive(Debug)]
pub struct Ledger {
    /// By end, the next one last; never longer than [`CAPACITY`].
    holding: Vec<Sounding>,
    /// For each channel and key, how many of them hold it.
    holders: [[u16; 128]; 16],
    /// The keys whose note-on was sent, and no note-off behind it.
    on: Keys,
}

/// Twice as many as there are channels times keys.
const CAPACITY: usize = 2 * 16 * 128;

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { holding: Vec::with_capacity(CAPACITY), holders: [[0; 128]; 16], on: Keys::default() }
    }
}

impl Ledger {
    /// Channels and keys that sound.
    pub fn len(&self) -> usize {
        self.on.len()
    }

    pub fn is_empty(&self) -> bool {
        self.on.is_empty()
    }

    /// Whether no further note can be noted.
    pub fn is_full(&self) -> bool {
        self.holding.len() >= CAPACITY
    }

    /// The note that is to end next.
    pub fn next(&self) -> Option<Sounding> {
        self.holding.last().copied()
    }

    /// Whether the end of the note that [`Ledger::next`] showed is to be said: its key sounds, and no other note holds it.
    #[inline]
    pub fn next_is_last(&self) -> bool {
        self.holding.last().is_some_and(|next| self.is_last(next))
    }

    /// Takes out the note that [`Ledger::next`] showed: its note-off was sent, if it was to be.
    #[inline]
    pub fn release_next(&mut self) {
        let Some(next) = self.holding.pop() else { return };
        if self.is_last(&next) {
            self.lift(next.channel, next.key);
        }
        *self.holders(&next) -= 1;
    }

    fn is_last(&self, note: &Sounding) -> bool {
        self.sounds(note.channel, note.key)
            && self.holders[usize::from(note.channel & 15)][usize::from(note.key & 127)] == 1
    }

    fn holders(&mut self, note: &Sounding) -> &mut u16 {
        &mut self.holders[usize::from(note.channel & 15)][usize::from(note.key & 127)]
    }

    /// Whether the host was told that this key sounds.
    #[inline]
    pub fn sounds(&self, channel: u8, key: u8) -> bool {
        self.on.has(channel, key)
    }

    /// A note-off was sent so that the key can be struck anew; what holds it goes on holding it.
    #[inline]
    pub fn lift(&mut self, channel: u8, key: u8) {
        self.on.set(channel, key, false);
    }

    /// Notes that `note` was struck: a note-on was sent, or its key sounds already. The same note of the same lane, if it is still held, is
    /// let go. There must be room.
    pub fn strike(&mut self, note: Sounding) {
        if *self.holders(&note) > 0
            && let Some(index) = self.holding.iter().position(|held| held.is_struck_again_by(&note))
        {
            self.holding.remove(index);
            *self.holders(&note) -= 1;
        }
        if self.is_full() {
            return;
        }
        let index = self.holding.partition_point(|other| other.end > note.end);
        // Has capacity, so this does not allocate.
        self.holding.insert(index, note);
        *self.holders(&note) += 1;
        self.on.set(note.channel, note.key, true);
    }

    /// Lets everything that sounds end at once.
    pub fn end_all(&mut self) {
        self.holding.iter_mut().for_each(|note| note.end = f64::NEG_INFINITY);
    }

    /// Lets what sounds of the lanes for which `over` holds end at once; the others keep their order.
    pub fn end_lanes(&mut self, over: impl Fn(u8) -> bool) {
        let mut changed = false;
        for note in self.holding.iter_mut().filter(|note| over(note.lane)) {
            (note.end, changed) = (f64::NEG_INFINITY, true);
        }
        if !changed {
            return;
        }
        // In place and without allocation, which a stable sort is not.
        self.holding.sort_unstable_by(|a, b| b.end.total_cmp(&a.end));
    }
}
