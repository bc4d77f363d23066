//! Presets: those that come with it, and ones of one's own.

use super::bench::{asked, control, enter, flip, press, whole};
use super::chords::write_chords;
#[cfg(unix)]
use crate::editor::browse::Purpose;
use crate::presets::{Shelf, factory};
use egui::Role;
use egui_kittest::kittest::Queryable;
use score::ChordSlot;

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
    assert_eq!(bench.state().params.session.asking().preset, "Bossa Nova");
}

#[test]
fn arrows_go_through_all_presets_and_around() {
    let mut bench = whole();
    press(&mut bench, "Next preset");
    assert_eq!(bench.state().params.session.asking().preset, factory()[0].name);
    press(&mut bench, "Previous preset");
    assert_eq!(bench.state().params.session.asking().preset, factory()[factory().len() - 1].name);
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
