//! Which window becomes the next training sequence: by source group, then by song, then by window.

use super::dice::Dice;
use super::index::WindowRef;
use super::source::Group;
use super::split::{SongGroup, Split};

/// The training windows with their chances.
#[derive(Debug)]
pub struct Urn<'a> {
    groups: Vec<(Group, &'a [SongGroup], Vec<f64>)>,
    sums: Vec<f64>,
}

impl<'a> Urn<'a> {
    /// Source groups have their own weight; a song has the square root of its number of windows, so that long songs come
    /// more often, but each of their windows less often.
    pub fn new(split: &'a Split) -> Urn<'a> {
        let groups: Vec<_> = split
            .train
            .iter()
            .filter(|(_, songs)| !songs.is_empty())
            .map(|(&group, songs)| {
                let weights = songs.iter().map(|song| (song.windows.len() as f64).sqrt());
                (group, songs.as_slice(), running(weights))
            })
            .collect();
        let sums = running(groups.iter().map(|(group, _, _)| group.weight()));
        Urn { groups, sums }
    }

    /// A window with its source group; `None` when there is nothing to draw from.
    pub fn draw(&self, dice: &mut Dice) -> Option<(Group, WindowRef)> {
        let (group, songs, sums) = self.groups.get(dice.weighted(&self.sums))?;
        let song = songs.get(dice.weighted(sums))?;
        Some((*group, *dice.pick(&song.windows)?))
    }
}

fn running(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn songs(windows: u32) -> Vec<SongGroup> {
        vec![SongGroup { first: 0, windows: (0..windows).map(|bar| WindowRef { song: 0, bar }).collect() }]
    }

    #[test]
    fn sources_are_drawn_by_weight_not_by_size() {
        let mut split = Split::default();
        split.train.insert(Group::Band, songs(3));
        split.train.insert(Group::Drums, songs(1000));
        let urn = Urn::new(&split);
        let mut dice = Dice::new(1, 0);
        let band = (0..5000).filter(|_| urn.draw(&mut dice).is_some_and(|(g, _)| g == Group::Band)).count();
        assert!((3850..4150).contains(&band), "{band} of 5000 drawn from band, expected 4000");
    }

    #[test]
    fn an_empty_urn_gives_nothing() {
        assert_eq!(Urn::new(&Split::default()).draw(&mut Dice::new(1, 0)), None);
    }
}
