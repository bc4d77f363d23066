//! The line above the roll: name, host tempo and metre, the history, the size of everything, and the preview's switch.

use super::ZOOMS;
use super::chip;
use super::preview;
use super::theme;
use super::view::{Action, View};
use crate::link::HostNow;
use egui::{Align, ComboBox, Layout, RichText, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Below, the name gives way.
const NARROW: f32 = 460.0;

pub fn header(ui: &mut Ui, view: &View, actions: &mut Vec<Action>) {
    let View { host, music, .. } = view;
    let narrow = ui.available_width() < NARROW;
    ui.horizontal_centered(|ui| {
        stanza(ui);
        if !narrow {
            ui.label(RichText::new("Quatrain").font(theme::title()).color(theme::TEXT));
        }
        ui.add_space(theme::GAP);
        lamp(ui, host.playing);
        // What can be pressed comes first: words give way in a narrow window.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            preview::switch(ui, view.preview.on, actions);
            zoom(ui, view.zoom, actions);
            step(ui, "Redo", music.can_redo, Action::Redo, actions);
            step(ui, "Undo", music.can_undo, Action::Undo, actions);
            ui.add_space(theme::GAP_SMALL);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let time = RichText::new(transport(host)).color(theme::TEXT_QUIET);
                ui.add(egui::Label::new(time).truncate())
                    .on_hover_text("Tempo and metre come from the host.");
            });
        });
    });
}

/// Our sign: the four lines of a stanza, the third the longest.
fn stanza(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
    for (line, length) in [12.0, 15.0, 18.0, 9.0].into_iter().enumerate() {
        let y = rect.top() + 2.5 + 4.3 * line as f32;
        ui.painter().line_segment(
            [pos2(rect.left(), y), pos2(rect.left() + length, y)],
            Stroke::new(2.2, theme::ACCENT),
        );
    }
}

/// A button that goes one step through the history, where there is one.
fn step(ui: &mut Ui, name: &str, can: bool, action: Action, actions: &mut Vec<Action>) {
    let button = ui.add_enabled_ui(can, |ui| chip::quiet(ui, name, name)).inner;
    if button.on_hover_text("Every loop that was written, one by one.").clicked() {
        actions.push(action);
    }
}

fn zoom(ui: &mut Ui, percent: u32, actions: &mut Vec<Action>) {
    let said = |percent: u32| format!("{percent} %");
    let list = ComboBox::from_id_salt("zoom").selected_text(said(percent)).width(64.0);
    let shown = list.show_ui(ui, |ui| {
        for zoom in ZOOMS {
            if ui.selectable_label(zoom == percent, said(zoom)).clicked() && zoom != percent {
                actions.push(Action::SetZoom(zoom));
            }
        }
    });
    shown.response.on_hover_text("How large everything is").accessible_name("Size");
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
