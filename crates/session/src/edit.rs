//! Changes by hand: pure functions from a piece to another. Notes keep their velocities and lengths as they are set, off the grid of
//! tokens too.

use crate::piece::{Loop, Piece};
use score::note::fit;
use score::{BARS, Cells, DRUM_DURATION, Instrument, Metre, Note, Request, Ticks, Track};
use std::sync::Arc;

/// One note that takes the place of another. Onsets count from the piece's start. Without `from` a note is added, without `to` one is
/// taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The note that goes.
    pub from: Option<Note>,
    /// The note that comes.
    pub to: Option<Note>,
}

/// What a cell became by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct EditedCell {
    section: usize,
    metre: Metre,
    instrument: Instrument,
    bar: usize,
    /// Onsets count from the start of the section.
    notes: Vec<Note>,
}

impl EditedCell {
    /// Whether the two are the same cell of a piece.
    pub(crate) fn is_at(&self, other: &EditedCell) -> bool {
        let place = |of: &EditedCell| (of.section, of.metre, of.instrument, of.bar);
        place(self) == place(other)
    }
}

impl Piece {
    /// A piece of one loop without notes, to be written by hand.
    pub fn blank(metre: Metre, instruments: &[Instrument]) -> Piece {
        let tracks = instruments.iter().map(|&instrument| Track::new(instrument)).collect();
        Piece::of(Loop::whole(Request { metre, tracks, ..Request::default() }, Vec::new()))
    }

    /// All notes; onsets count from the start of the piece.
    pub fn notes(&self) -> Vec<Note> {
        let length = self.metre().loop_len().0;
        let shifted = |(section, one): (usize, &Arc<Loop>)| {
            let later = Ticks(section as u16 * length);
            one.notes.iter().map(|note| Note { onset: note.onset + later, ..*note }).collect::<Vec<_>>()
        };
        self.sections.iter().enumerate().flat_map(shifted).collect()
    }

    /// The piece after `swaps`, and the cells that are other than before; `None` if none is. A note that is not there any more is not
    /// swapped. Where a note comes upon another of its instrument and pitch, the other ends or goes.
    pub fn edited(&self, swaps: &[Swap]) -> Option<(Piece, Vec<EditedCell>)> {
        let there = |note: &Note| {
            let (section, note) = self.within(note)?;
            self.sections[section].notes.contains(&note).then_some((section, note))
        };
        let swaps = swaps.iter().filter(|swap| swap.from.as_ref().is_none_or(|from| there(from).is_some()));
        let (mut out, mut into) =
            (vec![Vec::new(); self.sections.len()], vec![Vec::new(); self.sections.len()]);
        for Swap { from, to } in swaps {
            from.as_ref().and_then(there).into_iter().for_each(|(section, note)| out[section].push(note));
            let to = to.as_ref().map(possible).and_then(|note| self.within(&note));
            to.into_iter().for_each(|(section, note)| into[section].push(note));
        }
        let mut cells = Vec::new();
        let mut piece = self.clone();
        for (section, (out, into)) in out.iter().zip(&into).enumerate() {
            let of = &self.sections[section];
            let notes = swapped(of, out, into);
            let changed = changed(of, &notes);
            cells.extend(changed.map(|(instrument, bar)| cell(of.metre, &notes, section, instrument, bar)));
        }
        piece.put(&cells);
        (!cells.is_empty()).then_some((piece, cells))
    }

    /// The same with `cells` as they became by hand, as far as they are in it.
    pub fn with_cells<'a>(&self, cells: impl IntoIterator<Item = &'a EditedCell>) -> Piece {
        let mut piece = self.clone();
        cells.into_iter().for_each(|cell| piece.put(std::slice::from_ref(cell)));
        piece
    }

    /// The same where `bars` (bit `b` for bar `b` of the piece) of `instrument` may be written anew.
    pub fn released(&self, instrument: Instrument, bars: u32) -> Piece {
        let mut piece = self.clone();
        for (section, of) in piece.sections.iter_mut().enumerate() {
            let bars = Cells((bars >> (BARS * section)) as u8 & Cells::ALL.0);
            if of.edited.of(instrument).0 & bars.0 != 0 {
                Arc::make_mut(of).edited.release(instrument, bars);
            }
        }
        piece
    }

    /// The bars of `instrument` that were changed by hand, bit by bit.
    pub fn edited_bars(&self, instrument: Instrument) -> u32 {
        let of =
            |(section, one): (usize, &Arc<Loop>)| u32::from(one.edited.of(instrument).0) << (BARS * section);
        self.sections.iter().enumerate().map(of).fold(0, |bits, one| bits | one)
    }

    /// The section in which a note of the piece starts, and the note in that section's own time.
    fn within(&self, note: &Note) -> Option<(usize, Note)> {
        let length = self.metre().loop_len().0;
        let section = usize::from(note.onset.0 / length);
        (section < self.sections.len())
            .then_some((section, Note { onset: Ticks(note.onset.0 % length), ..*note }))
    }

    fn put(&mut self, cells: &[EditedCell]) {
        let metre = self.metre();
        for (section, of) in self.sections.iter_mut().enumerate() {
            let here = || cells.iter().filter(|cell| cell.section == section && cell.metre == metre);
            if here().next().is_none() {
                continue;
            }
            let of = Arc::make_mut(of);
            let replaced = |note: &Note| {
                here().any(|cell| (cell.instrument, cell.bar) == (note.instrument, note.bar(metre)))
            };
            let stays = of.notes.iter().copied().filter(|note| !replaced(note));
            let notes: Vec<Note> = stays.chain(here().flat_map(|cell| cell.notes.iter().copied())).collect();
            of.set_notes(fit(&notes, metre));
            here().for_each(|cell| of.edited.mark(cell.instrument, cell.bar));
        }
    }
}

/// The notes of `of` without those that go `out`, and with those that come `into` it.
fn swapped(of: &Loop, out: &[Note], into: &[Note]) -> Vec<Note> {
    let struck = |note: &Note| {
        let at =
            |new: &Note| (new.instrument, new.onset, new.pitch) == (note.instrument, note.onset, note.pitch);
        into.iter().any(at)
    };
    let stays = of.notes.iter().copied().filter(|note| !out.contains(note) && !struck(note));
    fit(&stays.chain(into.iter().copied()).collect::<Vec<_>>(), of.metre)
}

/// The cells in which `notes` differ from those of `of`.
fn changed(of: &Loop, notes: &[Note]) -> impl Iterator<Item = (Instrument, usize)> {
    let apart = |some: &[Note], others: &[Note]| {
        let cell = |note: &Note| (note.instrument, note.bar(of.metre));
        some.iter().filter(|note| !others.contains(note)).map(cell).collect::<Vec<_>>()
    };
    let mut cells = [apart(&of.notes, notes), apart(notes, &of.notes)].concat();
    cells.sort();
    cells.dedup();
    cells.into_iter()
}

fn cell(metre: Metre, notes: &[Note], section: usize, instrument: Instrument, bar: usize) -> EditedCell {
    let of = |note: &&Note| note.instrument == instrument && note.bar(metre) == bar;
    EditedCell { section, metre, instrument, bar, notes: notes.iter().filter(of).copied().collect() }
}

/// The nearest note that there can be. Drums are struck: they have no length of their own.
fn possible(note: &Note) -> Note {
    Note {
        pitch: note.pitch.min(127),
        velocity: note.velocity.clamp(1, 127),
        duration: if note.instrument.is_drums() { DRUM_DURATION } else { note.duration.max(Ticks(1)) },
        ..*note
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edited::Edited;

    const PIANO: Instrument = Instrument(0);

    fn note(instrument: Instrument, onset: u16, pitch: u8, duration: u16) -> Note {
        Note { instrument, onset: Ticks(onset), pitch, velocity: 77, duration: Ticks(duration) }
    }

    /// Two loops in 4/4; a bar has 48 ticks.
    fn piece() -> Piece {
        let one = || {
            let notes = [note(Instrument::DRUMS, 0, 36, 1), note(PIANO, 0, 60, 12), note(PIANO, 60, 64, 12)];
            Arc::new(Loop::whole(Request::default(), notes.to_vec()))
        };
        Piece { sections: vec![one(), one()], planned: 2 }
    }

    fn swap(from: Option<Note>, to: Option<Note>) -> Swap {
        Swap { from, to }
    }

    fn after(swaps: &[Swap]) -> Piece {
        piece().edited(swaps).expect("something changes").0
    }

    #[test]
    fn notes_are_added_moved_and_taken_out_where_the_piece_has_them() {
        let (moved, added) = (note(PIANO, 200, 67, 5), note(Instrument(33), 300, 40, 24));
        let edited = after(&[
            swap(Some(note(PIANO, 60, 64, 12)), Some(moved)),
            swap(None, Some(added)),
            swap(Some(note(Instrument::DRUMS, 192, 36, 1)), None),
        ]);
        let notes = edited.notes();
        assert_eq!(notes.len(), 6);
        assert!(notes.contains(&moved), "into the next loop, with a length that no token has");
        assert!(notes.contains(&added) && !notes.contains(&note(PIANO, 60, 64, 12)));
        assert_eq!(edited.sections[1].notes.iter().filter(|note| note.instrument.is_drums()).count(), 0);
        assert_eq!(
            edited.sections[0].got,
            Some(score::metadata::extract(&edited.sections[0].notes, Metre::FourFour))
        );
    }

    #[test]
    fn exactly_the_cells_that_changed_are_marked_and_can_be_released() {
        let edited = after(&[swap(Some(note(PIANO, 60, 64, 12)), Some(note(PIANO, 100, 64, 12)))]);
        assert_eq!(edited.edited_bars(PIANO), 0b0110, "where it was and where it is");
        assert_eq!(edited.edited_bars(Instrument::DRUMS), 0);
        let released = edited.released(PIANO, 0b0010);
        assert_eq!((released.edited_bars(PIANO), released.notes()), (0b0100, edited.notes()));
        assert_eq!(released.released(PIANO, u32::MAX).sections[0].edited, Edited::default());
    }

    #[test]
    fn a_note_that_is_gone_is_not_moved_and_nothing_is_no_edit() {
        let gone = note(PIANO, 7, 99, 1);
        assert_eq!(piece().edited(&[swap(Some(gone), Some(note(PIANO, 12, 99, 1)))]), None);
        assert_eq!(piece().edited(&[swap(None, Some(note(PIANO, 384, 60, 1)))]), None, "beyond the end");
        let same = note(PIANO, 0, 60, 12);
        assert_eq!(piece().edited(&[swap(Some(same), Some(same))]), None);
    }

    #[test]
    fn a_note_that_comes_upon_others_wins_and_is_cut_where_its_pitch_is_struck_again() {
        let edited = after(&[swap(None, Some(Note { velocity: 1, ..note(PIANO, 0, 60, 24) }))]);
        let here: Vec<Note> = edited.sections[0].notes.iter().copied().filter(|n| n.pitch == 60).collect();
        assert_eq!(here, [Note { velocity: 1, ..note(PIANO, 0, 60, 24) }], "softer, but newer");
        let edited = after(&[swap(None, Some(note(PIANO, 4, 60, 500)))]);
        let here: Vec<(u16, u16)> = edited.sections[0]
            .notes
            .iter()
            .filter(|n| n.pitch == 60)
            .map(|n| (n.onset.0, n.duration.0))
            .collect();
        assert_eq!(here, [(0, 4), (4, 188)], "the first ends there, the second with its loop");
    }

    #[test]
    fn velocities_and_drums_are_put_into_range() {
        let hit = note(Instrument::DRUMS, 5, 200, 99);
        let edited = after(&[swap(None, Some(Note { velocity: 255, ..hit }))]);
        let new = edited.notes().into_iter().find(|note| note.onset == Ticks(5));
        assert_eq!(new.map(|n| (n.pitch, n.velocity, n.duration)), Some((127, 127, DRUM_DURATION)));
    }

    #[test]
    fn cells_that_were_changed_stand_in_whatever_is_written_in_their_place() {
        let (edited, cells) =
            piece().edited(&[swap(Some(note(PIANO, 60, 64, 12)), None)]).expect("it changes");
        let other = Loop::whole(Request::default(), vec![note(PIANO, 0, 50, 12), note(PIANO, 50, 51, 12)]);
        let written = Piece::of(other).with_cells(&cells);
        assert_eq!(written.notes(), [note(PIANO, 0, 50, 12)], "the bar that was emptied stays empty");
        assert_eq!(written.sections[0].edited, edited.sections[0].edited);
        let none = piece().with_cells(&Vec::<EditedCell>::new());
        assert_eq!(none, piece());
    }
}
