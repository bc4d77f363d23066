//! What the instrument says to the host, note by note.

use score::schedule::{Clock, Ledger, Sounding, Strike};

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
}

/// Hands a message at a frame of the block to the host; `false` if the host did not take it.
pub type Send<'a> = &'a mut dyn FnMut(u32, Message) -> bool;

/// Lives on the audio thread. The ledger of what sounds, and the way to the host, which may be blocked: then offs stay in the ledger
/// and ons wait, to be sent when the next block begins, offs first.
#[derive(Debug)]
pub struct Voices {
    ledger: Ledger,
    /// Ons that the host did not take, in order. Never longer than [`WAITING`].
    waiting: Vec<(Strike, f64)>,
    /// The host took no more in this block.
    blocked: bool,
}

/// Ons that can wait for the host; more than sound at once in any music. What comes on top of them stays silent.
const WAITING: usize = 512;
/// An on that could not be sent for so long is not sent any more, in quarters after the note's end.
const STALE: f64 = 1.0;
/// The least length of a note that was sent late, in quarters.
const LEAST: f64 = 1.0 / 12.0;

impl Default for Voices {
    fn default() -> Voices {
        Voices { ledger: Ledger::default(), waiting: Vec::with_capacity(WAITING), blocked: false }
    }
}

impl Voices {
    /// Begins a block: the host may take messages again.
    pub fn begin(&mut self) {
        self.blocked = false;
    }

    /// The note that ends next, if its end can be sent.
    pub fn next_off(&self) -> Option<Sounding> {
        self.ledger.next().filter(|_| !self.blocked)
    }

    /// Ends everything that sounds, at `frame`; what waits will not sound.
    pub fn hush(&mut self, frame: u32, send: Send) {
        self.waiting.clear();
        self.ledger.end_all();
        while let Some(note) = self.next_off() {
            self.release(note, frame, send);
        }
    }

    /// Ends the note that [`Voices::next_off`] showed.
    pub fn release(&mut self, note: Sounding, frame: u32, send: Send) {
        let Sounding { channel, key, .. } = note;
        if send(frame, Message::Off { channel, key }) {
            self.ledger.release_next();
        } else {
            self.blocked = true;
        }
    }

    /// Has the note on `channel` and `key` end at song position `beat` at the latest, because it is to be struck again there.
    pub fn make_way(&mut self, channel: u8, key: u8, beat: f64) {
        self.ledger.shorten(channel, key, beat);
    }

    /// Whether ons wait.
    pub fn owes(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Strikes a note that is to end at song position `end`, or a little later if that is over. One that sounds already (two instruments
    /// may share a channel) goes on sounding instead.
    pub fn strike(&mut self, clock: &Clock, strike: Strike, end: f64, frame: u32, send: Send) {
        let Strike { channel, key, velocity, .. } = strike;
        let over = clock.frame_of(end) <= i64::from(frame);
        let end = if over { clock.position_at(frame) + LEAST } else { end };
        let sounds = self.ledger.holds(channel, key);
        if !self.blocked && (sounds || send(frame, Message::On { channel, key, velocity })) {
            self.ledger.strike(Sounding { channel, key, end });
            return;
        }
        self.blocked = true;
        if self.waiting.len() < WAITING {
            self.waiting.push((strike, end));
        }
    }

    /// Sends at `frame` what could not be sent before: what is over, then what waits.
    pub fn catch_up(&mut self, clock: &Clock, frame: u32, send: Send) {
        if self.waiting.is_empty() || self.blocked {
            return;
        }
        let now = clock.position_at(frame);
        self.waiting.iter().for_each(|(strike, _)| self.ledger.shorten(strike.channel, strike.key, now));
        while let Some(note) = self.next_off().filter(|note| clock.frame_of(note.end) <= i64::from(frame)) {
            self.release(note, frame, send);
        }
        let mut sent = 0;
        while let Some(&(strike, end)) = self.waiting.get(sent).filter(|_| !self.blocked) {
            sent += 1;
            let Strike { channel, key, velocity, .. } = strike;
            if end + STALE < now || self.ledger.holds(channel, key) {
                continue;
            }
            if send(frame, Message::On { channel, key, velocity }) {
                self.ledger.strike(Sounding { channel, key, end: end.max(now + LEAST) });
            } else {
                self.blocked = true;
                sent -= 1;
            }
        }
        self.waiting.drain(..sent);
    }

    /// Notes that sound.
    #[cfg(test)]
    pub fn sounding(&self) -> usize {
        self.ledger.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Ticks;

    fn strike(key: u8) -> Strike {
        Strike { onset: Ticks(0), duration: Ticks(12), channel: 0, key, velocity: 80 }
    }

    /// Takes `room` messages, then none.
    fn host(room: usize, taken: &mut Vec<Message>) -> impl FnMut(u32, Message) -> bool {
        move |_, message| {
            let fits = taken.len() < room;
            if fits {
                taken.push(message);
            }
            fits
        }
    }

    const CLOCK: fn() -> Clock = || Clock::new(0.0, 0, 120.0, 48_000.0);
    const ON: fn(u8) -> Message = |key| Message::On { channel: 0, key, velocity: 80 };
    const OFF: fn(u8) -> Message = |key| Message::Off { channel: 0, key };

    #[test]
    fn what_a_full_host_did_not_take_comes_in_the_next_block_offs_first() {
        let clock = Clock::new(4.0, 0, 120.0, 48_000.0);
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        voices.strike(&CLOCK(), strike(60), 4.0, 0, &mut host(1, &mut taken));
        voices.strike(&CLOCK(), strike(61), 5.0, 0, &mut host(1, &mut taken));
        voices.strike(&CLOCK(), strike(62), 5.0, 0, &mut host(9, &mut taken));
        assert_eq!(taken, [ON(60)], "once blocked, order is kept by sending nothing more");
        voices.begin();
        taken.clear();
        voices.catch_up(&clock, 0, &mut host(9, &mut taken));
        assert_eq!(taken, [OFF(60), ON(61), ON(62)]);
        assert_eq!(voices.sounding(), 2);
    }

    #[test]
    fn an_off_that_was_not_taken_is_sent_again_until_it_is() {
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        voices.strike(&CLOCK(), strike(60), 5.0, 0, &mut host(1, &mut taken));
        voices.hush(0, &mut host(0, &mut Vec::new()));
        assert_eq!(voices.sounding(), 1);
        voices.begin();
        taken.clear();
        voices.hush(0, &mut host(1, &mut taken));
        assert_eq!((taken, voices.sounding()), (vec![OFF(60)], 0));
    }

    #[test]
    fn a_host_that_takes_nothing_for_ever_costs_no_memory_and_gets_no_stale_notes() {
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        for round in 0..2000 {
            voices.begin();
            voices.strike(&CLOCK(), strike((round % 128) as u8), 1.0, 0, &mut host(0, &mut taken));
        }
        assert_eq!(voices.waiting.len(), WAITING);
        assert_eq!(voices.waiting.capacity(), WAITING);
        voices.begin();
        voices.catch_up(&Clock::new(4.0, 0, 120.0, 48_000.0), 0, &mut host(9999, &mut taken));
        assert_eq!((taken.len(), voices.waiting.len()), (0, 0));
    }
}
