//! The left end of a lane: whose it is, and what can be done with all of it.

use super::super::export::What;
use super::super::lane::{Lane, said};
use super::super::view::{Action, Music, cells_of};
use super::super::{chip, theme};
use super::grip;
use super::hand::Hand;
use egui::{Rect, Role, Sense, Shape, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use score::Cells;

/// Height of the row of buttons, and of the name above it.
const BUTTONS: f32 = 19.0;
const NAME: f32 = 18.0;

/// Paints name and colour, and lays the controls of the lane.
pub fn gutter(ui: &mut Ui, lane: &Lane, music: &Music, hand: &mut Hand, actions: &mut Vec<Action>) {
    let rect = Rect::from_min_max(lane.rect.min, pos2(lane.grid.left() - 2.0, lane.rect.max.y));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, theme::ROUND - 2, theme::SURFACE);
    let stripe = Rect::from_min_size(rect.min, vec2(4.0, rect.height()));
    painter.rect_filled(stripe, 2.0, theme::instrument(lane.instrument));
    let buttons = lane.place.is_some() && !lane.folded && !music.loops().is_empty();
    let used = if buttons { NAME + BUTTONS } else { NAME.min(rect.height()) };
    let top = rect.top() + ((rect.height() - used) / 2.0).max(0.0);
    let line = Rect::from_min_size(pos2(rect.left() + 6.0, top), vec2(rect.width() - 8.0, NAME.min(used)));
    fold(ui, lane, line, hand);
    let mut room = line.width() - 16.0;
    if let Some(place) = lane.place.filter(|_| !music.loops().is_empty()) {
        let at = Rect::from_min_size(pos2(line.right() - 14.0, line.top()), vec2(14.0, line.height()));
        let name = format!("Drag {} as MIDI", lane.instrument.name());
        let way = grip::grip(ui, at, &name, "Drag this instrument into your DAW.");
        actions.extend(way.map(|way| Action::Export(What::Lane(place), way)));
        room -= 16.0;
    }
    let label = theme::elided(ui, lane.instrument.name(), theme::small(), room);
    let at = pos2(line.left() + 15.0, line.center().y - label.size().y / 2.0);
    let over = ui.interact(
        Rect::from_min_size(at, vec2(room, label.size().y)),
        ui.scope_id().with(("name", lane.instrument)),
        Sense::hover(),
    );
    painter.galley(at, label, theme::TEXT);
    if let Some(got) = music.got().and_then(|got| got.tracks.iter().find(|t| t.instrument == lane.instrument))
    {
        over.on_hover_text(said(got));
    }
    if let Some(place) = lane.place.filter(|_| buttons) {
        let room = Rect::from_min_max(pos2(rect.left() + 8.0, line.bottom()), rect.right_bottom());
        whole_lane(ui, room.with_max_y(line.bottom() + BUTTONS), place, music, actions);
    }
}

/// The triangle that folds the lane. With shift it folds all others.
fn fold(ui: &mut Ui, lane: &Lane, line: Rect, hand: &mut Hand) {
    let place = Rect::from_min_size(line.min, vec2(14.0, line.height()));
    let response = ui.interact(place, ui.scope_id().with(("fold", lane.instrument)), Sense::click());
    let name = format!("Fold {}", lane.instrument.name());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, lane.folded, &name));
    let centre = place.center();
    let corners = match lane.folded {
        true => [vec2(-2.5, -4.0), vec2(3.5, 0.0), vec2(-2.5, 4.0)],
        false => [vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 3.5)],
    };
    let ink = if response.hovered() || response.has_focus() { theme::TEXT } else { theme::TEXT_QUIET };
    let corners = corners.map(|corner| centre + corner).to_vec();
    ui.painter().add(Shape::convex_polygon(corners, ink, Stroke::NONE));
    chip::focus(ui, &response);
    if response.clicked() {
        if lane.folded {
            hand.folded.remove(&lane.instrument);
        } else {
            hand.folded.insert(lane.instrument);
        }
    }
    response.on_hover_text("Folds this lane, so that the others have more room.");
}

/// The buttons of the whole lane, under its name.
fn whole_lane(ui: &mut Ui, room: Rect, place: usize, music: &Music, actions: &mut Vec<Action>) {
    let Some(lane) = music.rack.lane(place) else { return };
    let bars = super::hand::total_bars(music);
    let all = u32::MAX >> 32usize.saturating_sub(bars).min(31);
    let said = lane.instrument.name();
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.horizontal_centered(|ui| {
            let mut flip = |ui: &mut Ui, letter, name: String, on: bool, hint, action: Action| {
                if chip::toggle(ui, letter, &name, on).on_hover_text(hint).clicked() {
                    actions.push(action);
                }
            };
            let on = (lane.locked | music.edited(lane.instrument)) & all == all;
            let lock = Action::Lock { place, bars: all, on: !on };
            flip(ui, "L", format!("Lock {said}"), on, "Keeps all bars of this instrument as they are.", lock);
            let on = music.muted >> place & 1 == 1;
            flip(ui, "M", format!("Mute {said}"), on, "Silences it.", Action::Mute { place, on: !on });
            let (on, hint) = (lane.solo, "Silences all that are not solo.");
            flip(ui, "S", format!("Solo {said}"), on, hint, Action::Solo { place, on: !on });
            let bar = music.metre().bar().0;
            let first = lane.start / bar;
            let ticks = (first + 1) % bars as u16 * bar;
            let text = format!("{}", first + 1);
            let hint = "The bar in which it begins to sound; before, it is silent. Click: one later.";
            let start = Action::Start { place, ticks };
            flip(ui, &text, format!("{said} begins in bar {text}"), first > 0, hint, start);
            let anew = chip::again(ui, &format!("Write {said} anew"));
            if anew.on_hover_text("Writes this instrument anew around the others.").clicked() {
                let cells = cells_of(place, Cells::ALL);
                let sections = 0..music.loops().len();
                actions.extend(sections.map(|section| Action::WriteAnew { section, cells }));
            }
        });
    });
}
