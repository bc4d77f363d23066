//! Which chords are asked for.

use super::bench::{Whole, asked, choose, control, enter, flip, press, whole};
use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use score::ChordSlot;

/// Writes `text` into the line of chords, in place of what stands there.
pub fn write_chords(bench: &mut Harness<'_, Whole>, text: &str) {
    control(bench, Role::TextInput, "Chords").click();
    bench.run();
    bench.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    bench.run();
    enter(bench, text);
}

#[test]
fn chords_are_typed_and_what_was_understood_stands_below_bar_by_bar() {
    let mut bench = whole();
    write_chords(&mut bench, "Am7 | F C | C/G | G7sus4");
    for bar in
        ["Chords of bar 1: Am7", "Chords of bar 2: F C", "Chords of bar 3: C", "Chords of bar 4: Gsus4"]
    {
        control(&bench, Role::Button, bar);
    }
    assert!(bench.query_by_label("C/G is asked for as C, the nearest.").is_some());
    assert!(!asked(&bench).chords.contains(&ChordSlot::Any));
}

#[test]
fn a_wrong_chord_is_named_left_open_and_keeps_the_others() {
    let mut bench = whole();
    write_chords(&mut bench, "Am | Hm | F | G");
    let said = "Hm has no root: a chord begins with a letter from A to G.";
    assert!(bench.query_by_label(said).is_some());
    control(&bench, Role::Button, "Chords of bar 2: any");
    assert_eq!(asked(&bench).chords.iter().filter(|slot| **slot == ChordSlot::Any).count(), 2);
    assert_eq!(
        bench.state().params.session.asking().chords,
        "Am | Hm | F | G",
        "what was typed stays to be mended"
    );
}

#[test]
fn escape_leaves_the_chords_as_they_were() {
    let mut bench = whole();
    write_chords(&mut bench, "Am");
    control(&bench, Role::TextInput, "Chords").click();
    bench.run();
    bench.event(egui::Event::Text("zzz".to_owned()));
    bench.run();
    bench.key_press(Key::Escape);
    bench.run();
    assert_eq!(bench.state().params.session.asking().chords, "Am");
    assert!(bench.query_by_label_contains("zzz").is_none());
}

#[test]
fn chords_are_picked_for_a_bar_or_half_of_it() {
    let mut bench = whole();
    press(&mut bench, "Chords of bar 2: any");
    control(&bench, Role::RadioButton, "A").click();
    bench.run();
    control(&bench, Role::RadioButton, "Am7").click();
    bench.run();
    flip(&mut bench, "second half");
    control(&bench, Role::RadioButton, "Bb").click();
    bench.run();
    assert_eq!(bench.state().params.session.asking().chords, "? | Am7 Bbm7 | ? | ?");
    control(&bench, Role::Button, "Chords of bar 2: Am7 Bbm7");
}

#[test]
fn chords_can_follow_the_input() {
    let mut bench = whole();
    choose(&mut bench, "Follow input", "Latch");
    assert_eq!(bench.state().params.listening.listening().follow, crate::link::Follow::Latched);
}
