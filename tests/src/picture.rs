//! A picture of a loop: a piano roll with a lane for each instrument.

use ab_glyph::{Font, FontRef, OutlineCurve, PxScale, ScaleFont};
use score::{BARS, Instrument, Metre, Note};
use std::collections::BTreeMap;
use thiserror::Error;
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Transform};

const WIDTH: f32 = 1600.0;
const MARGIN: f32 = 24.0;
const TITLE: f32 = 64.0;
const GUTTER: f32 = 230.0;
const RULER: f32 = 30.0;
const GAP: f32 = 10.0;

const GROUND: [u8; 3] = [18, 20, 25];
const LANE: [u8; 3] = [27, 30, 37];
const BEAT: [u8; 3] = [40, 44, 54];
const BAR: [u8; 3] = [78, 85, 102];
const TEXT: [u8; 3] = [226, 230, 238];
const FAINT: [u8; 3] = [139, 147, 164];
/// One colour an instrument, in turn.
const COLOURS: [[u8; 3]; 8] = [
    [240, 168, 72],
    [96, 178, 240],
    [126, 204, 128],
    [232, 118, 150],
    [176, 146, 240],
    [82, 204, 196],
    [228, 208, 92],
    [236, 134, 100],
];

/// Why no picture could be drawn.
#[derive(Debug, Error)]
pub enum PictureError {
    #[error("a picture of {0} lanes is too large")]
    Size(usize),
    #[error("the font inside the program cannot be read: {0}")]
    Font(#[from] ab_glyph::InvalidFont),
    #[error("the picture cannot be written as PNG: {0}")]
    Png(String),
}

/// Draws `notes` (one loop of `metre`) as PNG bytes, under `title`.
pub fn piano_roll(notes: &[Note], metre: Metre, title: &str) -> Result<Vec<u8>, PictureError> {
    let mut lanes: BTreeMap<Instrument, Vec<Note>> = BTreeMap::new();
    notes.iter().for_each(|&note| lanes.entry(note.instrument).or_default().push(note));
    let lanes: Vec<Lane> = lanes.into_values().map(Lane::new).collect();
    let height = TITLE + lanes.iter().map(|lane| lane.height() + GAP).sum::<f32>() + RULER;
    let pixels = Pixmap::new(WIDTH as u32, height.ceil() as u32).ok_or(PictureError::Size(lanes.len()))?;
    let mut sheet =
        Sheet { pixels, font: FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT)?, metre };
    sheet.pixels.fill(colour(GROUND, 1.0));
    sheet.text(title, MARGIN, 40.0, 26.0, TEXT);
    let mut top = TITLE;
    for (lane, colour) in lanes.iter().zip(COLOURS.iter().cycle()) {
        sheet.lane(lane, top, *colour);
        top += lane.height() + GAP;
    }
    for bar in 0..BARS {
        let x = sheet.x(f32::from(metre.bar().0) * bar as f32);
        sheet.text(&format!("{}", bar + 1), x + 4.0, top + 16.0, 17.0, FAINT);
    }
    sheet.pixels.encode_png().map_err(|error| PictureError::Png(error.to_string()))
}

/// The notes of one instrument, and the row of each pitch that occurs in it.
struct Lane {
    notes: Vec<Note>,
    /// From the top: for drums the keys that are struck, for others every key of the range.
    rows: Vec<u8>,
}

impl Lane {
    fn new(notes: Vec<Note>) -> Lane {
        let mut rows: Vec<u8> = notes.iter().map(|note| note.pitch).collect();
        rows.sort_unstable();
        rows.dedup();
        if let [low, .., high] = rows[..]
            && !notes[0].instrument.is_drums()
        {
            rows = (low..=high).collect();
        }
        rows.reverse();
        Lane { notes, rows }
    }

    fn height(&self) -> f32 {
        (self.rows.len() as f32 * 8.0).clamp(64.0, 220.0)
    }
}

/// The picture while it is drawn.
struct Sheet {
    pixels: Pixmap,
    font: FontRef<'static>,
    metre: Metre,
}

impl Sheet {
    /// Of a tick from the loop's start.
    fn x(&self, tick: f32) -> f32 {
        let left = MARGIN + GUTTER;
        left + (WIDTH - MARGIN - left) * tick / f32::from(self.metre.loop_len().0)
    }

    fn lane(&mut self, lane: &Lane, top: f32, hue: [u8; 3]) {
        let instrument = lane.notes[0].instrument;
        self.bar([MARGIN, top, WIDTH - 2.0 * MARGIN, lane.height()], LANE, 1.0, 6.0);
        self.text(instrument.name(), MARGIN + 12.0, top + 26.0, 19.0, TEXT);
        self.text(&format!("{} notes", lane.notes.len()), MARGIN + 12.0, top + 48.0, 15.0, FAINT);
        self.grid(top, lane.height());
        let row = (lane.height() - 12.0) / lane.rows.len() as f32;
        for note in &lane.notes {
            let index = lane.rows.iter().position(|&pitch| pitch == note.pitch).unwrap_or(0);
            let (left, right) = (self.x(f32::from(note.onset.0)), self.x(f32::from(note.end().0)));
            let y = top + 6.0 + row * index as f32;
            let thickness = (row - 1.0).clamp(2.5, 12.0);
            let strength = 0.35 + 0.65 * f32::from(note.velocity) / 127.0;
            let place = [left + 0.5, y + (row - thickness) / 2.0, (right - left - 1.5).max(2.0), thickness];
            self.bar(place, hue, strength, 2.0);
        }
    }

    fn grid(&mut self, top: f32, height: f32) {
        let (bar, end) = (self.metre.bar().0, self.metre.loop_len().0);
        let (_, denominator) = self.metre.fraction();
        let beat = 48 / u16::from(denominator);
        for tick in (0..=end).step_by(usize::from(beat)) {
            let line = if tick % bar == 0 { BAR } else { BEAT };
            self.bar([self.x(f32::from(tick)) - 0.5, top, 1.0, height], line, 1.0, 0.0);
        }
    }

    /// A filled rectangle at `[x, y, width, height]` with round corners.
    fn bar(&mut self, place: [f32; 4], hue: [u8; 3], strength: f32, radius: f32) {
        let [x, y, width, height] = place;
        let radius = radius.min(width / 2.0).min(height / 2.0);
        if let Some(path) = Rect::from_xywh(x, y, width, height).and_then(|rect| rounded(rect, radius)) {
            self.fill(&path, hue, strength);
        }
    }

    /// `text` with its baseline at `y`, `size` pixels high.
    fn text(&mut self, text: &str, x: f32, y: f32, size: f32, hue: [u8; 3]) {
        let font = self.font.clone().into_scaled(PxScale::from(size));
        let unit = size / font.font.height_unscaled();
        let mut pen = x;
        for letter in text.chars() {
            let glyph = font.glyph_id(letter);
            let curves = font.font.outline(glyph).map_or(Vec::new(), |outline| outline.curves);
            if let Some(path) = letter_path(&curves, pen, y, unit) {
                self.fill(&path, hue, 1.0);
            }
            pen += font.h_advance(glyph);
        }
    }

    fn fill(&mut self, path: &Path, hue: [u8; 3], strength: f32) {
        let mut paint = Paint::default();
        paint.set_color(colour(hue, strength));
        self.pixels.fill_path(path, &paint, FillRule::Winding, Transform::identity(), None);
    }
}

fn colour([red, green, blue]: [u8; 3], strength: f32) -> Color {
    Color::from_rgba8(red, green, blue, (strength.clamp(0.0, 1.0) * 255.0) as u8)
}

fn rounded(rect: Rect, radius: f32) -> Option<Path> {
    let (left, top, right, bottom) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.quad_to(right, top, right, top + radius);
    path.line_to(right, bottom - radius);
    path.quad_to(right, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.quad_to(left, bottom, left, bottom - radius);
    path.line_to(left, top + radius);
    path.quad_to(left, top, left + radius, top);
    path.close();
    path.finish()
}

/// A letter's outline; font units grow upwards, pixels downwards.
fn letter_path(curves: &[OutlineCurve], x: f32, y: f32, unit: f32) -> Option<Path> {
    let at = |point: ab_glyph::Point| (x + point.x * unit, y - point.y * unit);
    let (mut path, mut pen) = (PathBuilder::new(), None);
    for curve in curves {
        let (from, to) = match *curve {
            OutlineCurve::Line(from, to) => (from, to),
            OutlineCurve::Quad(from, _, to) => (from, to),
            OutlineCurve::Cubic(from, _, _, to) => (from, to),
        };
        if pen != Some(from) {
            path.move_to(at(from).0, at(from).1);
        }
        let (to_x, to_y) = at(to);
        match *curve {
            OutlineCurve::Line(..) => path.line_to(to_x, to_y),
            OutlineCurve::Quad(_, bend, _) => path.quad_to(at(bend).0, at(bend).1, to_x, to_y),
            OutlineCurve::Cubic(_, first, second, _) => {
                path.cubic_to(at(first).0, at(first).1, at(second).0, at(second).1, to_x, to_y);
            }
        }
        pen = Some(to);
    }
    path.finish()
}
