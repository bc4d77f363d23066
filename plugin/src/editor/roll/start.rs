//! Where an instrument begins to sound.

use super::super::lane::Lane;
use super::super::view::Action;
use super::super::{chip, theme};
use super::hand::{Gesture, Hand};
use super::pointer::Desk;
use egui::{Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// What is silent before the lane's start, and the flag by which the start is dragged.
pub fn start(ui: &mut Ui, lane: &Lane, desk: &Desk, hand: &mut Hand, actions: &mut Vec<Action>) {
    let Some((place, of)) = lane.place.and_then(|place| Some((place, desk.music.rack.lane(place)?))) else {
        return;
    };
    if desk.music.loops().is_empty() || lane.folded {
        return;
    }
    let ticks = match hand.gesture {
        Some(Gesture::Start { place: dragged, ticks }) if dragged == place => ticks,
        _ => of.start,
    };
    let (view, x) = (lane.roll(), lane.grid.x(f32::from(ticks)));
    let painter = ui.painter().with_clip_rect(view.intersect(ui.clip_rect()));
    if ticks > 0 {
        let silent = view.with_max_x(x.clamp(view.left(), view.right()));
        painter.rect_filled(silent, 0.0, theme::GROUND.gamma_multiply(0.72));
        painter.vline(x, view.y_range(), egui::Stroke::new(1.0, theme::TEXT_QUIET));
    }
    if !(view.left() - 1.0..view.right()).contains(&x) {
        return;
    }
    let flag = Rect::from_min_size(pos2(x, view.bottom() - 10.0), vec2(9.0, 10.0));
    let response = ui.interact(flag, ui.scope_id().with(("start", place)), Sense::drag());
    let name = format!("Start of {}", lane.instrument.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &name));
    let hot = response.hovered() || response.dragged() || response.has_focus();
    if hot || ticks > 0 {
        let ink = if hot { theme::TEXT } else { theme::TEXT_QUIET };
        let corners = vec![flag.left_top(), flag.left_bottom(), flag.right_center()];
        painter.add(egui::Shape::convex_polygon(corners, ink, egui::Stroke::NONE));
    }
    chip::focus(ui, &response);
    if response.drag_started() {
        hand.gesture = Some(Gesture::Start { place, ticks });
    }
    if response.has_focus() {
        let bar = i32::from(desk.music.metre().bar().0);
        let by = nudge(ui, &response) * bar;
        let to = (i32::from(ticks) + by).clamp(0, i32::from(desk.end.0) - bar) as u16;
        actions.extend((to != ticks).then_some(Action::Start { place, ticks: to }));
    }
    response
        .on_hover_cursor(egui::CursorIcon::ResizeHorizontal)
        .on_hover_text("Drag: where this instrument begins. Before, it is silent.");
}

/// How often the right arrow was pressed, less how often the left one was.
fn nudge(ui: &Ui, response: &Response) -> i32 {
    ui.memory_mut(|memory| {
        let arrows = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        memory.set_focus_lock_filter(response.id, arrows);
    });
    let pressed = |key| ui.input(|input| i32::from(input.key_pressed(key)));
    pressed(egui::Key::ArrowRight) - pressed(egui::Key::ArrowLeft)
}
