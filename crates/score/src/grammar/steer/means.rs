//! Experts for means: they make up for what the notes so far have missed.
//!
//! A push that grows evenly with a value moves the mean of what comes and leaves its spread (it is the smallest change that does, an exponential tilt). One
//! towards the mean itself would leave neither melodies their steps nor drummers their accents.

use super::{Grammar, pitched};
use crate::note::Note;
use crate::request::Track;
use crate::time::TICKS_PER_QUARTER;
use crate::tokens::Cell;

/// A distance in MIDI keys, in velocities, and as a share of the asked length that is worth making up for.
const PITCH: f32 = 4.0;
const VELOCITY: f32 = 9.0;
const DURATION: f32 = 0.5;
/// What is missed counts up to so many of these.
const BEYOND: f32 = 2.0;
/// So many notes make the mean so far believed by half: of keys, which a melody wanders through, and of the others.
const FEW: f32 = 8.0;
const FEWER: f32 = 1.0;
/// A key so far from the mean that was asked of its instrument is strange, and what each semitone beyond costs in nats.
const FAR: f32 = 8.0;
const STRANGE: f32 = 0.3;
/// The same of lengths: a factor's natural logarithm.
const FAR_LENGTH: f32 = 0.7;
const STRANGE_LENGTH: f32 = 1.0;
/// How much of what the loop has missed an instrument makes up for that has an own mean to keep, and up to which share of the distance worth making up for.
const HELP: f32 = 0.5;
const HELP_MOST: f32 = 0.35;

/// One mean: where it should go.
#[derive(Clone, Copy, Default)]
pub(super) struct Mean {
    /// What is asked, and beyond it by as much as was missed.
    aim: f32,
    /// Nats for each unit that a value lies on the wrong side of the aim: below it if positive.
    slope: f32,
    /// What is asked of the instrument itself.
    own: Option<f32>,
}

impl Mean {
    pub(super) fn push(&self, value: f32) -> f32 {
        -self.slope.abs() * ((self.aim - value) * self.slope.signum()).max(0.0)
    }

    /// The same for a MIDI key.
    pub(super) fn push_pitch(&self, pitch: f32) -> f32 {
        let strange = self.own.map_or(0.0, |own| ((pitch - own).abs() - FAR).max(0.0));
        self.push(pitch) - STRANGE * strange
    }

    /// The same for a length in ticks.
    pub(super) fn push_duration(&self, ticks: f32) -> f32 {
        let strange = self.own.map_or(0.0, |own| ((ticks / own).ln().abs() - FAR_LENGTH).max(0.0));
        self.push(ticks) - STRANGE_LENGTH * strange
    }
}

impl Grammar {
    pub(super) fn mean_pitch(&self, cell: Option<&Cell>, track: Option<&Track>) -> Mean {
        let of = |n: &Note| pitched(n).then(|| f32::from(n.pitch));
        self.mean(cell, track.and_then(|t| t.mean_pitch), self.request.mean_pitch, (PITCH, FEW), of)
    }

    pub(super) fn mean_velocity(&self, cell: Option<&Cell>, track: Option<&Track>) -> Mean {
        let of = |n: &Note| Some(f32::from(n.velocity));
        self.mean(
            cell,
            track.and_then(|t| t.mean_velocity),
            self.request.mean_velocity,
            (VELOCITY, FEWER),
            of,
        )
    }

    pub(super) fn mean_duration(&self, cell: Option<&Cell>, track: Option<&Track>) -> Mean {
        let ticks = |quarters: Option<f32>| quarters.map(|q| (q * f32::from(TICKS_PER_QUARTER)).max(1.0));
        let (own, whole) = (ticks(track.and_then(|t| t.mean_duration)), ticks(self.request.mean_duration));
        let width = own.or(whole).unwrap_or(1.0) * DURATION;
        self.mean(cell, own, whole, (width, FEWER), |n| pitched(n).then(|| f32::from(n.duration.0)))
    }

    /// The mean for the next note of `cell`: its `own` if that is asked of the instrument, and so far as the `whole` loop has missed what is
    /// asked of it, that.
    fn mean(
        &self,
        cell: Option<&Cell>,
        own: Option<f32>,
        whole: Option<f32>,
        (width, few): (f32, f32),
        of: fn(&Note) -> Option<f32>,
    ) -> Mean {
        let Some(cell) = cell else { return Mean::default() };
        let so_far = |alone: bool| {
            let notes = self.notes().filter(|n| !alone || n.instrument == cell.instrument);
            let (sum, count) = notes.filter_map(of).fold((0.0, 0.0), |(s, c), v| (s + v, c + 1.0));
            (count > 0.0).then(|| (sum / count, count / (count + few)))
        };
        let missed = |asked: f32, alone| so_far(alone).map_or(0.0, |(mean, belief)| (asked - mean) * belief);
        let of_whole = whole.map_or(0.0, |whole| missed(whole, false));
        let (asked, missed) = match own {
            Some(own) => {
                let help = (HELP * of_whole).clamp(-HELP_MOST * width, HELP_MOST * width);
                (own, missed(own, true) + help)
            }
            None => match so_far(true) {
                Some((mean, _)) => (mean, of_whole),
                None => return Mean::default(),
            },
        };
        let missed = missed.clamp(-BEYOND * width, BEYOND * width);
        Mean { aim: asked + missed, slope: missed / (width * width), own }
    }
}
