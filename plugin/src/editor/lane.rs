//! One instrument of the roll: its name and its notes.

use super::grid::Grid;
use super::theme;
use super::view::{BarState, Music};
use super::words;
use egui::{Color32, Rect, Response, Role, Stroke, Ui, WidgetInfo, pos2, vec2};
use score::{BARS, Instrument, Note, TrackMetadata};
use std::ops::RangeInclusive;

/// Least pitches that a lane shows, so that a single line is not blown up.
const LEAST_SPAN: u8 = 12;

/// Paints the lane of `instrument` into `rect`.
pub fn lane(ui: &Ui, grid: &Grid, rect: Rect, instrument: Instrument, music: &Music, response: Response) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let colour = theme::instrument(instrument);
    let name = Rect::from_min_max(rect.min, pos2(grid.left() - 2.0, rect.max.y));
    painter.rect_filled(name, theme::ROUND - 2, theme::SURFACE);
    painter.rect_filled(Rect::from_min_size(name.min, vec2(4.0, name.height())), 2.0, colour);
    let label = theme::elided(ui, instrument.name(), theme::small(), name.width() - 18.0);
    // Its buttons lie below.
    let room = if music.of.is_some() { name.height() - 17.0 } else { name.height() };
    let top = name.top() + (room - label.size().y).max(0.0) / 2.0;
    painter.galley(pos2(name.left() + 12.0, top), label, theme::TEXT);
    ground(&painter, grid, rect, music);
    let notes = music.notes().iter().filter(|note| note.instrument == instrument).count();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{}: {notes} notes", instrument.name()))
    });
    let pitches = span(music.notes().iter().filter(|note| note.instrument == instrument));
    for note in music.notes().iter().filter(|note| note.instrument == instrument) {
        let place = place(grid, rect, note, &pitches);
        let bar = music.bars.get(note.bar(music.metre())).copied().unwrap_or_default();
        painter.rect_filled(place, 1.5, ink(colour, note.velocity, bar));
    }
    if let Some(got) = music.got().and_then(|got| got.tracks.iter().find(|t| t.instrument == instrument)) {
        response.on_hover_text(said(got));
    }
}

/// The bars' grounds, by how far each is, and the lines of bars and beats.
fn ground(painter: &egui::Painter, grid: &Grid, rect: Rect, music: &Music) {
    for bar in 0..BARS {
        let fill = match music.bars[bar] {
            BarState::Empty | BarState::Written => theme::SURFACE,
            BarState::Planned => theme::mix(theme::GROUND, theme::SURFACE, 0.35),
            BarState::Writing => theme::mix(theme::SURFACE, theme::ACCENT, 0.09),
        };
        let place = grid.bar(bar);
        painter.rect_filled(Rect::from_x_y_ranges(place.start..=place.end, rect.y_range()), 0.0, fill);
    }
    for x in grid.beats() {
        painter.vline(x, rect.y_range(), Stroke::new(1.0, theme::mix(theme::SURFACE, theme::LINE, 0.6)));
    }
    for bar in 1..BARS {
        painter.vline(
            grid.bar(bar).start,
            rect.y_range(),
            Stroke::new(1.0, theme::mix(theme::LINE, theme::TEXT, 0.12)),
        );
    }
}

/// The pitches that the lane shows, from its lowest to its highest, at least an octave.
fn span<'a>(notes: impl Iterator<Item = &'a Note>) -> RangeInclusive<u8> {
    let (low, high) =
        notes.fold((u8::MAX, 0), |(low, high), note| (low.min(note.pitch), high.max(note.pitch)));
    if low > high {
        return 60..=60 + LEAST_SPAN;
    }
    let missing = LEAST_SPAN.saturating_sub(high - low);
    low.saturating_sub(missing / 2)..=(high + missing.div_ceil(2)).min(127)
}

fn place(grid: &Grid, rect: Rect, note: &Note, pitches: &RangeInclusive<u8>) -> Rect {
    let inner = rect.shrink2(vec2(0.0, 4.0));
    let rows = f32::from(pitches.end() - pitches.start() + 1);
    let row = inner.height() / rows;
    let height = row.clamp(2.0, 12.0);
    let centre = inner.bottom() - (f32::from(note.pitch - pitches.start()) + 0.5) * row;
    let left = grid.x(f32::from(note.onset.0));
    let right = (grid.x(f32::from(note.end().0)) - 1.0).max(left + 2.5);
    Rect::from_min_max(pos2(left + 0.5, centre - height / 2.0), pos2(right, centre + height / 2.0))
}

/// Louder is brighter; what sounds in a bar that is still to be written anew is faint.
fn ink(colour: Color32, velocity: u8, bar: BarState) -> Color32 {
    let loud = 0.38 + 0.62 * f32::from(velocity) / 127.0;
    match bar {
        BarState::Planned | BarState::Writing => theme::mix(theme::SURFACE, colour, loud * 0.32),
        BarState::Empty | BarState::Written => theme::mix(theme::SURFACE, colour, loud),
    }
}

/// What the instrument plays, in numbers.
fn said(got: &TrackMetadata) -> String {
    let mut said = vec![got.instrument.name().to_owned()];
    said.extend(got.mean_pitch.map(|pitch| format!("Mean pitch {pitch:.1} ({})", words::pitch(pitch))));
    said.push(format!("Mean velocity {:.1}", got.mean_velocity));
    said.extend(got.mean_duration.map(|beats| format!("Mean duration {beats:.2} beats")));
    said.push(format!("Density {:.1} per bar", got.density));
    said.push(format!("Polyphony {}", got.polyphony));
    said.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Ticks;

    #[test]
    fn louder_notes_are_brighter_and_planned_bars_fainter() {
        let colour = theme::instrument(Instrument(0));
        let brightness = |ink: Color32| u16::from(ink.r()) + u16::from(ink.g()) + u16::from(ink.b());
        let written = |velocity| brightness(ink(colour, velocity, BarState::Written));
        assert!(written(30) < written(80) && written(80) < written(127));
        assert!(brightness(ink(colour, 127, BarState::Planned)) < written(30));
    }

    #[test]
    fn every_note_lies_inside_its_lane() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 34.0));
        let notes = [0, 60, 127].map(|pitch| Note {
            instrument: Instrument(0),
            onset: Ticks(180),
            pitch,
            velocity: 1,
            duration: Ticks(12),
        });
        for notes in [&notes[..], &notes[..1], &notes[2..]] {
            let grid = Grid::new(rect, 100.0, score::Metre::FourFour);
            let pitches = span(notes.iter());
            assert!(notes.iter().all(|note| rect.contains_rect(place(&grid, rect, note, &pitches))));
        }
    }
}
