//! A file to read a preset from, or to write one into: typed, or chosen in a dialog of the system.

use super::button;
use crate::editor::browse::{Answer, Browse, Purpose, ask};
use crate::editor::theme;
use crate::editor::view::Action;
use egui::{RichText, TextEdit, Ui, vec2};
use std::path::PathBuf;

/// Lives on the GUI thread.
#[derive(Debug)]
pub struct Exchange {
    /// As it is typed.
    file: String,
    /// How a file is asked for where none was typed.
    pub ask: fn(&Purpose) -> Answer,
    browse: Option<Browse>,
    /// Why it could not be.
    trouble: Option<String>,
}

impl Default for Exchange {
    fn default() -> Exchange {
        Exchange { file: String::new(), ask, browse: None, trouble: None }
    }
}

impl Exchange {
    /// Takes what was chosen in a dialog, once something was.
    pub fn take_answer(&mut self, actions: &mut Vec<Action>) {
        let Some(answer) = self.browse.as_ref().and_then(Browse::answer) else { return };
        let purpose = self.browse.take().map(|browse| browse.purpose);
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
            let hint = "File: choose, or type";
            let field = TextEdit::singleline(&mut self.file).hint_text(hint).desired_width(124.0);
            ui.add(field.margin(vec2(8.0, 4.0))).accessible_name("Preset file");
            let free = self.browse.is_none();
            let import = ui.add_enabled(free, button("Import")).accessible_name("Import preset");
            if import.on_hover_text("Keeps the preset in a file as yours, and loads it").clicked() {
                self.with_file(ui, Purpose::Open, Action::ImportPreset, actions);
            }
            let export = ui.add_enabled(free, button("Export")).accessible_name("Export preset");
            let said = match loaded {
                "" => "Writes what is asked now into a file",
                _ => "Writes what is asked now, under the name above, into a file",
            };
            if export.on_hover_text(said).clicked() {
                self.with_file(ui, Purpose::Save(file_name(loaded)), Action::ExportPreset, actions);
            }
        });
        if let Some(trouble) = &self.trouble {
            ui.label(RichText::new(trouble).font(theme::small()).color(theme::ERROR_TEXT));
        }
    }

    /// Does it with the file that was typed, or has one chosen.
    fn with_file(
        &mut self,
        ui: &Ui,
        purpose: Purpose,
        action: fn(PathBuf) -> Action,
        actions: &mut Vec<Action>,
    ) {
        self.trouble = None;
        match self.file.trim() {
            "" => self.browse = Some(Browse::start(purpose, self.ask, ui.ctx())),
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
