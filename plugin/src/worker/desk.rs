//! What the worker does when it is called.

use super::guarded;
use super::task;
use super::weights::{self, Named};
use crate::link::Board;
use crate::params::{QuatrainParams, chosen};
use crate::session::{Attendance, WorkerEnd};
use model::Composer;
use score::chord::CHORD_SLOTS;
use score::{ChordSlot, Note, Request, Track};
use session::Piece;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;

/// Lives on the worker thread: the composer, and what it answers.
pub struct Desk {
    pub(super) end: WorkerEnd,
    pub(super) params: Arc<QuatrainParams>,
    /// With what its weights are called.
    pub(super) composer: Option<(Composer, String)>,
    /// The last ask or order that is over.
    pub(super) done: u64,
    /// The last change of the chord that all music follows, or could not.
    pub(super) followed: u64,
    /// The ask or order that was begun last, and the slot that it is for.
    pub(super) begun: Option<(u64, usize)>,
    /// A piece of which no variation could be written.
    barren: Option<Arc<Piece>>,
    /// Dropped with the thread: the instance is in no group any more.
    _attendance: Attendance,
}

/// Epoch of what nobody asked for.
pub(super) const NOBODY: u64 = 0;

/// Why nothing was written: in words, or `None` if it was stopped.
pub(super) type Unwritten = Option<String>;

impl Desk {
    pub fn new(end: WorkerEnd, params: Arc<QuatrainParams>) -> Desk {
        let _attendance = Attendance(params.session.member().clone());
        Desk { end, params, composer: None, done: 0, followed: 0, begun: None, barren: None, _attendance }
    }

    /// Works until it is told to quit.
    pub fn run(mut self) {
        while !self.end.calls.quitting() {
            let latest = self.end.calls.latest();
            if let Some(file) = self.end.calls.take_weights() {
                self.change_weights(file);
            }
            if self.end.calls.take_warm()
                && let Err(error) = self.warm()
            {
                self.report(error);
            }
            self.params.session.attend(self.params.routing.wanted());
            if self.params.session.stands_by() {
                self.refuse();
                self.end.board.set_finished(latest);
                self.end.calls.wait();
                continue;
            }
            self.travel();
            self.look();
            self.turn_locks();
            self.capture();
            if !self.answer() && !self.follow() && !self.evolve() {
                self.end.board.set_finished(latest);
                self.end.calls.wait();
            }
        }
    }

    /// Other weights, from a file or from inside the plugin. If they cannot be used the old ones stay.
    fn change_weights(&mut self, file: Option<PathBuf>) {
        let load = || file.as_deref().map_or_else(weights::built_in, |file| weights::load(Some(file)));
        match guarded(load) {
            Ok(named) => {
                self.end.report.lock().error = None;
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
        self.end.report.lock().weights = Some(name.clone());
        self.composer = Some((Composer::new(weights), name));
        self.barren = None;
    }

    pub(super) fn report(&self, error: String) {
        self.end.report.lock().error = Some(error);
    }

    /// Writes nothing that is asked for, and says why: what is heard is another instance's.
    fn refuse(&mut self) {
        let (calls, asked) = (self.end.calls.clone(), self.end.calls.asked().max(self.end.calls.ordered()));
        calls.take_cells();
        calls.take_turned();
        let (back, forth) = calls.take_steps();
        if asked > self.done && !calls.is_void(asked) || back + forth > 0 {
            let group =
                self.params.session.member().membership().map_or(String::new(), |group| group.to_string());
            self.report(format!(
                "Nothing is written here. {group}. Ask the instance that leads, or set Group to Off."
            ));
        }
        self.done = self.done.max(asked);
    }

    /// Goes back and forth in the history, as often as it was asked for.
    fn travel(&self) {
        travel(&self.params, &self.end, self.done, self.begun);
    }

    /// Follows the slot that was chosen, and the place in the song where variations follow each other.
    fn look(&self) {
        look(&self.params, &self.end.board);
    }

    /// Answers the latest ask, or else the orders; `false` if there is neither.
    fn answer(&mut self) -> bool {
        let calls = self.end.calls.clone();
        let asked = calls.rearm().1;
        let (epoch, ordered) = if asked > self.done {
            calls.drop_orders_before(asked);
            (asked, None)
        } else if calls.ordered() > self.done {
            let (epoch, cells) = calls.take_cells();
            (epoch, Some(cells))
        } else {
            return false;
        };
        // What was stopped and goes on is for the slot that it was begun for.
        let begun = self.begun.filter(|begun| begun.0 == epoch);
        let slot = begun.map_or(self.params.slot(), |begun| begun.1);
        if !calls.is_void(epoch) {
            self.begun = Some((epoch, slot));
            self.end.board.set_bars(0);
            self.end.board.set_writing(Some(slot));
            let written = self.warm().map_err(Some).and_then(|()| match &ordered {
                None => self.write(epoch, slot),
                Some(cells) => self.write_again(epoch, slot, cells.iter().copied().enumerate()),
            });
            self.end.board.set_writing(None);
            match written {
                // It was stopped to have a look, and nothing took its place.
                Err(None) if asked == calls.asked() && !calls.is_void(epoch) => {
                    ordered.iter().for_each(|cells| calls.put_back(cells));
                    return true;
                }
                Ok(()) => {}
                Err(error) => {
                    self.params.session.give_up(epoch, slot);
                    error.into_iter().for_each(|error| self.report(error));
                }
            }
        }
        self.done = epoch;
        true
    }

    /// What the parameters ask of the composer now.
    pub(super) fn asked(&self, epoch: u64) -> Request {
        self.params.request(&self.end.board.host(), epoch, entropy())
    }

    /// The chords that the loop `section` of a piece is asked for now.
    fn chords(&self, section: usize) -> [ChordSlot; CHORD_SLOTS] {
        self.params.chords(section, self.end.board.host().chord)
    }

    /// Writes new music for `slot`, loop after loop.
    fn write(&mut self, epoch: u64, slot: usize) -> Result<(), Unwritten> {
        let (params, rack) = (self.params.clone(), self.params.rack());
        let present = params.session.present_in(slot);
        let (asked, planned) = (self.asked(epoch), params.sections());
        let mut piece = Piece { sections: Vec::new(), planned };
        let mut anything = false;
        for section in 0..planned {
            let there = present.as_ref().and_then(|present| present.sections.get(section));
            let asked = Request { chords: self.chords(section), ..continued(&asked, &piece) };
            let written = match task::fresh(asked, &rack, section, there.map(|there| &**there)) {
                Some(request) => {
                    anything = true;
                    let metre = piece.sections.first().map_or(request.metre, |first| first.metre);
                    let kept = there.map(|there| &**there);
                    self.compose(Request { metre, ..request }, kept, &mut |part| {
                        params.session.write(epoch, slot, piece.with(section, Arc::new(part)), false);
                    })?
                }
                None => there.cloned().ok_or(None)?,
            };
            piece.sections.push(written);
            let whole = section + 1 == planned;
            if anything {
                params.session.write(epoch, slot, piece.clone(), whole);
            }
        }
        let locked = || "Everything is locked: unlock what is to be written anew.".to_owned();
        anything.then_some(()).ok_or_else(|| Some(locked()))
    }

    /// Writes cells of what is in `slot` anew: those of each section, in this order.
    pub(super) fn write_again(
        &mut self,
        epoch: u64,
        slot: usize,
        cells: impl Iterator<Item = (usize, u64)>,
    ) -> Result<(), Unwritten> {
        let (params, rack) = (self.params.clone(), self.params.rack());
        let Some(mut piece) = params.session.present_in(slot) else { return Ok(()) };
        let mut changed = false;
        for (section, cells) in cells {
            let Some(there) = piece.sections.get(section).cloned() else { continue };
            let mut asked = self.asked(epoch);
            if chosen(&params.seed).is_some() {
                asked.seed = task::next_seed(there.asked.seed);
            }
            asked.past = before(&piece, section);
            asked.chords = self.chords(section);
            let Some(request) = task::again(asked, &rack, section, &there, cells) else { continue };
            let written = self.compose_over(request, Some(&there), &mut |part| {
                params.session.write(epoch, slot, piece.with(section, Arc::new(part)), false);
            })?;
            piece = Arc::new(piece.with(section, written));
            changed = true;
        }
        if changed {
            params.session.write(epoch, slot, (*piece).clone(), true);
        }
        Ok(())
    }

    /// Writes the next variation ahead of its time; `false` if there is none to write.
    fn evolve(&mut self) -> bool {
        let params = self.params.clone();
        let next = self.end.board.generation().saturating_add(1);
        let Some((slot, generation, parent)) =
            params.evolves().then(|| params.session.next_variation(next)).flatten()
        else {
            return false;
        };
        if self.barren.as_ref().is_some_and(|barren| Arc::ptr_eq(barren, &parent)) {
            return false;
        }
        self.end.board.set_writing(Some(slot));
        let variation = self.warm().map_err(Some).and_then(|()| self.variation(&parent));
        self.end.board.set_writing(None);
        match variation {
            Ok(piece) => params.session.add_variation(slot, generation, &parent, piece),
            Err(None) => {}
            Err(Some(error)) => {
                self.barren = Some(parent);
                self.report(error);
            }
        }
        true
    }

    /// A variation of `parent`, section by section, each behind what sounds before it.
    fn variation(&mut self, parent: &Piece) -> Result<Piece, Unwritten> {
        let rack = self.params.rack();
        let mut piece = Piece { sections: Vec::new(), planned: parent.planned };
        for (section, there) in parent.sections.iter().enumerate() {
            let last = piece.sections.last().or(parent.sections.last());
            let past = last.map_or_else(Vec::new, |last| last.notes.clone());
            let chords = self.chords(section);
            let asked = Request { past, chords, ..self.asked(NOBODY) };
            let request = task::vary(asked, &rack, section, there, self.params.variation());
            let written = match request {
                Some(request) => self.compose(request, Some(there), &mut |_| ())?,
                None => there.clone(),
            };
            piece.sections.push(written);
        }
        Ok(piece)
    }
}

/// Goes back and forth in the history of the slot that plays, as often as it was asked for. Of asks up to `done` all are over; `begun` is the one
/// that was begun last, and its slot. What is written for another slot goes on.
pub(super) fn travel(params: &QuatrainParams, end: &WorkerEnd, done: u64, begun: Option<(u64, usize)>) {
    let (back, forth) = end.calls.take_steps();
    if back + forth == 0 {
        return;
    }
    let asked = end.calls.asked();
    let pending = asked > done && !end.calls.is_void(asked);
    let here = params.session.slots().0;
    let elsewhere = begun.is_some_and(|(epoch, slot)| epoch > done && epoch >= asked && slot != here);
    (0..back).for_each(|_| params.session.undo(pending && !elsewhere, elsewhere));
    (0..forth).for_each(|_| params.session.redo(elsewhere));
}

pub(super) fn look(params: &QuatrainParams, board: &Board) {
    params.session.select(params.slot());
    if params.evolves() {
        params.session.turn(board.generation());
    }
}

/// What is `asked`, for the loop that follows those that `piece` has: with its own seed, behind what was written before, and for the
/// instruments that the composer chose for the first.
fn continued(asked: &Request, piece: &Piece) -> Request {
    let Some(last) = piece.sections.last() else { return asked.clone() };
    let tracks = match asked.tracks.is_empty() {
        true => piece.instruments().into_iter().map(Track::new).collect(),
        false => asked.tracks.clone(),
    };
    let seed = task::next_seed(last.asked.seed);
    Request { metre: last.metre, tracks, past: last.notes.clone(), seed, ..asked.clone() }
}

/// The notes of the loop before `section` of `piece`.
fn before(piece: &Piece, section: usize) -> Vec<Note> {
    let before = section.checked_sub(1).and_then(|before| piece.sections.get(before));
    before.map_or_else(Vec::new, |before| before.notes.clone())
}

/// A number that nobody can foresee.
fn entropy() -> u64 {
    RandomState::new().build_hasher().finish()
}
