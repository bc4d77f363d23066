//! The piano roll: one lane for each instrument, four bars wide.

use super::bars;
use super::cells;
use super::grid::Grid;
use super::lane;
use super::theme;
use super::view::{Action, BarState, Music, View};
use egui::{Align, Rect, ScrollArea, Sense, Ui, pos2, text::LayoutJob, vec2};
use score::Instrument;

/// Least height of a lane.
const LANE: f32 = 34.0;
const LANE_GAP: f32 = 2.0;

/// Fills what is left of `ui`.
pub fn roll(ui: &mut Ui, view: &View, actions: &mut Vec<Action>) {
    let gutter = (ui.available_width() * 0.2).clamp(140.0, 168.0);
    let (strip, _) = ui.allocate_exact_size(vec2(ui.available_width(), bars::HEIGHT), Sense::hover());
    bars::bars(ui, &Grid::new(strip, gutter, view.music.metre()), strip, &view.music);
    let lanes = lanes(view);
    if lanes.is_empty() {
        empty(ui, "Add instruments, or let the composer choose, and press Generate.");
        return;
    }
    let height = lane_height(ui.available_height(), lanes.len());
    let area = ui.available_rect_before_wrap();
    // The scroll bar floats, so that the bars of the lanes stay under those of the strip.
    ui.spacing_mut().scroll.floating_allocated_width = 0.0;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = LANE_GAP;
        for &instrument in &lanes {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            let grid = Grid::new(rect, gutter, view.music.metre());
            lane::lane(ui, &grid, rect, instrument, &view.music, response);
            if let Some(place) = view.music.rack.place(instrument).filter(|_| view.music.of.is_some()) {
                cells::cells(ui, &grid, rect, place, &view.music, actions);
            }
        }
    });
    let used = (height + LANE_GAP) * lanes.len() as f32 - LANE_GAP;
    let lanes = Rect::from_min_size(area.min, vec2(area.width(), used.min(area.height())));
    playhead(ui, &Grid::new(area, gutter, view.music.metre()), lanes, &view.music);
    if view.music.of.is_none() && view.music.bars == [BarState::Empty; 4] {
        let text = "Press Generate: four bars for these instruments.";
        hint(ui, lanes.with_min_x(area.left() + gutter), text);
    }
}

/// The lanes of the rack, and what sounds beside them while the composer chooses; before the first loop, what will be asked.
fn lanes(view: &View) -> Vec<Instrument> {
    let mut lanes = view.asking.instruments.clone();
    lanes.extend(view.music.rack.instruments());
    if view.music.asked().is_some_and(|asked| asked.tracks.is_empty()) {
        lanes.extend(view.music.notes().iter().map(|note| note.instrument));
    }
    lanes.sort();
    lanes.dedup();
    lanes
}

fn lane_height(room: f32, lanes: usize) -> f32 {
    let even = (room + LANE_GAP) / lanes as f32 - LANE_GAP;
    even.floor().max(LANE)
}

fn empty(ui: &Ui, text: &str) {
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, theme::ROUND, theme::SURFACE);
    hint(ui, area, text);
}

/// Writes `text` in the middle of `area`, wrapped, on a ground of its own.
fn hint(ui: &Ui, area: Rect, text: &str) {
    let mut job = LayoutJob::simple(
        text.to_owned(),
        theme::body(),
        theme::TEXT_QUIET,
        area.width() - 4.0 * theme::GAP_LARGE,
    );
    job.halign = Align::Center;
    let galley = ui.painter().layout_job(job);
    let place = Rect::from_center_size(area.center(), galley.size());
    ui.painter().rect_filled(place.expand2(vec2(12.0, 6.0)), theme::ROUND, theme::SURFACE);
    ui.painter().galley(place.center_top(), galley, theme::TEXT_QUIET);
}

fn playhead(ui: &Ui, grid: &Grid, lanes: Rect, music: &Music) {
    let Some(ticks) = music.playhead else { return };
    let x = grid.x(ticks);
    let painter = ui.painter();
    painter.vline(x, lanes.y_range(), egui::Stroke::new(1.5, theme::ACCENT));
    let top = pos2(x, lanes.top());
    let flag = vec![top + vec2(-4.0, -5.0), top + vec2(4.0, -5.0), top + vec2(0.0, 1.0)];
    painter.add(egui::Shape::convex_polygon(flag, theme::ACCENT, egui::Stroke::NONE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::view::Asking;
    use crate::state::Loop;
    use score::{Metre, Note, Request, Ticks, Track};
    use std::sync::Arc;

    #[test]
    fn lanes_are_what_was_asked_and_what_sounds_in_canonical_order() {
        let mut view = View {
            asking: Asking { instruments: vec![Instrument(0)], ..Asking::default() },
            ..View::default()
        };
        assert_eq!(lanes(&view), [Instrument(0)]);
        let drum = Note {
            instrument: Instrument::DRUMS,
            onset: Ticks(0),
            pitch: 36,
            velocity: 100,
            duration: Ticks(1),
        };
        let tracks = vec![Track::new(Instrument(48)), Track::new(Instrument(33))];
        view.music.of = Some(Arc::new(Loop {
            metre: Metre::FourFour,
            notes: vec![drum],
            bars: 1,
            asked: Request { tracks, ..Request::default() },
            got: None,
            edited: Default::default(),
        }));
        view.asking.instruments.clear();
        view.music.rack.set_asked(&[Instrument::DRUMS, Instrument(33), Instrument(48)]);
        assert_eq!(lanes(&view), [Instrument::DRUMS, Instrument(33), Instrument(48)]);
    }

    #[test]
    fn lanes_never_get_too_low_to_read() {
        assert_eq!(lane_height(200.0, 16), LANE);
        assert_eq!(lane_height(900.0, 1), 900.0, "and fill the room that there is");
    }
}
