//! From a folder to songs: which files there are, and reading one of them, whatever is in it.

use super::PrepareError;
use score::{Song, smf};
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Bigger files are no music that a score would hold: they are skipped unread.
pub const MAX_BYTES: u64 = 4 << 20;

/// One file of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Below the corpus folder, with `/` between parts.
    pub name: String,
    pub path: PathBuf,
    pub bytes: u64,
    /// Last change, in seconds since 1970; 0 where the file system does not say.
    pub modified: u64,
}

/// Why a file gave no song.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Short and the same for all files with this trouble: reports count it.
    pub reason: String,
    /// What exactly, on one line.
    pub detail: String,
}

impl Skip {
    fn new(reason: &str, detail: impl std::fmt::Display) -> Skip {
        let one_line = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        Skip { reason: one_line(reason), detail: one_line(&detail.to_string()) }
    }
}

/// All MIDI files below `root`, ascending by name.
///
/// # Errors
/// When `root` cannot be read or holds no MIDI file.
pub fn walk(root: &Path) -> Result<Vec<SourceFile>, PrepareError> {
    std::fs::read_dir(root).map_err(PrepareError::io(root))?;
    let mut files: Vec<SourceFile> = walkdir::WalkDir::new(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| source_file(root, &entry))
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    if files.is_empty() {
        return Err(PrepareError::NoFiles(root.to_owned()));
    }
    Ok(files)
}

fn source_file(root: &Path, entry: &walkdir::DirEntry) -> Option<SourceFile> {
    let extension = entry.path().extension()?.to_str()?.to_ascii_lowercase();
    if !entry.file_type().is_file() || !matches!(extension.as_str(), "mid" | "midi" | "kar") {
        return None;
    }
    let parts = entry.path().strip_prefix(root).ok()?.components();
    let name = parts.map(|p| p.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    let metadata = entry.metadata().ok();
    let modified =
        metadata.as_ref().and_then(|m| m.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok());
    Some(SourceFile {
        name: name.replace(['\t', '\n', '\r'], " "),
        path: entry.path().to_owned(),
        bytes: metadata.map_or(0, |m| m.len()),
        modified: modified.map_or(0, |d| d.as_secs()),
    })
}

/// Reads one file.
///
/// # Errors
/// With the reason, when the file is too big, unreadable or damaged, holds no note, or makes the reader panic.
pub fn read(file: &SourceFile) -> Result<Song, Skip> {
    if file.bytes > MAX_BYTES {
        return Err(Skip::new("too big", format!("{} bytes, at most {MAX_BYTES} are read", file.bytes)));
    }
    let bytes = slurp(&file.path).map_err(|e| Skip::new("unreadable", e))?;
    let song = catch_unwind(AssertUnwindSafe(|| smf::read(&bytes)))
        .map_err(|_| Skip::new("reader panicked", "please report this file"))?
        .map_err(|e| Skip::new("damaged", e))?;
    if song.notes.is_empty() {
        return Err(Skip::new("no notes", ""));
    }
    Ok(song)
}

/// The file's bytes, at most [`MAX_BYTES`] even if it grows while it is read.
fn slurp(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}
