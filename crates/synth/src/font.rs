//! SoundFonts: a sound bank of the user's own in place of the built-in sounds.

use crate::engine::{CHUNK, VOICES};
use crate::event::{CHANNELS, DRUMS, general_midi};
use crate::patches;
use rustysynth::{SoundFont, Synthesizer, SynthesizerSettings};
use score::Instrument;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Frames in which rustysynth renders: notes begin at most this many frames late.
const BLOCK: usize = 16;

/// Why a SoundFont cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    #[error("cannot open the SoundFont {}: {error}", path.display())]
    Open { path: PathBuf, error: std::io::Error },
    #[error("{} is not a SoundFont 2 file, or a damaged one ({reason}): choose another .sf2 file", path.display())]
    Damaged { path: PathBuf, reason: String },
}

/// What a synthesiser plays with: its built-in sounds, or a SoundFont. Made and freed off the audio thread, which holds it in between.
#[derive(Default)]
pub struct Sounds {
    pub(crate) font: Option<Font>,
    /// Those that were sent before, while both wait for the audio thread.
    below: Option<Box<Sounds>>,
}

impl cells::Chained for Sounds {
    fn below(&mut self) -> &mut Option<Box<Sounds>> {
        &mut self.below
    }
}

impl Sounds {
    pub fn built_in() -> Sounds {
        Sounds::default()
    }

    /// Reads the SoundFont at `path` for `rate` frames a second. Takes as long as the file is large: not on the audio thread.
    ///
    /// # Errors
    /// If there is no such file, or it is not a whole SoundFont.
    pub fn read(path: &Path, rate: f64) -> Result<Sounds, FontError> {
        Font::read(path, rate).map(|font| Sounds { font: Some(font), below: None })
    }
}

/// Lives on the audio thread. A SoundFont with a player of its own.
pub(crate) struct Font {
    player: Synthesizer,
    /// Falls to 0 after silence was asked for.
    gain: f32,
    fall: f32,
    /// Frames since it was last heard.
    quiet: u32,
    rate: f32,
}

/// The bank of a SoundFont that holds the drum kits.
const KITS: i32 = 128;

/// Left of it nothing is heard: it is a while after the last sample that could be.
const LINGER: f32 = 0.5;

impl Font {
    fn read(path: &Path, rate: f64) -> Result<Font, FontError> {
        let file = File::open(path).map_err(|error| FontError::Open { path: path.to_owned(), error })?;
        let damaged = |reason: String| FontError::Damaged { path: path.to_owned(), reason };
        // rustysynth checks most of what it reads; what it does not check must not cross into a host either.
        let read = std::panic::catch_unwind(|| SoundFont::new(&mut BufReader::new(file)));
        let bank = match read {
            Ok(Ok(bank)) => bank,
            Ok(Err(error)) => return Err(damaged(error.to_string())),
            Err(_) => return Err(damaged("it contradicts itself".to_owned())),
        };
        let mut settings = SynthesizerSettings::new(rate as i32);
        settings.block_size = BLOCK;
        settings.maximum_polyphony = VOICES;
        let player = Synthesizer::new(&Arc::new(bank), &settings).map_err(|e| damaged(e.to_string()))?;
        let mut font = Font { player, gain: 1.0, fall: 0.0, quiet: u32::MAX, rate: rate as f32 };
        font.set_instruments(&general_midi());
        Ok(font)
    }

    pub(crate) fn set_instruments(&mut self, instruments: &[Instrument; CHANNELS]) {
        for (channel, instrument) in (0..).zip(instruments) {
            self.set_instrument(channel, *instrument);
        }
    }

    pub(crate) fn set_instrument(&mut self, channel: u8, instrument: Instrument) {
        let drums = instrument.is_drums();
        let (program, pan) =
            if drums { (0, 0.0) } else { (instrument.0, patches::place(instrument.0, channel)) };
        // rustysynth counts the banks of the tenth channel from the bank of the drum kits on.
        let bank = if drums { KITS } else { 0 } - if channel == DRUMS { KITS } else { 0 };
        let channel = i32::from(channel);
        self.player.process_midi_message(channel, 0xB0, 0, bank);
        self.player.process_midi_message(channel, 0xC0, i32::from(program), 0);
        self.player.process_midi_message(channel, 0xB0, 10, (64.0 + 63.0 * pan) as i32);
    }

    pub(crate) fn on(&mut self, channel: u8, key: u8, velocity: u8) {
        if self.fall > 0.0 {
            // Silence was asked for and has not quite come: what fades is cut, what begins is heard.
            self.hush();
        }
        self.quiet = 0;
        self.player.note_on(i32::from(channel), i32::from(key), i32::from(velocity));
    }

    pub(crate) fn off(&mut self, channel: u8, key: u8) {
        self.player.note_off(i32::from(channel), i32::from(key));
    }

    pub(crate) fn silence(&mut self, seconds: f32) {
        if self.fall == 0.0 && !self.is_silent() {
            self.fall = self.gain / (seconds * self.rate).max(1.0);
        }
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.quiet as f32 > LINGER * self.rate
    }

    pub(crate) fn add_to(&mut self, left: &mut [f32], right: &mut [f32], gain: f32) {
        if self.is_silent() {
            return;
        }
        let before = self.gain;
        self.gain = (self.gain - self.fall * left.len() as f32).max(0.0);
        self.ramp(left, right, before * gain, self.gain * gain);
        if self.gain == 0.0 {
            self.hush();
            self.quiet = u32::MAX;
        }
    }

    /// Adds the next frames while the gain goes from `before` to `after`.
    pub(crate) fn ramp(&mut self, left: &mut [f32], right: &mut [f32], before: f32, after: f32) {
        let (mut a, mut b) = ([0.0; CHUNK], [0.0; CHUNK]);
        let frames = left.len().min(CHUNK);
        self.player.render(&mut a[..frames], &mut b[..frames]);
        let step = (after - before) / frames.max(1) as f32;
        let mut loudest = 0.0f32;
        for frame in 0..frames {
            let gain = before + step * frame as f32;
            loudest = loudest.max(a[frame].abs()).max(b[frame].abs());
            left[frame] += a[frame] * gain;
            right[frame] += b[frame] * gain;
        }
        self.quiet = if loudest < 1e-5 { self.quiet.saturating_add(frames as u32) } else { 0 };
    }

    fn hush(&mut self) {
        self.player.note_off_all(true);
        (self.gain, self.fall) = (1.0, 0.0);
    }
}
