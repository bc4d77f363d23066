//! Which songs are held out. Whole song groups are, so no bar of a held-out song is ever learned from.

use super::fingerprint::{fnv, scramble};
use super::index::{Index, WindowRef};
use super::source::{Group, of_path};
use super::store::Songs;
use std::collections::BTreeMap;

/// Share of the song groups that is held out.
const HELD_OUT: f64 = 0.05;
/// Song groups to hold out even where that is more, so that losses mean something.
const HELD_OUT_LEAST: usize = 12;
/// Never more than this share of the song groups.
const HELD_OUT_MOST: f64 = 0.25;
/// A song group with more of its source group's windows than this is too precious, or no one song.
const TOO_BIG: f64 = 0.1;

/// Windows by source group, song group by song group.
#[derive(Clone, Debug, Default)]
pub struct Split {
    pub train: BTreeMap<Group, Vec<SongGroup>>,
    pub validation: BTreeMap<Group, Vec<SongGroup>>,
}

/// All versions of one song.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SongGroup {
    /// The song with the smallest name.
    pub first: usize,
    pub windows: Vec<WindowRef>,
}

/// Splits the index by song group, source group by source group; decided by the groups' names and the seed.
pub fn split(songs: &Songs, index: &Index, seed: u64) -> Split {
    let mut by_song: BTreeMap<usize, Vec<WindowRef>> = BTreeMap::new();
    for &window in &index.kept {
        by_song.entry(index.song_group[window.song as usize]).or_default().push(window);
    }
    let mut by_group: BTreeMap<Group, Vec<SongGroup>> = BTreeMap::new();
    for (first, windows) in by_song {
        let group = Group::of(of_path(songs.name(first)));
        by_group.entry(group).or_default().push(SongGroup { first, windows });
    }
    let mut split = Split::default();
    for (group, mut members) in by_group {
        members.sort_by_key(|member| (lot(songs.name(member.first), seed), member.first));
        let windows: usize = members.iter().map(|m| m.windows.len()).sum();
        let mut places = held_out(members.len());
        let (validation, train): (Vec<SongGroup>, Vec<SongGroup>) = members.into_iter().partition(|member| {
            let taken = places > 0 && member.windows.len() as f64 <= windows as f64 * TOO_BIG;
            places -= usize::from(taken);
            taken
        });
        let by_name = |mut members: Vec<SongGroup>| {
            members.sort_by_key(|m| m.first);
            members
        };
        split.train.insert(group, by_name(train));
        if !validation.is_empty() {
            split.validation.insert(group, by_name(validation));
        }
    }
    split
}

/// Song groups to hold out of `count`.
fn held_out(count: usize) -> usize {
    let share = (count as f64 * HELD_OUT).round() as usize;
    share.max(HELD_OUT_LEAST).min((count as f64 * HELD_OUT_MOST) as usize)
}

fn lot(name: &str, seed: u64) -> u64 {
    scramble(fnv(name.bytes()) ^ scramble(seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_sources_hold_out_twelve_songs_and_tiny_ones_a_quarter() {
        assert_eq!([1000, 100, 40, 3].map(held_out), [50, 12, 10, 0]);
    }

    #[test]
    fn lots_depend_on_name_and_seed() {
        assert_ne!(lot("a.mid", 1), lot("b.mid", 1));
        assert_ne!(lot("a.mid", 1), lot("a.mid", 2));
    }
}
