//! Tokens to notes, one token at a time.

use crate::bins;
use crate::note::{DRUM_DURATION, Instrument, Note};
use crate::time::{BARS, Metre, Ticks};
use crate::vocab::Token;

/// A token that cannot stand where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("token {index} ({token:?}) cannot stand here: {reason}")]
pub struct DecodeError {
    /// Index of the token since the decoder was made.
    pub index: usize,
    pub token: Token,
    pub reason: &'static str,
}

/// Decodes the music of one section (four bars) as its tokens arrive.
///
/// It accepts exactly the spellings that [`super::music`] writes, so that encoding what was decoded gives the same tokens.
#[derive(Clone, Debug)]
pub struct Decoder {
    metre: Metre,
    bars: usize,
    cell: Option<Cell>,
    index: usize,
}

/// The open cell: one instrument's run inside one bar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub instrument: Instrument,
    /// Ticks from the bar's start.
    pub position: Option<u8>,
    pub velocity: Option<u8>,
    pub duration: Option<u8>,
    /// The last pitch at this position.
    pub pitch: Option<u8>,
    pub pending: Pending,
}

/// How much of a note has been said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pending {
    /// The last note is whole.
    Nothing,
    Position,
    /// A position was said; velocity, duration or pitch may follow.
    Velocity,
    /// A velocity was said; duration or pitch may follow.
    Duration,
    Pitch,
}

impl Decoder {
    pub fn new(metre: Metre) -> Decoder {
        Decoder { metre, bars: 0, cell: None, index: 0 }
    }

    /// Takes the next token; gives the note that it completes.
    ///
    /// # Errors
    /// When the token cannot follow what came before; the decoder then stays as it was.
    pub fn push(&mut self, token: Token) -> Result<Option<Note>, DecodeError> {
        let pushed = match token {
            Token::Bar => self.bar(),
            Token::Instrument(instrument) => self.instrument(instrument),
            _ => self.in_cell(token),
        };
        let note = pushed.map_err(|reason| DecodeError { index: self.index, token, reason })?;
        self.index += 1;
        Ok(note)
    }

    /// Whether the music could end here: all bars were begun and no note is half said.
    pub fn is_whole(&self) -> bool {
        self.bars == BARS && self.between_notes()
    }

    /// Bars begun so far.
    pub(crate) fn bars(&self) -> usize {
        self.bars
    }

    pub(crate) fn cell(&self) -> Option<&Cell> {
        self.cell.as_ref()
    }

    fn between_notes(&self) -> bool {
        self.cell.is_none_or(|c| c.pending == Pending::Nothing)
    }

    fn bar(&mut self) -> Result<Option<Note>, &'static str> {
        if !self.between_notes() {
            return Err("a note is half said");
        }
        if self.bars == BARS {
            return Err("the loop has all its bars");
        }
        self.bars += 1;
        self.cell = None;
        Ok(None)
    }

    fn instrument(&mut self, instrument: Instrument) -> Result<Option<Note>, &'static str> {
        if self.bars == 0 {
            return Err("no bar has begun");
        }
        if !self.between_notes() {
            return Err("a note is half said");
        }
        if self.cell.is_some_and(|c| c.instrument >= instrument) {
            return Err("instruments of a bar go upwards in canonical order");
        }
        let pending = Pending::Position;
        self.cell =
            Some(Cell { instrument, position: None, velocity: None, duration: None, pitch: None, pending });
        Ok(None)
    }

    fn in_cell(&mut self, token: Token) -> Result<Option<Note>, &'static str> {
        let bar_start = (self.bars.max(1) - 1) as u16 * self.metre.bar().0;
        let cell = self.cell.as_mut().ok_or("no instrument was named in this bar")?;
        match token {
            Token::Position(p) => cell.position(p, self.metre).map(|()| None),
            Token::Velocity(v) => cell.velocity(v).map(|()| None),
            Token::Duration(d) => cell.duration(d).map(|()| None),
            Token::Pitch(p) if !cell.instrument.is_drums() => cell.note(p, bar_start, self.metre).map(Some),
            Token::DrumPitch(p) if cell.instrument.is_drums() => {
                cell.note(p, bar_start, self.metre).map(Some)
            }
            Token::Pitch(_) | Token::DrumPitch(_) => Err("drums take DrumPitch, all others Pitch"),
            _ => Err("it is no part of music"),
        }
    }
}

impl Cell {
    fn position(&mut self, position: u8, metre: Metre) -> Result<(), &'static str> {
        if !matches!(self.pending, Pending::Nothing | Pending::Position) {
            return Err("a note is half said");
        }
        if self.position.is_some_and(|p| p >= position) {
            return Err("positions of a cell go upwards");
        }
        if u16::from(position) >= metre.bar().0 {
            return Err("the position lies behind the bar");
        }
        (self.position, self.pitch, self.pending) = (Some(position), None, Pending::Velocity);
        Ok(())
    }

    fn velocity(&mut self, velocity: u8) -> Result<(), &'static str> {
        if !matches!(self.pending, Pending::Nothing | Pending::Velocity) {
            return Err("a velocity stands first in its note");
        }
        if self.velocity == Some(velocity) {
            return Err("an unchanged velocity is not said again");
        }
        (self.velocity, self.pending) = (Some(velocity), Pending::Duration);
        Ok(())
    }

    fn duration(&mut self, duration: u8) -> Result<(), &'static str> {
        if self.instrument.is_drums() {
            return Err("drums have no duration");
        }
        if self.velocity.is_none()
            || !matches!(self.pending, Pending::Nothing | Pending::Velocity | Pending::Duration)
        {
            return Err("a duration stands between velocity and pitch");
        }
        if self.duration == Some(duration) {
            return Err("an unchanged duration is not said again");
        }
        (self.duration, self.pending) = (Some(duration), Pending::Pitch);
        Ok(())
    }

    fn note(&mut self, pitch: u8, bar_start: u16, metre: Metre) -> Result<Note, &'static str> {
        let position = self.position.ok_or("no position was said")?;
        let velocity =
            bins::velocity_value(self.velocity.ok_or("the first note of a cell says its velocity")?);
        let duration = match self.duration {
            _ if self.instrument.is_drums() => DRUM_DURATION,
            Some(bin) => bins::duration_value(bin),
            None => return Err("the first note of a cell says its duration"),
        };
        if self.pitch.is_some_and(|p| p >= pitch) {
            return Err("pitches of a position go upwards");
        }
        let onset = Ticks(bar_start + u16::from(position));
        let note = Note { instrument: self.instrument, onset, pitch, velocity, duration };
        if note.end() > metre.loop_len() {
            return Err("the note would end after the loop");
        }
        (self.pitch, self.pending) = (Some(pitch), Pending::Nothing);
        Ok(note)
    }
}

/// Decodes the four bars of `tokens` (no `End`).
///
/// # Errors
/// At the first token that cannot stand where it stands, and when the music breaks off.
pub fn decode(tokens: &[Token], metre: Metre) -> Result<Vec<Note>, DecodeError> {
    let mut decoder = Decoder::new(metre);
    let mut notes = Vec::new();
    for &token in tokens {
        notes.extend(decoder.push(token)?);
    }
    if !decoder.is_whole() {
        return Err(DecodeError { index: tokens.len(), token: Token::End, reason: "the music is not whole" });
    }
    Ok(notes)
}
