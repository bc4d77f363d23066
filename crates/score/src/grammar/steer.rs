//! Steering: which of the allowed tokens lead nearer to what is asked softly. A product of the model with one weak expert for each control
//! (Hinton, 2002; decoding with attribute experts as in Yang and Klein, "FUDGE", 2021), where the experts are what the controls mean, not
//! learned.
//!
//! An expert moves weight between tokens of one kind and leaves the kind its weight: which pitch comes, how long it is, which instrument is next, but
//! not how many notes a chord has. Density alone moves weight between kinds, from leaving a cell to going on with it at a later position.

mod craft;
mod harmony;
mod means;
mod onsets;

use super::Grammar;
use crate::bins;
use crate::chord::ChordSlot;
use crate::note::{Instrument, Note};
use crate::request::{Request, Track};
use crate::vocab::Token;
use craft::Craft;
use means::Mean;
use onsets::Waiting;

/// What a token's logit changes by, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Push {
    /// Moves weight between tokens of one kind.
    pub within: f32,
    /// Moves weight between later positions and leaving the cell.
    pub between: f32,
}

/// The experts at one point of one loop.
pub struct Steering {
    velocity: Mean,
    /// Of lengths in ticks.
    duration: Mean,
    pitch: Mean,
    /// What each pitch class is worth where the open cell stands.
    harmony: [f32; 12],
    craft: Craft,
    /// Onsets of the bar, bit by bit.
    onsets: u128,
    /// Onsets that the bar being written still lacks; negative when it has too many. `None` where nothing is asked.
    room: Option<f32>,
    /// Onsets that the open cell still lacks.
    lacks: Option<f32>,
    /// First position at which it may have one, and that at which the bar ends.
    rest: (u8, u8),
    /// Asked instruments that may still come in this bar, in order.
    waiting: Vec<Waiting>,
}

impl Steering {
    /// What token `id` is pushed by.
    pub fn push(&self, id: u16) -> Push {
        let within = |within| Push { within, between: 0.0 };
        match Token::from_id(id) {
            Some(Token::Velocity(bin)) => within(self.velocity.push(f32::from(bins::velocity_value(bin)))),
            Some(Token::Duration(bin)) => {
                within(self.duration.push_duration(f32::from(bins::duration_value(bin).0)))
            }
            Some(Token::Pitch(pitch)) => {
                let (register, harmony) =
                    (self.pitch.push_pitch(f32::from(pitch)), self.harmony[usize::from(pitch % 12)]);
                within(register + harmony + self.craft.push_pitch(pitch))
            }
            Some(Token::DrumPitch(key)) => within(self.craft.push_drum(key)),
            Some(Token::Position(position)) => self.position(position),
            Some(Token::Instrument(next)) => self.leave(|waiting| waiting < next),
            Some(Token::Bar | Token::End) => self.leave(|_| true),
            _ => Push::default(),
        }
    }
}

impl Grammar {
    /// The experts for the next token.
    pub fn steering(&self) -> Steering {
        let cell = self.decoder.cell();
        let track = cell.and_then(|cell| self.track(cell.instrument));
        Steering {
            velocity: self.mean_velocity(cell, track),
            duration: self.mean_duration(cell, track),
            pitch: self.mean_pitch(cell, track),
            harmony: cell.map_or([0.0; 12], |cell| self.harmony(cell)),
            craft: cell.map_or(Craft::default(), |cell| self.craft(cell)),
            onsets: self.bar_index().map_or(0, |bar| self.onsets(bar, |_| true)),
            room: self.room_in_bar(),
            lacks: cell.and_then(|cell| self.lacks(cell)),
            rest: (cell.and_then(|c| c.position).map_or(0, |p| p + 1), self.request.metre.bar().0 as u8),
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
