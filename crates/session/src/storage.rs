//! The layout of the state in the host's project, and of those that earlier versions wrote.
//!
//! | version | holds |
//! |---|---|
//! | 1 | the instruments of the next loop, one loop as plain JSON |
//! | 2 | the rack, eight slots with their histories, notes packed to text |

mod version1;

use crate::asking::Asking;
use crate::edited::Edited;
use crate::pack::{UnpackError, pack, unpack};
use crate::piece::{Followed, Loop, Piece};
use crate::project::Project;
use crate::rack::Rack;
use crate::slot::{GENERATIONS, Slot, Step};
use crate::{SECTIONS, SLOTS};
use score::{BARS, Note, Request, note};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// Version of the layout that is written; older ones are read, newer ones refused.
pub const VERSION: u32 = 2;

/// Song positions beyond are nonsense, in quarters.
const FARTHEST: f64 = 1e9;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    rack: Rack,
    #[serde(default)]
    asking: Asking,
    #[serde(default)]
    slot: usize,
    slots: Vec<Option<StoredSlot>>,
    anchor: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    followed: Option<StoredFollowed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unread: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredFollowed {
    rack: Rack,
    piece: StoredPiece,
    anchor: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct StoredSlot {
    steps: Vec<StoredStep>,
    now: usize,
    #[serde(default)]
    generation: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<StoredPiece>,
}

#[derive(Serialize, Deserialize)]
struct StoredStep {
    #[serde(default)]
    first: u32,
    pieces: Vec<StoredPiece>,
}

#[derive(Serialize, Deserialize)]
struct StoredPiece {
    planned: usize,
    sections: Vec<StoredLoop>,
}

/// A loop. What can be measured again is left out.
#[derive(Serialize, Deserialize)]
struct StoredLoop {
    #[serde(default = "all_bars", skip_serializing_if = "is_all_bars")]
    bars: usize,
    notes: String,
    /// The request, less everything that says what an empty request says, and less the notes in it, which are packed beside it.
    asked: Value,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    keep: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    past: String,
    #[serde(default, skip_serializing_if = "Edited::is_empty")]
    edited: Edited,
}

fn all_bars() -> usize {
    BARS
}

fn is_all_bars(bars: &usize) -> bool {
    *bars == BARS
}

/// What every version of the layout has.
#[derive(Deserialize)]
struct Layout {
    version: u32,
}

/// Why a stored state cannot be read.
#[derive(Debug, thiserror::Error)]
enum Damage {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Notes(#[from] UnpackError),
    #[error("a piece has no loop, or too many")]
    Piece,
    #[error("the loops of a piece differ in metre")]
    Metres,
    /// A request asks for something that this version does not know, and names it.
    #[error("{0}")]
    Newer(String),
}

/// Reads a stored state.
///
/// # Errors
/// In words, for the user.
pub fn read(text: &str) -> Result<Project, String> {
    let damaged = |damage: Damage| match damage {
        Damage::Newer(what) => newer(&what),
        _ => format!(
            "The stored state is damaged ({damage}): everything stays as it was, and the damaged state is kept in the project."
        ),
    };
    // Its version first: a newer layout is not damage.
    let Layout { version } = serde_json::from_str(text).map_err(|e| damaged(e.into()))?;
    match version {
        1 => version1::read(text).map_err(damaged),
        VERSION => version2(text).map_err(damaged),
        other => Err(newer(&format!("version {other}, this one reads {VERSION}"))),
    }
}

/// In words: a state of a newer version, and what of it tells so.
fn newer(what: &str) -> String {
    format!(
        "The state was stored by a newer Quatrain ({what}): please update the plugin. The newer state is kept in the project."
    )
}

/// A request with a field that is not known here was stored by a version that can ask for more; everything else is damage.
fn unknown_is_newer(error: serde_json::Error) -> Damage {
    let said = error.to_string();
    match said.split(", expected").next() {
        Some(what) if what.starts_with("unknown field") => Damage::Newer(what.to_owned()),
        _ => error.into(),
    }
}

/// The text to store.
///
/// # Errors
/// When a number is none; [`read`] lets no such number in, and no request holds one.
pub fn write(project: &Project) -> Result<String, serde_json::Error> {
    let slots = project.slots.iter().map(store_slot);
    serde_json::to_string(&Stored {
        version: VERSION,
        rack: project.rack.clone(),
        asking: project.asking.clone(),
        slot: project.slot,
        slots: slots.collect::<Result<_, _>>()?,
        anchor: project.anchor,
        followed: project.followed.as_ref().map(store_followed).transpose()?,
        unread: project.unread.clone(),
    })
}

fn version2(text: &str) -> Result<Project, Damage> {
    let stored: Stored = serde_json::from_str(text)?;
    let mut project = Project {
        rack: stored.rack.tidy(),
        asking: stored.asking.tidy(),
        slot: stored.slot.min(SLOTS - 1),
        anchor: position(stored.anchor),
        followed: stored.followed.map(recall_followed).transpose()?,
        unread: stored.unread,
        ..Project::default()
    };
    for (slot, stored) in project.slots.iter_mut().zip(stored.slots) {
        *slot = stored.map(recall_slot).transpose()?.unwrap_or_default();
    }
    Ok(project)
}

fn position(anchor: Option<f64>) -> Option<f64> {
    anchor.filter(|beat| beat.abs() <= FARTHEST)
}

fn store_followed(followed: &Followed) -> Result<StoredFollowed, serde_json::Error> {
    let Followed { piece, rack, anchor, .. } = followed;
    Ok(StoredFollowed { rack: rack.clone(), piece: store_piece(piece)?, anchor: *anchor })
}

fn recall_followed(stored: StoredFollowed) -> Result<Followed, Damage> {
    let (rack, anchor) = (stored.rack.tidy(), position(stored.anchor));
    Ok(Followed { piece: recall_piece(stored.piece)?, rack, epoch: 0, anchor })
}

fn store_slot(slot: &Slot) -> Result<Option<StoredSlot>, serde_json::Error> {
    let step = |step: &Step| {
        let pieces = step.pieces.iter().map(|piece| store_piece(piece)).collect::<Result<_, _>>()?;
        Ok(StoredStep { first: step.first, pieces })
    };
    let steps: Vec<StoredStep> = slot.steps().iter().map(step).collect::<Result<_, serde_json::Error>>()?;
    let draft = slot.draft().map(|draft| store_piece(draft)).transpose()?;
    let empty = steps.is_empty() && draft.is_none();
    Ok((!empty).then_some(StoredSlot { steps, now: slot.index(), generation: slot.generation(), draft }))
}

fn recall_slot(stored: StoredSlot) -> Result<Slot, Damage> {
    let step = |step: StoredStep| {
        let pieces = step.pieces.into_iter().map(recall_piece).collect::<Result<Vec<_>, _>>()?;
        let filled = (1..=GENERATIONS).contains(&pieces.len());
        filled.then_some(Step { first: step.first, pieces }).ok_or(Damage::Piece)
    };
    let steps = stored.steps.into_iter().map(step).collect::<Result<Vec<_>, _>>()?;
    let draft = stored.draft.map(recall_piece).transpose()?;
    Ok(Slot::recalled(steps, stored.now, stored.generation, draft))
}

fn store_piece(piece: &Piece) -> Result<StoredPiece, serde_json::Error> {
    let sections = piece.sections.iter().map(|section| store(section)).collect::<Result<_, _>>()?;
    Ok(StoredPiece { planned: piece.planned, sections })
}

fn recall_piece(stored: StoredPiece) -> Result<Arc<Piece>, Damage> {
    let StoredPiece { planned, sections } = stored;
    if sections.is_empty() || !(1..=SECTIONS).contains(&planned) || sections.len() > planned {
        return Err(Damage::Piece);
    }
    let sections =
        sections.into_iter().map(|section| recall(section).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    match sections.iter().all(|section| section.metre == sections[0].metre) {
        true => Ok(Arc::new(Piece { sections, planned })),
        false => Err(Damage::Metres),
    }
}

fn store(of: &Loop) -> Result<StoredLoop, serde_json::Error> {
    let bare = Request { keep: Vec::new(), past: Vec::new(), ..of.asked.clone() };
    let mut asked = serde_json::to_value(bare)?;
    thin_out(&mut asked, &serde_json::to_value(Request::default())?);
    let text = |notes: &[Note]| if notes.is_empty() { String::new() } else { pack(notes) };
    Ok(StoredLoop {
        bars: of.bars,
        notes: text(&of.notes),
        asked,
        keep: text(&of.asked.keep),
        past: text(&of.asked.past),
        edited: of.edited.clone(),
    })
}

fn recall(stored: StoredLoop) -> Result<Loop, Damage> {
    let asked: Request = serde_json::from_value(stored.asked).map_err(unknown_is_newer)?;
    let asked = Request { keep: unpack(&stored.keep)?, past: unpack(&stored.past)?, ..asked };
    Ok(Loop { edited: stored.edited, ..sound(asked, unpack(&stored.notes)?, stored.bars) })
}

/// A stored loop with the guarantees that a written one has.
fn sound(mut asked: Request, notes: Vec<Note>, bars: usize) -> Loop {
    let metre = asked.metre;
    // Notes that were played or drawn by hand keep velocities and lengths that are none of the token format's.
    let possible = |mut notes: Vec<Note>| {
        notes.retain(|note| (1..=127).contains(&note.velocity));
        note::fit(&notes, metre)
    };
    asked.keep = possible(asked.keep);
    asked.past = possible(asked.past);
    asked.tracks.retain(|track| track.instrument.exists());
    let notes = possible(notes);
    let part = |asked, notes| Loop { metre, notes, bars, asked, got: None, edited: Edited::default() };
    if bars >= BARS { Loop::whole(asked, notes) } else { part(asked, notes) }
}

/// Takes out of a request what says nothing: what is as in an `empty` one, and what is *any* in its tracks.
fn thin_out(asked: &mut Value, empty: &Value) {
    let Value::Object(keys) = asked else { return };
    keys.retain(|key, value| empty.get(key) != Some(value));
    if let Some(Value::Array(tracks)) = keys.get_mut("tracks") {
        tracks
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .for_each(|track| track.retain(|_, v| !v.is_null()));
    }
}
