//! Instruments that share a channel, or a lane that shares a key with itself: what is heard of each key is counted.

use super::loops::a_loop;
use super::rig::Rig;
use crate::link::Lane;
use crate::link::Launch;
use score::{Metre, Ticks};

/// Frames of a tick.
const TICK: u64 = 2_000;

/// A piano and a violin on one channel, each with its notes: onset and duration in ticks, and key.
fn one_channel(piano: &[(u16, u16, u8)], violin: &[(u16, u16, u8)]) -> Rig {
    let of = |program: u8, notes: &[(u16, u16, u8)]| {
        notes.iter().map(move |&(onset, length, key)| (program, onset, length, key)).collect::<Vec<_>>()
    };
    let mut rig = Rig::new();
    rig.controls.launch = Launch::Now;
    rig.generated(&a_loop(Metre::FourFour, [of(0, piano), of(40, violin)].concat()));
    (0..2).for_each(|lane| rig.link.lanes.set(lane, Lane { channel: Some(3), ..Lane::default() }));
    rig
}

/// Ticks and whether a key is struck there or ends; checked by the rig, so that ons and offs alternate.
fn heard(rig: &Rig, key: u8) -> Vec<(u64, bool)> {
    let of_key = rig.heard.iter().filter(|heard| (heard.channel, heard.key) == (3, key));
    of_key.map(|heard| (heard.at / TICK, heard.on)).collect()
}

const ON: bool = true;
const OFF: bool = false;

#[test]
fn a_key_that_two_instruments_hold_ends_with_the_last_of_them() {
    let mut rig = one_channel(&[(0, 24, 60)], &[(6, 6, 60)]);
    rig.quarters(4.0);
    assert_eq!(heard(&rig, 60), [(0, ON), (6, OFF), (6, ON), (24, OFF)], "the second strikes it anew");
    let mut rig = one_channel(&[(0, 12, 60)], &[(6, 30, 60)]);
    rig.quarters(4.0);
    assert_eq!(heard(&rig, 60), [(0, ON), (6, OFF), (6, ON), (36, OFF)]);
}

#[test]
fn a_key_that_two_instruments_strike_at_once_is_struck_once() {
    let mut rig = one_channel(&[(0, 12, 60)], &[(0, 6, 60), (6, 36, 60)]);
    rig.quarters(4.0);
    assert_eq!(heard(&rig, 60), [(0, ON), (6, OFF), (6, ON), (42, OFF)]);
}

#[test]
fn an_instrument_that_is_muted_lets_go_of_its_own_notes_alone() {
    for (muted, end) in [(0b01, 36), (0b10, 24)] {
        let mut rig = one_channel(&[(0, 24, 60)], &[(0, 36, 60)]);
        rig.quarters(1.0);
        rig.controls.muted = muted;
        rig.quarters(3.0);
        assert_eq!(heard(&rig, 60), [(0, ON), (end, OFF)], "muted: {muted:b}");
        rig.controls.muted = 0b11;
        rig.quarters(12.5);
        assert_eq!(heard(&rig, 60).len(), 2);
        rig.stop();
    }
}

#[test]
fn octaves_that_bring_notes_of_two_instruments_together_are_counted_too() {
    let mut rig = one_channel(&[(0, 24, 48)], &[(6, 6, 72)]);
    (rig.controls.octaves[0], rig.controls.octaves[1]) = (1, -1);
    rig.quarters(4.0);
    assert_eq!(heard(&rig, 60), [(0, ON), (6, OFF), (6, ON), (24, OFF)]);
}

#[test]
fn notes_of_one_instrument_that_an_octave_folds_onto_each_other_are_counted_too() {
    // An octave up, 120 comes back to 120, where 108 goes.
    let mut rig = one_channel(&[(0, 24, 120), (6, 6, 108)], &[(0, 1, 10)]);
    rig.controls.octaves[0] = 1;
    rig.quarters(4.0);
    assert_eq!(heard(&rig, 120), [(0, ON), (6, OFF), (6, ON), (24, OFF)]);
}

#[test]
fn a_strike_that_the_host_did_not_take_leaves_no_key_sounding() {
    let mut rig = one_channel(&[(0, 24, 60)], &[(6, 6, 60)]);
    rig.quarters(0.4);
    rig.room = 1;
    // The end is taken, the strike behind it is not until the next block.
    rig.frames(2_880);
    rig.room = usize::MAX;
    rig.quarters(3.0);
    let of_60 = heard(&rig, 60);
    assert_eq!(of_60.iter().map(|heard| heard.1).collect::<Vec<_>>(), [ON, OFF, ON, OFF]);
    assert_eq!(of_60.last(), Some(&(24, OFF)));
}

#[test]
fn a_start_is_each_instruments_own_on_a_shared_channel() {
    let mut rig = one_channel(&[(0, 24, 60)], &[(6, 6, 60)]);
    rig.link.lanes.set(1, Lane { channel: Some(3), start: Ticks(12), ..Lane::default() });
    rig.quarters(4.0);
    assert_eq!(heard(&rig, 60), [(0, ON), (24, OFF)]);
}
