//! What sounds.

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
    fn is_heard_with(&self, channel: u8, key: u8) -> bool {
        (self.channel, self.key) == (channel, key)
    }

    fn is_struck_again_by(&self, other: &Sounding) -> bool {
        self.is_heard_with(other.channel, other.key)
            && (self.lane, self.written) == (other.lane, other.written)
    }
}

/// Lives on the audio thread. The notes that were struck and not yet released: the only source of note-offs. A channel and key is
/// counted: it sounds until the last of the notes that hold it ends.
#[derive(Debug)]
pub struct Ledger {
    /// By end, the next one last; never longer than [`CAPACITY`].
    holding: Vec<Sounding>,
    /// For each channel, bit by bit: the keys whose note-on was sent, and no note-off behind it.
    on: [u128; 16],
}

/// Twice as many as there are channels times keys.
const CAPACITY: usize = 2 * 16 * 128;

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { holding: Vec::with_capacity(CAPACITY), on: [0; 16] }
    }
}

impl Ledger {
    /// Channels and keys that sound.
    pub fn len(&self) -> usize {
        self.on.iter().map(|keys| keys.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
    pub fn next_is_last(&self) -> bool {
        let Some((next, others)) = self.holding.split_last() else { return false };
        self.sounds(next.channel, next.key)
            && !others.iter().any(|note| note.is_heard_with(next.channel, next.key))
    }

    /// Takes out the note that [`Ledger::next`] showed: its note-off was sent, if it was to be.
    pub fn release_next(&mut self) {
        if self.next_is_last()
            && let Some(next) = self.next()
        {
            self.lift(next.channel, next.key);
        }
        self.holding.pop();
    }

    /// Whether the host was told that this key sounds.
    pub fn sounds(&self, channel: u8, key: u8) -> bool {
        self.on[usize::from(channel & 15)] >> (key & 127) & 1 == 1
    }

    /// A note-off was sent so that the key can be struck anew; what holds it goes on holding it.
    pub fn lift(&mut self, channel: u8, key: u8) {
        self.on[usize::from(channel & 15)] &= !(1 << (key & 127));
    }

    /// Notes that `note` was struck: a note-on was sent, or its key sounds already. The same note of the same lane, if it is still held, is
    /// let go. There must be room.
    pub fn strike(&mut self, note: Sounding) {
        if let Some(index) = self.holding.iter().position(|held| held.is_struck_again_by(&note)) {
            self.holding.remove(index);
        }
        if self.is_full() {
            return;
        }
        let index = self.holding.partition_point(|other| other.end > note.end);
        // Has capacity, so this does not allocate.
        self.holding.insert(index, note);
        self.on[usize::from(note.channel & 15)] |= 1 << (note.key & 127);
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
