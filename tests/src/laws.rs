//! The laws that every block of every run must keep.

use thiserror::Error;

/// An event that the plugin sent, as the host received it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sent {
    /// Samples from the block's start.
    pub offset: u32,
    pub what: What,
}

/// What the plugin sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// Velocity 0..=1.
    On {
        channel: i16,
        key: i16,
        velocity: f64,
    },
    Off {
        channel: i16,
        key: i16,
    },
    /// A parameter value or gesture: of no concern to the notes, but sorted like everything else.
    Parameter,
    /// Another MIDI message: status and data.
    Midi([u8; 3]),
    /// Anything else, by the format's own type number.
    Other(u16),
}

/// A law that a plugin broke.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Broken {
    #[error("an event at offset {offset} follows one at {after}: the list is not sorted")]
    Unsorted { offset: u32, after: u32 },
    #[error("an event at offset {offset} lies outside its block of {frames} frames")]
    Outside { offset: u32, frames: u32 },
    #[error("a note-off at offset {offset} follows a note-on at the same offset")]
    OffAfterOn { offset: u32 },
    #[error("channel {channel} key {key} was struck while it sounded")]
    DoubleOn { channel: i16, key: i16 },
    #[error("channel {channel} key {key} was released but did not sound")]
    LoneOff { channel: i16, key: i16 },
    #[error("channel {channel} key {key} velocity {velocity} is no MIDI note")]
    NoMidi { channel: i16, key: i16, velocity: f64 },
    #[error("an event of type {0} was sent; only note-ons, note-offs and parameters may be")]
    Foreign(u16),
    #[error("the MIDI message {0:02x?} was sent to a host that sent no such messages itself")]
    Unasked([u8; 3]),
    #[error(
        "output channel {channel} holds {value} at frame {frame}: not a sample in -1..=1, or a sound before any note"
    )]
    Loud { channel: usize, frame: usize, value: f32 },
    #[error("{0} notes sound although the transport stands still")]
    Hung(usize),
}

/// Keeps the law over a run: what sounds, and whether it may.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    sounding: Vec<(i16, i16)>,
    /// A note was struck since the run began.
    struck: bool,
    /// What the host holds down itself, which may sound while the transport stands.
    held: Vec<(i16, i16)>,
    /// The host turned controllers, so that some may come back.
    turned: bool,
}

impl Laws {
    /// Channel and key of every note that sounds now.
    pub fn sounding(&self) -> &[(i16, i16)] {
        &self.sounding
    }

    /// The host strikes or lets go of a key itself.
    pub fn hold(&mut self, on: bool, channel: u8, key: u8) {
        let note = (i16::from(channel), i16::from(key));
        self.held.retain(|held| *held != note);
        self.held.extend(on.then_some(note));
    }

    /// The host turns a controller itself.
    pub fn turn(&mut self) {
        self.turned = true;
    }

    /// Checks one block: what was sent, and what lies in the outputs, which the host filled with NaN before.
    /// `moving` says whether the transport rolled anywhere in the block.
    pub fn check(
        &mut self,
        frames: u32,
        moving: bool,
        sent: &[Sent],
        outputs: &[Vec<f32>],
    ) -> Result<(), Broken> {
        self.check_times(frames, sent)?;
        sent.iter().try_for_each(|event| self.check_note(event.what))?;
        check_outputs(frames as usize, self.struck, outputs)?;
        let hung = self.sounding.iter().filter(|note| !self.held.contains(note)).count();
        match hung {
            hung if hung > 0 && !moving => Err(Broken::Hung(hung)),
            _ => Ok(()),
        }
    }

    fn check_times(&self, frames: u32, sent: &[Sent]) -> Result<(), Broken> {
        if let Some(event) = sent.iter().find(|event| event.offset >= frames) {
            return Err(Broken::Outside { offset: event.offset, frames });
        }
        for pair in sent.windows(2) {
            let (before, event) = (pair[0], pair[1]);
            if event.offset < before.offset {
                return Err(Broken::Unsorted { offset: event.offset, after: before.offset });
            }
            let swapped = matches!((before.what, event.what), (What::On { .. }, What::Off { .. }));
            if swapped && event.offset == before.offset {
                return Err(Broken::OffAfterOn { offset: event.offset });
            }
        }
        Ok(())
    }

    fn check_note(&mut self, what: What) -> Result<(), Broken> {
        match what {
            What::On { channel, key, velocity } => {
                let midi = (0..16).contains(&channel) && (0..128).contains(&key);
                if !(midi && velocity > 0.0 && velocity <= 1.0) {
                    return Err(Broken::NoMidi { channel, key, velocity });
                }
                if self.sounding.contains(&(channel, key)) {
                    return Err(Broken::DoubleOn { channel, key });
                }
                self.sounding.push((channel, key));
                self.struck = true;
            }
            What::Off { channel, key } => {
                let place = self.sounding.iter().position(|&note| note == (channel, key));
                self.sounding.swap_remove(place.ok_or(Broken::LoneOff { channel, key })?);
            }
            What::Parameter => {}
            What::Midi(_) if self.turned => {}
            What::Midi(message) => return Err(Broken::Unasked(message)),
            What::Other(kind) => return Err(Broken::Foreign(kind)),
        }
        Ok(())
    }
}

/// Every sample was written and lies in range; before the first note it is exactly zero.
fn check_outputs(frames: usize, struck: bool, outputs: &[Vec<f32>]) -> Result<(), Broken> {
    let lawful = |sample: f32| if struck { sample.abs() <= 1.0 } else { sample == 0.0 };
    for (channel, samples) in outputs.iter().enumerate() {
        let loud = samples[..frames].iter().position(|&sample| !lawful(sample));
        if let Some(frame) = loud {
            return Err(Broken::Loud { channel, frame, value: samples[frame] });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(offset: u32, key: i16) -> Sent {
        Sent { offset, what: What::On { channel: 0, key, velocity: 0.5 } }
    }

    fn off(offset: u32, key: i16) -> Sent {
        Sent { offset, what: What::Off { channel: 0, key } }
    }

    fn broken(sent: &[Sent]) -> Option<Broken> {
        Laws::default().check(64, true, sent, &[vec![0.0; 64]]).err()
    }

    #[test]
    fn lawful_blocks_pass() {
        assert_eq!(broken(&[on(0, 60), off(10, 60), on(10, 60), off(63, 60)]), None);
    }

    #[test]
    fn every_law_can_be_broken() {
        assert_eq!(broken(&[on(9, 60), off(8, 60)]), Some(Broken::Unsorted { offset: 8, after: 9 }));
        assert_eq!(broken(&[on(64, 60)]), Some(Broken::Outside { offset: 64, frames: 64 }));
        assert_eq!(broken(&[on(1, 60), off(1, 60)]), Some(Broken::OffAfterOn { offset: 1 }));
        assert_eq!(broken(&[on(1, 60), on(2, 60)]), Some(Broken::DoubleOn { channel: 0, key: 60 }));
        assert_eq!(broken(&[off(1, 60)]), Some(Broken::LoneOff { channel: 0, key: 60 }));
        assert_eq!(broken(&[on(1, 128)]), Some(Broken::NoMidi { channel: 0, key: 128, velocity: 0.5 }));
        assert_eq!(broken(&[Sent { offset: 0, what: What::Other(4) }]), Some(Broken::Foreign(4)));
        let midi = [0xb0, 64, 0];
        assert_eq!(broken(&[Sent { offset: 0, what: What::Midi(midi) }]), Some(Broken::Unasked(midi)));
    }

    #[test]
    fn outputs_must_be_written_and_silent_before_the_first_note() {
        let mut laws = Laws::default();
        assert!(laws.check(2, true, &[], &[vec![0.0, f32::NAN]]).is_err());
        assert!(laws.check(2, true, &[], &[vec![0.1, 0.0]]).is_err());
        assert!(laws.check(1, true, &[], &[vec![0.0, f32::NAN]]).is_ok());
        assert!(laws.check(2, true, &[on(0, 60)], &[vec![0.5, -0.9]]).is_ok());
        assert!(laws.check(2, true, &[], &[vec![0.5, 1.1]]).is_err());
        assert!(laws.check(2, true, &[], &[vec![0.5, f32::NAN]]).is_err());
    }

    #[test]
    fn nothing_sounds_while_the_transport_stands_still() {
        let mut laws = Laws::default();
        assert_eq!(laws.check(64, true, &[on(0, 60)], &[]), Ok(()));
        assert_eq!(laws.check(64, false, &[], &[]), Err(Broken::Hung(1)));
        assert_eq!(laws.check(64, false, &[off(0, 60)], &[]), Ok(()));
        laws.hold(true, 0, 61);
        assert_eq!(laws.check(64, false, &[on(0, 61)], &[]), Ok(()), "but what the host holds itself");
        laws.hold(false, 0, 61);
        assert_eq!(laws.check(64, false, &[], &[]), Err(Broken::Hung(1)));
    }
}
