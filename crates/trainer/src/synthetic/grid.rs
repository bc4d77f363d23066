//! Where in a bar something may start: four slots a quarter (two an eighth), each with a tick and a metrical level.

use score::Metre;

/// How a quarter is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feel {
    /// Even sixteenths.
    Straight,
    /// Eighths as in jazz: the second one falls on the last third of the beat.
    Swing,
    /// Even eighths of swung sixteenths, as in hip-hop.
    Swing16,
}

/// Slots per quarter.
pub const PER_QUARTER: usize = 4;

impl Feel {
    /// Ticks of the four slots of a quarter.
    fn ticks(self) -> [u16; PER_QUARTER] {
        match self {
            Feel::Straight => [0, 3, 6, 9],
            Feel::Swing => [0, 4, 8, 10],
            Feel::Swing16 => [0, 4, 6, 10],
        }
    }

    /// Whether something may start in slot `slot` of the quarter. Swung eighths have no sixteenth behind them.
    fn plays(self, slot: usize) -> bool {
        self != Feel::Swing || slot % PER_QUARTER != 3
    }
}

/// The slots of one bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub metre: Metre,
    pub feel: Feel,
    /// Tick of each slot.
    pub ticks: Vec<u16>,
    /// 4 for the bar's start, 3 for its other main stress, 2 for beats, 1 for eighths, 0 for the rest.
    pub levels: Vec<u8>,
    /// Length of the bar in ticks.
    pub bar: u16,
}

impl Grid {
    pub fn new(metre: Metre, feel: Feel) -> Grid {
        let bar = metre.bar().0;
        let slots = usize::from(bar) / 3;
        let in_quarter = feel.ticks();
        let tick = |slot: usize| (slot / PER_QUARTER * 12) as u16 + in_quarter[slot % PER_QUARTER];
        let levels = (0..slots).map(|slot| level(metre, slot)).collect();
        Grid { metre, feel, ticks: (0..slots).map(tick).collect(), levels, bar }
    }

    pub fn slots(&self) -> usize {
        self.ticks.len()
    }

    /// Whether something may start in `slot`.
    pub fn plays(&self, slot: usize) -> bool {
        self.feel.plays(slot)
    }

    /// The slot nearest to `tick` of the bar, and 1 if that is the next bar's first.
    pub fn nearest(&self, tick: u16) -> (usize, usize) {
        let candidates = (0..self.slots()).filter(|&slot| self.plays(slot));
        let slot = candidates.min_by_key(|&slot| self.ticks[slot].abs_diff(tick)).unwrap_or(0);
        if self.bar.abs_diff(tick) < self.ticks[slot].abs_diff(tick) { (0, 1) } else { (slot, 0) }
    }

    /// Slot where the second chord of a bar starts, if it has two.
    pub fn second_chord(&self) -> usize {
        match self.metre {
            Metre::FourFour | Metre::ThreeFour | Metre::SevenEight => 8,
            Metre::TwoFour => 4,
            Metre::SixEight => 6,
            Metre::FiveFour | Metre::NineEight | Metre::TwelveEight => 12,
        }
    }

    /// Level of `slot` as a share of the bar's start: 0.0..=1.0.
    pub fn weight(&self, slot: usize) -> f64 {
        f64::from(self.levels[slot % self.slots()]) / 4.0
    }
}

fn level(metre: Metre, slot: usize) -> u8 {
    let (stress, beat): (&[usize], usize) = match metre {
        Metre::FourFour => (&[8], 4),
        Metre::ThreeFour | Metre::TwoFour => (&[], 4),
        Metre::FiveFour => (&[12], 4),
        Metre::SevenEight => (&[4, 8], 4),
        Metre::SixEight => (&[6], 6),
        Metre::NineEight => (&[6, 12], 6),
        Metre::TwelveEight => (&[6, 12, 18], 6),
    };
    match slot {
        0 => 4,
        _ if stress.contains(&slot) => 3,
        _ if slot.is_multiple_of(beat) && metre != Metre::SevenEight => 2,
        _ => u8::from(slot.is_multiple_of(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metre_has_ascending_slots_within_its_bar() {
        for metre in Metre::ALL {
            for feel in [Feel::Straight, Feel::Swing, Feel::Swing16] {
                let grid = Grid::new(metre, feel);
                assert!(grid.ticks.is_sorted_by(|a, b| a < b) && grid.ticks.last() < Some(&grid.bar));
                assert!(grid.second_chord() < grid.slots());
            }
        }
    }

    #[test]
    fn a_drummers_hit_goes_to_the_nearest_slot_of_the_feel() {
        let straight = Grid::new(Metre::FourFour, Feel::Straight);
        assert_eq!([5, 13, 47].map(|tick| straight.nearest(tick)), [(2, 0), (4, 0), (0, 1)]);
        let swing = Grid::new(Metre::FourFour, Feel::Swing);
        assert_eq!([7, 9, 16].map(|tick| swing.nearest(tick)), [(2, 0), (2, 0), (5, 0)]);
    }
}
