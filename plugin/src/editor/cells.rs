//! What can be done with the cells of a lane: lock them, and have them written anew.

use super::chip;
use super::grid::Grid;
use super::theme;
use super::view::{Action, Music, cells_of};
use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use score::{BARS, Cells};

/// All bars of one loop, as bits of a lane's lock.
const ALL: u32 = (1 << BARS) - 1;

/// Lays the controls of the lane in `place` over its picture in `rect`.
pub fn cells(ui: &mut Ui, grid: &Grid, rect: Rect, place: usize, music: &Music, actions: &mut Vec<Action>) {
    let Some(lane) = music.rack.lane(place) else { return };
    let name = lane.instrument.name();
    let first = BARS * music.section;
    for bar in 0..BARS {
        let span = grid.bar(bar);
        let cell = Rect::from_x_y_ranges(span.start..=span.end, rect.y_range());
        let on = lane.locked >> (first + bar) & 1 == 1;
        let said = format!("{name}, bar {}", bar + 1);
        let response = ui.interact(cell, ui.scope_id().with(("cell", place, bar)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &said));
        if on {
            padlock(ui, cell);
        }
        chip::focus(ui, &response);
        let shift = ui.input(|input| input.modifiers.shift);
        if response.secondary_clicked() || response.clicked() && shift {
            actions
                .push(Action::WriteAnew { section: music.section, cells: cells_of(place, Cells(1 << bar)) });
        } else if response.clicked() {
            actions.push(Action::Lock { place, bars: 1 << (first + bar), on: !on });
        }
        response
            .on_hover_text("Click: lock or unlock this bar. Right click: write it anew around the others.");
    }
    whole_lane(ui, Rect::from_min_max(rect.min, pos2(grid.left() - 4.0, rect.max.y)), place, music, actions);
}

/// The buttons of the whole lane, under its name.
fn whole_lane(ui: &mut Ui, name: Rect, place: usize, music: &Music, actions: &mut Vec<Action>) {
    let Some(lane) = music.rack.lane(place) else { return };
    let all = ALL << (BARS * music.section);
    let said = lane.instrument.name();
    let room = Rect::from_min_max(pos2(name.left() + 8.0, name.bottom() - 19.0), name.right_bottom());
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.horizontal_centered(|ui| {
            let mut flip = |ui: &mut Ui, letter, name: String, on: bool, hint, action: Action| {
                if chip::toggle(ui, letter, &name, on).on_hover_text(hint).clicked() {
                    actions.push(action);
                }
            };
            let on = lane.locked & all == all;
            let lock = Action::Lock { place, bars: all, on: !on };
            flip(ui, "L", format!("Lock {said}"), on, "Keeps all bars of this instrument as they are.", lock);
            let on = music.muted >> place & 1 == 1;
            flip(ui, "M", format!("Mute {said}"), on, "Silences it.", Action::Mute { place, on: !on });
            let (on, hint) = (lane.solo, "Silences all that are not solo.");
            flip(ui, "S", format!("Solo {said}"), on, hint, Action::Solo { place, on: !on });
            let bar = music.metre().bar().0;
            let first = lane.start / bar;
            let ticks = (first + 1) % (BARS * music.sections.max(1)) as u16 * bar;
            let text = format!("{}", first + 1);
            let hint = "The bar in which it begins to sound; before, it is silent. Click: one later.";
            let start = Action::Start { place, ticks };
            flip(ui, &text, format!("{said} begins in bar {text}"), first > 0, hint, start);
            let anew = chip::quiet(ui, "re", &format!("Write {said} anew"));
            if anew.on_hover_text("Writes this instrument anew around the others.").clicked() {
                let cells = cells_of(place, Cells::ALL);
                actions.push(Action::WriteAnew { section: music.section, cells });
            }
        });
    });
}

/// The sign of a locked cell, in its upper right corner, and a frame around it.
fn padlock(ui: &Ui, cell: Rect) {
    let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
    let ink = theme::mix(theme::SURFACE, theme::ACCENT, 0.7);
    painter.rect_stroke(cell.shrink(1.5), 2.0, Stroke::new(1.0, ink), StrokeKind::Inside);
    let body = Rect::from_min_size(pos2(cell.right() - 13.0, cell.top() + 8.0), vec2(8.0, 6.0));
    painter.rect_filled(body, 1.0, ink);
    painter.circle_stroke(body.center_top(), 2.5, Stroke::new(1.2, ink));
}
