//! The keys that the host was told to sound.

use crate::link::{MidiMessage, SendMidi};
use score::schedule::Keys;

/// Lives on the audio thread. The keys whose note-on the host took, and no note-off behind it: kept beside the player, so that they can be
/// ended where that has failed.
#[derive(Debug, Default)]
pub struct SoundingKeys {
    keys: Keys,
    /// The frame of the last message of the block.
    last: u32,
}

impl SoundingKeys {
    /// Begins a block.
    pub fn begin(&mut self) {
        self.last = 0;
    }

    /// The host took a message.
    #[inline]
    pub fn note(&mut self, frame: u32, message: MidiMessage) {
        self.last = frame;
        match message {
            MidiMessage::On { channel, key, .. } => self.keys.set(channel, key, true),
            MidiMessage::Off { channel, key } => self.keys.set(channel, key, false),
            _ => {}
        }
    }

    /// Ends every key that sounds, behind what was said in the block, at frame `at_most` at the latest. What the host does not take is tried
    /// again with the next call.
    pub fn end_all(&mut self, at_most: u32, send: SendMidi) {
        let frame = self.last.min(at_most);
        for channel in 0..16 {
            for key in 0..128 {
                if self.keys.has(channel, key) && send(frame, MidiMessage::Off { channel, key }) {
                    self.keys.set(channel, key, false);
                }
            }
        }
    }
}

/// Builds for tests alone: controller 119 at 113 on the last channel makes the playing fail, as nothing else in it is known to.
#[cfg(debug_assertions)]
pub fn fail_if_asked(message: MidiMessage) {
    if message == (MidiMessage::Controller { channel: 15, controller: 119, value: 113 }) {
        nice_plug::util::permit_alloc(|| panic!("the playing fails, as a test asked for"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_host_was_told_ends_once_behind_what_was_said_and_what_it_did_not_take_later() {
        let mut keys = SoundingKeys::default();
        for (frame, key) in [(3, 60), (9, 61), (9, 127)] {
            keys.note(frame, MidiMessage::On { channel: 15, key, velocity: 1 });
        }
        keys.note(12, MidiMessage::Off { channel: 15, key: 61 });
        let (mut said, mut room) = (Vec::new(), 1);
        keys.end_all(63, &mut |frame, message| {
            let fits = room > 0;
            room -= i32::from(fits);
            said.extend(fits.then_some((frame, message)));
            fits
        });
        keys.begin();
        keys.end_all(63, &mut |frame, message| {
            said.push((frame, message));
            true
        });
        let off = |key| MidiMessage::Off { channel: 15, key };
        assert_eq!(said, [(12, off(60)), (0, off(127))]);
    }
}
