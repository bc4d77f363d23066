//! What the user changes reaches parameters, instruments and worker, and the host hears of it as gestures.

use super::bench::{LEAST, USUAL};
use super::bench::{Whole, button, control, drag, enter, flip, press, showing, whole};
use crate::editor::view::{Action, Asking, Knob, Setting, View};
use crate::link::What;
use crate::params::{KeyChoice, QuatrainParams, ScaleLock, chosen};
use egui::{Key, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use nice_plug::prelude::Params;
use score::Instrument;
use score::request::MAX_TRACKS;
use std::path::PathBuf;

fn told(bench: &Harness<'_, Whole>) -> Vec<String> {
    bench.state().host.told()
}

#[test]
fn generate_asks_for_one_loop_each_time_that_it_is_pressed() {
    let mut bench = whole();
    for _ in 0..2 {
        press(&mut bench, "Generate");
        assert_eq!(bench.state_mut().asked(), [What::Generate]);
    }
    assert_eq!(told(&bench), [""; 0], "a trigger is no automation");
}

#[test]
fn an_amount_leaves_any_and_goes_back_to_it_in_whole_gestures() {
    let mut bench = whole();
    flip(&mut bench, "Any mean pitch");
    assert_eq!(told(&bench), ["Mean pitch: begin", "Mean pitch: 60", "Mean pitch: end"]);
    control(&bench, Role::Button, "Mean pitch: 60 · C4");
    flip(&mut bench, "Any mean pitch");
    assert_eq!(told(&bench), ["Mean pitch: begin", "Mean pitch: Any", "Mean pitch: end"]);
    assert!(bench.query_by_label_contains("Mean pitch: ").is_none(), "any shows no value");
}

#[test]
fn a_drag_is_one_gesture_from_press_to_release() {
    let mut bench = whole();
    let rail = control(&bench, Role::Slider, "Density rail").rect();
    let at = |share: f32| rail.left_center() + vec2(6.0 + (rail.width() - 12.0) * share, 0.0);
    drag(&mut bench, &[at(0.0), at(0.3), at(1.0)]);
    let told = told(&bench);
    assert_eq!((told[0].as_str(), told[told.len() - 1].as_str()), ("Density: begin", "Density: end"));
    assert!(told[1..told.len() - 1].iter().all(|said| !said.ends_with("begin") && !said.ends_with("end")));
    assert_eq!(told[told.len() - 2], "Density: 48");
    assert!(told.contains(&"Density: 1".to_owned()), "the press alone moves the handle: {told:?}");
}

#[test]
fn a_double_click_on_a_rail_resets_it() {
    for (name, value) in [("Mean velocity", "Any"), ("Temperature", "1.00")] {
        let mut bench = whole();
        let rail = control(&bench, Role::Slider, &format!("{name} rail")).rect();
        let place = rail.left_center() + vec2(rail.width() * 0.8, 0.0);
        bench.hover_at(place);
        [true, false, true, false].into_iter().for_each(|pressed| button(&mut bench, place, pressed));
        bench.run();
        let told = told(&bench);
        assert_eq!(told[told.len() - 3..], ["begin", value, "end"].map(|said| format!("{name}: {said}")));
        let begun = told.iter().filter(|said| said.ends_with("begin")).count();
        assert_eq!(begun, told.iter().filter(|said| said.ends_with("end")).count(), "{told:?}");
    }
}

#[test]
fn values_are_typed_in_words_that_musicians_use() {
    let mut bench = whole();
    for chip in ["Any mean pitch", "Any mean velocity", "Any mean duration", "Any density"] {
        flip(&mut bench, chip);
    }
    for (shown, typed, becomes) in [
        ("Mean pitch: 60 · C4", "eb3", "Mean pitch: 51 · Eb3"),
        ("Mean velocity: 80", "500", "Mean velocity: 127"),
        ("Mean duration: 1 beats", "1.4", "Mean duration: 1.5 beats"),
        ("Density: 8 per bar", "12", "Density: 12 per bar"),
        ("Temperature: 1.00", "0.85", "Temperature: 0.85"),
    ] {
        press(&mut bench, shown);
        enter(&mut bench, typed);
        control(&bench, Role::Button, becomes);
    }
    let params = &bench.state().params;
    assert_eq!((chosen(&params.mean_pitch), params.temperature.value()), (Some(51), 85));
}

#[test]
fn escape_and_nonsense_leave_a_value_as_it_was() {
    let mut bench = whole();
    press(&mut bench, "Temperature: 1.00");
    bench.event(egui::Event::Text("0.2".to_owned()));
    bench.run();
    bench.key_press(Key::Escape);
    bench.run();
    press(&mut bench, "Temperature: 1.00");
    enter(&mut bench, "hot");
    control(&bench, Role::Button, "Temperature: 1.00");
    assert_eq!(told(&bench), [""; 0]);
}

#[test]
fn instruments_are_found_by_name_and_added_one_after_the_other() {
    let mut bench = whole();
    press(&mut bench, "Add instrument");
    for name in ["alto sax", "tuba", "drawbar"] {
        enter(&mut bench, name);
    }
    let asked = bench.state().params.session.rack().asked();
    for program in [65, 58, 16] {
        assert!(asked.contains(&Instrument(program)), "program {program} is not in {asked:?}");
    }
    assert_eq!(asked.len(), 4 + 3);
    press(&mut bench, "Remove Alto Sax");
    assert!(!bench.state().params.session.rack().asked().contains(&Instrument(65)));
}

#[test]
fn a_click_in_the_list_adds_an_instrument_and_leaves_the_list_open() {
    let mut bench = whole();
    press(&mut bench, "Add instrument");
    press(&mut bench, "Acoustic Grand Piano");
    press(&mut bench, "Honky-tonk Piano");
    let asked = bench.state().params.session.rack().asked();
    assert!(asked.contains(&Instrument(0)) && asked.contains(&Instrument(3)), "{asked:?}");
}

#[test]
fn sixteen_instruments_are_the_most_and_all_can_be_removed_at_once() {
    let sixteen: Vec<Instrument> = (0..MAX_TRACKS as u8).map(Instrument).collect();
    let mut bench = whole();
    bench.state().params.session.change_rack(|rack| rack.set_asked(&sixteen));
    bench.run();
    assert!(bench.query_by_label("Add instrument").is_none());
    assert!(bench.query_by_label_contains("16 instruments").is_some());
    press(&mut bench, "Remove all instruments");
    assert_eq!(bench.state().params.session.rack().asked(), []);
    assert!(bench.query_by_label("Any: the composer chooses.").is_some());
}

#[test]
fn key_and_scale_are_chosen_from_lists() {
    let mut bench = whole();
    control(&bench, Role::ComboBox, "Key").click();
    bench.run();
    control(&bench, Role::Button, "D major").click();
    bench.run();
    control(&bench, Role::ComboBox, "Scale").click();
    bench.run();
    control(&bench, Role::Button, "Dorian").click();
    bench.run();
    let params = &bench.state().params;
    assert_eq!((params.key.value(), params.scale.value()), (KeyChoice::DMajor, ScaleLock::Dorian));
    let gestures = ["Key: begin", "Key: D major", "Key: end", "Scale: begin", "Scale: Dorian", "Scale: end"];
    assert_eq!(told(&bench), gestures);
}

#[test]
fn a_seed_is_fresh_or_held_or_typed_or_rolled() {
    let mut bench = whole();
    control(&bench, Role::Button, "Roll the dice for a new seed").scroll_to_me();
    bench.run();
    flip(&mut bench, "Fresh seed for every loop");
    let held = chosen(&bench.state().params.seed).expect("a seed is held");
    press(&mut bench, &format!("Seed: {held}"));
    enter(&mut bench, "4711");
    assert_eq!(chosen(&bench.state().params.seed), Some(4711));
    press(&mut bench, "Seed: 4711");
    enter(&mut bench, "99999999");
    assert_eq!(chosen(&bench.state().params.seed), Some(65_535));
    press(&mut bench, "Roll the dice for a new seed");
    assert_ne!(chosen(&bench.state().params.seed), None);
    flip(&mut bench, "Fresh seed for every loop");
    assert_eq!(chosen(&bench.state().params.seed), None);
}

#[test]
fn holding_the_seed_keeps_that_of_the_loop_that_is_shown() {
    let mut bench = showing(super::showing::written(|asked| asked.seed = 321), USUAL);
    assert!(bench.query_by_label("last 321").is_some());
    flip(&mut bench, "Fresh seed for every loop");
    assert_eq!(*bench.state(), [Action::SetSeed(Some(321))]);
}

#[test]
fn the_loop_switch_is_a_parameter() {
    let mut bench = whole();
    control(&bench, Role::CheckBox, "Loop").scroll_to_me();
    bench.run();
    flip(&mut bench, "Loop");
    assert!(!bench.state().params.looping.value());
    assert_eq!(told(&bench).len(), 3);
}

/// Scrolls until the button of this name can be pressed.
fn reach(bench: &mut Harness<'_, Whole>, name: &str) {
    control(bench, Role::Button, name).scroll_to_me();
    bench.run();
}

#[test]
fn the_preview_is_one_click_and_its_level_a_rail() {
    let mut bench = whole();
    flip(&mut bench, "Preview");
    assert!(!bench.state().params.preview.value());
    assert_eq!(told(&bench), ["Preview: begin", "Preview: Off", "Preview: end"]);
    reach(&mut bench, "Level: 0 dB");
    press(&mut bench, "Level: 0 dB");
    enter(&mut bench, "-12");
    assert_eq!(bench.state().params.preview_level.value(), -12);
    control(&bench, Role::Button, "Level: -12 dB");
}

#[test]
fn a_soundfont_is_named_by_a_path_and_kept_with_the_project() {
    let mut bench = whole();
    reach(&mut bench, "Change SoundFont");
    press(&mut bench, "Change SoundFont");
    reach(&mut bench, "Use built-in sounds");
    press(&mut bench, "Load SoundFont");
    assert_eq!(bench.state().actions, [], "there is no path yet");
    control(&bench, Role::TextInput, "SoundFont file").click();
    bench.run();
    enter(&mut bench, " /music/piano.sf2 ");
    let file = PathBuf::from("/music/piano.sf2");
    assert_eq!(bench.state().actions, [Action::LoadSoundFont(file.clone())]);
    assert_eq!(bench.state().params.sound_font.path(), Some(file));
    let stored = bench.state().params.serialize_fields();
    let other = QuatrainParams::new(crate::session::wire().session);
    other.deserialize_fields(&stored);
    assert_eq!(other.sound_font.path(), bench.state().params.sound_font.path());
    press(&mut bench, "Use built-in sounds");
    assert_eq!(bench.state().params.sound_font.path(), None);
}

#[test]
fn weights_are_named_by_a_path_or_taken_from_the_plugin() {
    let mut bench = whole();
    control(&bench, Role::Button, "Change weights").scroll_to_me();
    bench.run();
    press(&mut bench, "Change weights");
    control(&bench, Role::Button, "Load weights").scroll_to_me();
    bench.run();
    press(&mut bench, "Load weights");
    assert_eq!(bench.state().actions, [], "there is no path yet");
    control(&bench, Role::TextInput, "Weights file").click();
    bench.run();
    enter(&mut bench, " /music/other.gguf ");
    press(&mut bench, "Load weights");
    press(&mut bench, "Use built-in weights");
    let load = Action::LoadWeights(PathBuf::from("/music/other.gguf"));
    assert_eq!(bench.state().actions, [load.clone(), load, Action::UseBuiltInWeights]);
}

#[test]
fn the_smallest_window_reaches_every_control_by_scrolling() {
    let amounts = [Some(60), Some(80), Some(9), Some(8)];
    let settings = Knob::SETTINGS.map(|knob| Setting { knob, step: knob.rest(), text: String::new() });
    let asking = Asking { amounts, settings: settings.into(), ..Asking::default() };
    let mut bench = showing(View { asking, ..View::default() }, LEAST);
    let loop_chip = control(&bench, Role::CheckBox, "Loop");
    assert!(loop_chip.rect().top() > LEAST.y, "it lies below the window, or this tests nothing");
    loop_chip.scroll_to_me();
    bench.run();
    flip(&mut bench, "Loop");
    assert_eq!(bench.state().len(), 1);
}
