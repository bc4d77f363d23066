//! Which windows are measured on: made by the same code as the training sequences.

use super::bars::Bars;
use super::{EvalError, Options};
use crate::prepare::fingerprint::scramble;
use crate::prepare::index::{self, WindowRef};
use crate::prepare::sample::Material;
use crate::prepare::source::{Group, of_path};
use crate::prepare::split;
use crate::prepare::store::{self, Songs};
use crate::prepare::{PrepareError, files};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Windows of real music made for each prompt: the prompt itself, and others of which it is none.
const OTHERS: usize = 2;

/// One window and the song that it is from.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub song: usize,
    pub material: Material,
}

/// The music that is measured on.
pub(super) struct Corpus {
    /// Windows of each source group in an order that is spread over its songs.
    pub pieces: BTreeMap<Group, Vec<Piece>>,
    /// Windows that requests are measured on.
    pub prompts: Vec<Piece>,
    /// Windows to compare loops with; none of them is a prompt.
    pub others: Vec<Piece>,
    /// Bars of the music that was trained on, if it is known.
    pub training: Option<Bars>,
}

impl Corpus {
    /// Reads the folders of `options`.
    ///
    /// # Errors
    /// When they cannot be read, or hold no music at all.
    pub(super) fn read(options: &Options) -> Result<Corpus, EvalError> {
        let store = Scratch::new()?;
        let songs = store::fill(store.path(), &files::walk(&options.midi)?, true)?;
        let index = index::build(&songs)?;
        let (windows, trained) = if options.held_out_only {
            let split = split::split(&songs, &index, options.seed);
            let held_out: BTreeSet<usize> = split.validation.values().flatten().map(|m| m.first).collect();
            let trained = (0..songs.len()).filter(|&s| !held_out.contains(&index.song_group[s])).collect();
            let windows =
                |members: Vec<split::SongGroup>| members.into_iter().flat_map(|m| m.windows).collect();
            (
                split.validation.into_iter().map(|(group, members)| (group, windows(members))).collect(),
                Some(trained),
            )
        } else {
            (by_group(&songs, &index.kept), None)
        };
        let most = options.sequences.max(options.loops * (1 + OTHERS));
        let pieces =
            windows.into_iter().map(|(group, windows)| Ok((group, spread(&songs, &index, windows, most)?)));
        let pieces: BTreeMap<Group, Vec<Piece>> = pieces.collect::<Result<_, EvalError>>()?;
        let training = match (&options.training, trained) {
            (Some(folder), _) => Some(read_bars(folder)?),
            (None, Some(trained)) => Some(Bars::of(&songs, trained)?),
            (None, None) => None,
        };
        let mut in_turn = in_turn(&pieces).cloned();
        let prompts = in_turn.by_ref().take(options.loops).collect();
        let others = in_turn.take(options.loops * OTHERS).collect();
        Ok(Corpus { pieces, prompts, others, training })
    }
}

/// The bars of all songs below `folder`.
fn read_bars(folder: &Path) -> Result<Bars, EvalError> {
    let store = Scratch::new()?;
    let songs = store::fill(store.path(), &files::walk(folder)?, true)?;
    Ok(Bars::of(&songs, (0..songs.len()).collect())?)
}

/// Pieces of human music in the shares in which it is trained on (pieces of all groups, where none is human), in an order in which the groups take turns.
fn in_turn(pieces: &BTreeMap<Group, Vec<Piece>>) -> impl Iterator<Item = &Piece> {
    let is_human = |group: &Group| !matches!(group, Group::Styles | Group::Chorales);
    let any_human = pieces.iter().any(|(group, pieces)| is_human(group) && !pieces.is_empty());
    let mut placed: Vec<(f64, Group, &Piece)> = Vec::new();
    for (&group, pieces) in pieces.iter().filter(|(group, _)| is_human(group) || !any_human) {
        let place = |(n, piece)| ((n as f64 + 0.5) / group.weight(), group, piece);
        placed.extend(pieces.iter().enumerate().map(place));
    }
    placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    placed.into_iter().map(|(_, _, piece)| piece)
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use score::{Instrument, Metre, Note, Ticks, canonicalise};

    /// A note of six ticks.
    pub(crate) fn note(instrument: u8, onset: u16, pitch: u8, velocity: u8) -> Note {
        Note { instrument: Instrument(instrument), onset: Ticks(onset), pitch, velocity, duration: Ticks(6) }
    }

    /// A window of 4/4 with dynamics.
    pub(crate) fn piece(notes: &[Note]) -> Piece {
        let notes = canonicalise(notes, Metre::FourFour);
        let material =
            Material { metre: Metre::FourFour, tempo: 120.0, notes, past: Vec::new(), dynamics: true };
        Piece { song: 0, material }
    }

    #[test]
    fn human_groups_take_turns_by_their_weights_and_rules_come_only_where_there_is_nothing_else() {
        let pieces = |song| (0..40).map(|_| Piece { song, ..piece(&[]) }).collect::<Vec<_>>();
        let mut groups: BTreeMap<Group, Vec<Piece>> =
            [(Group::Band, pieces(1)), (Group::Drums, pieces(2)), (Group::Styles, pieces(3))].into();
        let first: Vec<usize> = in_turn(&groups).take(25).map(|p| p.song).collect();
        let count = |song| first.iter().filter(|&&s| s == song).count();
        assert_eq!((count(1), count(2), count(3)), (20, 5, 0));
        groups.retain(|group, _| *group == Group::Styles);
        assert_eq!(in_turn(&groups).count(), 40);
    }
}
