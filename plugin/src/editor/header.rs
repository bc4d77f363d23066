//! The line above the roll: name, host tempo and metre, the history, the size of everything, and the preview's switch.

use super::chip;
use super::preview;
use super::theme;
use super::view::{Action, View};
use crate::link::HostNow;
use crate::params::ZOOMS;
use egui::{Align, Layout, RichText, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

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
                let time = RichText::new(transport(host, narrow)).color(theme::TEXT_QUIET);
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
    let button = ui.add_enabled_ui(can, |ui| chip::quiet(ui, " ", name)).inner;
    let ink = match (can, button.hovered() || button.has_focus()) {
        (false, _) => theme::mix(theme::GROUND, theme::TEXT_QUIET, 0.45),
        (true, true) => theme::TEXT,
        (true, false) => theme::TEXT_QUIET,
    };
    bent_arrow(ui, button.rect.center(), if name == "Undo" { -1.0 } else { 1.0 }, ink);
    if button.on_hover_text(format!("{name}: every loop that was written, one by one")).clicked() {
        actions.push(action);
    }
}

/// Back over the top to the left (-1) or forth to the right (1).
fn bent_arrow(ui: &Ui, centre: egui::Pos2, way: f32, ink: egui::Color32) {
    let at = |x: f32, y: f32| centre + vec2(x * way, y);
    // Half of a circle that is open to the side where the arrow points.
    let bend = (0..=8).map(|step| std::f32::consts::PI * (0.5 + step as f32 / 8.0));
    let mut line: Vec<egui::Pos2> =
        bend.map(|angle| at(-1.0 + 4.0 * angle.cos(), 1.0 + 4.0 * angle.sin())).collect();
    line.insert(0, at(2.0, 5.0));
    line.push(at(6.0, -3.0));
    let stroke = Stroke::new(1.5, ink);
    ui.painter().add(Shape::line(line, stroke));
    ui.painter().add(Shape::line(vec![at(3.0, -6.0), at(6.0, -3.0), at(3.0, 0.0)], stroke));
}

fn zoom(ui: &mut Ui, percent: u32, actions: &mut Vec<Action>) {
    let said = |percent: u32| format!("{percent} %");
    let list = chip::list("zoom", RichText::new(said(percent)).color(theme::TEXT_QUIET), 62.0);
    let shown = list.show_ui(ui, |ui| {
        for zoom in ZOOMS {
            if ui.selectable_label(zoom == percent, said(zoom)).clicked() && zoom != percent {
                actions.push(Action::SetZoom(zoom));
            }
        }
    });
    shown.response.on_hover_text("How large everything is").accessible_name("Size");
}

/// Tempo and metre; where it is `narrow`, as short as can be.
fn transport(host: &HostNow, narrow: bool) -> String {
    let (numerator, denominator) = host.metre.fraction();
    let metre = match host.foreign_metre {
        Some((beats, unit)) => format!("{beats}/{unit}, written as {numerator}/{denominator}"),
        None => format!("{numerator}/{denominator}"),
    };
    match host.tempo {
        Some(tempo) if narrow => format!("{tempo:.0} · {metre}"),
        None if narrow => metre,
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
