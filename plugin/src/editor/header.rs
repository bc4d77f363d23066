//! The line above the roll: name, host tempo and metre, what the composer does, and the preview's switch.

use super::chip;
use super::preview;
use super::theme;
use super::view::{Action, Phase, View};
use super::words;
use crate::link::HostNow;
use egui::{Align, Layout, RichText, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2};

pub fn header(ui: &mut Ui, view: &View, actions: &mut Vec<Action>) {
    let View { host, engine, music, .. } = view;
    ui.horizontal_centered(|ui| {
        ui.label(RichText::new("Quatrain").font(theme::title()).color(theme::TEXT));
        ui.add_space(theme::GAP);
        lamp(ui, host.playing);
        // What can be pressed comes first: words give way in a narrow window.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            preview::switch(ui, view.preview.on, actions);
            step(ui, "Redo", music.can_redo, Action::Redo, actions);
            step(ui, "Undo", music.can_undo, Action::Undo, actions);
            ui.add_space(theme::GAP_SMALL);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let time = RichText::new(transport(host)).color(theme::TEXT_QUIET);
                ui.add(egui::Label::new(time).truncate())
                    .on_hover_text("Tempo and metre come from the host.");
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let state = RichText::new(words::engine(engine));
                    let ink =
                        if engine.phase == Phase::Failed { theme::ERROR_TEXT } else { theme::TEXT_QUIET };
                    ui.add(egui::Label::new(state.color(ink)).truncate());
                });
            });
        });
    });
}

/// A button that goes one step through the history, where there is one.
fn step(ui: &mut Ui, name: &str, can: bool, action: Action, actions: &mut Vec<Action>) {
    let button = ui.add_enabled_ui(can, |ui| chip::quiet(ui, &name.to_lowercase(), name)).inner;
    if button.on_hover_text("Every loop that was written, one by one.").clicked() {
        actions.push(action);
    }
}

fn transport(host: &HostNow) -> String {
    let (numerator, denominator) = host.metre.fraction();
    let metre = match host.foreign_metre {
        Some((beats, unit)) => format!("{beats}/{unit}, written as {numerator}/{denominator}"),
        None => format!("{numerator}/{denominator}"),
    };
    match host.tempo {
        Some(tempo) => format!("{tempo:.1} BPM · {metre}"),
        None => format!("No tempo from the host · {metre}"),
    }
}

/// The transport: a lit triangle while it runs, a quiet square while it stands.
fn lamp(ui: &mut Ui, playing: bool) {
    let (rect, response) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    let said = if playing { "The host plays" } else { "The host stands" };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said));
    if playing {
        let corners = vec![rect.left_top(), rect.right_center(), rect.left_bottom()];
        ui.painter().add(Shape::convex_polygon(corners, theme::ACCENT, Stroke::NONE));
    } else {
        ui.painter().rect_filled(rect.shrink(0.5), 1.0, theme::TEXT_QUIET);
    }
    response.on_hover_text(said);
}
