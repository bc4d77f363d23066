//! The expert for chords: what each pitch class does to the chord that is heard.

use super::{Grammar, pitched};
use crate::bins;
use crate::chord::ChordSlot;
use crate::harmony::Heard;
use crate::tokens::Cell;

/// Nats for what a note does to the lead of the asked chord over all others.
const LEAD: f32 = 40.0;
/// A lead that is enough: where a chord is as plain as that, notes beside it do no harm.
const PLAIN: f32 = 0.15;
/// The most that harmony may say for or against a note.
const LOUDEST: f32 = 8.0;

impl Grammar {
    /// What each pitch class is worth to the next note of `cell`, in every slot that it sounds in as far as its length is known.
    pub(super) fn harmony(&self, cell: &Cell) -> [f32; 12] {
        let mut worth = [0.0; 12];
        let asked = |slot: usize| match self.request.chords.get(slot) {
            Some(ChordSlot::Chord(chord)) => Some(*chord),
            _ => None,
        };
        if cell.instrument.is_drums() || (0..self.request.chords.len()).all(|slot| asked(slot).is_none()) {
            return worth;
        }
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        let length = cell.duration.map_or(1, |bin| bins::duration_value(bin).0.max(1));
        let notes: Vec<_> = self.notes().copied().filter(pitched).collect();
        let heard = Heard::of(&notes, self.request.metre);
        for (slot, ticks) in heard.slots(onset, length) {
            let Some(chord) = asked(slot) else { continue };
            let plain = |lead: f32| lead.min(PLAIN);
            let before = plain(heard.lead(slot, chord, None));
            for (class, worth) in (0..12u8).zip(&mut worth) {
                let after = plain(heard.lead(slot, chord, Some((class, ticks, cell.instrument.is_bass()))));
                *worth += LEAD * (after - before);
            }
        }
        worth.map(|worth| worth.clamp(-LOUDEST, LOUDEST))
    }
}
