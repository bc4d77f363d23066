//! Notes that are not to come again.

use super::Grammar;
use crate::note::Note;
use crate::vocab::Token;

/// What was struck before, and is to become something else.
#[derive(Clone, Debug, Default)]
pub(super) struct Avoided {
    notes: Vec<Note>,
    /// What each costs, in nats.
    nats: f32,
}

impl Grammar {
    /// From now on the onsets and keys of `notes` cost `nats` each when they are written again, and no others any more.
    pub fn avoid(&mut self, notes: Vec<Note>, nats: f32) {
        self.avoided = Avoided { notes, nats };
    }

    /// What is to be taken from the logits of some of the tokens that may follow, in nats, by id.
    pub fn costs(&self) -> impl Iterator<Item = (u16, f32)> + '_ {
        let cell = self.decoder.cell().filter(|cell| cell.position.is_some());
        let onset = cell.map(|cell| self.bar_start() + u16::from(cell.position.unwrap_or(0)));
        let here = move |note: &&Note| {
            Some(note.instrument) == cell.map(|cell| cell.instrument) && Some(note.onset.0) == onset
        };
        self.avoided.notes.iter().filter(here).map(|note| {
            let drums = note.instrument.is_drums();
            let token = if drums { Token::DrumPitch(note.pitch) } else { Token::Pitch(note.pitch) };
            (token.id(), self.avoided.nats)
        })
    }
}
