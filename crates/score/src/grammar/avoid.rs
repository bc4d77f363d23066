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
        let here = self.decoder.cell().and_then(|cell| {
            let onset = self.bar_start() + u16::from(cell.position?);
            Some((cell.instrument, onset))
        });
        let again =
            self.avoided.notes.iter().filter(move |note| Some((note.instrument, note.onset.0)) == here);
        again.map(|note| (Token::struck(note.instrument, note.pitch).id(), self.avoided.nats))
    }
}
