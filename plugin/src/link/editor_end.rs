//! The editor's side.

use super::{Board, Calls, HostNow, Report, SLOTS};
use crate::state::{Loop, Rack, Saved};
use std::path::PathBuf;
use std::sync::Arc;

/// One look at an instance, for the editor. A copy: nothing in it is the source.
#[derive(Clone, Debug, Default)]
pub struct Status {
    pub host: HostNow,
    /// Quarters from the start of [`Status::the_loop`]; `None` while none sounds.
    pub playhead: Option<f64>,
    pub generating: bool,
    /// Bars of the loop asked last that are written, 0..=4.
    pub bars_ready: usize,
    /// Whether the loop written last still waits for its line.
    pub waiting: bool,
    /// Of the last finished loop.
    pub tokens_per_second: Option<f32>,
    /// Bars that were not written when they were due, since the instance was made.
    pub late: u32,
    /// How much of the time until they are due the bars have that are not written yet, 0..=1.
    pub readiness: f32,
    /// What went wrong last, in words, until dismissed.
    pub error: Option<String>,
    /// What the weights in use are called; `None` until they are read.
    pub weights: Option<String>,
    /// Of the piece that was written last or is being written, the loop that sounds or, while none does, the first; with its request
    /// and, once whole, its measured metadata.
    pub the_loop: Option<Arc<Loop>>,
    /// Where the request of [`Status::the_loop`] contradicts itself and what was asked for instead, a sentence each.
    pub notices: Vec<String>,
    /// Which loop of the piece that is, and how many it has.
    pub section: usize,
    pub sections: usize,
    /// Index of the slot that plays, and which slots hold anything.
    pub slots: (usize, [bool; SLOTS]),
    /// Which instruments there are, and what of them is locked.
    pub rack: Rack,
    /// Whether there is a step of the history to go back to, and one to go forth to.
    pub can_undo: bool,
    pub can_redo: bool,
}

/// Lives on the GUI thread. Cheap to clone.
#[derive(Clone)]
pub struct EditorEnd {
    saved: Arc<Saved>,
    calls: Arc<Calls>,
    board: Arc<Board>,
    report: Arc<Report>,
}

impl EditorEnd {
    pub(super) fn new(
        saved: Arc<Saved>,
        calls: Arc<Calls>,
        board: Arc<Board>,
        report: Arc<Report>,
    ) -> EditorEnd {
        EditorEnd { saved, calls, board, report }
    }

    /// What the instance does now.
    pub fn status(&self) -> Status {
        let report = self.report.lock().clone();
        let (can_undo, can_redo) = self.saved.can_undo_redo();
        let (shown, playhead) = (self.saved.shown(), self.board.playhead());
        let (section, within) = shown.as_ref().map_or((0, 0.0), |piece| piece.at(playhead.unwrap_or(0.0)));
        let the_loop =
            shown.as_ref().and_then(|piece| piece.sections.get(section).or(piece.sections.last())).cloned();
        Status {
            host: self.board.host(),
            playhead: playhead.map(|_| within),
            generating: self.calls.latest() > self.board.finished(),
            bars_ready: self.board.bars(),
            waiting: self.board.waiting(),
            tokens_per_second: report.tokens_per_second,
            late: self.board.late(),
            readiness: self.board.readiness(),
            error: report.error.or_else(|| self.saved.error()),
            weights: report.weights,
            notices: the_loop.as_ref().map_or_else(Vec::new, |the_loop| the_loop.notices()),
            the_loop,
            section,
            sections: shown.as_ref().map_or(1, |piece| piece.planned),
            slots: self.saved.slots(),
            rack: self.saved.rack(),
            can_undo,
            can_redo,
        }
    }

    /// Asks for a new loop; the latest ask wins.
    pub fn generate(&self) {
        self.calls.ask();
    }

    /// Asks for cells of the loop `section` of what plays to be written anew around the others: bit `place * 4 + bar`.
    pub fn write_anew(&self, section: usize, cells: u64) {
        self.calls.rewrite(section, cells);
    }

    /// Goes back one step in the history.
    pub fn undo(&self) {
        self.calls.undo();
    }

    /// Goes forth one step in the history.
    pub fn redo(&self) {
        self.calls.redo();
    }

    /// Weights to use from now on: a file, or those inside the plugin. Bad ones leave an error, and the old ones stay.
    pub fn load_weights(&self, file: Option<PathBuf>) {
        self.calls.use_weights(file);
    }

    pub fn dismiss_error(&self) {
        self.report.lock().error = None;
        self.saved.dismiss_error();
    }
}
