//! The log: what a bug report needs, in a file of the user's log folder. Never written from the audio thread, but for the line that tells
//! where it panicked; nothing of the user's music is in it, and of their files the names at most.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::{error, info};
use tracing_subscriber::fmt::MakeWriter;

/// A log that is longer than this is put away when it is opened, and one older one is kept; in bytes.
const LONGEST: u64 = 1 << 20;

const NAME: &str = "quatrain.log";
const OLDER: &str = "quatrain.1.log";

/// The folder of the log: `$XDG_STATE_HOME/quatrain` (`~/.local/state/quatrain`), `~/Library/Logs/Quatrain`, or
/// `%LOCALAPPDATA%\Quatrain\Logs`. `None` where the user has no home.
pub fn folder() -> Option<PathBuf> {
    let base = directories::BaseDirs::new()?;
    Some(if cfg!(target_os = "macos") {
        base.home_dir().join("Library/Logs/Quatrain")
    } else if cfg!(windows) {
        base.data_local_dir().join("Quatrain").join("Logs")
    } else {
        base.state_dir().unwrap_or(base.data_local_dir()).join("quatrain")
    })
}

/// Begins the log of this process, once; a program that has one of its own keeps it. Whether there is one.
pub fn begin() -> bool {
    let Some(file) = folder().and_then(|folder| LogFile::open(&folder).ok()) else { return false };
    let subscriber = tracing_subscriber::FmtSubscriber::builder()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(file)
        .finish();
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return false;
    }
    let (os, cpu) = (std::env::consts::OS, std::env::consts::ARCH);
    info!("Quatrain {} on {os} ({cpu}), process {}", env!("CARGO_PKG_VERSION"), std::process::id());
    true
}

/// The host has loaded the plugin.
pub fn host(format: &str, name: &str, version: &str) {
    info!("{format} in {name} {version}");
}

/// An instance is about to process.
pub fn activated(rate: f32, largest_block: u32, offline: bool) {
    info!(
        "active at {rate} Hz, blocks of at most {largest_block}, {}",
        if offline { "offline" } else { "live" }
    );
}

/// Weights are in use, by their name.
pub fn weights(name: &str) {
    info!("weights: {name}");
}

/// Something went wrong that the user was told, or is to be told.
pub fn trouble(said: &str) {
    error!("{}", without_folders(said));
}

/// The same text with the folders of paths left out: who sends a log tells nobody where their files lie.
fn without_folders(said: &str) -> String {
    // Longer than a metre or a fraction.
    let is_path = |word: &str| word.contains(['/', '\\']) && word.len() > 5;
    let name = |word: &str| word.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let words = said.split(' ').map(|word| if is_path(word) { name(word) } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

/// One file, written by whoever has something to say. Never longer than twice [`LONGEST`].
#[derive(Clone)]
struct LogFile(Arc<Mutex<Open>>);

struct Open {
    file: File,
    left: u64,
}

impl LogFile {
    fn open(folder: &Path) -> io::Result<LogFile> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(NAME);
        if std::fs::metadata(&path).is_ok_and(|there| there.len() > LONGEST) {
            std::fs::rename(&path, folder.join(OLDER))?;
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(LogFile(Arc::new(Mutex::new(Open { file, left: LONGEST }))))
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A process that says too much is not heard any more.
        if let Some(left) = open.left.checked_sub(line.len() as u64) {
            open.left = left;
            open.file.write_all(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).file.flush()
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = LogFile;

    fn make_writer(&'a self) -> LogFile {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_is_too_long_is_put_away_and_one_older_one_is_kept() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join(NAME);
        for round in 0..3u8 {
            std::fs::write(&path, vec![b'0' + round; LONGEST as usize + 1]).expect("room for it");
            writeln!(LogFile::open(home.path()).expect("a file"), "round {round}").expect("room for it");
            assert_eq!(std::fs::read_to_string(&path).expect("the log"), format!("round {round}\n"));
        }
        let older = std::fs::read(home.path().join(OLDER)).expect("the older one");
        assert_eq!((older.len(), older[0]), (LONGEST as usize + 1, b'2'));
        assert_eq!(std::fs::read_dir(home.path()).expect("a directory").count(), 2);
    }

    #[test]
    fn a_process_that_says_too_much_fills_no_disk() {
        let home = tempfile::tempdir().expect("a directory");
        let mut log = LogFile::open(home.path()).expect("a file");
        (0..2000).for_each(|_| log.write_all(&[b'x'; 1024]).expect("it is taken, or not heard"));
        let length = std::fs::metadata(home.path().join(NAME)).expect("the log").len();
        assert_eq!(length, LONGEST);
    }

    #[test]
    fn no_folder_of_the_users_is_in_the_log() {
        let said = "Cannot read /home/ann/My-Songs/weights.gguf: choose another file.";
        assert_eq!(without_folders(said), "Cannot read weights.gguf: choose another file.");
        assert_eq!(without_folders("C:\\Users\\ann\\a.sf2 is damaged"), "a.sf2 is damaged");
        assert_eq!(without_folders("4/4, 12/8, 44.1 kHz"), "4/4, 12/8, 44.1 kHz");
    }
}
