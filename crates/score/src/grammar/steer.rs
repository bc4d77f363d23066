//! Steering: which of the allowed tokens lead nearer to what is asked softly. A product of the model with one weak expert for each control
//! (Hinton, 2002; decoding with attribute experts as in Yang and Klein, "FUDGE", 2021), where the experts are what the controls mean, not
//! learned.
//!
//! An expert for pitch, velocity, length or chord shifts weight between tokens of one family and leaves the family its weight, so that it does
//! not change how many notes there are. Only density moves weight between going on with a cell and leaving it.

use super::{Grammar, Part};
use crate::bins;
use crate::chord::{Chord, ChordSlot};
use crate::harmony::slot_of;
use crate::note::{Instrument, Note};
use crate::request::{Request, Track};
use crate::time::TICKS_PER_QUARTER;
use crate::tokens::{Cell, Pending};
use crate::vocab::Token;

/// What a token's logit changes by, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Push {
    /// Tokens of one family share their weight: [`Push::within`] moves it between them.
    pub family: u8,
    pub within: f32,
    /// Moves weight between families.
    pub between: f32,
}

impl Push {
    /// Families are numbered from 0 to one less.
    pub const FAMILIES: usize = 6;
}

/// How sharply an expert looks, as the distance that costs half a nat.
const PITCH: f32 = 4.0;
const VELOCITY: f32 = 9.0;
/// Of durations, as a ratio: its natural logarithm.
const DURATION: f32 = 0.5;
/// What a note outside of the asked chord costs, in nats.
const STRANGER: f32 = 4.0;
/// What a chord tone gains that does not sound yet in the chord's slot.
const MISSING: f32 = 1.0;
/// What the root gains in a bass.
const ROOT: f32 = 1.0;
/// What one onset too many, or too few, costs.
const ONSET: f32 = 1.6;
/// What it costs to pass over an asked instrument that has not played yet, and one that plays.
const ENTRY: f32 = 2.5;
const PRESENCE: f32 = 0.8;
/// An aim goes beyond what is asked by as much as the music so far lies on the other side, up to so many expert's widths.
const BEYOND: f32 = 2.0;

/// The experts at one point of one loop.
pub struct Steering {
    velocity: Option<f32>,
    /// In ticks.
    duration: Option<f32>,
    pitch: Option<f32>,
    harmony: Harmony,
    /// Onsets of the bar, bit by bit.
    onsets: u128,
    /// Onsets that the bar being written still lacks; negative when it has too many. `None` where nothing is asked.
    room: Option<f32>,
    /// Nats for another onset in the open cell, against leaving it.
    stay: f32,
    /// The last note is whole.
    between_notes: bool,
    /// Asked instruments that may still come in this bar, in order, and what it costs to pass over each.
    waiting: Vec<(Instrument, f32)>,
}

/// What each pitch class is worth where the open cell stands.
type Harmony = [f32; 12];

impl Steering {
    /// What token `id` is pushed by.
    pub fn push(&self, id: u16) -> Push {
        match Token::from_id(id) {
            Some(Token::Velocity(bin)) => {
                let value = f32::from(bins::velocity_value(bin));
                within(1, self.velocity.map_or(0.0, |aim| cost(value - aim, VELOCITY)))
            }
            Some(Token::Duration(bin)) => {
                let length = f32::from(bins::duration_value(bin).0.max(1));
                within(2, self.duration.map_or(0.0, |aim| cost((length / aim.max(1.0)).ln(), DURATION)))
            }
            Some(Token::Pitch(pitch)) => {
                let register = self.pitch.map_or(0.0, |aim| cost(f32::from(pitch) - aim, PITCH));
                within(3, register + self.harmony[usize::from(pitch % 12)])
            }
            Some(Token::Position(position)) => self.position(position),
            Some(Token::Instrument(next)) => self.leave(|waiting| waiting < next),
            Some(Token::Bar | Token::End) => self.leave(|_| true),
            _ => Push::default(),
        }
    }

    /// The open cell ends, and some of the instruments that wait are passed over.
    fn leave(&self, passed: impl Fn(Instrument) -> bool) -> Push {
        let costs = self.waiting.iter().filter(|(instrument, _)| passed(*instrument)).map(|(_, cost)| cost);
        Push { family: 5, within: 0.0, between: -self.stay / 2.0 - costs.sum::<f32>() }
    }

    /// Where the bar has its onsets, further notes share them; where it lacks some, they make new ones.
    fn position(&self, position: u8) -> Push {
        let taken = self.onsets >> position & 1 == 1;
        let within = match self.room {
            Some(room) if !taken && room < 0.5 => (room - 0.5).max(-3.0) * ONSET,
            Some(room) if taken && room > 2.0 => -ONSET / 2.0,
            _ => 0.0,
        };
        // Half here and half at leaving: further notes of a chord gain from neither.
        Push { family: 4, within, between: if self.between_notes { self.stay / 2.0 } else { 0.0 } }
    }
}

impl Grammar {
    /// The experts for the next token.
    pub fn steering(&self) -> Steering {
        let cell = self.decoder.cell();
        let aim = |own: Option<f32>, whole, width, of: fn(&Note) -> Option<f32>| {
            cell.and_then(|cell| self.aim(cell.instrument, own, whole, width, of))
        };
        let track = cell.and_then(|cell| self.track(cell.instrument));
        let ticks = |quarters: Option<f32>| quarters.map(|q| (q * f32::from(TICKS_PER_QUARTER)).max(1.0));
        let (own_length, length) =
            (ticks(track.and_then(|t| t.mean_duration)), ticks(self.request.mean_duration));
        let spread = own_length.or(length).unwrap_or(1.0) * DURATION;
        Steering {
            velocity: aim(track.and_then(|t| t.mean_velocity), self.request.mean_velocity, VELOCITY, |n| {
                Some(f32::from(n.velocity))
            }),
            duration: aim(own_length, length, spread, |n| pitched(n).then(|| f32::from(n.duration.0))),
            pitch: aim(track.and_then(|t| t.mean_pitch), self.request.mean_pitch, PITCH, |n| {
                pitched(n).then(|| f32::from(n.pitch))
            }),
            harmony: cell.map_or([0.0; 12], |cell| self.harmony(cell)),
            onsets: self.bar_index().map_or(0, |bar| self.onsets(bar, |_| true)),
            room: self.room_in_bar(),
            stay: cell.map_or(0.0, |cell| self.stay(cell)),
            between_notes: cell.is_none_or(|cell| cell.pending == Pending::Nothing),
            waiting: self.waiting(cell.map(|cell| cell.instrument)),
        }
    }

    fn track(&self, instrument: Instrument) -> Option<&Track> {
        self.request.tracks.iter().find(|t| t.instrument == instrument)
    }

    fn notes(&self) -> impl Iterator<Item = &Note> {
        self.kept.iter().chain(&self.written)
    }

    /// The bar that is being written.
    fn bar_index(&self) -> Option<usize> {
        self.decoder.bars().checked_sub(1)
    }

    /// The value that the next note of `instrument` should have, so that the mean comes to what is asked: its `own` if that is asked, else
    /// that of the `whole` loop, from whose mean the instrument keeps its distance.
    fn aim(
        &self,
        instrument: Instrument,
        own: Option<f32>,
        whole: Option<f32>,
        width: f32,
        of: fn(&Note) -> Option<f32>,
    ) -> Option<f32> {
        let mean = |alone: bool| {
            let notes = self.notes().filter(|n| !alone || n.instrument == instrument);
            let (sum, count) = notes.filter_map(of).fold((0.0, 0.0), |(s, c), v| (s + v, c + 1.0));
            (count > 0.0).then(|| sum / count)
        };
        let limit = |missed: f32| missed.clamp(-BEYOND * width, BEYOND * width);
        match own {
            Some(asked) => Some(asked + mean(true).map_or(0.0, |mean| limit(asked - mean))),
            None => Some(mean(true)? + limit(whole? - mean(false)?)),
        }
    }

    /// Chord tones gain, others lose, in every slot that the next note of `cell` sounds in, as far as its length is known.
    fn harmony(&self, cell: &Cell) -> Harmony {
        let slot = |onset| slot_of(onset, self.request.metre);
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        let length = cell.duration.map_or(1, |bin| bins::duration_value(bin).0.max(1));
        let mut worth = [0.0; 12];
        for at in slot(onset)..=slot(onset + length - 1) {
            let Some(ChordSlot::Chord(chord)) = self.request.chords.get(at) else { continue };
            let here = at == slot(onset);
            let sounding = self.notes().filter(|n| pitched(n) && slot(n.onset.0) == at);
            let classes = sounding.fold(0u16, |set, n| set | 1 << (n.pitch % 12));
            for (class, worth) in (0..12u8).zip(&mut worth) {
                *worth += match holds(*chord, class) {
                    false => -STRANGER,
                    true if !here => 0.0,
                    true => {
                        let root = cell.instrument.is_bass() && class == chord.root % 12;
                        (if classes >> class & 1 == 0 { MISSING } else { 0.0 })
                            + if root { ROOT } else { 0.0 }
                    }
                };
            }
        }
        worth
    }

    /// Instruments behind `after` that the request asks for and that may write in this bar.
    fn waiting(&self, after: Option<Instrument>) -> Vec<(Instrument, f32)> {
        let Some(bar) = self.bar_index() else { return Vec::new() };
        let len = usize::from(self.request.metre.bar().0);
        let parts = self.parts.iter().filter(|p| Some(p.instrument) > after && p.may_write(bar, len));
        let asked = parts.filter(|p| self.track(p.instrument).is_some());
        let density = |p: &Part| self.track(p.instrument).and_then(|t| t.density);
        asked
            .map(|p| {
                // One that is asked to play little may well rest.
                let presence = density(p).map_or(PRESENCE, |asked| PRESENCE * asked.min(3.0));
                (p.instrument, if p.must_sound() { ENTRY } else { presence })
            })
            .collect()
    }

    fn room_in_bar(&self) -> Option<f32> {
        let bar = self.bar_index()?;
        let asked = self.request.bar_density[bar];
        let due = asked.or_else(|| Some(self.due_in_bar(bar, self.request.density?, |_| true)))?;
        Some(due - self.onsets(bar, |_| true).count_ones() as f32)
    }

    /// Positive if the open cell lacks onsets, negative if it has enough.
    fn stay(&self, cell: &Cell) -> f32 {
        let asked = self.track(cell.instrument).and_then(|t| t.density);
        let (Some(bar), Some(asked)) = (self.bar_index(), asked) else { return 0.0 };
        let own = |n: &Note| n.instrument == cell.instrument;
        let lacks = self.due_in_bar(bar, asked, own) - self.onsets(bar, own).count_ones() as f32;
        ((lacks - 0.5) * ONSET).clamp(-4.0, 4.0)
    }

    /// Onsets that `bar` should have for a mean of `asked` so far, given the bars before.
    fn due_in_bar(&self, bar: usize, asked: f32, of: impl Fn(&Note) -> bool + Copy) -> f32 {
        let before: u32 = (0..bar).map(|b| self.onsets(b, of).count_ones()).sum();
        (asked * (bar + 1) as f32 - before as f32).clamp(asked * 0.5, asked * 1.5 + 1.0)
    }

    /// Onsets of some notes in a bar, as bits.
    fn onsets(&self, bar: usize, of: impl Fn(&Note) -> bool) -> u128 {
        let len = self.request.metre.bar().0;
        let start = bar as u16 * len;
        let inside = self.notes().filter(|n| (start..start + len).contains(&n.onset.0) && of(n));
        inside.fold(0, |set, n| set | 1 << (n.onset.0 - start))
    }
}

/// Whether the request asks for anything that steers.
pub fn steers(request: &Request) -> bool {
    !request.tracks.is_empty()
        || request.mean_pitch.is_some()
        || request.mean_velocity.is_some()
        || request.mean_duration.is_some()
        || request.density.is_some()
        || request.bar_density.iter().any(Option::is_some)
        || request.chords.iter().any(|slot| matches!(slot, ChordSlot::Chord(_)))
}

fn pitched(note: &Note) -> bool {
    !note.instrument.is_drums()
}

fn within(family: u8, within: f32) -> Push {
    Push { family, within, between: 0.0 }
}

/// Half a nat at one `width` of distance, a parabola that ends where it would drown everything else.
fn cost(distance: f32, width: f32) -> f32 {
    -(0.5 * (distance / width).powi(2)).min(6.0)
}

fn holds(chord: Chord, class: u8) -> bool {
    chord.quality.intervals().contains(&((class + 12 - chord.root % 12) % 12))
}
