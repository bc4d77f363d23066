//! The editor's side.

use super::{Board, Calls, HostNow, Report};
use crate::state::{Loop, Saved};
use std::path::PathBuf;
use std::sync::Arc;

/// One look at an instance, for the editor. A copy: nothing in it is the source.
#[derive(Clone, Debug, Default)]
pub struct Status {
    pub host: HostNow,
    /// Quarters from the start of the loop that sounds; `None` while none does.
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
    /// What went wrong last, in words, until dismissed.
    pub error: Option<String>,
    /// What the weights in use are called; `None` until they are read.
    pub weights: Option<String>,
    /// The loop that was written last or is being written, with its request and, once whole, its measured metadata.
    pub the_loop: Option<Arc<Loop>>,
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
        Status {
            host: self.board.host(),
            playhead: self.board.playhead(),
            generating: self.calls.asked() > self.board.finished(),
            bars_ready: self.board.bars(),
            waiting: self.board.waiting(),
            tokens_per_second: report.tokens_per_second,
            late: self.board.late(),
            error: report.error.or_else(|| self.saved.error()),
            weights: report.weights,
            the_loop: self.saved.the_loop(),
        }
    }

    /// Asks for a new loop; the latest ask wins.
    pub fn generate(&self) {
        self.calls.ask();
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
