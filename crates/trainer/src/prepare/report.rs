//! What was prepared: `report.json`, `meta.json` and the printed table.

use super::files::Skip;
use super::index::Index;
use super::shards::{Splits, Written};
use super::source::{Group, of_path};
use super::split::{SongGroup, Split};
use super::store::Songs;
use super::{Options, PrepareError};
use score::{tokens, vocab};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Counts of one run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub seed: u64,
    pub files: usize,
    pub songs: usize,
    /// Files without a song, by reason.
    pub skipped: BTreeMap<String, usize>,
    /// Each of them, as skipped.tsv has them.
    #[serde(skip)]
    pub skipped_files: Vec<(String, Skip)>,
    /// Windows looked at; of these, near-duplicates of an earlier one, and unfit ones by reason.
    pub windows: usize,
    pub duplicates: usize,
    pub unfit: BTreeMap<&'static str, usize>,
    pub groups: BTreeMap<&'static str, GroupReport>,
    pub train: Sequences,
}

/// Counts of one source group.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GroupReport {
    pub songs: usize,
    pub train_song_groups: usize,
    pub train_windows: usize,
    pub largest_song_group: usize,
    pub validation_song_groups: usize,
    pub validation_windows: usize,
    pub train: Sequences,
    pub validation: Sequences,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sequences {
    pub sequences: usize,
    pub tokens: u64,
    pub learned: u64,
    /// Tokens a sequence.
    pub median: u16,
    pub p98: u16,
    pub too_long: u64,
}

impl Sequences {
    fn of(written: &Written) -> Sequences {
        let mut lengths = written.lengths.clone();
        lengths.sort_unstable();
        let at = |share: f64| lengths.get((lengths.len() as f64 * share) as usize).copied().unwrap_or(0);
        let Written { tokens, learned, too_long, .. } = *written;
        Sequences { sequences: lengths.len(), tokens, learned, median: at(0.5), p98: at(0.98), too_long }
    }
}

#[derive(Serialize)]
struct Meta<'a> {
    vocab_hash: String,
    vocabulary: usize,
    padded_vocabulary: usize,
    context: usize,
    start: u16,
    end: u16,
    splits: BTreeMap<&'a str, Sequences>,
}

impl Report {
    pub(crate) fn new(
        options: &Options,
        files: usize,
        songs: &Songs,
        index: &Index,
        split: &Split,
        written: Splits,
    ) -> Report {
        let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
        songs.skipped.iter().for_each(|(_, skip)| *skipped.entry(skip.reason.clone()).or_default() += 1);
        let mut all = Written::default();
        for group in written.train.values() {
            all.lengths.extend(&group.lengths);
            all.tokens += group.tokens;
            all.learned += group.learned;
            all.too_long += group.too_long;
        }
        let groups = Group::ALL.into_iter().map(|g| (g.name(), group_report(g, songs, split, &written)));
        Report {
            seed: options.seed,
            files,
            songs: songs.len(),
            skipped,
            skipped_files: songs.skipped.clone(),
            windows: index.windows,
            duplicates: index.duplicates,
            unfit: index.unfit.iter().map(|(reason, &n)| (reason.name(), n)).collect(),
            groups: groups.filter(|(_, report)| report.songs > 0).collect(),
            train: Sequences::of(&all),
        }
    }

    /// Writes `report.json` and, last of all, `meta.json`: shards with it are whole.
    pub(crate) fn save(&self, out: &Path) -> Result<(), PrepareError> {
        let validation = self.groups.iter().filter(|(_, g)| g.validation.sequences > 0);
        let meta = Meta {
            vocab_hash: format!("{:016x}", vocab::hash()),
            vocabulary: vocab::VOCABULARY,
            padded_vocabulary: vocab::PADDED_VOCABULARY,
            context: tokens::CONTEXT,
            start: score::Token::Start.id(),
            end: score::Token::End.id(),
            splits: std::iter::once(("train", self.train))
                .chain(validation.map(|(name, g)| (*name, g.validation)))
                .collect(),
        };
        save(&out.join("report.json"), self)?;
        save(&out.join("meta.json"), &meta)
    }
}

fn save(path: &Path, value: &impl Serialize) -> Result<(), PrepareError> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from);
    text.and_then(|text| std::fs::write(path, text + "\n")).map_err(PrepareError::io(path))
}

fn group_report(group: Group, songs: &Songs, split: &Split, written: &Splits) -> GroupReport {
    let windows = |groups: &[SongGroup]| groups.iter().map(|g| g.windows.len()).sum();
    let train = split.train.get(&group).map_or(&[][..], Vec::as_slice);
    let validation = split.validation.get(&group).map_or(&[][..], Vec::as_slice);
    let sequences = |of: &BTreeMap<Group, Written>| of.get(&group).map(Sequences::of).unwrap_or_default();
    GroupReport {
        songs: (0..songs.len()).filter(|&s| Group::of(of_path(songs.name(s))) == group).count(),
        train_song_groups: train.len(),
        train_windows: windows(train),
        largest_song_group: train.iter().chain(validation).map(|g| g.windows.len()).max().unwrap_or(0),
        validation_song_groups: validation.len(),
        validation_windows: windows(validation),
        train: sequences(&written.train),
        validation: sequences(&written.validation),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (name, Skip { reason, detail }) in &self.skipped_files {
            let colon = if detail.is_empty() { "" } else { ": " };
            writeln!(f, "skipped {name}: {reason}{colon}{detail}")?;
        }
        writeln!(f, "{} files, {} songs, {} windows", self.files, self.songs, self.windows)?;
        writeln!(f, "{} windows are near-duplicates of others", self.duplicates)?;
        self.unfit.iter().try_for_each(|(reason, n)| writeln!(f, "{n} windows have {reason}"))?;
        let skipped: usize = self.skipped.values().sum();
        writeln!(
            f,
            "{skipped} files skipped{}",
            if skipped > 0 { ", each with its reason in skipped.tsv:" } else { "" }
        )?;
        self.skipped.iter().try_for_each(|(reason, n)| writeln!(f, "  {n} {reason}"))?;
        let head = [
            "group",
            "songs",
            "windows",
            "held out",
            "sequences",
            "tokens",
            "learned",
            "median",
            "p98",
            "too long",
        ];
        head.iter().try_for_each(|column| write!(f, " {column:>13}"))?;
        writeln!(f)?;
        for (name, g) in &self.groups {
            let held_out = format!("{}/{}", g.validation_song_groups, g.validation_windows);
            write!(f, " {name:>13} {:>13} {:>13} {held_out:>13}", g.songs, g.train_windows)?;
            row(f, &g.train)?;
        }
        write!(f, " {:>13} {:>13} {:>13} {:>13}", "all", self.songs, "", "")?;
        row(f, &self.train)?;
        write!(f, "held out: song groups/windows")
    }
}

fn row(f: &mut fmt::Formatter, s: &Sequences) -> fmt::Result {
    writeln!(
        f,
        " {:>13} {:>13} {:>13} {:>13} {:>13} {:>13}",
        s.sequences, s.tokens, s.learned, s.median, s.p98, s.too_long
    )
}
