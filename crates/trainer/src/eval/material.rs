//! Which windows are measured on: made by the same code as the training sequences.

use super::{EvalError, Options};
use crate::prepare::fingerprint::scramble;
use crate::prepare::index::{self, WindowRef};
use crate::prepare::sample::Material;
use crate::prepare::source::{Group, of_path};
use crate::prepare::split;
use crate::prepare::store::{self, Songs};
use crate::prepare::{PrepareError, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One window and the song that it is from.
#[derive(Clone, Debug)]
pub struct Piece {
    pub song: usize,
    pub material: Material,
}

/// Windows of each source group in an order that is spread over its songs: as many as any measurement needs.
pub fn pieces(options: &Options) -> Result<BTreeMap<Group, Vec<Piece>>, EvalError> {
    let files = files::walk(&options.midi)?;
    let store = Scratch::new()?;
    let songs = store::fill(&store.0, &files, true)?;
    let index = index::build(&songs)?;
    let windows = if options.held_out_only {
        let split = split::split(&songs, &index, options.seed);
        let windows = |members: Vec<split::SongGroup>| members.into_iter().flat_map(|m| m.windows).collect();
        split.validation.into_iter().map(|(group, members)| (group, windows(members))).collect()
    } else {
        by_group(&songs, &index.kept)
    };
    let most = options.sequences.max(options.loops);
    windows.into_iter().map(|(group, windows)| Ok((group, spread(&songs, &index, windows, most)?))).collect()
}

fn by_group(songs: &Songs, windows: &[WindowRef]) -> BTreeMap<Group, Vec<WindowRef>> {
    let mut groups: BTreeMap<Group, Vec<WindowRef>> = BTreeMap::new();
    for &window in windows {
        groups.entry(Group::of(of_path(songs.name(window.song as usize)))).or_default().push(window);
    }
    groups
}

/// At most `most` windows, in an order that only the windows decide.
fn spread(
    songs: &Songs,
    index: &index::Index,
    mut windows: Vec<WindowRef>,
    most: usize,
) -> Result<Vec<Piece>, EvalError> {
    windows.sort_by_key(|w| (scramble(u64::from(w.song) << 32 | u64::from(w.bar)), *w));
    windows.truncate(most);
    let mut pieces = Vec::new();
    for window in windows {
        let file = window.song as usize;
        let material = Material::of(&songs.load(file)?, window.bar as usize, of_path(songs.name(file)));
        pieces.extend(material.map(|material| Piece { song: index.song_group[file], material }));
    }
    Ok(pieces)
}

/// A folder of our own for the song store, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Scratch, PrepareError> {
        let start = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |t| t.as_nanos());
        let folder = std::env::temp_dir().join(format!("quatrain-eval-{}-{start}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(PrepareError::io(&folder))?;
        Ok(Scratch(folder))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is lost if it stays: it lies among the temporary files.
        drop(std::fs::remove_dir_all(self.path()));
    }
}
