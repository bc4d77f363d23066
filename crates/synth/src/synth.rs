//! The synthesiser.

use crate::engine::{CHUNK, Mix, Strike, VOICES, Voice};
use crate::event::{CHANNELS, Event, Message, general_midi};
use crate::font::{Font, Sounds};
use crate::limiter::Limiter;
use crate::patches;
use crate::room::Room;
use crate::tables::Tables;
use score::Instrument;
use std::sync::Arc;

/// Voices that can fade out on top of those.
const FADING: usize = 16;
/// How long a voice fades that gives way, is choked or silenced, in seconds.
const FADE: f32 = 0.004;
/// Gain of the mix: five instruments peak at about -6 dBFS.
const GAIN: f32 = 0.36;

/// Whether a block has any sound in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    Silent,
    Sounding,
}

/// Lives on the audio thread; made elsewhere. Sixteen channels; the built-in sounds, or a SoundFont in their place.
///
/// # Realtime Safety
/// [`Synth::new`] takes all memory that is ever needed. Nothing else allocates, frees, locks or waits.
pub struct Synth {
    tables: Arc<Tables>,
    voices: Vec<Voice>,
    instruments: [Instrument; CHANNELS],
    room: Room,
    limiter: Limiter,
    /// Gain wanted, and as it is now.
    gain: (f32, f32),
    fonts: Fonts,
    notes: u32,
    rate: f32,
}

/// The sounds that play, and those that fade out to be taken home.
#[derive(Default)]
struct Fonts {
    /// `None`: the built-in ones, as at first.
    now: Option<Box<Sounds>>,
    before: Option<Box<Sounds>>,
    /// Gain of `before`.
    left_over: f32,
}

impl Fonts {
    fn now(&mut self) -> Option<&mut Font> {
        self.now.as_mut().and_then(|sounds| sounds.font.as_mut())
    }
}

impl Synth {
    /// A synthesiser for `rate` frames a second. Not on the audio thread.
    pub fn new(rate: f64) -> Synth {
        let rate = rate as f32;
        let voices = (0..(VOICES + FADING) as u32).map(|seed| Voice::new(rate, seed + 1)).collect();
        Synth {
            tables: Tables::shared(),
            voices,
            instruments: general_midi(),
            room: Room::new(rate),
            limiter: Limiter::new(rate),
            gain: (1.0, 1.0),
            fonts: Fonts::default(),
            notes: 0,
            rate,
        }
    }

    /// Gain of everything, as an amplitude; a new one is reached within a few milliseconds.
    pub fn set_gain(&mut self, gain: f32) {
        self.gain.0 = gain.clamp(0.0, 4.0);
    }

    /// Plays with `sounds` from now on; what sounded before fades out.
    ///
    /// # Errors
    /// `sounds` themselves, while those before the last still fade or wait in [`Synth::retired`]: to be tried again later.
    pub fn use_sounds(&mut self, sounds: Box<Sounds>) -> Result<(), Box<Sounds>> {
        if self.fonts.before.is_some() {
            return Err(sounds);
        }
        self.fade();
        self.fonts.before = self.fonts.now.replace(sounds);
        self.fonts.left_over = 1.0;
        let instruments = self.instruments;
        if let Some(font) = self.fonts.now() {
            font.set_instruments(&instruments);
        }
        Ok(())
    }

    /// Sounds that are no longer needed, to be freed elsewhere.
    pub fn retired(&mut self) -> Option<Box<Sounds>> {
        let silent = self.fonts.before.as_ref().is_some_and(|sounds| sounds.font.is_none());
        if silent || self.fonts.left_over <= 0.0 { self.fonts.before.take() } else { None }
    }

    /// The next block. `events` are sorted by frame; one beyond the block sounds at its last frame. Overwrites `left` and `right`, which
    /// are of one length, with samples in -1..=1.
    pub fn process(&mut self, events: &[Event], left: &mut [f32], right: &mut [f32]) -> Sound {
        let frames = left.len().min(right.len());
        let (mut from, mut sound) = (0, Sound::Silent);
        for event in events {
            let until = (event.frame as usize).clamp(from, frames.saturating_sub(1).max(from));
            if self.play(&mut left[from..until], &mut right[from..until]) == Sound::Sounding {
                sound = Sound::Sounding;
            }
            from = until;
            self.tell(event.message);
        }
        if self.play(&mut left[from..frames], &mut right[from..frames]) == Sound::Sounding {
            sound = Sound::Sounding;
        }
        sound
    }

    /// Takes one message, which counts from the next frame on.
    pub fn tell(&mut self, message: Message) {
        match message {
            Message::On { channel, key, velocity: 0 } | Message::Off { channel, key } => {
                self.off(channel, key)
            }
            Message::On { channel, key, velocity } => {
                if usize::from(channel) < CHANNELS && key < 128 && velocity < 128 {
                    self.on(channel, key, velocity);
                }
            }
            Message::Instrument { channel, instrument } => {
                let known = instrument.0 <= Instrument::DRUMS.0;
                if let Some(slot) = self.instruments.get_mut(usize::from(channel)).filter(|_| known) {
                    *slot = instrument;
                    if let Some(font) = self.fonts.now() {
                        font.set_instrument(channel, instrument);
                    }
                }
            }
            Message::Silence => self.silence(),
        }
    }

    /// Nothing sounds, and nothing will without a note.
    pub fn is_silent(&self) -> bool {
        self.room.is_empty()
            && self.voices.iter().all(Voice::is_free)
            && self.fonts.now.as_ref().is_none_or(|sounds| sounds.font.as_ref().is_none_or(Font::is_silent))
            && (self.fonts.left_over <= 0.0 || self.fonts.before.is_none())
    }

    fn on(&mut self, channel: u8, key: u8, velocity: u8) {
        if let Some(font) = self.fonts.now() {
            font.on(channel, key, velocity);
            return;
        }
        self.notes = self.notes.wrapping_add(1);
        let note = self.notes;
        let instrument = self.instruments[usize::from(channel)];
        let strike = if instrument.is_drums() {
            let drum = patches::drum(key);
            Strike {
                patch: &drum.patch,
                channel,
                key,
                velocity,
                pan: drum.pan,
                gain: patches::drum_level(key),
                note,
            }
        } else {
            let (pan, gain) = (patches::place(instrument.0, channel), patches::level(instrument.0));
            Strike { patch: patches::program(instrument.0), channel, key, velocity, pan, gain, note }
        };
        let group = strike.patch.choke;
        self.voices.iter_mut().filter(|v| v.is_choked_by(channel, group)).for_each(|v| v.fade(FADE));
        if let Some(index) = self.room_for_a_note() {
            self.voices[index].strike(strike, &self.tables);
        }
    }

    /// A free voice; the least important one begins to fade if too many sound. `None` if all are fading: then the new note would not be
    /// heard either.
    fn room_for_a_note(&mut self) -> Option<usize> {
        let sounding = self.voices.iter().filter(|voice| !voice.is_free() && !voice.is_fading()).count();
        let free = self.voices.iter().position(Voice::is_free)?;
        if sounding >= VOICES {
            let playing = self.voices.iter_mut().filter(|voice| !voice.is_free() && !voice.is_fading());
            let least = playing.min_by(|a, b| a.importance().total_cmp(&b.importance()));
            least.into_iter().for_each(|voice| voice.fade(FADE));
        }
        Some(free)
    }

    fn off(&mut self, channel: u8, key: u8) {
        if let Some(font) = self.fonts.now() {
            font.off(channel, key);
        }
        let held = |voice: &&mut Voice| voice.plays(channel, key) && voice.is_held();
        self.voices.iter_mut().filter(held).for_each(|voice| voice.release());
    }

    fn fade(&mut self) {
        self.voices.iter_mut().filter(|voice| !voice.is_free()).for_each(|voice| voice.fade(FADE));
    }

    fn silence(&mut self) {
        self.fade();
        self.room.fade(FADE);
        if let Some(font) = self.fonts.now() {
            font.silence(FADE);
        }
    }

    fn play(&mut self, left: &mut [f32], right: &mut [f32]) -> Sound {
        left.fill(0.0);
        right.fill(0.0);
        if self.is_silent() {
            self.gain.1 = self.gain.0;
            return Sound::Silent;
        }
        for (left, right) in left.chunks_mut(CHUNK).zip(right.chunks_mut(CHUNK)) {
            self.chunk(left, right);
        }
        Sound::Sounding
    }

    fn chunk(&mut self, left: &mut [f32], right: &mut [f32]) {
        let mut room = [0.0; CHUNK];
        let room = &mut room[..left.len()];
        let mut mix = Mix { left, right, room };
        for voice in self.voices.iter_mut().filter(|voice| !voice.is_free()) {
            voice.add_to(&self.tables, &mut mix);
        }
        let Mix { left, right, room } = mix;
        self.room.add_to(room, left, right);
        let (wanted, mut gain) = self.gain;
        for (l, r) in left.iter_mut().zip(right.iter_mut()) {
            gain += (wanted - gain) * 0.005;
            *l *= gain * GAIN;
            *r *= gain * GAIN;
        }
        self.gain.1 = if (wanted - gain).abs() < 1e-5 { wanted } else { gain };
        self.add_fonts(left, right);
        self.limiter.limit(left, right);
    }

    fn add_fonts(&mut self, left: &mut [f32], right: &mut [f32]) {
        let gain = self.gain.1;
        if let Some(font) = self.fonts.now() {
            font.add_to(left, right, gain);
        }
        let before = self.fonts.left_over;
        self.fonts.left_over = (before - left.len() as f32 / (FADE * self.rate)).max(0.0);
        let after = self.fonts.left_over;
        if before <= 0.0 {
            return;
        }
        if let Some(font) = self.fonts.before.as_mut().and_then(|sounds| sounds.font.as_mut()) {
            font.ramp(left, right, before * gain, after * gain);
        }
    }
}
