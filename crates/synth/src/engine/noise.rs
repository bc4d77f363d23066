//! Breath, hammers, snares and cymbals: filtered noise.

use super::{DECAY_60_DB, FLOOR};
use crate::patch::{Band, Hiss};
use fundsp::svf::SvfCoefs;

/// A state variable filter of fundsp's coefficients (Andrew Simper's), with its memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    one: f32,
    two: f32,
}

impl Filter {
    #[inline]
    pub(super) fn next(&mut self, coefs: &SvfCoefs<f32>, input: f32) -> f32 {
        let v3 = input - self.two;
        let v1 = coefs.a1 * self.one + coefs.a2 * v3;
        let v2 = self.two + coefs.a2 * self.one + coefs.a3 * v3;
        self.one = 2.0 * v1 - self.one;
        self.two = 2.0 * v2 - self.two;
        coefs.m0 * input + coefs.m1 * v1 + coefs.m2 * v2
    }
}

/// Lives on the audio thread.
#[derive(Clone)]
pub(super) struct Noise {
    state: u32,
    filter: Filter,
    coefs: SvfCoefs<f32>,
    level: f32,
    /// Where `level` falls to.
    floor: f32,
    /// What is left of the difference after one frame.
    kept: f32,
    /// Level that the attack has reached, and what it gains a frame.
    risen: f32,
    rise: f32,
}

impl Noise {
    pub(super) fn new(seed: u32) -> Noise {
        Noise {
            state: seed.wrapping_mul(0x9e37_79b9) | 1,
            filter: Filter::default(),
            coefs: SvfCoefs::default(),
            level: 0.0,
            floor: 0.0,
            kept: 0.0,
            risen: 0.0,
            rise: 0.0,
        }
    }

    pub(super) fn strike(&mut self, hiss: &Hiss, pitch: f32, velocity: f32, rate: f32) {
        let center = hiss.center * if hiss.tracks { pitch } else { 1.0 };
        let bright = 0.6 + 0.4 * velocity;
        let center = (center * bright).clamp(30.0, 0.45 * rate);
        self.coefs = match hiss.band {
            Band::Low => SvfCoefs::lowpass(rate, center, hiss.q),
            Band::Pass => SvfCoefs::bandpass(rate, center, hiss.q),
            Band::High => SvfCoefs::highpass(rate, center, hiss.q),
        };
        self.filter = Filter::default();
        self.level = hiss.level;
        self.floor = hiss.level * hiss.sustain;
        self.kept = (-DECAY_60_DB / (hiss.decay.max(1e-3) * rate)).exp();
        self.risen = if hiss.attack > 0.0 { 0.0 } else { 1.0 };
        self.rise = 1.0 / (hiss.attack * rate).max(1.0);
    }

    pub(super) fn silence(&mut self) {
        (self.level, self.floor) = (0.0, 0.0);
    }

    pub(super) fn is_silent(&self) -> bool {
        self.level < FLOOR
    }

    /// Adds the next frames to `out`.
    pub(super) fn add_to(&mut self, out: &mut [f32]) {
        if self.is_silent() {
            return;
        }
        for frame in out {
            // xorshift32 (Marsaglia 2003).
            self.state ^= self.state << 13;
            self.state ^= self.state >> 17;
            self.state ^= self.state << 5;
            let white = self.state as i32 as f32 * (1.0 / 2_147_483_648.0);
            self.level = self.floor + (self.level - self.floor) * self.kept;
            self.risen = (self.risen + self.rise).min(1.0);
            *frame += self.filter.next(&self.coefs, white) * self.level * self.risen;
        }
    }
}
