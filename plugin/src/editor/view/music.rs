//! The music of a view.

use crate::link::SLOTS;
use score::schedule::LANES;
use score::{BARS, Instrument, Metadata, Metre, Note, Request};
use session::{Loop, Piece, Rack};
use std::sync::Arc;

/// What the roll shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Music {
    /// The metre of the empty roll, before there is a loop.
    pub next_metre: Metre,
    pub bars: [BarState; BARS],
    /// In ticks from the loop's start; `None` while the transport stands.
    pub playhead: Option<f32>,
    /// The loop that the notes are of.
    pub of: Option<Arc<Loop>>,
    /// Which loop of its piece that is, and how many the piece has.
    pub section: usize,
    pub sections: usize,
    /// Index of the slot that plays, and which slots hold anything.
    pub slots: (usize, [bool; SLOTS]),
    /// The lanes, and what of them is locked.
    pub rack: Rack,
    /// The whole piece that the loop is of.
    pub piece: Option<Arc<Piece>>,
    /// How far each bar of that piece is; empty: as [`Music::bars`] says.
    pub piece_bars: Vec<BarState>,
    /// What each slot holds.
    pub pieces: [Option<Arc<Piece>>; SLOTS],
    /// The step of the slot's history that is there, and how many there are.
    pub history: (usize, usize),
    /// Places that are mute, bit by bit.
    pub muted: u16,
    /// How far each place is moved.
    pub octaves: [i8; LANES],
    /// What of the request gave way because it contradicted itself, in words.
    pub notices: Vec<String>,
    /// Nothing leaves the instrument.
    pub bypassed: bool,
    /// Whether there is a step of the history to go back to, and one to go forth to.
    pub can_undo: bool,
    pub can_redo: bool,
}

impl Music {
    /// The request that the notes answer.
    pub fn asked(&self) -> Option<&Request> {
        self.of.as_deref().map(|of| &of.asked)
    }

    /// What the notes are, measured; once all bars are written.
    pub fn got(&self) -> Option<&Metadata> {
        self.of.as_deref().and_then(|of| of.got.as_ref())
    }

    /// Canonical: the bars that are written, and where a bar is not yet, what sounds there meanwhile.
    pub fn notes(&self) -> &[Note] {
        self.of.as_deref().map_or(&[], |of| &of.notes)
    }

    pub fn metre(&self) -> Metre {
        self.of.as_deref().map_or(self.next_metre, |of| of.metre)
    }

    /// All loops of the piece, or the one that there is.
    pub fn loops(&self) -> &[Arc<Loop>] {
        self.piece.as_ref().map_or(self.of.as_slice(), |piece| &piece.sections)
    }

    /// How far each bar of the piece is.
    pub fn states(&self) -> &[BarState] {
        if self.piece_bars.is_empty() { &self.bars } else { &self.piece_bars }
    }

    /// Ticks from the start of the piece to the playhead.
    pub fn playhead_in_piece(&self) -> Option<f32> {
        let before = if self.piece.is_some() { self.section } else { 0 };
        self.playhead.map(|ticks| ticks + before as f32 * f32::from(self.metre().loop_len().0))
    }

    /// Bars (bit `b`: bar `b` of the piece) of `instrument` that were changed by hand.
    pub fn edited(&self, instrument: Instrument) -> u32 {
        let of =
            |(section, one): (usize, &Arc<Loop>)| u32::from(one.edited.of(instrument).0) << (BARS * section);
        self.loops().iter().enumerate().map(of).fold(0, |bits, one| bits | one)
    }
}

/// How far one bar of the loop is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarState {
    /// Nothing was asked yet.
    #[default]
    Empty,
    /// Asked, its turn comes.
    Planned,
    Writing,
    Written,
}
