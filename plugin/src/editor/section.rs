//! How the sidebar is divided.

use super::chip;
use super::theme;
use super::typing::Typing;
use egui::{Align, Color32, Label, Layout, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// Begins a section: a hairline, its title, and what `right` adds from the line's right end.
pub fn section(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.add_space(10.0);
    let left = ui.cursor().left();
    ui.painter().hline(left..=left + ui.available_width(), ui.cursor().top(), Stroke::new(1.0, theme::LINE));
    ui.add_space(5.0);
    ui.horizontal(|ui| {
        ui.label(theme::heading(title)).accessible_name(title);
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

/// Begins a section that can be folded away; whether it is open.
pub fn fold(ui: &mut Ui, title: &'static str, typing: &mut Typing) -> bool {
    ui.add_space(10.0);
    let left = ui.cursor().left();
    ui.painter().hline(left..=left + ui.available_width(), ui.cursor().top(), Stroke::new(1.0, theme::LINE));
    ui.add_space(5.0);
    let mut open = typing.unfolded.contains(title);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE_HEIGHT), Sense::click());
    let said = format!("{} {title}", if open { "Fold" } else { "Unfold" });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL);
    }
    chip::focus(ui, &response);
    let galley = ui.painter().layout_job(theme::heading(title));
    ui.painter().galley(rect.left_center() - vec2(0.0, galley.size().y / 2.0), galley, theme::TEXT_QUIET);
    chip::arrow(ui, rect.right_center() - vec2(9.0, 0.0), open, theme::TEXT_QUIET);
    if response.clicked() {
        open = !open;
        if open {
            typing.unfolded.insert(title)
        } else {
            typing.unfolded.remove(title)
        };
    }
    open
}

/// A short text behind a `sign`, over as many lines as it needs.
pub fn remark(ui: &mut Ui, sign: &str, text: &str, ink: Color32) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new(sign).font(theme::small()).color(theme::ACCENT)).accessible_name("Note");
        ui.add(Label::new(RichText::new(text).font(theme::small()).color(ink)).wrap());
    });
}
