//! The sound of the plugin itself: a switch, its level, and what it plays with.

use super::amount;
use super::chip;
use super::section;
use super::theme;
use super::typing::Typing;
use super::view::{Action, Preview};
use egui::{Key, Label, RichText, TextEdit, Ui};
use std::path::PathBuf;

/// The switch, where one click finds it.
pub fn switch(ui: &mut Ui, on: bool, actions: &mut Vec<Action>) {
    let chip = chip::toggle(ui, if on { "Preview on" } else { "Preview off" }, "Preview", on);
    let chip = chip.on_hover_text(
        "On: the loop is heard from Quatrain itself. Off: only what you send its notes to plays it.",
    );
    if chip.clicked() {
        actions.push(Action::SetPreview(!on));
    }
}

/// Level and sounds.
pub fn preview(ui: &mut Ui, preview: &Preview, typing: &mut Typing, actions: &mut Vec<Action>) {
    section::section(ui, "Preview", |_| ());
    amount::level(ui, preview.level, &mut typing.entry, actions);
    sounds(ui, preview, typing, actions);
}

/// What it plays with, and on demand where to name a SoundFont.
fn sounds(ui: &mut Ui, preview: &Preview, typing: &mut Typing, actions: &mut Vec<Action>) {
    let in_use = match (&preview.sound_font, preview.loading) {
        (Some(name), true) => format!("Reading {name}"),
        (Some(name), false) => name.clone(),
        (None, _) => "Built-in sounds".to_owned(),
    };
    ui.horizontal(|ui| {
        let (word, name) = match typing.sound_font_open {
            true => ("close", "Close SoundFont"),
            false => ("change", "Change SoundFont"),
        };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if chip::quiet(ui, word, name).on_hover_text("A bank of sounds, as a .sf2 file").clicked() {
                typing.sound_font_open = !typing.sound_font_open;
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(Label::new(RichText::new(in_use).color(theme::TEXT_QUIET)).truncate());
            });
        });
    });
    if typing.sound_font_open {
        ui.add_space(2.0);
        others(ui, &mut typing.sound_font, actions);
    }
}

/// A field for the path of a file, and what to do with it.
fn others(ui: &mut Ui, path: &mut String, actions: &mut Vec<Action>) {
    let field = TextEdit::singleline(path)
        .hint_text("Path of a .sf2 file")
        .desired_width(f32::INFINITY)
        .margin(egui::vec2(8.0, 5.0));
    let field = ui.add(field).accessible_name("SoundFont file");
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        let given = path.trim();
        let load = ui.add_enabled(!given.is_empty(), egui::Button::new("Load"));
        if (load.accessible_name("Load SoundFont").clicked() || entered) && !given.is_empty() {
            actions.push(Action::LoadSoundFont(PathBuf::from(given)));
        }
        let built_in = ui.button("Use built-in").on_hover_text("Back to the sounds inside the plugin");
        if built_in.accessible_name("Use built-in sounds").clicked() {
            actions.push(Action::UseBuiltInSounds);
        }
    });
}
