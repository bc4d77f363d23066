//! Something that can be dragged out of the window.

use super::super::export::Way;
use super::super::{chip, theme};
use egui::{CursorIcon, Key, Rect, Role, Sense, Ui, WidgetInfo, vec2};

/// Six dots at the left of `rect`: dragged they go into another program, and with Enter to the clipboard.
pub fn grip(ui: &Ui, rect: Rect, name: &str, hint: &str) -> Option<Way> {
    let response = ui.interact(rect, ui.scope_id().with(("grip", name)), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let hot = response.hovered() || response.dragged() || response.has_focus();
    dots(ui, rect, hot);
    chip::focus(ui, &response);
    let way = if response.drag_started_by(egui::PointerButton::Primary) {
        Some(Way::Drag)
    } else {
        let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        entered.then_some(Way::Clipboard)
    };
    response.on_hover_cursor(CursorIcon::Grab).on_hover_text(hint);
    way
}

/// The sign of what can be dragged.
fn dots(ui: &Ui, rect: Rect, hot: bool) {
    let ink = if hot { theme::TEXT } else { theme::TEXT_QUIET };
    for (column, row) in (0..2).flat_map(|column| (0..3).map(move |row| (column, row))) {
        let at =
            rect.left_center() + vec2(7.0, 0.0) + vec2(4.0 * column as f32 - 2.0, 4.0 * row as f32 - 4.0);
        ui.painter().circle_filled(at, 1.1, ink);
    }
}
