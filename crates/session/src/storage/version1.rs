//! Layout 1: instruments, and one loop with its notes as plain JSON.

use super::{Damage, position, sound};
use crate::piece::Piece;
use crate::project::Project;
use crate::rack::Rack;
use crate::slot::{Slot, Step};
use score::request::MAX_TRACKS;
use score::smf::channels;
use score::{Instrument, Metadata, Metre, Note, Request};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
struct Stored {
    instruments: Vec<Instrument>,
    #[serde(rename = "loop")]
    the_loop: Option<StoredLoop>,
    anchor: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredLoop {
    metre: Metre,
    notes: Vec<Note>,
    bars: usize,
    asked: Request,
    /// Measured again.
    #[serde(rename = "got")]
    _got: Option<Metadata>,
}

/// The loop comes into the first slot, and its instruments keep the MIDI channels that they had.
pub(super) fn read(text: &str) -> Result<Project, Damage> {
    let stored: Stored = serde_json::from_str(text)?;
    let mut instruments: Vec<Instrument> =
        stored.instruments.into_iter().filter(|i| i.0 <= Instrument::DRUMS.0).collect();
    instruments.sort();
    instruments.dedup();
    instruments.truncate(MAX_TRACKS);
    let mut project = Project { anchor: position(stored.anchor), ..Project::default() };
    let the_loop = stored.the_loop.map(|old| {
        let asked = Request { metre: old.metre, ..old.asked };
        sound(asked, old.notes, old.bars)
    });
    if let Some(the_loop) = the_loop {
        // Channels were those of the loop's own instruments, in canonical order.
        let piece = Arc::new(Piece::of(the_loop));
        project.rack = rack(&piece.instruments(), &instruments);
        project.slots[0] = match piece.is_whole() {
            true => Slot::recalled(vec![Step { first: 0, pieces: vec![piece] }], 0, 0, None),
            false => Slot::recalled(Vec::new(), 0, 0, Some(piece)),
        };
    } else {
        project.rack.set_asked(&instruments);
    }
    Ok(project)
}

/// Lanes for what sounds, on its old channels, and for what is asked of the next loop.
fn rack(sounding: &[Instrument], asked: &[Instrument]) -> Rack {
    let mut rack = Rack::default();
    rack.adopt(sounding);
    for (instrument, channel) in channels(sounding) {
        if let Some(place) = rack.place(instrument) {
            rack.set_channel(place, channel);
        }
    }
    rack.set_asked(asked);
    rack
}
