//! Where musical time lies on the screen.

use egui::Rect;
use score::Metre;
use std::ops::Range;

/// Maps the ticks of a piece to points of a rectangle, right of a gutter.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    left: f32,
    width: f32,
    metre: Metre,
    /// The bars that are in view: the first, and how many.
    bars: (f32, f32),
}

impl Grid {
    /// `bars` (the first that is in view, with fraction, and how many) fill `rect` but for `gutter` points at its left.
    pub fn new(rect: Rect, gutter: f32, metre: Metre, bars: (f32, f32)) -> Grid {
        let width = (rect.width() - gutter).max(1.0);
        Grid { left: rect.left() + gutter, width, metre, bars: (bars.0, bars.1.max(0.25)) }
    }

    pub fn left(&self) -> f32 {
        self.left
    }

    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    /// Horizontal place of `ticks` from the piece's start.
    pub fn x(&self, ticks: f32) -> f32 {
        self.left + self.width * (ticks / self.bar_length() - self.bars.0) / self.bars.1
    }

    /// Ticks from the piece's start to what lies at `x`.
    pub fn ticks(&self, x: f32) -> f32 {
        ((x - self.left) / self.width * self.bars.1 + self.bars.0) * self.bar_length()
    }

    /// Ticks in so many points.
    pub fn ticks_in(&self, points: f32) -> f32 {
        points / self.width * self.bars.1 * self.bar_length()
    }

    /// From where to where bar `bar` reaches.
    pub fn bar(&self, bar: usize) -> Range<f32> {
        let ticks = self.bar_length();
        self.x(ticks * bar as f32)..self.x(ticks * (bar + 1) as f32)
    }

    /// The bars of `total` that are in view, cut ones too.
    pub fn bars(&self, total: usize) -> Range<usize> {
        let last = (self.bars.0 + self.bars.1 - 1e-3).max(0.0) as usize;
        (self.bars.0.max(0.0) as usize).min(total)..(last + 1).min(total)
    }

    /// Places of the beats of the bars in view that begin no bar.
    pub fn beats(&self, total: usize) -> impl Iterator<Item = f32> {
        let (bar, beat) = (self.metre.bar().0, beat(self.metre));
        self.bars(total)
            .flat_map(move |index| (beat..bar).step_by(usize::from(beat)).map(move |tick| (index, tick)))
            .map(move |(index, tick)| self.x(f32::from(tick) + self.bar_length() * index as f32))
    }

    fn bar_length(&self) -> f32 {
        f32::from(self.metre.bar().0)
    }
}

/// Length of one beat, in ticks: the metre's lower number, or three of them in 6/8, 9/8 and 12/8.
pub fn beat(metre: Metre) -> u16 {
    let (numerator, denominator) = metre.fraction();
    let unit = 48 / u16::from(denominator);
    if denominator == 8 && numerator % 3 == 0 { unit * 3 } else { unit }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};
    use score::BARS;

    #[test]
    fn the_bars_in_view_fill_the_room_right_of_the_gutter() {
        let rect = Rect::from_min_size(pos2(10.0, 0.0), vec2(500.0, 50.0));
        for metre in Metre::ALL {
            let grid = Grid::new(rect, 100.0, metre, (0.0, 4.0));
            assert_eq!(grid.bar(0).start, 110.0);
            assert!((grid.bar(3).end - 510.0).abs() < 1e-3);
            let later = Grid::new(rect, 100.0, metre, (6.0, 2.0));
            assert_eq!((later.bar(6).start, later.bars(16), later.bars(7)), (110.0, 6..8, 6..7));
            let tick = later.ticks(later.x(300.0));
            assert!((tick - 300.0).abs() < 1e-2, "{tick}");
        }
    }

    #[test]
    fn compound_metres_have_dotted_beats() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(480.0, 50.0));
        let inner = |metre| Grid::new(rect, 0.0, metre, (0.0, 4.0)).beats(BARS).count() / BARS;
        assert_eq!(inner(Metre::FourFour), 3);
        assert_eq!((inner(Metre::SixEight), inner(Metre::TwelveEight)), (1, 3));
        assert_eq!(inner(Metre::SevenEight), 6);
    }
}
