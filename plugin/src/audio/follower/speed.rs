//! How fast the host's position moves.

use super::{ROUNDING, SAME_TEMPO};

/// Lives on the audio thread. How fast the host's position moves against what its tempo says, measured over the last seconds: hosts that
/// run at another speed than they say, by a varispeed or a clock from elsewhere, do so steadily.
#[derive(Clone, Copy, Debug)]
pub struct Speed {
    ratio: f64,
    /// What is measured by: between [`WINDOW`] and twice that, once it is filled.
    long: Way,
    /// What takes the place of `long` once it is as long as [`WINDOW`].
    recent: Way,
}

/// How far the host went. Positions are told with rounding, but the rounding of one block is made up for in the next: it does not add up.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    seconds: f64,
    /// Quarters that the position moved...
    moved: f64,
    /// ...and that it would have by the tempo.
    said: f64,
}

impl Way {
    fn add(&mut self, other: Way) {
        self.seconds += other.seconds;
        self.moved += other.moved;
        self.said += other.said;
    }
}

/// In seconds.
const WINDOW: f64 = 2.0;
/// What lies within this is rounding, in quarters, for a speed that was measured before.
const NOTHING: f64 = ROUNDING / 2.0;

impl Default for Speed {
    /// As the tempo says.
    fn default() -> Speed {
        Speed { ratio: 1.0, long: Way::default(), recent: Way::default() }
    }
}

impl Speed {
    /// Quarters that the position moves for each that the tempo says; exactly 1 as long as rounding may be all that differs.
    #[inline]
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// In `seconds` without a jump the position moved by `moved` quarters, where the tempo says `said`.
    pub fn add(&mut self, seconds: f64, moved: f64, said: f64) {
        let way = Way { seconds, moved, said };
        self.long.add(way);
        self.recent.add(way);
        self.measure();
        if self.recent.seconds >= WINDOW {
            self.long = std::mem::take(&mut self.recent);
        }
    }

    fn measure(&mut self) {
        let Way { seconds, moved, said } = self.long;
        let error = (moved - said).abs();
        let measured = self.ratio != 1.0 && seconds >= WINDOW;
        let ratio = match () {
            () if error > ROUNDING => moved / said,
            () if measured && error < NOTHING => 1.0,
            () if measured => moved / said,
            () => return,
        };
        if (ratio - self.ratio).abs() > SAME_TEMPO && ratio.is_finite() && ratio > 0.0 {
            self.ratio = ratio;
        }
    }
}
