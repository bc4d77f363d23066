//! Rhythm by chance: a vocabulary says how likely each slot of a bar is; a song draws its cells from it once, repeats them, and
//! changes a little from bar to bar.

use super::grid::Grid;
use crate::prepare::dice::Dice;

/// One onset of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub slot: usize,
    /// Drawn once and kept with the hit, so that a repeated cell is repeated in what its role makes of it: 0.0..1.0.
    pub lot: f64,
}

/// The onsets of one bar, ascending by slot.
pub type Cell = Vec<Hit>;

/// Bars that a role plays in one section.
pub type Phrase = [Cell; score::BARS];

/// Chance of an onset for each slot of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary(Vec<f64>);

impl Vocabulary {
    /// Reads digits, one a slot, spaces between them at will: 0 is never, 9 always.
    pub fn parse(digits: &str) -> Vocabulary {
        Vocabulary(digits.chars().filter_map(|c| c.to_digit(10)).map(|d| f64::from(d) / 9.0).collect())
    }

    pub fn slots(&self) -> usize {
        self.0.len()
    }

    /// Chance of `slot`; 0 behind the end.
    pub fn chance(&self, slot: usize) -> f64 {
        self.0.get(slot).copied().unwrap_or(0.0)
    }

    /// The same vocabulary, drawn by `share` to where another part (`with`, a chance per slot) plays.
    pub fn locked(&self, with: &[f64], share: f64) -> Vocabulary {
        let lock = |(slot, &own): (usize, &f64)| {
            let other = with.get(slot).copied().unwrap_or(0.0);
            // What this part never plays or always plays stays so.
            if (0.01..=0.99).contains(&own) { own * (1.0 - share) + other * share } else { own }
        };
        Vocabulary(self.0.iter().enumerate().map(lock).collect())
    }

    /// A song's own reading of it: what may be becomes likelier or less likely by up to `taste`, and slots of level 1 and above
    /// that are never used may come up, a tenth of `taste` at most.
    pub fn personal(&self, grid: &Grid, taste: f64, dice: &mut Dice) -> Vocabulary {
        let mut read = |(slot, &own): (usize, &f64)| match own {
            x if x > 0.99 => x,
            x if x > 0.01 => (x + (dice.unit() * 2.0 - 1.0) * taste).clamp(0.02, 0.95),
            _ if grid.levels[slot] > 0 => dice.unit() * taste * 0.1,
            x => x,
        };
        Vocabulary(self.0.iter().enumerate().map(&mut read).collect())
    }

    /// Draws a cell. `drive` (around 1.0) makes it denser or thinner; what is always there stays. Never empty unless the
    /// vocabulary is.
    pub fn draw(&self, grid: &Grid, drive: f64, dice: &mut Dice) -> Cell {
        for _ in 0..8 {
            let mut hit = |slot: usize| {
                let p = self.chance(slot);
                let p = if p > 0.99 { 1.0 } else { p * drive };
                (dice.chance(p) && grid.plays(slot)).then(|| Hit { slot, lot: dice.unit() })
            };
            let cell: Cell = (0..grid.slots()).filter_map(&mut hit).collect();
            if !cell.is_empty() {
                return cell;
            }
        }
        let likely = (0..grid.slots()).max_by(|&a, &b| self.chance(a).total_cmp(&self.chance(b)));
        likely
            .filter(|&slot| self.chance(slot) > 0.0)
            .map(|slot| Hit { slot, lot: dice.unit() })
            .into_iter()
            .collect()
    }

    /// Changes one thing: drops, adds, moves or redraws a hit. What is always there stays.
    pub fn mutate(&self, cell: &mut Cell, grid: &Grid, dice: &mut Dice) {
        let loose: Vec<usize> = (0..cell.len()).filter(|&i| self.chance(cell[i].slot) < 0.95).collect();
        let free: Vec<usize> = (0..grid.slots())
            .filter(|&slot| {
                self.chance(slot) > 0.05 && grid.plays(slot) && cell.iter().all(|h| h.slot != slot)
            })
            .collect();
        let (victim, place) = (dice.pick(&loose).copied(), dice.pick(&free).copied());
        let lot = dice.unit();
        match (dice.below(4), victim, place) {
            (0, Some(i), _) if cell.len() > 2 => drop(cell.remove(i)),
            (1, _, Some(slot)) => cell.push(Hit { slot, lot }),
            (2, Some(i), Some(slot)) => cell[i].slot = slot,
            (_, Some(i), _) => cell[i].lot = lot,
            (_, None, Some(slot)) => cell.push(Hit { slot, lot }),
            _ => {}
        }
        cell.sort_by_key(|hit| hit.slot);
    }

    /// Four bars: cells that return in one of the usual orders, the last bar often a little other.
    pub fn phrase(&self, grid: &Grid, drive: f64, push: f64, dice: &mut Dice) -> Phrase {
        const ORDERS: [[usize; 4]; 7] = [
            [0, 0, 0, 0],
            [0, 0, 0, 1],
            [0, 1, 0, 1],
            [0, 1, 0, 2],
            [0, 0, 1, 0],
            [0, 1, 1, 0],
            [0, 0, 1, 2],
        ];
        let order = ORDERS[dice.weighted(&[0.14, 0.38, 0.6, 0.82, 0.9, 0.94, 1.0])];
        let mut cells = [const { Cell::new() }; 3];
        for i in 0..3 {
            // A second cell is a relative of the first as often as it is new.
            cells[i] = if i > 0 && dice.chance(0.5) {
                let mut relative = cells[0].clone();
                (0..2 + i).for_each(|_| self.mutate(&mut relative, grid, dice));
                relative
            } else {
                let mut cell = self.draw(grid, drive, dice);
                anticipate(&mut cell, self, grid, push, dice);
                cell
            };
        }
        let mut phrase = order.map(|i| cells[i].clone());
        for bar in [1, 2, 3] {
            if dice.chance([0.0, 0.2, 0.1, 0.35][bar]) {
                self.mutate(&mut phrase[bar], grid, dice);
            }
        }
        phrase
    }
}

/// Pulls hits that stand on a beat to the slot before it (a quarter's last sixteenth or eighth), each with chance `push`; never
/// the first of the bar and never what the vocabulary has always.
fn anticipate(cell: &mut Cell, vocabulary: &Vocabulary, grid: &Grid, push: f64, dice: &mut Dice) {
    for i in 0..cell.len() {
        let slot = cell[i].slot;
        let beat = grid.levels[slot] >= 2 && slot > 0 && vocabulary.chance(slot) < 0.95;
        if beat && dice.chance(push) {
            let back = if grid.plays(slot - 1) && dice.chance(0.5) { 1 } else { 2 };
            let to = slot - back.min(slot);
            if grid.plays(to) && cell.iter().all(|hit| hit.slot != to) {
                cell[i].slot = to;
            }
        }
    }
    cell.sort_by_key(|hit| hit.slot);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::grid::Feel;
    use score::Metre;

    fn grid() -> Grid {
        Grid::new(Metre::FourFour, Feel::Straight)
    }

    #[test]
    fn nines_are_always_there_and_noughts_never() {
        let vocabulary = Vocabulary::parse("9000 5050 9005 0050");
        for stream in 0..200 {
            let phrase = vocabulary.phrase(&grid(), 1.0, 0.4, &mut Dice::new(1, stream));
            for cell in &phrase {
                let has = |slot| cell.iter().any(|hit| hit.slot == slot);
                assert!(has(0) && has(8), "{cell:?}");
                assert!(cell.windows(2).all(|two| two[0].slot < two[1].slot), "{cell:?}");
            }
        }
    }

    #[test]
    fn songs_draw_different_rhythms_from_one_vocabulary() {
        let vocabulary = Vocabulary::parse("9131 5242 6131 5242");
        let mut seen = std::collections::HashSet::new();
        for stream in 0..200 {
            let cell = vocabulary.draw(&grid(), 1.0, &mut Dice::new(1, stream));
            seen.insert(cell.iter().map(|hit| hit.slot).collect::<Vec<_>>());
        }
        assert!(seen.len() > 150, "{}", seen.len());
    }

    #[test]
    fn a_song_reads_a_vocabulary_in_its_own_way_and_keeps_what_is_always_there() {
        let vocabulary = Vocabulary::parse("9050 0050 5050 0050");
        let personal = vocabulary.personal(&grid(), 0.3, &mut Dice::new(1, 0));
        assert_eq!((personal.chance(0), personal.chance(1)), (1.0, 0.0));
        assert!(personal.chance(4) < 0.04 && (0.2..0.9).contains(&personal.chance(2)));
        assert_ne!(personal, vocabulary.personal(&grid(), 0.3, &mut Dice::new(1, 1)));
    }

    #[test]
    fn a_locked_vocabulary_leans_to_the_other_part() {
        let mut kick = vec![0.0; 16];
        kick[10] = 1.0;
        let locked = Vocabulary::parse("9050 0050 5050 0050").locked(&kick, 0.5);
        assert!(locked.chance(10) > 0.7 && locked.chance(2) < 0.3);
        assert_eq!((locked.chance(0), locked.chance(1)), (1.0, 0.0));
    }
}
