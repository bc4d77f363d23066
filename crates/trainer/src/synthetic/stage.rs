//! What all players of a section see and how they write: chords, grid, energy; onsets, tones and velocities.

use super::grid::Grid;
use super::harmony::{BarChords, Chord, Key};
use super::rhythm::Phrase;
use crate::prepare::dice::Dice;
use score::BARS;

/// One section as its players see it.
#[derive(Debug)]
pub struct Stage<'a> {
    pub grid: &'a Grid,
    pub key: &'a Key,
    /// Chords of its four bars.
    pub chords: Vec<BarChords>,
    /// First chord of what follows.
    pub next: Chord,
    pub energy: f64,
    /// Whether the song ends here: the last bar is one held chord.
    pub ends: bool,
    /// How often the kick plays in each slot of a bar: 0.0..=1.0.
    pub kick: Vec<f64>,
}

/// A note in a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// Ticks from the section's start.
    pub onset: u16,
    /// Ticks.
    pub duration: u16,
    pub pitch: u8,
    pub velocity: u8,
}

/// A place in a section where a part plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Onset {
    pub bar: usize,
    pub slot: usize,
    /// Ticks from the section's start.
    pub tick: u16,
    /// Ticks to the part's next onset, or to the section's end.
    pub gap: u16,
    /// The lot of its hit.
    pub lot: f64,
    /// Metrical weight: 0.0..=1.0.
    pub weight: f64,
    /// Whether this is the part's first onset over its chord.
    pub fresh: bool,
}

impl Stage<'_> {
    /// Ticks of the section.
    pub fn length(&self) -> u16 {
        self.grid.bar * BARS as u16
    }

    pub fn chord(&self, bar: usize, slot: usize) -> &Chord {
        &self.chords[bar][usize::from(slot >= self.grid.second_chord())]
    }

    /// Where `phrase` plays. In the last bar of a song that is its first slot alone.
    pub fn onsets(&self, phrase: &Phrase) -> Vec<Onset> {
        let mut onsets: Vec<Onset> = Vec::new();
        for (bar, cell) in phrase.iter().enumerate() {
            let last = self.ends && bar == BARS - 1;
            let hits = cell.iter().map(|hit| (hit.slot, hit.lot)).filter(|_| !last);
            for (slot, lot) in hits.chain(last.then_some((0, 0.0))) {
                let tick = bar as u16 * self.grid.bar + self.grid.ticks[slot];
                let before = onsets.last().map(|o| self.chord(o.bar, o.slot));
                let fresh = before != Some(self.chord(bar, slot));
                onsets.push(Onset { bar, slot, tick, gap: 0, lot, weight: self.grid.weight(slot), fresh });
            }
        }
        for i in 0..onsets.len() {
            let end = onsets.get(i + 1).map_or(self.length(), |next| next.tick);
            onsets[i].gap = end - onsets[i].tick;
        }
        onsets
    }

    /// Velocity at `onset` for a part whose plain one is `base`: louder with the section's energy, on strong beats and towards
    /// the third bar, and never twice quite the same.
    pub fn velocity(&self, base: u8, onset: &Onset, dice: &mut Dice) -> u8 {
        let arc = [0.0, 2.0, 4.0, 1.0][onset.bar.min(3)];
        let accent = (onset.weight - 0.35) * 16.0 + (onset.lot - 0.5) * 6.0;
        let velocity =
            f64::from(base) + (self.energy - 0.6) * 28.0 + accent + arc + (dice.unit() - 0.5) * 8.0;
        velocity.round().clamp(22.0, 122.0) as u8
    }
}

/// Length of a note that fills `share` of `gap` ticks, at least one tick and at most `most`.
pub fn length(gap: u16, share: f64, most: u16) -> u16 {
    ((f64::from(gap.min(most)) * share).round() as u16).clamp(1, gap.max(1))
}

/// The pitch of class `class` in `range` (both ends in it) that is nearest to `around`; the lower end if there is none.
pub fn near(class: u8, around: u8, range: (u8, u8)) -> u8 {
    let fits = (range.0..=range.1).filter(|pitch| pitch % 12 == class % 12);
    fits.min_by_key(|pitch| pitch.abs_diff(around)).unwrap_or(range.0)
}
