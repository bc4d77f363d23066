//! The corpus pipeline: a folder of MIDI files to shards of training sequences.
//!
//! Files become songs once ([`store`], resumable); songs become an index of windows without duplicates, split by
//! song ([`index`], [`split`]); windows become sequences ([`sample`]), drawn by source and written as shards
//! ([`shards`]). The same folder, seed and count give the same bytes, whatever the number of threads.
//!
//! Songs stay on disk: memory holds a few hundred of them at a time, and about 40 bytes for each window of the corpus.

pub mod augment;
pub mod check;
pub mod codec;
pub mod condition;
pub mod dice;
pub mod draw;
pub mod files;
pub mod fingerprint;
pub mod index;
pub mod report;
pub mod sample;
pub mod shards;
pub mod source;
pub mod split;
pub mod store;
pub mod task;

use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

/// What `prepare` is asked to do.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Folder that holds the MIDI files; its subfolders are the sources
    #[arg(long)]
    pub midi: PathBuf,
    /// Folder for the shards and the song store
    #[arg(long, required_unless_present = "check")]
    pub out: Option<PathBuf>,
    /// Training sequences to write
    #[arg(long, default_value_t = 60_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub samples: u64,
    /// Decides the split, the draws and the augmentation
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads (0: one per core)
    #[arg(long, default_value_t = 0)]
    pub jobs: usize,
    /// Read every file again, even those that an earlier run has read
    #[arg(long)]
    pub fresh: bool,
    /// Write nothing: check that every window of every file comes back from its tokens unchanged
    #[arg(long)]
    pub check: bool,
}

/// Why nothing was prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error("{path}: {source}; check that the path exists and may be used")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("no .mid, .midi or .kar file below {0}: give the folder that holds them with --midi")]
    NoFiles(PathBuf),
    #[error("no --out: name the folder that the shards shall go to")]
    NoOut,
    #[error("of {files} files below {midi} none has a four-bar window to learn from; {midi_out} says why")]
    NoWindows { files: usize, midi: PathBuf, midi_out: PathBuf },
    #[error("the song store at {path} is damaged ({what}): run again with --fresh")]
    Store { path: PathBuf, what: &'static str },
    #[error("{path}, bar {bar}: {what}")]
    Offender { path: String, bar: usize, what: String },
    #[error("cannot start {jobs} threads: {source}; give fewer with --jobs")]
    Threads { jobs: usize, source: rayon::ThreadPoolBuildError },
}

impl PrepareError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> PrepareError + '_ {
        move |source| PrepareError::Io { path: path.to_owned(), source }
    }

    /// 1 where a check failed, 2 where the user must change something.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, PrepareError::Offender { .. }) { 1 } else { 2 }
    }
}

/// The subcommand: runs and prints what was done.
///
/// # Errors
/// As [`run`] and [`check::run`].
pub fn main(options: &Options) -> Result<(), PrepareError> {
    if options.check {
        println!("{}", check::run(options)?);
    } else {
        println!("{}", run(options)?);
    }
    Ok(())
}

/// Prepares shards.
///
/// # Errors
/// When the folders cannot be used or hold nothing to learn from. Broken MIDI files are no error: they are reported.
pub fn run(options: &Options) -> Result<report::Report, PrepareError> {
    let out = options.out.as_deref().ok_or(PrepareError::NoOut)?;
    in_pool(options.jobs, || {
        let files = files::walk(&options.midi)?;
        let songs = store::fill(out, &files, options.fresh)?;
        let index = index::build(&songs)?;
        if index.kept.is_empty() {
            let midi_out = out.join(store::SKIPPED);
            return Err(PrepareError::NoWindows { files: files.len(), midi: options.midi.clone(), midi_out });
        }
        let split = split::split(&songs, &index, options.seed);
        let written = shards::write(out, &songs, &split, options.samples, options.seed)?;
        let report = report::Report::new(options, files.len(), &songs, &index, &split, written);
        report.save(out)?;
        Ok(report)
    })?
}

fn in_pool<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, PrepareError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    Ok(pool.map_err(|source| PrepareError::Threads { jobs, source })?.install(work))
}

/// A bar on standard error; nothing where that is no terminal.
fn progress(what: &'static str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:9} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    let bar = ProgressBar::new(length).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
