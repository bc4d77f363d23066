//! Training sequences to shard files: little-endian u16 tokens, sequences back to back.

use super::dice::Dice;
use super::draw::Urn;
use super::fingerprint::{judge, scramble};
use super::index::WindowRef;
use super::sample::{CONTEXT_BIT, Material};
use super::source::{Group, of_path};
use super::split::Split;
use super::store::Songs;
use super::{PrepareError, progress};
use rayon::prelude::*;
use score::Song;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const SHARD_BYTES: u64 = 32 << 20;
/// Sequences made at a time.
const BATCH: u64 = 4096;
/// Windows tried for one sequence before its place stays empty.
const TRIES: usize = 16;
/// Most validation sequences of one source group.
const VALIDATION: usize = 400;
/// Validation draws its tasks and requests from this seed, so that losses of different runs compare.
const VALIDATION_SEED: u64 = 0x7661_6c69_6461_7465;

/// What was written of one source group, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Tokens of each sequence.
    pub lengths: Vec<u16>,
    pub tokens: u64,
    /// Tokens that are learned.
    pub learned: u64,
    /// Windows passed over because their sequence was too long.
    pub too_long: u64,
}

impl Written {
    fn add(&mut self, sequence: &[u16]) {
        self.lengths.push(sequence.len() as u16);
        self.tokens += sequence.len() as u64;
        self.learned += sequence.iter().filter(|&&token| token & CONTEXT_BIT == 0).count() as u64;
    }
}

/// What was written of each source group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splits {
    pub train: BTreeMap<Group, Written>,
    pub validation: BTreeMap<Group, Written>,
}

/// Writes `samples` training sequences and the validation sequences to `out`; earlier shards there are removed.
///
/// # Errors
/// When `out` cannot be written or the song store cannot be read.
pub fn write(
    out: &Path,
    songs: &Songs,
    split: &Split,
    samples: u64,
    seed: u64,
) -> Result<Splits, PrepareError> {
    remove_old(out)?;
    let mut splits = Splits::default();
    for (&group, members) in &split.validation {
        let windows: Vec<WindowRef> = members.iter().flat_map(|m| m.windows.iter().copied()).collect();
        splits.validation.insert(group, validation(out, songs, group, windows)?);
    }
    splits.train = train(out, songs, split, samples, seed)?;
    Ok(splits)
}

fn remove_old(out: &Path) -> Result<(), PrepareError> {
    for entry in std::fs::read_dir(out).map_err(PrepareError::io(out))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let shard = name.ends_with(".bin") && (name.starts_with("train-") || name.starts_with("val-"));
        if shard || name == "meta.json" {
            std::fs::remove_file(entry.path()).map_err(PrepareError::io(&entry.path()))?;
        }
    }
    Ok(())
}

/// What one place of the training set got: a sequence with its source group, and the groups of windows that were too long.
type Draw = (Option<(Group, Vec<u16>)>, Vec<Group>);

fn train(
    out: &Path,
    songs: &Songs,
    split: &Split,
    samples: u64,
    seed: u64,
) -> Result<BTreeMap<Group, Written>, PrepareError> {
    let urn = Urn::new(split);
    let mut written: BTreeMap<Group, Written> = BTreeMap::new();
    let mut shards = ShardWriter::new(out);
    let bar = progress("writing", samples);
    for start in (0..samples).step_by(BATCH as usize) {
        let batch = start..samples.min(start + BATCH);
        bar.set_position(batch.start);
        let drawn: Vec<Result<Draw, PrepareError>> =
            batch.into_par_iter().map(|place| draw(songs, &urn, &mut Dice::new(seed, place))).collect();
        for drawn in drawn {
            let (sequence, too_long) = drawn?;
            too_long.into_iter().for_each(|group| written.entry(group).or_default().too_long += 1);
            if let Some((group, sequence)) = sequence {
                shards.push(&sequence)?;
                written.entry(group).or_default().add(&sequence);
            }
        }
    }
    bar.finish_and_clear();
    shards.finish()?;
    Ok(written)
}

fn draw(songs: &Songs, urn: &Urn, dice: &mut Dice) -> Result<Draw, PrepareError> {
    let mut too_long = Vec::new();
    for _ in 0..TRIES {
        let Some((group, window)) = urn.draw(dice) else { break };
        let song = songs.load(window.song as usize)?;
        let bar = moved(&song, window.bar as usize, group.stride(), dice);
        let Some(material) = Material::of(&song, bar, of_path(songs.name(window.song as usize))) else {
            continue;
        };
        match material.augmented(dice).sequence(dice) {
            Some(sequence) => return Ok((Some((group, sequence)), too_long)),
            None => too_long.push(group),
        }
    }
    Ok((None, too_long))
}

/// The window at bar `first`, begun up to `stride` bars later where the metre is still the same and the music still worth
/// learning: where windows do not start at every bar, no bar is always the first of its loop.
fn moved(song: &Song, first: usize, stride: usize, dice: &mut Dice) -> usize {
    let later = first + if stride > 1 { dice.below(stride) } else { 0 };
    let same_metre = song.window_metre(later) == song.window_metre(first);
    let fit = || song.window(later).is_some_and(|window| judge(&window).is_ok());
    if later == first || (same_metre && fit()) { later } else { first }
}

fn material(songs: &Songs, window: WindowRef) -> Result<Option<Material>, PrepareError> {
    let song = songs.load(window.song as usize)?;
    Ok(Material::of(&song, window.bar as usize, of_path(songs.name(window.song as usize))))
}

/// One sequence of each window, as it is; of too many windows, some that are spread over all songs.
fn validation(
    out: &Path,
    songs: &Songs,
    group: Group,
    mut windows: Vec<WindowRef>,
) -> Result<Written, PrepareError> {
    windows.sort_by_key(|w| (scramble(u64::from(w.song) << 32 | u64::from(w.bar)), *w));
    windows.truncate(VALIDATION);
    let sequences: Vec<Result<Option<Vec<u16>>, PrepareError>> = windows
        .par_iter()
        .enumerate()
        .map(|(place, &window)| {
            let mut dice = Dice::new(VALIDATION_SEED, place as u64);
            Ok(material(songs, window)?.and_then(|material| material.sequence(&mut dice)))
        })
        .collect();
    let mut written = Written::default();
    let mut shard = Shard::create(out.join(format!("val-{}.bin", group.name())))?;
    for sequence in sequences {
        match sequence? {
            Some(sequence) => {
                shard.push(&sequence)?;
                written.add(&sequence);
            }
            None => written.too_long += 1,
        }
    }
    shard.finish()?;
    Ok(written)
}

/// Numbered training shards.
struct ShardWriter {
    folder: PathBuf,
    next: usize,
    shard: Option<Shard>,
}

impl ShardWriter {
    fn new(folder: &Path) -> ShardWriter {
        ShardWriter { folder: folder.to_owned(), next: 0, shard: None }
    }

    fn push(&mut self, sequence: &[u16]) -> Result<(), PrepareError> {
        if self.shard.as_ref().is_some_and(|shard| shard.bytes >= SHARD_BYTES) {
            self.finish()?;
        }
        let shard = match &mut self.shard {
            Some(open) => open,
            none => {
                let path = self.folder.join(format!("train-{:05}.bin", self.next));
                self.next += 1;
                none.insert(Shard::create(path)?)
            }
        };
        shard.push(sequence)
    }

    fn finish(&mut self) -> Result<(), PrepareError> {
        self.shard.take().map_or(Ok(()), Shard::finish)
    }
}

struct Shard {
    path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
}

impl Shard {
    fn create(path: PathBuf) -> Result<Shard, PrepareError> {
        let file = BufWriter::new(File::create(&path).map_err(PrepareError::io(&path))?);
        Ok(Shard { path, file, bytes: 0 })
    }

    fn push(&mut self, sequence: &[u16]) -> Result<(), PrepareError> {
        let bytes: Vec<u8> = sequence.iter().flat_map(|token| token.to_le_bytes()).collect();
        self.bytes += bytes.len() as u64;
        self.file.write_all(&bytes).map_err(PrepareError::io(&self.path))
    }

    fn finish(mut self) -> Result<(), PrepareError> {
        self.file.flush().map_err(PrepareError::io(&self.path))
    }
}
