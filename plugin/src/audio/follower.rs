//! The host's transport, followed.

mod speed;
#[cfg(test)]
mod tests;

use super::host_time::HostTime;
use score::schedule::Clock;
use speed::Speed;

/// What the transport did since the block before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    Standing,
    /// It starts to roll.
    Started,
    /// It goes on.
    Rolling,
    /// It is somewhere else: a seek, the end of the host's loop, play pressed again.
    Jumped,
}

/// Lives on the audio thread. Runs a clock of its own and pulls it slowly towards the host's: hosts round their positions (Ardour to
/// 1/1920 of a quarter), and notes must not hear of it. Where the host's position moves steadily at another speed than its tempo says, the
/// clock goes at that speed.
#[derive(Debug)]
pub struct Follower {
    /// Frames per second.
    rate: f64,
    /// While the transport rolls.
    clock: Option<Clock>,
    tempo: f64,
    speed: Speed,
    /// What the host said of the start of the block before, as if its loop had begun anew before that block and not in it.
    before: f64,
    /// The host rounds its positions.
    coarse: bool,
    /// Frames of the block before, for what a tempo change in it may have done.
    behind: u32,
}

/// A position that is no farther than this from the expected one is that position, rounded; in quarters.
const ROUNDING: f64 = 1.0 / 480.0;
/// A position that moved by no more than this share farther or less far than expected has not jumped.
const STRAY: f64 = 0.02;
/// What is nearer to the host's position than this is exact, in frames: 1/2^31 quarters (CLAP) is far less.
const EXACT: f64 = 0.01;
/// How long the pull takes, in seconds.
const PULL: f64 = 0.5;
/// Tempi that differ by less than this share are the same.
const SAME_TEMPO: f64 = 1e-7;

impl Follower {
    pub fn new(rate: f64) -> Follower {
        Follower {
            rate,
            clock: None,
            tempo: 120.0,
            speed: Speed::default(),
            before: 0.0,
            coarse: false,
            behind: 0,
        }
    }

    /// Sets the frames per second. The transport counts as standing until the next block.
    pub fn set_rate(&mut self, rate: f64) {
        *self = Follower::new(rate);
    }

    /// The clock of the current block, while the transport rolls.
    pub fn clock(&self) -> Option<Clock> {
        self.clock
    }

    /// Begins a block.
    pub fn follow(&mut self, host: &HostTime) -> Motion {
        let Some(tempo) = host.tempo.filter(|_| host.rolling) else {
            self.clock = None;
            return Motion::Standing;
        };
        let (motion, clock) = match self.clock {
            None => {
                self.speed = Speed::default();
                (Motion::Started, Clock::new(host.beat.unwrap_or(0.0), 0, tempo, self.rate))
            }
            Some(clock) => self.go_on(clock, host.beat, tempo),
        };
        self.before = host.beat.unwrap_or_else(|| clock.position());
        self.clock = Some(clock);
        self.tempo = tempo;
        motion
    }

    /// Says that frame `frame` of the current block is song position `beat`: the host's loop begins anew.
    pub fn wrap(&mut self, frame: u32, beat: f64) {
        if self.clock.is_some() {
            let clock = Clock::new(beat, frame, self.tempo * self.speed.ratio(), self.rate);
            (self.clock, self.before) = (Some(clock), clock.position());
        }
    }

    /// Ends a block of `frames` frames.
    pub fn advance(&mut self, frames: u32) {
        if let Some(clock) = &mut self.clock {
            clock.advance(frames);
        }
        self.behind = frames;
    }

    /// `exact` for a host whose positions have been exact, `rounded` for one that rounds them.
    pub fn rounding(&self, exact: f64, rounded: f64) -> f64 {
        if self.coarse { rounded } else { exact }
    }

    fn go_on(&mut self, mut clock: Clock, beat: Option<f64>, tempo: f64) -> (Motion, Clock) {
        let ratio = self.speed.ratio();
        let at = |beat, ratio| Clock::new(beat, 0, tempo * ratio, self.rate);
        let changed = (tempo - self.tempo).abs() > SAME_TEMPO * tempo;
        let Some(beat) = beat else {
            return (Motion::Rolling, if changed { at(clock.position(), ratio) } else { clock });
        };
        let error = beat - clock.position();
        let exact = error.abs() * clock.frames_per_beat() <= EXACT;
        if exact && !self.coarse && !changed {
            // So it is in nearly every block of nearly every host.
            return (Motion::Rolling, clock);
        }
        let seconds = f64::from(self.behind) / self.rate;
        let (moved, said) = (beat - self.before, seconds * self.tempo / 60.0);
        // A tempo change may have come anywhere in the block before.
        let gained = if changed { seconds * tempo / 60.0 - said } else { 0.0 };
        let is_within = |x: f64, less: f64, more: f64| x >= less - ROUNDING && x <= more + ROUNDING;
        let near = is_within(error, gained.min(0.0), gained.max(0.0));
        let (slow, fast) = (ratio * (said + gained.min(0.0)), ratio * (said + gained.max(0.0)));
        let steady = is_within(moved, slow * (1.0 - STRAY), fast * (1.0 + STRAY));
        if !near && !steady {
            return (Motion::Jumped, at(beat, ratio));
        }
        if changed {
            return (Motion::Rolling, at(beat, ratio));
        }
        if steady {
            self.speed.add(seconds, moved, said);
        }
        if !near {
            return (Motion::Rolling, at(beat, self.speed.ratio()));
        }
        if self.speed.ratio() != ratio {
            clock = at(clock.position(), self.speed.ratio());
        }
        if !exact {
            self.coarse = true;
            clock.pull(error * seconds / (seconds + PULL));
        }
        (Motion::Rolling, clock)
    }
}
