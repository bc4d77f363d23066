//! The sidebar: everything that the next loop is asked to be, and Generate at its foot.

use super::amount;
use super::chip;
use super::entry::Entry;
use super::generate;
use super::instruments;
use super::preview;
use super::roll::Hand;
use super::seed;
use super::theme;
use super::tonality;
use super::view::{Action, Quantity, View};
use super::weights;
use egui::{Align, Layout, Panel, RichText, ScrollArea, Ui};

/// What the user is typing. Lives on the GUI thread, in the editor; nothing else reads it.
#[derive(Debug, Default)]
pub struct Typing {
    pub search: String,
    pub weights: String,
    /// Whether the field for other weights is shown.
    pub weights_open: bool,
    pub sound_font: String,
    /// Whether the field for another SoundFont is shown.
    pub sound_font_open: bool,
    /// The value that is being typed, if one is.
    pub entry: Option<Entry>,
    /// What is held in the roll.
    pub hand: Hand,
}

pub fn sidebar(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let foot = egui::Frame::new().fill(theme::SURFACE).inner_margin(theme::GAP_LARGE as i8);
    Panel::bottom("foot").frame(foot).show_separator_line(false).show(ui, |ui| {
        generate::generate(ui, &view.engine, &view.music, actions);
    });
    let body = egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 0, top: 6, bottom: 0 });
    egui::CentralPanel::default().frame(body).show(ui, |ui| {
        // As wide as the foot; the scroll bar lies in the margin.
        let width = ui.available_width() - theme::GAP_LARGE;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            sections(ui, view, typing, actions);
        });
    });
}

fn sections(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let asking = &view.asking;
    instruments::heading(ui, &asking.instruments, actions);
    instruments::instruments(ui, &asking.instruments, &mut typing.search, actions);
    section(ui, "Music", |_| ());
    tonality::tonality(ui, asking, actions);
    ui.add_space(theme::GAP_SMALL);
    for quantity in Quantity::ALL {
        amount::amount(ui, asking, quantity, &mut typing.entry, actions);
    }
    section(ui, "Composer", |_| ());
    for setting in &asking.settings {
        amount::setting(ui, setting, &mut typing.entry, actions);
    }
    seed::seed(ui, asking, view.music.asked().map(|asked| asked.seed), &mut typing.entry, actions);
    repeat(ui, asking.repeat, actions);
    weights::weights(ui, view.engine.weights.as_deref(), typing, actions);
    preview::preview(ui, &view.preview, typing, actions);
    ui.add_space(theme::GAP);
}

/// Begins a section: its title, and what `right` adds from the line's right end.
pub fn section(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).color(theme::TEXT));
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

/// Whether the four bars repeat.
fn repeat(ui: &mut Ui, on: bool, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Loop").color(theme::TEXT_QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let chip = chip::toggle(ui, if on { "on" } else { "off" }, "Loop", on);
            let chip = chip.on_hover_text(
                "On: the four bars repeat. Off: they sound once each time that the host plays.",
            );
            if chip.clicked() {
                actions.push(Action::SetRepeat(!on));
            }
        });
    });
}
