//! What the worker does with what was played into the instrument: it follows chords, and keeps what is captured.

use super::service::Service;
use super::{played, task};
use crate::link::{Command, What};
use score::chord::CHORD_SLOTS;
use score::{ChordSlot, Instrument, Note, Request, Track};
use session::{Loop, Piece};
use std::sync::Arc;

/// Who plays what is captured, where no lane is chosen.
const PIANO: Instrument = Instrument(0);

impl Service {
    /// The cells of each section of what is in `slot` that are to come into the chord which is held, in the order in which they will be
    /// heard; none where nothing is held.
    pub(super) fn off_chord(&self, slot: usize) -> Vec<(usize, u64)> {
        let present = self.params.session.present_in(slot);
        let Some((piece, chord)) = present.zip(self.board.host().chord) else { return Vec::new() };
        let (rack, sections) = (self.params.rack(), piece.sections.len());
        let playhead = self.board.playhead().filter(|_| slot == self.params.session.slots().0);
        let (first, within) = playhead.map_or((0, None), |beat| {
            let (section, within) = piece.at(beat);
            (section.min(sections - 1), Some(within))
        });
        // While it stands, everything is ahead.
        let ahead = within.map_or(0, |beat| 1 + (beat / piece.metre().bar().quarters()) as usize);
        let mut cells = Vec::new();
        let mut last = 0;
        for section in (0..sections).map(|after| (first + after) % sections) {
            let from = if section == first { ahead } else { 0 };
            let [next, later] = task::off_chord(&rack, section, &piece.sections[section], chord, from);
            cells.push((section, next));
            last = if section == first { later } else { last };
        }
        cells.push((first, last));
        cells.retain(|(_, cells)| *cells != 0);
        cells
    }

    /// Keeps what was captured since the last look, as a step of its own, locked, and has the others written around it.
    pub(super) fn capture(&mut self) {
        let Some(Command { seq, slot, .. }) = self.inbox.capture.take() else { return };
        let Some(performance) = self.stand.take() else { return };
        let params = self.params.clone();
        let (rack, present) = (params.session.rack(), params.session.present_in(slot));
        let metre = present.as_ref().map_or(self.board.host().metre, |piece| piece.metre());
        let sections = present.as_ref().map_or(1, |piece| piece.sections.len());
        let instrument =
            params.listening.captured().and_then(|place| rack.lane(place)).map_or(PIANO, |l| l.instrument);
        let (section, notes) = played::as_loop(&performance, instrument, metre, sections);
        if notes.is_empty() {
            return self.report(NOTHING.to_owned());
        }
        let (mut kept, chosen) = (false, rack.asked().is_empty());
        params.session.change_rack(|rack| kept = rack.capture(instrument, section, chosen));
        if !kept {
            return self.report(FULL.to_owned());
        }
        let there = present.as_ref().and_then(|piece| piece.sections.get(section));
        let captured = Arc::new(with(there, instrument, notes, Request { metre, ..Request::default() }));
        let piece = present.map_or_else(
            || Piece { sections: vec![captured.clone()], planned: 1 },
            |present| present.with(section, captured.clone()),
        );
        // What was asked for before would take its place; a piece that was is asked for again.
        let pending = self.inbox.pending.has_piece(slot);
        self.inbox.pending.give_up(slot);
        params.session.write(seq, slot, piece, true);
        let again =
            if chosen || pending { What::Generate } else { What::Rewrite { section, cells: u64::MAX } };
        self.commands.give(slot, again);
    }
}

const NOTHING: &str = "Nothing was captured: no note was played in the last four bars.";
const FULL: &str = "Nothing was captured: all sixteen lanes have an instrument. Remove one, or choose its lane in Capture to.";

/// The loop that is there, or an empty one, with `notes` in place of what `instrument` plays.
fn with(there: Option<&Arc<Loop>>, instrument: Instrument, notes: Vec<Note>, empty: Request) -> Loop {
    let mut asked = there.map_or(empty, |there| there.asked.clone());
    let others =
        there.iter().flat_map(|there| &there.notes).copied().filter(|note| note.instrument != instrument);
    let all: Vec<Note> = others.chain(notes).collect();
    if !asked.tracks.iter().any(|track| track.instrument == instrument) {
        asked.tracks.push(Track::new(instrument));
        asked.tracks.sort_by_key(|track| track.instrument);
    }
    if there.is_none() {
        asked.chords = [ChordSlot::Any; CHORD_SLOTS];
    }
    let notes = score::note::fit(&all, asked.metre);
    Loop::whole(asked, notes).around(there.map(|there| &**there))
}
