//! Loops to listen to and to look at.

use super::EvalError;
use super::loops::Made;
use picture::{Tile, contact_sheet};
use score::Instrument;
use score::smf::{self, Arrangement};
use std::collections::BTreeSet;
use std::path::Path;

/// Most loops that are written.
const MOST: usize = 200;

/// Writes loops as `loop-000.mid` and so on, in the order of their prompts, and `contact.png`, a sheet of their piano rolls.
///
/// # Errors
/// When the folder cannot be written to.
pub(super) fn write(folder: &Path, made: &[Made]) -> Result<(), EvalError> {
    let error = |source| EvalError::Write { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(error)?;
    let mut shown: Vec<&Made> = made.iter().collect();
    shown.sort_by_key(|m| (m.prompt, m.condition));
    shown.truncate(MOST);
    for (index, made) in shown.iter().enumerate() {
        let music = &made.music;
        // A request that names no tempo is played at that of its prompt.
        let arrangement = Arrangement { notes: &music.notes, metre: music.metre, tempo: Some(music.tempo) };
        std::fs::write(folder.join(format!("loop-{index:03}.mid")), smf::write(&arrangement))
            .map_err(error)?;
    }
    let tiles: Vec<Tile> = shown.iter().enumerate().map(|(index, made)| tile(index, made)).collect();
    std::fs::write(folder.join("contact.png"), contact_sheet(&tiles)?).map_err(error)
}

fn tile(index: usize, made: &Made) -> Tile<'_> {
    let (numerator, denominator) = made.music.metre.fraction();
    let instruments: BTreeSet<Instrument> = made.music.notes.iter().map(|n| n.instrument).collect();
    let names: Vec<&str> =
        instruments.iter().map(|i| i.family().map_or("Drums", |family| family.name)).collect();
    Tile {
        title: format!("{index:03} {} {numerator}/{denominator}", made.condition.name()),
        caption: names.join(", "),
        notes: &made.music.notes,
        metre: made.music.metre,
    }
}
