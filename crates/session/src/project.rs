//! A project as one value: the rack, what is asked, and the slots with their music; and what can be done to it.

use crate::SLOTS;
use crate::asking::Asking;
use crate::edit::Swap;
use crate::piece::{Followed, Piece};
use crate::rack::Rack;
use crate::slot::Slot;
use score::{Instrument, Metre};
use std::sync::Arc;

/// What one instance holds beyond its host parameters, whatever version of the format stored it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The instruments, each in its place.
    pub rack: Rack,
    /// What is asked of the next loop beside parameters and rack.
    pub asking: Asking,
    /// Index of the slot that plays, below [`SLOTS`].
    pub slot: usize,
    /// The music, with its history.
    pub slots: [Slot; SLOTS],
    /// Song position at which a pass of the loop starts, in quarters, if one was placed.
    pub anchor: Option<f64>,
    /// What was heard last of the leader of a group: a follower plays it without its leader too.
    pub followed: Option<Followed>,
    /// The text of a stored state that could not be read: it is stored again as it is, so that whoever can read it still may.
    pub unread: Option<String>,
}

impl Project {
    /// What a new instance holds: a band, and no music.
    pub fn new() -> Project {
        Project { rack: Rack::band(), ..Project::default() }
    }

    /// The slot that plays.
    pub fn here(&self) -> &Slot {
        &self.slots[self.slot.min(SLOTS - 1)]
    }

    /// The slot that plays, to be changed.
    pub fn here_mut(&mut self) -> &mut Slot {
        &mut self.slots[self.slot.min(SLOTS - 1)]
    }

    /// Keeps the answer to the request number `epoch` in `slot`: as a step of the history if it is `whole`, and else beside the steps.
    /// `anchor` is where the music of the slot that plays stands. Returns whether the piece was kept: an older answer never replaces a
    /// newer one.
    pub fn answer(
        &mut self,
        epoch: u64,
        slot: usize,
        piece: Piece,
        whole: bool,
        anchor: Option<f64>,
    ) -> bool {
        let Some(before) = self.slots.get(slot).filter(|before| epoch >= before.answered()) else {
            return false;
        };
        // A piece takes over in the place of music of its metre only.
        let in_place = before.shown().is_some_and(|before| before.metre() == piece.metre());
        if slot == self.slot {
            self.anchor = anchor.filter(|_| in_place);
            // What the composer chose needs lanes.
            if piece.sections[0].is_whole() {
                match piece.is_free() {
                    true => self.rack.adopt(&piece.instruments()),
                    false => self.rack.release(&piece.instruments()),
                }
            }
        }
        match whole {
            true => self.slots[slot].finish(epoch, Arc::new(piece)),
            false => self.slots[slot].sketch(epoch, Arc::new(piece)),
        }
        true
    }

    /// Forgets what is half written in `slot` for the request `epoch`, where something whole is there. Returns whether anything was.
    pub fn give_up(&mut self, epoch: u64, slot: usize) -> bool {
        let half =
            |here: &&mut Slot| here.present().is_some() && here.draft().is_some() && epoch >= here.answered();
        self.slots.get_mut(slot).filter(half).map(Slot::give_up).is_some()
    }

    /// Changes notes of what is shown in the slot that plays; where that is empty a loop in `metre` is begun for the instruments of the
    /// rack. `owed` is the number of the last request that was made, if answers are owed. Returns whether anything changed.
    pub fn edit(&mut self, swaps: &[Swap], metre: Metre, owed: Option<u64>) -> bool {
        let shown = self.here().shown().cloned();
        let piece = shown.unwrap_or_else(|| Arc::new(Piece::blank(metre, &self.rack.asked())));
        let Some((piece, cells)) = piece.edited(swaps) else { return false };
        self.here_mut().edit(Arc::new(piece), cells, owed);
        true
    }

    /// Lets `bars` (bit `b` for bar `b` of the piece) of `instrument` be written anew although they were changed by hand. Returns whether
    /// any of them was.
    pub fn release(&mut self, instrument: Instrument, bars: u32) -> bool {
        let edited = self.here().shown().is_some_and(|shown| shown.edited_bars(instrument) & bars != 0);
        if edited {
            self.here_mut().amend(|piece| piece.released(instrument, bars));
        }
        edited
    }

    /// Has a lane for everything that sounds in the slot that plays.
    pub fn adopt(&mut self) {
        if let Some(sounding) = self.here().shown().map(|shown| shown.instruments()) {
            self.rack.adopt(&sounding);
        }
    }

    /// The variation that is to be written next so that there are all up to `latest`: the slot that plays, its number, and the piece from
    /// which it is to be made.
    pub fn next_variation(&self, latest: u32) -> Option<(usize, u32, Arc<Piece>)> {
        let (next, parent) = self.here().next_variation()?;
        (next <= latest).then(|| (self.slot, next, parent.clone()))
    }

    /// Keeps variation `generation` of `parent` in `slot`. Returns whether it was kept: not where something else came into its slot.
    pub fn add_variation(&mut self, slot: usize, generation: u32, parent: &Arc<Piece>, piece: Piece) -> bool {
        let Some(here) = self.slots.get_mut(slot) else { return false };
        let due = here
            .next_variation()
            .is_some_and(|(next, there)| next == generation && Arc::ptr_eq(there, parent));
        if due {
            here.evolve(Arc::new(piece));
        }
        due
    }

    /// As it is stored: with nothing half written where something whole is there.
    pub fn settled(&self) -> Project {
        let mut project = self.clone();
        project.slots.iter_mut().filter(|slot| slot.present().is_some()).for_each(Slot::give_up);
        project
    }
}
