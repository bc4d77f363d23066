//! What the host says about one block, made safe to calculate with.

use nice_plug::prelude::Transport;
use score::schedule::{above, floor};

/// Lives on the audio thread. One block's transport: whatever the host sent, every number in here is finite and in range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HostTime {
    /// The transport rolls and its tempo is known.
    pub rolling: bool,
    /// Song position of the block's first frame, in quarters; `None`: the host does not say.
    pub beat: Option<f64>,
    /// In quarters per minute, 1..=10,000.
    pub tempo: Option<f64>,
    /// Numerator and denominator.
    pub metre: (u8, u8),
    pub bars: Bars,
    /// Start and end of the host's own loop, while it is on, in quarters.
    pub cycle: Option<(f64, f64)>,
}

/// Where the bar lines are: at `origin` and every `length` quarters from there, both ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bars {
    pub length: f64,
    pub origin: f64,
}

/// Host loops shorter than this are not followed, in quarters: some hosts report an empty range as on.
const SHORTEST_CYCLE: f64 = 0.25;
/// Song positions beyond are nonsense, in quarters: ten million minutes at 100 BPM.
const FARTHEST: f64 = 1e9;
/// Some hosts round bar starts to this grid, in parts of a quarter; and all bar lines lie on it.
const GRID: f64 = 1920.0;

impl HostTime {
    pub fn read(transport: &Transport) -> HostTime {
        let tempo = transport.tempo.filter(|tempo| (1.0..=10_000.0).contains(tempo));
        let near = |beat: &f64| beat.abs() <= FARTHEST;
        let beat = transport.pos_beats().filter(near);
        let metre = metre(transport.time_sig_numerator, transport.time_sig_denominator);
        let cycle = transport
            .loop_range_beats()
            .filter(|(start, end)| near(start) && near(end) && end - start >= SHORTEST_CYCLE);
        let bars = Bars::new(metre, beat, transport.bar_start_pos_beats.filter(near));
        HostTime { rolling: transport.playing && tempo.is_some(), beat, tempo, metre, bars, cycle }
    }
}

/// 4/4 where the host says nothing, or nonsense.
fn metre(numerator: Option<i32>, denominator: Option<i32>) -> (u8, u8) {
    match (numerator, denominator) {
        (Some(n @ 1..=64), Some(d @ (1 | 2 | 4 | 8 | 16 | 32 | 64))) => (n as u8, d as u8),
        _ => (4, 4),
    }
}

impl Bars {
    /// Bars of `metre`. Hosts report the start of the current bar late by whole bars, or not at all, or wrongly: so it only tells
    /// where bar lines lie within a bar, and only if it is near `beat`; otherwise they are counted from the song's start.
    pub fn new((numerator, denominator): (u8, u8), beat: Option<f64>, bar_start: Option<f64>) -> Bars {
        let length = f64::from(numerator) * 4.0 / f64::from(denominator);
        let believable = |start: &f64| beat.is_some_and(|beat| (beat - start).abs() <= 2.0 * length);
        let origin = bar_start.filter(believable).map_or(0.0, |start| {
            let on_grid = floor(start * GRID + 0.5) as f64 / GRID;
            above(on_grid, length)
        });
        Bars { length, origin }
    }

    /// The first bar line at or after `beat`; one that lies less than `slack` quarters before it counts.
    pub fn line(&self, beat: f64, slack: f64) -> f64 {
        self.origin + ((beat - slack - self.origin) / self.length).ceil() * self.length
    }

    /// The last bar line at or before `beat`; one that lies less than `slack` quarters after it counts.
    pub fn line_before(&self, beat: f64, slack: f64) -> f64 {
        self.origin + floor((beat + slack - self.origin) / self.length) as f64 * self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport() -> Transport {
        let mut transport = Transport::new(48_000.0);
        transport.playing = true;
        transport.tempo = Some(120.0);
        transport.pos_beats = Some(17.0);
        transport
    }

    #[test]
    fn tempi_that_cannot_be_played_count_as_standing_still() {
        for tempo in [None, Some(0.0), Some(-120.0), Some(f64::NAN), Some(f64::INFINITY), Some(1e-300)] {
            let host = HostTime::read(&Transport { tempo, ..transport() });
            assert!(!host.rolling && host.tempo.is_none(), "{tempo:?}");
        }
        assert!(HostTime::read(&transport()).rolling);
    }

    #[test]
    fn positions_loops_and_metres_that_make_no_sense_are_dropped() {
        for beat in [f64::NAN, f64::INFINITY, -1e300] {
            let host = HostTime::read(&Transport { pos_beats: Some(beat), ..transport() });
            assert_eq!(host.beat, None);
        }
        for range in [(4.0, 4.0), (8.0, 4.0), (0.0, f64::NAN), (0.0, 1e-9)] {
            let host = HostTime::read(&Transport { loop_range_beats: Some(range), ..transport() });
            assert_eq!(host.cycle, None, "{range:?}");
        }
        for (n, d) in [(0, 4), (4, 0), (4, 3), (-3, 4), (4, 1 << 20)] {
            let host = HostTime::read(&Transport {
                time_sig_numerator: Some(n),
                time_sig_denominator: Some(d),
                ..transport()
            });
            assert_eq!(host.metre, (4, 4), "{n}/{d}");
        }
    }

    #[test]
    fn a_position_in_samples_will_do() {
        let host = HostTime::read(&Transport { pos_beats: None, pos_samples: Some(48_000), ..transport() });
        assert_eq!(host.beat, Some(2.0));
    }

    #[test]
    fn bar_lines_follow_the_host_even_if_it_reports_the_bar_before() {
        assert_eq!(Bars::new((4, 4), Some(17.0), Some(16.0)), Bars { length: 4.0, origin: 0.0 });
        assert_eq!(Bars::new((4, 4), Some(17.0), Some(12.0)), Bars { length: 4.0, origin: 0.0 });
        assert_eq!(Bars::new((4, 4), Some(17.0), Some(15.0)), Bars { length: 4.0, origin: 3.0 });
        assert_eq!(
            Bars::new((4, 4), Some(99.0), Some(15.0)),
            Bars { length: 4.0, origin: 0.0 },
            "not believable"
        );
        assert_eq!(Bars::new((7, 8), Some(4.0), Some(3.500_02)), Bars { length: 3.5, origin: 0.0 });
        assert_eq!(Bars::new((3, 4), None, Some(1.0)), Bars { length: 3.0, origin: 0.0 });
    }

    #[test]
    fn the_next_bar_line_is_the_one_just_reached_or_the_one_to_come() {
        let bars = Bars { length: 3.0, origin: 1.0 };
        assert_eq!((bars.line(4.0, 1e-4), bars.line(4.000_01, 1e-4), bars.line(4.1, 1e-4)), (4.0, 4.0, 7.0));
        assert_eq!((bars.line_before(4.0, 1e-4), bars.line_before(3.999_99, 1e-4)), (4.0, 4.0));
        assert_eq!((bars.line_before(3.9, 1e-4), bars.line(-0.5, 1e-4)), (1.0, 1.0));
    }
}
