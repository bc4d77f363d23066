//! A hand that plays into the instrument while the loop goes on.

use super::loops::four_bars;
use super::rig::Rig;
use crate::link::MidiMessage;

const ON: fn(u8) -> MidiMessage = |key| MidiMessage::On { channel: 5, key, velocity: 90 };
const OFF: fn(u8) -> MidiMessage = |key| MidiMessage::Off { channel: 5, key };

/// A loop that plays, with the way open for the hand.
fn rig() -> Rig {
    let mut rig = Rig::new();
    rig.listening.thru = true;
    rig.generated(&four_bars(60));
    rig.block(512);
    rig
}

/// Frames at which `key` is struck and ends on the hand's channel.
fn heard(rig: &Rig, key: u8) -> Vec<(u64, bool)> {
    let of_key = rig.heard.iter().filter(|heard| (heard.channel, heard.key) == (5, key));
    of_key.map(|heard| (heard.at, heard.on)).collect()
}

#[test]
fn a_key_that_is_held_sounds_through_seeks_and_the_hosts_loop_and_ends_when_it_is_let_go() {
    let mut rig = rig();
    rig.hand = vec![(10, ON(40))];
    rig.block(512);
    rig.seek(9.0);
    rig.quarters(1.0);
    rig.host.cycle = Some((8.0, 12.0));
    rig.quarters(6.0);
    let end = rig.now + 77;
    rig.hand = vec![(77, OFF(40))];
    rig.block(512);
    assert_eq!(heard(&rig, 40), [(522, true), (end, false)]);
    rig.stop();
}

#[test]
fn a_stop_ends_what_is_held_and_keys_that_are_struck_while_it_stands_sound_at_once() {
    let mut rig = rig();
    rig.hand = vec![(0, ON(40))];
    rig.block(512);
    rig.host.rolling = false;
    let stopped = rig.now;
    rig.hand = vec![(3, ON(41))];
    rig.block(512);
    rig.hand = vec![(4, OFF(40)), (5, OFF(41))];
    rig.block(512);
    assert_eq!(heard(&rig, 40), [(512, true), (stopped, false)]);
    assert_eq!(heard(&rig, 41), [(stopped + 3, true), (stopped + 512 + 5, false)]);
    rig.stop();
}

#[test]
fn a_hand_on_a_channel_of_the_loop_strikes_its_keys_anew_and_the_loop_does_not_strike_what_is_held() {
    let mut rig = rig();
    let on_piano = |on: bool| match on {
        true => MidiMessage::On { channel: 0, key: 60, velocity: 90 },
        false => MidiMessage::Off { channel: 0, key: 60 },
    };
    rig.hand = vec![(100, on_piano(true))];
    rig.block(512);
    rig.quarters(17.0);
    let end = rig.now + 9;
    rig.hand = vec![(9, on_piano(false))];
    rig.block(512);
    let of_60 = rig.heard.iter().filter(|heard| (heard.channel, heard.key) == (0, 60));
    let all: Vec<(u64, bool)> = of_60.map(|heard| (heard.at, heard.on)).collect();
    assert_eq!(all, [(0, true), (612, false), (612, true), (end, false)]);
    rig.stop();
}

#[test]
fn without_the_way_open_nothing_passes() {
    let mut rig = rig();
    rig.listening.thru = false;
    rig.hand = vec![(0, ON(40)), (100, OFF(40))];
    rig.block(512);
    assert_eq!(heard(&rig, 40), []);
    rig.stop();
}
