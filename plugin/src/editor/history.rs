//! The history of the slot that plays: a rail with a place for each step.

use super::chip;
use super::theme;
use super::view::{Action, Music};
use egui::{Key, Rect, Role, Sense, Ui, WidgetInfo, vec2};

const HEIGHT: f32 = 8.0;

/// As wide as `ui` allows. A click goes to a step, arrow keys go one back and forth.
pub fn history(ui: &mut Ui, music: &Music, actions: &mut Vec<Action>) {
    let (now, steps) = music.history;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    if steps < 2 {
        return;
    }
    let said = format!("History: step {} of {steps}", now + 1);
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &said));
    let width = rect.width() / steps as f32;
    let gap = if width > 6.0 { 2.0 } else { 0.5 };
    let under = response.hover_pos().map(|at| ((at.x - rect.left()) / width) as usize);
    for step in 0..steps {
        let at = rect.left_top() + vec2(width * step as f32, 2.0);
        let hot = under == Some(step);
        let place = Rect::from_min_size(at, vec2(width - gap, if step == now || hot { 4.0 } else { 3.0 }));
        let ink = match step.cmp(&now) {
            std::cmp::Ordering::Equal => theme::ACCENT,
            _ if hot => theme::TEXT_QUIET,
            std::cmp::Ordering::Less => theme::mix(theme::GROUND, theme::ACCENT, 0.4),
            std::cmp::Ordering::Greater => theme::CONTROL_HOT,
        };
        ui.painter().rect_filled(place, 1.0, ink);
    }
    chip::focus(ui, &response);
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let arrows = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(response.id, arrows);
        });
        let (back, forth) =
            ui.input(|input| (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight)));
        actions.extend((back && music.can_undo).then_some(Action::Undo));
        actions.extend((forth && music.can_redo).then_some(Action::Redo));
    }
    if response.clicked()
        && let Some(step) = under.filter(|step| *step != now && *step < steps)
    {
        actions.push(Action::GoTo(step));
    }
    response.on_hover_text(format!("{said}. Click to go to another."));
}
