//! How busy each bar is to be: four upright rails, under the bars' chords.

use super::chip;
use super::chords::column;
use super::theme;
use super::view::{Action, Asking, Knob, Music, Quantity};
use egui::{
    Align2, EventFilter, Key, PointerButton, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};
use score::BARS;

const HEIGHT: f32 = 44.0;
const KNOB: Knob = Knob::Amount(Quantity::Density);

/// One rail for each bar; a line across it is what the loop that is shown has there.
pub fn curve(ui: &mut Ui, asking: &Asking, music: &Music, actions: &mut Vec<Action>) {
    ui.add_space(1.0);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let got = music.got().map(|got| got.bar_density);
    for bar in 0..BARS {
        let (asked, got) = (asking.bar_density[bar], got.map(|got| got[bar]));
        let response = rail(ui, column(row, bar), bar, asked, got);
        if let Some(onsets) = change(ui, &response, asked) {
            actions.push(Action::SetBarDensity { bar, onsets });
        }
        let got = got.map_or(String::new(), |got| format!(" The loop has {got:.0}."));
        let hint = format!(
            "At how many moments of bar {} something begins.{got}\nDrag, or use the arrow keys. Double-click for any.",
            bar + 1
        );
        response.on_hover_text(hint);
    }
}

fn rail(ui: &mut Ui, rect: Rect, bar: usize, asked: Option<u8>, got: Option<f32>) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("density", bar)), Sense::drag());
    response.widget_info(|| WidgetInfo {
        value: asked.map(f64::from),
        ..WidgetInfo::labeled(Role::Slider, true, format!("Density of bar {}", bar + 1))
    });
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let hot = response.hovered() || response.dragged() || response.has_focus();
    painter.rect_filled(rect, theme::ROUND - 1, if hot { theme::CONTROL_HOT } else { theme::CONTROL });
    let height = |share: f32| rect.bottom() - (rect.height() - 3.0) * share.clamp(0.0, 1.0);
    match asked {
        Some(onsets) => {
            let top = height(0.06 + 0.94 * KNOB.share(i32::from(onsets)));
            let filled = Rect::from_min_max(pos2(rect.left(), top), rect.max);
            painter.rect_filled(filled, theme::ROUND - 1, theme::mix(theme::CONTROL, theme::ACCENT, 0.32));
            painter.hline(rect.x_range(), top, Stroke::new(2.0, theme::ACCENT));
            let label = pos2(rect.left() + 5.0, rect.bottom() - 3.0);
            painter.text(label, Align2::LEFT_BOTTOM, onsets, theme::small(), theme::TEXT);
        }
        None => {
            let middle = [rect.left_center() + vec2(5.0, 0.0), rect.right_center() - vec2(4.0, 0.0)];
            painter.extend(Shape::dotted_line(&middle, theme::TEXT_QUIET, 6.0, 1.0));
            let label = pos2(rect.left() + 5.0, rect.bottom() - 3.0);
            painter.text(label, Align2::LEFT_BOTTOM, "any", theme::small(), theme::TEXT_QUIET);
        }
    }
    if let Some(got) = got {
        let y = height(0.06 + 0.94 * Quantity::Density.place(got));
        painter.hline(rect.right() - 12.0..=rect.right(), y, Stroke::new(2.0, theme::TEXT));
    }
    chip::focus(ui, &response);
    response
}

/// What the user made of it: another number of onsets, or any.
fn change(ui: &Ui, response: &Response, asked: Option<u8>) -> Option<Option<u8>> {
    let double = ui.input(|input| input.pointer.button_double_clicked(PointerButton::Primary));
    if response.drag_stopped() && double {
        return Some(None);
    }
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let share = (response.rect.bottom() - pointer.y) / response.rect.height();
        let onsets = Some(KNOB.step(share) as u8);
        return (onsets != asked).then_some(onsets);
    }
    if !response.has_focus() {
        return None;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    ui.input(|input| {
        if input.key_pressed(Key::Backspace) || input.key_pressed(Key::Delete) {
            return Some(None);
        }
        let nudge = input.num_presses(Key::ArrowUp) as i32 - input.num_presses(Key::ArrowDown) as i32;
        let (low, high) = KNOB.steps();
        let from = asked.map_or(KNOB.rest(), i32::from);
        (nudge != 0).then(|| Some((from + nudge).clamp(low, high) as u8))
    })
}
