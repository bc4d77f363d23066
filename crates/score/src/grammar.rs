//! Which tokens may follow. Whatever is drawn under the mask is a whole, well-formed loop that obeys every hard
//! constraint of its request: instrument set, cells, metre, scale, pitch range, polyphony, end of loop, length.
//!
//! Each constraint is its own test; they meet in [`Grammar::mask`] alone. None can lead into a dead end, because
//! a pitch that is free for some duration is free for a duration of one tick, and each choice is offered only if some
//! note can complete it.

mod avoid;
mod choices;
mod heirs;
mod mask;
mod part;
mod steer;

pub use heirs::{Heir, Kind};
pub use mask::Mask;
pub use steer::{Push, Steering, steers};

use crate::note::{Instrument, Note};
use crate::request::Request;
use crate::time::BARS;
use crate::tokens::{DecodeError, Decoder, Pending};
use crate::vocab::Token;
use avoid::Avoided;
use part::Part;

/// Most tokens that the first note of a new cell takes: instrument, position, velocity, duration, pitch.
const CELL_COST: usize = 5;

/// What a token completed.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Note(Note),
    /// Bar `index` is whole: `notes` are all that start in it, kept and written, in canonical order.
    Bar {
        index: usize,
        notes: Vec<Note>,
    },
    End,
}

/// Why a grammar cannot be used, or a token not be taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GrammarError {
    #[error(
        "the request leaves room for {budget} tokens, but its instruments need at least {needed}: ask for fewer, or give less context"
    )]
    NoRoom { budget: usize, needed: usize },
    #[error("the mask does not allow token {0:?} here")]
    Forbidden(Token),
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// The state of one loop being written, from just behind `Write` to `End`.
#[derive(Clone)]
pub struct Grammar {
    request: Request,
    kept: Vec<Note>,
    written: Vec<Note>,
    parts: Vec<Part>,
    /// Whether the model chooses the instruments.
    free: bool,
    decoder: Decoder,
    remaining: usize,
    done: bool,
    mask: Mask,
    avoided: Avoided,
}

impl Grammar {
    /// Stands right behind `Write`. At most `budget` tokens will be emitted, `End` included.
    ///
    /// # Errors
    /// [`GrammarError::NoRoom`] when not even one note for each instrument fits into `budget`.
    pub fn new(request: &Request, budget: usize) -> Result<Grammar, GrammarError> {
        let kept = request.kept();
        let mut parts: Vec<Part> = Vec::new();
        for track in &request.tracks {
            if !parts.iter().any(|p| p.instrument == track.instrument) {
                parts.push(Part::asked(track, request, &kept));
            }
        }
        parts.sort_by_key(|p| p.instrument);
        let mut grammar = Grammar {
            request: request.clone(),
            kept,
            written: Vec::new(),
            parts,
            free: request.tracks.is_empty(),
            decoder: Decoder::new(request.metre),
            remaining: budget,
            done: false,
            mask: Mask::default(),
            avoided: Avoided::default(),
        };
        let needed = grammar.reserve() + 1;
        if budget < needed {
            return Err(GrammarError::NoRoom { budget, needed });
        }
        grammar.refresh();
        Ok(grammar)
    }

    /// The tokens that may follow; empty only after `End`.
    pub fn mask(&self) -> &Mask {
        &self.mask
    }

    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Takes the next token and gives what it completed, in order.
    ///
    /// # Errors
    /// When the mask does not allow `token`; the grammar then stays as it was.
    pub fn push(&mut self, token: Token) -> Result<Vec<Event>, GrammarError> {
        if !self.mask.allows(token.id()) {
            return Err(GrammarError::Forbidden(token));
        }
        let mut events = Vec::new();
        let bars = self.decoder.bars();
        if matches!(token, Token::Bar | Token::End) && bars > 0 {
            events.push(self.whole_bar(bars - 1));
        }
        if token == Token::End {
            self.done = true;
            events.push(Event::End);
        } else if let Some(note) = self.decoder.push(token)? {
            self.part_mut(note.instrument).write(&note);
            self.written.push(note);
            events.push(Event::Note(note));
        }
        self.remaining -= 1;
        self.refresh();
        Ok(events)
    }

    fn whole_bar(&self, index: usize) -> Event {
        let metre = self.request.metre;
        let both = self.kept.iter().chain(&self.written).copied();
        let mut notes: Vec<Note> = both.filter(|n| n.bar(metre) == index).collect();
        notes.sort_by_key(|n| n.order(metre));
        Event::Bar { index, notes }
    }

    fn part_mut(&mut self, instrument: Instrument) -> &mut Part {
        let index = self.parts.iter().position(|p| p.instrument == instrument).unwrap_or_else(|| {
            self.parts.push(Part::free(instrument, &self.request));
            self.parts.len() - 1
        });
        &mut self.parts[index]
    }

    /// Tokens that must still fit behind the next whole note: bars, one note of each instrument that is still to be heard, `End`.
    fn reserve(&self) -> usize {
        let silent = self.parts.iter().filter(|p| p.must_sound()).count();
        let somebody = usize::from(self.free && self.is_silent());
        (BARS - self.decoder.bars()) + CELL_COST * (silent + somebody) + 1
    }

    fn is_silent(&self) -> bool {
        self.kept.is_empty() && self.written.is_empty()
    }

    /// Whether an optional choice that takes up to `cost` tokens still fits.
    fn affords(&self, cost: usize) -> bool {
        self.remaining >= self.reserve() + cost
    }

    fn refresh(&mut self) {
        let mut mask = Mask::default();
        if self.done {
        } else if self.decoder.bars() == 0 {
            mask.allow(Token::Bar);
        } else {
            match self.decoder.cell() {
                Some(cell) if cell.pending != Pending::Nothing => self.mask_note(cell, &mut mask),
                cell => {
                    if let Some(cell) = cell {
                        self.mask_same_cell(cell, &mut mask);
                    }
                    self.mask_next_cell(cell, &mut mask);
                }
            }
        }
        self.mask = mask;
    }
}
