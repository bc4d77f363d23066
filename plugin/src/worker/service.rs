//! What the worker does, round after round.

use super::guarded;
use super::inbox::Inbox;
use super::weights::{self, Named};
use crate::link::{Board, CaptureCell, Commands, Job, Report, Work};
use crate::log;
use crate::params::QuatrainParams;
use crate::session::{Attendance, WorkerEnd};
use model::Composer;
use session::Piece;
use std::path::PathBuf;
use std::sync::Arc;

/// Lives on the worker thread: the composer, and what it is to do.
pub struct Service {
    pub(super) commands: Arc<Commands>,
    pub(super) inbox: Inbox,
    pub(super) board: Arc<Board>,
    pub(super) report: Arc<Report>,
    pub(super) stand: Arc<CaptureCell>,
    pub(super) params: Arc<QuatrainParams>,
    /// With what its weights are called.
    pub(super) composer: Option<(Composer, String)>,
    /// A piece of which no variation could be written.
    without_variation: Option<Arc<Piece>>,
    /// Rounds in a row that panicked.
    failed: u32,
    /// Dropped with the thread: the instance is in no group any more.
    _attendance: Attendance,
}

/// Rounds in a row that may panic before everything that waits is dropped.
const MOST_FAILED: u32 = 3;

/// Number of the request for what nobody asked for.
pub(super) const NOBODY: u64 = 0;

/// Why nothing was written: in words, or `None` if it was stopped.
pub(super) type Unwritten = Option<String>;

/// What a round came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Something was done, and there may be more.
    Busy,
    /// There is nothing to do.
    Idle,
}

impl Service {
    pub fn new(end: WorkerEnd, params: Arc<QuatrainParams>) -> Service {
        let WorkerEnd { commands, inbox, board, report, stand } = end;
        Service {
            inbox: Inbox::new(commands.clone(), inbox),
            commands,
            board,
            report,
            stand,
            _attendance: Attendance(params.session.member().clone()),
            params,
            composer: None,
            without_variation: None,
            failed: 0,
        }
    }

    /// Works until it is told to quit. A panic in a round is told to the user and costs the job that was begun, and no more.
    pub fn run(mut self) {
        while !self.commands.quitting() {
            let round = guarded(|| Ok(self.round()));
            let round = match round {
                Ok(round) => {
                    self.failed = 0;
                    round
                }
                Err(error) => self.recover(error),
            };
            if round == Round::Idle {
                self.inbox.set_over();
                self.commands.wait();
            }
        }
    }

    /// Behind a panic: nothing that was in the middle of something is used again. The job that was begun is over, and the others are done
    /// next; where rounds fail again and again, all are dropped.
    fn recover(&mut self, error: String) -> Round {
        self.report(error);
        self.inbox.pending.end(true);
        self.failed += 1;
        if self.failed >= MOST_FAILED {
            self.inbox.pending.clear();
        }
        self.board.set_writing(None);
        if let Some((composer, _)) = &mut self.composer {
            *composer = Composer::new(composer.weights().clone());
        }
        if self.inbox.is_empty() { Round::Idle } else { Round::Busy }
    }

    fn round(&mut self) -> Round {
        if let Some(file) = self.commands.take_weights() {
            self.change_weights(file);
        }
        if std::mem::take(&mut self.inbox.warm)
            && let Err(error) = self.warm()
        {
            self.report(error);
        }
        self.params.session.attend(self.params.routing.wanted());
        if self.params.session.stands_by() {
            self.refuse();
            return Round::Idle;
        }
        self.inbox.receive(&self.params, &self.board);
        self.capture();
        let busy = self.answer() || self.evolve();
        if busy || self.inbox.warm { Round::Busy } else { Round::Idle }
    }

    /// Other weights, from a file or from inside the plugin. If they cannot be used the old ones stay.
    fn change_weights(&mut self, file: Option<PathBuf>) {
        let load = || file.as_deref().map_or_else(weights::built_in, |file| weights::load(Some(file)));
        match guarded(load) {
            Ok(named) => {
                self.report.lock().error = None;
                self.take_weights(named);
            }
            Err(error) => self.report(error),
        }
    }

    /// Has weights, if there are any.
    ///
    /// # Errors
    /// In words.
    pub(super) fn warm(&mut self) -> Result<(), String> {
        if self.composer.is_none() {
            self.take_weights(guarded(|| weights::load(None))?);
        }
        Ok(())
    }

    fn take_weights(&mut self, Named { weights, name }: Named) {
        log::weights(&name);
        self.report.lock().weights = Some(name.clone());
        self.composer = Some((Composer::new(weights), name));
        self.without_variation = None;
    }

    pub(super) fn report(&self, error: String) {
        log::trouble(&error);
        self.report.lock().error = Some(error);
    }

    /// Writes nothing that is asked for, and says why: what is heard is another instance's.
    fn refuse(&mut self) {
        if self.inbox.refuse() {
            self.report(self.params.session.member().refusal());
        }
    }

    /// Does the next job; `false` if there is none.
    fn answer(&mut self) -> bool {
        let Some(job) = self.inbox.pending.begin(self.params.slot()) else {
            self.inbox.set_written();
            return false;
        };
        if self.is_void(&job) {
            self.inbox.pending.end(true);
            return true;
        }
        self.board.set_bars(0);
        self.board.set_writing(Some(job.slot));
        let written = self.warm().map_err(Some).and_then(|()| self.write(&job));
        self.board.set_writing(None);
        match written {
            Ok(()) => self.inbox.pending.end(true),
            // It was stopped to have a look, and is begun anew if it is still wanted.
            Err(None) => {
                if self.is_void(&job) {
                    self.params.session.give_up(job.seq, job.slot);
                    self.inbox.pending.end(true);
                } else {
                    self.inbox.pending.end(false);
                }
            }
            Err(Some(error)) => {
                self.params.session.give_up(job.seq, job.slot);
                self.report(error);
                self.inbox.pending.end(true);
            }
        }
        true
    }

    fn write(&mut self, job: &Job) -> Result<(), Unwritten> {
        match job.work {
            Work::Generate => self.write_piece(job),
            Work::Rewrite(cells) => self.write_cells(job, cells.into_iter().enumerate()),
            Work::Follow => {
                let cells = self.off_chord(job.slot);
                self.write_cells(job, cells.into_iter())
            }
        }
    }

    /// Whether something took the place of what the job that was begun writes: it was given up or replaced, or later music is there.
    pub(super) fn is_void(&self, job: &Job) -> bool {
        !self.inbox.pending.wants_begun() || self.params.session.answered(job.slot) > job.seq
    }

    /// Writes the next variation ahead of its time; `false` if there is none to write.
    fn evolve(&mut self) -> bool {
        let params = self.params.clone();
        let next = self.board.generation().saturating_add(1);
        let Some((slot, generation, parent)) =
            params.evolves().then(|| params.session.next_variation(next)).flatten()
        else {
            return false;
        };
        if self.without_variation.as_ref().is_some_and(|piece| Arc::ptr_eq(piece, &parent)) {
            return false;
        }
        match self.warm().map_err(Some).and_then(|()| self.variation(&parent)) {
            Ok(piece) => params.session.add_variation(slot, generation, &parent, piece),
            Err(None) => {}
            Err(Some(error)) => {
                self.without_variation = Some(parent);
                self.report(error);
            }
        }
        true
    }
}
