//! The framework's note events and ours.

use crate::link::MidiMessage;
use nice_plug::midi::{Channel, Key, VoiceID};
use nice_plug::prelude::NoteEvent;

/// All notes off.
const ALL_OFF: u8 = 123;

/// What the host is to get.
pub fn outgoing(frame: u32, message: MidiMessage) -> NoteEvent<()> {
    let timing = frame;
    let voice_id = VoiceID::Wildcard;
    match message {
        MidiMessage::On { channel, key, velocity } => NoteEvent::NoteOn {
            timing,
            voice_id,
            channel: Channel::Number(channel),
            key: Key::Number(key),
            velocity: f32::from(velocity) / 127.0,
        },
        MidiMessage::Off { channel, key } => NoteEvent::NoteOff {
            timing,
            voice_id,
            channel: Channel::Number(channel),
            key: Key::Number(key),
            velocity: 0.0,
        },
        MidiMessage::Program { channel, program } => {
            NoteEvent::MidiProgramChange { timing, channel, program }
        }
        MidiMessage::Controller { channel, controller, value } => {
            NoteEvent::MidiCC { timing, channel, cc: controller, value: f32::from(value) / 127.0 }
        }
        MidiMessage::Bend { channel, value } => {
            NoteEvent::MidiPitchBend { timing, channel, value: f32::from(value) / BEND }
        }
        MidiMessage::Pressure { channel, value } => {
            NoteEvent::MidiChannelPressure { timing, channel, pressure: f32::from(value) / 127.0 }
        }
    }
}

/// Most that a channel can be bent.
const BEND: f32 = 16_383.0;

/// Hands what the host says, message for message, to `hear`. Note expressions and pressure of single keys are none of ours. Real-time
/// safe.
pub fn incoming(event: &NoteEvent<()>, hear: &mut dyn FnMut(u32, MidiMessage)) {
    let timing = event.timing();
    match *event {
        NoteEvent::NoteOn { channel, key, velocity, .. } => {
            // A host that says no channel means its only one.
            let channel = channel.number().unwrap_or(0) & 15;
            let Some(key) = key.number().filter(|key| *key < 128) else { return };
            match u7(velocity) {
                0 => hear(timing, MidiMessage::Off { channel, key }),
                velocity => hear(timing, MidiMessage::On { channel, key, velocity }),
            }
        }
        NoteEvent::NoteOff { channel, key, .. } | NoteEvent::Choke { channel, key, .. } => {
            for channel in channel.number().map_or(0..16, |channel| channel & 15..(channel & 15) + 1) {
                hear(
                    timing,
                    match key {
                        Key::Number(key) => MidiMessage::Off { channel, key: key & 127 },
                        Key::Wildcard => MidiMessage::Controller { channel, controller: ALL_OFF, value: 0 },
                    },
                );
            }
        }
        NoteEvent::MidiCC { channel, cc, value, .. } if channel < 16 && cc < 128 => {
            hear(timing, MidiMessage::Controller { channel, controller: cc, value: u7(value) });
        }
        NoteEvent::MidiPitchBend { channel, value, .. } if channel < 16 => {
            let value = (value.clamp(0.0, 1.0) * BEND).round() as u16;
            hear(timing, MidiMessage::Bend { channel, value });
        }
        NoteEvent::MidiChannelPressure { channel, pressure, .. } if channel < 16 => {
            hear(timing, MidiMessage::Pressure { channel, value: u7(pressure) });
        }
        NoteEvent::MidiProgramChange { channel, program, .. } if channel < 16 && program < 128 => {
            hear(timing, MidiMessage::Program { channel, program });
        }
        _ => {}
    }
}

/// A share as seven bits: one above zero is never 0, and no number is.
fn u7(share: f32) -> u8 {
    let value = (share * 127.0).round().clamp(0.0, 127.0) as u8;
    if share > 0.0 { value.max(1) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(event: NoteEvent<()>) -> Vec<(u32, MidiMessage)> {
        let mut all = Vec::new();
        incoming(&event, &mut |frame, message| all.push((frame, message)));
        all
    }

    #[test]
    fn every_message_comes_back_as_it_was_sent() {
        let values = (0..=127u8).flat_map(|value| {
            let channel = value % 16;
            [
                MidiMessage::On { channel, key: value, velocity: value.max(1) },
                MidiMessage::Off { channel, key: value },
                MidiMessage::Program { channel, program: value },
                MidiMessage::Controller { channel, controller: 127 - value, value },
                MidiMessage::Pressure { channel, value },
            ]
        });
        let bends = (0..=16_383).map(|value| MidiMessage::Bend { channel: 3, value });
        for message in values.chain(bends) {
            assert_eq!(heard(outgoing(7, message)), [(7, message)]);
        }
    }

    #[test]
    fn a_strike_without_velocity_is_an_end_and_an_end_of_all_keys_is_one_of_each_channel() {
        let (timing, voice_id) = (3, VoiceID::Wildcard);
        let (channel, key) = (Channel::Number(2), Key::Number(60));
        let off = [(3, MidiMessage::Off { channel: 2, key: 60 })];
        assert_eq!(heard(NoteEvent::NoteOn { timing, voice_id, channel, key, velocity: 0.0 }), off);
        assert_eq!(heard(NoteEvent::Choke { timing, voice_id, channel, key }), off);
        let soft = heard(NoteEvent::NoteOn { timing, voice_id, channel, key, velocity: 1e-6 });
        assert_eq!(soft, [(3, MidiMessage::On { channel: 2, key: 60, velocity: 1 })]);
        let (channel, key) = (Channel::Wildcard, Key::Wildcard);
        let all = heard(NoteEvent::NoteOff { timing, voice_id, channel, key, velocity: 0.0 });
        assert_eq!(all.len(), 16);
        assert!(
            all.iter().all(|(_, message)| matches!(message, MidiMessage::Controller { controller: 123, .. }))
        );
    }
}
