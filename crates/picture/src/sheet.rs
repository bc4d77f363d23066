//! Many loops on one page.

use crate::PictureError;
use crate::canvas::{BAR, BEAT, COLOURS, Canvas, FAINT, Hue, LANE, TEXT};
use score::{BARS, Metre, Note};

const COLUMNS: usize = 8;
/// Of one tile, without the gap to the next.
const WIDTH: f32 = 300.0;
const HEIGHT: f32 = 190.0;
const GAP: f32 = 12.0;
/// What the words above a tile's notes take.
const WORDS: f32 = 34.0;
/// What the drums below a tile's other notes take.
const DRUMS: f32 = 46.0;
/// Lowest and highest MIDI key of a tile; what lies outside is drawn at the edge.
const PITCHES: (f32, f32) = (24.0, 100.0);
/// The same for drums.
const KEYS: (f32, f32) = (34.0, 60.0);

/// One loop of the sheet.
pub struct Tile<'a> {
    pub title: String,
    pub caption: String,
    pub notes: &'a [Note],
    pub metre: Metre,
}

/// Draws `tiles` row by row as PNG bytes: bars as lines, one colour an instrument, loudness as strength, drums at the bottom.
pub fn contact_sheet(tiles: &[Tile]) -> Result<Vec<u8>, PictureError> {
    let (columns, rows) = (tiles.len().clamp(1, COLUMNS), tiles.len().div_ceil(COLUMNS));
    let size = |count: usize, one: f32| (count as f32 * (one + GAP) + GAP) as u32;
    let mut canvas = Canvas::new(size(columns, WIDTH), size(rows, HEIGHT))?;
    for (index, tile) in tiles.iter().enumerate() {
        let at = |place: usize, one: f32| GAP + place as f32 * (one + GAP);
        draw(&mut canvas, tile, at(index % COLUMNS, WIDTH), at(index / COLUMNS, HEIGHT));
    }
    canvas.png()
}

fn draw(canvas: &mut Canvas, tile: &Tile, left: f32, top: f32) {
    canvas.bar([left, top, WIDTH, HEIGHT], LANE, 1.0, 4.0);
    canvas.text(&tile.title, left + 6.0, top + 14.0, 13.0, TEXT);
    canvas.text(&shortened(&tile.caption), left + 6.0, top + 28.0, 11.0, FAINT);
    for bar in 1..BARS {
        canvas.bar(
            [left + WIDTH * bar as f32 / BARS as f32, top + WORDS, 1.0, HEIGHT - WORDS],
            BAR,
            1.0,
            0.0,
        );
    }
    canvas.bar([left, top + HEIGHT - DRUMS, WIDTH, 1.0], BEAT, 1.0, 0.0);
    let mut instruments: Vec<_> = tile.notes.iter().map(|n| n.instrument).collect();
    instruments.sort_unstable();
    instruments.dedup();
    for note in tile.notes {
        let turn = instruments.iter().position(|&i| i == note.instrument).unwrap_or(0);
        draw_note(canvas, note, tile.metre, COLOURS[turn % COLOURS.len()], left, top);
    }
}

fn draw_note(canvas: &mut Canvas, note: &Note, metre: Metre, hue: Hue, left: f32, top: f32) {
    let across = |ticks: u16| left + WIDTH * f32::from(ticks) / f32::from(metre.loop_len().0);
    let (low, high) = if note.instrument.is_drums() { KEYS } else { PITCHES };
    let height = (f32::from(note.pitch).clamp(low, high) - low) / (high - low);
    let (lane_top, lane) = match note.instrument.is_drums() {
        true => (top + HEIGHT - DRUMS + 4.0, DRUMS - 8.0),
        false => (top + WORDS, HEIGHT - WORDS - DRUMS - 4.0),
    };
    let (x, end) = (across(note.onset.0), across(note.end().0.min(metre.loop_len().0)));
    let strength = 0.35 + 0.65 * f32::from(note.velocity) / 127.0;
    let y = lane_top + lane * (1.0 - height);
    canvas.bar([x, y, (end - x - 0.5).max(1.5), 2.0], hue, strength, 0.0);
}

/// As much of a caption as fits.
fn shortened(text: &str) -> String {
    const FITS: usize = 52;
    if text.chars().count() <= FITS {
        return text.to_owned();
    }
    text.chars().take(FITS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Instrument, Ticks};

    #[test]
    fn a_sheet_shows_every_tile_and_more_notes_make_another_picture() {
        let note = |instrument, pitch| Note {
            instrument: Instrument(instrument),
            onset: Ticks(12),
            pitch,
            velocity: 90,
            duration: Ticks(12),
        };
        let sheet = |count: usize, notes: &[Note]| {
            let tile =
                || Tile { title: "000".into(), caption: "x".repeat(99), notes, metre: Metre::FourFour };
            contact_sheet(&(0..count).map(|_| tile()).collect::<Vec<_>>()).expect("a picture")
        };
        let size = |png: &[u8]| {
            [16, 20].map(|at| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]))
        };
        let two_rows = sheet(9, &[note(0, 60)]);
        assert_eq!(size(&two_rows), [8 * 312 + 12, 2 * 202 + 12]);
        assert_eq!(size(&sheet(2, &[])), [2 * 312 + 12, 202 + 12]);
        assert_ne!(two_rows, sheet(9, &[note(0, 60), note(128, 36), note(1, 127)]));
    }
}
