//! Where a loop lies in the song.

use super::clock::{above, floor};
use super::{Feel, Strike};
use crate::time::Ticks;

/// Where a loop lies in the song: pass 0 starts at `anchor`, and passes follow each other before and after it without end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// In quarters of the host's song.
    pub anchor: f64,
    /// Length of the loop: whole bars, at least one tick.
    pub length: Ticks,
    /// How its notes lie between the lines; lines and passes do not know it.
    pub feel: Feel,
}

const TICKS: f64 = crate::time::TICKS_PER_QUARTER as f64;

impl Place {
    /// Ticks from the start of pass 0 to song position `beat`, with fraction.
    pub fn ticks(self, beat: f64) -> f64 {
        (beat - self.anchor) * TICKS
    }

    /// The pass that song position `beat` lies in.
    #[inline]
    pub fn pass(self, beat: f64) -> i64 {
        floor(self.ticks(beat) / self.length())
    }

    /// Quarters from the start of the pass that song position `beat` lies in.
    #[inline]
    pub fn phase(self, beat: f64) -> f64 {
        above(self.ticks(beat), self.length()) / TICKS
    }

    /// The first start of a pass at or after song position `beat`; one that lies less than `slack` quarters before it counts.
    pub fn line(self, beat: f64, slack: f64) -> f64 {
        let pass = (self.ticks(beat - slack) / self.length()).ceil();
        self.anchor + pass * self.length() / TICKS
    }

    /// Song position at which `strike` sounds in `pass`.
    #[inline]
    pub fn onset(self, pass: i64, strike: &Strike) -> f64 {
        self.beat(pass, self.feel.onset(strike))
    }

    /// Song position at which `strike` of `pass` ends if it is as long as `gate` times what is written. One that is written to end within
    /// the loop does not reach beyond it.
    #[inline]
    pub fn end(self, pass: i64, strike: &Strike, gate: f64) -> f64 {
        let end = self.feel.end(strike, gate);
        let within = strike.onset.0 + strike.duration.0 <= self.length.0;
        self.beat(pass, if within { end.min(self.length()) } else { end })
    }

    /// Song position of `tick` of `pass`.
    fn beat(self, pass: i64, tick: f64) -> f64 {
        self.anchor + (pass as f64 * self.length() + tick) / TICKS
    }

    pub(super) fn length(self) -> f64 {
        f64::from(self.length.0.max(1))
    }
}
