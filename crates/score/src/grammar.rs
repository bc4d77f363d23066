//! Which tokens may follow. Whatever is drawn under the mask is a whole, well-formed loop that obeys every hard
//! constraint of its request: instrument set, cells, metre, scale, pitch range, polyphony, end of loop, length.
//!
//! Each constraint is its own test; they meet in [`Grammar::mask`] alone. None can lead into a dead end, because
//! a pitch that is free for some duration is free for a duration of one tick, and each choice is offered only if some
//! note can complete it.

mod mask;
mod part;

pub use mask::Mask;

use crate::bins;
use crate::note::{Instrument, Note};
use crate::request::{MAX_TRACKS, Request};
use crate::time::{BARS, Ticks};
use crate::tokens::{Cell, DecodeError, Decoder, Pending};
use crate::vocab::Token;
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
            self.part_mut(note.instrument).sound(&note);
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

    /// First tick of the bar being written.
    fn bar_start(&self) -> u16 {
        (self.decoder.bars() as u16 - 1) * self.request.metre.bar().0
    }

    /// What may follow inside a note. Its cost was set aside when the note was begun.
    fn mask_note(&self, cell: &Cell, mask: &mut Mask) {
        let Some(part) = self.parts.iter().find(|p| p.instrument == cell.instrument) else {
            return self.mask_note_of(cell, &Part::free(cell.instrument, &self.request), mask);
        };
        self.mask_note_of(cell, part, mask);
    }

    fn mask_note_of(&self, cell: &Cell, part: &Part, mask: &mut Mask) {
        match cell.pending {
            Pending::Position => self.mask_positions(cell, part, mask),
            Pending::Velocity if cell.velocity.is_none() => allow_velocities(None, mask),
            Pending::Velocity => {
                allow_velocities(cell.velocity, mask);
                self.mask_durations(cell, part, mask);
                self.mask_pitches(cell, part, mask);
            }
            Pending::Duration => {
                self.mask_durations(cell, part, mask);
                self.mask_pitches(cell, part, mask);
            }
            Pending::Pitch => self.mask_pitches(cell, part, mask),
            Pending::Nothing => {}
        }
    }

    /// Further notes of the open cell: at the same position upwards, or at a later position.
    fn mask_same_cell(&self, cell: &Cell, mask: &mut Mask) {
        let Some(part) = self.parts.iter().find(|p| p.instrument == cell.instrument) else { return };
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        if self.affords(1) {
            self.mask_pitches(cell, part, mask);
        }
        if self.affords(2) {
            self.mask_durations(cell, part, mask);
        }
        if self.affords(3) && part.pitches(onset, 1, cell.pitch) != 0 {
            allow_velocities(cell.velocity, mask);
        }
        if self.affords(4) {
            self.mask_positions(cell, part, mask);
        }
    }

    /// What may follow a whole cell, or the start of a bar: another instrument, the next bar, the end.
    fn mask_next_cell(&self, cell: Option<&Cell>, mask: &mut Mask) {
        let bar = self.decoder.bars() - 1;
        let above = cell.map(|c| c.instrument);
        let due = self.parts.iter().find(|p| p.must_sound_in(bar) && Some(p.instrument) > above);
        if let Some(part) = due {
            mask.allow(Token::Instrument(part.instrument));
        }
        let due_somebody = self.free && self.is_silent() && bar == BARS - 1;
        if due.is_none() && !due_somebody {
            mask.allow(if bar == BARS - 1 { Token::End } else { Token::Bar });
        }
        if !self.affords(CELL_COST) && !due_somebody {
            return;
        }
        let (start, end) = (self.bar_start(), self.bar_start() + self.request.metre.bar().0);
        let in_order = |i: Instrument| Some(i) > above && due.is_none_or(|d| i < d.instrument);
        for part in self.parts.iter().filter(|p| in_order(p.instrument)) {
            if part.may_write(bar) && (start..end).any(|onset| part.pitches(onset, 1, None) != 0) {
                mask.allow(Token::Instrument(part.instrument));
            }
        }
        if self.free {
            self.mask_new_instruments(above, mask);
        }
    }

    fn mask_new_instruments(&self, above: Option<Instrument>, mask: &mut Mask) {
        let mut heard: Vec<Instrument> = self.parts.iter().map(|p| p.instrument).collect();
        heard.extend(self.kept.iter().map(|n| n.instrument));
        heard.sort();
        heard.dedup();
        if heard.len() < MAX_TRACKS {
            let new =
                (0..=Instrument::DRUMS.0).map(Instrument).filter(|i| Some(*i) > above && !heard.contains(i));
            new.for_each(|i| mask.allow(Token::Instrument(i)));
        }
    }

    fn mask_positions(&self, cell: &Cell, part: &Part, mask: &mut Mask) {
        let first = cell.position.map_or(0, |p| u16::from(p) + 1);
        for position in first..self.request.metre.bar().0 {
            if part.pitches(self.bar_start() + position, 1, None) != 0 {
                mask.allow(Token::Position(position as u8));
            }
        }
    }

    fn mask_durations(&self, cell: &Cell, part: &Part, mask: &mut Mask) {
        if cell.instrument.is_drums() {
            return;
        }
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        for bin in 0..bins::DURATIONS.len() as u8 {
            if cell.duration != Some(bin) && part.pitches(onset, bins::duration_value(bin).0, cell.pitch) != 0
            {
                mask.allow(Token::Duration(bin));
            }
        }
    }

    fn mask_pitches(&self, cell: &Cell, part: &Part, mask: &mut Mask) {
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        let duration = match cell.duration {
            _ if cell.instrument.is_drums() => Ticks(1),
            Some(bin) => bins::duration_value(bin),
            None => return,
        };
        let pitches = part.pitches(onset, duration.0, cell.pitch);
        let token = if cell.instrument.is_drums() { Token::DrumPitch } else { Token::Pitch };
        (0..128u8).filter(|p| pitches >> p & 1 == 1).for_each(|p| mask.allow(token(p)));
    }
}

fn allow_velocities(current: Option<u8>, mask: &mut Mask) {
    (0..bins::VELOCITIES).filter(|&v| Some(v) != current).for_each(|v| mask.allow(Token::Velocity(v)));
}
