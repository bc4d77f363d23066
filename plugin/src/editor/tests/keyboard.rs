//! Everything can be reached by keyboard, and the keyboard stays with the host until it is wanted.

use super::bench::{Whole, button, control, flip, press, whole};
use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::collections::BTreeSet;

/// Name of what has the keyboard.
fn focused(bench: &Harness<'_, Whole>) -> Option<String> {
    let names = bench.root().children_recursive().filter(|node| node.is_focused());
    names.filter_map(|node| node.accesskit_node().label()).next()
}

#[test]
fn tab_reaches_every_control() {
    let mut bench = whole();
    let mut reached = BTreeSet::new();
    for _ in 0..200 {
        bench.key_press(Key::Tab);
        bench.run();
        reached.extend(focused(&bench));
    }
    for name in [
        "Presets",
        "Next preset",
        "Size",
        "Open Drums",
        "Drums: mute",
        "Chords",
        "Chords of bar 1: any",
        "Density of bar 4",
        "Follow input",
        "Unfold Playing",
        "Remove all instruments",
        "Remove Drums",
        "Add instrument",
        "Key",
        "Scale",
        "Any mean pitch",
        "Mean pitch rail",
        "Density rail",
        "Temperature: 1.00",
        "Temperature rail",
        "Fresh seed for every loop",
        "Roll the dice for a new seed",
        "Loop",
        "Preview",
        "Level: 0 dB",
        "Level rail",
        "Change SoundFont",
        "Change weights",
        "Generate",
    ] {
        assert!(reached.contains(name), "{name} is not among {reached:?}");
    }
}

#[test]
fn enter_presses_what_has_the_keyboard() {
    let mut bench = whole();
    control(&bench, Role::Button, "Generate").focus();
    bench.run();
    bench.key_press(Key::Enter);
    bench.run();
    assert_eq!(bench.state_mut().asked(), [crate::link::What::Generate]);
}

#[test]
fn arrows_turn_a_rail_and_backspace_resets_it() {
    let mut bench = whole();
    control(&bench, Role::Slider, "Mean velocity rail").focus();
    bench.run();
    for _ in 0..3 {
        bench.key_press(Key::ArrowRight);
        bench.run();
    }
    bench.key_press(Key::ArrowLeft);
    bench.run();
    control(&bench, Role::Button, "Mean velocity: 82");
    assert_eq!(focused(&bench).as_deref(), Some("Mean velocity rail"), "arrows do not leave the rail");
    assert_eq!(bench.state().host.told().len(), 4 * 3, "each is a whole gesture");
    bench.key_press(Key::Backspace);
    bench.run();
    assert_eq!(bench.state().host.told()[1], "Mean velocity: Any");
}

#[test]
fn clicks_leave_the_keyboard_with_the_host() {
    let mut bench = whole();
    press(&mut bench, "Generate");
    flip(&mut bench, "Any density");
    flip(&mut bench, "Loop");
    let rail = control(&bench, Role::Slider, "Density rail").rect().center();
    bench.hover_at(rail);
    button(&mut bench, rail, true);
    button(&mut bench, rail, false);
    bench.run();
    assert!(!bench.ctx.egui_wants_keyboard_input(), "{:?} has it", focused(&bench));
}

#[test]
fn what_was_typed_gives_the_keyboard_back() {
    let mut bench = whole();
    press(&mut bench, "Temperature: 1.00");
    assert!(bench.ctx.egui_wants_keyboard_input());
    super::bench::enter(&mut bench, "0.5");
    assert!(!bench.ctx.egui_wants_keyboard_input());
    press(&mut bench, "Add instrument");
    assert!(bench.ctx.egui_wants_keyboard_input(), "the search field takes the keyboard at once");
    bench.key_press(Key::Escape);
    bench.run();
    assert!(bench.query_by_label("Search instruments").is_none(), "Escape closes the list");
    assert!(!bench.ctx.egui_wants_keyboard_input());
}
