//! How the worker has a loop written, bar by bar.

use super::service::{Service, Unwritten};
use super::{guarded, task};
use crate::link::Job;
use model::{ComposeError, Composed, Composer};
use score::{BARS, Note, Request};
use session::Loop;
use std::sync::Arc;
use std::time::Instant;

/// How much quicker than the bar before the next one may be expected.
const QUICKER: f64 = 0.7;

const NO_WEIGHTS: &str = "No loop was written: there are no weights. Load a file of weights.";

impl Service {
    /// Composes one loop for `job`, or one that nobody asked for, around what of `kept` was changed by hand; `on_part` gets as much of
    /// the loop as is written, bar by bar.
    pub(super) fn compose(
        &mut self,
        job: Option<&Job>,
        request: Request,
        kept: Option<&Loop>,
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Arc<Loop>, Unwritten> {
        self.compose_over(job, request, None, &mut |part| on_part(part.around(kept)))
            .map(|whole| Arc::new(Loop::clone(&whole).around(kept)))
    }

    /// The same around `before`, whose notes sound on in the bars that are not written yet. A chord that comes meanwhile is that of the bars
    /// that are still to be written.
    pub(super) fn compose_over(
        &mut self,
        job: Option<&Job>,
        request: Request,
        before: Option<&Loop>,
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Arc<Loop>, Unwritten> {
        // What all of the loop is asked for, and what of it is still to be written.
        let (mut whole, mut now) = (request.clone(), request);
        let (mut notes, mut bars) = (Vec::new(), 0);
        loop {
            let chords = self.inbox.chords;
            let composed =
                self.compose_on(job, chords, &whole, &now, before, (&mut notes, &mut bars), on_part)?;
            if let Some(Composed { notes, tokens, seconds, .. }) = composed {
                self.report.lock().tokens_per_second = Some(tokens as f32 / seconds.max(1e-6) as f32);
                return Ok(Arc::new(Loop::whole(whole, notes).around(before)));
            }
            self.inbox.receive(&self.params, &self.board);
            // A variation is not asked for: it gives way, and is made anew in the new chord.
            let goes_on = job.is_some_and(|job| !self.is_void(job)) && self.inbox.chords > chords;
            if !goes_on || whole.variation.is_some() {
                return Err(None);
            }
            now = task::go_on(&whole, bars, &notes, &self.asked(whole.epoch));
            // Of two scales neither is that of the loop.
            let scale = now.scale.filter(|_| bars == 0 || now.scale == whole.scale);
            whole = Request { chords: now.chords, key: now.key, scale, ..whole };
        }
    }

    /// Composes what `now` asks for, the rest of the loop that is asked for as a `whole`, and adds it to the notes and bars that are written;
    /// `None` if it was stopped, or if the chord is another one than when there were `chords` changes of it: what is asked may hold parts
    /// of both.
    #[expect(clippy::too_many_arguments, reason = "one call, of what one loop above holds")]
    fn compose_on(
        &mut self,
        job: Option<&Job>,
        chords: u64,
        whole: &Request,
        now: &Request,
        before: Option<&Loop>,
        (notes, bars): (&mut Vec<Note>, &mut usize),
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Option<Composed>, Unwritten> {
        let commands = self.commands.clone();
        let cancel = commands.rearm();
        self.inbox.receive(&self.params, &self.board);
        // What nobody asked for gives way to anything that is.
        let gives_way = job.map_or(!self.inbox.pending.is_empty(), |job| self.is_void(job));
        if gives_way || commands.quitting() {
            return Err(None);
        }
        if self.inbox.chords > chords {
            return Ok(None);
        }
        let Service { inbox, board, report, params, composer, .. } = self;
        let Some((composer, _)) = composer else { return Err(Some(NO_WEIGHTS.to_owned())) };
        report.lock().error = None;
        board.set_bars(*bars);
        let mut since = Instant::now();
        let mut on_bar = |bar: usize, written: &[Note]| {
            // It was there before.
            if bar < *bars {
                return;
            }
            notes.extend_from_slice(written);
            *bars = bar + 1;
            // A quick bar, of which little was to be written, does not promise that the next is quick.
            let seconds = std::mem::replace(&mut since, Instant::now()).elapsed().as_secs_f64();
            board.set_pace(seconds.max(QUICKER * board.pace()));
            // The last one comes with the whole loop.
            if bar + 1 < BARS {
                on_part(Loop::part(whole, bar + 1, notes, before).around(before));
            }
            board.set_bars(bar + 1);
            // A loop may take long to write; the performer goes on meanwhile.
            inbox.receive(params, board);
            let dropped = job.is_some_and(|job| {
                !inbox.pending.wants_begun() || params.session.answered(job.slot) > job.seq
            });
            if dropped {
                commands.interrupt();
            }
        };
        let composed = guarded(|| match composer.compose(now, cancel, &mut on_bar) {
            Ok(composed) => Ok(Some(composed)),
            Err(ComposeError::Cancelled) => Ok(None),
            Err(error) => Err(format!("No loop was written: {error}.")),
        });
        composed.map_err(|error| {
            // A panic may have left it in the middle of something.
            *composer = Composer::new(composer.weights().clone());
            Some(error)
        })
    }
}
