//! The editor's side.

use super::{Membership, Session};
use crate::link::{Board, Commands, Fault, HostNow, Report, SLOTS, What};
use session::{Asking, Loop, Piece, Rack, Swap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// The whole piece that the loop is of.
    pub piece: Option<Arc<Piece>>,
    /// Index of the slot that plays, and which slots hold anything.
    pub slots: (usize, [bool; SLOTS]),
    /// What each slot holds.
    pub pieces: [Option<Arc<Piece>>; SLOTS],
    /// The step of the history of the slot that plays which is there, and how many there are.
    pub history: (usize, usize),
    /// Which instruments there are, and what of them is locked.
    pub rack: Rack,
    /// What is asked of the next loop beside parameters and rack.
    pub asking: Asking,
    /// The group that it is in, and whether it leads; says itself in words.
    pub group: Option<Membership>,
    /// Whether there is a step of the history to go back to, and one to go forth to.
    pub can_undo: bool,
    pub can_redo: bool,
}

const LATE: &str = "The offline render waited 20 seconds for music that was asked for and went on without it: write loops before a render.";

/// Commands that were lost, in words.
fn lost(commands: u32) -> Option<String> {
    (commands > 0).then(|| {
        format!("{commands} orders by MIDI or automation were lost: too many came at once. Give them again.")
    })
}

/// What has failed on the audio thread, in words.
fn failed(board: &Board) -> Option<String> {
    let what = if board.has_failed(Fault::Playing) {
        "The playing of notes failed, and all notes were ended"
    } else if board.has_failed(Fault::Preview) {
        "The preview sound failed and began anew with its built-in sounds"
    } else {
        return None;
    };
    Some(format!(
        "{what}. If it stays silent, switch the plugin off and on. Please report this as a bug, with the log file."
    ))
}

/// A loop, and its notices.
type Noticed = (Arc<Loop>, Vec<String>);

/// Lives on the GUI thread. Cheap to clone.
#[derive(Clone)]
pub struct EditorEnd {
    session: Arc<Session>,
    commands: Arc<Commands>,
    board: Arc<Board>,
    report: Arc<Report>,
    /// The loop that was shown last, and its notices: they follow from a loop, and resolving a request is work.
    notices: Arc<Mutex<Option<Noticed>>>,
}

impl EditorEnd {
    pub(super) fn new(
        session: Arc<Session>,
        commands: Arc<Commands>,
        board: Arc<Board>,
        report: Arc<Report>,
    ) -> EditorEnd {
        EditorEnd { session, commands, board, report, notices: Arc::default() }
    }

    /// What the instance does now.
    pub fn status(&self) -> Status {
        let report = self.report.lock().clone();
        let now = self.session.snapshot();
        let (shown, playhead) = (now.shown, self.board.playhead());
        let (section, within) = shown.as_ref().map_or((0, 0.0), |piece| piece.at(playhead.unwrap_or(0.0)));
        let the_loop =
            shown.as_ref().and_then(|piece| piece.sections.get(section).or(piece.sections.last())).cloned();
        Status {
            host: self.board.host(),
            playhead: playhead.map(|_| within),
            generating: self.commands.owes_music(),
            bars_ready: self.board.bars(),
            waiting: self.board.waiting(),
            tokens_per_second: report.tokens_per_second,
            late: self.board.late(),
            readiness: self.board.readiness(),
            error: report
                .error
                .or(now.error)
                .or_else(|| self.board.given_up().then(|| LATE.to_owned()))
                .or_else(|| lost(self.commands.lost()))
                .or_else(|| failed(&self.board)),
            weights: report.weights,
            notices: the_loop.as_ref().map_or_else(Vec::new, |the_loop| self.notices_of(the_loop)),
            the_loop,
            section,
            sections: shown.as_ref().map_or(1, |piece| piece.planned),
            slots: (now.slot, now.pieces.each_ref().map(Option::is_some)),
            pieces: now.pieces,
            history: now.history,
            piece: shown,
            rack: now.rack,
            asking: now.asking,
            group: now.group,
            can_undo: now.can_undo,
            can_redo: now.can_redo,
        }
    }

    fn notices_of(&self, of: &Arc<Loop>) -> Vec<String> {
        // Replaced as a whole: a poisoned one is still sound.
        let mut known = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((known, notices)) if Arc::ptr_eq(known, of) => notices.clone(),
            _ => known.insert((of.clone(), of.notices())).1.clone(),
        }
    }

    /// Asks for a new piece for `slot`; the latest ask wins.
    pub fn generate(&self, slot: usize) {
        self.commands.give(slot, What::Generate);
    }

    /// Changes notes of what is shown, which is heard at once; see [`Session::edit`].
    pub fn edit(&self, swaps: &[Swap]) {
        self.session.edit(swaps, self.board.host().metre);
    }

    /// Goes to a step of the history of the slot that plays.
    pub fn go_to(&self, step: usize) {
        self.session.go_to(step);
    }

    /// Asks for cells of the loop `section` of what plays to be written anew around the others: bit `place * 4 + bar`.
    pub fn write_anew(&self, section: usize, cells: u64) {
        self.commands.give(self.slot(), What::Rewrite { section, cells });
    }

    /// Goes back one step in the history of the slot that plays. What is being written for it stops, what is written for others does not; only
    /// a change by hand is taken back while what it was made in goes on being written.
    pub fn undo(&self) {
        if !self.session.step_edit(true) {
            self.commands.give(self.slot(), What::Undo);
            self.stop_here();
        }
    }

    /// Goes forth one step in the history of the slot that plays; what is being written is treated in the same way.
    pub fn redo(&self) {
        if !self.session.step_edit(false) {
            self.commands.give(self.slot(), What::Redo);
            self.stop_here();
        }
    }

    /// The slot that plays, which the editor shows.
    fn slot(&self) -> usize {
        self.session.slots().0
    }

    fn stop_here(&self) {
        if self.board.writing() == Some(self.slot()) {
            self.commands.interrupt();
        }
    }

    /// Weights to use from now on: a file, or those inside the plugin. Bad ones leave an error, and the old ones stay.
    pub fn load_weights(&self, file: Option<PathBuf>) {
        self.commands.use_weights(file);
    }

    /// Shows something that went wrong in the editor itself, in words.
    pub fn complain(&self, error: String) {
        self.report.lock().error = Some(error);
    }

    pub fn dismiss_error(&self) {
        self.board.set_given_up(false);
        self.commands.forget_lost();
        self.board.forget_faults();
        self.report.lock().error = None;
        self.session.dismiss_error();
    }
}

#[cfg(test)]
mod tests {
    use crate::session::wire;

    #[test]
    fn the_status_says_how_ready_the_next_bars_are_and_how_many_came_late() {
        let link = wire();
        assert_eq!((link.editor.status().readiness, link.editor.status().late), (1.0, 0));
        link.board.set_readiness(0.25);
        link.board.count_late(2);
        assert_eq!((link.editor.status().readiness, link.editor.status().late), (0.25, 2));
    }
}
