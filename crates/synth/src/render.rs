//! Loops into sound files, offline.

use crate::event::{CHANNELS, Event, Message};
use crate::synth::{Sound, Synth};
use score::{Instrument, Note};
use std::io::Write;

/// Two channels of sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    /// Frames per second.
    pub rate: u32,
    pub left: Vec<f32>,
    pub right: Vec<f32>,
}

/// Frames rendered at a time.
const BLOCK: usize = 256;
/// Longest tail after the last note, in seconds.
const TAIL: u32 = 4;
/// Of one sample.
const BYTES: u8 = 3;
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

/// Instruments, then the notes by frame, ends before beginnings.
fn events(notes: &[Note], tempo: f64, rate: u32) -> Vec<Event> {
    let instruments: Vec<Instrument> = notes.iter().map(|note| note.instrument).collect();
    let channels = score::smf::channels(&instruments);
    let players = channels.iter().filter(|(_, channel)| usize::from(*channel) < CHANNELS).map(
        |&(instrument, channel)| Event { frame: 0, message: Message::Instrument { channel, instrument } },
    );
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
    players.chain(sounding).collect()
}

impl Audio {
    /// Writes it as a WAV file of 24 bits, with the plain header of 44 bytes: that is what every reader knows.
    ///
    /// # Errors
    /// If it cannot be written, or is longer than such a file can be (4 GB).
    pub fn write_wav(&self, mut to: impl Write) -> std::io::Result<()> {
        let frame = u16::from(BYTES) * 2;
        let length =
            u32::try_from(self.left.len() * usize::from(frame)).ok().filter(|length| *length < u32::MAX - 36);
        let length = length.ok_or_else(|| std::io::Error::other("the sound is too long for a WAV file"))?;
        to.write_all(b"RIFF")?;
        to.write_all(&(36 + length).to_le_bytes())?;
        // The format's own chunk: 16 bytes, linear samples, two channels.
        to.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x02\0")?;
        to.write_all(&self.rate.to_le_bytes())?;
        to.write_all(&(self.rate * u32::from(frame)).to_le_bytes())?;
        to.write_all(&frame.to_le_bytes())?;
        to.write_all(&(u16::from(BYTES) * 8).to_le_bytes())?;
        to.write_all(b"data")?;
        to.write_all(&length.to_le_bytes())?;
        for sample in self.left.iter().zip(&self.right).flat_map(|(left, right)| [left, right]) {
            let bytes = ((sample * FULL).round() as i32).to_le_bytes();
            to.write_all(&bytes[..usize::from(BYTES)])?;
        }
        to.flush()
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
