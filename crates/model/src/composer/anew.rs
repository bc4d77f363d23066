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
/// Each time a bar is drawn anew, one more of so many strokes is to be avoided...
const OF: u64 = 8;
/// ...and each costs so much, in nats...
const COST: f32 = 6.0;
/// ...and so much more each further time.
const DEARER: f32 = 2.0;

/// The instruments that have not come out otherwise yet, of those that are written in place of notes which `keep` still has.
pub(super) struct Anew<'a> {
    request: &'a Request,
    same: Vec<Instrument>,
    /// How often a bar was drawn anew.
    times: usize,
    most: usize,
}

impl Anew<'_> {
    /// `request` is resolved ([`score::resolve()`]).
    pub fn new(request: &Request) -> Anew<'_> {
        let most = if sampler::draws(request.sampling) { AGAIN } else { 0 };
        let mut anew = Anew { request, same: Vec::new(), times: 0, most };
        let instruments = request.tracks.iter().map(|track| track.instrument);
        anew.same = instruments.filter(|i| (0..BARS).any(|bar| anew.replaces(*i, bar))).collect();
        anew
    }

    /// Whether `bar`, which is to be written, may be drawn anew if something in it comes out as it was.
    pub fn may_repeat(&self, bar: usize) -> bool {
        self.times < self.most && self.same.iter().any(|instrument| self.replaces(*instrument, bar))
    }

    /// `bar` is drawn anew from `draft`, which stands before it, farther from what was there than the time before.
    pub fn avoid(&mut self, draft: &mut Draft, bar: usize) {
        self.times += 1;
        let mut random = Xoshiro256PlusPlus::seed_from_u64(self.request.seed);
        let mut notes: Vec<Note> =
            self.same.iter().flat_map(|i| was(self.request, *i, bar)).copied().collect();
        // The same numbers each time, so what was avoided before still is.
        notes.retain(|_| random.next_u64() % OF < self.times as u64);
        draft.avoid(notes, COST + DEARER * (self.times - 1) as f32);
    }

    /// How many instruments have come out as they were in `written`, the notes of `bar`, and in all bars before it.
    pub fn same(&self, bar: usize, written: &[Note]) -> usize {
        self.same.iter().filter(|instrument| self.is_same(**instrument, bar, written)).count()
    }

    /// `bar` came out as `written`.
    pub fn choose(&mut self, bar: usize, written: &[Note]) {
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
