use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

const ON: fn(u8) -> Message = |key| Message::On { channel: 0, key, velocity: 80 };
const OFF: fn(u8) -> Message = |key| Message::Off { channel: 0, key };
const PEDAL: fn(u8) -> Message = |value| Message::Controller { channel: 0, controller: SUSTAIN, value };

fn open() -> Thru {
    let mut thru = Thru::default();
    thru.open(true);
    thru
}

/// What a host hears that takes `room` messages.
fn block(
    thru: &mut Thru,
    hand: &[(u32, Message)],
    player: &[(u32, Message)],
    room: usize,
) -> Vec<(u32, Message)> {
    let mut heard = Vec::new();
    let mut send = |frame, message| {
        let fits = heard.len() < room;
        heard.extend(fits.then_some((frame, message)));
        fits
    };
    hand.iter().for_each(|&(frame, message)| thru.push(frame, message));
    thru.begin(64, &mut send);
    for &(frame, message) in player {
        thru.pass(frame, message, &mut send);
    }
    thru.finish(64, &mut send);
    heard
}

#[test]
fn what_comes_in_and_what_is_played_leave_as_one_sorted_list_offs_first() {
    let mut thru = open();
    let heard = block(&mut thru, &[(5, ON(60)), (9, ON(61))], &[(5, ON(70)), (7, ON(71)), (9, OFF(70))], 99);
    let frames: Vec<(u32, Message)> = vec![(5, ON(70)), (5, ON(60)), (7, ON(71)), (9, OFF(70)), (9, ON(61))];
    assert_eq!(heard, frames);
    let heard = block(&mut thru, &[(3, OFF(60)), (3, PEDAL(127)), (63, OFF(61))], &[(3, ON(70))], 99);
    assert_eq!(heard, [(3, OFF(60)), (3, PEDAL(127)), (3, ON(70)), (63, OFF(61))]);
}

#[test]
fn a_key_that_both_hold_ends_with_the_last_of_them_and_the_hand_is_heard_anew() {
    let mut thru = open();
    block(&mut thru, &[], &[(0, ON(60))], 99);
    assert_eq!(block(&mut thru, &[(8, ON(60))], &[], 99), [(8, OFF(60)), (8, ON(60))]);
    assert_eq!(
        block(&mut thru, &[], &[(8, OFF(60)), (9, ON(60))], 99),
        [],
        "the loop does not strike it again"
    );
    assert_eq!(block(&mut thru, &[(8, OFF(60))], &[], 99), []);
    assert_eq!(block(&mut thru, &[], &[(4, OFF(60))], 99), [(4, OFF(60))]);
}

#[test]
fn a_note_of_no_length_lasts_a_frame_also_over_the_end_of_a_block() {
    let mut thru = open();
    let heard = block(&mut thru, &[(5, ON(60)), (5, OFF(60)), (63, ON(61)), (63, OFF(61))], &[], 99);
    assert_eq!(heard, [(5, ON(60)), (6, OFF(60)), (63, ON(61))]);
    assert_eq!(block(&mut thru, &[], &[], 99), [(0, OFF(61))]);
}

#[test]
fn closing_ends_what_passed_with_pedals_and_bends_and_lets_nothing_in() {
    let mut thru = open();
    let bend = Message::Bend { channel: 0, value: 9_000 };
    block(&mut thru, &[(0, ON(60)), (0, PEDAL(127)), (0, bend)], &[(1, ON(70))], 99);
    thru.open(false);
    let straight = Message::Bend { channel: 0, value: STRAIGHT };
    let heard = block(&mut thru, &[(4, ON(64))], &[], 99);
    assert_eq!(heard, [(0, OFF(60)), (0, PEDAL(0)), (0, straight)]);
    assert!(!thru.holds());
    thru.open(true);
    assert_eq!(block(&mut thru, &[(4, OFF(60))], &[], 99), [], "it ended before");
}

#[test]
fn what_a_full_host_did_not_take_comes_in_the_next_block() {
    let mut thru = open();
    let hand = [(1, ON(60)), (2, ON(61)), (3, OFF(61)), (4, ON(61))];
    assert_eq!(block(&mut thru, &hand, &[], 1), [(1, ON(60))]);
    let heard = block(&mut thru, &[(9, OFF(60))], &[], 99);
    assert_eq!(heard, [(0, ON(61)), (1, OFF(61)), (1, ON(61)), (9, OFF(60))]);
    thru.end();
    assert_eq!(block(&mut thru, &[], &[], 0), []);
    assert_eq!(block(&mut thru, &[], &[], 99), [(0, OFF(61))], "an end is owed until it is taken");
}

#[test]
fn all_notes_off_lets_go_of_the_keys_of_its_channel_alone() {
    let mut thru = open();
    let other = Message::On { channel: 1, key: 60, velocity: 80 };
    block(&mut thru, &[(0, ON(60)), (0, ON(62)), (0, other)], &[], 99);
    let all_off = Message::Controller { channel: 0, controller: 123, value: 0 };
    assert_eq!(block(&mut thru, &[(7, all_off)], &[], 99), [(7, OFF(60)), (7, OFF(62))]);
    assert!(thru.holds());
}

#[test]
fn more_than_can_wait_is_dropped_without_memory_and_nothing_hangs() {
    let mut thru = open();
    for round in 0..4000u32 {
        let key = (round % 100) as u8;
        block(&mut thru, &[(0, ON(key)), (9, OFF(key))], &[], 0);
    }
    assert_eq!((thru.queue.capacity(), thru.left.capacity()), (QUEUE, QUEUE));
    (0..100).for_each(|key| drop(block(&mut thru, &[(0, OFF(key))], &[], 9999)));
    block(&mut thru, &[], &[], 9999);
    assert!(!thru.holds());
}

/// What happens in one block: the hand's notes, which keys the player has sounding afterwards, room, and whether it is open.
type Step = (Vec<(u32, u8, bool)>, Vec<(u32, u8)>, usize, bool);

fn step() -> impl Strategy<Value = Step> {
    let hand = prop::collection::vec((0u32..64, 60u8..64, any::<bool>()), 0..8);
    let player = prop::collection::vec((0u32..64, 60u8..64), 0..6);
    (hand, player, prop_oneof![0usize..4, Just(usize::MAX)], prop::bool::weighted(0.9))
}

proptest! {
    #[test]
    fn whatever_comes_in_and_is_played_the_host_hears_sorted_pairs_and_nothing_hangs(steps in prop::collection::vec(step(), 1..30)) {
        let (mut thru, mut sounding, mut held) = (Thru::default(), HashSet::new(), HashSet::new());
        let last = (Vec::new(), Vec::new(), usize::MAX, false);
        let ends = [last.clone(), last.clone(), last];
        for (index, (mut hand, mut player, room, is_open)) in steps.clone().into_iter().chain(ends).enumerate() {
            thru.open(is_open);
            hand.sort_by_key(|(frame, ..)| *frame);
            player.sort_by_key(|(frame, _)| *frame);
            let mut heard: Vec<(u32, Message)> = Vec::new();
            let mut send = |frame, message| {
                let fits = heard.len() < room;
                heard.extend(fits.then_some((frame, message)));
                fits
            };
            for (frame, key, on) in hand {
                thru.push(frame, if on { ON(key) } else { OFF(key) });
            }
            thru.begin(64, &mut send);
            // As the player: what sounds is ended at the last, offs first in each frame, and an off is said until it is taken.
            let over = index >= steps.len();
            let ended: Vec<u8> = held.iter().copied().filter(|key| over || key % 2 == index as u8 % 2).collect();
            for key in ended {
                if thru.pass(0, OFF(key), &mut send) {
                    held.remove(&key);
                }
            }
            for (frame, key) in player {
                if !held.contains(&key) && thru.pass(frame, ON(key), &mut send) {
                    held.insert(key);
                }
            }
            thru.finish(64, &mut send);
            prop_assert!(heard.is_sorted_by_key(|(frame, message)| (*frame, rank(message))), "{heard:?}");
            for (_, message) in heard {
                match message {
                    Message::On { key, .. } => prop_assert!(sounding.insert(key), "struck while it sounds"),
                    Message::Off { key, .. } => prop_assert!(sounding.remove(&key), "ended while it does not sound"),
                    _ => {}
                }
            }
        }
        prop_assert!(sounding.is_empty(), "{sounding:?}");
    }
}
