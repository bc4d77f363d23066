//! The weights in use, and a field to load others from a file.

use super::theme;
use super::view::Action;
use egui::{Key, RichText, TextEdit, Ui};
use std::path::PathBuf;

/// Shows the name of the weights in use; `path` is what stands in the field.
pub fn weights(ui: &mut Ui, in_use: Option<&str>, path: &mut String, actions: &mut Vec<Action>) {
    let in_use = in_use.unwrap_or("Read with the first loop");
    ui.add(egui::Label::new(RichText::new(in_use).color(theme::TEXT_QUIET)).truncate());
    let field = ui.add(
        TextEdit::singleline(path)
            .hint_text("Path of a .gguf or .safetensors file")
            .desired_width(f32::INFINITY)
            .margin(egui::vec2(8.0, 5.0)),
    );
    let field = field.accessible_name("Weights file");
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let given = path.trim();
        let load = ui.add_enabled(!given.is_empty(), egui::Button::new("Load"));
        if (load.accessible_name("Load weights").clicked() || entered) && !given.is_empty() {
            actions.push(Action::LoadWeights(PathBuf::from(given)));
        }
        if ui.button("Built-in").accessible_name("Use built-in weights").clicked() {
            actions.push(Action::UseBuiltInWeights);
        }
    });
}
