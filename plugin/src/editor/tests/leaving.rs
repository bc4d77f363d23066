//! What leaves the panel: exported, or dragged out.

use super::bench::{USUAL, control, drag, flip, press, showing};
use super::by_hand::{bench, note};
use super::showing::written;
use crate::editor::view::Action;
use egui::{Role, vec2};
use egui_kittest::kittest::Queryable;

#[test]
fn an_export_is_a_file_and_offers_to_mute_the_instrument() {
    let mut bench = bench();
    press(&mut bench, "Export MIDI");
    let folder = bench.state().home.path().join("exports");
    let bytes = std::fs::read(folder.join("Quatrain A.mid")).expect("a file");
    assert!(bytes.starts_with(b"MThd"));
    let slots = control(&bench, Role::CheckBox, "Slot A").rect();
    assert!(slots.top() < 120.0, "what is said of it takes one line: {slots:?}");
    flip(&mut bench, "Mute Quatrain");
    assert!(bench.state().params.controls().bypass);
    flip(&mut bench, "Unmute Quatrain");
    press(&mut bench, "Dismiss export");
    assert!(bench.query_by_label("Mute Quatrain").is_none());
}

#[test]
fn an_export_of_nothing_is_an_error_in_words() {
    let mut bench = bench();
    bench.state().params.session.edit(
        &[note(12, 60), note(108, 72)].map(|note| session::Swap { from: Some(note), to: None }),
        score::Metre::FourFour,
    );
    press(&mut bench, "Export MIDI");
    let error = "There is nothing to export: No instrument sounds in slot A.";
    assert!(bench.query_by_label(error).is_some());
    press(&mut bench, "Dismiss error");
    assert!(bench.query_by_label(error).is_none());
}

#[test]
fn slots_instruments_and_the_loop_are_dragged_out() {
    let view = {
        let mut view = written(|_| ());
        view.music.slots.1[3] = true;
        view
    };
    use crate::editor::export::{Way, What};
    let mut bench = showing(view, USUAL);
    for (role, name, what) in [
        (Role::CheckBox, "Slot D", What::Slot(3)),
        (Role::Button, "Drag loop as MIDI", What::Slot(0)),
        (Role::Button, "Drag Acoustic Grand Piano as MIDI", What::Lane(0)),
    ] {
        let from = control(&bench, role, name).rect().center();
        drag(&mut bench, &[from, from + vec2(4.0, 4.0), from + vec2(40.0, 40.0)]);
        assert_eq!(*bench.state(), [Action::Export(what, Way::Drag)], "{name}");
        bench.state_mut().clear();
    }
    let from = control(&bench, Role::CheckBox, "Slot B").rect().center();
    drag(&mut bench, &[from, from + vec2(40.0, 40.0)]);
    assert_eq!(*bench.state(), [], "an empty slot has nothing to give");
}
