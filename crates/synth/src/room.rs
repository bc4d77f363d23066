//! A small room around everything.

use fundsp::prelude32::{AudioUnit, reverb_stereo};

/// Size in metres, seconds to -60 dB, and how dark it is.
const SIZE: f32 = 10.0;
const TIME: f32 = 0.9;
const DAMPING: f32 = 0.55;
/// What the room gives back, of what it is given.
const GAIN: f32 = 1.0;
/// A quiet room is left after this many seconds: what goes in has come out by then.
const LINGER: f32 = 0.3;
const FLOOR: f32 = 1e-5;

/// Lives on the audio thread. fundsp's feedback delay network of 32 lines; costs nothing while nothing is in it.
pub(crate) struct Room {
    network: Box<dyn AudioUnit>,
    rate: f32,
    gain: f32,
    /// What the gain loses a frame, until the room is empty.
    fall: f32,
    /// Frames that it has been quiet.
    quiet: u32,
    empty: bool,
}

impl Room {
    pub(crate) fn new(rate: f32) -> Room {
        let mut network: Box<dyn AudioUnit> = Box::new(reverb_stereo(SIZE, TIME, DAMPING));
        network.set_sample_rate(f64::from(rate));
        network.allocate();
        network.reset();
        Room { network, rate, gain: GAIN, fall: 0.0, quiet: 0, empty: true }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.empty
    }

    /// Empties it within `seconds`.
    pub(crate) fn fade(&mut self, seconds: f32) {
        if !self.empty && self.fall == 0.0 {
            self.fall = self.gain / (seconds * self.rate).max(1.0);
        }
    }

    /// Adds what the room gives back of `input`.
    pub(crate) fn add_to(&mut self, input: &[f32], left: &mut [f32], right: &mut [f32]) {
        if self.empty && input.iter().all(|value| value.abs() < FLOOR) {
            return;
        }
        self.empty = false;
        let mut loudest = 0.0f32;
        for (frame, &value) in input.iter().enumerate() {
            let mut out = [0.0; 2];
            self.network.tick(&[value, value], &mut out);
            loudest = loudest.max(value.abs()).max(out[0].abs()).max(out[1].abs());
            self.gain = (self.gain - self.fall).max(0.0);
            left[frame] += out[0] * self.gain;
            right[frame] += out[1] * self.gain;
        }
        self.quiet = if loudest < FLOOR { self.quiet.saturating_add(input.len() as u32) } else { 0 };
        if self.gain <= 0.0 || self.quiet as f32 > LINGER * self.rate {
            self.clear();
        }
    }

    fn clear(&mut self) {
        // Fills its lines with zeros, which neither allocates nor frees.
        self.network.reset();
        (self.gain, self.fall, self.quiet, self.empty) = (GAIN, 0.0, 0, true);
    }
}
