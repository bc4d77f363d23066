//! What the instrument says to the host, note by note.

use crate::link::{Message, Send};
use score::schedule::{Clock, Ledger, Sounding};

/// Lives on the audio thread. The ledger of what sounds, and the way to the host, which may be blocked: then offs stay in the ledger
/// and ons wait, to be sent when the next block begins, offs first.
#[derive(Debug)]
pub struct Voices {
    ledger: Ledger,
    /// Ons that the host did not take, in order, with their velocities. Never longer than [`WAITING`].
    waiting: Vec<(Sounding, u8)>,
    /// Program that each channel was told last.
    programs: [Option<u8>; 16],
    /// The host took no more in this block.
    blocked: bool,
    /// Lanes whose notes may sound, bit by bit.
    audible: u16,
}

/// Ons that can wait for the host; more than sound at once in any music. What comes on top of them stays silent.
const WAITING: usize = 512;
/// An on that could not be sent for so long is not sent any more, in quarters after the note's end.
const STALE: f64 = 1.0;
/// The least length of a note that was sent late, in quarters.
const LEAST: f64 = 1.0 / 12.0;

impl Default for Voices {
    fn default() -> Voices {
        let waiting = Vec::with_capacity(WAITING);
        Voices { ledger: Ledger::default(), waiting, programs: [None; 16], blocked: false, audible: u16::MAX }
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
    #[cold]
    pub fn hush(&mut self, frame: u32, send: Send) {
        self.waiting.clear();
        self.ledger.end_all();
        while self.next_off().is_some() {
            self.release(frame, send);
        }
    }

    /// Ends what sounds of the lanes that are not `audible` any more, bit by bit, at `frame`; what waits of them will not sound. Notes of
    /// lanes that are not are not to be struck.
    pub fn hush_lanes(&mut self, audible: u16, frame: u32, send: Send) {
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

    /// Tells channels which programs they are to play, those that do not know.
    pub fn tell_programs(&mut self, programs: impl Iterator<Item = (u8, u8)>, frame: u32, send: Send) {
        // Of the lanes that share a channel the first has its way.
        let mut told = 0u16;
        for (channel, program) in programs {
            let Some(known) = self.programs.get_mut(usize::from(channel)) else { continue };
            let first = told >> channel & 1 == 0;
            told |= 1 << channel;
            if self.blocked || !first || *known == Some(program) {
                continue;
            }
            if send(frame, Message::Program { channel, program }) {
                *known = Some(program);
            } else {
                self.blocked = true;
            }
        }
    }

    /// No channel can be trusted to know its program any more.
    pub fn forget_programs(&mut self) {
        self.programs = [None; 16];
    }

    /// Ends the note that [`Voices::next_off`] showed. The host hears of it if no other note holds its key.
    pub fn release(&mut self, frame: u32, send: Send) {
        let Some(Sounding { channel, key, .. }) = self.next_off() else { return };
        if !self.ledger.next_is_last() || send(frame, Message::Off { channel, key }) {
            self.ledger.release_next();
        } else {
            self.blocked = true;
        }
    }

    /// Ends what the host hears on `channel` and `key`, if anything, because it is to be struck again at `frame`. Other notes that hold the
    /// key go on holding it.
    pub fn make_way(&mut self, channel: u8, key: u8, frame: u32, send: Send) {
        if self.blocked || !self.ledger.sounds(channel, key) {
            return;
        }
        if send(frame, Message::Off { channel, key }) {
            self.ledger.lift(channel, key);
        } else {
            self.blocked = true;
        }
    }

    /// Whether ons wait.
    pub fn owes(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Strikes a note, which is to last a little longer if its end is over. Of notes that are struck on one channel and key in one frame
    /// (instruments may share a channel) the first is heard, till the last of them ends.
    pub fn strike(&mut self, clock: &Clock, (note, velocity): (Sounding, u8), frame: u32, send: Send) {
        let Sounding { channel, key, end, .. } = note;
        let over = clock.frame_of(end) <= i64::from(frame);
        let end = if over { clock.position_at(frame) + LEAST } else { end };
        let note = Sounding { end, ..note };
        if self.ledger.is_full() {
            return;
        }
        let sounds = self.ledger.sounds(channel, key);
        if !self.blocked && (sounds || send(frame, Message::On { channel, key, velocity })) {
            self.ledger.strike(note);
            return;
        }
        self.blocked = true;
        if self.waiting.len() < WAITING {
            self.waiting.push((note, velocity));
        }
    }

    /// Sends at `frame` what could not be sent before: what is over, then what waits.
    #[cold]
    pub fn catch_up(&mut self, clock: &Clock, frame: u32, send: Send) {
        if self.waiting.is_empty() || self.blocked {
            return;
        }
        let now = clock.position_at(frame);
        self.waiting.retain(|(note, _)| note.end + STALE >= now);
        for index in 0..self.waiting.len() {
            let Sounding { channel, key, .. } = self.waiting[index].0;
            self.make_way(channel, key, frame, send);
        }
        while self.next_off().is_some_and(|note| clock.frame_of(note.end) <= i64::from(frame)) {
            self.release(frame, send);
        }
        let mut sent = 0;
        while let Some(&(note, velocity)) = self.waiting.get(sent).filter(|_| !self.blocked) {
            let Sounding { channel, key, end, .. } = note;
            let full = self.ledger.is_full();
            if full || self.ledger.sounds(channel, key) || send(frame, Message::On { channel, key, velocity })
            {
                self.ledger.strike(Sounding { end: end.max(now + LEAST), ..note });
                sent += 1;
            } else {
                self.blocked = true;
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

    fn note(key: u8, end: f64) -> (Sounding, u8) {
        (Sounding { channel: 0, key, lane: key % 2, written: key, end }, 80)
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
        voices.strike(&CLOCK(), note(60, 4.0), 0, &mut host(1, &mut taken));
        voices.strike(&CLOCK(), note(61, 5.0), 0, &mut host(1, &mut taken));
        voices.strike(&CLOCK(), note(62, 5.0), 0, &mut host(9, &mut taken));
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
        voices.strike(&CLOCK(), note(60, 5.0), 0, &mut host(1, &mut taken));
        voices.hush(0, &mut host(0, &mut Vec::new()));
        assert_eq!(voices.sounding(), 1);
        voices.begin();
        taken.clear();
        voices.hush(0, &mut host(1, &mut taken));
        assert_eq!((taken, voices.sounding()), (vec![OFF(60)], 0));
    }

    #[test]
    fn all_channels_and_keys_may_sound_at_once_and_each_ends_once() {
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        let everything = (0..16).flat_map(|channel| (0..128).map(move |key| (channel, key)));
        for (channel, key) in everything.clone() {
            let note = Sounding { channel, key, lane: channel, written: key, end: 5.0 };
            voices.strike(&CLOCK(), (note, 80), 0, &mut host(9999, &mut taken));
        }
        assert_eq!((taken.len(), voices.sounding()), (2048, 2048));
        taken.clear();
        voices.hush(1, &mut host(9999, &mut taken));
        let mut ended: Vec<(u8, u8)> = taken
            .iter()
            .filter_map(|message| match message {
                Message::Off { channel, key } => Some((*channel, *key)),
                _ => None,
            })
            .collect();
        ended.sort();
        assert_eq!((ended, voices.sounding()), (everything.collect(), 0));
    }

    #[test]
    fn lanes_that_fall_silent_end_at_once_and_what_waits_of_them_with_them() {
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        voices.strike(&CLOCK(), note(60, 5.0), 0, &mut host(9, &mut taken));
        voices.strike(&CLOCK(), note(61, 5.0), 0, &mut host(9, &mut taken));
        voices.strike(&CLOCK(), note(63, 5.0), 0, &mut host(0, &mut Vec::new()));
        voices.begin();
        taken.clear();
        voices.hush_lanes(0b01, 3, &mut host(9, &mut taken));
        assert_eq!((taken, voices.sounding(), voices.owes()), (vec![OFF(61)], 1, false));
    }

    #[test]
    fn a_channel_is_told_its_program_once_until_the_host_may_have_forgotten() {
        let program = |channel, program| Message::Program { channel, program };
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        let all = [(0, 33), (1, 4), (0, 7)];
        voices.tell_programs(all.into_iter(), 0, &mut host(1, &mut taken));
        voices.begin();
        voices.tell_programs(all.into_iter(), 0, &mut host(9, &mut taken));
        voices.tell_programs(all.into_iter(), 0, &mut host(9, &mut taken));
        assert_eq!(taken, [program(0, 33), program(1, 4)]);
        voices.forget_programs();
        voices.tell_programs(all.into_iter(), 0, &mut host(9, &mut taken));
        assert_eq!(taken.len(), 4);
    }

    #[test]
    fn a_host_that_takes_nothing_for_ever_costs_no_memory_and_gets_no_stale_notes() {
        let (mut voices, mut taken) = (Voices::default(), Vec::new());
        for round in 0..2000 {
            voices.begin();
            voices.strike(&CLOCK(), note((round % 128) as u8, 1.0), 0, &mut host(0, &mut taken));
        }
        assert_eq!(voices.waiting.len(), WAITING);
        assert_eq!(voices.waiting.capacity(), WAITING);
        voices.begin();
        voices.catch_up(&Clock::new(4.0, 0, 120.0, 48_000.0), 0, &mut host(9999, &mut taken));
        assert_eq!((taken.len(), voices.waiting.len()), (0, 0));
    }
}
