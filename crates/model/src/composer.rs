//! From a request to a loop: prompt, prefill, then bar by bar, token by token under the grammar's mask.

mod anew;
mod draft;
mod prompt;

use crate::transformer::{Transformer, TransformerError};
use crate::weights::Weights;
use anew::Anew;
use draft::{Draft, Drawing};
use prompt::Prompt;
use score::grammar::GrammarError;
use score::{BARS, Contradiction, Metadata, Note, Request, Resolved, Token, asked, metadata, resolve};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Lives on the worker thread, or in a command-line program. Shares the weights; starts no thread, and holds no keys and values between
/// two requests.
#[derive(Debug)]
pub struct Composer {
    weights: Arc<Weights>,
    /// Made by the first request.
    transformer: Option<Transformer>,
}

/// A finished loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// Kept notes as they were asked for, and written notes, in canonical order.
    pub notes: Vec<Note>,
    /// What the loop is, measured on its notes.
    pub got: Metadata,
    /// Where the request contradicted itself, and what was asked for instead.
    pub contradictions: Vec<Contradiction>,
    /// The tokens of the loop that were written, `End` included.
    pub written: Vec<Token>,
    /// Number of those tokens.
    pub tokens: usize,
    /// Which of its candidates each bar is, counted from 0.
    pub chosen: Vec<u8>,
    /// [`score::asked::distance`] of the whole loop from the request as it was resolved.
    pub distance: f32,
    /// Wall-clock time of the whole call.
    pub seconds: f64,
}

/// Why there is no loop. The texts are for the user.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("cancelled")]
    Cancelled,
    #[error(
        "the request takes {prompt} of the {context} tokens that the model can hold, and too few are left to write: \
         lock fewer notes or ask for fewer instruments"
    )]
    TooLong { prompt: usize, context: usize },
    #[error("the request cannot be met: {0}")]
    Grammar(#[from] GrammarError),
    #[error(transparent)]
    Transformer(#[from] TransformerError),
    #[error("the grammar allowed no token before the end of the loop; please report this request as a bug")]
    Unfinished,
}

impl Composer {
    pub fn new(weights: Arc<Weights>) -> Composer {
        Composer { weights, transformer: None }
    }

    pub fn weights(&self) -> &Arc<Weights> {
        &self.weights
    }

    /// Composes on the calling thread. Each bar is handed to `on_bar` (index, all notes that start in it, kept and written) as
    /// soon as it is chosen, in order. `cancel` is looked at before every token and between parts of the prompt.
    ///
    /// The candidates of a bar are written side by side; the one nearest to the request ([`score::asked::distance`], the first of equals)
    /// stays, and all go on from it. Where nothing is asked that this distance measures, one is written.
    ///
    /// What is written in place of notes that `keep` still has is to be something else, in onsets and keys: while an instrument has come out
    /// as it was in all bars so far, its bar is drawn anew, eight times in a loop at most.
    ///
    /// Of a request that contradicts itself the nearest possible is written ([`score::resolve()`]). The loop depends on the request and the
    /// weights alone.
    pub fn compose(
        &mut self,
        request: &Request,
        cancel: &AtomicBool,
        on_bar: &mut dyn FnMut(usize, &[Note]),
    ) -> Result<Composed, ComposeError> {
        let start = Instant::now();
        let Resolved { request, contradictions } = resolve(request);
        let request = &request;
        let (prompt, grammar) = Prompt::new(request, self.weights.config.max_position_embeddings)?;
        let transformer = &*self.transformer.get_or_insert_with(|| Transformer::new(self.weights.clone()));
        let mut draft = Draft::new(transformer, &prompt, grammar, cancel)?;
        let mut drawing = Drawing::new(request, transformer);
        let (mut chosen, mut anew) = (Vec::new(), Anew::new(request));
        for bar in 0..BARS {
            drawing.begin_bar(bar);
            let (candidates, nearest) = loop {
                let before = anew.may_repeat(bar).then(|| draft.clone());
                let candidates = drawing.write_bar(draft, cancel)?;
                let nearest = nearest(request, &candidates, bar, &anew);
                let tried = candidates[nearest].last_bar();
                let Some(before) = before.filter(|_| anew.same(bar, tried) > 0) else {
                    break (candidates, nearest);
                };
                draft = before;
                anew.avoid(&mut draft, bar, tried);
            };
            draft = candidates.into_iter().nth(nearest).ok_or(ComposeError::Unfinished)?;
            anew.choose(bar, draft.last_bar());
            chosen.push(nearest as u8);
            on_bar(bar, draft.last_bar());
        }
        let notes = draft.notes;
        let distance = asked::distance(request, &notes, BARS);
        let got = metadata::extract(&notes, request.metre);
        let written = draft.written;
        Ok(Composed {
            notes,
            got,
            contradictions,
            tokens: written.len(),
            written,
            chosen,
            distance,
            seconds: start.elapsed().as_secs_f64(),
        })
    }
}

/// Index of the candidate that is nearest to the request after `bar`, of those in which the fewest instruments came out as they were; the
/// first of equals.
fn nearest(request: &Request, candidates: &[Draft], bar: usize, anew: &Anew) -> usize {
    if candidates.len() == 1 {
        return 0;
    }
    let rank =
        |draft: &Draft| (anew.same(bar, draft.last_bar()), asked::distance(request, &draft.notes, bar + 1));
    let ranks = candidates.iter().map(rank).enumerate();
    let nearest = ranks.min_by(|(_, a), (_, b)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    nearest.map_or(0, |(index, _)| index)
}

fn stop_if(cancel: &AtomicBool) -> Result<(), ComposeError> {
    match cancel.load(Ordering::Relaxed) {
        true => Err(ComposeError::Cancelled),
        false => Ok(()),
    }
}
