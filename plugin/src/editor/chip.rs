//! Small buttons: a two-state chip, and a text or symbol that can be clicked.

use super::theme;
use egui::{
    Color32, ComboBox, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, WidgetText, vec2,
};
use std::f32::consts::TAU;

/// A chip that is on or off; `name` is what screen readers say.
pub fn toggle(ui: &mut Ui, text: &str, name: &str, on: bool) -> Response {
    chip(ui, text, name, on, theme::ACCENT, theme::mix(theme::SURFACE, theme::ACCENT, 0.14))
}

/// The same without the accent, which marks what is asked: for what is left open.
pub fn open(ui: &mut Ui, text: &str, name: &str, on: bool) -> Response {
    chip(ui, text, name, on, theme::TEXT, theme::CONTROL_HOT)
}

/// A chip of one letter that is on or off.
pub fn letter(ui: &mut Ui, letter: &str, name: &str, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, name));
    let (fill, ink) = match (on, response.hovered()) {
        (true, _) => (theme::ACCENT, theme::ON_ACCENT),
        (false, true) => (theme::CONTROL_HOT, theme::TEXT),
        (false, false) => (theme::CONTROL, theme::TEXT_QUIET),
    };
    ui.painter().rect_filled(rect, theme::ROUND - 1, fill);
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, letter, theme::caption(), ink);
    focus(ui, &response);
    response
}

fn chip(ui: &mut Ui, text: &str, name: &str, on: bool, lit: Color32, ground: Color32) -> Response {
    let ink = if on { lit } else { theme::TEXT_QUIET };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::small(), ink);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 14.0, 19.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, name));
    let fill = match (on, response.hovered()) {
        (true, _) => ground,
        (false, true) => theme::CONTROL_HOT,
        (false, false) => theme::SURFACE,
    };
    ui.painter().rect(rect, theme::ROUND, fill, Stroke::new(1.0, theme::CONTROL_HOT), StrokeKind::Inside);
    focus(ui, &response);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response
}

/// A quiet button that shows `text` and grows a ground only under the pointer.
pub fn quiet(ui: &mut Ui, text: &str, name: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::body(), egui::Color32::PLACEHOLDER);
    let size = vec2((galley.size().x + 12.0).max(theme::LINE_HEIGHT), theme::LINE_HEIGHT);
    let (rect, response, ink) = quiet_ground(ui, size, name);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response
}

/// The ground of a quiet button, seen under the pointer and with the focus; its place, and the colour of what lies on it.
fn quiet_ground(ui: &mut Ui, size: egui::Vec2, name: &str) -> (egui::Rect, Response, egui::Color32) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL_HOT);
    }
    focus(ui, &response);
    let ink = if hot { theme::TEXT } else { theme::TEXT_QUIET };
    (rect, response, ink)
}

/// A quiet button as high as a chip that shows an arrow in a circle: once more.
pub fn again(ui: &mut Ui, name: &str) -> Response {
    let (rect, response, ink) = quiet_ground(ui, vec2(22.0, 19.0), name);
    // Clockwise from the upper right, leaving a gap for the tip.
    let at = |turn: f32, radius: f32| rect.center() + radius * egui::Vec2::angled(turn * TAU);
    let arc = (0..=20).map(|step| at(-0.02 + 0.76 * step as f32 / 20.0, 5.0)).collect();
    ui.painter().add(Shape::line(arc, Stroke::new(1.4, ink)));
    let end = at(0.74, 5.0);
    let tip = vec![end + vec2(-0.5, -3.6), end + vec2(-0.5, 3.6), end + vec2(4.0, 0.0)];
    ui.painter().add(Shape::convex_polygon(tip, ink, Stroke::NONE));
    response
}

/// A list to choose from that shows `text`, `width` points wide.
pub fn list(salt: &str, text: impl Into<WidgetText>, width: f32) -> ComboBox<'_> {
    ComboBox::from_id_salt(salt).selected_text(text).width(width).icon(|ui, rect, visuals, _open| {
        let tip = rect.center();
        let corners = [vec2(-3.5, -1.5), vec2(0.0, 2.0), vec2(3.5, -1.5)].map(|corner| tip + corner);
        ui.painter().add(Shape::line(corners.to_vec(), Stroke::new(1.5, visuals.text_color())));
    })
}

/// A triangle that points to the right, or down where something is open.
pub fn arrow(ui: &Ui, at: egui::Pos2, open: bool, ink: Color32) {
    let corners = match open {
        true => [vec2(-3.5, -2.0), vec2(3.5, -2.0), vec2(0.0, 3.0)],
        false => [vec2(-2.0, -3.5), vec2(3.0, 0.0), vec2(-2.0, 3.5)],
    };
    let corners = corners.map(|corner| at + corner).to_vec();
    ui.painter().add(Shape::convex_polygon(corners, ink, Stroke::NONE));
}

/// Paints the focus ring of `response`, if it has the keyboard.
pub fn focus(ui: &Ui, response: &Response) {
    if response.has_focus() {
        ui.painter().rect_stroke(response.rect, theme::ROUND, theme::focus_ring(), StrokeKind::Inside);
    }
}
