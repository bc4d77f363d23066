//! The central panel: slots and history, tools, and the piano roll with one lane for each instrument.

mod around;
mod drums;
mod grip;
mod gutter;
mod hand;
mod keys;
mod ops;
mod pointer;
mod start;
mod told;
mod tools;

pub use hand::Hand;

use super::bars;
use super::cells;
use super::chip;
use super::grid::Grid;
use super::history;
use super::lane::{self, Lane};
use super::slots;
use super::theme;
use super::view::{Action, BarState, Music, View};
use egui::{Align, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, text::LayoutJob, vec2};
use pointer::Desk;
use score::{Instrument, Note, Ticks};
use session::Swap;

/// Least height of a lane, and height of a folded one.
const LANE: f32 = 38.0;
const FOLDED: f32 = 20.0;
const LANE_GAP: f32 = 2.0;

/// Fills what is left of `ui`.
pub fn roll(ui: &mut Ui, view: &View, hand: &mut Hand, actions: &mut Vec<Action>) {
    told::told(ui, view, actions);
    slots::slots(ui, &view.music, actions);
    history::history(ui, &view.music, actions);
    let notes = hand::notes(&view.music);
    hand.keep_what_is_there(&notes);
    hand.said.clear();
    hand.listens = false;
    tools::tools(ui, &view.music, &notes, hand, actions);
    around::look_around(ui, &view.music, hand);
    around::steps(ui, &view.music, actions);

    let gutter = (ui.available_width() * 0.24).clamp(140.0, 176.0);
    let in_view = hand.scroll.bars(hand::total_bars(&view.music));
    let grid = |rect| Grid::new(rect, gutter, view.music.metre(), in_view);
    let (strip, _) = ui.allocate_exact_size(vec2(ui.available_width(), bars::HEIGHT), Sense::hover());
    bars::bars(ui, &grid(strip), strip, &view.music);
    let instruments = lanes(view);
    if instruments.is_empty() {
        empty(ui, "Add instruments, or let the composer choose, and press Generate.");
        return;
    }
    let area = ui.available_rect_before_wrap();
    let height = lane_height(area.height(), &instruments, hand);
    // The scroll bar floats, so that the bars of the lanes stay under those of the strip.
    ui.spacing_mut().scroll.floating_allocated_width = 0.0;
    let used = ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = LANE_GAP;
        let lanes: Vec<Lane> = instruments
            .iter()
            .map(|&instrument| {
                let folded = hand.folded.contains(&instrument);
                let size = vec2(ui.available_width(), if folded { FOLDED } else { height });
                let rect = ui.allocate_space(size).1;
                let place = view.music.rack.place(instrument);
                Lane::new(instrument, place, rect, grid(rect), &notes, folded)
            })
            .collect();
        let end = Ticks(view.music.metre().loop_len().0 * view.music.loops().len().max(1) as u16);
        let desk = Desk { lanes: &lanes, notes: &notes, music: &view.music, end };
        work(ui, &desk, hand, actions);
        lanes.last().map_or(0.0, |last| last.rect.bottom())
            - lanes.first().map_or(0.0, |first| first.rect.top())
    });
    let lanes = Rect::from_min_size(area.min, vec2(area.width(), used.inner.min(area.height())));
    playhead(ui, &grid(area), lanes, &view.music);
    let said = theme::elided(ui, &hand.said, theme::small(), gutter - 8.0);
    ui.painter().galley(strip.left_center() + vec2(2.0, -9.0), said, theme::TEXT_QUIET);
    if view.music.loops().is_empty() && view.music.bars.iter().all(|bar| *bar == BarState::Empty) {
        let text = "Press Generate: four bars for these instruments.";
        hint(ui, lanes.with_min_x(area.left() + gutter), text);
    }
}

/// Paints all lanes and hears what is done with them.
fn work(ui: &mut Ui, desk: &Desk, hand: &mut Hand, actions: &mut Vec<Action>) {
    let mut responses = Vec::with_capacity(desk.lanes.len());
    for lane in desk.lanes {
        responses.push(listen(ui, lane, desk));
    }
    for (lane, response) in desk.lanes.iter().zip(&responses) {
        pointer::point(ui, response, lane, desk, hand, actions);
        keys::keys(ui, response, lane, desk, hand, actions);
    }
    let swaps = pointer::go_on(ui, desk, hand, actions);
    let moving: Vec<Note> = swaps.iter().filter_map(|swap| swap.from).collect();
    let painter = ui.painter().clone();
    for (lane, response) in desk.lanes.iter().zip(&responses) {
        lane::paint(&painter, lane, desk.notes, desk.music, &moving);
        start::start(ui, lane, desk, hand, actions);
        let chosen = hand.selected.iter().filter(|note| !moving.contains(note));
        let coming = swaps.iter().filter_map(|swap: &Swap| swap.to);
        lane::chosen(&painter, lane, chosen.copied().chain(coming));
        if !lane.folded {
            cells::cells(ui, lane, desk.music, actions);
        }
        gutter::gutter(ui, lane, desk.music, hand, actions);
        chip::focus(ui, response);
    }
}

/// The ground of a lane, which takes the pointer and the keyboard.
fn listen(ui: &Ui, lane: &Lane, desk: &Desk) -> Response {
    let id = ui.scope_id().with(("lane", lane.instrument));
    let response = ui.interact(lane.roll(), id, Sense::click_and_drag());
    response.widget_info(|| {
        let notes = desk.notes.iter().filter(|note| note.instrument == lane.instrument).count();
        WidgetInfo::labeled(Role::Canvas, true, format!("{}: {notes} notes", lane.instrument.name()))
    });
    response
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

/// Height of a lane that is not folded: they share the room evenly, but stay high enough.
fn lane_height(room: f32, lanes: &[Instrument], hand: &Hand) -> f32 {
    let folded = lanes.iter().filter(|lane| hand.folded.contains(lane)).count();
    let open = (lanes.len() - folded).max(1);
    let left = room - folded as f32 * (FOLDED + LANE_GAP);
    ((left + LANE_GAP) / open as f32 - LANE_GAP).floor().max(LANE)
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
    let Some(x) = music.playhead_in_piece().map(|ticks| grid.x(ticks)) else { return };
    if !(grid.left()..=grid.right()).contains(&x) {
        return;
    }
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
    use score::{Request, Track};
    use session::Loop;
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
        let asked = Request { tracks, ..Request::default() };
        view.music.of = Some(Arc::new(Loop::whole(asked, vec![drum])));
        view.asking.instruments.clear();
        view.music.rack.set_asked(&[Instrument::DRUMS, Instrument(33), Instrument(48)]);
        assert_eq!(lanes(&view), [Instrument::DRUMS, Instrument(33), Instrument(48)]);
    }

    #[test]
    fn lanes_share_the_room_and_never_get_too_low_to_read() {
        let all: Vec<Instrument> = (0..16).map(Instrument).collect();
        let mut hand = Hand::default();
        assert_eq!(lane_height(200.0, &all, &hand), LANE);
        assert_eq!(lane_height(900.0, &all[..1], &hand), 900.0, "and fill the room that there is");
        hand.folded.insert(all[0]);
        assert_eq!(lane_height(422.0, &all[..3], &hand), 199.0, "a folded one leaves its room to the others");
    }
}
