//! What the worker does with what was played into the instrument: it follows chords, locks lanes, and keeps what is captured.

use super::desk::Desk;
use super::{played, task};
use score::chord::CHORD_SLOTS;
use score::schedule::LANES;
use score::{BARS, ChordSlot, Instrument, Note, Request, Track};
use session::{Loop, Piece};
use std::sync::Arc;

/// Who plays what is captured, where no lane is chosen.
const PIANO: Instrument = Instrument(0);

impl Desk {
    /// After a change of chord: has what is there come into the chord, what is ahead of the playhead first, the cells that are not locked;
    /// `false` if everything is, or there is no chord.
    pub fn follow(&mut self) -> bool {
        let chorded = self.end.calls.chorded();
        if chorded <= self.followed {
            return false;
        }
        let cells = self.off_chord();
        if cells.is_empty() {
            self.followed = chorded;
            return false;
        }
        let (epoch, slot) = (self.end.calls.number(), self.params.slot());
        let written =
            self.warm().map_err(Some).and_then(|()| self.write_again(epoch, slot, cells.into_iter()));
        match written {
            Ok(()) => self.followed = chorded,
            // It was stopped to have a look.
            Err(None) => self.params.session.give_up(epoch, slot),
            Err(Some(error)) => {
                self.followed = chorded;
                self.params.session.give_up(epoch, slot);
                self.report(error);
            }
        }
        true
    }

    /// The cells of each section that are to come into the chord, in the order in which they will be heard.
    fn off_chord(&self) -> Vec<(usize, u64)> {
        let present = self.params.session.present();
        let Some((piece, chord)) = present.zip(self.end.board.host().chord) else { return Vec::new() };
        let (rack, sections) = (self.params.rack(), piece.sections.len());
        let playhead = self.end.board.playhead();
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

    /// Locks lanes as a whole, or frees those that are.
    pub fn turn_locks(&self) {
        let turned = self.end.calls.take_turned();
        if turned == 0 {
            return;
        }
        let bars = self.params.session.present().map_or(1, |piece| piece.planned) * BARS;
        let all = u32::MAX >> (32 - bars.clamp(1, 32));
        self.params.session.change_rack(|rack| {
            for lane in (0..LANES).filter(|lane| turned >> lane & 1 == 1) {
                let whole = rack.lane(lane).is_some_and(|lane| lane.locked & all == all);
                rack.set_locked(lane, u32::MAX, !whole);
            }
        });
    }

    /// Keeps what was captured since the last look, as a step of its own, locked, and has the others written around it.
    pub fn capture(&mut self) {
        let Some(performance) = self.end.stand.take() else { return };
        let params = self.params.clone();
        let (rack, present) = (params.session.rack(), params.session.present());
        let metre = present.as_ref().map_or(self.end.board.host().metre, |piece| piece.metre());
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
        // Newer than what was asked for before, which would take its place; that is asked for again.
        let calls = &self.end.calls;
        let pending = calls.asked() > self.done && !calls.is_void(calls.asked());
        let epoch = calls.void();
        params.session.write(epoch, params.slot(), piece, true);
        if chosen || pending { calls.ask() } else { calls.rewrite(section, u64::MAX) }
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
