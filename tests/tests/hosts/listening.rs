//! What is played into the instrument: it passes, makes chords, is captured, and asks for things.

mod thru;
mod triggers;

use crate::bundle::Format;
use crate::expected::Expected;
use crate::session::{PATIENCE, open, open_with_loop, the_loop, wait_for_loop, write_loop};
use host::{Blocks, Host, Inside, Instance, SavedLoop, Setup};
use score::{BARS, Chord, ChordSlot, Instrument, Note, Quality, harmony::Harmony};
use serde_json::{Value, json};

use thru::*;
use triggers::*;

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
