//! The choices at each point of the music. Each `mask_*` adds one kind of token.

use super::{CELL_COST, Grammar, Mask, Part};
use crate::bins;
use crate::note::Instrument;
use crate::request::MAX_TRACKS;
use crate::time::{BARS, Ticks};
use crate::tokens::{Cell, Pending};
use crate::vocab::Token;

impl Grammar {
    /// First tick of the bar being written.
    pub(super) fn bar_start(&self) -> u16 {
        (self.decoder.bars() as u16 - 1) * self.request.metre.bar().0
    }

    /// What may follow inside a note. Its cost was set aside when the note was begun.
    pub(super) fn mask_note(&self, cell: &Cell, mask: &mut Mask) {
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
    pub(super) fn mask_same_cell(&self, cell: &Cell, mask: &mut Mask) {
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

    /// The next instrument behind `above` for which the bar being written is the last chance.
    pub(super) fn due(&self, above: Option<Instrument>) -> Option<Instrument> {
        let bar = self.decoder.bars().checked_sub(1)?;
        let due = self.parts.iter().find(|p| p.must_sound_in(bar) && Some(p.instrument) > above);
        due.map(|part| part.instrument)
    }

    /// What may follow a whole cell, or the start of a bar: another instrument, the next bar, the end.
    pub(super) fn mask_next_cell(&self, cell: Option<&Cell>, mask: &mut Mask) {
        let bar = self.decoder.bars() - 1;
        let above = cell.map(|c| c.instrument);
        let due = self.due(above);
        if let Some(instrument) = due {
            mask.allow(Token::Instrument(instrument));
        }
        let due_somebody = self.free && self.is_silent() && bar == BARS - 1;
        if due.is_none() && !due_somebody {
            mask.allow(if bar == BARS - 1 { Token::End } else { Token::Bar });
        }
        if !self.affords(CELL_COST) && !due_somebody {
            return;
        }
        let in_order = |i: Instrument| Some(i) > above && due.is_none_or(|due| i < due);
        for part in self.parts.iter().filter(|p| in_order(p.instrument)) {
            if part.may_write(bar, usize::from(self.request.metre.bar().0)) {
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
        let free = (0..128u8).filter(|pitch| pitches >> pitch & 1 == 1);
        free.for_each(|pitch| mask.allow(Token::struck(cell.instrument, pitch)));
    }
}

fn allow_velocities(current: Option<u8>, mask: &mut Mask) {
    (0..bins::VELOCITIES).filter(|&v| Some(v) != current).for_each(|v| mask.allow(Token::Velocity(v)));
}
