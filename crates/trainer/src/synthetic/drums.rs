//! The drummer of a song: a human take, or patterns by rule; percussion, fills and crashes.

use super::form::{Kind, Section};
use super::grid::Grid;
use super::rhythm::{Phrase, Vocabulary};
use super::stage::Tone;
use super::style::{Kit, Line};
use super::takes::{KICK, Stroke, Take, Takes};
use crate::prepare::dice::Dice;
use score::BARS;
use std::collections::BTreeMap;

const SNARE: u8 = 38;
const CRASH: u8 = 49;
const PEDAL_HAT: u8 = 44;
/// From high to low.
const TOMS: [u8; 4] = [50, 48, 45, 43];
/// Energy below which a kit with a whole pattern is silent in intros and breaks.
const QUIET: f64 = 0.36;

/// Bars of strokes.
type Four = [Vec<Stroke>; BARS];

/// Plays the drums of one song.
#[derive(Clone, Debug)]
pub struct Drummer<'a> {
    take: Option<&'a Take>,
    fills: Vec<&'a [Stroke]>,
    lines: Vec<(Line, Vocabulary)>,
    percussion: Vec<(Line, Vocabulary)>,
    /// Of the kit lines, then of the percussion lines, by kind of section.
    phrases: BTreeMap<Kind, Vec<Phrase>>,
    /// Bar of the take where each kind of section begins.
    places: BTreeMap<Kind, usize>,
    /// Whether a crash is due.
    crash: bool,
}

impl<'a> Drummer<'a> {
    /// `None` for a style without drums.
    pub fn new(kit: &Kit, grid: &Grid, takes: &'a Takes, dice: &mut Dice) -> Option<Drummer<'a>> {
        if kit.lines.is_empty() {
            return None;
        }
        let fitting = takes.beats(kit.takes, grid.metre, grid.feel);
        let take = dice.pick(&fitting).copied().filter(|_| dice.chance(kit.share));
        let read = |lines: &[Line]| lines.iter().map(|l| (*l, Vocabulary::parse(l.rhythm))).collect();
        Some(Drummer {
            take,
            fills: take.map_or_else(Vec::new, |take| takes.fills(take)),
            lines: read(kit.lines),
            percussion: read(kit.percussion),
            phrases: BTreeMap::new(),
            places: BTreeMap::new(),
            crash: false,
        })
    }

    /// The tempo at which the take was played.
    pub fn tempo(&self) -> Option<f32> {
        self.take.map(|take| take.bpm)
    }

    /// The strokes of one section, bar by bar.
    pub fn play(&mut self, grid: &Grid, section: &Section, dice: &mut Dice) -> Four {
        let silent = section.energy < QUIET && dice.chance(0.6);
        let mut bars = if silent { Four::default() } else { self.kit(grid, section, dice) };
        self.add_percussion(&mut bars, section, grid, dice);
        if section.kind == Kind::Ending {
            bars[BARS - 1] = vec![
                Stroke { slot: 0, drum: KICK, velocity: 100 },
                Stroke { slot: 0, drum: CRASH, velocity: 92 },
            ];
        } else if section.leads_over && section.energy > 0.45 && dice.chance(0.65) {
            self.fill(&mut bars[BARS - 1], grid, dice);
        }
        if self.crash && section.energy > 0.6 && dice.chance(0.6) {
            bars[0].retain(|stroke| stroke.slot > 0 || stroke.drum == KICK || stroke.drum == SNARE);
            bars[0].push(Stroke { slot: 0, drum: CRASH, velocity: 88 + dice.below(20) as u8 });
        }
        self.crash = section.leads_over;
        bars.iter_mut().for_each(|bar| {
            bar.sort_by_key(|s| (s.slot, s.drum, u8::MAX - s.velocity));
            bar.dedup_by_key(|s| (s.slot, s.drum));
        });
        bars
    }

    fn kit(&mut self, grid: &Grid, section: &Section, dice: &mut Dice) -> Four {
        let Some(take) = self.take else {
            let phrases = self.phrases(section, grid, dice);
            let lines: Vec<(Line, &Phrase)> = self.lines.iter().map(|l| l.0).zip(&phrases).collect();
            return by_rule(&lines, grid, section, dice);
        };
        let windows = take.windows();
        let drawn = *dice.pick(&windows).unwrap_or(&0);
        let known = *self.places.entry(section.kind).or_insert(drawn);
        let start = if dice.chance(0.5) { known } else { drawn };
        let mut bars = Four::default();
        for (bar, strokes) in bars.iter_mut().zip(&take.bars[start..]) {
            bar.clone_from(strokes);
        }
        bars
    }

    /// The phrases of all lines in a kind of section: those of its last time, a little changed.
    fn phrases(&mut self, section: &Section, grid: &Grid, dice: &mut Dice) -> Vec<Phrase> {
        let vocabularies: Vec<&Vocabulary> =
            self.lines.iter().chain(&self.percussion).map(|l| &l.1).collect();
        match self.phrases.get_mut(&section.kind) {
            Some(phrases) => {
                for (phrase, vocabulary) in phrases.iter_mut().zip(&vocabularies) {
                    if dice.chance(0.35) {
                        vocabulary.mutate(&mut phrase[1 + dice.below(BARS - 1)], grid, dice);
                    }
                }
                phrases.clone()
            }
            None => {
                let drawn: Vec<Phrase> =
                    vocabularies.iter().map(|v| v.phrase(grid, 1.0, 0.0, dice)).collect();
                self.phrases.entry(section.kind).or_insert(drawn).clone()
            }
        }
    }

    fn add_percussion(&mut self, bars: &mut Four, section: &Section, grid: &Grid, dice: &mut Dice) {
        if self.percussion.is_empty() {
            return;
        }
        let phrases = self.phrases(section, grid, dice);
        let lines: Vec<(Line, &Phrase)> =
            self.percussion.iter().map(|l| l.0).zip(&phrases[self.lines.len()..]).collect();
        let added = by_rule(&lines, grid, section, dice);
        bars.iter_mut().zip(added).for_each(|(bar, more)| bar.extend(more));
    }

    /// Makes the end of `bar` a fill: a human one for a human take, if there is one.
    fn fill(&self, bar: &mut Vec<Stroke>, grid: &Grid, dice: &mut Dice) {
        let slots = grid.slots();
        if let Some(fill) = dice.pick(&self.fills) {
            // Whole, or only its second half.
            let from = if dice.chance(0.5) { 0 } else { slots / 2 };
            bar.retain(|stroke| stroke.slot < from);
            bar.extend(fill.iter().filter(|stroke| stroke.slot >= from && stroke.slot < slots));
            return;
        }
        let from = slots - [4, 4, 8, 6][dice.below(4)].min(slots / 2);
        let density = 0.5 + dice.unit() * 0.45;
        bar.retain(|stroke| stroke.slot < from || stroke.drum == KICK);
        let mut drum = if dice.chance(0.5) { SNARE } else { TOMS[0] };
        for slot in (from..slots).filter(|&slot| grid.plays(slot)) {
            let on_eighth = slot % 2 == 0;
            if dice.chance(if on_eighth { 0.95 } else { density }) {
                let rise = (slot - from) as f64 / (slots - from) as f64;
                let velocity = 72.0 + rise * 30.0 + if on_eighth { 8.0 } else { 0.0 } + dice.unit() * 8.0;
                bar.push(Stroke { slot, drum, velocity: velocity as u8 });
            }
            let lower = TOMS.iter().position(|tom| *tom == drum).map_or(0, |at| (at + 1).min(TOMS.len() - 1));
            if dice.chance(0.4) {
                drum = TOMS[lower];
            }
        }
    }
}

/// Strokes of the lines that the section's energy lets in. Louder on beats, as an arm falls; never twice quite the same.
fn by_rule(lines: &[(Line, &Phrase)], grid: &Grid, section: &Section, dice: &mut Dice) -> Four {
    let mut bars = Four::default();
    for (line, phrase) in lines.iter().filter(|(line, _)| line.from <= section.energy) {
        for (bar, cell) in bars.iter_mut().zip(phrase.iter()) {
            for hit in cell {
                let accent = f64::from(grid.levels[hit.slot].min(2)) * 5.0 - 5.0;
                let human = (hit.lot - 0.5) * 10.0 + (dice.unit() - 0.5) * 8.0;
                let velocity = f64::from(line.velocity) + accent + human + (section.energy - 0.65) * 22.0;
                let velocity = velocity.round().clamp(16.0, 126.0) as u8;
                bar.push(Stroke { slot: hit.slot, drum: line.drum, velocity });
            }
        }
    }
    // One hand plays the closed hat and the ride, one foot the pedal: the open hat and the ride go before.
    for bar in &mut bars {
        let taken: Vec<usize> =
            bar.iter().filter(|s| matches!(s.drum, 46 | 51 | CRASH)).map(|s| s.slot).collect();
        bar.retain(|s| !matches!(s.drum, 42) || !taken.contains(&s.slot));
        let feet: Vec<usize> = bar.iter().filter(|s| s.drum == PEDAL_HAT).map(|s| s.slot).collect();
        bar.retain(|s| s.drum != 46 || !feet.contains(&s.slot));
    }
    bars
}

/// How often the kick plays in each slot.
pub fn kick_profile(bars: &Four, grid: &Grid) -> Vec<f64> {
    let plays =
        |slot: usize| bars.iter().filter(|bar| bar.iter().any(|s| s.drum == KICK && s.slot == slot)).count();
    (0..grid.slots()).map(|slot| plays(slot) as f64 / BARS as f64).collect()
}

/// Strokes as tones of a section.
pub fn tones(bars: &Four, grid: &Grid) -> Vec<Tone> {
    let tone = |bar: usize, stroke: &Stroke| Tone {
        onset: bar as u16 * grid.bar + grid.ticks[stroke.slot],
        duration: 1,
        pitch: stroke.drum,
        velocity: stroke.velocity,
    };
    bars.iter().enumerate().flat_map(|(bar, strokes)| strokes.iter().map(move |s| tone(bar, s))).collect()
}
