//! A synthesiser, played and heard.

use score::Instrument;
use synth::{DRUMS, Event, Message, Sound, Synth};

pub const RATE: usize = 48_000;

pub fn on(channel: u8, key: u8, velocity: u8) -> Message {
    Message::On { channel, key, velocity }
}

pub fn off(channel: u8, key: u8) -> Message {
    Message::Off { channel, key }
}

pub fn at(frame: usize, message: Message) -> Event {
    Event { frame: frame as u32, message }
}

pub struct Heard {
    pub left: Vec<f32>,
    pub right: Vec<f32>,
    pub sound: Sound,
}

pub fn hear(synth: &mut Synth, events: &[Event], frames: usize) -> Heard {
    let (mut left, mut right) = (vec![f32::NAN; frames], vec![f32::NAN; frames]);
    let sound = synth.process(events, &mut left, &mut right);
    Heard { left, right, sound }
}

/// One note of `program`, let go after `held` frames.
pub fn note(channel: u8, program: u8, key: u8, held: usize, frames: usize) -> Heard {
    let mut synth = Synth::new(RATE as f64);
    let instrument = if channel == DRUMS { Instrument::DRUMS } else { Instrument(program) };
    let player = at(0, Message::Instrument { channel, instrument });
    hear(&mut synth, &[player, at(0, on(channel, key, 100)), at(held, off(channel, key))], frames)
}

impl Heard {
    pub fn peak(&self) -> f32 {
        self.left.iter().chain(&self.right).fold(0.0, |peak, x| peak.max(x.abs()))
    }

    /// RMS of both sides of these frames.
    pub fn rms(&self, frames: std::ops::Range<usize>) -> f32 {
        let power = |side: &[f32]| side[frames.clone()].iter().map(|x| x * x).sum::<f32>();
        ((power(&self.left) + power(&self.right)) / (2 * frames.len()) as f32).sqrt()
    }

    /// dBFS RMS of the loudest 0.3 s.
    pub fn loudness(&self) -> f32 {
        let window = RATE * 3 / 10;
        let starts = (0..=self.left.len() - window).step_by(window / 8);
        20.0 * starts.map(|from| self.rms(from..from + window)).fold(0.0, f32::max).log10()
    }

    pub fn mono(&self) -> Vec<f32> {
        self.left.iter().zip(&self.right).map(|(l, r)| l + r).collect()
    }

    /// Largest step from one sample to the next.
    pub fn largest_step(&self) -> f32 {
        let steps = |side: &[f32]| side.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        steps(&self.left).max(steps(&self.right))
    }
}
