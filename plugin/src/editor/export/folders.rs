//! Where exported files lie.

use super::midi::MidiFile;
use directories::{BaseDirs, UserDirs};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Files that are handed to another program stay at least this long: it may read them later.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Two folders of the user.
#[derive(Clone, Debug)]
pub struct Folders {
    /// For files that the user asked for. Nothing in it is ever changed.
    pub exports: PathBuf,
    /// For files that are dragged or copied. What is older than a day goes when another one comes.
    pub passing: PathBuf,
}

impl Folders {
    /// `Quatrain` in the user's music, and a cache of their own.
    pub fn of_user() -> Folders {
        let (user, base) = (UserDirs::new(), BaseDirs::new());
        let home = || user.as_ref().map_or_else(std::env::temp_dir, |user| user.home_dir().to_owned());
        let music = user.as_ref().and_then(|user| user.audio_dir().or(user.document_dir()));
        let music = music.map_or_else(home, Path::to_owned);
        let cache = base.map_or_else(std::env::temp_dir, |base| base.cache_dir().to_owned());
        Folders { exports: music.join("Quatrain"), passing: cache.join("quatrain").join("midi") }
    }

    /// Writes `file` for good, beside those that are there.
    ///
    /// # Errors
    /// In words.
    pub fn export(&self, file: &MidiFile) -> Result<PathBuf, String> {
        fs::create_dir_all(&self.exports).map_err(|error| refused(&self.exports, &error))?;
        let (stem, extension) = file.name.rsplit_once('.').unwrap_or((&file.name, "mid"));
        for number in 1..10_000 {
            let name = if number == 1 { file.name.clone() } else { format!("{stem} {number}.{extension}") };
            let path = self.exports.join(name);
            match fs::File::create_new(&path).and_then(|mut new| io::Write::write_all(&mut new, &file.bytes))
            {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused(&path, &error)),
            }
        }
        Err(format!("{} is full of exports: please move some elsewhere.", self.exports.display()))
    }

    /// Writes `file` for another program to read soon, under its own name.
    ///
    /// # Errors
    /// In words.
    pub fn pass_on(&self, file: &MidiFile) -> Result<PathBuf, String> {
        self.tidy(SystemTime::now());
        let written = (|| {
            fs::create_dir_all(&self.passing)?;
            let folder = fresh_folder(&self.passing)?;
            let path = folder.join(&file.name);
            fs::write(&path, &file.bytes).map(|()| path)
        })();
        written.map_err(|error| refused(&self.passing, &error))
    }

    /// Takes away what was passed on long before `now`. What cannot be removed stays.
    fn tidy(&self, now: SystemTime) {
        let old = |entry: &DirEntry| {
            let changed = entry.metadata().and_then(|data| data.modified()).ok();
            changed.and_then(|changed| now.duration_since(changed).ok()).is_some_and(|age| age > KEPT)
        };
        let entries = fs::read_dir(&self.passing).into_iter().flatten().filter_map(Result::ok);
        entries.filter(old).for_each(|entry| {
            let _ = fs::remove_dir_all(entry.path());
        });
    }
}

/// A folder in `parent` that was not there.
fn fresh_folder(parent: &Path) -> io::Result<PathBuf> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    let mut number = 0;
    loop {
        let folder = parent.join(format!("{since}-{number}"));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            made => return made.map(|()| folder),
        }
    }
}

fn refused(path: &Path, error: &io::Error) -> String {
    format!("The MIDI file cannot be written to {}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, Folders) {
        let home = tempfile::tempdir().expect("a directory");
        let folders = Folders { exports: home.path().join("music"), passing: home.path().join("cache") };
        (home, folders)
    }

    fn file(bytes: &[u8]) -> MidiFile {
        MidiFile { name: "Quatrain A.mid".to_owned(), bytes: bytes.to_vec() }
    }

    #[test]
    fn no_export_takes_the_place_of_another() {
        let (_home, folders) = folders();
        let paths = [b"1", b"2"].map(|bytes| folders.export(&file(bytes)).expect("a file"));
        assert_eq!(paths[1].file_name().and_then(|name| name.to_str()), Some("Quatrain A 2.mid"));
        assert_eq!(paths.map(|path| fs::read(path).expect("it is there")), [b"1", b"2"]);
    }

    #[test]
    fn files_that_are_passed_on_keep_their_name_and_go_a_day_later() {
        let (_home, folders) = folders();
        let paths = [b"1", b"2"].map(|bytes| folders.pass_on(&file(bytes)).expect("a file"));
        assert!(paths.iter().all(|path| path.ends_with("Quatrain A.mid") && path.is_file()));
        folders.tidy(SystemTime::now() + KEPT / 2);
        assert!(paths.iter().all(|path| path.is_file()), "somebody may still read them");
        folders.tidy(SystemTime::now() + KEPT + Duration::from_secs(60));
        assert!(paths.iter().all(|path| !path.exists()));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let (home, folders) = folders();
        fs::write(home.path().join("music"), b"a file in its place").expect("a file");
        let error = folders.export(&file(b"1")).expect_err("there is no room");
        assert!(error.contains("music") && error.starts_with("The MIDI file cannot be written"), "{error}");
    }
}
