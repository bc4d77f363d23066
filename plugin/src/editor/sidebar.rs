//! The sidebar: everything that the next loop is asked to be, and Generate at its foot.

use super::amount;
use super::chip;
use super::chords;
use super::curve;
use super::generate;
use super::hands;
use super::instruments;
use super::picks;
use super::presets;
use super::preview;
use super::section::{remark, section};
use super::seed;
use super::theme;
use super::tonality;
use super::typing::Typing;
use super::view::{Action, Pick, Quantity, View};
use super::weights;
use egui::{Align, Layout, Panel, RichText, ScrollArea, Ui};

pub fn sidebar(ui: &mut Ui, view: &View, typing: &mut Typing, actions: &mut Vec<Action>) {
    let foot = egui::Frame::new().fill(theme::SURFACE).inner_margin(egui::Margin {
        left: 14,
        right: 14,
        top: 8,
        bottom: 12,
    });
    Panel::bottom("foot").frame(foot).show_separator_line(false).show(ui, |ui| {
        for notice in view.asking.notices.iter().take(2) {
            remark(ui, "!", notice, theme::TEXT_QUIET);
        }
        generate::generate(ui, &view.engine, &view.music, actions);
    });
    let head = egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 14, top: 8, bottom: 4 });
    Panel::top("presets").frame(head).show_separator_line(false).show(ui, |ui| {
        presets::presets(ui, &view.asking.preset, typing, actions);
    });
    let body = egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 0, top: 0, bottom: 0 });
    egui::CentralPanel::default().frame(body).show(ui, |ui| {
        // As wide as head and foot; the scroll bar lies in the margin.
        let width = ui.available_width() - 14.0;
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
    instruments::instruments(ui, &asking.instruments, &view.music, typing, actions);
    section(ui, "Bars", |_| ());
    chords::chords(ui, asking, view.music.section, typing, actions);
    curve::curve(ui, asking, &view.music, actions);
    ui.add_space(2.0);
    picks::picks(ui, &view.hands, &[Pick::Follow], actions);
    section(ui, "Music", |_| ());
    tonality::tonality(ui, asking, actions);
    for quantity in Quantity::ALL {
        amount::amount(ui, asking, quantity, &mut typing.entry, actions);
    }
    section(ui, "Composer", |_| ());
    for setting in &asking.settings {
        amount::setting(ui, setting, &mut typing.entry, actions);
    }
    seed::seed(ui, asking, view.music.asked().map(|asked| asked.seed), &mut typing.entry, actions);
    repeat(ui, asking.repeat, actions);
    hands::hands(ui, &view.hands, typing, actions);
    weights::weights(ui, view.engine.weights.as_deref(), typing, actions);
    preview::preview(ui, &view.preview, typing, actions);
    ui.add_space(theme::GAP);
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
