//! What is played into the instrument: it passes, makes chords, is captured, and asks for things.

use crate::bundle::Format;
use crate::expected::Expected;
use crate::session::{PATIENCE, open, open_with_loop, the_loop, wait_for_loop, write_loop};
use host::{Blocks, Host, Inside, Instance, SavedLoop, Setup};
use score::{BARS, Chord, ChordSlot, Instrument, Note, Quality, harmony::Harmony};
use serde_json::{Value, json};

in_both_formats!(
    the_input_passes_at_its_exact_sample_between_the_notes_of_the_loop,
    what_passed_ends_with_a_stop_a_bypass_a_reset_and_the_switch,
    controllers_pass_and_a_pedal_is_not_left_down,
    held_notes_are_the_chord_and_the_mask_of_what_is_written,
    what_was_played_is_captured_note_for_note_and_stays_in_the_project,
    every_trigger_does_what_the_project_says,
    an_octave_of_keys_selects_the_slots,
    automation_writes_lanes_anew_and_locks_them,
    whatever_is_played_in_the_host_hears_sorted_pairs,
);

/// A channel that no lane of the loop is on.
const HAND: u8 = 12;
const BLOCK: u64 = 512;
const PIANO: Instrument = Instrument(0);

fn the_input_passes_at_its_exact_sample_between_the_notes_of_the_loop<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.play();
    let mut expected = Vec::new();
    for round in 0..600u64 {
        let start = host.timeline().now();
        let (key, at) = (40 + (round % 50) as u8, (round * 37 % 400) as u32);
        host.note_at(at, true, HAND, key, 1 + (round % 127) as u8);
        host.note_at(at + 100, false, HAND, key, 0);
        expected.push((start + u64::from(at), start + u64::from(at) + 100, key, 1 + (round % 127) as u8));
        host.render_frames(BLOCK).expect("it plays");
    }
    host.stop().expect("it stops");
    let by_hand = host.take().notes().iter().filter(|note| note.channel == HAND);
    let heard: Vec<_> = by_hand.map(|n| (n.on, n.off.expect("it ended"), n.key, n.velocity)).collect();
    assert_eq!(heard, expected);
    let of_loop: Vec<_> = host.take().notes().iter().copied().filter(|note| note.channel != HAND).collect();
    let count =
        Expected::of(host.timeline(), &placed).check(&of_loop, 0).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(count > 0, "the loop played");
}

fn what_passed_ends_with_a_stop_a_bypass_a_reset_and_the_switch<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it stands");
    let strike = |host: &mut Host<F::Instance>| {
        host.note_at(7, true, HAND, 60, 100);
        host.render_frames(BLOCK).expect("it goes on");
        assert_eq!(host.sounding(), 1, "also while the transport stands");
        assert!(host.peak() > 0.0, "and the preview plays it");
    };
    let release = |host: &mut Host<F::Instance>| {
        assert_eq!(host.sounding(), 0);
        host.note_at(7, false, HAND, 60, 0);
        host.render_frames(BLOCK).expect("it goes on");
        assert_eq!(host.take().unpaired(), 0);
    };
    strike(&mut host);
    host.reset().expect("it resets");
    host.render_frames(BLOCK).expect("it goes on");
    release(&mut host);
    strike(&mut host);
    host.set_param("MIDI thru", 0.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it goes on");
    release(&mut host);
    host.note_at(0, true, HAND, 61, 100);
    host.render_frames(BLOCK).expect("it goes on");
    assert_eq!(host.sounding(), 0, "nothing passes");
    host.note_at(0, false, HAND, 61, 0);
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it goes on");
    strike(&mut host);
    host.bypass(true).expect("it has a bypass");
    host.render_frames(BLOCK).expect("it goes on");
    release(&mut host);
    host.bypass(false).expect("it has a bypass");
    host.play();
    host.render_frames(BLOCK).expect("it plays");
    strike(&mut host);
    host.stop().expect("it stops");
    release(&mut host);
}

fn controllers_pass_and_a_pedal_is_not_left_down<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it stands");
    host.controller_at(3, HAND, 64, 127);
    host.controller_at(9, HAND, 1, 33);
    host.controller_at(9, HAND, 2, 34);
    host.render_frames(BLOCK).expect("it stands");
    host.set_param("MIDI thru", 0.0).expect("it has the parameter");
    host.controller_at(5, HAND, 1, 99);
    host.render_frames(BLOCK).expect("it stands");
    let status = 0xb0 | HAND;
    let expected = [
        (BLOCK + 3, [status, 64, 127]),
        (BLOCK + 9, [status, 1, 33]),
        (BLOCK + 9, [status, 2, 34]),
        (2 * BLOCK, [status, 64, 0]),
    ];
    assert_eq!(host.take().midi(), expected);
}

/// Holds the keys of a chord long enough for one.
fn hold<I: Instance>(host: &mut Host<I>, on: bool, keys: &[u8]) {
    keys.iter().for_each(|&key| host.note_in(on, 0, key, 90));
    host.render(0.1).expect("it goes on");
}

/// The slots of a loop whose chord has the root and third of `chord`.
fn hits(of: &SavedLoop, chord: Chord) -> usize {
    let tones: Vec<u8> = chord.tones().take(2).collect();
    let is = |slot: &&ChordSlot| match slot {
        ChordSlot::Chord(there) => there.root == chord.root && there.tones().any(|tone| tone == tones[1]),
        _ => false,
    };
    Harmony::of(&of.notes, of.metre).chords.iter().filter(is).count()
}

fn asked_in(of: &SavedLoop, chord: Chord) -> bool {
    of.asked.chords == [ChordSlot::Chord(chord); 8]
}

/// Notes of `of` that are pitched and lie outside of the scale of `chord`.
fn outside(of: &SavedLoop, chord: Chord) -> usize {
    let pitched = of.notes.iter().filter(|note| !note.instrument.is_drums());
    pitched.filter(|note| !chord.scale().contains(note.pitch)).count()
}

fn held_notes_are_the_chord_and_the_mask_of_what_is_written<F: Format>() {
    let f_minor = Chord { root: 5, quality: Quality::Minor };
    let g7 = Chord { root: 7, quality: Quality::Dominant7 };
    let mut host = open::<F>(Setup::default());
    host.set_param_step("Chord follow", 1).expect("it has the parameter");
    hold(&mut host, true, &[53, 56, 60]);
    host.set_param_step("Seed", 11).expect("it has the parameter");
    host.press_generate().expect("it generates");
    let first = wait_for_loop(&mut host, 11);
    assert!(asked_in(&first, f_minor));
    assert_eq!(outside(&first, f_minor), 0);
    assert!(hits(&first, f_minor) >= 5, "{:?}", Harmony::of(&first.notes, first.metre).chords);
    hold(&mut host, false, &[53, 56, 60]);
    hold(&mut host, true, &[55, 59, 62, 65]);
    let mut second = None;
    host.wait_until("the loop in the new chord", PATIENCE, |host| {
        second = the_loop(host).filter(|there| there.bars == BARS && asked_in(there, g7));
        second.is_some()
    })
    .expect("it follows");
    let second = second.expect("found a moment ago");
    assert_eq!(outside(&second, g7), 0);
    assert!(hits(&second, g7) >= 5, "{:?}", Harmony::of(&second.notes, second.metre).chords);
    let drums =
        |of: &SavedLoop| of.notes.iter().copied().filter(|n| n.instrument.is_drums()).collect::<Vec<_>>();
    assert_eq!(drums(&second), drums(&first));
}

fn piano(of: &SavedLoop) -> Vec<(u16, u8, u8, u16)> {
    let of_piano = of.notes.iter().filter(|note| note.instrument == PIANO);
    of_piano.map(|n| (n.onset.0, n.pitch, n.velocity, n.duration.0)).collect()
}

/// Waits for a loop in which the others play around what was captured.
fn captured<I: Instance>(host: &mut Host<I>, expected: &[(u16, u8, u8, u16)]) -> SavedLoop {
    let mut found = None;
    host.wait_until("the loop around what was captured", PATIENCE, |host| {
        let others = |of: &SavedLoop| of.notes.iter().any(|note| note.instrument != PIANO);
        found =
            the_loop(host).filter(|there| there.bars == BARS && piano(there) == expected && others(there));
        found.is_some()
    })
    .expect("it is captured");
    found.expect("found a moment ago")
}

fn what_was_played_is_captured_note_for_note_and_stays_in_the_project<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.play();
    // At 120 BPM and 48 kHz a tick is 2,000 samples; played a little early or late, velocities as they come.
    let played: Vec<(u16, u8, u8, u16)> =
        (0..32u16).map(|n| (6 * n, 48 + (n * 5 % 24) as u8, 1 + (n * 17 % 127) as u8, 1 + n % 5)).collect();
    for &(onset, key, velocity, length) in &played {
        let wobble = (i64::from(onset) * 7_919 % 1_600 - 800).max(if onset == 0 { 0 } else { -800 });
        let at = (i64::from(onset) * 2_000 + wobble) as u64;
        let end = at + u64::from(length) * 2_000;
        for (sample, on) in [(at, true), (end, false)] {
            host.render_frames(sample - host.timeline().now()).expect("it plays");
            host.note_at(0, on, 3, key, velocity);
            host.render_frames(1).expect("it plays");
        }
    }
    host.render_frames(192 * 2_000 - host.timeline().now()).expect("it plays");
    host.set_param("Capture", 1.0).expect("it has the parameter");
    let there = captured(&mut host, &played);
    assert!(there.notes.iter().any(|note| note.instrument.is_drums()), "the band plays with it");
    // It is locked: what is written next goes around it.
    host.set_param_step("Seed", 77).expect("it has the parameter");
    host.press_generate().expect("it generates");
    let next = wait_for_loop(&mut host, 77);
    assert_eq!(piano(&next), played);
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    assert_eq!(the_loop(&mut other).expect("a loop").notes, next.notes);
}

/// The state with these bindings.
fn bound(state: &[u8], bindings: &[(&str, u8, Value)]) -> Vec<u8> {
    let line = |(kind, number, action): &(&str, u8, Value)| json!({"source": {*kind: number}, "channel": 2, "action": action});
    let text = Value::Array(bindings.iter().map(line).collect()).to_string();
    host::with_object(state, |object| object["fields"]["triggers"] = Value::String(text)).expect("an object")
}

fn of<I: Instance>(host: &mut Host<I>, instrument: Instrument) -> (Vec<Note>, Vec<Note>) {
    the_loop(host).expect("a loop").notes.into_iter().partition(|note| note.instrument == instrument)
}

/// Waits until the notes are others than `before`, and whole.
fn until_other<I: Instance>(host: &mut Host<I>, before: &[Note]) {
    host.wait_until("other music", PATIENCE, |host| {
        the_loop(host).is_some_and(|there| there.bars == BARS && there.notes != before)
    })
    .expect("it is written");
}

fn every_trigger_does_what_the_project_says<F: Format>() {
    let bindings = [
        ("note", 1, json!("generate")),
        ("controller", 20, json!({"reroll": 1})),
        ("note", 2, json!({"lock": 1})),
        ("note", 3, json!("reroll_all")),
        ("controller", 21, json!({"slot": 4})),
        ("note", 4, json!({"slot": 0})),
        ("note", 5, json!("undo")),
        ("controller", 22, json!("redo")),
        ("note", 6, json!("capture")),
    ];
    let mut host = open::<F>(Setup::default());
    let state = bound(&write_loop::<F>(1), &bindings);
    host.load_state(&state).expect("a state that it saved itself");
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it stands");
    let press = |host: &mut Host<F::Instance>, kind: &str, number: u8| {
        for on in [true, false] {
            match kind {
                "note" => host.note_in(on, 2, number, 90),
                _ => host.controller_at(0, 2, number, if on { 127 } else { 0 }),
            }
            host.render_frames(BLOCK).expect("it goes on");
        }
    };
    let (bass, first) = (Instrument(33), the_loop(&mut host).expect("a loop").notes);
    let (of_bass, others) = of(&mut host, bass);
    press(&mut host, "controller", 20);
    until_other(&mut host, &first);
    assert_eq!(of(&mut host, bass).1, others, "lane 2 alone");
    assert_ne!(of(&mut host, bass).0, of_bass);
    let second = the_loop(&mut host).expect("a loop").notes;
    press(&mut host, "note", 5);
    host.wait_until("what was there", PATIENCE, |host| the_loop(host).expect("a loop").notes == first)
        .expect("undone");
    press(&mut host, "controller", 22);
    host.wait_until("it again", PATIENCE, |host| the_loop(host).expect("a loop").notes == second)
        .expect("redone");
    press(&mut host, "note", 2);
    let locked = of(&mut host, bass).0;
    press(&mut host, "note", 3);
    until_other(&mut host, &second);
    assert_eq!(of(&mut host, bass).0, locked, "lane 2 is locked");
    let third = the_loop(&mut host).expect("a loop").notes;
    press(&mut host, "note", 1);
    until_other(&mut host, &third);
    assert_eq!(of(&mut host, bass).0, locked);
    let last = the_loop(&mut host).expect("a loop").notes;
    press(&mut host, "controller", 21);
    host.wait_until("the empty slot", PATIENCE, |host| the_loop(host).is_none()).expect("it is selected");
    press(&mut host, "note", 4);
    host.wait_until("slot A", PATIENCE, |host| the_loop(host).is_some_and(|l| l.notes == last))
        .expect("selected");
    assert_eq!(host.take().notes(), [], "triggers do not pass");
    host.note_in(true, 2, 70, 99);
    host.render_frames(6 * 2_000).expect("it stands");
    host.note_in(false, 2, 70, 0);
    host.render_frames(BLOCK).expect("it stands");
    press(&mut host, "note", 6);
    captured(&mut host, &[(0, 70, 99, 6)]);
    let stored = host.save_state().expect("a state");
    let field = |state: &[u8]| {
        let object = host::saved_object(state).expect("an object");
        serde_json::from_str::<Value>(object["fields"]["triggers"].as_str().expect("a field")).expect("JSON")
    };
    let lines = |value: Value| {
        let mut lines: Vec<String> = value.as_array().expect("lines").iter().map(Value::to_string).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(field(&stored)), lines(field(&state)), "the project keeps them");
}

fn an_octave_of_keys_selects_the_slots<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.load_state(&write_loop::<F>(1)).expect("a state that it saved itself");
    let first = the_loop(&mut host).expect("a loop");
    host.set_param_step("Slot octave", 2).expect("it has the parameter");
    host.note_in(true, 9, 12 + 3, 1);
    host.wait_until("slot D", PATIENCE, |host| the_loop(host).is_none()).expect("it is empty");
    host.set_param_step("Seed", 2).expect("it has the parameter");
    host.press_generate().expect("it generates");
    let second = wait_for_loop(&mut host, 2);
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    other.render(0.2).expect("it stands");
    assert_eq!(the_loop(&mut other).as_ref(), Some(&second), "the project opens where it was");
    for (key, there) in [(12, &first), (15, &second), (12, &first)] {
        other.note_in(true, 0, key, 100);
        other
            .wait_until("the slot", PATIENCE, |host| the_loop(host).as_ref() == Some(there))
            .expect("its music");
        other.note_in(false, 0, key, 0);
    }
    other.set_param_step("Slot", 3).expect("it has the parameter");
    other.wait_until("slot D", PATIENCE, |host| the_loop(host).as_ref() == Some(&second)).expect("its music");
}

fn automation_writes_lanes_anew_and_locks_them<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.load_state(&write_loop::<F>(1)).expect("a state that it saved itself");
    let (bass, before) = (Instrument(33), the_loop(&mut host).expect("a loop").notes);
    let kept = of(&mut host, bass).0;
    host.set_param("Lock 2", 1.0).expect("it has the parameter");
    host.set_param_step("Re-roll", 17).expect("it has the parameter");
    until_other(&mut host, &before);
    assert_eq!(of(&mut host, bass).0, kept, "lane 2 is locked");
    let after = the_loop(&mut host).expect("a loop").notes;
    host.set_param("Lock 2", 0.0).expect("it has the parameter");
    host.set_param_step("Re-roll", 2).expect("it has the parameter");
    until_other(&mut host, &after);
    assert_ne!(of(&mut host, bass).0, kept);
    let others: Vec<Note> = after.into_iter().filter(|note| note.instrument != bass).collect();
    assert_eq!(of(&mut host, bass).1, others);
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    let steps = other.param_value("Re-roll").expect("a value");
    assert_eq!(steps, 0.0, "a trigger does not fire when a project is opened");
}

/// The laws are checked in every block, and that nothing is allocated by the plugin itself.
fn whatever_is_played_in_the_host_hears_sorted_pairs<F: Format>() {
    for seed in 0..4 {
        let setup = Setup { blocks: Blocks::random(700, seed), inside: Inside::Told, ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        let channels: Vec<u8> = (0..4).chain([9]).collect();
        let keys: Vec<u8> = placed.notes.iter().map(|note| note.pitch).collect();
        let mut random = fastrand::Rng::with_seed(seed);
        host.set_param("MIDI thru", 1.0).expect("it has the parameter");
        host.play();
        for _ in 0..3_000 {
            match random.u32(0..60) {
                0 => host.seek(f64::from(random.u32(0..64)) / 3.0),
                1 => host.loop_to(random.bool().then_some((1.0, 2.0 + f64::from(random.u32(0..9))))),
                2 => host.set_param("MIDI thru", f64::from(random.u8(0..2))).expect("a parameter"),
                3 => host.stop().expect("it stops"),
                4..=6 => host.play(),
                7 => host.bypass(random.bool()).expect("a bypass"),
                8 => host.set_tempo(f64::from(random.u32(40..300))),
                9 => host.reset().expect("it resets"),
                10..=12 => {
                    host.controller_at(0, *random.choice(&channels).expect("some"), 64, random.u8(0..128))
                }
                13 => host.controller_at(0, *random.choice(&channels).expect("some"), 123, 0),
                _ => {
                    let (channel, key) = (random.choice(&channels), random.choice(&keys));
                    host.note_in(random.bool(), *channel.expect("some"), *key.expect("some"), 90);
                }
            }
            host.render_frames(random.u64(1..900)).expect("the laws hold");
        }
        host.bypass(false).expect("a bypass");
        host.set_param("MIDI thru", 0.0).expect("it has the parameter");
        host.stop().expect("it stops");
        assert_eq!((host.sounding(), host.take().unpaired()), (0, 0));
        assert!(host.take().notes().len() > 100);
        let _ = placed;
    }
}
