//! The log: what a bug report needs, in a file of the user's log folder. Never written from the audio thread, but for the line that tells
//! where it panicked; nothing of the user's music is in it, and of their files the names at most.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tracing::{Metadata, error, info};
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

static LOG: OnceLock<LogFile> = OnceLock::new();

/// Begins the log of this process, once; a program that has one of its own keeps it. Whether there is one. No file is made before an
/// instance is activated or something goes wrong: who scans plugins finds nothing left behind.
pub fn begin() -> bool {
    let Some(folder) = folder() else { return false };
    let log = LOG.get_or_init(|| LogFile::new(folder));
    let subscriber = tracing_subscriber::FmtSubscriber::builder()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(log.clone())
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
    LOG.get().into_iter().for_each(LogFile::open);
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

/// What is said before there is a file waits in memory; in bytes.
const WAITING: usize = 16 << 10;

/// One file, written by whoever has something to say. Never longer than twice [`LONGEST`].
#[derive(Clone)]
struct LogFile(Arc<Mutex<State>>);

struct State {
    folder: PathBuf,
    /// Made when it is opened; a folder that cannot be written leaves none.
    file: Option<File>,
    /// What was said before there was a file.
    waiting: Vec<u8>,
    /// Bytes that this process may still write.
    left: u64,
}

impl LogFile {
    fn new(folder: PathBuf) -> LogFile {
        LogFile(Arc::new(Mutex::new(State { folder, file: None, waiting: Vec::new(), left: LONGEST })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Lines are whole, or their rest is missing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a file from now on, with what was said before.
    fn open(&self) {
        let mut state = self.state();
        if state.file.is_none() {
            state.file = open_in(&state.folder).ok();
            let waiting = std::mem::take(&mut state.waiting);
            state.write(&waiting);
        }
    }
}

impl State {
    fn write(&mut self, line: &[u8]) {
        match &mut self.file {
            None if self.waiting.len() + line.len() <= WAITING => self.waiting.extend(line),
            None => {}
            // A process that says too much is not heard any more, nor one whose disk is full.
            Some(file) => {
                if let Some(left) = self.left.checked_sub(line.len() as u64) {
                    self.left = left;
                    let _ = file.write_all(line);
                }
            }
        }
    }
}

fn open_in(folder: &Path) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(NAME);
    if std::fs::metadata(&path).is_ok_and(|there| there.len() > LONGEST) {
        std::fs::rename(&path, folder.join(OLDER))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.state().write(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = LogFile;

    fn make_writer(&'a self) -> LogFile {
        self.clone()
    }

    /// What goes wrong is worth a file.
    fn make_writer_for(&'a self, of: &Metadata<'_>) -> LogFile {
        if *of.level() == tracing::Level::ERROR {
            self.open();
        }
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(folder: &Path) -> LogFile {
        let log = LogFile::new(folder.to_owned());
        log.open();
        log
    }

    #[test]
    fn what_is_said_before_there_is_a_file_comes_first_in_it_and_makes_none() {
        let home = tempfile::tempdir().expect("a directory");
        let mut log = LogFile::new(home.path().to_owned());
        writeln!(log, "first").expect("it is taken");
        assert_eq!(std::fs::read_dir(home.path()).expect("a directory").count(), 0);
        log.open();
        writeln!(log, "second").expect("it is taken");
        let text = std::fs::read_to_string(home.path().join(NAME)).expect("the log");
        assert_eq!(text, "first\nsecond\n");
    }

    #[test]
    fn a_log_that_is_too_long_is_put_away_and_one_older_one_is_kept() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join(NAME);
        for round in 0..3u8 {
            std::fs::write(&path, vec![b'0' + round; LONGEST as usize + 1]).expect("room for it");
            let mut log = opened(home.path());
            writeln!(log, "round {round}").expect("it is taken");
            assert_eq!(std::fs::read_to_string(&path).expect("the log"), format!("round {round}\n"));
        }
        let older = std::fs::read(home.path().join(OLDER)).expect("the older one");
        assert_eq!((older.len(), older[0]), (LONGEST as usize + 1, b'2'));
        assert_eq!(std::fs::read_dir(home.path()).expect("a directory").count(), 2);
    }

    #[test]
    fn a_process_that_says_too_much_fills_no_disk() {
        let home = tempfile::tempdir().expect("a directory");
        let mut log = opened(home.path());
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
