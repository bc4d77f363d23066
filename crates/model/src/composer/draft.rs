//! Versions of a loop that are written side by side.

use super::prompt::Prompt;
use super::{ComposeError, stop_if};
use crate::cache::Cache;
use crate::sampler::Sampler;
use crate::transformer::Transformer;
use score::grammar::{Event, Grammar, steers};
use score::request::MAX_CANDIDATES;
use score::{Metadata, Note, Request, Sampling, Token, asked};
use std::sync::atomic::AtomicBool;

/// Prompt tokens that are read between two looks at the cancel flag.
const CHUNK: usize = 32;

/// A loop as far as it is written. A clone goes on by itself.
#[derive(Clone)]
pub(super) struct Draft {
    /// The sequence with the whole prompt and, under guidance, the one with the bare prompt.
    caches: Vec<Cache>,
    grammar: Grammar,
    /// Of each cache, behind the tokens that it has read: (vocabulary).
    logits: Vec<Vec<f32>>,
    pub written: Vec<Token>,
    /// Kept and written notes of the whole bars.
    pub notes: Vec<Note>,
    /// Notes of the bars before the last whole one.
    before: usize,
}

impl Draft {
    /// Reads the prompts.
    pub(super) fn new(
        transformer: &Transformer,
        prompt: &Prompt,
        grammar: Grammar,
        cancel: &AtomicBool,
    ) -> Result<Draft, ComposeError> {
        let mut draft = Draft {
            caches: Vec::new(),
            grammar,
            logits: Vec::new(),
            written: Vec::new(),
            notes: Vec::new(),
            before: 0,
        };
        for prompt in [Some(&prompt.asked), prompt.bare.as_ref()].into_iter().flatten() {
            let mut cache = transformer.cache();
            let mut logits = Vec::new();
            for chunk in prompt.chunks(CHUNK) {
                stop_if(cancel)?;
                logits = transformer.forward(&mut cache, chunk)?;
            }
            draft.caches.push(cache);
            draft.logits.push(logits);
        }
        Ok(draft)
    }

    /// Notes of the last whole bar, kept and written.
    pub(super) fn last_bar(&self) -> &[Note] {
        &self.notes[self.before..]
    }

    /// From now on the onsets and keys of `notes` cost `nats` each when they are written again.
    pub(super) fn avoid(&mut self, notes: Vec<Note>, nats: f32) {
        self.grammar.avoid(notes, nats);
    }

    /// Draws the next token. Returns whether it ended a bar.
    fn draw(&mut self, sampler: &mut Sampler, pull: Pull) -> Result<bool, ComposeError> {
        let guided = match &self.logits[..] {
            [asked, bare] => Some(guided(asked, bare, pull.guidance)),
            _ => None,
        };
        let logits = guided.as_deref().unwrap_or(&self.logits[0]);
        let id = sampler.sample(logits, &self.grammar, pull.steering);
        let token = id.and_then(Token::from_id).ok_or(ComposeError::Unfinished)?;
        self.written.push(token);
        let mut ended = false;
        for event in self.grammar.push(token)? {
            if let Event::Bar { notes, .. } = event {
                self.before = self.notes.len();
                self.notes.extend(notes);
                ended = true;
            }
        }
        Ok(ended)
    }
}

/// How hard drafts are pulled towards what is asked softly.
#[derive(Clone, Copy)]
struct Pull {
    /// Of classifier-free guidance; 1 is none.
    guidance: f32,
    /// Of the experts of [`score::grammar::Steering`]; 0 is none.
    steering: f32,
}

impl Pull {
    /// The experts pull with all their strength where the guidance is 2 or more.
    fn of(request: &Request) -> Pull {
        let guidance = request.sampling.guidance;
        Pull { guidance, steering: if steers(request) { (guidance - 1.0).min(1.0) } else { 0.0 } }
    }
}

/// Classifier-free guidance (Ho and Salimans, 2022; of language models, Sanchez et al., 2023): on from what would be written anyway,
/// through what is asked, and beyond it.
fn guided(asked: &[f32], bare: &[f32], strength: f32) -> Vec<f32> {
    asked.iter().zip(bare).map(|(asked, bare)| bare + strength * (asked - bare)).collect()
}

/// How the bars of one request are drawn.
pub(super) struct Drawing<'a> {
    transformer: &'a Transformer,
    sampling: Sampling,
    seed: u64,
    pull: Pull,
    candidates: u8,
    /// Draws the first candidate of every bar.
    first: Sampler,
    /// Draw the other candidates of the bar.
    others: Vec<Sampler>,
}

impl Drawing<'_> {
    /// `request` is resolved ([`score::resolve()`]): its settings are within their bounds.
    pub(super) fn new<'a>(request: &Request, transformer: &'a Transformer) -> Drawing<'a> {
        let measurable = !asked::compare(request, &Metadata::default()).is_empty();
        let candidates = if measurable { request.sampling.candidates } else { 1 };
        Drawing {
            transformer,
            sampling: request.sampling,
            seed: request.seed,
            pull: Pull::of(request),
            candidates,
            first: Sampler::new(request.sampling, request.seed, 0),
            others: Vec::new(),
        }
    }

    /// Each candidate but the first has numbers of its own in `bar`; the first draws on from those that drew the bar before.
    pub(super) fn begin_bar(&mut self, bar: usize) {
        let stream = |candidate: u8| bar as u32 * u32::from(MAX_CANDIDATES) + u32::from(candidate);
        let sampler = |candidate| Sampler::new(self.sampling, self.seed, stream(candidate));
        self.others = (1..self.candidates).map(sampler).collect();
    }

    /// Candidates for the bar, all of which go on from `draft`; others each time.
    pub(super) fn write_bar(
        &mut self,
        mut draft: Draft,
        cancel: &AtomicBool,
    ) -> Result<Vec<Draft>, ComposeError> {
        stop_if(cancel)?;
        read_on(self.transformer, [&mut draft])?;
        let mut drafts = vec![draft];
        self.others.iter().for_each(|_| drafts.push(drafts[0].clone()));
        let samplers = std::iter::once(&mut self.first).chain(&mut self.others);
        let mut writing: Vec<(&mut Draft, &mut Sampler)> = drafts.iter_mut().zip(samplers).collect();
        loop {
            let mut still = Vec::new();
            for (draft, sampler) in writing {
                if !draft.draw(sampler, self.pull)? {
                    still.push((draft, sampler));
                }
            }
            writing = still;
            if writing.is_empty() {
                return Ok(drafts);
            }
            stop_if(cancel)?;
            read_on(self.transformer, writing.iter_mut().map(|(draft, _)| &mut **draft))?;
        }
    }
}

/// Reads the last token of each draft, where it has one, in one batch.
fn read_on<'a>(
    transformer: &Transformer,
    drafts: impl IntoIterator<Item = &'a mut Draft>,
) -> Result<(), ComposeError> {
    let (mut caches, mut tokens, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for draft in drafts {
        let Some(last) = draft.written.last() else { continue };
        for (cache, logits) in draft.caches.iter_mut().zip(&mut draft.logits) {
            caches.push(cache);
            tokens.push(last.id());
            places.push(logits);
        }
    }
    if places.is_empty() {
        return Ok(());
    }
    let logits = transformer.forward_each(&mut caches, &tokens)?; // (m, vocabulary)
    let width = logits.len() / places.len();
    places.into_iter().zip(logits.chunks_exact(width)).for_each(|(place, row)| place.copy_from_slice(row));
    Ok(())
}
