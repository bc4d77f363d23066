//! The strip above the roll: one cell for each bar, which tells how far that bar is and which chords it has.

use super::grid::Grid;
use super::theme;
use super::view::{BarState, Music};
use super::words;
use egui::{Align2, Painter, Rect, Ui, WidgetInfo, pos2, vec2};
use score::{BARS, ChordSlot};

pub const HEIGHT: f32 = 24.0;
/// Seconds that the light takes through a bar that is being written.
const SWEEP: f64 = 1.2;

/// Paints the strip; `grid` says where the bars are.
pub fn bars(ui: &Ui, grid: &Grid, strip: Rect, music: &Music) {
    let view = strip.with_min_x(grid.left());
    for bar in grid.bars(music.states().len()) {
        let state = music.states()[bar];
        let place = grid.bar(bar);
        let cell = Rect::from_x_y_ranges(place.start..=place.end, strip.y_range()).shrink2(vec2(1.0, 0.0));
        let cell = cell.intersect(view);
        let (word, ink) = match state {
            BarState::Empty | BarState::Written => ("", theme::TEXT_QUIET),
            BarState::Planned => ("planned", theme::TEXT_QUIET),
            BarState::Writing => ("writing", theme::ACCENT),
        };
        let named = ui.interact(cell, ui.scope_id().with(("bar", bar)), egui::Sense::hover());
        let heard = heard(music, bar).filter(|_| state == BarState::Written);
        let said = match heard {
            None => said(bar, state),
            Some(halves) => format!("{}, {}", said(bar, state), words::chords(halves)),
        };
        named.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &said));
        let word = if cell.width() < 70.0 { "" } else { word };
        let text = if word.is_empty() { format!("{}", bar + 1) } else { format!("{}  {word}", bar + 1) };
        let painter = ui.painter().with_clip_rect(cell.expand(1.0).intersect(ui.clip_rect()));
        let at = cell.left_center() + vec2(4.0, -3.0);
        let number = painter.text(at, Align2::LEFT_CENTER, text, theme::small(), ink);
        if let Some(halves) = heard {
            let middle = place.start.midpoint(place.end);
            chords(ui, &painter, cell.with_min_x(number.right() + BESIDE), middle, halves);
            named.on_hover_text(said);
        }
        progress(ui, cell, state);
    }
}

/// From a bar's number to its chords.
const BESIDE: f32 = 7.0;

/// The chords of both halves of a bar of the piece; `None` until they are measured.
fn heard(music: &Music, bar: usize) -> Option<[ChordSlot; 2]> {
    let got = music.loops().get(bar / BARS)?.got.as_ref()?;
    let first = 2 * (bar % BARS);
    Some([got.chords[first], got.chords[first + 1]])
}

/// Writes the chords of a bar into `room`, the second where its half begins if both have room.
fn chords(ui: &Ui, painter: &Painter, room: Rect, middle: f32, halves: [ChordSlot; 2]) {
    let silent = halves.iter().all(|half| matches!(half, ChordSlot::None));
    let ink = if silent { theme::TEXT_QUIET } else { theme::TEXT };
    let put = |text: &str, left: f32, right: f32| {
        let galley = theme::elided(ui, text, theme::small(), (right - left).max(0.0));
        painter.galley(pos2(left, room.center().y - 3.0 - galley.size().y / 2.0), galley, ink);
    };
    let [first, second] = halves.map(words::chord);
    let wide = |text: &str| painter.layout_no_wrap(text.to_owned(), theme::small(), theme::TEXT).size().x;
    let apart = first != second
        && room.left() + wide(&first) + BESIDE <= middle
        && middle + wide(&second) + BESIDE <= room.right();
    if apart {
        put(&first, room.left(), middle);
        put(&second, middle + BESIDE / 2.0, room.right());
    } else {
        put(&words::chords(halves), room.left(), room.right());
    }
}

/// A line under the bar's number: full when written, dotted when planned, with a light that passes while it is being written.
fn progress(ui: &Ui, cell: Rect, state: BarState) {
    let line =
        Rect::from_min_max(pos2(cell.left(), cell.bottom() - 6.0), pos2(cell.right(), cell.bottom() - 3.0));
    let painter = ui.painter();
    match state {
        BarState::Written => painter.rect_filled(line, 1.5, theme::mix(theme::GROUND, theme::ACCENT, 0.55)),
        BarState::Planned => {
            let dots = [line.left_center() + vec2(2.0, 0.0), line.right_center()];
            painter.extend(egui::Shape::dotted_line(&dots, theme::TEXT_QUIET, 6.0, 1.0));
            return;
        }
        BarState::Writing | BarState::Empty => painter.rect_filled(line, 1.5, theme::CONTROL),
    };
    if state == BarState::Writing {
        let at = (ui.input(|input| input.time) % SWEEP / SWEEP) as f32;
        let width = line.width() * 0.35;
        let left = line.left() - width + (line.width() + width) * at;
        let light = Rect::from_min_size(pos2(left, line.top()), vec2(width, line.height()));
        painter.rect_filled(light.intersect(line), 1.5, theme::ACCENT);
    }
}

/// What a screen reader says of the bar.
fn said(bar: usize, state: BarState) -> String {
    let state = match state {
        BarState::Empty => "empty",
        BarState::Planned => "planned",
        BarState::Writing => "being written",
        BarState::Written => "written",
    };
    format!("Bar {}: {state}", bar + 1)
}
