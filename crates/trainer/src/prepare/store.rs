//! The song store: every file of the corpus read once, its song kept as compact bytes on disk.
//!
//! `songs/journal.tsv` has a line per file that was read, written after the song's bytes: what it names is whole. A run that was
//! stopped goes on with the files that the journal does not name. Each run appends to chunk files of its own, so what a
//! stopped run left half written is never read.

mod journal;

use super::codec;
use super::files::{self, Skip, SourceFile};
use super::{PrepareError, progress};
use journal::Line;
use rayon::prelude::*;
use score::Song;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Report of the files that gave no song, below the output folder.
pub const SKIPPED: &str = "skipped.tsv";

/// Most files read at a time, and most bytes of files: so many songs are in memory at once.
const BATCH: (usize, u64) = (512, 64 << 20);
const CHUNK_BYTES: u64 = 64 << 20;

/// Where a song's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    chunk: usize,
    offset: u64,
    length: usize,
}

/// The songs of one corpus folder, on disk.
#[derive(Debug)]
pub struct Songs {
    folder: PathBuf,
    /// By number; `None` for one that holds no song of this corpus.
    chunks: Vec<Option<Mutex<File>>>,
    /// File name and place of every song, ascending by name.
    songs: Vec<(String, Place)>,
    /// Files without a song, ascending by name.
    pub skipped: Vec<(String, Skip)>,
}

impl Songs {
    pub fn len(&self) -> usize {
        self.songs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.songs.is_empty()
    }

    /// File name of song `index`.
    pub fn name(&self, index: usize) -> &str {
        &self.songs[index].0
    }

    /// Song `index`, from disk.
    ///
    /// # Errors
    /// When the store cannot be read or was changed by somebody else.
    pub fn load(&self, index: usize) -> Result<Song, PrepareError> {
        let Place { chunk, offset, length } = self.songs[index].1;
        let damaged = |what| PrepareError::Store { path: self.folder.clone(), what };
        let mut bytes = vec![0; length];
        let file = self.chunks.get(chunk).and_then(Option::as_ref).ok_or(damaged("a chunk is not there"))?;
        let mut file = file.lock().map_err(|_| damaged("another thread failed while it read"))?;
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut bytes));
        drop(file);
        read.map_err(|_| damaged("a chunk is shorter than its journal says"))?;
        codec::decode(&bytes).ok_or(damaged("a song's bytes are not a song"))
    }
}

/// Reads every file of `files` that the store in `out` does not have yet, and opens the store.
///
/// # Errors
/// When the store cannot be read or written.
pub fn fill(out: &Path, files: &[SourceFile], fresh: bool) -> Result<Songs, PrepareError> {
    let folder = out.join("songs");
    if fresh && folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(PrepareError::io(&folder))?;
    }
    std::fs::create_dir_all(&folder).map_err(PrepareError::io(&folder))?;
    let mut known = journal::read(&folder)?;
    let missing: Vec<&SourceFile> =
        files.iter().filter(|file| known.get(&file.name).is_none_or(|line| line.is_stale(file))).collect();
    let mut writer = StoreWriter::open(&folder, known.values())?;
    let bar = progress("reading", missing.len() as u64);
    for batch in batches(&missing) {
        let read: Vec<Result<Vec<u8>, Skip>> =
            batch.par_iter().map(|file| files::read(file).map(|song| codec::encode(&song))).collect();
        for (file, outcome) in batch.iter().zip(read) {
            let outcome = match outcome {
                Ok(bytes) => Ok(writer.song(&bytes)?),
                Err(skip) => Err(skip),
            };
            writer.lines.push((file.name.clone(), Line { stamp: journal::stamp(file), outcome }));
        }
        known.extend(writer.commit()?);
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    open(out, folder, files, known)
}

/// Cuts `files` into runs that [`BATCH`] allows; one file alone is always allowed.
fn batches<'a>(files: &'a [&'a SourceFile]) -> impl Iterator<Item = &'a [&'a SourceFile]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |file: &&&SourceFile| {
            bytes += file.bytes.min(files::MAX_BYTES);
            bytes <= BATCH.1
        };
        let count = rest.iter().take(BATCH.0).take_while(fits).count().max(1);
        let (batch, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(batch)
    })
}

/// Opens the chunks and writes the report of skipped files.
fn open(
    out: &Path,
    folder: PathBuf,
    files: &[SourceFile],
    mut known: HashMap<String, Line>,
) -> Result<Songs, PrepareError> {
    let (mut songs, mut skipped, mut report) = (Vec::new(), Vec::new(), String::new());
    for file in files {
        match known.remove(&file.name).map(|line| line.outcome) {
            Some(Ok(place)) => songs.push((file.name.clone(), place)),
            Some(Err(skip)) => {
                report.push_str(&format!("{}\t{}\t{}\n", file.name, skip.reason, skip.detail));
                skipped.push((file.name.clone(), skip));
            }
            None => {}
        }
    }
    let path = out.join(SKIPPED);
    std::fs::write(&path, report).map_err(PrepareError::io(&path))?;
    let chunks = open_chunks(&folder, songs.iter().map(|(_, place)| place.chunk).collect())?;
    Ok(Songs { folder, chunks, songs, skipped })
}

fn open_chunks(folder: &Path, needed: BTreeSet<usize>) -> Result<Vec<Option<Mutex<File>>>, PrepareError> {
    let open = |chunk| {
        let path = chunk_path(folder, chunk);
        File::open(&path).map(Mutex::new).map_err(PrepareError::io(&path))
    };
    let count = needed.last().map_or(0, |last| last + 1);
    (0..count).map(|chunk| needed.contains(&chunk).then(|| open(chunk)).transpose()).collect()
}

fn chunk_path(folder: &Path, chunk: usize) -> PathBuf {
    folder.join(format!("songs-{chunk:05}.bin"))
}

/// Appends songs to chunks of its own, and then their lines to the journal.
struct StoreWriter {
    folder: PathBuf,
    journal: File,
    chunk: usize,
    file: Option<(BufWriter<File>, u64)>,
    lines: Vec<(String, Line)>,
}

impl StoreWriter {
    /// Rewrites the journal with the lines that are `known` only if it has none or another version.
    fn open<'a>(folder: &Path, known: impl Iterator<Item = &'a Line>) -> Result<StoreWriter, PrepareError> {
        let path = journal::path(folder);
        let places: Vec<usize> = known.map(|line| line.outcome.as_ref().map_or(0, |p| p.chunk + 1)).collect();
        let mut journal = if places.is_empty() {
            File::create(&path).map_err(PrepareError::io(&path))?
        } else {
            File::options().append(true).open(&path).map_err(PrepareError::io(&path))?
        };
        if places.is_empty() {
            writeln!(journal, "{}", journal::first_line()).map_err(PrepareError::io(&path))?;
        }
        let chunk = places.into_iter().max().unwrap_or(0);
        Ok(StoreWriter { folder: folder.to_owned(), journal, chunk, file: None, lines: Vec::new() })
    }

    fn song(&mut self, bytes: &[u8]) -> Result<Place, PrepareError> {
        if self.file.as_ref().is_some_and(|(_, length)| *length >= CHUNK_BYTES) {
            self.flush()?;
            self.file = None;
            self.chunk += 1;
        }
        let path = chunk_path(&self.folder, self.chunk);
        let (file, length) = match &mut self.file {
            Some(open) => open,
            none => none.insert((BufWriter::new(File::create(&path).map_err(PrepareError::io(&path))?), 0)),
        };
        file.write_all(bytes).map_err(PrepareError::io(&path))?;
        let place = Place { chunk: self.chunk, offset: *length, length: bytes.len() };
        *length += bytes.len() as u64;
        Ok(place)
    }

    fn flush(&mut self) -> Result<(), PrepareError> {
        let path = chunk_path(&self.folder, self.chunk);
        self.file.as_mut().map_or(Ok(()), |(file, _)| file.flush()).map_err(PrepareError::io(&path))
    }

    /// Makes the songs since the last commit known.
    fn commit(&mut self) -> Result<Vec<(String, Line)>, PrepareError> {
        self.flush()?;
        let text: String = self.lines.iter().map(|(name, line)| journal::format(name, line)).collect();
        let path = journal::path(&self.folder);
        self.journal.write_all(text.as_bytes()).map_err(PrepareError::io(&path))?;
        Ok(std::mem::take(&mut self.lines))
    }
}
