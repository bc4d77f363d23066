//! How notes lie between the lines: swing and human timing.

use super::Strike;
use crate::time::Ticks;

/// How the notes of a loop are bent in time. Notes only become later, and never change their order, so lines and bars stay where they
/// are and a change in mid-loop repeats and skips nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feel {
    /// How much later the second note of a pair comes, in parts of the first, 0..=0.5: 1/3 makes triplets of eighths.
    pub swing: f64,
    /// Half of a pair: what swings.
    pub unit: Ticks,
    /// How much of its nudge a strike has, 0..=1.
    pub humanise: f64,
    /// Pairs are counted from the start of each bar; a pair that a bar does not hold as a whole stays straight.
    pub bar: Ticks,
}

impl Default for Feel {
    /// Straight.
    fn default() -> Feel {
        Feel { swing: 0.0, unit: Ticks(6), humanise: 0.0, bar: Ticks(48) }
    }
}

impl Feel {
    /// Ticks from the loop's start to where `strike` sounds.
    #[inline]
    pub(super) fn onset(&self, strike: &Strike) -> f64 {
        self.bent(self.nudged(strike))
    }

    /// Ticks from the loop's start to where `strike` ends if it is as long as `gate` times what is written.
    #[inline]
    pub(super) fn end(&self, strike: &Strike, gate: f64) -> f64 {
        self.bent(self.nudged(strike) + f64::from(strike.duration.0) * gate)
    }

    fn nudged(&self, strike: &Strike) -> f64 {
        f64::from(strike.onset.0) + self.humanise * f64::from(strike.nudge) / 512.0
    }

    /// A position in ticks, swung: monotone, and every start of a pair and of a bar stays where it is.
    fn bent(&self, tick: f64) -> f64 {
        if self.swing <= 0.0 {
            return tick;
        }
        let (bar, unit) = (f64::from(self.bar.0.max(1)), f64::from(self.unit.0.max(1)));
        let bar_start = (tick / bar).floor() * bar;
        let pair_start = bar_start + ((tick - bar_start) / (2.0 * unit)).floor() * 2.0 * unit;
        if pair_start + 2.0 * unit > bar_start + bar {
            return tick;
        }
        let (within, late) = (tick - pair_start, self.swing * unit);
        let bent = if within < unit {
            within * (unit + late) / unit
        } else {
            unit + late + (within - unit) * (unit - late) / unit
        };
        pair_start + bent
    }
}
