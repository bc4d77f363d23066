//! The worker's side of the rig, and the project's.

use super::Rig;
use nice_plug::params::Params;
use score::BARS;
use session::{Loop, Piece};
use std::collections::BTreeMap;

impl Rig {
    /// A fresh ask; its epoch.
    pub fn ask(&self) -> u64 {
        self.link.commands.give(0, crate::link::What::Generate)
    }

    /// The first `bars` bars of a loop are written, in answer to the ask `epoch`.
    pub fn written(&self, epoch: u64, of: &Loop, bars: usize) {
        let notes = of.notes.iter().copied().filter(|note| note.bar(of.metre) < bars).collect();
        let piece = Piece::of(Loop { notes, bars, ..of.clone() });
        self.link.session.change_rack(|rack| rack.set_asked(&piece.instruments()));
        self.link.session.write(epoch, 0, piece, bars == BARS);
    }

    /// A whole loop is asked for and written.
    pub fn generated(&self, of: &Loop) {
        self.written(self.ask(), of, BARS);
    }

    /// The host stores the state.
    pub fn store(&self) -> BTreeMap<String, String> {
        self.link.session.serialize_fields()
    }

    /// The host loads a state.
    pub fn load(&self, stored: &BTreeMap<String, String>) {
        self.link.session.deserialize_fields(stored);
        assert_eq!(self.link.session.error(), None);
    }
}
