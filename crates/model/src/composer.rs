//! From a request to a loop: prompt, prefill, then token by token under the grammar's mask.

use crate::sampler::Sampler;
use crate::transformer::{Transformer, TransformerError};
use crate::weights::Weights;
use score::grammar::{Event, Grammar, GrammarError};
use score::{Metadata, Note, Request, Token, canonicalise, metadata, tokens};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Prompt tokens that are read between two looks at the cancel flag.
const CHUNK: usize = 32;

/// Least room for writing that the notes of the loop before (`past`) must leave; else they are left out.
const ROOM_TO_WRITE: usize = 768;

/// Lives on the worker thread, or in a command-line program. Owns cache and scratch, shares the weights; starts no thread.
#[derive(Debug)]
pub struct Composer {
    weights: Arc<Weights>,
    /// Made by the first request: instances that never compose hold no cache.
    transformer: Option<Transformer>,
}

/// A finished loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// Kept and written notes, canonical.
    pub notes: Vec<Note>,
    /// What the loop is, measured on its notes.
    pub got: Metadata,
    /// The tokens that were written, `End` included.
    pub written: Vec<Token>,
    /// Number of tokens that were written, `End` included.
    pub tokens: usize,
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
    /// soon as it is whole, in order. `cancel` is looked at before every token and between parts of the prompt.
    ///
    /// The loop depends on the request and the weights alone.
    pub fn compose(
        &mut self,
        request: &Request,
        cancel: &AtomicBool,
        on_bar: &mut dyn FnMut(usize, &[Note]),
    ) -> Result<Composed, ComposeError> {
        let start = Instant::now();
        let (prompt, grammar) = begin(request, self.weights.config.max_position_embeddings)?;
        let transformer = match &mut self.transformer {
            Some(transformer) => transformer,
            empty => empty.insert(Transformer::new(self.weights.clone())?),
        };
        let logits = read_prompt(transformer, &prompt, cancel)?;
        let (written, notes) = write(transformer, request, grammar, logits, cancel, on_bar)?;
        let notes = canonicalise(&notes, request.metre);
        let got = metadata::extract(&notes, request.metre);
        Ok(Composed { notes, got, tokens: written.len(), written, seconds: start.elapsed().as_secs_f64() })
    }
}

/// The prompt's ids and the grammar of what may follow. `Past` gives way when it leaves too little room.
fn begin(request: &Request, context: usize) -> Result<(Vec<u16>, Grammar), ComposeError> {
    let mut prompt = tokens::prompt(request);
    if !request.past.is_empty() && prompt.len() + ROOM_TO_WRITE > context {
        prompt = tokens::prompt(&Request { past: Vec::new(), ..request.clone() });
    }
    let too_long = ComposeError::TooLong { prompt: prompt.len(), context };
    let Some(budget) = context.checked_sub(prompt.len()) else {
        return Err(too_long);
    };
    let grammar = Grammar::new(request, budget).map_err(|e| match e {
        GrammarError::NoRoom { .. } => too_long,
        other => other.into(),
    })?;
    Ok((prompt.iter().map(|t| t.id()).collect(), grammar))
}

/// Reads the prompt and returns the logits behind it: (vocabulary).
fn read_prompt(
    transformer: &mut Transformer,
    prompt: &[u16],
    cancel: &AtomicBool,
) -> Result<Vec<f32>, ComposeError> {
    transformer.rewind(0);
    let mut logits = Vec::new();
    for chunk in prompt.chunks(CHUNK) {
        stop_if(cancel)?;
        logits = transformer.forward(chunk)?;
    }
    Ok(logits)
}

/// Writes until `End`. Returns the tokens and all notes of the loop.
fn write(
    transformer: &mut Transformer,
    request: &Request,
    mut grammar: Grammar,
    mut logits: Vec<f32>,
    cancel: &AtomicBool,
    on_bar: &mut dyn FnMut(usize, &[Note]),
) -> Result<(Vec<Token>, Vec<Note>), ComposeError> {
    let mut sampler = Sampler::new(request.sampling, request.seed);
    let (mut written, mut notes) = (Vec::new(), Vec::new());
    loop {
        stop_if(cancel)?;
        let id = sampler.sample(&logits, grammar.mask().ids()).ok_or(ComposeError::Unfinished)?;
        let token = Token::from_id(id).ok_or(ComposeError::Unfinished)?;
        written.push(token);
        for event in grammar.push(token)? {
            if let Event::Bar { index, notes: bar } = event {
                on_bar(index, &bar);
                notes.extend(bar);
            }
        }
        if grammar.is_done() {
            return Ok((written, notes));
        }
        logits = transformer.forward(&[id])?;
    }
}

fn stop_if(cancel: &AtomicBool) -> Result<(), ComposeError> {
    match cancel.load(Ordering::Relaxed) {
        true => Err(ComposeError::Cancelled),
        false => Ok(()),
    }
}
