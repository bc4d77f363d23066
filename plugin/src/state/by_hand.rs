//! What a user does to the music in the slot that plays: changes by hand, and steps through the history.

use super::edit::Swap;
use super::slot::Slot;
use super::{Piece, Saved};
use score::{Instrument, Metre};
use std::sync::Arc;

impl Saved {
    /// Changes notes of what is shown. That is one step of the history, and the cells in which something changed stay as they are from now
    /// on, whatever is being written, until they are released. Where the slot is empty a loop in `metre` is begun. It is heard at once,
    /// in the place of what plays. Returns whether anything changed.
    pub fn edit(&self, swaps: &[Swap], metre: Metre) -> bool {
        let mut content = self.lock();
        let shown = content.here().shown().cloned();
        let begun = shown.is_none();
        let piece = shown.unwrap_or_else(|| Arc::new(Piece::blank(metre, &content.rack.asked())));
        let Some((piece, cells)) = piece.edited(swaps) else { return false };
        let latest = self.calls.latest();
        content.here_mut().edit(Arc::new(piece), cells, latest);
        // With the same number it takes the place of what plays and not of what comes next.
        let epoch = if begun { self.calls.number() } else { content.epoch };
        self.change(&mut content, epoch);
        true
    }

    /// Lets `bars` (bit `b` for bar `b` of the piece) of `instrument` be written anew although they were changed by hand.
    pub fn release(&self, instrument: Instrument, bars: u32) {
        let mut content = self.lock();
        if content.here().shown().is_some_and(|shown| shown.edited_bars(instrument) & bars != 0) {
            content.here_mut().amend(|piece| piece.released(instrument, bars));
        }
    }

    /// Takes `back` the last change by hand in what is being written, or makes it anew; whether there was one.
    pub fn step_edit(&self, back: bool) -> bool {
        let mut content = self.lock();
        let found = content.here_mut().step_edit(back);
        if found {
            let epoch = content.epoch;
            self.change(&mut content, epoch);
        }
        found
    }

    /// Goes back one step in the slot that plays, or to what was there before anything was being written or, while an ask is `pending` for it,
    /// about to be. What is written for another slot goes on if it is `elsewhere`.
    pub(crate) fn undo(&self, pending: bool, elsewhere: bool) {
        self.travel(elsewhere, |slot| pending && slot.draft().is_none() || slot.undo());
    }

    /// Goes forth to what was undone last.
    pub(crate) fn redo(&self, elsewhere: bool) {
        self.travel(elsewhere, Slot::redo);
    }

    /// Goes to a step of the history.
    pub fn go_to(&self, step: usize) {
        let elsewhere = self.board.writing().is_some_and(|slot| slot != self.slots().0);
        self.travel(elsewhere, |slot| step != slot.index() && slot.go_to(step));
    }

    /// The step that is there, and how many there are.
    pub fn history(&self) -> (usize, usize) {
        let content = self.lock();
        (content.here().index(), content.here().steps().len())
    }

    fn travel(&self, elsewhere: bool, step: impl FnOnce(&mut Slot) -> bool) {
        let mut content = self.lock();
        let anchor = self.anchor(&content);
        let before = content.here().shown().cloned();
        if step(content.here_mut()) {
            content.anchor = anchor;
            // What is being written here would come on top of it.
            let epoch = if elsewhere { self.calls.number() } else { self.calls.void() };
            let here = content.slot;
            content.epochs[here] = epoch;
            let by_hand =
                before.zip(content.here().shown()).is_some_and(|(before, now)| before.answers_as(now));
            let epoch = if by_hand { content.epoch } else { epoch };
            self.change(&mut content, epoch);
        }
    }
}
