//! A pass of a phrase on paper: what the [`super::Player`] would send, by the same arithmetic, without playing it.

use super::touch::Touch;
use crate::link::{Controls, Lane, Phrase};
use score::Ticks;
use score::schedule::{Feel, LANES, Place, Sounding, Strike};

/// A note as a host receives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed {
    /// Place in the rack of who plays it.
    pub lane: u8,
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
    /// From the start of the phrase, in quarters.
    pub on: f64,
    pub off: f64,
}

impl Printed {
    fn is_heard_with(&self, other: &Printed) -> bool {
        (self.channel, self.key) == (other.channel, other.key)
    }
}

/// Nearer than a sample, in quarters: notes that lie no farther apart are struck together.
const TOGETHER: f64 = 1e-5;

/// The notes of one pass of `phrase` with the lanes' settings and the performer's `controls`, but for bypass, in the order in which they
/// sound. Not for the audio thread.
pub fn print(phrase: &Phrase, controls: &Controls, lanes: [Lane; LANES]) -> Vec<Printed> {
    let touch = Touch::new(*controls, lanes);
    let bar = phrase.metre.bar();
    let length = Ticks(bar.0.saturating_mul(phrase.length.max(1) as u16));
    let place = Place { anchor: 0.0, length, feel: Feel { bar, ..controls.feel() } };
    let mut strikes: Vec<&Strike> = phrase.strikes.iter().collect();
    // As the cursor goes: in the order of the strikes, which no feel changes.
    strikes.retain(|strike| strike.onset < length);
    let note = |strike: &&Strike| {
        let on = place.onset(0, strike);
        let (Sounding { channel, key, lane, written, end }, velocity) =
            touch.note(phrase, strike, place.end(0, strike, controls.gate))?;
        Some((Printed { lane, channel, key, velocity, on, off: end }, written))
    };
    counted(strikes.iter().filter_map(note).collect())
}

/// As the ledger counts them: a key that is struck while it sounds ends there and begins anew, and it sounds until the last of the notes that
/// hold it ends; a lane that strikes the same written key again lets go of it first. Notes come in order, each with its written key.
fn counted(mut notes: Vec<(Printed, u8)>) -> Vec<Printed> {
    for index in 0..notes.len() {
        let (note, written) = notes[index];
        let again = |(other, key): &&(Printed, u8)| {
            other.is_heard_with(&note) && (other.lane, *key) == (note.lane, written)
        };
        if let Some((next, _)) = notes[index + 1..].iter().find(again) {
            notes[index].0.off = note.off.min(next.on);
        }
    }
    let mut printed: Vec<Printed> = Vec::new();
    for (index, &(note, _)) in notes.iter().enumerate() {
        let same = |other: &&(Printed, u8)| other.0.is_heard_with(&note);
        let held = notes[..=index].iter().filter(same).map(|(other, _)| other.off).fold(note.off, f64::max);
        match printed.iter_mut().rev().find(|before| before.is_heard_with(&note)) {
            Some(before) if note.on - before.on < TOGETHER => before.off = before.off.max(held),
            before => {
                before.into_iter().for_each(|before| before.off = before.off.min(note.on));
                printed.push(Printed { off: held, ..note });
            }
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Part;
    use score::{BARS, Instrument};

    /// Two pianos on one channel and a bass on another.
    fn phrase(strikes: &[(u8, u16, u16, u8)]) -> Phrase {
        let mut phrase = Phrase::silence(1);
        phrase.bars = BARS;
        for (lane, channel) in [(0, 0), (1, 0), (2, 1)] {
            phrase.parts[lane] = Some(Part { instrument: Instrument(lane as u8), channel });
        }
        let strike = |&(lane, onset, duration, key): &(u8, u16, u16, u8)| Strike {
            onset: Ticks(onset),
            duration: Ticks(duration),
            lane,
            key,
            velocity: 80,
            nudge: 0,
            accent: 0,
        };
        phrase.strikes = strikes.iter().map(strike).collect();
        phrase
    }

    fn printed(strikes: &[(u8, u16, u16, u8)], controls: Controls) -> Vec<(u8, u8, f64, f64)> {
        let notes = print(&phrase(strikes), &controls, [Lane::default(); LANES]);
        notes.iter().map(|n| (n.channel, n.key, n.on, n.off)).collect()
    }

    #[test]
    fn notes_of_lanes_that_share_a_channel_make_way_for_each_other() {
        let notes = printed(&[(0, 0, 48, 60), (1, 24, 12, 60), (2, 24, 12, 60)], Controls::default());
        assert_eq!(notes, [(0, 60, 0.0, 2.0), (0, 60, 2.0, 4.0), (1, 60, 2.0, 3.0)], "it ends with the last");
        let together = printed(&[(0, 0, 48, 60), (1, 0, 12, 60)], Controls::default());
        assert_eq!(together, [(0, 60, 0.0, 4.0)], "struck once");
        let again = printed(&[(0, 0, 48, 60), (0, 24, 12, 60)], Controls::default());
        assert_eq!(again, [(0, 60, 0.0, 2.0), (0, 60, 2.0, 3.0)], "a lane lets go of its own");
    }

    #[test]
    fn swing_gate_octave_and_mute_are_printed() {
        let controls = Controls { swing: 1.0 / 3.0, gate: 0.5, muted: 0b100, ..Controls::default() };
        let notes = printed(&[(0, 0, 6, 60), (0, 6, 6, 62), (2, 6, 6, 40)], controls);
        assert_eq!(notes.len(), 2, "the bass is mute");
        assert!((notes[1].2 - 2.0 / 3.0).abs() < 1e-9 && (notes[0].3 - 1.0 / 3.0).abs() < 1e-9, "{notes:?}");
        let up = printed(&[(0, 0, 6, 60)], Controls { octaves: [1; LANES], ..Controls::default() });
        assert_eq!(up[0].1, 72);
    }
}
