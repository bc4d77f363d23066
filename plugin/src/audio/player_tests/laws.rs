//! What must hold of every block, whatever the host does.

use crate::link::MidiMessage;

/// Panics where the messages of a block of `frames` frames break a law. `full`: the host took no more.
pub fn check_block(said: &[(u32, MidiMessage)], frames: u32, full: bool) {
    said.iter().for_each(|(frame, _)| assert!(*frame < frames, "outside the block of {frames}: {said:?}"));
    let order = |(frame, message): &(u32, MidiMessage)| (*frame, matches!(message, MidiMessage::On { .. }));
    assert!(said.is_sorted_by_key(order), "sorted by frame, offs first: {said:?}");
    assert!(full || !ends_behind_a_program(said), "what is over ends first: {said:?}");
}

/// Panics where a key that the hand struck is not struck at that frame. Of each key the first strike is looked at, and only where nothing of
/// it is left over of `before`.
pub fn check_hand(said: &[(u32, MidiMessage)], hand: &[(u32, MidiMessage)], before: &[(u32, MidiMessage)]) {
    for (index, &(frame, message)) in hand.iter().enumerate() {
        let MidiMessage::On { channel, key, .. } = message else { continue };
        let mut earlier = before.iter().chain(&hand[..index]).map(|(_, other)| other);
        if !earlier.any(|other| is_of(other, channel, key)) {
            let struck = |(at, said): &(u32, MidiMessage)| *at == frame && said.strikes(channel, key);
            assert!(said.iter().any(struck), "the hand is not heard: {message:?} at {frame} of {said:?}");
        }
    }
}

/// Whether a message may say something of a key.
fn is_of(message: &MidiMessage, of: u8, key: u8) -> bool {
    match *message {
        MidiMessage::On { channel, key: other, .. } | MidiMessage::Off { channel, key: other } => {
            (channel, other) == (of, key)
        }
        MidiMessage::Controller { channel, .. } => channel == of,
        _ => false,
    }
}

/// Whether a note ends in a frame behind a program that is told there, and not because it is struck again.
fn ends_behind_a_program(said: &[(u32, MidiMessage)]) -> bool {
    said.iter().enumerate().any(|(index, &(frame, message))| {
        let MidiMessage::Off { channel, key } = message else { return false };
        let here = |(at, _): &&(u32, MidiMessage)| *at == frame;
        let struck = |(_, later): &(u32, MidiMessage)| matches!(*later, MidiMessage::On { channel: c, key: k, .. } if (c, k) == (channel, key));
        let told = |(_, before): &(u32, MidiMessage)| matches!(before, MidiMessage::Program { .. });
        said[..index].iter().filter(here).any(told) && !said[index..].iter().filter(here).any(struck)
    })
}
