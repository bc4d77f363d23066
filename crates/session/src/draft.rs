//! What is being written, and what was changed in it by hand meanwhile.

use crate::edit::EditedCell;
use crate::piece::Piece;
use std::sync::Arc;

/// As much of a piece as is written. Changes by hand are kept apart, so that each further bar comes under them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft {
    written: Arc<Piece>,
    /// The oldest first.
    edits: Vec<Vec<EditedCell>>,
    /// What of them was undone, the newest last.
    undone: Vec<Vec<EditedCell>>,
    /// What is written, with the changes.
    shown: Arc<Piece>,
}

impl Draft {
    pub(crate) fn new(written: Arc<Piece>) -> Draft {
        Draft { shown: written.clone(), written, edits: Vec::new(), undone: Vec::new() }
    }

    /// The same with more `written`.
    pub(crate) fn grown(self, written: Arc<Piece>) -> Draft {
        let mut draft = Draft { written, ..self };
        draft.show();
        draft
    }

    pub(crate) fn shown(&self) -> &Arc<Piece> {
        &self.shown
    }

    /// The changes by hand, the oldest first.
    pub(crate) fn into_edits(self) -> Vec<Vec<EditedCell>> {
        self.edits
    }

    /// It was changed by hand into `shown`, in `cells`.
    pub(crate) fn edit(&mut self, shown: Arc<Piece>, cells: Vec<EditedCell>) {
        self.edits.push(cells);
        self.undone.clear();
        self.shown = shown;
    }

    /// Whether there is a change to take `back`, or one to make anew.
    pub(crate) fn can_step(&self, back: bool) -> bool {
        !(if back { &self.edits } else { &self.undone }).is_empty()
    }

    /// Takes `back` the last change, or makes anew what was taken back last; whether there was one.
    pub(crate) fn step(&mut self, back: bool) -> bool {
        let (from, to) = match back {
            true => (&mut self.edits, &mut self.undone),
            false => (&mut self.undone, &mut self.edits),
        };
        let step = from.pop();
        let found = step.is_some();
        to.extend(step);
        self.show();
        found
    }

    /// Changes all of it.
    pub(crate) fn amend(&mut self, change: impl Fn(&Piece) -> Piece) {
        self.written = Arc::new(change(&self.written));
        self.shown = Arc::new(change(&self.shown));
    }

    fn show(&mut self) {
        self.shown = match self.edits.is_empty() {
            true => self.written.clone(),
            false => Arc::new(self.written.with_cells(self.edits.iter().flatten())),
        };
    }
}
