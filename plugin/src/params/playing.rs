//! The parameters that change how music is played, not what is written: they act at once.

use super::PERCENT;
use super::kinds::percent;
use super::settings::Turned;
use crate::link::{Controls, Launch};
use nice_plug::prelude::*;
use score::Ticks;
use score::schedule::LANES;
use std::sync::Arc;

/// Where the second of two notes lies between the first and the next pair, in percent: straight, and dotted.
pub const SWINGS: (i32, i32) = (50, 75);
/// Shortest and longest that notes can be made, in percent of what is written.
pub const GATES: (i32, i32) = (10, 200);
/// How far a lane can be moved, in octaves.
pub const OCTAVES: (i32, i32) = (-4, 4);

/// Read by the audio thread, where one was turned.
#[derive(Params)]
pub struct PlayingParams {
    /// In percent, see [`SWINGS`].
    #[id = "swing"]
    pub swing: IntParam,
    #[id = "swunit"]
    pub swing_unit: EnumParam<SwingUnit>,
    /// In percent.
    #[id = "htime"]
    pub timing: IntParam,
    /// In percent.
    #[id = "hvel"]
    pub dynamics: IntParam,
    /// In percent of what is written.
    #[id = "gate"]
    pub gate: IntParam,
    /// Names the program of each lane to the instruments that play them.
    #[id = "progs"]
    pub programs: BoolParam,
    /// All lanes, or the one that is heard, counted from 1.
    #[id = "out"]
    pub output: IntParam,
    /// When a new loop and mutes are heard.
    #[id = "launch"]
    pub launch: EnumParam<LaunchChoice>,
    #[nested(array, group = "Lane")]
    pub lanes: [LaneParams; LANES],
}

/// What can be automated for one lane.
#[derive(Params)]
pub struct LaneParams {
    #[id = "mute"]
    pub mute: BoolParam,
    /// Drums stay where they are.
    #[id = "oct"]
    pub octave: IntParam,
}

/// When changes are heard.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchChoice {
    #[id = "now"]
    Now,
    #[id = "beat"]
    Beat,
    #[id = "bar"]
    Bar,
    #[id = "loop"]
    Loop,
}

impl LaunchChoice {
    fn launch(self) -> Launch {
        match self {
            LaunchChoice::Now => Launch::Now,
            LaunchChoice::Beat => Launch::Beat,
            LaunchChoice::Bar => Launch::Bar,
            LaunchChoice::Loop => Launch::Loop,
        }
    }
}

/// What swings.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwingUnit {
    #[id = "8"]
    Eighths,
    #[id = "16"]
    Sixteenths,
}

impl SwingUnit {
    /// Half of a pair.
    fn ticks(self) -> Ticks {
        match self {
            SwingUnit::Eighths => Ticks(6),
            SwingUnit::Sixteenths => Ticks(3),
        }
    }
}

impl PlayingParams {
    pub(super) fn new(turned: &Turned) -> PlayingParams {
        PlayingParams {
            swing: percent("Swing", SWINGS.0, SWINGS).with_callback(turned.by()),
            swing_unit: EnumParam::new("Swing unit", SwingUnit::Eighths).with_callback(turned.by()),
            timing: percent("Human timing", 0, PERCENT).with_callback(turned.by()),
            dynamics: percent("Human velocity", 0, PERCENT).with_callback(turned.by()),
            gate: percent("Gate", 100, GATES).with_callback(turned.by()),
            programs: BoolParam::new("Program changes", false).with_callback(turned.by()),
            output: output("Output").with_callback(turned.by()),
            launch: EnumParam::new("Launch", LaunchChoice::Loop).with_callback(turned.by()),
            lanes: std::array::from_fn(|lane| LaneParams::new(lane, turned)),
        }
    }

    /// How a block is to be played, for all that these parameters say of it. Real-time safe.
    pub(super) fn controls(&self) -> Controls {
        let part = |param: &IntParam| f64::from(param.value()) / 100.0;
        let muted = |bits, lane: usize| bits | u16::from(self.lanes[lane].mute.value()) << lane;
        Controls {
            swing: 2.0 * (part(&self.swing) - 0.5),
            swing_unit: self.swing_unit.value().ticks(),
            timing: part(&self.timing),
            dynamics: part(&self.dynamics),
            gate: part(&self.gate),
            muted: (0..LANES).fold(0, muted),
            octaves: std::array::from_fn(|lane| self.lanes[lane].octave.value() as i8),
            output: u8::try_from(self.output.value() - 1).ok(),
            programs: self.programs.value(),
            launch: self.launch.value().launch(),
            ..Controls::default()
        }
    }
}

impl LaneParams {
    fn new(lane: usize, turned: &Turned) -> LaneParams {
        let number = lane + 1;
        LaneParams {
            mute: BoolParam::new(format!("Mute {number}"), false).with_callback(turned.by()),
            octave: octave(&format!("Octave {number}")).with_callback(turned.by()),
        }
    }
}

const ALL: &str = "All lanes";

fn output(name: &str) -> IntParam {
    let lanes = LANES as i32;
    IntParam::new(name, 0, IntRange::Linear { min: 0, max: lanes })
        .with_value_to_string(Arc::new(
            |value| if value == 0 { ALL.to_owned() } else { format!("Lane {value}") },
        ))
        .with_string_to_value(Arc::new(move |text| match text.trim() {
            all if all.eq_ignore_ascii_case(ALL) || all.eq_ignore_ascii_case("all") => Some(0),
            lane => {
                let number = lane.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
                (1..=lanes).contains(&number).then_some(number)
            }
        }))
}

fn octave(name: &str) -> IntParam {
    let (min, max) = OCTAVES;
    IntParam::new(name, 0, IntRange::Linear { min, max })
        .with_value_to_string(Arc::new(
            |value| if value == 0 { "0".to_owned() } else { format!("{value:+}") },
        ))
        .with_string_to_value(Arc::new(move |text| {
            text.trim().parse().ok().filter(|value| (min..=max).contains(value))
        }))
}
