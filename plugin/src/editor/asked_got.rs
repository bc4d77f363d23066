//! What was asked of the loop, and what it is.

use super::theme;
use super::view::{Music, Quantity};
use super::words;
use egui::{Align2, Color32, FontId, Rect, Sense, Ui, pos2, vec2};
use score::{Metadata, Request};

const ROW: f32 = 20.0;
const LEGEND: f32 = 48.0;

/// One column of the table.
struct Column {
    name: &'static str,
    asked: Option<String>,
    got: Option<String>,
}

/// A table of two rows as wide as `ui` allows.
pub fn asked_got(ui: &mut Ui, music: &Music) {
    let columns = columns(music);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW * 3.0), Sense::hover());
    let width = (rect.width() - LEGEND) / columns.len() as f32;
    for (row, legend) in ["", "Asked", "Got"].into_iter().enumerate() {
        cell(ui, line(rect, row), legend, theme::small(), theme::TEXT_QUIET);
    }
    for (index, column) in columns.iter().enumerate() {
        let left = rect.left() + LEGEND + width * index as f32;
        let place =
            Rect::from_min_size(pos2(left, rect.top()), vec2(width - theme::GAP_SMALL, rect.height()));
        cell(ui, line(place, 0), column.name, theme::small(), theme::TEXT_QUIET);
        let asked = column.asked.as_deref();
        let ink = if asked.is_some() { theme::ACCENT } else { theme::TEXT_QUIET };
        let asked = asked.unwrap_or(if music.of.is_some() { "any" } else { "–" });
        cell(ui, line(place, 1), asked, theme::body(), ink);
        cell(ui, line(place, 2), column.got.as_deref().unwrap_or("–"), theme::body(), theme::TEXT);
    }
}

fn columns(music: &Music) -> Vec<Column> {
    let (asked, got) = (music.asked(), music.got());
    let mut columns: Vec<Column> = Quantity::ALL
        .into_iter()
        .map(|quantity| Column {
            name: short(quantity),
            asked: asked
                .and_then(|asked| asked_amount(asked, quantity))
                .map(|v| words::measured(quantity, v)),
            got: got.and_then(|got| got_amount(got, quantity)).map(|v| words::measured(quantity, v)),
        })
        .collect();
    columns.push(Column {
        name: "Key",
        asked: asked.and_then(|asked| asked.key).map(words::key),
        got: got.and_then(|got| got.key).map(words::key),
    });
    columns.push(Column {
        name: "Instruments",
        asked: asked.filter(|asked| !asked.tracks.is_empty()).map(|asked| asked.tracks.len().to_string()),
        got: got.map(|got| instruments_got(asked, got)),
    });
    columns
}

/// How many of the asked instruments sound, or how many sound at all if none were asked.
fn instruments_got(asked: Option<&Request>, got: &Metadata) -> String {
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

fn line(of: Rect, row: usize) -> Rect {
    Rect::from_min_size(of.left_top() + vec2(0.0, ROW * row as f32), vec2(of.width(), ROW))
}

/// Writes `text` at the left of `place`, cut where it ends.
fn cell(ui: &Ui, place: Rect, text: &str, font: FontId, ink: Color32) {
    let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
    painter.text(place.left_center(), Align2::LEFT_CENTER, text, font, ink);
}
