//! What sounds.

/// A note that sounds, and when it is to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sounding {
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// Who plays it.
    pub lane: u8,
    /// Song position in quarters.
    pub end: f64,
}

/// Lives on the audio thread. The notes that were struck and not yet released: the only source of note-offs. A channel and key is
/// in it at most once.
#[derive(Debug)]
pub struct Ledger {
    /// By end, the next one last; never longer than its capacity.
    sounding: Vec<Sounding>,
}

/// Channels times keys: more cannot sound.
const CAPACITY: usize = 16 * 128;

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { sounding: Vec::with_capacity(CAPACITY) }
    }
}

impl Ledger {
    /// Notes that sound.
    pub fn len(&self) -> usize {
        self.sounding.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sounding.is_empty()
    }

    /// The note that is to end next.
    pub fn next(&self) -> Option<Sounding> {
        self.sounding.last().copied()
    }

    /// Takes out the note that [`Ledger::next`] showed: its note-off was sent.
    pub fn release_next(&mut self) {
        self.sounding.pop();
    }

    pub fn holds(&self, channel: u8, key: u8) -> bool {
        self.find(channel, key).is_some()
    }

    /// Notes that `note` was struck. One that already sounds with its channel and key only gets a new end.
    pub fn strike(&mut self, note: Sounding) {
        if let Some(index) = self.find(note.channel, note.key) {
            self.sounding.remove(index);
        }
        let index = self.sounding.partition_point(|other| other.end > note.end);
        // Has capacity: no channel and key is in it twice.
        self.sounding.insert(index, note);
    }

    /// Lets the note on `channel` and `key`, if it sounds, end no later than at song position `end`.
    pub fn shorten(&mut self, channel: u8, key: u8, end: f64) {
        if let Some(note) = self.find(channel, key).map(|index| self.sounding[index])
            && note.end > end
        {
            self.strike(Sounding { end, ..note });
        }
    }

    /// Lets everything that sounds end at once.
    pub fn end_all(&mut self) {
        self.sounding.iter_mut().for_each(|note| note.end = f64::NEG_INFINITY);
    }

    /// Lets what sounds of the lanes for which `over` holds end at once; the others keep their order.
    pub fn end_lanes(&mut self, over: impl Fn(u8) -> bool) {
        let ending = self.sounding.iter_mut().filter(|note| over(note.lane));
        ending.for_each(|note| note.end = f64::NEG_INFINITY);
        // In place and without allocation, which a stable sort is not.
        self.sounding.sort_unstable_by(|a, b| b.end.total_cmp(&a.end));
    }

    fn find(&self, channel: u8, key: u8) -> Option<usize> {
        self.sounding.iter().position(|note| (note.channel, note.key) == (channel, key))
    }
}
