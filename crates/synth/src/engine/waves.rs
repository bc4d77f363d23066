//! Sustained sounds: band-limited wavetables, a few of them a little apart, with vibrato.

use crate::patch::Tone;
use crate::tables::Tables;
use fundsp::F32x;
use fundsp::wavetable::Wavetable;

/// Most oscillators of one note.
const MOST: usize = 4;
const LANES: usize = 8;

/// Lives on the audio thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Waves {
    /// 0..1.
    phases: [f32; MOST],
    /// Turns a frame, without vibrato.
    steps: [f32; MOST],
    count: usize,
    table: usize,
    level: f32,
    /// Frames since the note began.
    age: f32,
}

impl Waves {
    pub(super) fn strike(&mut self, tone: &Tone, tables: &Tables, pitch: f32, rate: f32, note: u32) {
        self.count = usize::from(tone.voices).clamp(1, MOST);
        self.age = 0.0;
        self.level = tone.level / (self.count as f32).sqrt();
        // Above the highest pitch that detuning and vibrato reach, so that nothing folds back; and one table for the whole note.
        let top = pitch * 1.02 * 2f32.powf(tone.detune / 1200.0);
        self.table = tables.wave(tone.shape).table_index(0, top) + 1;
        for index in 0..self.count {
            let apart = match self.count {
                1 => 0.0,
                count => index as f32 / (count - 1) as f32 * 2.0 - 1.0,
            };
            let ratio = 2f32.powf(apart * tone.detune / 1200.0) * tone.intervals[index];
            self.steps[index] = pitch * ratio / rate;
            // A single oscillator begins at zero; several begin anywhere, else they would begin as one.
            let anywhere = (index as f32 * 0.618_034 + note as f32 * 0.381_966).fract();
            self.phases[index] = if self.count == 1 { 0.0 } else { anywhere };
        }
    }

    pub(super) fn silence(&mut self) {
        self.count = 0;
    }

    pub(super) fn are_silent(&self) -> bool {
        self.count == 0
    }

    /// Adds the next frames to `out`; no more than a chunk.
    pub(super) fn add_to(&mut self, tone: &Tone, tables: &Tables, rate: f32, out: &mut [f32]) {
        let bend = self.bend(tone, rate);
        let wave = tables.wave(tone.shape);
        for index in 0..self.count {
            let step = (self.steps[index] * bend).min(0.45);
            self.phases[index] = run(wave, self.table, self.phases[index], step, self.level, out);
        }
        self.age += out.len() as f32;
    }

    /// What vibrato and the fall or rise of the pitch make of it now: a factor.
    fn bend(&self, tone: &Tone, rate: f32) -> f32 {
        let seconds = self.age / rate;
        let vibrato = tone.vibrato * (seconds / 0.6 - 0.4).clamp(0.0, 1.0);
        let swing = vibrato * (std::f32::consts::TAU * 5.3 * seconds).sin();
        let slide = if tone.slide == 0.0 { 0.0 } else { tone.slide * (-seconds / tone.slide_time).exp() };
        if swing == 0.0 && slide.abs() < 1e-4 { 1.0 } else { 2f32.powf(swing / 1200.0 + slide / 12.0) }
    }
}

/// One oscillator; its phase after `out`.
fn run(wave: &Wavetable, table: usize, phase: f32, step: f32, level: f32, out: &mut [f32]) -> f32 {
    let ramp = F32x::new(std::array::from_fn(|lane| (lane + 1) as f32)) * F32x::splat(step);
    let mut phase = phase;
    for eight in out.chunks_mut(LANES) {
        let turned = F32x::splat(phase) + ramp;
        let values = wave.at_simd(table, turned - turned.floor()) * F32x::splat(level);
        for (frame, value) in eight.iter_mut().zip(values.to_array()) {
            *frame += value;
        }
        phase += step * eight.len() as f32;
        phase -= phase.floor();
    }
    phase
}
