//! One instrument of a loop being written: what it may play where.

use crate::note::{Instrument, Note};
use crate::request::{Cells, Request, Track};
use crate::resolve::widened;
use crate::time::BARS;

/// What one instrument may do, and where its notes sound so far.
#[derive(Clone)]
pub(super) struct Part {
    pub instrument: Instrument,
    cells: Cells,
    /// Bit `p`: MIDI key `p` lies in the range and in the scale.
    pitches: u128,
    /// Most notes at once.
    polyphony: u32,
    /// Keys that sound at each tick of the loop.
    sounding: Vec<u128>,
    /// The last bar in which it can be written; `None` once it was, or if nothing can be.
    due: Option<usize>,
}

impl Part {
    /// An instrument that the request names; `kept` are its notes (and others') that are locked.
    pub(super) fn asked(track: &Track, request: &Request, kept: &[Note]) -> Part {
        let mut part = Part {
            instrument: track.instrument,
            cells: track.cells,
            pitches: pitch_set(track, request),
            polyphony: track.polyphony.map_or(128, |p| u32::from(p.max(1))),
            sounding: vec![0; usize::from(request.metre.loop_len().0)],
            due: None,
        };
        kept.iter().filter(|n| n.instrument == track.instrument).for_each(|n| part.sound(n));
        let bar = usize::from(request.metre.bar().0);
        part.due = (0..BARS).rev().find(|&b| part.may_write(b, bar));
        part
    }

    /// An instrument that the model chose.
    pub(super) fn free(instrument: Instrument, request: &Request) -> Part {
        Part { due: None, ..Part::asked(&Track::new(instrument), request, &[]) }
    }

    /// Takes note of a note that was written.
    pub(super) fn write(&mut self, note: &Note) {
        self.due = None;
        self.sound(note);
    }

    fn sound(&mut self, note: &Note) {
        let end = usize::from(note.end().0).min(self.sounding.len());
        let onset = usize::from(note.onset.0).min(end);
        self.sounding[onset..end].iter_mut().for_each(|keys| *keys |= 1 << (note.pitch & 127));
    }

    /// The keys (as bits) of its range and scale.
    pub(super) fn keys(&self) -> u128 {
        self.pitches
    }

    /// Whether it may play a note in bar `index`, where bars are `bar` ticks long.
    pub(super) fn may_write(&self, index: usize, bar: usize) -> bool {
        let start = index * bar;
        self.cells.contains(index)
            && (start..start + bar).any(|onset| self.pitches(onset as u16, 1, None) != 0)
    }

    /// Whether it was asked for, can be written and has not been yet: what is to be written anew is not to come out empty, locked notes
    /// elsewhere or not.
    pub(super) fn must_sound(&self) -> bool {
        self.due.is_some()
    }

    /// Whether `bar` is its last chance to be written at all.
    pub(super) fn must_sound_in(&self, bar: usize) -> bool {
        self.due == Some(bar)
    }

    /// Keys (as bits) above `above` that may start at tick `onset` and hold for `duration` ticks.
    pub(super) fn pitches(&self, onset: u16, duration: u16, above: Option<u8>) -> u128 {
        let (start, end) = (usize::from(onset), usize::from(onset + duration));
        let Some(span) = self.sounding.get(start..end) else { return 0 };
        if span.iter().any(|keys| keys.count_ones() >= self.polyphony) {
            return 0;
        }
        let higher = above.map_or(!0, |a| (!1u128).wrapping_shl(a.into()));
        self.pitches & higher & !span.iter().fold(0, |all, keys| all | keys)
    }
}

/// The keys that range and scale leave. Where they leave none, the scale stays and the range is widened by as
/// little as it takes.
fn pitch_set(track: &Track, request: &Request) -> u128 {
    if track.instrument.is_drums() {
        return !0;
    }
    let in_scale = |pitch: u8| request.scale.is_none_or(|scale| scale.contains(pitch));
    let (a, b) = track.range.unwrap_or((0, 127));
    let (low, high) = widened((a.min(b).min(127), a.max(b).min(127)), in_scale);
    (low..=high).filter(|pitch| in_scale(*pitch)).fold(0, |set, pitch| set | 1 << pitch)
}
