//! A value that is shown as text; a click turns it into a field to type another one.

use super::theme;
use egui::{Align2, CursorIcon, Key, Role, Sense, TextEdit, Ui, WidgetInfo, vec2};

/// The one value that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    name: String,
    text: String,
    /// It is shown for the first time, so it has no keyboard yet.
    fresh: bool,
}

/// Width of the field.
const WIDTH: f32 = 74.0;

/// Shows `value`, named `name` for screen readers, and returns what was typed in its place, once Enter is pressed or the
/// keyboard goes elsewhere; Escape leaves the value as it was.
pub fn entry(ui: &mut Ui, name: &str, value: &str, typing: &mut Option<Entry>) -> Option<String> {
    match typing {
        Some(entry) if entry.name == name => {
            let over = field(ui, entry)?;
            let typed = typing.take().map(|entry| entry.text);
            typed.filter(|typed| over == Over::Entered && !typed.trim().is_empty() && typed != value)
        }
        _ => {
            if label(ui, name, value) {
                *typing = Some(Entry { name: name.to_owned(), text: value.to_owned(), fresh: true });
            }
            None
        }
    }
}

/// How typing ended.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Over {
    Entered,
    Cancelled,
}

fn field(ui: &mut Ui, entry: &mut Entry) -> Option<Over> {
    let mut output = TextEdit::singleline(&mut entry.text)
        .desired_width(WIDTH.min(ui.available_width() - 12.0))
        .align(Align2::RIGHT_CENTER)
        .margin(vec2(6.0, 2.0))
        .show(ui);
    let response = output.response.response.clone().accessible_name(format!("{}, typed", entry.name));
    if std::mem::take(&mut entry.fresh) {
        response.request_focus();
        let all = egui::text::CCursorRange::two(
            egui::text::CCursor::default(),
            egui::text::CCursor::new(entry.text.chars().count()),
        );
        output.state.cursor.set_char_range(Some(all));
        output.state.store(ui.ctx(), response.id);
        return None;
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        response.surrender_focus();
        return Some(Over::Cancelled);
    }
    (!response.has_focus()).then_some(Over::Entered)
}

/// `true` if it was clicked.
fn label(ui: &mut Ui, name: &str, value: &str) -> bool {
    let galley = ui.painter().layout_no_wrap(value.to_owned(), theme::body(), egui::Color32::PLACEHOLDER);
    let size = vec2(galley.size().x + 10.0, theme::LINE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let said = format!("{name}: {value}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &said));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::ROUND, theme::CONTROL_HOT);
    }
    super::chip::focus(ui, &response);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme::TEXT);
    response.on_hover_cursor(CursorIcon::Text).on_hover_text("Click to type").clicked()
}
