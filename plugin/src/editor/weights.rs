//! The weights in use, and a field to load others from a file.

use super::chip;
use super::section;
use super::theme;
use super::typing::Typing;
use super::view::Action;
use egui::{Key, Label, RichText, TextEdit, Ui};
use std::path::PathBuf;

/// Shows the name of the weights in use, and on demand where to name others.
pub fn weights(ui: &mut Ui, in_use: Option<&str>, typing: &mut Typing, actions: &mut Vec<Action>) {
    let mut opened = false;
    section::section(ui, "Weights", |ui| {
        let (word, name) = match typing.weights_open {
            true => ("close", "Close weights"),
            false => ("change", "Change weights"),
        };
        if chip::quiet(ui, word, name).on_hover_text("What the composer learned, as a file").clicked() {
            typing.weights_open = !typing.weights_open;
            opened = typing.weights_open;
        }
    });
    let in_use = in_use.unwrap_or("Read with the first loop");
    ui.add(Label::new(RichText::new(in_use).color(theme::TEXT_QUIET)).truncate());
    if typing.weights_open {
        ui.add_space(2.0);
        others(ui, &mut typing.weights, actions);
    }
    if opened {
        ui.scroll_to_cursor(None);
    }
}

/// A field for the path of a file, and what to do with it.
fn others(ui: &mut Ui, path: &mut String, actions: &mut Vec<Action>) {
    let field = TextEdit::singleline(path)
        .hint_text("Path of a .gguf or .safetensors file")
        .desired_width(f32::INFINITY)
        .margin(egui::vec2(8.0, 5.0));
    let field = ui.add(field).accessible_name("Weights file");
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        let given = path.trim();
        let load = ui.add_enabled(!given.is_empty(), egui::Button::new("Load"));
        if (load.accessible_name("Load weights").clicked() || entered) && !given.is_empty() {
            actions.push(Action::LoadWeights(PathBuf::from(given)));
        }
        let built_in = ui.button("Use built-in").on_hover_text("Back to the weights inside the plugin");
        if built_in.accessible_name("Use built-in weights").clicked() {
            actions.push(Action::UseBuiltInWeights);
        }
    });
}
