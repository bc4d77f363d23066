//! Nothing leaves louder than full scale.

/// Highest sample that leaves: -0.3 dBFS.
pub const CEILING: f32 = 0.966;
/// Where limiting begins.
const KNEE: f32 = 0.7;
/// Seconds in which the gain comes back (time constant).
const RELEASE: f32 = 0.12;

/// Lives on the audio thread. Follows peaks with no delay, because notes are to be heard at their frame: the gain falls at once to
/// what a peak needs above the knee, and comes back slowly.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    peak: f32,
    kept: f32,
}

impl Limiter {
    pub(crate) fn new(rate: f32) -> Limiter {
        Limiter { peak: 0.0, kept: (-1.0 / (RELEASE * rate)).exp() }
    }

    /// Limits both sides alike.
    pub(crate) fn limit(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (l, r) in left.iter_mut().zip(right) {
            let loudest = l.abs().max(r.abs());
            // What is not a number does not get past here.
            if !loudest.is_finite() {
                (*l, *r) = (0.0, 0.0);
                continue;
            }
            self.peak = (self.peak * self.kept).max(loudest);
            if self.peak > KNEE {
                let over = (self.peak - KNEE) / (CEILING - KNEE);
                let gain = (KNEE + (CEILING - KNEE) * over / (1.0 + over)) / self.peak;
                *l *= gain;
                *r *= gain;
            }
        }
        if self.peak < 1e-6 {
            self.peak = 0.0;
        }
    }
}
