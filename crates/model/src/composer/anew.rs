//! What is written in place of other notes is to be something else.
//!
//! Between bars that are like the one that was there a model copies: left alone it wrote one cell in three stroke for stroke as it was.

use super::draft::Draft;
use crate::sampler;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use score::{BARS, Instrument, Note, Request, Ticks};

/// How often bars of one loop are drawn anew at most because something in them came out as it was.
const AGAIN: usize = 8;
/// A bar is something else when one stroke in so many of both is in one of them alone.
const ONE_IN: usize = 8;
/// Each time a bar is drawn anew, one more of so many strokes of who came out the same is to be avoided...
const OF: u64 = 8;
/// ...and each costs so much, in nats...
const COST: f32 = 6.0;
/// ...and so much more each further time.
const DEARER: f32 = 2.0;

/// The instruments that have not come out otherwise yet, of those that are written in place of notes which `keep` still has.
pub(super) struct Anew<'a> {
    request: &'a Request,
    same: Vec<Instrument>,
    /// How often bars may still be drawn anew.
    left: usize,
    /// How often the present one was.
    tries: usize,
}

impl Anew<'_> {
    /// `request` is resolved ([`score::resolve()`]).
    pub(super) fn new(request: &Request) -> Anew<'_> {
        let left = if sampler::draws(request.sampling) { AGAIN } else { 0 };
        let mut anew = Anew { request, same: Vec::new(), left, tries: 0 };
        let instruments = request.tracks.iter().map(|track| track.instrument);
        anew.same = instruments.filter(|i| (0..BARS).any(|bar| anew.replaces(*i, bar))).collect();
        anew
    }

    /// Whether `bar`, which is to be written, may be drawn anew if something in it comes out as it was.
    pub(super) fn may_repeat(&self, bar: usize) -> bool {
        self.left > 0 && self.same.iter().any(|instrument| self.replaces(*instrument, bar))
    }

    /// `bar` came out as `tried` and is drawn anew from `draft`, which stands before it: those who play what they played are led farther
    /// from it than the time before.
    pub(super) fn avoid(&mut self, draft: &mut Draft, bar: usize, tried: &[Note]) {
        (self.left, self.tries) = (self.left - 1, self.tries + 1);
        let mut random = Xoshiro256PlusPlus::seed_from_u64(self.request.seed);
        let mut notes = Vec::new();
        for instrument in &self.same {
            let same = self.is_same(*instrument, bar, tried);
            for note in was(self.request, *instrument, bar) {
                // The same number for the same note each time, so what was avoided before still is.
                let avoided = random.next_u64() % OF < self.tries as u64;
                notes.extend((avoided && same).then_some(*note));
            }
        }
        draft.avoid(notes, COST + DEARER * (self.tries - 1) as f32);
    }

    /// How many instruments have come out as they were in `written`, the notes of `bar`, and in all bars before it.
    pub(super) fn same(&self, bar: usize, written: &[Note]) -> usize {
        self.same.iter().filter(|instrument| self.is_same(**instrument, bar, written)).count()
    }

    /// `bar` is to stay as it is `written`.
    pub(super) fn choose(&mut self, bar: usize, written: &[Note]) {
        self.tries = 0;
        let mut same = std::mem::take(&mut self.same);
        same.retain(|instrument| !self.replaces(*instrument, bar) || self.is_same(*instrument, bar, written));
        self.same = same;
    }

    /// Whether notes of `instrument` in `bar` make way for others.
    fn replaces(&self, instrument: Instrument, bar: usize) -> bool {
        let goes = |track: &score::Track| track.instrument == instrument && track.cells.contains(bar);
        self.request.tracks.iter().any(goes) && was(self.request, instrument, bar).next().is_some()
    }

    fn is_same(&self, instrument: Instrument, bar: usize, written: &[Note]) -> bool {
        if !self.replaces(instrument, bar) {
            return false;
        }
        let own = written.iter().filter(|note| note.instrument == instrument);
        let (was, is) = (strokes(was(self.request, instrument, bar)), strokes(own));
        let both = is.iter().filter(|stroke| was.contains(stroke)).count();
        let either = was.len() + is.len() - both;
        (either - both) * ONE_IN < either
    }
}

/// The notes of `instrument` in `bar` before anything was written.
fn was(request: &Request, instrument: Instrument, bar: usize) -> impl Iterator<Item = &Note> {
    request.keep.iter().filter(move |n| n.instrument == instrument && n.bar(request.metre) == bar)
}

/// Onsets and keys alone: another velocity or length does not make other music.
fn strokes<'a>(notes: impl Iterator<Item = &'a Note>) -> Vec<(Ticks, u8)> {
    notes.map(|note| (note.onset, note.pitch)).collect()
}
