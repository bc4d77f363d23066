//! A file to read a preset from, or to write one into: typed, or chosen in a dialog of the system.

use super::button;
use crate::editor::browse::{Browse, Programs, Purpose, programs};
use crate::editor::theme;
use crate::editor::view::Action;
use egui::{Context, RichText, TextEdit, Ui, vec2};
use std::path::PathBuf;

/// Lives on the GUI thread.
#[derive(Debug)]
pub struct Exchange {
    /// As it is typed.
    file: String,
    /// What asks for a file where none was typed.
    pub programs: Programs,
    browse: Option<Browse>,
    /// Why it could not be.
    trouble: Option<String>,
}

impl Default for Exchange {
    fn default() -> Exchange {
        Exchange { file: String::new(), programs, browse: None, trouble: None }
    }
}

impl Exchange {
    /// Takes what was chosen in a dialog, once something was.
    pub fn take_answer(&mut self, egui: &Context, actions: &mut Vec<Action>) {
        let Some(browse) = &mut self.browse else { return };
        let Some(answer) = browse.answer() else { return egui.request_repaint_after(Browse::AGAIN) };
        let purpose = self.browse.take().map(|browse| browse.purpose.clone());
        match (answer, purpose) {
            (Ok(Some(path)), Some(Purpose::Open)) => actions.push(Action::ImportPreset(path)),
            (Ok(Some(path)), Some(Purpose::Save(_))) => actions.push(Action::ExportPreset(path)),
            (Ok(_), _) => {}
            (Err(trouble), _) => self.trouble = Some(trouble),
        }
    }

    /// The field and its buttons; `loaded` is the name of what was loaded last.
    pub fn row(&mut self, ui: &mut Ui, loaded: &str, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            let hint = "Path, or choose";
            let field = TextEdit::singleline(&mut self.file).hint_text(hint).desired_width(124.0);
            ui.add(field.margin(vec2(8.0, 4.0))).accessible_name("Preset file");
            let free = self.browse.is_none();
            let import = ui.add_enabled(free, button("Import")).accessible_name("Import preset");
            if import.on_hover_text("Keeps the preset in a file as yours, and loads it").clicked() {
                self.with_file(Purpose::Open, Action::ImportPreset, actions);
            }
            let export = ui.add_enabled(free, button("Export")).accessible_name("Export preset");
            let said = match loaded {
                "" => "Writes what is asked now into a file",
                _ => "Writes what is asked now, under the name above, into a file",
            };
            if export.on_hover_text(said).clicked() {
                self.with_file(Purpose::Save(file_name(loaded)), Action::ExportPreset, actions);
            }
        });
        if let Some(trouble) = &self.trouble {
            ui.label(RichText::new(trouble).font(theme::small()).color(theme::ERROR_TEXT));
        }
    }

    /// Does it with the file that was typed, or has one chosen.
    fn with_file(&mut self, purpose: Purpose, action: fn(PathBuf) -> Action, actions: &mut Vec<Action>) {
        self.trouble = None;
        match self.file.trim() {
            "" => match Browse::start(purpose, self.programs) {
                Ok(browse) => self.browse = Some(browse),
                Err(trouble) => self.trouble = Some(trouble),
            },
            typed => actions.push(action(PathBuf::from(typed))),
        }
    }
}

/// What a file for that preset is called at first.
fn file_name(preset: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || " -_".contains(letter);
    let name: String = preset.chars().filter(|&letter| plain(letter)).collect();
    format!("{}.json", if name.trim().is_empty() { "Quatrain preset" } else { name.trim() })
}
