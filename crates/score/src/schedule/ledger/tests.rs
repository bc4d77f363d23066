use super::*;

fn held(lane: u8, written: u8, end: f64) -> Sounding {
    Sounding { channel: 0, key: 60, lane, written, end }
}

/// Ends everything in turn; for each note its end, and whether that is to be said.
fn ends(mut ledger: Ledger) -> Vec<(f64, bool)> {
    std::iter::from_fn(|| {
        let next = (ledger.next()?.end, ledger.next_is_last());
        ledger.release_next();
        Some(next)
    })
    .collect()
}

#[test]
fn a_channel_and_key_sounds_until_the_last_note_that_holds_it_ends() {
    let mut ledger = Ledger::default();
    ledger.strike(held(0, 60, 2.0));
    ledger.strike(held(1, 60, 1.0));
    ledger.strike(held(1, 48, 3.0));
    ledger.strike(Sounding { channel: 9, ..held(0, 60, 0.5) });
    assert_eq!((ledger.len(), ledger.sounds(0, 60), ledger.sounds(9, 61)), (2, true, false));
    assert_eq!(ends(ledger), [(0.5, true), (1.0, false), (2.0, false), (3.0, true)]);
}

#[test]
fn a_lane_that_strikes_its_note_again_holds_it_once() {
    let mut ledger = Ledger::default();
    ledger.strike(held(0, 60, 4.0));
    ledger.strike(held(0, 60, 1.0));
    assert_eq!(ends(ledger), [(1.0, true)]);
}

#[test]
fn a_key_that_was_lifted_and_is_not_struck_again_ends_without_a_word() {
    let mut ledger = Ledger::default();
    ledger.strike(held(0, 60, 1.0));
    ledger.strike(held(1, 60, 2.0));
    ledger.lift(0, 60);
    assert_eq!((ledger.len(), ledger.sounds(0, 60)), (0, false));
    assert_eq!(ends(ledger), [(1.0, false), (2.0, false)]);
}

#[test]
fn a_full_ledger_takes_no_more_and_does_not_grow() {
    let mut ledger = Ledger::default();
    for lane in 0..255 {
        (0..128).for_each(|written| ledger.strike(held(lane, written, 1.0)));
    }
    assert!(ledger.is_full());
    ledger.end_all();
    assert!(ledger.next().is_some_and(|note| note.end == f64::NEG_INFINITY));
    assert_eq!(ends(ledger).iter().filter(|(_, said)| *said).count(), 1);
}

#[test]
fn when_the_lanes_of_some_notes_end_the_others_sound_on_in_order() {
    let mut ledger = Ledger::default();
    for (lane, key, end) in [(0, 60, 2.0), (1, 61, 1.0), (2, 62, 3.0), (1, 63, 4.0)] {
        ledger.strike(Sounding { channel: 0, key, lane, written: key, end });
    }
    ledger.end_lanes(|lane| lane == 1);
    let order: Vec<u8> = std::iter::from_fn(|| {
        let note = ledger.next()?;
        ledger.release_next();
        Some(note.lane)
    })
    .collect();
    assert_eq!(order, [1, 1, 0, 2]);
}

#[test]
fn a_key_that_the_loop_and_the_hand_hold_ends_with_the_last_of_them() {
    let mut ledger = Ledger::default();
    ledger.strike(held(0, 60, 1.0));
    ledger.press(0, 60);
    assert!(!ledger.next_is_last(), "the hand holds it");
    ledger.release_next();
    assert!(ledger.sounds(0, 60) && ledger.hand_is_last(0, 60));
    ledger.strike(held(1, 60, 2.0));
    assert!(!ledger.hand_is_last(0, 60), "the loop holds it");
    ledger.let_go(0, 60);
    assert!(ledger.hand().is_empty() && ledger.sounds(0, 60));
    assert_eq!(ends(ledger), [(2.0, true)]);
}

#[test]
fn a_key_that_makes_way_for_the_hand_and_is_not_struck_ends_without_a_word() {
    let mut ledger = Ledger::default();
    ledger.press(3, 60);
    ledger.lift(3, 60);
    assert!(!ledger.hand_is_last(3, 60));
    ledger.let_go(3, 60);
    assert!(ledger.hand().is_empty() && ledger.is_empty());
}
