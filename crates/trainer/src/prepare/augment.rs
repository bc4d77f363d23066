//! The same music otherwise: in another key, louder or softer, on related instruments.

use super::dice::Dice;
use score::{Instrument, Note};

const SHIFTS: std::ops::RangeInclusive<i8> = -5..=6;
const LOUDNESS: (f64, f64) = (0.8, 1.2);
const SWAP: f64 = 0.3;
/// General MIDI programs in one family.
const FAMILY: u8 = 8;

/// One way to change a loop and what comes before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Augmentation {
    /// Semitones; drums stay.
    pub shift: i8,
    /// Velocities are multiplied by this.
    pub loudness: f64,
    /// Instruments that are played by another one.
    pub swaps: Vec<(Instrument, Instrument)>,
}

impl Augmentation {
    /// Changes nothing.
    pub const NONE: Augmentation = Augmentation { shift: 0, loudness: 1.0, swaps: Vec::new() };

    /// Draws one that fits `notes`: pitches stay MIDI keys, the loudest note is not cut off, no two instruments become one.
    pub fn draw(notes: &[Note], dice: &mut Dice) -> Augmentation {
        let pitched = || notes.iter().filter(|n| !n.instrument.is_drums()).map(|n| n.pitch as i8);
        let low = pitched().min().unwrap_or(0);
        let high = pitched().max().unwrap_or(0);
        let fitting: Vec<i8> = SHIFTS.filter(|s| low + s >= 0 && high.checked_add(*s).is_some()).collect();
        let shift = dice.pick(&fitting).copied().unwrap_or(0);
        let loudest = notes.iter().map(|n| n.velocity).max().unwrap_or(127).max(1);
        let most = LOUDNESS.1.min(127.0 / f64::from(loudest)).max(1.0);
        let loudness = LOUDNESS.0 + dice.unit() * (most - LOUDNESS.0);
        Augmentation { shift, loudness, swaps: swaps(notes, dice) }
    }

    /// The notes changed; not canonical any more.
    pub fn apply(&self, notes: &[Note]) -> Vec<Note> {
        notes.iter().map(|note| self.note(note)).collect()
    }

    fn note(&self, note: &Note) -> Note {
        let swapped = self.swaps.iter().find(|(from, _)| *from == note.instrument);
        let pitch = match note.instrument {
            Instrument::DRUMS => note.pitch,
            _ => note.pitch.saturating_add_signed(self.shift),
        };
        let velocity = (f64::from(note.velocity) * self.loudness).round().clamp(1.0, 127.0) as u8;
        Note { instrument: swapped.map_or(note.instrument, |(_, to)| *to), pitch, velocity, ..*note }
    }
}

/// New instruments within the family for some of those that play, none twice and none that plays already.
fn swaps(notes: &[Note], dice: &mut Dice) -> Vec<(Instrument, Instrument)> {
    let mut instruments: Vec<Instrument> = notes.iter().map(|n| n.instrument).collect();
    instruments.sort_unstable();
    instruments.dedup();
    let mut taken = instruments.clone();
    let mut swaps = Vec::new();
    for from in instruments.into_iter().filter(|i| !i.is_drums()) {
        if !dice.chance(SWAP) {
            continue;
        }
        let first = from.0 / FAMILY * FAMILY;
        let free: Vec<Instrument> =
            (first..first + FAMILY).map(Instrument).filter(|i| !taken.contains(i)).collect();
        if let Some(&to) = dice.pick(&free) {
            taken.push(to);
            swaps.push((from, to));
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Ticks;

    fn note(instrument: u8, pitch: u8, velocity: u8) -> Note {
        Note { instrument: Instrument(instrument), onset: Ticks(0), pitch, velocity, duration: Ticks(3) }
    }

    #[test]
    fn pitches_stay_midi_keys_and_all_shifts_occur() {
        let shifts = |notes: &[Note]| {
            let mut shifts: Vec<i8> =
                (0..500).map(|s| Augmentation::draw(notes, &mut Dice::new(1, s)).shift).collect();
            shifts.sort_unstable();
            shifts.dedup();
            shifts
        };
        assert_eq!(shifts(&[note(0, 60, 80)]), (-5..=6).collect::<Vec<_>>());
        assert_eq!(shifts(&[note(0, 2, 80), note(0, 126, 80)]), (-2..=1).collect::<Vec<_>>());
    }

    #[test]
    fn drums_are_neither_transposed_nor_swapped() {
        for stream in 0..200 {
            let notes = [note(128, 36, 100), note(0, 60, 100)];
            let changed = Augmentation::draw(&notes, &mut Dice::new(2, stream)).apply(&notes);
            assert_eq!((changed[0].instrument, changed[0].pitch), (Instrument::DRUMS, 36));
        }
    }

    #[test]
    fn instruments_stay_in_their_family_and_never_become_one() {
        let notes: Vec<Note> = [24, 25, 26, 33, 34, 81].map(|i| note(i, 60, 100)).to_vec();
        let mut swapped = 0;
        for stream in 0..300 {
            let changed = Augmentation::draw(&notes, &mut Dice::new(3, stream)).apply(&notes);
            let mut programs: Vec<u8> = changed.iter().map(|n| n.instrument.0).collect();
            notes.iter().zip(&changed).for_each(|(a, b)| assert_eq!(a.instrument.0 / 8, b.instrument.0 / 8));
            swapped += notes.iter().zip(&changed).filter(|(a, b)| a.instrument != b.instrument).count();
            programs.sort_unstable();
            programs.dedup();
            assert_eq!(programs.len(), notes.len());
        }
        assert!((400..680).contains(&swapped), "{swapped} of 1800 swapped");
    }

    #[test]
    fn the_loudest_note_is_never_cut_off() {
        let notes = [note(0, 60, 127), note(0, 64, 110)];
        for stream in 0..100 {
            let changed = Augmentation::draw(&notes, &mut Dice::new(4, stream)).apply(&notes);
            assert!(changed[0].velocity > changed[1].velocity);
        }
    }
}
