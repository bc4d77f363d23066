//! What the parts of a style play: one file for each way to make notes.

pub mod bass;
pub mod chords;
pub mod melody;

use super::rhythm::Phrase;
use super::stage::{Onset, Stage, Tone, length};
use super::style::{Part, Role};
use crate::prepare::dice::Dice;

/// A musician with an instrument and the song's material for it.
#[derive(Clone, Debug)]
pub struct Player {
    pub part: Part,
    /// General MIDI program.
    pub program: u8,
    /// Lowest and highest key.
    pub range: (u8, u8),
    /// Drawn once: which way figures go.
    pub habit: f64,
    /// The pitches played last: voices are led from there.
    pub last: Vec<u8>,
}

impl Player {
    /// Plays a section: its tones, ascending by onset.
    pub fn play(&mut self, stage: &Stage, phrase: &Phrase, dice: &mut Dice) -> Vec<Tone> {
        let onsets = stage.onsets(phrase);
        match self.part.role {
            Role::Bass(manner) => bass::play(self, manner, stage, &onsets, dice),
            Role::Comp(voicing) => chords::comp(self, voicing, stage, &onsets, dice),
            Role::Hits => chords::hits(self, stage, &onsets, dice),
            Role::Pad => chords::pad(self, stage, dice),
            Role::Arp => chords::arp(self, stage, &onsets, dice),
            Role::Lead => melody::lead(self, stage, &onsets, dice),
            Role::Riff => melody::riff(self, stage, &onsets, dice),
            Role::Counter => melody::counter(self, stage, dice),
        }
    }

    /// The note `pitch` at `onset`, not longer than `most` ticks unless the song ends with it.
    fn tone(&self, stage: &Stage, onset: &Onset, pitch: u8, most: u16, dice: &mut Dice) -> Tone {
        let last = stage.ends && onset.bar == score::BARS - 1;
        // A short gate is a touch: it stays short before a long rest.
        let touch = if self.part.gate <= 0.5 { 15 } else { most };
        let (share, most) = if last { (1.0, u16::MAX) } else { (self.part.gate, most.min(touch)) };
        Tone {
            onset: onset.tick,
            duration: length(onset.gap, share, most),
            pitch: pitch.clamp(self.range.0, self.range.1),
            velocity: stage.velocity(self.part.velocity, onset, dice),
        }
    }
}
