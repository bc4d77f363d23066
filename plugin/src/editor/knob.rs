//! How a knob's values lie along its rail.

use super::view::{Knob, Quantity};
use crate::params::{
    CANDIDATES, DENSITIES, DURATIONS, EVOLVES, GATES, GUIDANCES, HOTTEST, LENGTHS, LEVELS, PERCENT, PITCHES,
    SWINGS, VELOCITIES,
};
use session::LOUDEST;

impl Knob {
    /// Lowest and highest step of the parameter, *any* left out.
    pub fn steps(self) -> (i32, i32) {
        match self {
            Knob::Amount(Quantity::Pitch) => PITCHES,
            Knob::Amount(Quantity::Velocity) => VELOCITIES,
            Knob::Amount(Quantity::Duration) => (1, DURATIONS.len() as i32),
            Knob::Amount(Quantity::Density) => DENSITIES,
            Knob::Temperature => (0, HOTTEST),
            Knob::Level => LEVELS,
            Knob::Guidance => GUIDANCES,
            Knob::Candidates => CANDIDATES,
            Knob::Length => (0, LENGTHS.len() as i32 - 1),
            Knob::Evolve => (0, EVOLVES.len() as i32 - 1),
            Knob::Variation | Knob::Timing | Knob::Dynamics => (0, 100),
            Knob::Swing => SWINGS,
            Knob::Gate => GATES,
            Knob::Loudness => (0, LOUDEST.into()),
            // Any included: it is the lowest step.
            Knob::Intensity | Knob::Register => (PERCENT.0 - 1, PERCENT.1),
        }
    }

    /// Where the knob goes when it leaves *any*: a middle C, a firm touch, a quarter, eight onsets a bar.
    pub fn rest(self) -> i32 {
        match self {
            Knob::Amount(Quantity::Pitch) => 60,
            Knob::Amount(Quantity::Velocity) => 80,
            Knob::Amount(Quantity::Duration) => 9,
            Knob::Amount(Quantity::Density) => 8,
            Knob::Level => 0,
            Knob::Temperature => 100,
            Knob::Guidance => 200,
            Knob::Candidates => 4,
            Knob::Length | Knob::Evolve => 0,
            Knob::Variation => 25,
            Knob::Swing => SWINGS.0,
            Knob::Timing | Knob::Dynamics => 0,
            Knob::Gate | Knob::Loudness => 100,
            Knob::Intensity | Knob::Register => PERCENT.0 - 1,
        }
    }

    /// Steps that one arrow key moves.
    pub fn nudge(self) -> i32 {
        match self {
            Knob::Temperature | Knob::Guidance | Knob::Variation | Knob::Intensity | Knob::Register => 5,
            Knob::Timing | Knob::Dynamics | Knob::Gate | Knob::Loudness => 5,
            Knob::Amount(_) | Knob::Candidates | Knob::Level | Knob::Length | Knob::Evolve | Knob::Swing => 1,
        }
    }

    /// Place of `step` on the rail, 0..=1. Density is heard in ratios, so its rail is logarithmic.
    pub fn share(self, step: i32) -> f32 {
        let (low, high) = self.steps();
        let step = step.clamp(low, high) as f32;
        let (low, high) = (low as f32, high as f32);
        match self {
            Knob::Amount(Quantity::Density) => (step / low).ln() / (high / low).ln(),
            _ => (step - low) / (high - low),
        }
    }

    /// The step at a place of the rail.
    pub fn step(self, share: f32) -> i32 {
        let (low, high) = self.steps();
        let (low, high) = (low as f32, high as f32);
        let share = share.clamp(0.0, 1.0);
        let step = match self {
            Knob::Amount(Quantity::Density) => low * (high / low).powf(share),
            _ => low + (high - low) * share,
        };
        step.round() as i32
    }
}

impl Quantity {
    /// Place of a measured `value` between the least and the most that can be asked for, 0..=1. Lengths and densities
    /// are heard in ratios.
    pub fn place(self, value: f32) -> f32 {
        let (low, high) = match self {
            Quantity::Pitch => (PITCHES.0 as f32, PITCHES.1 as f32),
            Quantity::Velocity => (VELOCITIES.0 as f32, VELOCITIES.1 as f32),
            Quantity::Duration => (DURATIONS[0], DURATIONS[DURATIONS.len() - 1]),
            Quantity::Density => (DENSITIES.0 as f32, DENSITIES.1 as f32),
        };
        let value = value.clamp(low, high);
        match self {
            Quantity::Pitch | Quantity::Velocity => (value - low) / (high - low),
            Quantity::Duration | Quantity::Density => (value / low).ln() / (high / low).ln(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_place_on_its_rail() {
        for knob in Quantity::ALL
            .map(Knob::Amount)
            .into_iter()
            .chain(Knob::SETTINGS)
            .chain(Knob::PLAYING)
            .chain([Knob::Level, Knob::Loudness])
        {
            let (low, high) = knob.steps();
            for step in low..=high {
                assert_eq!(knob.step(knob.share(step)), step, "{knob:?}");
            }
            assert!((low..=high).contains(&knob.rest()), "{knob:?} rests outside its range");
        }
        assert_eq!(DURATIONS[Knob::Amount(Quantity::Duration).rest() as usize - 1], 1.0);
    }
}
