//! The sidebar: everything that the next loop is asked to be, and Generate at its foot.

use super::amount;
use super::chip;
use super::generate;
use super::instruments;
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
}

pub fn sidebar(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let foot = egui::Frame::new().fill(theme::SURFACE).inner_margin(theme::GAP_LARGE as i8);
    Panel::bottom("foot").frame(foot).show_separator_line(false).show(ui, |ui| {
        generate::generate(ui, &view.engine, &view.music, actions);
    });
    let body = egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 4, top: 12, bottom: 0 });
    egui::CentralPanel::default().frame(body).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_width(ui.available_width() - 12.0);
            sections(ui, view, typing, actions);
        });
    });
}

fn sections(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let asking = &view.asking;
    section(ui, "Instruments");
    instruments::instruments(ui, &asking.instruments, &mut typing.search, actions);
    section(ui, "Music");
    tonality::tonality(ui, asking, actions);
    ui.add_space(theme::GAP_SMALL);
    for quantity in Quantity::ALL {
        amount::amount(ui, asking, quantity, actions);
    }
    section(ui, "Composer");
    amount::temperature(ui, asking, actions);
    seed::seed(ui, asking, actions);
    repeat(ui, asking.repeat, actions);
    section(ui, "Weights");
    weights::weights(ui, view.engine.weights.as_deref(), &mut typing.weights, actions);
    ui.add_space(theme::GAP);
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(theme::GAP);
    ui.label(RichText::new(title).strong().color(theme::TEXT));
    ui.add_space(2.0);
}

/// Whether the four bars repeat.
fn repeat(ui: &mut Ui, on: bool, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Loop").color(theme::TEXT_QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if chip::toggle(ui, if on { "on" } else { "off" }, "Loop", on).clicked() {
                actions.push(Action::SetRepeat(!on));
            }
        });
    });
}
