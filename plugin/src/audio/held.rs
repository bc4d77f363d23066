//! The chord that the input holds.

use crate::link::Follow;
use score::gm::DRUM_CHANNEL;

/// Pitch classes that sound together, bit by bit, and the lowest of them. No classes: no chord.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voicing {
    pub classes: u16,
    pub bass: u8,
}

/// Fewer different pitch classes are a melody.
const FEWEST: u32 = 3;
/// Fingers do not strike together: a chord is one when nothing was struck for so long, in seconds. Letting go likewise.
const SETTLED: f64 = 0.05;

/// Lives on the audio thread. The keys that are down, and the chord that they were when the last was struck.
#[derive(Debug, Default)]
pub struct Held {
    /// Channels on which each key is down, bit by bit.
    keys: Keys,
    /// Frames since the beginning.
    now: u64,
    /// What was down when the last key was struck, or nothing, and the frame at which that was; until it has settled.
    coming: Option<(Voicing, u64)>,
    /// The chord that counts.
    chord: Voicing,
}

#[derive(Debug)]
struct Keys([u16; 128]);

impl Default for Keys {
    fn default() -> Keys {
        Keys([0; 128])
    }
}

impl Keys {
    fn voicing(&self) -> Voicing {
        let down = (0..128u8).filter(|key| self.0[usize::from(*key)] != 0);
        let bass = down.clone().next().map_or(0, |key| key % 12);
        Voicing { classes: down.fold(0, |all, key| all | 1 << (key % 12)), bass }
    }
}

impl Held {
    /// A key is struck or let go at `frame` of the block that comes. Real-time safe.
    pub fn hear(&mut self, on: bool, channel: u8, key: u8, frame: u32) {
        if channel == DRUM_CHANNEL {
            return;
        }
        let Some(down) = self.keys.0.get_mut(usize::from(key)) else { return };
        *down = if on { *down | 1 << (channel & 15) } else { *down & !(1 << (channel & 15)) };
        let voicing = self.keys.voicing();
        // Fingers that leave one by one do not make other chords.
        if on || voicing.classes == 0 && self.coming.is_none() {
            self.coming = Some((voicing, self.now + u64::from(frame)));
        }
    }

    /// All keys of a channel are let go. Real-time safe.
    pub fn let_go(&mut self, channel: u8, frame: u32) {
        (0..128).for_each(|key| self.hear(false, channel, key, frame));
    }

    /// No key is down any more, whatever was heard.
    pub fn forget(&mut self) {
        self.keys = Keys::default();
    }

    /// Ends a block of `frames` frames, `rate` a second: the chord that counts now, if it is another one than before. Real-time safe.
    pub fn settle(&mut self, frames: u32, rate: f64, follow: Follow) -> Option<Voicing> {
        self.now += u64::from(frames);
        let before = self.chord;
        if let Some((voicing, struck)) = self.coming
            && (self.now.saturating_sub(struck)) as f64 >= SETTLED * rate
        {
            self.coming = None;
            if voicing.classes.count_ones() >= FEWEST {
                self.chord = voicing;
            }
        }
        let all_up = self.coming.is_none() && self.keys.voicing().classes == 0;
        if follow == Follow::Off || follow == Follow::Held && all_up {
            self.chord = Voicing::default();
        }
        (self.chord != before).then_some(self.chord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 48_000.0;

    /// Keys go down or up, each with its frame in a block of 480 frames, and settle.
    fn after(held: &mut Held, keys: &[(bool, u8)], follow: Follow) -> Option<Voicing> {
        keys.iter().for_each(|&(on, key)| held.hear(on, 0, key, 0));
        (0..12).filter_map(|_| held.settle(480, RATE, follow)).last()
    }

    fn down(keys: &[u8]) -> Vec<(bool, u8)> {
        keys.iter().map(|&key| (true, key)).collect()
    }

    fn up(keys: &[u8]) -> Vec<(bool, u8)> {
        keys.iter().map(|&key| (false, key)).collect()
    }

    const C: Voicing = Voicing { classes: 0b1001_0001, bass: 0 };

    #[test]
    fn three_pitch_classes_held_together_are_a_chord_and_fewer_are_a_melody() {
        let mut held = Held::default();
        assert_eq!(after(&mut held, &down(&[60, 64, 72]), Follow::Held), None);
        assert_eq!(after(&mut held, &down(&[67]), Follow::Held), Some(C));
        assert_eq!(after(&mut held, &down(&[76]), Follow::Held), None, "the same again");
    }

    #[test]
    fn it_counts_once_nothing_was_struck_for_a_twentieth_of_a_second() {
        let mut held = Held::default();
        down(&[60, 64, 67]).iter().for_each(|&(on, key)| held.hear(on, 0, key, 100));
        assert_eq!(held.settle(2_400, RATE, Follow::Held), None);
        assert_eq!(held.settle(99, RATE, Follow::Held), None);
        assert_eq!(held.settle(1, RATE, Follow::Held), Some(C));
    }

    #[test]
    fn a_chord_is_over_when_all_is_let_go_and_one_that_is_latched_stays_until_the_next() {
        let mut held = Held::default();
        after(&mut held, &down(&[60, 64, 67]), Follow::Held);
        assert_eq!(after(&mut held, &up(&[60, 67]), Follow::Held), None, "fingers that leave one by one");
        assert_eq!(after(&mut held, &up(&[64]), Follow::Held), Some(Voicing::default()));
        after(&mut held, &down(&[60, 64, 67]), Follow::Latched);
        assert_eq!(after(&mut held, &up(&[60, 64, 67]), Follow::Latched), None);
        let f = Some(Voicing { classes: 1 << 5 | 1 << 9 | 1, bass: 5 });
        assert_eq!(after(&mut held, &down(&[53, 57, 60]), Follow::Latched), f);
        assert_eq!(after(&mut held, &[], Follow::Off), Some(Voicing::default()));
    }

    #[test]
    fn a_short_stab_is_latched_and_drums_are_no_chord() {
        let mut held = Held::default();
        let stab = [down(&[60, 64, 67]), up(&[60, 64, 67])].concat();
        assert_eq!(after(&mut held, &stab, Follow::Latched), Some(C));
        (36..48).for_each(|key| held.hear(true, DRUM_CHANNEL, key, 0));
        assert_eq!(after(&mut held, &[], Follow::Latched), None);
    }
}
