//! What a host has received over a run, note by note.

use crate::laws::{Sent, What};

/// One note as the host heard it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// Sample of the note-on, counted from the start of the run.
    pub on: u64,
    /// Sample of the note-off; `None` while it sounds.
    pub off: Option<u64>,
    /// 0-based.
    pub channel: u8,
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
}

/// Every note of a run, in the order of their note-ons.
#[derive(Clone, Debug, Default)]
pub struct Take {
    notes: Vec<Played>,
    /// Indices of the notes that sound.
    open: Vec<usize>,
    midi: Vec<(u64, [u8; 3])>,
}

impl Take {
    /// Adds the events of one block that began at sample `start`. They must have passed the laws.
    pub fn record(&mut self, start: u64, sent: &[Sent]) {
        for event in sent {
            let at = start + u64::from(event.offset);
            match event.what {
                What::On { channel, key, velocity } => {
                    self.open.push(self.notes.len());
                    let velocity = (velocity * 127.0).round() as u8;
                    let (channel, key) = (channel as u8, key as u8);
                    self.notes.push(Played { on: at, off: None, channel, key, velocity });
                }
                What::Off { channel, key } => self.close(channel as u8, key as u8, at),
                What::Midi(message) => self.midi.push((at, message)),
                What::Parameter | What::Other(_) => {}
            }
        }
    }

    fn close(&mut self, channel: u8, key: u8, at: u64) {
        let matches = |&index: &usize| (self.notes[index].channel, self.notes[index].key) == (channel, key);
        if let Some(place) = self.open.iter().position(matches) {
            let index = self.open.swap_remove(place);
            self.notes[index].off = Some(at);
        }
    }

    /// Every other MIDI message so far, with its sample.
    pub fn midi(&self) -> &[(u64, [u8; 3])] {
        &self.midi
    }

    /// Every note so far.
    pub fn notes(&self) -> &[Played] {
        &self.notes
    }

    /// Notes that were struck at `samples`.
    pub fn struck_in(&self, samples: std::ops::Range<u64>) -> impl Iterator<Item = &Played> {
        self.notes.iter().filter(move |note| samples.contains(&note.on))
    }

    /// Note-ons that no note-off has followed.
    pub fn unpaired(&self) -> usize {
        self.open.len()
    }
}
