//! Experts for densities and entries: whether a cell goes on, where its onsets lie, who comes next.

use super::{Grammar, Push, Steering};
use crate::note::{Instrument, Note};
use crate::time::{BARS, Ticks};
use crate::tokens::Cell;
use crate::vocab::Token;

/// What one onset too many, or too few, costs.
const ONSET: f32 = 2.4;
/// The most that onsets may say.
const LOUDEST: f32 = 6.0;
/// What it costs to wait for an onset longer than the ones that lack leave time for, or shorter, by each factor of e beyond the first.
const SLOW: f32 = 1.5;
const FAST: f32 = 0.4;
const EVEN: f32 = 0.8;
/// What it costs to pass over an asked instrument that has not played yet, and one that plays.
const ENTRY: f32 = 2.5;
const PRESENCE: f32 = 0.8;

/// An instrument that may still come in the bar, and what it costs to pass over it.
pub(super) struct Waiting {
    instrument: Instrument,
    cost: f32,
}

impl Steering {
    /// The open cell ends, and some of the instruments that wait are passed over.
    pub(super) fn leave(&self, passed: impl Fn(Instrument) -> bool) -> Push {
        let costs = self.waiting.iter().filter(|w| passed(w.instrument)).map(|w| w.cost);
        Push { within: -costs.sum::<f32>(), between: -self.stay() / 2.0 }
    }

    /// Where the bar has its onsets, further notes share them; where it lacks some, they make new ones.
    pub(super) fn position(&self, position: u8) -> Push {
        let taken = self.onsets >> position & 1 == 1;
        let shared = match self.room {
            Some(room) if !taken && room < 0.5 => (room - 0.5).max(-3.0) * ONSET,
            Some(room) if taken && room > 2.0 => -ONSET / 2.0,
            _ => 0.0,
        };
        Push { within: shared + self.pace(position), between: self.stay() / 2.0 }
    }

    /// Nats for another onset in the open cell, against leaving it.
    fn stay(&self) -> f32 {
        self.lacks.map_or(0.0, |lacks| ((lacks - 0.5) * ONSET).clamp(-LOUDEST, LOUDEST))
    }

    /// The onsets that lack have to find room in the rest of the bar, and should not all come at once.
    fn pace(&self, position: u8) -> f32 {
        let Some(lacks) = self.lacks.filter(|lacks| *lacks >= 1.0) else { return 0.0 };
        let (from, to) = self.rest;
        let even = f32::from(to.saturating_sub(from)) / lacks;
        let wait = (f32::from(position.saturating_sub(from) + 1) / even.max(1.0)).ln();
        -SLOW * (wait - EVEN).max(0.0) - FAST * (-wait - EVEN).max(0.0)
    }
}

impl Grammar {
    /// Instruments behind `after` that the request asks for and that may write in this bar.
    pub(super) fn waiting(&self, after: Option<Instrument>) -> Vec<Waiting> {
        let Some(bar) = self.bar_index() else { return Vec::new() };
        let parts = self.parts.iter().filter(|p| Some(p.instrument) > after);
        let free = parts.filter(|p| self.mask.allows(Token::Instrument(p.instrument).id()));
        free.filter_map(|part| {
            let own = |n: &Note| n.instrument == part.instrument;
            // One that is asked to play little, or has played its share, may well rest.
            let due = |asked: f32| (asked * (bar + 1) as f32 - self.onsets_before(bar, own)).clamp(-1.0, 3.0);
            self.track(part.instrument)?;
            let presence = PRESENCE * self.density_of(part.instrument).map_or(1.0, due);
            let cost = if part.must_sound() { ENTRY } else { presence };
            Some(Waiting { instrument: part.instrument, cost })
        })
        .collect()
    }

    pub(super) fn room_in_bar(&self) -> Option<f32> {
        let bar = self.bar_index()?;
        let asked = self.request.bar_density[bar];
        let due = asked.or_else(|| Some(self.due_in_bar(bar, self.request.density?, |_| true)))?;
        Some(due - self.onsets(bar, |_| true).count_ones() as f32)
    }

    /// Onsets that the open cell still lacks; negative if it has too many. `None` where nothing is asked.
    pub(super) fn lacks(&self, cell: &Cell) -> Option<f32> {
        let bar = self.bar_index()?;
        let own = |n: &Note| n.instrument == cell.instrument;
        match self.density_of(cell.instrument) {
            Some(asked) => Some(self.due_in_bar(bar, asked, own) - self.onsets(bar, own).count_ones() as f32),
            // Who comes last fills the bar.
            None => self.room_in_bar().filter(|room| *room < 0.0 || self.is_last(cell.instrument)),
        }
    }

    /// Onsets a bar that are asked of `instrument`, or else those of its music that is written anew or beside which it is written: a part is
    /// not to dwindle away cell by cell.
    fn density_of(&self, instrument: Instrument) -> Option<f32> {
        let before = || {
            let mut onsets: Vec<Ticks> =
                self.request.keep.iter().filter(|n| n.instrument == instrument).map(|n| n.onset).collect();
            onsets.sort_unstable();
            onsets.dedup();
            (!onsets.is_empty()).then(|| onsets.len() as f32 / BARS as f32)
        };
        self.track(instrument)?.density.or_else(before)
    }

    fn is_last(&self, instrument: Instrument) -> bool {
        self.request.tracks.iter().all(|t| t.instrument <= instrument)
    }

    /// Onsets that `bar` should have for a mean of `asked` so far, given the bars before. An instrument plays more in bars that are asked to be
    /// denser.
    fn due_in_bar(&self, bar: usize, asked: f32, of: impl Fn(&Note) -> bool + Copy) -> f32 {
        let densities = self.request.bar_density;
        let mean = densities.iter().flatten().sum::<f32>() / BARS as f32;
        let share = |bar: usize| match densities[bar] {
            Some(density) if mean > 0.0 && densities.iter().all(Option::is_some) => density / mean,
            _ => 1.0,
        };
        let due = asked * (0..=bar).map(share).sum::<f32>() - self.onsets_before(bar, of);
        let here = asked * share(bar);
        due.clamp(here * 0.5, here * 1.5 + 1.0)
    }

    fn onsets_before(&self, bar: usize, of: impl Fn(&Note) -> bool + Copy) -> f32 {
        (0..bar).map(|b| self.onsets(b, of).count_ones() as f32).sum()
    }

    /// Onsets of some notes in a bar, as bits.
    pub(super) fn onsets(&self, bar: usize, of: impl Fn(&Note) -> bool) -> u128 {
        let len = self.request.metre.bar().0;
        let start = bar as u16 * len;
        let inside = self.notes().filter(|n| (start..start + len).contains(&n.onset.0) && of(n));
        inside.fold(0, |set, n| set | 1 << (n.onset.0 - start))
    }
}
