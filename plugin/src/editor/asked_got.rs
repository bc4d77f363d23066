//! What was asked of the loop, and what it is: two marks on one scale, and both values.

use super::theme;
use super::view::{Music, Quantity};
use super::words;
use egui::{Color32, FontId, Painter, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use score::{Metadata, Request};

const ROW: f32 = 19.0;
/// Room for the two marks.
const SCALE: f32 = 14.0;
const LEGEND: f32 = 58.0;

/// One column of the table.
struct Column {
    name: &'static str,
    /// How much of the width it gets, next to the others.
    shares: f32,
    asked: Option<String>,
    got: Option<String>,
    /// Where asked and got lie on the scale of this quantity, 0..=1; for columns that are no quantities none.
    scale: Option<(Option<f32>, Option<f32>)>,
}

/// A table as wide as `ui` allows.
pub fn asked_got(ui: &mut Ui, music: &Music) {
    let columns = columns(music);
    let size = vec2(ui.available_width(), ROW * 3.0 + SCALE);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let share = (rect.width() - LEGEND) / columns.iter().map(|column| column.shares).sum::<f32>();
    legend(ui, rect);
    let mut left = rect.left() + LEGEND;
    for column in &columns {
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(share * column.shares, rect.height()));
        left = place.right();
        show(ui, place.with_max_x(place.right() - theme::GAP), column, music.of.is_some());
    }
}

fn legend(ui: &Ui, rect: Rect) {
    let painter = ui.painter();
    for (row, word) in ["Asked", "Got"].into_iter().enumerate() {
        let place = row_of(rect, row + 1);
        let mark = place.left_center() + vec2(4.0, 1.5 * (1 - row) as f32);
        if row == 0 {
            asked_mark(painter, mark)
        } else {
            got_mark(painter, mark)
        }
        cell(ui, place.with_min_x(place.left() + 14.0), word, theme::small(), theme::TEXT_QUIET);
    }
}

fn show(ui: &Ui, place: Rect, column: &Column, there_is_a_loop: bool) {
    let asked = column.asked.as_deref().unwrap_or(if there_is_a_loop { "any" } else { "–" });
    let got = column.got.as_deref().unwrap_or("–");
    let named = ui.interact(place, ui.scope_id().with(column.name), Sense::hover());
    let said = format!("{}: asked {asked}, got {got}", column.name);
    named.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
    let ink = if column.asked.is_some() { theme::ACCENT } else { theme::TEXT_QUIET };
    cell(ui, row_of(place, 0), column.name, theme::small(), theme::TEXT_QUIET);
    cell(ui, row_of(place, 1), asked, theme::body(), ink);
    cell(ui, row_of(place, 2), got, theme::body(), theme::TEXT);
    if let Some((asked, got)) = column.scale {
        scale(ui.painter(), place, asked, got);
    }
    named.on_hover_text(said);
}

/// The scale under the column's name, with a mark for each value that there is.
fn scale(painter: &Painter, place: Rect, asked: Option<f32>, got: Option<f32>) {
    let y = place.top() + ROW + SCALE / 2.0;
    let span = place.left() + 4.0..=(place.left() + 108.0).min(place.right() - 4.0);
    painter.hline(*span.start()..=*span.end(), y, Stroke::new(2.0, theme::CONTROL_HOT));
    let at = |share: f32| pos2(egui::lerp(span.clone(), share.clamp(0.0, 1.0)), y);
    if let (Some(asked), Some(got)) = (asked, got) {
        painter.line_segment([at(asked), at(got)], Stroke::new(2.0, theme::TEXT_QUIET));
    }
    got.into_iter().for_each(|got| got_mark(painter, at(got)));
    asked.into_iter().for_each(|asked| asked_mark(painter, at(asked)));
}

/// What is asked: a triangle that points down.
fn asked_mark(painter: &Painter, at: egui::Pos2) {
    let corners = vec![at + vec2(-4.0, -5.0), at + vec2(4.0, -5.0), at + vec2(0.0, 1.5)];
    painter.add(Shape::convex_polygon(corners, theme::ACCENT, Stroke::NONE));
}

/// What came: a dot.
fn got_mark(painter: &Painter, at: egui::Pos2) {
    painter.circle_filled(at, 3.0, theme::TEXT);
}

fn columns(music: &Music) -> Vec<Column> {
    let (asked, got) = (music.asked(), music.got());
    let mut columns: Vec<Column> =
        Quantity::ALL.into_iter().map(|quantity| measured(quantity, asked, got)).collect();
    columns.push(Column {
        name: "Key",
        shares: 1.4,
        asked: asked.and_then(tonality_asked),
        got: got.and_then(|got| got.key).map(|key| key.to_string()),
        scale: None,
    });
    columns.push(Column {
        name: "Tracks",
        shares: 1.0,
        asked: asked.filter(|asked| !asked.tracks.is_empty()).map(|asked| asked.tracks.len().to_string()),
        got: got.map(|got| tracks_got(asked, got)),
        scale: None,
    });
    columns
}

fn measured(quantity: Quantity, asked: Option<&Request>, got: Option<&Metadata>) -> Column {
    let asked = asked.and_then(|asked| asked_amount(asked, quantity));
    let got = got.and_then(|got| got_amount(got, quantity));
    let place = |value: f32| quantity.place(value);
    Column {
        name: short(quantity),
        shares: 1.0,
        asked: asked.map(|value| words::measured(quantity, value)),
        got: got.map(|value| words::measured(quantity, value)),
        scale: Some((asked.map(place), got.map(place))),
    }
}

/// The key, or where that may be any, the scale that nothing leaves.
fn tonality_asked(asked: &Request) -> Option<String> {
    asked.key.map(|key| key.to_string()).or(asked.scale.map(|scale| scale.to_string()))
}

/// How many of the asked instruments sound, or how many sound at all if none were asked.
fn tracks_got(asked: Option<&Request>, got: &Metadata) -> String {
    let sounds = |instrument| got.tracks.iter().any(|track| track.instrument == instrument);
    match asked.map(|asked| &asked.tracks) {
        Some(tracks) if !tracks.is_empty() => {
            let kept = tracks.iter().filter(|track| sounds(track.instrument)).count();
            match got.tracks.len() - kept {
                0 => kept.to_string(),
                others => format!("{kept} + {others} others"),
            }
        }
        _ => got.tracks.len().to_string(),
    }
}

fn asked_amount(asked: &Request, quantity: Quantity) -> Option<f32> {
    match quantity {
        Quantity::Pitch => asked.mean_pitch,
        Quantity::Velocity => asked.mean_velocity,
        Quantity::Duration => asked.mean_duration,
        Quantity::Density => asked.density,
    }
}

fn got_amount(got: &Metadata, quantity: Quantity) -> Option<f32> {
    match quantity {
        Quantity::Pitch => got.mean_pitch,
        Quantity::Velocity => got.mean_velocity,
        Quantity::Duration => got.mean_duration,
        Quantity::Density => Some(got.density),
    }
}

fn short(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Pitch => "Pitch",
        Quantity::Velocity => "Velocity",
        Quantity::Duration => "Beats",
        Quantity::Density => "Density",
    }
}

/// Row 0 holds the names; the scale lies between it and the values.
fn row_of(of: Rect, row: usize) -> Rect {
    let top = of.top() + ROW * row as f32 + if row == 0 { 0.0 } else { SCALE };
    Rect::from_min_size(pos2(of.left(), top), vec2(of.width(), ROW))
}

/// Writes `text` at the left of `place`, with an ellipsis where it is too long.
fn cell(ui: &Ui, place: Rect, text: &str, font: FontId, ink: Color32) {
    let galley = theme::elided(ui, text, font, place.width());
    ui.painter().galley(pos2(place.left(), place.center().y - galley.size().y / 2.0), galley, ink);
}
