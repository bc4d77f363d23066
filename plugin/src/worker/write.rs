//! Pieces, cells and variations, loop by loop.

use super::service::{NOBODY, Service, Unwritten};
use super::task;
use crate::link::Job;
use crate::params::chosen;
use score::chord::CHORD_SLOTS;
use score::{ChordSlot, Note, Request, Track};
use session::Piece;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

impl Service {
    /// What the parameters ask of the composer now.
    pub(super) fn asked(&self, epoch: u64) -> Request {
        self.params.request(&self.board.host(), epoch, entropy())
    }

    /// The chords that the loop `section` of a piece is asked for now.
    fn chords(&self, section: usize) -> [ChordSlot; CHORD_SLOTS] {
        self.params.chords(section, self.board.host().chord)
    }

    /// Writes a new piece for the job's slot, loop after loop.
    pub(super) fn write_piece(&mut self, job: &Job) -> Result<(), Unwritten> {
        let (params, rack) = (self.params.clone(), self.params.rack());
        let present = params.session.present_in(job.slot);
        let (asked, planned) = (self.asked(job.seq), params.sections());
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
                    self.compose(Some(job), Request { metre, ..request }, kept, &mut |part| {
                        params.session.write(job.seq, job.slot, piece.with(section, Arc::new(part)), false);
                    })?
                }
                None => there.cloned().ok_or(None)?,
            };
            piece.sections.push(written);
            let whole = section + 1 == planned;
            if anything {
                params.session.write(job.seq, job.slot, piece.clone(), whole);
            }
        }
        let locked = || "Everything is locked: unlock what is to be written anew.".to_owned();
        anything.then_some(()).ok_or_else(|| Some(locked()))
    }

    /// Writes cells of what is in the job's slot again: those of each section, in this order.
    pub(super) fn write_cells(
        &mut self,
        job: &Job,
        cells: impl Iterator<Item = (usize, u64)>,
    ) -> Result<(), Unwritten> {
        let (params, rack) = (self.params.clone(), self.params.rack());
        let Some(mut piece) = params.session.present_in(job.slot) else { return Ok(()) };
        let mut changed = false;
        for (section, cells) in cells {
            let Some(there) = piece.sections.get(section).cloned() else { continue };
            let mut asked = self.asked(job.seq);
            if chosen(&params.seed).is_some() {
                asked.seed = task::next_seed(there.asked.seed);
            }
            asked.past = before(&piece, section);
            asked.chords = self.chords(section);
            let Some(request) = task::again(asked, &rack, section, &there, cells) else { continue };
            let written = self.compose_over(Some(job), request, Some(&there), &mut |part| {
                params.session.write(job.seq, job.slot, piece.with(section, Arc::new(part)), false);
            })?;
            piece = Arc::new(piece.with(section, written));
            changed = true;
        }
        if changed {
            params.session.write(job.seq, job.slot, (*piece).clone(), true);
        }
        Ok(())
    }

    /// A variation of `parent`, section by section, each behind what sounds before it.
    pub(super) fn variation(&mut self, parent: &Piece) -> Result<Piece, Unwritten> {
        let rack = self.params.rack();
        let mut piece = Piece { sections: Vec::new(), planned: parent.planned };
        for (section, there) in parent.sections.iter().enumerate() {
            let last = piece.sections.last().or(parent.sections.last());
            let past = last.map_or_else(Vec::new, |last| last.notes.clone());
            let chords = self.chords(section);
            let asked = Request { past, chords, ..self.asked(NOBODY) };
            let request = task::vary(asked, &rack, section, there, self.params.variation());
            let written = match request {
                Some(request) => self.compose(None, request, Some(there), &mut |_| ())?,
                None => there.clone(),
            };
            piece.sections.push(written);
        }
        Ok(piece)
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
