//! A curve over two axes.

use crate::PictureError;
use crate::canvas::{BAR, BEAT, COLOURS, Canvas, FAINT, LANE, TEXT};

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Curve<'a> {
    /// What the axes are called.
    pub across: &'a str,
    pub up: &'a str,
    /// By the first number, ascending; both are 0 or more.
    pub points: Vec<(f64, f64)>,
}

const WIDTH: f32 = 900.0;
const HEIGHT: f32 = 520.0;
const LEFT: f32 = 96.0;
const RIGHT: f32 = 40.0;
const TOP: f32 = 72.0;
const BOTTOM: f32 = 72.0;
/// Lines across.
const LINES: u32 = 5;

/// Draws a curve as PNG bytes, under `title`; both axes begin at 0.
///
/// # Errors
/// When the picture cannot be made.
pub fn chart(title: &str, curve: &Curve) -> Result<Vec<u8>, PictureError> {
    let mut canvas = Canvas::new(WIDTH as u32, HEIGHT as u32)?;
    let most = |of: fn(&(f64, f64)) -> f64| curve.points.iter().map(of).fold(1e-9, f64::max);
    let (right, top) = (most(|p| p.0) * 1.04, round(most(|p| p.1)));
    let x = |value: f64| LEFT + (value / right) as f32 * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| HEIGHT - BOTTOM - (value / top) as f32 * (HEIGHT - TOP - BOTTOM);
    canvas.text(title, 24.0, 40.0, 24.0, TEXT);
    canvas.bar([LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM], LANE, 1.0, 0.0);
    for line in 0..=LINES {
        let value = top * f64::from(line) / f64::from(LINES);
        canvas.bar([LEFT, y(value), WIDTH - LEFT - RIGHT, 1.0], if line == 0 { BAR } else { BEAT }, 1.0, 0.0);
        canvas.text(&number(value), 24.0, y(value) + 6.0, 16.0, FAINT);
    }
    for &(at, _) in &curve.points {
        canvas.text(&number(at), x(at) - 8.0, HEIGHT - BOTTOM + 24.0, 16.0, FAINT);
    }
    canvas.text(curve.across, LEFT, HEIGHT - 16.0, 18.0, TEXT);
    canvas.text(curve.up, 24.0, TOP - 12.0, 18.0, TEXT);
    for pair in curve.points.windows(2) {
        let [(a, from), (b, to)] = [pair[0], pair[1]];
        let steps = ((x(b) - x(a)) as usize).max(1);
        for step in 0..=steps {
            let share = step as f64 / steps as f64;
            let (across, up) = (a + (b - a) * share, from + (to - from) * share);
            canvas.bar([x(across) - 1.0, y(up) - 1.0, 2.0, 2.0], COLOURS[0], 1.0, 1.0);
        }
    }
    for &(across, up) in &curve.points {
        canvas.bar([x(across) - 4.0, y(up) - 4.0, 8.0, 8.0], COLOURS[0], 1.0, 4.0);
        canvas.text(&number(up), x(across) - 14.0, y(up) - 10.0, 15.0, TEXT);
    }
    canvas.png()
}

/// The next of 1, 2, 2.5, 5 by a power of ten.
fn round(most: f64) -> f64 {
    let unit = 10f64.powf(most.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * unit).find(|n| *n >= most).unwrap_or(most)
}

fn number(value: f64) -> String {
    if value >= 10.0 || value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!([1.0, 1.2, 2.1, 3.0, 730.0, 0.04].map(round), [1.0, 2.0, 2.5, 5.0, 1000.0, 0.05]);
    }

    #[test]
    fn a_curve_becomes_a_picture_and_none_an_empty_one() {
        let curve = |points| Curve { across: "tokens", up: "tokens/s", points };
        let some = chart("Speed", &curve(vec![(1.0, 10.0), (2.0, 5.0)])).expect("a picture");
        let none = chart("Speed", &curve(Vec::new())).expect("a picture");
        assert!(some.starts_with(b"\x89PNG") && none.starts_with(b"\x89PNG") && some != none);
    }
}
