//! What comes into the music: what the worker writes, what a user does to it, and steps through the history.

use super::{Content, Session};
use crate::link::SLOTS;
use score::{Instrument, Metre};
use session::{Piece, Slot, Swap};
use std::sync::Arc;

impl Session {
    /// Worker: keeps what answers `epoch` in `slot`: as a step if it is `whole`, and else beside the steps. It is played if the slot is the
    /// one that plays. A later answer, or a restored state, is never replaced.
    pub(crate) fn write(&self, epoch: u64, slot: usize, piece: Piece, whole: bool) {
        let mut content = self.lock();
        let anchor = self.anchor(&content);
        if content.project.answer(epoch, slot, piece, whole, anchor) && slot == content.project.slot {
            self.send(&mut content, epoch, None);
        }
    }

    /// Worker: what was asked for is over: nothing more comes of what is half written, where there is something else.
    pub(crate) fn give_up(&self, epoch: u64, slot: usize) {
        let mut content = self.lock();
        if content.project.give_up(epoch, slot) && slot == content.project.slot {
            self.send(&mut content, epoch, None);
        }
    }

    /// Plays another slot. Where it is empty, what sounds goes on until something is written.
    pub(crate) fn select(&self, slot: usize) {
        let mut content = self.lock();
        if slot == content.project.slot || slot >= SLOTS {
            return;
        }
        content.project.anchor = self.anchor(&content);
        content.project.slot = slot;
        if content.here().shown().is_some() {
            self.change(&mut content, self.commands.number());
        }
    }

    /// Goes to a variation of what is in the slot that plays.
    pub(crate) fn turn(&self, generation: u32) {
        let mut content = self.lock();
        let anchor = self.anchor(&content);
        if content.project.here_mut().set_generation(generation) && content.here().draft().is_none() {
            content.project.anchor = anchor;
            self.change(&mut content, self.commands.number());
        }
    }

    /// Worker: the variation that is to be written next, see [`session::Project::next_variation`].
    pub(crate) fn next_variation(&self, latest: u32) -> Option<(usize, u32, Arc<Piece>)> {
        self.lock().project.next_variation(latest)
    }

    /// Worker: keeps variation `generation` of `parent`, unless something else came into its slot.
    pub(crate) fn add_variation(&self, slot: usize, generation: u32, parent: &Arc<Piece>, piece: Piece) {
        let mut content = self.lock();
        let kept = content.project.add_variation(slot, generation, parent, piece);
        // A seek may lead to it at any time.
        if kept && slot == content.project.slot && content.here().draft().is_none() {
            let epoch = content.epoch;
            self.send(&mut content, epoch, None);
        }
    }

    /// Changes notes of what is shown. That is one step of the history, and the cells in which something changed stay as they are from now
    /// on, whatever is being written, until they are released. Where the slot is empty a loop in `metre` is begun. It is heard at once,
    /// in the place of what plays. Returns whether anything changed.
    pub fn edit(&self, swaps: &[Swap], metre: Metre) -> bool {
        let Some(mut content) = self.own() else { return false };
        let owed = self.commands.owes_music().then(|| self.commands.latest());
        let begun = content.here().shown().is_none();
        if !content.project.edit(swaps, metre, owed) {
            return false;
        }
        // With the same number it takes the place of what plays and not of what comes next.
        let epoch = if begun { self.commands.number() } else { content.epoch };
        self.change(&mut content, epoch);
        true
    }

    /// Lets `bars` (bit `b` for bar `b` of the piece) of `instrument` be written anew although they were changed by hand.
    pub fn release(&self, instrument: Instrument, bars: u32) {
        if let Some(mut content) = self.own() {
            content.project.release(instrument, bars);
        }
    }

    /// Takes `back` the last change by hand in what is being written, or makes it anew; whether there was one.
    pub fn step_edit(&self, back: bool) -> bool {
        if self.stands_by() {
            return false;
        }
        let mut content = self.lock();
        let found = content.project.here_mut().step_edit(back);
        if found {
            let epoch = content.epoch;
            self.change(&mut content, epoch);
        }
        found
    }

    /// Goes back one step in `slot`, or to what was there before anything was being written or, while something is `pending` for it, about
    /// to be. The step has the number `seq`. Returns whether there was one.
    pub(crate) fn undo(&self, slot: usize, seq: u64, pending: bool) -> bool {
        self.step(slot, seq, |slot| pending && slot.draft().is_none() || slot.undo())
    }

    /// Goes forth in `slot` to what was undone last; as [`Session::undo`].
    pub(crate) fn redo(&self, slot: usize, seq: u64) -> bool {
        self.step(slot, seq, Slot::redo)
    }

    /// Goes to a step of the history of the slot that plays.
    pub fn go_to(&self, step: usize) {
        let Some(slot) = self.own().map(|content| content.project.slot) else { return };
        if self.step(slot, self.commands.number(), |slot| step != slot.index() && slot.go_to(step)) {
            self.commands.interrupt();
        }
    }

    /// Whether the step was done. What answers a request before `seq` would come on top of it, and is void.
    fn step(&self, slot: usize, seq: u64, step: impl FnOnce(&mut Slot) -> bool) -> bool {
        let mut content = self.lock();
        let plays = content.project.slot == slot;
        let anchor = self.anchor(&content);
        let Some(of) = content.project.slots.get_mut(slot).filter(|of| of.answered() <= seq) else {
            return false;
        };
        let before = of.shown().cloned();
        if !step(of) {
            return false;
        }
        of.set_answered(seq);
        let by_hand = before.zip(of.shown()).is_some_and(|(before, now)| before.answers_as(now));
        if plays {
            content.project.anchor = anchor;
            // With the same number it takes the place of what plays and not of what comes next.
            let epoch = if by_hand { content.epoch } else { seq };
            self.change(&mut content, epoch);
        }
        true
    }

    /// Sends what is there now, with a lane for everything in it.
    fn change(&self, content: &mut Content, epoch: u64) {
        content.project.adopt();
        self.send(content, epoch, None);
    }
}
