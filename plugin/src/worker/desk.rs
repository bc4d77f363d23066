//! What the worker does when it is called.

use super::guarded;
use super::task;
use super::weights::{self, Named};
use crate::link::{Board, SECTIONS, WorkerEnd};
use crate::params::{QuatrainParams, chosen};
use crate::state::{Loop, Piece};
use model::{ComposeError, Composed, Composer};
use score::{BARS, Note, Request, Track};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Lives on the worker thread: the composer, and what it answers.
pub struct Desk {
    end: WorkerEnd,
    params: Arc<QuatrainParams>,
    /// With what its weights are called.
    composer: Option<(Composer, String)>,
    /// The last ask or order that is over.
    done: u64,
    /// A piece of which no variation could be written.
    barren: Option<Arc<Piece>>,
}

/// Epoch of what nobody asked for.
const NOBODY: u64 = 0;

/// Why nothing was written: in words, or `None` if it was stopped.
type Unwritten = Option<String>;

impl Desk {
    pub fn new(end: WorkerEnd, params: Arc<QuatrainParams>) -> Desk {
        Desk { end, params, composer: None, done: 0, barren: None }
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
            self.travel();
            self.look();
            if !self.answer() && !self.evolve() {
                self.end.board.set_finished(latest);
                std::thread::park();
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
    fn warm(&mut self) -> Result<(), String> {
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

    fn report(&self, error: String) {
        self.end.report.lock().error = Some(error);
    }

    /// Goes back and forth in the history, as often as it was asked for.
    fn travel(&self) {
        let (back, forth) = self.end.calls.take_steps();
        for _ in 0..back {
            let pending = self.end.calls.asked();
            self.params.saved.undo(pending > self.done && !self.end.calls.is_void(pending));
        }
        (0..forth).for_each(|_| self.params.saved.redo());
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
        let slot = self.params.slot();
        if !calls.is_void(epoch) {
            self.end.board.set_bars(0);
            let written = self.warm().map_err(Some).and_then(|()| match &ordered {
                None => self.write(epoch, slot),
                Some(cells) => self.write_again(epoch, slot, cells),
            });
            match written {
                // It was stopped to have a look, and nothing took its place.
                Err(None) if asked == calls.asked() && !calls.is_void(epoch) => {
                    ordered.iter().for_each(|cells| calls.put_back(cells));
                    return true;
                }
                Ok(()) => {}
                Err(error) => {
                    self.params.saved.give_up(epoch, slot);
                    error.into_iter().for_each(|error| self.report(error));
                }
            }
        }
        self.done = epoch;
        true
    }

    /// What the parameters ask of the composer now.
    fn asked(&self, epoch: u64) -> Request {
        self.params.request(&self.end.board.host(), epoch, entropy())
    }

    /// Writes new music for `slot`, loop after loop.
    fn write(&mut self, epoch: u64, slot: usize) -> Result<(), Unwritten> {
        let (params, rack) = (self.params.clone(), self.params.saved.rack());
        let present = params.saved.present();
        let (asked, planned) = (self.asked(epoch), params.sections());
        let mut piece = Piece { sections: Vec::new(), planned };
        let mut anything = false;
        for section in 0..planned {
            let there = present.as_ref().and_then(|present| present.sections.get(section));
            let asked = continued(&asked, &piece);
            let written = match task::fresh(asked, &rack, section, there.map(|there| &**there)) {
                Some(request) => {
                    anything = true;
                    let metre = piece.sections.first().map_or(request.metre, |first| first.metre);
                    let kept = there.map(|there| &**there);
                    self.compose(Request { metre, ..request }, kept, &mut |part| {
                        params.saved.write(epoch, slot, piece.with(section, Arc::new(part)), false);
                    })?
                }
                None => there.cloned().ok_or(None)?,
            };
            piece.sections.push(written);
            let whole = section + 1 == planned;
            if anything {
                params.saved.write(epoch, slot, piece.clone(), whole);
            }
        }
        let locked = || "Everything is locked: unlock what is to be written anew.".to_owned();
        anything.then_some(()).ok_or_else(|| Some(locked()))
    }

    /// Writes cells of what is in `slot` anew.
    fn write_again(&mut self, epoch: u64, slot: usize, cells: &[u64; SECTIONS]) -> Result<(), Unwritten> {
        let (params, rack) = (self.params.clone(), self.params.saved.rack());
        let Some(mut piece) = params.saved.present() else { return Ok(()) };
        let mut changed = false;
        for (section, &cells) in cells.iter().enumerate() {
            let Some(there) = piece.sections.get(section).cloned() else { continue };
            let mut asked = self.asked(epoch);
            if chosen(&params.seed).is_some() {
                asked.seed = task::next_seed(there.asked.seed);
            }
            asked.past = before(&piece, section);
            let Some(request) = task::again(asked, &rack, section, &there, cells) else { continue };
            let written = self.compose_over(request, Some(&there), &mut |part| {
                params.saved.write(epoch, slot, piece.with(section, Arc::new(part)), false);
            })?;
            piece = Arc::new(piece.with(section, written));
            changed = true;
        }
        if changed {
            params.saved.write(epoch, slot, (*piece).clone(), true);
        }
        Ok(())
    }

    /// Writes the next variation ahead of its time; `false` if there is none to write.
    fn evolve(&mut self) -> bool {
        let params = self.params.clone();
        let next = self.end.board.generation().saturating_add(1);
        let Some((slot, generation, parent)) = params.evolves().then(|| params.saved.parent(next)).flatten()
        else {
            return false;
        };
        if self.barren.as_ref().is_some_and(|barren| Arc::ptr_eq(barren, &parent)) {
            return false;
        }
        match self.warm().map_err(Some).and_then(|()| self.variation(&parent)) {
            Ok(piece) => params.saved.evolve(slot, generation, &parent, piece),
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
        let rack = self.params.saved.rack();
        let mut piece = Piece { sections: Vec::new(), planned: parent.planned };
        for (section, there) in parent.sections.iter().enumerate() {
            let last = piece.sections.last().or(parent.sections.last());
            let past = last.map_or_else(Vec::new, |last| last.notes.clone());
            let asked = Request { past, ..self.asked(NOBODY) };
            let request = task::vary(asked, &rack, section, there, self.params.variation());
            let written = match request {
                Some(request) => self.compose(request, Some(there), &mut |_| ())?,
                None => there.clone(),
            };
            piece.sections.push(written);
        }
        Ok(piece)
    }

    /// Composes one loop, around what of `kept` was changed by hand; `on_part` gets as much of it as is written, bar by bar.
    fn compose(
        &mut self,
        request: Request,
        kept: Option<&Loop>,
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Arc<Loop>, Unwritten> {
        self.compose_over(request, None, &mut |part| on_part(part.around(kept)))
            .map(|whole| Arc::new(Loop::clone(&whole).around(kept)))
    }

    /// The same around `before`, whose notes sound on in the bars that are not written yet.
    fn compose_over(
        &mut self,
        request: Request,
        before: Option<&Loop>,
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Arc<Loop>, Unwritten> {
        let Desk { end, params, composer, done, .. } = self;
        let Some((composer, _)) = composer else { return Err(Some(NO_WEIGHTS.to_owned())) };
        let (cancel, asked) = end.calls.rearm();
        // What nobody asked for gives way to any ask.
        let epoch = request.epoch;
        if asked > epoch.max(*done) || epoch != NOBODY && end.calls.is_void(epoch) {
            return Err(None);
        }
        end.report.lock().error = None;
        end.board.set_bars(0);
        let (mut notes, mut begun) = (Vec::new(), Instant::now());
        let mut on_bar = |bar: usize, written: &[Note]| {
            notes.extend_from_slice(written);
            // A quick bar, of which little was to be written, does not promise that the next is quick.
            let seconds = std::mem::replace(&mut begun, Instant::now()).elapsed().as_secs_f64();
            end.board.set_pace(seconds.max(QUICKER * end.board.pace()));
            // The last one comes with the whole loop.
            if bar + 1 < BARS {
                on_part(Loop::part(&request, bar + 1, &notes, before).around(before));
            }
            end.board.set_bars(bar + 1);
            // A loop may take long to write; the performer goes on meanwhile.
            look(params, &end.board);
        };
        let composed = guarded(|| match composer.compose(&request, cancel, &mut on_bar) {
            Ok(composed) => Ok(Some(composed)),
            Err(ComposeError::Cancelled) => Ok(None),
            Err(error) => Err(format!("No loop was written: {error}.")),
        });
        match composed {
            Ok(Some(Composed { notes, tokens, seconds, .. })) => {
                end.report.lock().tokens_per_second = Some(tokens as f32 / seconds.max(1e-6) as f32);
                Ok(Arc::new(Loop::whole(request, notes).around(before)))
            }
            Ok(None) => Err(None),
            Err(error) => {
                // A panic may have left it in the middle of something.
                *composer = Composer::new(composer.weights().clone());
                Err(Some(error))
            }
        }
    }
}

fn look(params: &QuatrainParams, board: &Board) {
    params.saved.select(params.slot());
    if params.evolves() {
        params.saved.turn(board.generation());
    }
}

/// How much quicker than the bar before the next one may be expected.
const QUICKER: f64 = 0.7;

const NO_WEIGHTS: &str = "No loop was written: there are no weights. Load a file of weights.";

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
