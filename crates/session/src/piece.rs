//! Loops, and pieces made of loops that follow each other.

use crate::edited::Edited;
use crate::rack::Rack;
use score::{BARS, Instrument, Metadata, Metre, Note, Request, metadata, note};
use std::sync::Arc;

/// One loop, or as much of it as is written. Immutable: a further bar makes another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// Of all four bars.
    pub metre: Metre,
    /// In canonical order; lengths and velocities are a token's or, where a hand set them, any. In the bars that are not written yet:
    /// what sounds there meanwhile.
    pub notes: Vec<Note>,
    /// Bars that are written, from the first; [`BARS`] once the loop is whole.
    pub bars: usize,
    /// The request that the notes answer.
    pub asked: Request,
    /// What they are, measured; once the loop is whole.
    pub got: Option<Metadata>,
    /// What of it was changed by hand.
    pub edited: Edited,
}

impl Loop {
    /// A whole loop: `notes`, in canonical order, answer `asked`.
    pub fn whole(asked: Request, notes: Vec<Note>) -> Loop {
        let got = Some(metadata::extract(&notes, asked.metre));
        Loop { metre: asked.metre, notes, bars: BARS, asked, got, edited: Edited::default() }
    }

    /// The first `bars` bars of the loop that answers `asked`. `written` are their notes; in later bars the notes of `before` sound on.
    pub fn part(asked: &Request, bars: usize, written: &[Note], before: Option<&Loop>) -> Loop {
        let metre = asked.metre;
        let meanwhile = before.filter(|before| before.metre == metre).map_or(&[][..], |before| &before.notes);
        let later = meanwhile.iter().copied().filter(|note| note.bar(metre) >= bars);
        let notes: Vec<Note> = written.iter().copied().chain(later).collect();
        let notes = note::fit(&notes, metre);
        Loop { metre, notes, bars, asked: asked.clone(), got: None, edited: Edited::default() }
    }

    /// The same, written around what of `before` was changed by hand.
    pub fn around(self, before: Option<&Loop>) -> Loop {
        let edited = before.filter(|before| before.metre == self.metre).map(|before| before.edited.clone());
        Loop { edited: edited.unwrap_or_default(), ..self }
    }

    pub(crate) fn set_notes(&mut self, notes: Vec<Note>) {
        self.got = self.is_whole().then(|| metadata::extract(&notes, self.metre));
        self.notes = notes;
    }

    /// Whether all four bars are written.
    pub fn is_whole(&self) -> bool {
        self.bars >= BARS
    }

    /// Where the request contradicts itself and what was asked for instead, in sentences. Follows from the request, so a restored loop says it too.
    pub fn notices(&self) -> Vec<String> {
        score::resolve(&self.asked).contradictions.iter().map(ToString::to_string).collect()
    }
}

/// Music of another instance, as a follower of it has it. A copy of what is the leader's.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// What the leader plays.
    pub piece: Arc<Piece>,
    /// The leader's instruments.
    pub rack: Rack,
    /// Of the phrase that it was sent as.
    pub epoch: u64,
    /// Song position at which a pass of it starts, in quarters, if it has its place.
    pub anchor: Option<f64>,
}

/// One loop, or several that follow each other and repeat as one: 4, 8, 16 or 32 bars. Immutable.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Those that are there, from the first; all of one metre. At least one.
    pub sections: Vec<Arc<Loop>>,
    /// How many it is to have.
    pub planned: usize,
}

/// Loops that two pieces share are not looked into: editors compare what they show with what there is many times a second.
impl PartialEq for Piece {
    fn eq(&self, other: &Piece) -> bool {
        let same = |(one, other): (&Arc<Loop>, &Arc<Loop>)| Arc::ptr_eq(one, other) || one == other;
        self.planned == other.planned
            && self.sections.len() == other.sections.len()
            && self.sections.iter().zip(&other.sections).all(same)
    }
}

impl Piece {
    /// A piece of one loop.
    pub fn of(one: Loop) -> Piece {
        Piece { sections: vec![Arc::new(one)], planned: 1 }
    }

    /// Of all its loops.
    pub fn metre(&self) -> Metre {
        self.sections.first().map_or(Metre::default(), |first| first.metre)
    }

    /// Whether all loops that are planned are there and whole.
    pub fn is_whole(&self) -> bool {
        self.sections.len() >= self.planned && self.sections.iter().all(|section| section.is_whole())
    }

    /// The loop in which a position lies that is so many quarters from the start, and where in it.
    pub fn at(&self, quarters: f64) -> (usize, f64) {
        let length = self.metre().loop_len().quarters();
        let section = ((quarters / length).max(0.0) as usize).min(self.planned.max(1) - 1);
        (section, quarters - section as f64 * length)
    }

    /// The same with another loop in the place of `section`, or behind the last one.
    pub fn with(&self, section: usize, new: Arc<Loop>) -> Piece {
        let mut sections = self.sections.clone();
        match sections.get_mut(section) {
            Some(old) => *old = new,
            None => sections.push(new),
        }
        Piece { sections, planned: self.planned }
    }

    /// The instruments that were asked for and those that sound, canonical.
    pub fn instruments(&self) -> Vec<Instrument> {
        let of = |one: &Arc<Loop>| {
            let asked = one.asked.tracks.iter().map(|track| track.instrument);
            asked.chain(one.notes.iter().map(|note| note.instrument)).collect::<Vec<_>>()
        };
        let mut all: Vec<Instrument> = self.sections.iter().flat_map(of).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Whether the two are one piece, but for what was changed by hand.
    pub fn answers_as(&self, other: &Piece) -> bool {
        let whole = self.is_whole() && other.is_whole();
        whole && self.sections.iter().map(|one| &one.asked).eq(other.sections.iter().map(|one| &one.asked))
    }

    /// Whether the composer chose the instruments.
    pub fn is_free(&self) -> bool {
        self.sections.first().is_some_and(|first| first.asked.tracks.is_empty())
    }

    /// Bars in which something is to be heard, from the first: those that are written, or all where what was there before sounds on.
    pub fn bars(&self) -> usize {
        let sounding = |one: &Arc<Loop>| match one.notes.iter().any(|note| note.bar(one.metre) >= one.bars) {
            true => BARS,
            false => one.bars,
        };
        let whole = self.sections.iter().take_while(|one| sounding(one) == BARS).count();
        BARS * whole + self.sections.get(whole).map_or(0, sounding)
    }
}
