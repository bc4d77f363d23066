//! What can be done with the cells of a lane: lock them, and have them written anew.

use super::chip;
use super::lane::Lane;
use super::theme;
use super::view::{Action, BarState, Music, cells_of};
use egui::{Key, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use score::{BARS, Cells};

/// Side of the padlock that can be clicked.
const PADLOCK: f32 = 15.0;

/// Has a cell of the piece written anew.
pub fn write_anew(place: usize, bar: usize) -> Action {
    Action::WriteAnew { section: bar / BARS, cells: cells_of(place, Cells(1 << (bar % BARS))) }
}

/// The padlocks of the lane, one in the upper right corner of each cell. The pointer shows those that are open.
pub fn cells(ui: &mut Ui, lane: &Lane, music: &Music, actions: &mut Vec<Action>) {
    let Some((place, of)) = lane.place.and_then(|place| Some((place, music.rack.lane(place)?))) else {
        return;
    };
    let (name, edited) = (lane.instrument.name(), music.edited(lane.instrument));
    let total = music.states().len();
    let pointer = ui.input(|input| input.pointer.hover_pos());
    for bar in lane.grid.bars(total).filter(|&bar| music.states()[bar] != BarState::Empty) {
        let span = lane.grid.bar(bar);
        let cell = Rect::from_x_y_ranges(span.start..=span.end, lane.rect.y_range()).intersect(lane.roll());
        let (locked, by_hand) = (of.locked >> bar & 1 == 1, edited >> bar & 1 == 1);
        let on = locked || by_hand;
        let corner = pos2(cell.right() - PADLOCK - 1.0, cell.top() + 1.0);
        let side = PADLOCK.min(cell.width() - 2.0).min(cell.height() - 2.0).max(1.0);
        let place_of_lock = Rect::from_min_size(corner, vec2(side, side));
        let id = ui.scope_id().with(("cell", place, bar));
        let response = ui.interact(place_of_lock, id, Sense::click());
        let said = format!("{name}, bar {}", bar + 1);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &said));
        let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
        let near = pointer.is_some_and(|at| cell.contains(at)) || response.has_focus();
        if on || near {
            padlock(&painter, place_of_lock, cell, on);
        }
        chip::focus(ui, &response);
        let again = response.has_focus() && ui.input(|input| input.key_pressed(Key::R));
        if response.clicked() && ui.input(|input| input.modifiers.shift) || again {
            actions.push(write_anew(place, bar));
        } else if response.clicked() {
            actions.push(Action::Lock { place, bars: 1 << bar, on: !on });
        }
        response.on_hover_text(match (locked, by_hand) {
            (_, true) => "Changed by hand: it stays as it is. Click to let it be written anew.",
            (true, false) => "Locked: it stays as it is. Click to unlock.",
            (false, false) => "Click to lock this bar. Shift and click: write it anew around the others.",
        });
    }
}

/// The sign of a cell that stays, and a frame around it; an open one where it can be locked.
fn padlock(painter: &Painter, place: Rect, cell: Rect, on: bool) {
    let ink = if on { theme::mix(theme::SURFACE, theme::ACCENT, 0.8) } else { theme::TEXT_QUIET };
    if on {
        painter.rect_stroke(cell.shrink(1.5), 2.0, Stroke::new(1.0, ink), StrokeKind::Inside);
    }
    let size = place.width().min(place.height());
    if size < 8.0 {
        return;
    }
    painter.rect_filled(place.shrink(0.5), 3.0, theme::mix(theme::SURFACE, theme::GROUND, 0.6));
    let body = Rect::from_center_size(place.center() + vec2(0.0, 2.0), vec2(7.0, 5.0));
    painter.rect_filled(body, 1.0, ink);
    let hinge = body.center_top() + if on { vec2(0.0, 0.0) } else { vec2(3.0, -1.0) };
    painter.circle_stroke(hinge, 2.3, Stroke::new(1.2, ink));
}
