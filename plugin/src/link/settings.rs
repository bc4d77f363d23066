//! What the parameters mean for a block: plain values, written by the room `params`, read on the audio thread.

use score::Ticks;
use score::schedule::{Feel, LANES};

/// When a change is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Launch {
    Now,
    /// At the next beat.
    Beat,
    /// At the next bar line.
    Bar,
    /// When the loop that plays begins anew.
    Loop,
}

impl Launch {
    /// The next song position at which a change is heard, in bars of `bar` quarters that start at `origin`; a line that lies less than
    /// `slack` quarters before `beat` is reached. A loop line has to be asked of the loop: here it is a bar line.
    pub fn line(self, origin: f64, bar: f64, beat: f64, slack: f64) -> f64 {
        let next = |unit: f64| origin + ((beat - slack - origin) / unit).ceil() * unit;
        match self {
            Launch::Now => beat,
            Launch::Beat => next(1.0).min(next(bar)),
            Launch::Bar | Launch::Loop => next(bar),
        }
    }
}

/// The parameters that matter to playing, as they are in this block. What is heard is a function of these, the notes and the song
/// position alone, so that an offline render is what was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controls {
    pub looping: bool,
    pub bypass: bool,
    /// When a new loop, another slot and a mute are heard.
    pub launch: Launch,
    /// After how many passes the next variation follows; 0 is never.
    pub evolve: u32,
    /// How much later the second of two notes comes, in parts of the first, 0..=0.5.
    pub swing: f64,
    /// What swings: half of a pair.
    pub swing_unit: Ticks,
    /// Human timing, 0..=1.
    pub timing: f64,
    /// Human velocity, 0..=1.
    pub dynamics: f64,
    /// Length of notes, in parts of what is written.
    pub gate: f64,
    /// Lanes that are silent, bit by bit.
    pub muted: u16,
    /// How far each lane is moved.
    pub octaves: [i8; LANES],
    /// The only lane that is heard, and on channel 1; `None`: all are.
    pub output: Option<u8>,
    /// Says to each channel which program its lane is written for.
    pub programs: bool,
}

impl Default for Controls {
    /// As it is written.
    fn default() -> Controls {
        Controls {
            looping: true,
            bypass: false,
            launch: Launch::Loop,
            evolve: 0,
            swing: 0.0,
            swing_unit: Ticks(6),
            timing: 0.0,
            dynamics: 0.0,
            gate: 1.0,
            muted: 0,
            octaves: [0; LANES],
            output: None,
            programs: false,
        }
    }
}

impl Controls {
    /// How the notes of a loop lie in time; the loop knows its bars itself.
    pub fn feel(&self) -> Feel {
        Feel { swing: self.swing, unit: self.swing_unit, humanise: self.timing, ..Feel::default() }
    }
}

/// The parameters that matter to the input, as they are in this block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listening {
    /// What comes in passes to the output.
    pub thru: bool,
    pub follow: Follow,
    /// The key that selects the first slot; the next ones select the others.
    pub slots: Option<u8>,
}

/// What a performer's held keys are taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follow {
    /// Nothing.
    #[default]
    Off,
    /// A chord as long as keys are held.
    Held,
    /// A chord until another is held.
    Latched,
}

/// The parameters that matter to the preview, as they are in this block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Switches {
    pub on: bool,
    /// In decibels.
    pub level: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_line_is_where_the_launch_says_and_one_just_reached_counts() {
        let line = |launch: Launch, beat| launch.line(1.0, 3.5, beat, 1e-4);
        assert_eq!(
            (line(Launch::Now, 2.3), line(Launch::Beat, 2.3), line(Launch::Bar, 2.3)),
            (2.3, 3.0, 4.5)
        );
        assert_eq!(
            (line(Launch::Beat, 4.1), line(Launch::Bar, 4.500_05)),
            (4.5, 4.5),
            "a bar line is a beat"
        );
    }
}
