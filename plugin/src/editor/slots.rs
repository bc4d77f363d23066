//! The slots: eight tiny piano rolls.

use super::chip;
use super::export::{Way, What};
use super::theme;
use super::view::{Action, Music};
use egui::epaint::Mesh;
use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use session::Piece;

const HEIGHT: f32 = 30.0;
/// Room of the slot's letter.
const LETTER: f32 = 13.0;

/// A row of eight slots: the one that plays has a rim, those that hold nothing show nothing. Dragged out they are MIDI files.
pub fn slots(ui: &mut Ui, music: &Music, actions: &mut Vec<Action>) {
    let (playing, filled) = music.slots;
    let gap = theme::GAP_SMALL;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let width = (row.width() - 7.0 * gap) / 8.0;
    for (slot, letter) in ('A'..='H').enumerate() {
        let at = pos2(row.left() + slot as f32 * (width + gap), row.top());
        let rect = Rect::from_min_size(at, vec2(width, HEIGHT));
        let response = ui.interact(rect, ui.scope_id().with(("slot", slot)), Sense::click_and_drag());
        let on = slot == playing;
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, format!("Slot {letter}")));
        let ground = if response.hovered() { theme::CONTROL_HOT } else { theme::SURFACE };
        ui.painter().rect_filled(rect, theme::ROUND - 2, ground);
        if let Some(piece) = &music.pieces[slot] {
            let room = rect.with_min_x(rect.left() + LETTER).shrink2(vec2(2.0, 4.0));
            ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).add(miniature(piece, room));
        }
        let ink = if on { theme::ACCENT } else { theme::TEXT_QUIET };
        let place = rect.left_center() + vec2(4.0, 0.0);
        ui.painter().text(place, Align2::LEFT_CENTER, letter, theme::small(), ink);
        if on {
            let rim = Stroke::new(1.5, theme::ACCENT);
            ui.painter().rect_stroke(rect, theme::ROUND - 2, rim, StrokeKind::Inside);
        }
        chip::focus(ui, &response);
        if response.drag_started_by(egui::PointerButton::Primary) && filled[slot] {
            actions.push(Action::Export(What::Slot(slot), Way::Drag));
        }
        let hint = "Plays this slot; Generate writes into the one that has a rim. Drag it into your DAW.";
        if response.on_hover_text(hint).clicked() {
            actions.push(Action::SelectSlot(slot));
        }
    }
    ui.add_space(2.0);
}

/// All notes of `piece` in `room`.
fn miniature(piece: &Piece, room: Rect) -> Mesh {
    let length = f32::from(piece.metre().loop_len().0) * piece.planned.max(1) as f32;
    let notes = piece.notes();
    let (low, high) = notes.iter().fold((127, 0), |(low, high), n| (n.pitch.min(low), n.pitch.max(high)));
    let rows = f32::from(high.max(low) - low) + 1.0;
    let height = (room.height() / rows).clamp(1.0, 2.0);
    let mut mesh = Mesh::default();
    for note in &notes {
        let x = |ticks: u16| room.left() + room.width() * f32::from(ticks) / length;
        let row = f32::from(note.pitch.saturating_sub(low));
        let y = room.bottom() - height - (room.height() - height) * row / (rows - 1.0).max(1.0);
        let (left, right) = (x(note.onset.0), x(note.end().0));
        let place = Rect::from_min_max(pos2(left, y), pos2(right.max(left + 1.0), y + height));
        mesh.add_colored_rect(place, theme::instrument(note.instrument));
    }
    mesh
}
