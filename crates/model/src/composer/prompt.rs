//! What the model reads before it writes.

use super::ComposeError;
use score::chord::CHORD_SLOTS;
use score::grammar::{Grammar, GrammarError};
use score::{BARS, ChordSlot, Request, Track, tokens};

/// Least room for writing that the notes of the loop before (`past`) must leave; else they are left out.
const ROOM_TO_WRITE: usize = 768;

/// The prompt as ids, and the same with nothing soft said where guidance needs it.
pub(super) struct Prompt {
    pub asked: Vec<u16>,
    pub bare: Option<Vec<u16>>,
}

impl Prompt {
    /// With the grammar of what may follow. `Past` gives way when it leaves too little room in the `context`.
    pub(super) fn new(request: &Request, context: usize) -> Result<(Prompt, Grammar), ComposeError> {
        let mut prompt = tokens::prompt(request);
        let mut bare = bare(request);
        if !request.past.is_empty() && prompt.len() + ROOM_TO_WRITE > context {
            prompt = tokens::prompt(&Request { past: Vec::new(), ..request.clone() });
            bare.past.clear();
        }
        let too_long = ComposeError::TooLong { prompt: prompt.len(), context };
        let Some(budget) = context.checked_sub(prompt.len()) else {
            return Err(too_long);
        };
        let grammar = Grammar::new(request, budget).map_err(|e| match e {
            GrammarError::NoRoom { .. } => too_long,
            other => other.into(),
        })?;
        let bare =
            Some(tokens::prompt(&bare)).filter(|bare| request.sampling.guidance > 1.0 && *bare != prompt);
        let ids = |tokens: Vec<score::Token>| tokens.iter().map(|t| t.id()).collect();
        Ok((Prompt { asked: ids(prompt), bare: bare.map(ids) }, grammar))
    }
}

/// `request` as the training sees it when it drops everything that can be dropped: metre, instruments, cells and notes stay.
fn bare(request: &Request) -> Request {
    let track = |track: &Track| Track { cells: track.cells, ..Track::new(track.instrument) };
    Request {
        metre: request.metre,
        tracks: request.tracks.iter().map(track).collect(),
        keep: request.keep.clone(),
        past: request.past.clone(),
        chords: [ChordSlot::Any; CHORD_SLOTS],
        bar_density: [None; BARS],
        ..Request::default()
    }
}
