//! Loops into sound files, offline.

use crate::event::{CHANNELS, DRUMS, Event, Message};
use crate::synth::{Sound, Synth};
use score::{Instrument, Note};
use std::io::{Seek, Write};

/// Two channels of sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    /// Frames per second.
    pub rate: u32,
    pub left: Vec<f32>,
    pub right: Vec<f32>,
}

/// Why a sound file was not written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the sound file: {0}")]
pub struct WavError(#[from] hound::Error);

/// Frames rendered at a time.
const BLOCK: usize = 256;
/// Longest tail after the last note, in seconds.
const TAIL: u32 = 4;
/// Full scale of 24 bits.
const FULL: f32 = 8_388_607.0;

/// The sound of `notes` once through, at `tempo` quarters a minute, with its tail. The same notes give the same bits.
pub fn render(notes: &[Note], tempo: f64, rate: u32) -> Audio {
    let events = events(notes, tempo, rate);
    let last = events.last().map_or(0, |event| event.frame) as usize;
    let mut synth = Synth::new(f64::from(rate));
    let mut audio = Audio { rate, left: Vec::new(), right: Vec::new() };
    let mut rest = events.as_slice();
    loop {
        let from = audio.left.len();
        let until = from + BLOCK;
        let (now, later) = rest.split_at(rest.partition_point(|event| (event.frame as usize) < until));
        rest = later;
        let now: Vec<Event> = now.iter().map(|e| Event { frame: e.frame - from as u32, ..*e }).collect();
        audio.left.resize(until, 0.0);
        audio.right.resize(until, 0.0);
        let sound = synth.process(&now, &mut audio.left[from..], &mut audio.right[from..]);
        let over = until > last && (sound == Sound::Silent || until > last + (TAIL * rate) as usize);
        if over && rest.is_empty() {
            return audio;
        }
    }
}

/// Programs, then the notes by frame, ends before beginnings.
fn events(notes: &[Note], tempo: f64, rate: u32) -> Vec<Event> {
    let instruments: Vec<Instrument> = notes.iter().map(|note| note.instrument).collect();
    let channels = score::smf::channels(&instruments);
    let programs = channels
        .iter()
        .filter(|(instrument, channel)| !instrument.is_drums() && usize::from(*channel) < CHANNELS)
        .map(|&(instrument, channel)| Event {
            frame: 0,
            message: Message::Program { channel, program: instrument.0 },
        });
    let frame = |quarters: f64| (quarters * 60.0 / tempo * f64::from(rate)).round() as u32;
    let mut sounding: Vec<Event> = score::schedule::strikes(notes, &channels, 0)
        .into_iter()
        .flat_map(|strike| {
            let score::schedule::Strike { onset, duration, lane: channel, key, velocity, .. } = strike;
            let (on, off) = (onset.quarters(), onset.quarters() + duration.quarters());
            [
                Event { frame: frame(on), message: Message::On { channel, key, velocity } },
                Event { frame: frame(off), message: Message::Off { channel, key } },
            ]
        })
        .collect();
    sounding.sort_by_key(|event| (event.frame, matches!(event.message, Message::On { .. })));
    debug_assert!(channels.iter().all(|(i, c)| i.is_drums() == (*c == DRUMS)));
    programs.chain(sounding).collect()
}

impl Audio {
    /// Writes it as a WAV file of 24 bits.
    ///
    /// # Errors
    /// If the file cannot be written, or would be larger than 4 GB.
    pub fn write_wav(&self, to: impl Write + Seek) -> Result<(), WavError> {
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: self.rate,
            bits_per_sample: 24,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::new(to, spec)?;
        for (left, right) in self.left.iter().zip(&self.right) {
            writer.write_sample((left * FULL).round() as i32)?;
            writer.write_sample((right * FULL).round() as i32)?;
        }
        Ok(writer.finalize()?)
    }

    /// The mean of both sides.
    pub fn mono(&self) -> Vec<f32> {
        self.left.iter().zip(&self.right).map(|(left, right)| (left + right) / 2.0).collect()
    }

    /// Highest absolute sample.
    pub fn peak(&self) -> f32 {
        self.left.iter().chain(&self.right).fold(0.0, |peak, value| peak.max(value.abs()))
    }
}
