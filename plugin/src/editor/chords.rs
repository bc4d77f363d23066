//! The chords that are asked for: a line to type them, what was understood bar by bar, and a way to pick them.

use super::chip;
use super::chord_picker;
use super::section;
use super::theme;
use super::typing::Typing;
use super::view::{Action, Asking};
use super::words;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Id, Key, Popup, PopupCloseBehavior, Rect, RectAlign, Role, Sense, Stroke, TextBuffer, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};
use score::chord::{Progression, Remark};
use score::{BARS, ChordSlot};

/// Space between two bars.
pub const GAP: f32 = 3.0;
const HEIGHT: f32 = 24.0;
/// Remarks that are shown at once.
const REMARKS: usize = 3;

/// `section` is the loop of the piece that is shown.
pub fn chords(ui: &mut Ui, asking: &Asking, section: usize, typing: &mut Typing, actions: &mut Vec<Action>) {
    let text = typing.chords.clone().unwrap_or_else(|| asking.chords.clone());
    let read = Progression::read(&text);
    field(ui, text, &read.remarks, typing, actions);
    for remark in read.remarks.iter().take(REMARKS) {
        let (sign, ink) = if remark.wrong { ("!", theme::ERROR_TEXT) } else { ("≈", theme::TEXT_QUIET) };
        section::remark(ui, sign, &remark.text, ink);
    }
    ui.add_space(3.0);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let slots = read.section(section);
    for bar in 0..BARS {
        let halves = [slots[2 * bar], slots[2 * bar + 1]];
        let response = cell(ui, column(row, bar), bar, halves);
        Popup::menu(&response)
            .id(Id::unique(("chords", bar)))
            .align(RectAlign::BOTTOM_START)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                let at = BARS * section + bar;
                chord_picker::picker(ui, &read, at, &mut typing.half, actions);
            });
    }
}

/// Where bar `bar` lies in a row of all.
pub fn column(row: Rect, bar: usize) -> Rect {
    let width = (row.width() - GAP * (BARS as f32 - 1.0)) / BARS as f32;
    let left = row.left() + (width + GAP) * bar as f32;
    Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()))
}

/// The line to type in. What is wrong is underlined while it is typed; it counts once Enter is pressed or the keyboard goes elsewhere.
fn field(ui: &mut Ui, mut text: String, remarks: &[Remark], typing: &mut Typing, actions: &mut Vec<Action>) {
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _width: f32| {
        // The remarks are those of the frame before: a byte that is gone is no place.
        ui.painter().layout_job(marked(text.as_str(), remarks))
    };
    let edit = TextEdit::singleline(&mut text)
        .hint_text("Am7 | F | C/G | G7sus4")
        .desired_width(f32::INFINITY)
        .margin(vec2(8.0, 4.0))
        .layouter(&mut layouter);
    let response = ui.add(edit).accessible_name("Chords");
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    if response.lost_focus() {
        if !escaped && let Some(typed) = typing.chords.take() {
            actions.push(Action::SetChords(typed.trim().to_owned()));
        }
        typing.chords = None;
    } else if response.changed() {
        typing.chords = Some(text);
    }
    response
        .on_hover_text("Chords, bar by bar; two in a bar have half of it each. Empty: the composer chooses.");
}

/// `text` with what is remarked underlined.
fn marked(text: &str, remarks: &[Remark]) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let plain = TextFormat::simple(theme::body(), theme::TEXT);
    let mut done = 0;
    for remark in remarks.iter().filter(|remark| text.get(remark.at.clone()).is_some()) {
        if remark.at.start < done {
            continue;
        }
        job.append(&text[done..remark.at.start], 0.0, plain.clone());
        let ink = if remark.wrong { theme::ERROR_TEXT } else { theme::ACCENT };
        let format = TextFormat { color: ink, underline: Stroke::new(1.5, ink), ..plain.clone() };
        job.append(&text[remark.at.clone()], 0.0, format);
        done = remark.at.end;
    }
    job.append(text.get(done..).unwrap_or_default(), 0.0, plain);
    job
}

/// What was understood of one bar.
fn cell(ui: &mut Ui, rect: Rect, bar: usize, halves: [ChordSlot; 2]) -> egui::Response {
    let response = ui.interact(rect, ui.scope_id().with(("bar's chords", bar)), Sense::click());
    let shown = words::chords(halves);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("Chords of bar {}: {shown}", bar + 1))
    });
    let hot = response.hovered() || response.has_focus();
    ui.painter().rect_filled(rect, theme::ROUND - 1, if hot { theme::CONTROL_HOT } else { theme::CONTROL });
    chip::focus(ui, &response);
    let asked = halves != [ChordSlot::Any; 2];
    let ink = if asked { theme::ACCENT } else { theme::TEXT_QUIET };
    let galley = theme::elided(ui, &shown, theme::small(), rect.width() - 6.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response.on_hover_text(format!("Bar {}: click to pick its chords", bar + 1))
}
