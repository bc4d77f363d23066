//! `--check`: every window of every file survives the way to tokens and back.

use super::files::{self, SourceFile};
use super::{Options, PrepareError, in_pool, progress};
use rayon::prelude::*;
use score::{Request, Track, Window, tokens};
use std::fmt;

/// Files checked at a time.
const BATCH: usize = 256;

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub files: usize,
    pub skipped: usize,
    pub windows: usize,
    pub notes: usize,
    pub tokens: usize,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Checked { files, skipped, windows, notes, tokens } = self;
        write!(
            f,
            "{windows} windows of {files} files ({skipped} skipped) came back from their tokens unchanged: "
        )?;
        write!(f, "{notes} notes, {tokens} tokens")
    }
}

/// Checks every window of every file below `options.midi`.
///
/// # Errors
/// With the first window, by file name and bar, that does not come back; and as [`files::walk`].
pub fn run(options: &Options) -> Result<Checked, PrepareError> {
    in_pool(options.jobs, || {
        let files = files::walk(&options.midi)?;
        let bar = progress("checking", files.len() as u64);
        let mut all = Checked::default();
        for batch in files.chunks(BATCH) {
            for checked in batch.par_iter().map(file).collect::<Vec<_>>() {
                let one = checked?;
                all.files += 1;
                all.skipped += one.skipped;
                all.windows += one.windows;
                all.notes += one.notes;
                all.tokens += one.tokens;
            }
            bar.inc(batch.len() as u64);
        }
        bar.finish_and_clear();
        Ok(all)
    })?
}

fn file(file: &SourceFile) -> Result<Checked, PrepareError> {
    let Ok(song) = files::read(file) else { return Ok(Checked { skipped: 1, ..Checked::default() }) };
    let mut checked = Checked::default();
    for window in song.windows() {
        checked.tokens += round_trip(&window).map_err(|what| PrepareError::Offender {
            path: file.name.clone(),
            bar: window.first_bar + 1,
            what,
        })?;
        checked.windows += 1;
        checked.notes += window.notes.len();
    }
    Ok(checked)
}

/// Number of the window's tokens, or what did not come back.
fn round_trip(window: &Window) -> Result<usize, String> {
    let music = tokens::music(&window.notes, window.metre);
    let back = tokens::decode(&music, window.metre).map_err(|e| e.to_string())?;
    let differs = window.notes.iter().zip(&back).find(|(before, after)| before != after);
    if let Some((before, after)) = differs {
        return Err(format!("{before:?} came back as {after:?}"));
    }
    if window.notes.len() != back.len() {
        return Err(format!("{} notes came back as {}", window.notes.len(), back.len()));
    }
    let mut instruments: Vec<_> = window.notes.iter().map(|n| n.instrument).collect();
    instruments.sort_unstable();
    instruments.dedup();
    let tracks = instruments.into_iter().map(Track::new).collect();
    let prompt = tokens::prompt(&Request { metre: window.metre, tracks, ..Request::default() });
    Ok(prompt.len() + music.len())
}
