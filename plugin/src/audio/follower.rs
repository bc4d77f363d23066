//! The host's transport, followed.

use super::host_time::HostTime;
use score::schedule::Clock;

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
/// 1/1920 of a quarter), and notes must not hear of it.
#[derive(Debug)]
pub struct Follower {
    /// Frames per second.
    rate: f64,
    /// While the transport rolls.
    clock: Option<Clock>,
    tempo: f64,
    /// The host rounds its positions.
    coarse: bool,
    /// Frames of the block before, for what a tempo change in it may have done.
    behind: u32,
}

/// A position that is no farther than this from the expected one is that position, rounded; in quarters.
const ROUNDING: f64 = 1.0 / 480.0;
/// What is nearer to the host's position than this is exact, in frames: 1/2^31 quarters (CLAP) is far less.
const EXACT: f64 = 0.01;
/// How long the pull takes, in seconds.
const PULL: f64 = 0.5;
/// Tempi that differ by less than this share are the same.
const SAME_TEMPO: f64 = 1e-7;

impl Follower {
    pub fn new(rate: f64) -> Follower {
        Follower { rate, clock: None, tempo: 120.0, coarse: false, behind: 0 }
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
            None => (Motion::Started, Clock::new(host.beat.unwrap_or(0.0), 0, tempo, self.rate)),
            Some(clock) => self.go_on(clock, host.beat.unwrap_or(clock.position()), tempo),
        };
        self.clock = Some(clock);
        self.tempo = tempo;
        motion
    }

    /// Says that frame `frame` of the current block is song position `beat`: the host's loop begins anew.
    pub fn wrap(&mut self, frame: u32, beat: f64) {
        self.clock = self.clock.map(|_| Clock::new(beat, frame, self.tempo, self.rate));
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

    fn go_on(&mut self, mut clock: Clock, beat: f64, tempo: f64) -> (Motion, Clock) {
        let error = beat - clock.position();
        let changed = (tempo - self.tempo).abs() > SAME_TEMPO * tempo;
        // A tempo change may have come anywhere in the block before.
        let gained =
            if changed { f64::from(self.behind) / self.rate * (tempo - self.tempo) / 60.0 } else { 0.0 };
        if error < gained.min(0.0) - ROUNDING || error > gained.max(0.0) + ROUNDING {
            return (Motion::Jumped, Clock::new(beat, 0, tempo, self.rate));
        }
        if changed {
            return (Motion::Rolling, Clock::new(beat, 0, tempo, self.rate));
        }
        if error.abs() * clock.frames_per_beat() > EXACT {
            self.coarse = true;
            let seconds = f64::from(self.behind) / self.rate;
            clock.pull(error * seconds / (seconds + PULL));
        }
        (Motion::Rolling, clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::host_time::Bars;

    const RATE: f64 = 48_000.0;

    fn host(beat: f64, tempo: f64) -> HostTime {
        HostTime {
            rolling: true,
            beat: Some(beat),
            tempo: Some(tempo),
            metre: (4, 4),
            bars: Bars { length: 4.0, origin: 0.0 },
            cycle: None,
        }
    }

    fn position(follower: &Follower) -> f64 {
        follower.clock().expect("it rolls").position()
    }

    #[test]
    fn positions_rounded_to_1920th_quarters_are_smoothed_and_never_a_jump() {
        let (mut follower, mut error) = (Follower::new(RATE), 0f64);
        for block in 0..4000 {
            let exact = f64::from(block) * 512.0 / RATE * 133.7 / 60.0;
            let motion = follower.follow(&host((exact * 1920.0).round() / 1920.0, 133.7));
            assert_eq!(motion, if block == 0 { Motion::Started } else { Motion::Rolling });
            if block > 200 {
                error = error.max((position(&follower) - exact).abs());
            }
            follower.advance(512);
        }
        assert!(error < 1.0 / 1920.0 / 5.0, "off by {error} quarters");
    }

    #[test]
    fn seeks_replays_and_wraps_are_jumps() {
        for there in [0.0, 3.9, 4.1, 100.0, -4.0] {
            let mut follower = Follower::new(RATE);
            follower.follow(&host(4.0, 120.0));
            follower.advance(24);
            assert_eq!(follower.follow(&host(there, 120.0)), Motion::Jumped, "to {there}");
            assert_eq!(position(&follower), there);
        }
    }

    #[test]
    fn a_tempo_change_is_followed_at_once_wherever_in_the_block_it_came() {
        let quarters = |tempo: f64, frames: f64| frames / RATE * tempo / 60.0;
        for frames_at_old in [0.0, 1000.0, 4096.0] {
            let mut follower = Follower::new(RATE);
            follower.follow(&host(0.0, 40.0));
            follower.advance(4096);
            let there = quarters(40.0, frames_at_old) + quarters(300.0, 4096.0 - frames_at_old);
            assert_eq!(follower.follow(&host(there, 300.0)), Motion::Rolling);
            assert_eq!(position(&follower), there);
        }
    }

    #[test]
    fn a_host_that_says_no_position_is_counted_from_where_it_started() {
        let mut follower = Follower::new(RATE);
        let silent = HostTime { beat: None, ..host(0.0, 120.0) };
        assert_eq!(follower.follow(&silent), Motion::Started);
        follower.advance(48_000);
        assert_eq!(follower.follow(&silent), Motion::Rolling);
        assert!((position(&follower) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn exact_hosts_are_not_pulled_at_all() {
        let mut follower = Follower::new(RATE);
        for block in 0..1000u32 {
            let exact = f64::from(block) * 4.0 / 375.0;
            // What is left of it in CLAP's fixed point.
            let fixed = (exact * 2f64.powi(31)).floor() / 2f64.powi(31);
            follower.follow(&host(fixed, 120.0 / 4.0 * 4.0));
            follower.advance(256);
        }
        let clock = follower.clock().expect("it rolls");
        assert_eq!(clock.frame_of(1000.0 * 4.0 / 375.0), 0);
        assert!((clock.position() - 1000.0 * 4.0 / 375.0).abs() < 1e-9);
    }

    #[test]
    fn a_wrap_inside_a_block_is_not_taken_for_a_jump_when_the_host_confirms_it() {
        let mut follower = Follower::new(RATE);
        follower.follow(&host(3.99, 120.0));
        follower.wrap(240, 0.0);
        follower.advance(1024);
        assert_eq!(follower.follow(&host(784.0 / 24_000.0, 120.0)), Motion::Rolling);
    }
}
