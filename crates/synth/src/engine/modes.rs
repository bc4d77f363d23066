//! Struck and plucked bodies: a bank of decaying sines (modal synthesis).

use super::DECAY_60_DB;
use crate::patch::{Body, Struck};
use fundsp::F32x;

/// Sines of one body, in groups of eight.
const GROUPS: usize = 4;
const LANES: usize = 8;
const MOST: usize = GROUPS * LANES;

/// Lives on the audio thread. Each mode is a phasor that is turned and shrunk by one complex product a frame; so it is as exactly in
/// tune as its angle, and has no table or filter to run away.
#[derive(Clone, Debug, Default)]
pub(super) struct Modes {
    re: [F32x; GROUPS],
    im: [F32x; GROUPS],
    turn_re: [F32x; GROUPS],
    turn_im: [F32x; GROUPS],
    groups: usize,
}

/// What is known of one mode before it is struck.
#[derive(Clone, Copy, Debug, Default)]
struct Mode {
    /// Of the fundamental.
    ratio: f32,
    level: f32,
    /// Of the fundamental's decay time.
    decay: f32,
    /// Where it begins, in turns.
    phase: f32,
}

impl Modes {
    /// Strikes `body` at `pitch` Hz with `velocity` 0..=1.
    pub(super) fn strike(&mut self, struck: &Struck, pitch: f32, velocity: f32, rate: f32) {
        let mut modes = [Mode::default(); MOST];
        let count = fill(&mut modes, struck, pitch, rate);
        let octaves = (pitch / 261.63).log2();
        let decay = struck.decay * 2f32.powf(-octaves * struck.key_decay);
        let softness = (1.0 - velocity) * struck.touch;
        let mut lanes = [[0.0f32; MOST]; 4];
        let mut total = 0.0;
        for (lane, mode) in modes[..count].iter().enumerate() {
            let frequency = mode.ratio * pitch;
            // No mode above what the rate can hold; a soft edge keeps high notes even.
            let room = ((0.46 * rate - frequency) / (0.06 * rate)).clamp(0.0, 1.0);
            let level = mode.level * room * mode.ratio.max(1.0).powf(-softness);
            let shrink = (-DECAY_60_DB / ((decay * mode.decay).max(0.004) * rate)).exp();
            let angle = std::f32::consts::TAU * frequency / rate;
            let (sin, cos) = (std::f32::consts::TAU * mode.phase).sin_cos();
            (lanes[0][lane], lanes[1][lane]) = (level * cos, level * sin);
            (lanes[2][lane], lanes[3][lane]) = (shrink * angle.cos(), shrink * angle.sin());
            total += level * level;
        }
        self.groups = count.div_ceil(LANES);
        let scale = struck.level / total.sqrt().max(1e-3);
        for group in 0..GROUPS {
            let at = |row: &[f32; MOST]| F32x::new(std::array::from_fn(|lane| row[group * LANES + lane]));
            self.re[group] = at(&lanes[0]) * F32x::splat(scale);
            self.im[group] = at(&lanes[1]) * F32x::splat(scale);
            self.turn_re[group] = at(&lanes[2]);
            self.turn_im[group] = at(&lanes[3]);
        }
    }

    pub(super) fn silence(&mut self) {
        self.groups = 0;
    }

    /// Adds the next frames to `out`.
    pub(super) fn add_to(&mut self, out: &mut [f32]) {
        for group in 0..self.groups {
            let (mut re, mut im) = (self.re[group], self.im[group]);
            let (turn_re, turn_im) = (self.turn_re[group], self.turn_im[group]);
            for frame in out.iter_mut() {
                let turned = re * turn_re - im * turn_im;
                im = re * turn_im + im * turn_re;
                re = turned;
                *frame += im.reduce_add();
            }
            (self.re[group], self.im[group]) = flushed(re, im);
        }
        self.settle();
    }

    /// Groups that have died away are left out from now on, long before their numbers become denormal.
    fn settle(&mut self) {
        while self.groups > 0 {
            let last = self.groups - 1;
            let power = (self.re[last] * self.re[last] + self.im[last] * self.im[last]).reduce_add();
            if power > 1e-11 {
                return;
            }
            self.groups = last;
        }
    }

    pub(super) fn are_silent(&self) -> bool {
        self.groups == 0
    }
}

/// Modes that have died away become zeros before their numbers become denormal: some die many times faster than their neighbours.
fn flushed(re: F32x, im: F32x) -> (F32x, F32x) {
    let (mut re, mut im) = (re.to_array(), im.to_array());
    for (re, im) in re.iter_mut().zip(&mut im) {
        if *re * *re + *im * *im < 1e-20 {
            (*re, *im) = (0.0, 0.0);
        }
    }
    (F32x::new(re), F32x::new(im))
}

/// Writes the modes of a body; how many there are.
fn fill(modes: &mut [Mode; MOST], struck: &Struck, pitch: f32, rate: f32) -> usize {
    match struck.body {
        Body::String { stiffness, position, tilt, damping, double } => {
            let mut count = 0;
            let highest = ((0.46 * rate / pitch) as usize).clamp(1, if double > 0.0 { 20 } else { MOST });
            for n in 1..=highest {
                let number = n as f32;
                let ratio = number * (1.0 + stiffness * number * number).sqrt() / (1.0 + stiffness).sqrt();
                let level = (std::f32::consts::PI * number * position).sin() * number.powf(-tilt);
                modes[count] =
                    Mode { ratio, level, decay: 1.0 / (1.0 + damping * (number - 1.0)), phase: 0.0 };
                count += 1;
            }
            // Strings in pairs, a little apart: they beat, and what is left of them dies slowly.
            for n in 0..highest.min(MOST - count) {
                if double == 0.0 {
                    break;
                }
                let Mode { ratio, level, decay, phase } = modes[n];
                modes[n].ratio = ratio * (1.0 - double * 0.000_1);
                modes[n].level = level * 0.7;
                modes[count] = Mode {
                    ratio: ratio * (1.0 + double * 0.000_2),
                    level: level * 0.3,
                    decay: decay * 2.0,
                    phase,
                };
                count += 1;
            }
            count
        }
        Body::Bar(partials) => {
            let count = partials.len().min(MOST);
            for (mode, &(ratio, level, decay)) in modes.iter_mut().zip(partials) {
                *mode = Mode { ratio, level, decay, phase: 0.0 };
            }
            count
        }
        Body::Plate { low, high } => {
            for (n, mode) in modes.iter_mut().enumerate() {
                // The golden ratio spreads evenly and never harmonically.
                let spread = (n as f32 + (n as f32 * 0.618_034).fract()) / MOST as f32;
                let ratio = low * (high / low).powf(spread);
                // Spread too, or all would begin as one click.
                let phase = (n as f32 * 0.754_877_7).fract();
                *mode = Mode { ratio, level: 1.0 - 0.5 * spread, decay: 1.0 - 0.75 * spread, phase };
            }
            MOST
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_that_die_long_before_their_neighbours_leave_no_denormal_numbers() {
        let body = Body::Bar(&[(1.0, 1.0, 1.0), (7.0, 0.2, 0.01)]);
        let struck = Struck { body, decay: 8.0, key_decay: 0.0, touch: 0.0, level: 1.0 };
        let mut modes = Modes::default();
        modes.strike(&struck, 220.0, 1.0, 48_000.0);
        let mut out = [0.0; 32];
        for _ in 0..4 * 1500 {
            modes.add_to(&mut out);
            let numbers = modes.re.iter().chain(&modes.im).flat_map(|group| group.to_array());
            assert!(numbers.into_iter().all(|x| x == 0.0 || x.is_normal()));
        }
        assert!(!modes.are_silent(), "the slow one still sounds");
    }
}
