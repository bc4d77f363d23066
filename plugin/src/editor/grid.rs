//! Where musical time lies on the screen.

use egui::Rect;
use score::{BARS, Metre};
use std::ops::Range;

/// Maps the ticks of one loop to points of a rectangle, right of a gutter.
pub struct Grid {
    left: f32,
    width: f32,
    metre: Metre,
}

impl Grid {
    /// The loop fills `rect` but for `gutter` points at its left.
    pub fn new(rect: Rect, gutter: f32, metre: Metre) -> Grid {
        Grid { left: rect.left() + gutter, width: (rect.width() - gutter).max(1.0), metre }
    }

    pub fn left(&self) -> f32 {
        self.left
    }

    /// Horizontal place of `ticks` from the loop's start.
    pub fn x(&self, ticks: f32) -> f32 {
        self.left + self.width * ticks / f32::from(self.metre.loop_len().0)
    }

    /// From where to where bar `bar` reaches.
    pub fn bar(&self, bar: usize) -> Range<f32> {
        let ticks = f32::from(self.metre.bar().0);
        self.x(ticks * bar as f32)..self.x(ticks * (bar + 1) as f32)
    }

    /// Places of the beats that begin no bar. A beat is the metre's lower number, or three of them in 6/8, 9/8 and 12/8.
    pub fn beats(&self) -> impl Iterator<Item = f32> {
        let bar = self.metre.bar().0;
        (0..BARS as u16 * bar)
            .step_by(usize::from(beat(self.metre)))
            .filter(move |tick| tick % bar != 0)
            .map(|tick| self.x(f32::from(tick)))
    }
}

/// Length of one beat, in ticks.
fn beat(metre: Metre) -> u16 {
    let (numerator, denominator) = metre.fraction();
    let unit = 48 / u16::from(denominator);
    if denominator == 8 && numerator % 3 == 0 { unit * 3 } else { unit }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn four_bars_fill_the_room_right_of_the_gutter() {
        let rect = Rect::from_min_size(pos2(10.0, 0.0), vec2(500.0, 50.0));
        for metre in Metre::ALL {
            let grid = Grid::new(rect, 100.0, metre);
            assert_eq!(grid.bar(0).start, 110.0);
            assert!((grid.bar(3).end - 510.0).abs() < 1e-3);
        }
    }

    #[test]
    fn compound_metres_have_dotted_beats() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(480.0, 50.0));
        let inner = |metre| Grid::new(rect, 0.0, metre).beats().count() / BARS;
        assert_eq!(inner(Metre::FourFour), 3);
        assert_eq!((inner(Metre::SixEight), inner(Metre::TwelveEight)), (1, 3));
        assert_eq!(inner(Metre::SevenEight), 6);
    }
}
