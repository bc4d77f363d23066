//! A slot: what it holds, what it held before, and what is being written for it.

use crate::draft::Draft;
use crate::edit::EditedCell;
use crate::piece::Piece;
use std::sync::Arc;

/// Steps that a slot remembers.
pub const STEPS: usize = 64;
/// Variations of a piece, itself included, that are kept; then it begins with the first one again.
pub const GENERATIONS: usize = 64;

/// A piece, and the variations that evolve from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The number of the first of `pieces`: variations are counted on from what was there before.
    pub first: u32,
    /// At least one; each a variation of the one before.
    pub pieces: Vec<Arc<Piece>>,
}

impl Step {
    /// The piece of a generation: those before the first are the first.
    fn piece(&self, generation: u32) -> Option<&Arc<Piece>> {
        self.pieces.get(self.index(generation)).or(self.pieces.last())
    }

    fn index(&self, generation: u32) -> usize {
        generation.saturating_sub(self.first) as usize % GENERATIONS
    }
}

/// One slot with its history. Every step is whole; what is being written is beside them until it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    /// The oldest first.
    steps: Vec<Step>,
    /// Index of the step that is there now; those behind it were undone.
    now: usize,
    /// Which of its variations is there.
    generation: u32,
    draft: Option<Draft>,
    /// Cells that were changed by hand in what is there, each with the latest call that there was: what answers one of these calls
    /// knows nothing of the change.
    late: Vec<(u64, EditedCell)>,
    /// Number of the request that what is in the slot answers: the answer to an older one never replaces it. Not stored.
    answered: u64,
}

impl Slot {
    /// A slot that comes from a project. Steps beyond [`STEPS`] are left out, the oldest first, and so is what was half written where there
    /// is something whole.
    pub fn recalled(mut steps: Vec<Step>, now: usize, generation: u32, draft: Option<Arc<Piece>>) -> Slot {
        let over = steps.len().saturating_sub(STEPS);
        steps.drain(..over);
        let now = now.saturating_sub(over).min(steps.len().saturating_sub(1));
        let draft = draft.filter(|_| steps.is_empty()).map(Draft::new);
        Slot { steps, now, generation, draft, late: Vec::new(), answered: 0 }
    }

    /// What is there now.
    pub fn present(&self) -> Option<&Arc<Piece>> {
        self.steps.get(self.now)?.piece(self.generation)
    }

    /// What is being written, or else what is there.
    pub fn shown(&self) -> Option<&Arc<Piece>> {
        self.draft().or(self.present())
    }

    /// Number of the request that what is in the slot answers.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    /// What is in the slot takes the place of every answer to a request up to `epoch`.
    pub fn set_answered(&mut self, epoch: u64) {
        self.answered = epoch;
    }

    /// The history, the oldest step first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Index of the step that is there.
    pub fn index(&self) -> usize {
        self.now
    }

    /// Which variation of the step is there.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// What is being written, with what a hand changed in it.
    pub fn draft(&self) -> Option<&Arc<Piece>> {
        self.draft.as_ref().map(Draft::shown)
    }

    /// Goes to a variation; whether that is other music.
    pub fn set_generation(&mut self, generation: u32) -> bool {
        let before = self.present().cloned();
        self.generation = generation;
        // Each variation is a piece of its own.
        let same = before.zip(self.present()).is_none_or(|(before, now)| Arc::ptr_eq(&before, now));
        !same
    }

    /// The number of the first variation of what is there, and all that are written, while nothing else is being written.
    pub fn variations(&self) -> Option<(u32, &[Arc<Piece>])> {
        let step = self.steps.get(self.now).filter(|_| self.draft.is_none())?;
        Some((step.first, &step.pieces))
    }

    /// The number of the variation that is to be written next, and the piece to make it from; `None` when there are enough.
    pub fn next_variation(&self) -> Option<(u32, &Arc<Piece>)> {
        let step = self.steps.get(self.now).filter(|step| step.pieces.len() < GENERATIONS)?;
        Some((step.first.saturating_add(step.pieces.len() as u32), step.pieces.last()?))
    }

    /// Adds the variation that comes next.
    pub fn evolve(&mut self, piece: Arc<Piece>) {
        if let Some(step) = self.steps.get_mut(self.now) {
            step.pieces.push(piece);
        }
    }

    /// Shows as much of the next step as is written, in answer to the call `epoch`.
    pub fn sketch(&mut self, epoch: u64, part: Arc<Piece>) {
        self.answered = epoch;
        let part = self.with_late(epoch, part);
        self.draft = Some(match self.draft.take() {
            Some(before) => before.grown(part),
            None => Draft::new(part),
        });
    }

    /// Adds what answers the call `epoch` as a step, and each change that was made in it meanwhile as a further one.
    pub fn finish(&mut self, epoch: u64, whole: Arc<Piece>) {
        self.answered = epoch;
        let mut whole = self.with_late(epoch, whole);
        let edits = self.draft.take().map_or_else(Vec::new, Draft::into_edits);
        self.push(whole.clone());
        for cells in edits {
            whole = Arc::new(whole.with_cells(&cells));
            self.push(whole.clone());
        }
        self.late.clear();
    }

    /// `piece` with what was changed by hand since the call `epoch` that it answers.
    fn with_late(&mut self, epoch: u64, piece: Arc<Piece>) -> Arc<Piece> {
        self.late.retain(|(latest, _)| *latest >= epoch);
        match self.late.is_empty() {
            true => piece,
            false => Arc::new(piece.with_cells(self.late.iter().map(|(_, cell)| cell))),
        }
    }

    /// What is shown was changed by hand into `piece`, in `cells`. `owed` is the number of the last request that was made, if answers are
    /// owed: these know nothing of the change.
    pub fn edit(&mut self, piece: Arc<Piece>, cells: Vec<EditedCell>, owed: Option<u64>) {
        if let Some(draft) = &mut self.draft {
            return draft.edit(piece, cells);
        }
        self.push(piece);
        let Some(latest) = owed else { return self.late.clear() };
        for cell in cells {
            // A cell is kept whole, so of each the last one is enough.
            self.late.retain(|(_, before)| !before.is_at(&cell));
            self.late.push((latest, cell));
        }
    }

    /// Cells that answers which are owed will not know of.
    #[cfg(test)]
    fn late(&self) -> usize {
        self.late.len()
    }

    /// Takes back the last change in what is being written, or makes it anew; whether there was one.
    pub fn step_edit(&mut self, back: bool) -> bool {
        self.draft.as_mut().is_some_and(|draft| draft.step(back))
    }

    /// Changes what is there, and what is being written, without a step.
    pub fn amend(&mut self, change: impl Fn(&Piece) -> Piece) {
        let generation = self.generation;
        if let Some(step) = self.steps.get_mut(self.now) {
            let index = step.index(generation).min(step.pieces.len().saturating_sub(1));
            if let Some(piece) = step.pieces.get_mut(index) {
                *piece = Arc::new(change(piece));
            }
        }
        self.draft.iter_mut().for_each(|draft| draft.amend(&change));
    }

    /// Adds a step behind the present one. What was undone is gone, the oldest step too where there are too many. Of the step before,
    /// what is there stays, and not its other variations.
    pub fn push(&mut self, whole: Arc<Piece>) {
        self.steps.truncate(self.now + 1);
        if let Some((before, piece)) = self.steps.last_mut().and_then(|step| {
            let piece = step.piece(self.generation).cloned()?;
            Some((step, piece))
        }) {
            *before = Step { first: self.generation, pieces: vec![piece] };
        }
        self.steps.push(Step { first: self.generation, pieces: vec![whole] });
        if self.steps.len() > STEPS {
            self.steps.remove(0);
        }
        self.now = self.steps.len() - 1;
    }

    /// Forgets what is being written, where something whole is there. What was changed in it by hand stays, as a step.
    pub fn give_up(&mut self) {
        let Some(present) = self.present().cloned() else { return };
        let edits = self.draft.take().map_or_else(Vec::new, Draft::into_edits);
        if !edits.is_empty() {
            self.push(Arc::new(present.with_cells(edits.iter().flatten())));
        }
        self.late.clear();
    }

    /// Whether there is a step to go back to.
    pub fn can_undo(&self) -> bool {
        let draft = self.draft.as_ref().is_some_and(|draft| self.present().is_some() || draft.can_step(true));
        draft || self.now > 0
    }

    /// Whether there is a step to go forth to.
    pub fn can_redo(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.can_step(false)) || self.now + 1 < self.steps.len()
    }

    /// Back to what was there before: before what is being written, if anything is.
    pub fn undo(&mut self) -> bool {
        self.late.clear();
        if self.draft.is_some() && self.present().is_some() {
            self.draft = None;
            return true;
        }
        let can = self.now > 0;
        self.now -= usize::from(can);
        can
    }

    /// Forth to what was undone last.
    pub fn redo(&mut self) -> bool {
        self.go_to(self.now + 1)
    }

    /// To a step of the history; whether there is one.
    pub fn go_to(&mut self, step: usize) -> bool {
        let can = step < self.steps.len();
        if can {
            (self.draft, self.now) = (None, step);
            self.late.clear();
        }
        can
    }
}

#[cfg(test)]
mod tests;
