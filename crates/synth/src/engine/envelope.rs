//! Loudness of a note over time.

use super::{DECAY_60_DB, FLOOR};
use crate::patch::Adsr;

/// How the level moves now.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Attack,
    Decay,
    Release,
    /// Falls in a straight line by this much a frame, however the sound was to end.
    Fade(f32),
}

/// Lives on the audio thread. Attack in a straight line, decay and release exponential.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    shape: Adsr,
    rate: f32,
    stage: Stage,
    level: f32,
}

impl Envelope {
    pub(super) fn new(shape: Adsr, rate: f32) -> Envelope {
        let level = if shape.attack > 0.0 { 0.0 } else { 1.0 };
        Envelope { shape, rate, stage: Stage::Attack, level }
    }

    pub(super) fn release(&mut self) {
        if !matches!(self.stage, Stage::Fade(_)) {
            self.stage = Stage::Release;
        }
    }

    /// Ends within `seconds`, without a click.
    pub(super) fn fade(&mut self, seconds: f32) {
        let step = self.level / (seconds * self.rate).max(1.0);
        match self.stage {
            Stage::Fade(already) if already >= step => {}
            _ => self.stage = Stage::Fade(step.max(f32::MIN_POSITIVE)),
        }
    }

    pub(super) fn is_fading(&self) -> bool {
        matches!(self.stage, Stage::Fade(_))
    }

    pub(super) fn is_held(&self) -> bool {
        matches!(self.stage, Stage::Attack | Stage::Decay)
    }

    pub(super) fn is_over(&self) -> bool {
        self.level <= 0.0 && self.stage != Stage::Attack
    }

    /// The level that the last frame had, 0..=1.
    pub(super) fn level(&self) -> f32 {
        self.level
    }

    /// Goes on by `frames`; the levels before and after, between which it moves in a straight line.
    pub(super) fn advance(&mut self, frames: usize) -> (f32, f32) {
        let before = self.level;
        let frames = frames as f32;
        let kept = |seconds: f32| (-DECAY_60_DB * frames / (seconds.max(1e-3) * self.rate)).exp();
        match self.stage {
            Stage::Attack => {
                self.level += frames / (self.shape.attack * self.rate).max(1.0);
                if self.level >= 1.0 {
                    self.level = 1.0;
                    self.stage = Stage::Decay;
                }
            }
            Stage::Decay => {
                let sustain = self.shape.sustain;
                self.level = sustain + (self.level - sustain) * kept(self.shape.decay);
            }
            Stage::Release => self.level *= kept(self.shape.release),
            Stage::Fade(step) => self.level -= step * frames,
        }
        if self.level < FLOOR * 10.0 && self.stage != Stage::Attack {
            self.level = 0.0;
        }
        (before, self.level)
    }
}
