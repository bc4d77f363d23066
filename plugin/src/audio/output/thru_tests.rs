use super::queue::QUEUE;
use super::*;
use crate::link::{STRAIGHT, SUSTAIN};
use proptest::prelude::*;
use std::collections::HashSet;

const ON: fn(u8) -> MidiMessage = |key| MidiMessage::On { channel: 0, key, velocity: 80 };
const OFF: fn(u8) -> MidiMessage = |key| MidiMessage::Off { channel: 0, key };
const PEDAL: fn(u8) -> MidiMessage =
    |value| MidiMessage::Controller { channel: 0, controller: SUSTAIN, value };

fn open() -> NoteOutput {
    let mut output = NoteOutput::default();
    output.open(true);
    output
}

/// A clock for which nothing that is struck here is over.
const CLOCK: fn() -> Clock = || Clock::new(0.0, 0, 120.0, 48_000.0);

/// The loop strikes keys together at a frame, behind what waits; each key is of a lane of its own.
fn strike(output: &mut NoteOutput, frame: u32, keys: &[u8], send: SendMidi) {
    keys.iter().for_each(|&key| output.make_way(0, key, frame, send));
    output.catch_up(&CLOCK(), frame, send);
    for &key in keys {
        let note = Sounding { channel: 0, key, lane: key, written: key, end: f64::INFINITY };
        output.strike(&CLOCK(), (note, 80), frame, send);
    }
}

/// The loop strikes or ends a key at a frame.
fn of_the_loop(output: &mut NoteOutput, frame: u32, message: MidiMessage, send: SendMidi) {
    match message {
        MidiMessage::On { key, .. } => strike(output, frame, &[key], send),
        MidiMessage::Off { key, .. } => {
            output.ledger.end_lanes(|lane| lane == key);
            release_over(output, frame, send);
        }
        _ => {}
    }
}

fn release_over(output: &mut NoteOutput, frame: u32, send: SendMidi) {
    while output.next_off().is_some_and(|note| note.end == f64::NEG_INFINITY) {
        output.release(frame, send);
    }
}

/// What a host hears that takes `room` messages.
fn block(
    output: &mut NoteOutput,
    hand: &[(u32, MidiMessage)],
    of_loop: &[(u32, MidiMessage)],
    room: usize,
) -> Vec<(u32, MidiMessage)> {
    let mut heard = Vec::new();
    let mut send = |frame, message| {
        let fits = heard.len() < room;
        heard.extend(fits.then_some((frame, message)));
        fits
    };
    hand.iter().for_each(|&(frame, message)| output.push(frame, message));
    output.begin(&mut send);
    of_loop.iter().for_each(|&(frame, message)| of_the_loop(output, frame, message, &mut send));
    output.finish(64, &mut send);
    heard
}

#[test]
fn what_comes_in_and_what_is_played_leave_as_one_sorted_list_offs_first() {
    let mut output = open();
    let heard =
        block(&mut output, &[(5, ON(60)), (9, ON(61))], &[(5, ON(70)), (7, ON(71)), (9, OFF(70))], 99);
    let frames: Vec<(u32, MidiMessage)> =
        vec![(5, ON(70)), (5, ON(60)), (7, ON(71)), (9, OFF(70)), (9, ON(61))];
    assert_eq!(heard, frames);
    let heard = block(&mut output, &[(3, OFF(60)), (3, PEDAL(127)), (63, OFF(61))], &[(3, ON(70))], 99);
    assert_eq!(heard, [(3, OFF(60)), (3, PEDAL(127)), (3, ON(70)), (63, OFF(61))]);
}

#[test]
fn a_key_that_both_hold_ends_with_the_last_of_them_and_the_hand_is_heard_anew() {
    let mut output = open();
    block(&mut output, &[], &[(0, ON(60))], 99);
    assert_eq!(block(&mut output, &[(8, ON(60))], &[], 99), [(8, OFF(60)), (8, ON(60))]);
    assert_eq!(
        block(&mut output, &[], &[(8, OFF(60)), (9, ON(60))], 99),
        [],
        "the loop does not strike it again"
    );
    assert_eq!(block(&mut output, &[(8, OFF(60))], &[], 99), []);
    assert_eq!(block(&mut output, &[], &[(4, OFF(60))], 99), [(4, OFF(60))]);
}

#[test]
fn a_note_of_no_length_lasts_a_frame_also_over_the_end_of_a_block() {
    let mut output = open();
    let heard = block(&mut output, &[(5, ON(60)), (5, OFF(60)), (63, ON(61)), (63, OFF(61))], &[], 99);
    assert_eq!(heard, [(5, ON(60)), (6, OFF(60)), (63, ON(61))]);
    assert_eq!(block(&mut output, &[], &[], 99), [(0, OFF(61))]);
}

#[test]
fn closing_ends_what_passed_with_pedals_and_bends_and_lets_nothing_in() {
    let mut output = open();
    let bend = MidiMessage::Bend { channel: 0, value: 9_000 };
    block(&mut output, &[(0, ON(60)), (0, PEDAL(127)), (0, bend)], &[(1, ON(70))], 99);
    output.open(false);
    let straight = MidiMessage::Bend { channel: 0, value: STRAIGHT };
    let heard = block(&mut output, &[(4, ON(64))], &[], 99);
    assert_eq!(heard, [(0, OFF(60)), (0, PEDAL(0)), (0, straight)]);
    assert!(!output.hand_holds());
    output.open(true);
    assert_eq!(block(&mut output, &[(4, OFF(60))], &[], 99), [], "it ended before");
}

#[test]
fn what_a_full_host_did_not_take_comes_in_the_next_block() {
    let mut output = open();
    let hand = [(1, ON(60)), (2, ON(61)), (3, OFF(61)), (4, ON(61))];
    assert_eq!(block(&mut output, &hand, &[], 1), [(1, ON(60))]);
    let heard = block(&mut output, &[(9, OFF(60))], &[], 99);
    assert_eq!(heard, [(0, ON(61)), (1, OFF(61)), (1, ON(61)), (9, OFF(60))]);
    output.end_hand();
    assert_eq!(block(&mut output, &[], &[], 0), []);
    assert_eq!(block(&mut output, &[], &[], 99), [(0, OFF(61))], "an end is owed until it is taken");
}

#[test]
fn all_notes_off_lets_go_of_the_keys_of_its_channel_alone() {
    let mut output = open();
    let other = MidiMessage::On { channel: 1, key: 60, velocity: 80 };
    block(&mut output, &[(0, ON(60)), (0, ON(62)), (0, other)], &[], 99);
    let all_off = MidiMessage::Controller { channel: 0, controller: 123, value: 0 };
    assert_eq!(block(&mut output, &[(7, all_off)], &[], 99), [(7, OFF(60)), (7, OFF(62))]);
    assert!(output.hand_holds());
}

#[test]
fn more_than_can_wait_is_dropped_without_memory_and_nothing_hangs() {
    let mut output = open();
    for round in 0..4000u32 {
        let key = (round % 100) as u8;
        block(&mut output, &[(0, ON(key)), (9, OFF(key))], &[], 0);
    }
    assert_eq!(output.queue.capacities(), (QUEUE, QUEUE));
    (0..100).for_each(|key| drop(block(&mut output, &[(0, OFF(key))], &[], 9999)));
    block(&mut output, &[], &[], 9999);
    assert!(!output.hand_holds());
}

/// What happens in one block: the hand's notes, the keys that the loop strikes, room, and whether the hand passes.
type Step = (Vec<(u32, u8, bool)>, Vec<(u32, u8)>, usize, bool);

fn step() -> impl Strategy<Value = Step> {
    let hand = prop::collection::vec((0u32..64, 60u8..64, any::<bool>()), 0..8);
    let player = prop::collection::vec((0u32..64, 60u8..64), 0..6);
    (hand, player, prop_oneof![0usize..4, Just(usize::MAX)], prop::bool::weighted(0.9))
}

proptest! {
    #[test]
    fn whatever_comes_in_and_is_played_the_host_hears_sorted_pairs_and_nothing_hangs(steps in prop::collection::vec(step(), 1..30)) {
        let (mut output, mut sounding) = (NoteOutput::default(), HashSet::new());
        let last = (Vec::new(), Vec::new(), usize::MAX, false);
        let ends = [last.clone(), last.clone(), last];
        for (index, (mut hand, mut player, room, is_open)) in steps.clone().into_iter().chain(ends).enumerate() {
            output.open(is_open);
            hand.sort_by_key(|(frame, ..)| *frame);
            player.sort_by_key(|(frame, _)| *frame);
            let mut heard: Vec<(u32, MidiMessage)> = Vec::new();
            let mut send = |frame, message| {
                let fits = heard.len() < room;
                heard.extend(fits.then_some((frame, message)));
                fits
            };
            for (frame, key, on) in hand {
                output.push(frame, if on { ON(key) } else { OFF(key) });
            }
            output.begin(&mut send);
            let over = index >= steps.len();
            output.ledger.end_lanes(|lane| over || lane % 2 == index as u8 % 2);
            release_over(&mut output, 0, &mut send);
            if player.first().is_none_or(|(frame, _)| *frame > 0) || over {
                strike(&mut output, 0, &[], &mut send);
            }
            for together in player.chunk_by(|a, b| a.0 == b.0).filter(|_| !over) {
                let keys: Vec<u8> = together.iter().map(|(_, key)| *key).collect();
                strike(&mut output, together[0].0, &keys, &mut send);
            }
            output.finish(64, &mut send);
            prop_assert!(heard.is_sorted_by_key(|(frame, message)| (*frame, message.rank())), "{heard:?}");
            for (_, message) in heard {
                match message {
                    MidiMessage::On { key, .. } => prop_assert!(sounding.insert(key), "struck while it sounds"),
                    MidiMessage::Off { key, .. } => prop_assert!(sounding.remove(&key), "ended while it does not sound"),
                    _ => {}
                }
            }
        }
        prop_assert!(sounding.is_empty(), "{sounding:?}");
    }
}
