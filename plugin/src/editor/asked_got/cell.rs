//! One cell: what was asked, what came, and whether that is near enough.

use crate::editor::theme;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// Whether something came as it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met,
    TooLow,
    TooHigh,
    /// Not as asked, and neither low nor high.
    Missed,
}

#[derive(Default)]
pub struct Cell {
    pub asked: Option<String>,
    pub got: Option<String>,
    /// What stands in the cell where that is not asked beside got.
    pub count: Option<String>,
    /// What stands there where that (or what came, beside nothing asked) is too wide.
    pub short: Option<String>,
    pub verdict: Option<Verdict>,
    /// Where asked and got lie, 0..=1; several for what is asked bar by bar.
    pub marks: Vec<(Option<f32>, Option<f32>)>,
    /// Whether there is a loop at all.
    pub written: bool,
}

impl Cell {
    /// In words.
    pub fn said(&self) -> String {
        let verdict = match self.verdict {
            None => "",
            Some(Verdict::Met) => ", as asked",
            Some(Verdict::TooLow) => ", too low",
            Some(Verdict::TooHigh) => ", too high",
            Some(Verdict::Missed) => ", not as asked",
        };
        format!("asked {}, got {}{verdict}", self.asked_text(), self.got.as_deref().unwrap_or("–"))
    }

    fn asked_text(&self) -> &str {
        self.asked.as_deref().unwrap_or(if self.written { "any" } else { "–" })
    }

    pub fn paint(&self, ui: &Ui, place: Rect) {
        let painter = ui.painter().with_clip_rect(place.expand(2.0).intersect(ui.clip_rect()));
        let text = place.top() + super::LINE;
        let ink = match self.verdict {
            Some(Verdict::Met) => theme::MET,
            _ if self.got.is_some() => theme::TEXT,
            _ => theme::TEXT_QUIET,
        };
        let end = place.right() - if self.verdict.is_some() { SIGN } else { 0.0 };
        let mut left = place.left();
        if self.count.is_none() && self.asked.is_some() {
            let asked = rounded(self.asked_text(), place.width());
            left = word(ui, &painter, pos2(left, text), &asked, theme::ACCENT, end) + 5.0;
        }
        let came = self.count.as_deref().or(self.got.as_deref());
        let came = rounded(came.unwrap_or("–"), place.width());
        let came = match &self.short {
            Some(short) if wide(ui, &came) > end - left => short.clone(),
            _ => came,
        };
        left = word(ui, &painter, pos2(left, text), &came, ink, end);
        if let Some(verdict) = self.verdict {
            sign(&painter, pos2(left + 8.0, text), verdict);
        }
        let line = Rect::from_min_max(pos2(place.left(), place.bottom() - 10.0), place.max);
        let count = self.marks.len().max(1) as f32;
        for (index, &(asked, got)) in self.marks.iter().enumerate() {
            let width = (line.width().min(104.0) - 4.0 * (count - 1.0)) / count;
            let at = line.left() + (width + 4.0) * index as f32;
            let span = Rect::from_min_size(pos2(at, line.top()), vec2(width, line.height()));
            scale(
                &painter,
                span,
                asked,
                got,
                if self.verdict == Some(Verdict::Met) { theme::MET } else { theme::TEXT },
            );
        }
    }
}

/// Room for the sign of a verdict.
const SIGN: f32 = 14.0;
/// Narrower than this a cell shows numbers from ten on without what is behind the point.
const NARROW: f32 = 84.0;

/// A number as short as `width` demands; other texts stay as they are.
fn rounded(text: &str, width: f32) -> String {
    match text.parse::<f32>() {
        Ok(number) if number.fract() == 0.0 || number >= 10.0 && width < NARROW => format!("{number:.0}"),
        _ => text.to_owned(),
    }
}

fn wide(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), theme::small(), theme::TEXT).size().x
}

/// Writes `text` from `at` on, and says where it ends.
fn word(ui: &Ui, painter: &Painter, at: Pos2, text: &str, ink: Color32, end: f32) -> f32 {
    let galley = theme::elided(ui, text, theme::small(), (end - at.x).max(8.0));
    let right = at.x + galley.size().x;
    painter.galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, ink);
    right
}

/// A tick, a triangle that points to where it went, or a cross.
fn sign(painter: &Painter, at: Pos2, verdict: Verdict) {
    let line = |points: &[(f32, f32)], ink| {
        let points = points.iter().map(|&(x, y)| at + vec2(x, y)).collect();
        painter.add(Shape::line(points, Stroke::new(1.5, ink)));
    };
    match verdict {
        Verdict::Met => line(&[(-3.5, 0.0), (-1.0, 3.0), (4.0, -3.5)], theme::MET),
        Verdict::TooHigh => line(&[(-3.5, 2.0), (0.0, -3.0), (3.5, 2.0)], theme::ACCENT),
        Verdict::TooLow => line(&[(-3.5, -2.0), (0.0, 3.0), (3.5, -2.0)], theme::ACCENT),
        Verdict::Missed => {
            line(&[(-3.0, -3.0), (3.0, 3.0)], theme::ACCENT);
            line(&[(-3.0, 3.0), (3.0, -3.0)], theme::ACCENT);
        }
    }
}

/// A scale with a mark for each value that there is: a triangle is asked, a dot came.
fn scale(painter: &Painter, place: Rect, asked: Option<f32>, got: Option<f32>, ink: Color32) {
    let y = place.center().y;
    painter.hline(place.x_range(), y, Stroke::new(2.0, theme::CONTROL_HOT));
    let span = place.left() + 3.0..=place.right() - 3.0;
    let at = |share: f32| pos2(egui::lerp(span.clone(), share.clamp(0.0, 1.0)), y);
    if let (Some(asked), Some(got)) = (asked, got) {
        painter.line_segment([at(asked), at(got)], Stroke::new(2.0, ink));
    }
    if let Some(got) = got {
        painter.circle_filled(at(got), 3.0, ink);
    }
    if let Some(asked) = asked {
        let tip = at(asked) + vec2(0.0, 0.5);
        let corners = vec![tip + vec2(-4.0, -5.5), tip + vec2(4.0, -5.5), tip];
        painter.add(Shape::convex_polygon(corners, theme::ACCENT, Stroke::NONE));
    }
}
