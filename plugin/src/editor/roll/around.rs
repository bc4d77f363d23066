//! What is in view, and steps through the history by keyboard.

use super::super::view::{Action, Music};
use super::hand::{self, Hand};
use egui::Ui;

/// Follows the playhead, and the wheel: sideways or with shift it scrolls in time, with Ctrl it zooms.
pub fn look_around(ui: &Ui, music: &Music, hand: &mut Hand) {
    let total = hand::total_bars(music);
    let bar = f32::from(music.metre().bar().0);
    hand.scroll.follow(music.playhead_in_piece().map(|ticks| ticks / bar), total);
    let area = ui.available_rect_before_wrap();
    let Some(at) = ui.input(|input| input.pointer.hover_pos()).filter(|at| area.contains(*at)) else {
        return;
    };
    let (scrolled, zoomed) = ui.input(|input| (input.smooth_scroll_delta.x, input.zoom_delta()));
    let (first, shown) = hand.scroll.bars(total);
    hand.scroll.by(-scrolled / area.width() * shown, total);
    if zoomed != 1.0 {
        let share = ((at.x - area.left()) / area.width()).clamp(0.0, 1.0);
        hand.scroll.zoom(zoomed, first + share * shown, total);
    }
}

/// Undo and redo by keyboard, unless somebody types. Where hosts hear what we do not want, only while something here has the keyboard.
pub fn steps(ui: &Ui, music: &Music, actions: &mut Vec<Action>) {
    let focused = ui.memory(|memory| memory.focused().is_some());
    if ui.ctx().text_edit_focused() || !focused && !cfg!(target_os = "linux") {
        return;
    }
    let (back, forth) = ui.input(|input| {
        let command = input.modifiers.command;
        let (z, y) = (input.key_pressed(egui::Key::Z), input.key_pressed(egui::Key::Y));
        let shift = input.modifiers.shift;
        (command && z && !shift, command && (y || z && shift))
    });
    actions.extend((back && music.can_undo).then_some(Action::Undo));
    actions.extend((forth && music.can_redo).then_some(Action::Redo));
}
