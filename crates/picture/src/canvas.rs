//! What pictures are drawn on.

use crate::PictureError;
use ab_glyph::{Font, FontRef, OutlineCurve, PxScale, ScaleFont};
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Transform};

/// Red, green, blue.
pub(crate) type Hue = [u8; 3];

pub(crate) const GROUND: Hue = [18, 20, 25];
pub(crate) const LANE: Hue = [27, 30, 37];
pub(crate) const BEAT: Hue = [40, 44, 54];
pub(crate) const BAR: Hue = [78, 85, 102];
pub(crate) const TEXT: Hue = [226, 230, 238];
pub(crate) const FAINT: Hue = [139, 147, 164];
/// One colour an instrument, in turn.
pub(crate) const COLOURS: [Hue; 8] = [
    [240, 168, 72],
    [96, 178, 240],
    [126, 204, 128],
    [232, 118, 150],
    [176, 146, 240],
    [82, 204, 196],
    [228, 208, 92],
    [236, 134, 100],
];

/// A picture while it is drawn. Pixels count from the upper left corner.
pub(crate) struct Canvas {
    pixels: Pixmap,
    font: FontRef<'static>,
}

impl Canvas {
    /// An empty picture.
    ///
    /// # Errors
    /// When it is too large, or the font cannot be read.
    pub(crate) fn new(width: u32, height: u32) -> Result<Canvas, PictureError> {
        let mut pixels = Pixmap::new(width, height).ok_or(PictureError::Size(width, height))?;
        pixels.fill(colour(GROUND, 1.0));
        Ok(Canvas { pixels, font: FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT)? })
    }

    /// The picture as a PNG file.
    pub(crate) fn png(&self) -> Result<Vec<u8>, PictureError> {
        self.pixels.encode_png().map_err(|error| PictureError::Png(error.to_string()))
    }

    /// A filled rectangle at `[x, y, width, height]` with round corners.
    pub(crate) fn bar(&mut self, place: [f32; 4], hue: Hue, strength: f32, radius: f32) {
        let [x, y, width, height] = place;
        let radius = radius.min(width / 2.0).min(height / 2.0);
        if let Some(path) = Rect::from_xywh(x, y, width, height).and_then(|rect| rounded(rect, radius)) {
            self.fill(&path, hue, strength);
        }
    }

    /// One pixel; outside of the picture none.
    pub(crate) fn dot(&mut self, x: u32, y: u32, [red, green, blue]: Hue) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        if x < width && y < height {
            let colour = tiny_skia::ColorU8::from_rgba(red, green, blue, 255).premultiply();
            self.pixels.pixels_mut()[(y * width + x) as usize] = colour;
        }
    }

    /// `text` with its baseline at `y`, `size` pixels high.
    pub(crate) fn text(&mut self, text: &str, x: f32, y: f32, size: f32, hue: Hue) {
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

    fn fill(&mut self, path: &Path, hue: Hue, strength: f32) {
        let mut paint = Paint::default();
        paint.set_color(colour(hue, strength));
        self.pixels.fill_path(path, &paint, FillRule::Winding, Transform::identity(), None);
    }
}

fn colour([red, green, blue]: Hue, strength: f32) -> Color {
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
