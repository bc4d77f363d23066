//! What is asked of bars and of single instruments, presets, and the size of everything.

use super::bench::{USUAL, Whole, button, control, drag, enter, flip, press, showing, whole};
use super::showing::written;
#[cfg(unix)]
use crate::editor::browse::Purpose;
use crate::editor::view::{Action, Quantity};
use crate::presets::{Shelf, factory};
use crate::state::Amounts;
use egui::{Key, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use score::{ChordSlot, Instrument};

fn asked(bench: &Harness<'_, Whole>) -> score::Request {
    let status = bench.state().link.editor.status();
    bench.state().params.request(&status.host, 0, 0)
}

fn amounts(bench: &Harness<'_, Whole>, instrument: Instrument) -> Amounts {
    bench.state().params.saved.rack().of(instrument).map(|lane| lane.amounts).expect("it has a lane")
}

/// Writes `text` into the line of chords, in place of what stands there.
fn write_chords(bench: &mut Harness<'_, Whole>, text: &str) {
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
        bench.state().params.saved.asking().chords,
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
    assert_eq!(bench.state().params.saved.asking().chords, "Am");
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
    assert_eq!(bench.state().params.saved.asking().chords, "? | Am7 Bbm7 | ? | ?");
    control(&bench, Role::Button, "Chords of bar 2: Am7 Bbm7");
}

#[test]
fn the_density_of_a_bar_is_dragged_nudged_and_given_back() {
    let mut bench = whole();
    let density =
        |bench: &Harness<'_, Whole>, bar: usize| bench.state().params.saved.asking().bar_density[bar];
    let rail = control(&bench, Role::Slider, "Density of bar 3").rect();
    drag(&mut bench, &[rail.center(), rail.center_top() - vec2(0.0, 9.0)]);
    assert_eq!(density(&bench, 2), Some(48));
    assert_eq!(asked(&bench).bar_density, [None, None, Some(48.0), None]);
    control(&bench, Role::Slider, "Density of bar 3").focus();
    bench.run();
    bench.key_press(Key::ArrowDown);
    bench.run();
    assert_eq!(density(&bench, 2), Some(47));
    let place = rail.center();
    bench.hover_at(place);
    [true, false, true, false].into_iter().for_each(|pressed| button(&mut bench, place, pressed));
    bench.run();
    assert_eq!(density(&bench, 2), None, "a double click is any");
}

#[test]
fn everything_of_one_instrument_is_asked_for_it_alone() {
    let mut bench = whole();
    press(&mut bench, "Open Electric Piano 1");
    let piano = Instrument(4);
    flip(&mut bench, "Any mean pitch of Electric Piano 1");
    assert_eq!(amounts(&bench, piano).pitch, Some(60));
    press(&mut bench, "Electric Piano 1 mean pitch: 60 · C4");
    enter(&mut bench, "e5");
    assert_eq!(amounts(&bench, piano), Amounts { pitch: Some(76), ..Amounts::default() });
    control(&bench, Role::Slider, "Electric Piano 1 density rail").focus();
    bench.run();
    bench.key_press(Key::ArrowRight);
    bench.run();
    assert_eq!(amounts(&bench, piano).density, Some(9));
    let track = asked(&bench).tracks.into_iter().find(|track| track.instrument == piano);
    assert_eq!(track.and_then(|track| track.mean_pitch), Some(76.0));
    assert!(bench.state().host.told().is_empty(), "the project holds it, not the automation");
    assert_eq!(amounts(&bench, Instrument(33)), Amounts::default(), "nobody else is asked");
}

#[test]
fn drums_have_no_pitch_no_length_and_no_octave() {
    let mut bench = whole();
    press(&mut bench, "Open Drums");
    assert!(bench.query_by_label("Drums density rail").is_some());
    for missing in ["Drums mean pitch rail", "Drums mean duration rail", "Drums octave"] {
        assert!(bench.query_by_label(missing).is_none(), "{missing}");
    }
}

/// Opens the list called `list` and chooses `option`.
fn choose(bench: &mut Harness<'_, Whole>, list: &str, option: &str) {
    control(bench, Role::ComboBox, list).click();
    bench.run();
    control(bench, Role::Button, option).scroll_to_me();
    bench.run();
    control(bench, Role::Button, option).click();
    bench.run();
}

#[test]
fn channel_octave_and_start_are_chosen_from_lists() {
    let mut bench = whole();
    press(&mut bench, "Open Electric Bass (finger)");
    let bass = Instrument(33);
    let place = bench.state().params.saved.rack().place(bass).expect("it has a place");
    choose(&mut bench, "Electric Bass (finger) channel", "16");
    choose(&mut bench, "Electric Bass (finger) octave", "-1");
    choose(&mut bench, "Electric Bass (finger) start", "3");
    let lane = *bench.state().params.saved.rack().of(bass).expect("it has a lane");
    assert_eq!((lane.channel, lane.start), (15, 96));
    assert_eq!(bench.state().params.controls().octaves[place], -1);
}

#[test]
fn mute_solo_and_lock_stand_in_the_row_of_an_instrument() {
    let mut bench = whole();
    flip(&mut bench, "Drums: mute");
    flip(&mut bench, "Drums: solo");
    press(&mut bench, "Open Drums");
    flip(&mut bench, "Drums: lock");
    let lane = *bench.state().params.saved.rack().lane(0).expect("drums come first");
    assert_eq!((bench.state().params.controls().muted, lane.solo, lane.locked), (1, true, 0b1111));
}

#[test]
fn an_instrument_is_written_anew_from_the_sidebar_once_there_is_a_loop() {
    let mut bench = showing(written(|_| ()), USUAL);
    press(&mut bench, "Open Acoustic Grand Piano");
    press_chip(&mut bench, "Re-roll Acoustic Grand Piano");
    assert_eq!(*bench.state(), [Action::WriteAnew { section: 0, cells: 0xf }]);
}

fn press_chip<S>(bench: &mut Harness<'_, S>, name: &str) {
    control(bench, Role::CheckBox, name).click();
    bench.run();
}

#[test]
fn what_the_composer_chose_can_be_kept() {
    let mut view = written(|asked| asked.tracks.clear());
    view.music.rack.adopt(&[Instrument(0)]);
    let mut bench = showing(view, USUAL);
    press_chip(&mut bench, "Keep Acoustic Grand Piano");
    assert_eq!(*bench.state(), [Action::AddInstrument(Instrument(0))]);
}

#[test]
fn a_preset_is_found_by_style_and_asks_for_all_that_it_says() {
    let mut bench = whole();
    flip(&mut bench, "Any density");
    press(&mut bench, "Presets");
    control(&bench, Role::TextInput, "Search presets").click();
    bench.run();
    bench.event(egui::Event::Text("bossa".to_owned()));
    bench.run();
    control(&bench, Role::RadioButton, "Bossa Nova").click();
    bench.run();
    let asked = asked(&bench);
    let preset = factory().iter().find(|preset| preset.name == "Bossa Nova").expect("there is one");
    assert_eq!((asked.density, asked.key), (None, preset.key), "nothing of before is left");
    assert_eq!(asked.tracks.len(), preset.instruments.len());
    assert!(!asked.chords.contains(&ChordSlot::Any));
    assert_eq!(bench.state().params.saved.asking().preset, "Bossa Nova");
}

#[test]
fn arrows_go_through_all_presets_and_around() {
    let mut bench = whole();
    press(&mut bench, "Next preset");
    assert_eq!(bench.state().params.saved.asking().preset, factory()[0].name);
    press(&mut bench, "Previous preset");
    assert_eq!(bench.state().params.saved.asking().preset, factory()[factory().len() - 1].name);
}

#[test]
fn a_preset_of_ones_own_is_kept_and_comes_back_with_everything() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let mut bench = whole();
    bench.state_mut().typing.shelf = Shelf::at(folder.path().to_owned());
    write_chords(&mut bench, "Dm | G7");
    flip(&mut bench, "Any mean velocity");
    press(&mut bench, "Presets");
    control(&bench, Role::TextInput, "Preset name").click();
    bench.run();
    enter(&mut bench, "Mine");
    let kept = asked(&bench);
    press(&mut bench, "Next preset");
    assert_ne!(asked(&bench), kept);
    press(&mut bench, "Presets");
    control(&bench, Role::RadioButton, "Mine").click();
    bench.run();
    assert_eq!(asked(&bench), kept);
    press(&mut bench, "Delete preset Mine");
    assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0);
}

#[test]
fn what_goes_wrong_with_a_preset_file_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let file = folder.path().join("noise.json");
    std::fs::write(&file, "noise").expect("it is written");
    let mut bench = whole();
    bench.state_mut().typing.shelf = Shelf::at(folder.path().join("presets"));
    let before = asked(&bench);
    press(&mut bench, "Presets");
    control(&bench, Role::TextInput, "Preset file").click();
    bench.run();
    bench.event(egui::Event::Text(file.display().to_string()));
    bench.run();
    press(&mut bench, "Import preset");
    assert!(bench.query_by_label_contains("noise.json is no preset of Quatrain").is_some());
    assert_eq!(asked(&bench), before);
    press(&mut bench, "Export preset");
    let exported = crate::presets::import(&file).expect("now it is one");
    assert_eq!(exported.parts().len(), before.tracks.len());
}

#[cfg(unix)]
#[test]
fn where_no_preset_file_was_typed_a_dialog_asks_for_one() {
    static CHOSEN: std::sync::OnceLock<std::path::PathBuf> = std::sync::OnceLock::new();
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let file = CHOSEN.get_or_init(|| folder.path().join("chosen.json"));
    let mut bench = whole();
    bench.state_mut().typing.shelf = Shelf::at(folder.path().join("presets"));
    bench.state_mut().typing.preset.exchange.programs = |purpose| match purpose {
        Purpose::Save(_) => vec![
            ("no program of this name", vec![]),
            ("sh", vec!["-c".to_owned(), format!("echo {}", CHOSEN.get().expect("set above").display())]),
        ],
        Purpose::Open => vec![],
    };
    press(&mut bench, "Presets");
    press(&mut bench, "Export preset");
    let begun = std::time::Instant::now();
    while !file.exists() && begun.elapsed() < std::time::Duration::from_secs(10) {
        bench.run();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(crate::presets::import(file).is_ok());
    press(&mut bench, "Import preset");
    bench.run();
    let none = "No program for file dialogs was found (zenity or kdialog): type the path.";
    assert!(bench.query_by_label(none).is_some(), "what fails is said");
}

#[test]
fn what_contradicts_itself_is_said_before_it_is_written_and_beside_what_came() {
    let mut bench = whole();
    choose(&mut bench, "Scale", "Major pentatonic");
    choose(&mut bench, "Key", "C major");
    write_chords(&mut bench, "F#");
    assert!(bench.query_by_label_contains("F# has notes outside C major pentatonic").is_some());
    let mut view = written(|_| ());
    view.music.notices = vec!["Something gave way.".to_owned()];
    assert!(showing(view, USUAL).query_by_label("Something gave way.").is_some());
}

#[test]
fn parts_that_were_asked_for_have_a_row_of_their_own() {
    let view = written(|asked| asked.tracks[0].density = Some(4.0));
    let bench = showing(view, USUAL);
    assert!(bench.query_by_label("Acoustic Grand Piano density: asked 4.0, got 4.0, as asked").is_some());
    let bench = showing(written(|_| ()), USUAL);
    assert!(bench.query_by_label_contains("Acoustic Grand Piano density: ").is_none());
}

#[test]
fn the_size_of_everything_is_kept_with_the_project() {
    let mut bench = whole();
    choose(&mut bench, "Size", "150 %");
    assert_eq!(bench.state().params.zoom.percent(), 150);
    assert!(bench.state().actions.contains(&Action::SetZoom(150)));
}

#[test]
fn the_foot_says_whether_the_next_bar_will_be_there() {
    let mut view = written(|_| ());
    view.engine.readiness = 0.25;
    assert!(showing(view.clone(), USUAL).query_by_label("Next bar: 25 % ready").is_some());
    (view.engine.readiness, view.music.playhead) = (1.0, Some(12.0));
    assert!(showing(view, USUAL).query_by_label("Next bar: on time").is_some());
}

#[test]
fn any_is_typed_for_one_instrument_too() {
    let mut bench = whole();
    press(&mut bench, "Open Drums");
    flip(&mut bench, "Any density of Drums");
    press(&mut bench, "Drums density: 8 per bar");
    enter(&mut bench, "any");
    assert_eq!(amounts(&bench, Instrument::DRUMS), Amounts::default());
    let asks = |action: &&Action| matches!(action, Action::Ask { quantity: Quantity::Density, .. });
    assert_eq!(bench.state().actions.iter().filter(asks).count(), 2);
}

#[test]
fn how_loud_an_instrument_plays_acts_at_once_and_is_kept_with_the_project() {
    let mut bench = whole();
    press(&mut bench, "Open Drums");
    press(&mut bench, "Drums level: 100 %");
    enter(&mut bench, "70 %");
    assert_eq!(bench.state().link.lanes.get(0).level, 70);
    control(&bench, Role::Button, "Drums level: 70 %");
}

#[test]
fn what_acts_at_once_is_folded_away_and_reaches_the_player() {
    let mut bench = whole();
    assert!(bench.query_by_label("Swing rail").is_none());
    control(&bench, Role::Button, "Unfold Playing").scroll_to_me();
    bench.run();
    press(&mut bench, "Unfold Playing");
    control(&bench, Role::Button, "Swing: 50 %").scroll_to_me();
    bench.run();
    press(&mut bench, "Swing: 50 %");
    enter(&mut bench, "66");
    control(&bench, Role::ComboBox, "Launch").scroll_to_me();
    bench.run();
    choose(&mut bench, "Launch", "Bar");
    let controls = bench.state().params.controls();
    assert!((controls.swing - 0.32).abs() < 1e-9);
    assert_eq!(controls.launch, crate::audio::Launch::Bar);
    press(&mut bench, "Fold Playing");
    assert!(bench.query_by_label("Swing rail").is_none());
}

#[test]
fn chords_can_follow_the_input() {
    let mut bench = whole();
    choose(&mut bench, "Follow input", "Latch");
    assert_eq!(bench.state().params.listening.listening().follow, crate::audio::Follow::Latched);
}

#[test]
fn a_note_is_learned_shown_and_forgotten() {
    use crate::link::{Action as Trigger, Source};
    let mut bench = whole();
    control(&bench, Role::Button, "Unfold Input").scroll_to_me();
    bench.run();
    press(&mut bench, "Unfold Input");
    control(&bench, Role::CheckBox, "Learn Slot H").scroll_to_me();
    bench.run();
    press_chip(&mut bench, "Learn Slot H");
    let triggers = bench.state().params.triggers.clone();
    assert_eq!(triggers.learning(), Some(Trigger::Slot(7)));
    assert!(triggers.hear(2, Source::Controller(20)), "the input learns");
    bench.run();
    assert!(bench.query_by_label("CC 20 · ch 3").is_some());
    press(&mut bench, "Forget Slot H");
    assert_eq!(triggers.action(2, Source::Controller(20)), None);
}

#[test]
fn capture_is_pressed_long_enough_to_be_seen_and_let_go_by_itself() {
    let mut bench = whole();
    control(&bench, Role::Button, "Unfold Input").scroll_to_me();
    bench.run();
    press(&mut bench, "Unfold Input");
    control(&bench, Role::Button, "Capture").scroll_to_me();
    bench.run();
    press(&mut bench, "Capture");
    assert!(bench.state().params.listening.capture.value());
    bench.run_steps(20);
    assert!(!bench.state().params.listening.capture.value());
}
