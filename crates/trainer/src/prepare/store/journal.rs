//! The song store's journal: a line per file that was read.

use super::Place;
use crate::prepare::PrepareError;
use crate::prepare::codec;
use crate::prepare::files::{self, Skip, SourceFile};
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// One line of the journal.
pub(super) struct Line {
    pub stamp: (u64, u64),
    pub outcome: Result<Place, Skip>,
}

impl Line {
    /// Whether `file` must be read again: it changed, or it could not be opened, which may be otherwise now.
    pub(super) fn is_stale(&self, file: &SourceFile) -> bool {
        let unreadable = self.outcome.as_ref().is_err_and(|skip| skip.reason == files::UNREADABLE);
        unreadable || self.stamp != stamp(file)
    }
}

/// What tells a changed file: size and time of last change.
pub(super) fn stamp(file: &SourceFile) -> (u64, u64) {
    (file.bytes, file.modified)
}

pub(super) fn first_line() -> String {
    format!("quatrain songs {}", codec::VERSION)
}

pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join("journal.tsv")
}

/// The journal's whole lines; none where there is no journal, or one of another version. The half line that a stopped run
/// may have left is cut off, lest the next one be written behind it.
pub(super) fn read(folder: &Path) -> Result<HashMap<String, Line>, PrepareError> {
    let path = path(folder);
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let mut text = std::fs::read(&path).map_err(PrepareError::io(&path))?;
    let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    if whole < text.len() {
        text.truncate(whole);
        let file = File::options().write(true).open(&path).map_err(PrepareError::io(&path))?;
        file.set_len(whole as u64).map_err(PrepareError::io(&path))?;
    }
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines();
    if lines.next() != Some(&first_line()) {
        return Ok(HashMap::new());
    }
    Ok(lines.filter_map(parse).collect())
}

fn parse(line: &str) -> Option<(String, Line)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, bytes, modified, kind, rest @ ..] = fields.as_slice() else { return None };
    let outcome = match (*kind, rest) {
        ("song", [chunk, offset, length]) => Ok(Place {
            chunk: chunk.parse().ok()?,
            offset: offset.parse().ok()?,
            length: length.parse().ok()?,
        }),
        ("skip", [reason, detail]) => Err(Skip { reason: (*reason).into(), detail: (*detail).into() }),
        _ => return None,
    };
    Some(((*name).to_owned(), Line { stamp: (bytes.parse().ok()?, modified.parse().ok()?), outcome }))
}

pub(super) fn format(name: &str, line: &Line) -> String {
    let (bytes, modified) = line.stamp;
    match &line.outcome {
        Ok(Place { chunk, offset, length }) => {
            format!("{name}\t{bytes}\t{modified}\tsong\t{chunk}\t{offset}\t{length}\n")
        }
        Err(Skip { reason, detail }) => format!("{name}\t{bytes}\t{modified}\tskip\t{reason}\t{detail}\n"),
    }
}
