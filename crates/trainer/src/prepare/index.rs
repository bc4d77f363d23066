//! The window index: every window of every song that is worth learning, each once; and which files are one song.

use super::fingerprint::{self, Fingerprint, Unfit};
use super::source::{Group, of_path, song_name};
use super::store::Songs;
use super::{PrepareError, progress};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Songs looked at a time.
const BATCH: usize = 512;

/// All windows that are kept, by song and bar ascending.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub kept: Vec<WindowRef>,
    /// Of each song, the song with the smallest name that it belongs together with (itself, if none).
    pub song_group: Vec<usize>,
    /// Windows looked at, before any was left out.
    pub windows: usize,
    pub duplicates: usize,
    pub unfit: BTreeMap<Unfit, usize>,
}

/// One window by reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowRef {
    pub song: u32,
    pub bar: u32,
}

/// Fingerprints of one song's windows by first bar, and how many were unfit.
type Looked = (Vec<(u32, Fingerprint)>, BTreeMap<Unfit, usize>);

/// Looks at every window of `songs`.
///
/// # Errors
/// When the song store cannot be read.
pub fn build(songs: &Songs) -> Result<Index, PrepareError> {
    let mut index = Index::default();
    let mut seen = HashSet::new();
    let mut shared: Vec<(u64, u32)> = Vec::new();
    let bar = progress("indexing", songs.len() as u64);
    let all: Vec<usize> = (0..songs.len()).collect();
    for batch in all.chunks(BATCH) {
        let looked: Vec<Result<Looked, PrepareError>> =
            batch.par_iter().map(|&song| look(songs, song)).collect();
        for (&song, looked) in batch.iter().zip(looked) {
            let (prints, unfit) = looked?;
            let joins = Group::of(of_path(songs.name(song))).joins_by_content();
            index.windows += prints.len() + unfit.values().sum::<usize>();
            unfit.into_iter().for_each(|(reason, n)| *index.unfit.entry(reason).or_default() += n);
            for (bar, print) in prints {
                shared.extend(print.song.filter(|_| joins).map(|print| (print, song as u32)));
                if seen.insert(print.loop_) {
                    index.kept.push(WindowRef { song: song as u32, bar });
                } else {
                    index.duplicates += 1;
                }
            }
        }
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    index.song_group = song_groups(songs, shared);
    Ok(index)
}

fn look(songs: &Songs, index: usize) -> Result<Looked, PrepareError> {
    let song = songs.load(index)?;
    let group = Group::of(of_path(songs.name(index)));
    let (mut prints, mut unfit) = (Vec::new(), BTreeMap::new());
    for window in fingerprint::starts(group, song.bars.len()).filter_map(|bar| song.window(bar)) {
        match fingerprint::judge(&window) {
            Ok(()) => prints.push((window.first_bar as u32, fingerprint::of(&window))),
            Err(reason) => *unfit.entry(reason).or_default() += 1,
        }
    }
    Ok((prints, unfit))
}

/// Joins songs that are filed under one name within their source group, or that share at least two telling windows.
fn song_groups(songs: &Songs, shared: Vec<(u64, u32)>) -> Vec<usize> {
    let mut joined = Joined::new(songs.len());
    let mut names: HashMap<(Group, String), usize> = HashMap::new();
    for song in 0..songs.len() {
        let group = Group::of(of_path(songs.name(song)));
        if let Some(name) = song_name(songs.name(song)).filter(|_| group.joins_by_content()) {
            joined.join(*names.entry((group, name)).or_insert(song), song);
        }
    }
    pairs(shared).into_iter().filter(|&(_, count)| count >= 2).for_each(|((a, b), _)| {
        joined.join(a as usize, b as usize);
    });
    (0..songs.len()).map(|song| joined.root(song)).collect()
}

/// How many fingerprints two songs share. Where one fingerprint is in very many songs, only neighbours and the first are paired.
fn pairs(mut shared: Vec<(u64, u32)>) -> HashMap<(u32, u32), u32> {
    const ALL_PAIRS: usize = 12;
    shared.sort_unstable();
    shared.dedup();
    let mut pairs = HashMap::new();
    for same in shared.chunk_by(|a, b| a.0 == b.0) {
        for (i, &(_, a)) in same.iter().enumerate() {
            for (j, &(_, b)) in same.iter().enumerate().skip(i + 1) {
                if same.len() > ALL_PAIRS && i > 0 && j > i + 1 {
                    break;
                }
                *pairs.entry((a, b)).or_default() += 1;
            }
        }
    }
    pairs
}

/// Union-find whose root is always the smallest member.
struct Joined(Vec<usize>);

impl Joined {
    fn new(len: usize) -> Joined {
        Joined((0..len).collect())
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] != of {
            self.0[of] = self.0[self.0[of]];
            of = self.0[of];
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_are_paired_by_every_fingerprint_that_they_share() {
        let counts = pairs(vec![(7, 0), (7, 2), (7, 2), (9, 2), (9, 0), (9, 1)]);
        assert_eq!(counts.get(&(0, 2)), Some(&2));
        assert_eq!(counts.get(&(0, 1)), Some(&1));
    }

    #[test]
    fn a_fingerprint_of_very_many_songs_makes_few_pairs() {
        let pairs = pairs((0..10_000).map(|song| (1, song)).collect());
        assert!(pairs.len() < 20_000, "{}", pairs.len());
    }

    #[test]
    fn the_smallest_member_stands_for_its_group() {
        let mut joined = Joined::new(5);
        joined.join(4, 2);
        joined.join(2, 3);
        joined.join(3, 1);
        assert_eq!((0..5).map(|s| joined.root(s)).collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
    }
}
