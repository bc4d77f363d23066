//! How the worker has a loop written, bar by bar.

use super::desk::{Desk, NOBODY, Unwritten, look, travel};
use super::{guarded, task};
use model::{ComposeError, Composed, Composer};
use score::{BARS, Note, Request};
use session::Loop;
use std::sync::Arc;
use std::time::Instant;

/// How much quicker than the bar before the next one may be expected.
const QUICKER: f64 = 0.7;

const NO_WEIGHTS: &str = "No loop was written: there are no weights. Load a file of weights.";

impl Desk {
    /// Composes one loop, around what of `kept` was changed by hand; `on_part` gets as much of it as is written, bar by bar.
    pub fn compose(
        &mut self,
        request: Request,
        kept: Option<&Loop>,
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Arc<Loop>, Unwritten> {
        self.compose_over(request, None, &mut |part| on_part(part.around(kept)))
            .map(|whole| Arc::new(Loop::clone(&whole).around(kept)))
    }

    /// The same around `before`, whose notes sound on in the bars that are not written yet. A chord that comes meanwhile is that of the bars
    /// that are still to be written.
    pub fn compose_over(
        &mut self,
        request: Request,
        before: Option<&Loop>,
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Arc<Loop>, Unwritten> {
        // What all of it is asked for, and what of it is still to be written.
        let (mut whole, mut now) = (request.clone(), request);
        let (mut notes, mut bars) = (Vec::new(), 0);
        loop {
            let chorded = self.end.calls.chorded();
            let composed = self.compose_on(&whole, &now, before, (&mut notes, &mut bars), on_part)?;
            if let Some(Composed { notes, tokens, seconds, .. }) = composed {
                self.end.report.lock().tokens_per_second = Some(tokens as f32 / seconds.max(1e-6) as f32);
                return Ok(Arc::new(Loop::whole(whole, notes).around(before)));
            }
            let by_chord = self.end.calls.chorded() > chorded && !self.end.calls.owes_steps();
            if !by_chord || whole.variation.is_some() {
                return Err(None);
            }
            now = task::go_on(&whole, bars, &notes, &self.asked(whole.epoch));
            // Of two scales neither is that of the loop.
            let scale = now.scale.filter(|_| bars == 0 || now.scale == whole.scale);
            whole = Request { chords: now.chords, key: now.key, scale, ..whole };
        }
    }

    /// Composes what `now` asks for, the rest of the loop that is asked for as a `whole`, and adds it to the notes and bars that are written;
    /// `None` if it was stopped.
    fn compose_on(
        &mut self,
        whole: &Request,
        now: &Request,
        before: Option<&Loop>,
        (notes, bars): (&mut Vec<Note>, &mut usize),
        on_part: &mut dyn FnMut(Loop),
    ) -> Result<Option<Composed>, Unwritten> {
        let Desk { end, params, composer, done, begun, .. } = self;
        let under_way = *begun;
        let Some((composer, _)) = composer else { return Err(Some(NO_WEIGHTS.to_owned())) };
        let (cancel, asked) = end.calls.rearm();
        // What nobody asked for gives way to any ask.
        let epoch = whole.epoch;
        if asked > epoch.max(*done) || epoch != NOBODY && end.calls.is_void(epoch) {
            return Err(None);
        }
        end.report.lock().error = None;
        end.board.set_bars(*bars);
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
            end.board.set_pace(seconds.max(QUICKER * end.board.pace()));
            // The last one comes with the whole loop.
            if bar + 1 < BARS {
                on_part(Loop::part(whole, bar + 1, notes, before).around(before));
            }
            end.board.set_bars(bar + 1);
            // A loop may take long to write; the performer goes on meanwhile.
            travel(params, end, *done, under_way);
            look(params, &end.board);
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
