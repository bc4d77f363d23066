//! A host whose output takes only so much in a block.

use super::loops::{a_loop, piano};
use super::rig::{Heard, Rig};
use score::Metre;
use session::Loop;

/// Eight notes at once, on every quarter.
fn wide() -> Loop {
    let notes: Vec<(u16, u16, u8)> =
        (0..16).flat_map(|beat| (0..8).map(move |key| (beat * 12, 12, 60 + key))).collect();
    piano(Metre::FourFour, &notes)
}

#[test]
fn what_a_full_output_did_not_take_comes_in_the_next_block() {
    let mut rig = Rig::new();
    rig.generated(&wide());
    rig.room = 3;
    rig.block(512);
    rig.block(512);
    rig.block(512);
    let at = |keys: [u8; 3], at| keys.map(|key| Heard { at, on: true, channel: 0, key });
    assert_eq!(rig.heard[..3], at([60, 61, 62], 0));
    assert_eq!(rig.heard[3..6], at([63, 64, 65], 512));
    assert_eq!(rig.heard.len(), 8);
}

#[test]
fn a_stop_into_a_full_output_still_ends_every_note() {
    let mut rig = Rig::new();
    rig.generated(&wide());
    rig.quarters(0.5);
    rig.host.rolling = false;
    rig.room = 1;
    for said in 1..=8 {
        rig.block(512);
        assert_eq!(rig.offs().len(), said);
    }
    rig.stop();
    assert_eq!((rig.ons().len(), rig.offs().len()), (8, 8));
}

#[test]
fn notes_that_waited_come_behind_the_ends_of_those_that_are_struck_again_in_the_same_frame() {
    let mut rig = Rig::new();
    rig.generated(&wide());
    // All of the second chord waits, and comes in the block that begins with the third.
    rig.quarters(0.5);
    rig.room = 0;
    rig.quarters(1.5);
    rig.room = usize::MAX;
    rig.quarters(2.0);
    assert_eq!(rig.offs().len(), 24 - 8);
    assert!(rig.ons().iter().filter(|(at, _)| *at == 48_000).count() == 8);
}

#[test]
fn a_note_that_is_struck_again_in_the_frame_of_one_that_waited_ends_before_both() {
    // Fifteen pitched instruments have channels of their own, so the last two share one.
    let others = (0..14).map(|program| (program, 0, 12, 40));
    let mut rig = Rig::new();
    rig.generated(&a_loop(
        Metre::FourFour,
        others.chain([(14, 0, 48, 60), (0, 18, 12, 70), (20, 24, 12, 60)]),
    ));
    rig.quarters(1.0);
    rig.room = 0;
    rig.quarters(1.0);
    rig.room = usize::MAX;
    rig.block(64);
    let of_both: Vec<(bool, u8)> = rig
        .heard
        .iter()
        .filter(|heard| heard.at == 48_000 && heard.key >= 60)
        .map(|h| (h.on, h.key))
        .collect();
    assert_eq!(of_both, [(false, 60), (true, 70), (true, 60)]);
}

#[test]
fn an_output_that_takes_nothing_for_long_is_not_flooded_afterwards() {
    let mut rig = Rig::new();
    rig.generated(&wide());
    rig.room = 0;
    rig.quarters(12.0);
    assert!(rig.heard.is_empty());
    rig.room = usize::MAX;
    rig.block(512);
    assert!(rig.ons().len() <= 8, "{:?}", rig.ons());
    rig.quarters(8.0);
    rig.stop();
}
