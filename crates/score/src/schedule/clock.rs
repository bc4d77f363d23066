//! Beats to frames.

/// Lives on the audio thread. Song time against the frames of the current block, at one tempo: frames are counted in integers, so
/// that however the timeline is cut into blocks, a beat falls on the same sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// A song position in quarters...
    beat: f64,
    /// ...and the frame it falls on, counted from the first frame of the current block (negative: before it).
    frame: i64,
    frames_per_beat: f64,
}

/// Added before rounding, in frames, so that beats that fall exactly between two frames go to the later one however the
/// arithmetic erred in the last digits.
const TIE: f64 = 1e-6;

impl Clock {
    /// A clock for which `beat` falls on `frame` of the current block; `tempo` in quarters per minute and `rate` in frames per
    /// second, both positive.
    pub fn new(beat: f64, frame: u32, tempo: f64, rate: f64) -> Clock {
        Clock { beat, frame: i64::from(frame), frames_per_beat: 60.0 * rate / tempo }
    }

    /// The frame that `beat` falls on, counted from the first frame of the current block; negative before it.
    pub fn frame_of(&self, beat: f64) -> i64 {
        let frames = (beat - self.beat) * self.frames_per_beat;
        self.frame.saturating_add(floor(frames + 0.5 + TIE))
    }

    /// Song position of the first frame of the current block, in quarters.
    pub fn position(&self) -> f64 {
        self.position_at(0)
    }

    /// Song position of a frame of the current block, in quarters.
    pub fn position_at(&self, frame: u32) -> f64 {
        self.beat + (i64::from(frame) - self.frame) as f64 / self.frames_per_beat
    }

    /// Ends the current block, which had `frames` frames.
    pub fn advance(&mut self, frames: u32) {
        self.frame -= i64::from(frames);
    }

    /// Moves song time by `beats` against the frames.
    pub fn pull(&mut self, beats: f64) {
        self.beat += beats;
    }

    pub fn frames_per_beat(&self) -> f64 {
        self.frames_per_beat
    }
}

/// The greatest whole number that is not above `x`, as [`f64::floor`] and [`f64::rem_euclid`] know it: those are calls where the processor
/// may not round by itself, and every block needs many.
pub fn floor(x: f64) -> i64 {
    let towards_zero = x as i64;
    towards_zero.saturating_sub(i64::from(towards_zero as f64 > x))
}

/// What is left of `x` above the last multiple of `unit` that is not above it.
pub fn above(x: f64, unit: f64) -> f64 {
    x - floor(x / unit) as f64 * unit
}
