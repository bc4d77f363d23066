//! One note.

use super::envelope::Envelope;
use super::modes::Modes;
use super::noise::{Filter, Noise};
use super::waves::Waves;
use super::{CHUNK, DECAY_60_DB};
use crate::patch::Patch;
use crate::tables::Tables;
use fundsp::svf::SvfCoefs;

/// What strikes a voice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strike {
    pub patch: &'static Patch,
    pub channel: u8,
    pub key: u8,
    /// 1..=127.
    pub velocity: u8,
    /// -1 (left) ..= 1 (right).
    pub pan: f32,
    /// Gain of the patch, as measured.
    pub gain: f32,
    /// Counts the notes of the synthesiser.
    pub note: u32,
}

/// Lives on the audio thread. Adds one note to the mix.
#[derive(Clone)]
pub(crate) struct Voice {
    strike: Option<Strike>,
    modes: Modes,
    waves: Waves,
    noise: Noise,
    envelope: Envelope,
    filter: Filter,
    /// What overdrive has of a constant: it is taken away.
    offset: f32,
    pitch: f32,
    /// 0..=1.
    velocity: f32,
    /// Of the left and the right side.
    gains: (f32, f32),
    /// Frames since the note began.
    age: u32,
    rate: f32,
}

/// Where a voice adds its sound.
pub(crate) struct Mix<'a> {
    pub left: &'a mut [f32],
    pub right: &'a mut [f32],
    /// What goes to the room.
    pub room: &'a mut [f32],
}

impl Voice {
    pub(crate) fn new(rate: f32, seed: u32) -> Voice {
        Voice {
            strike: None,
            modes: Modes::default(),
            waves: Waves::default(),
            noise: Noise::new(seed),
            envelope: Envelope::new(crate::patch::Adsr::GATE, rate),
            filter: Filter::default(),
            offset: 0.0,
            pitch: 0.0,
            velocity: 0.0,
            gains: (0.0, 0.0),
            age: 0,
            rate,
        }
    }

    pub(crate) fn strike(&mut self, strike: Strike, tables: &Tables) {
        let Strike { patch, key, velocity, pan, note, gain, .. } = strike;
        let rate = self.rate;
        let pitch = patch.fixed.unwrap_or_else(|| 440.0 * 2f32.powf((f32::from(key) - 69.0) / 12.0));
        let velocity = f32::from(velocity) / 127.0;
        self.modes.silence();
        self.waves.silence();
        self.noise.silence();
        if let Some(struck) = &patch.struck {
            self.modes.strike(struck, pitch, velocity, rate);
        }
        if let Some(tone) = &patch.tone {
            self.waves.strike(tone, tables, pitch, rate, note);
        }
        if let Some(hiss) = &patch.hiss {
            self.noise.strike(hiss, pitch, velocity, rate);
        }
        self.envelope = Envelope::new(patch.envelope, rate);
        self.filter = Filter::default();
        self.offset = 0.0;
        (self.pitch, self.velocity, self.age) = (pitch, velocity, 0);
        let gain = gain * velocity.powf(1.5);
        // Equal power.
        let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
        self.gains = (gain * angle.cos(), gain * angle.sin());
        self.strike = Some(strike);
    }

    pub(crate) fn is_free(&self) -> bool {
        self.strike.is_none()
    }

    pub(crate) fn is_fading(&self) -> bool {
        self.strike.is_some() && self.envelope.is_fading()
    }

    /// The key is down.
    pub(crate) fn is_held(&self) -> bool {
        self.strike.is_some() && self.envelope.is_held()
    }

    pub(crate) fn plays(&self, channel: u8, key: u8) -> bool {
        self.strike.is_some_and(|strike| strike.channel == channel && strike.key == key)
    }

    /// Whether a strike of `group` on `channel` ends it.
    pub(crate) fn is_choked_by(&self, channel: u8, group: u8) -> bool {
        group != 0 && self.strike.is_some_and(|s| s.channel == channel && s.patch.choke == group)
    }

    /// The lower, the sooner it gives way to a new note: released ones first, then what is quiet or old.
    pub(crate) fn importance(&self) -> f32 {
        let held = if self.is_held() { 1.0 } else { 0.0 };
        let age = self.age as f32 / self.rate;
        held + self.envelope.level() * self.velocity / (1.0 + age)
    }

    pub(crate) fn release(&mut self) {
        if self.strike.is_some_and(|strike| !strike.patch.rings) {
            self.envelope.release();
        }
    }

    pub(crate) fn fade(&mut self, seconds: f32) {
        self.envelope.fade(seconds);
    }

    /// Adds the next frames to `mix`; no more than a chunk.
    pub(crate) fn add_to(&mut self, tables: &Tables, mix: &mut Mix) {
        let Some(Strike { patch, .. }) = self.strike else { return };
        let frames = mix.left.len().min(CHUNK);
        let mut sound = [0.0; CHUNK];
        let sound = &mut sound[..frames];
        self.modes.add_to(sound);
        if let Some(tone) = &patch.tone {
            self.waves.add_to(tone, tables, self.rate, sound);
        }
        self.shape(patch, sound);
        self.noise.add_to(sound);
        let (before, after) = self.envelope.advance(frames);
        let tremor = self.tremor(patch);
        let step = (after - before) / frames as f32;
        for (frame, value) in sound.iter().enumerate() {
            let value = value * (before + step * (frame + 1) as f32) * tremor;
            mix.left[frame] += value * self.gains.0;
            mix.right[frame] += value * self.gains.1;
            mix.room[frame] += value * (self.gains.0 + self.gains.1) * patch.room;
        }
        self.age = self.age.saturating_add(frames as u32);
        if self.envelope.is_over()
            || (self.modes.are_silent() && self.waves.are_silent() && self.noise.is_silent())
        {
            self.strike = None;
        }
    }

    /// Overdrive and the filter.
    fn shape(&mut self, patch: &Patch, sound: &mut [f32]) {
        if patch.drive > 0.0 {
            for frame in sound.iter_mut() {
                let driven = *frame * patch.drive;
                let driven = driven / (1.0 + driven * driven).sqrt();
                *frame = driven - self.offset;
                self.offset += *frame * (120.0 / self.rate);
            }
        }
        let Some(sweep) = &patch.filter else { return };
        let seconds = self.age as f32 / self.rate;
        let opened = if sweep.attack > 0.0 { (seconds / sweep.attack).min(1.0) } else { 1.0 };
        let fallen = (-DECAY_60_DB * (seconds - sweep.attack).max(0.0) / sweep.decay).exp();
        let octaves = sweep.sweep * opened * fallen
            + sweep.touch * (self.velocity - 0.7)
            + sweep.tracks * (self.pitch / 261.63).log2();
        let cutoff = (sweep.cutoff * 2f32.powf(octaves)).clamp(40.0, 0.45 * self.rate);
        let coefs = SvfCoefs::lowpass(self.rate, cutoff, sweep.q);
        for frame in sound {
            *frame = self.filter.next(&coefs, *frame);
        }
    }

    fn tremor(&self, patch: &Patch) -> f32 {
        if patch.tremolo == 0.0 {
            return 1.0;
        }
        let seconds = self.age as f32 / self.rate;
        1.0 - patch.tremolo * (0.5 - 0.5 * (std::f32::consts::TAU * patch.tremolo_rate * seconds).cos())
    }
}
