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

/// Reason of a [`Skip`] that may be gone the next time.
pub const UNREADABLE: &str = "unreadable";

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

/// All MIDI files below `root`, ascending by name; links are followed. A folder that cannot be entered is listed as a file
/// that [`read`] will not be able to read, so that it is reported and not just missing.
///
/// # Errors
/// When `root` cannot be read or holds no MIDI file.
pub fn walk(root: &Path) -> Result<Vec<SourceFile>, PrepareError> {
    std::fs::read_dir(root).map_err(PrepareError::io(root))?;
    let entries = walkdir::WalkDir::new(root).follow_links(true).into_iter();
    let mut files: Vec<SourceFile> = entries
        .filter_map(|entry| match entry {
            Ok(entry) => source_file(root, &entry),
            Err(error) => error.path().map(|path| SourceFile::new(root, path, None)),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    // Where two names differ in nothing but bytes that no text has, the first stands for both.
    files.dedup_by(|b, a| a.name == b.name);
    if files.is_empty() {
        return Err(PrepareError::NoFiles(root.to_owned()));
    }
    Ok(files)
}

fn source_file(root: &Path, entry: &walkdir::DirEntry) -> Option<SourceFile> {
    let extension = entry.path().extension()?.to_str()?.to_ascii_lowercase();
    let midi = entry.file_type().is_file() && matches!(extension.as_str(), "mid" | "midi" | "kar");
    midi.then(|| SourceFile::new(root, entry.path(), entry.metadata().ok()))
}

impl SourceFile {
    fn new(root: &Path, path: &Path, metadata: Option<std::fs::Metadata>) -> SourceFile {
        let parts = path.strip_prefix(root).unwrap_or(path).components();
        let name = parts.map(|p| p.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let modified =
            metadata.as_ref().and_then(|m| m.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok());
        SourceFile {
            name: name.replace(['\t', '\n', '\r'], " "),
            path: path.to_owned(),
            bytes: metadata.map_or(0, |m| m.len()),
            modified: modified.map_or(0, |d| d.as_secs()),
        }
    }
}

/// Reads one file.
///
/// # Errors
/// With the reason, when the file is too big, unreadable or damaged, holds no note, or makes the reader panic.
pub fn read(file: &SourceFile) -> Result<Song, Skip> {
    if file.bytes > MAX_BYTES {
        return Err(Skip::new("too big", format!("{} bytes, at most {MAX_BYTES} are read", file.bytes)));
    }
    let bytes = slurp(&file.path).map_err(|e| Skip::new(UNREADABLE, e))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path) -> Vec<String> {
        walk(root).expect("files").into_iter().map(|file| file.name).collect()
    }

    #[test]
    fn midi_files_are_found_in_all_folders_by_any_common_ending() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("b")).expect("a folder");
        for name in ["z.MID", "b/x.midi", "b/a.kar", "readme.txt", "b/LICENCE"] {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        assert_eq!(names(folder.path()), ["b/a.kar", "b/x.midi", "z.MID"]);
    }

    #[test]
    fn a_folder_without_music_or_without_being_there_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(walk(folder.path()), Err(PrepareError::NoFiles(_))));
        assert!(matches!(walk(&folder.path().join("gone")), Err(PrepareError::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_a_link_in_a_circle_is_a_file_with_a_reason() {
        let (folder, elsewhere) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let link =
            |to: &Path, name| std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link");
        std::fs::write(elsewhere.path().join("song.mid"), "").expect("a file");
        link(elsewhere.path(), "lakh");
        link(folder.path(), "round");
        assert_eq!(names(folder.path()), ["lakh/song.mid", "round"]);
        let round = &walk(folder.path()).expect("files")[1];
        assert_eq!(read(round).expect_err("a folder").reason, UNREADABLE);
    }

    #[test]
    fn files_that_give_no_song_say_why() {
        let folder = tempfile::tempdir().expect("a folder");
        let skip = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.path().join(name), bytes).expect("a file");
            let files = walk(folder.path()).expect("files");
            read(files.iter().find(|f| f.name == name).expect("just written")).expect_err("no song")
        };
        let empty =
            score::smf::write(&smf::Arrangement { notes: &[], metre: score::Metre::FourFour, tempo: None });
        assert_eq!(skip("empty.mid", &empty).reason, "no notes");
        let cut = skip("cut.mid", &empty[..empty.len() - 5]);
        assert!(cut.reason == "damaged" && cut.detail.contains("byte"), "{cut:?}");
        assert_eq!(skip("text.mid", b"hello").reason, "damaged");
        assert_eq!(skip("nothing.mid", b"").reason, "damaged");
        assert_eq!(skip("huge.mid", &vec![0; MAX_BYTES as usize + 1]).reason, "too big");
    }
}
