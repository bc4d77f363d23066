//! What no request may hold, whatever else it asks: notes outside of the loop, bars that it does not have, settings beyond their bounds.

use super::Contradiction;
use crate::chord::ChordSlot;
use crate::note::{Note, fit};
use crate::request::{Cells, MAX_CANDIDATES, MAX_GUIDANCE, Request, Sampling};
use std::collections::HashSet;

pub(super) fn settle(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    notes(request, contradictions);
    pitch_classes(request, contradictions);
    for track in &mut request.tracks {
        let instrument = track.instrument;
        if track.cells.0 > Cells::ALL.0 {
            track.cells.0 &= Cells::ALL.0;
            contradictions.push(Contradiction::NoSuchBar(instrument));
        }
        if let Some(asked) = track.polyphony {
            let used = asked.clamp(1, 16);
            track.polyphony = Some(used);
            replaced("polyphony", Some(instrument), asked, used, contradictions);
        }
    }
    sampling(&mut request.sampling, contradictions);
    if let Some(asked) = request.variation.filter(|amount| !(0.0..=1.0).contains(amount)) {
        request.variation = (!asked.is_nan()).then(|| asked.clamp(0.0, 1.0));
        let used = request.variation;
        contradictions.push(Contradiction::OutOfBounds { what: "variation", instrument: None, asked, used });
    }
}

/// Locked notes and those of the loop before have to be notes of a loop.
fn notes(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let metre = request.metre;
    for (locked, notes) in [(true, &mut request.keep), (false, &mut request.past)] {
        let fitted = fit(notes, metre);
        let as_they_were: HashSet<&Note> = fitted.iter().collect();
        let changed = notes.iter().filter(|note| !as_they_were.contains(note)).count();
        // Notes that are there twice leave no other trace than their number.
        let count = changed.max(notes.len() - fitted.len());
        if count > 0 {
            contradictions.push(Contradiction::NotesOutside { locked, count });
            *notes = fitted;
        }
    }
}

fn pitch_classes(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let chords = request.chords.iter_mut().filter_map(|slot| match slot {
        ChordSlot::Chord(chord) => Some(("root of a chord", &mut chord.root)),
        ChordSlot::Any | ChordSlot::None => None,
    });
    let key = request.key.iter_mut().map(|key| ("tonic of the key", &mut key.tonic));
    let scale = request.scale.iter_mut().map(|scale| ("tonic of the scale", &mut scale.tonic));
    for (what, class) in key.chain(scale).chain(chords) {
        let asked = *class;
        *class %= 12;
        replaced(what, None, asked, *class, contradictions);
    }
}

/// What is no number falls back to the default.
fn sampling(sampling: &mut Sampling, contradictions: &mut Vec<Contradiction>) {
    let default = Sampling::default();
    for (value, what, (low, high), default) in [
        (&mut sampling.temperature, "temperature", (0.0, 10.0), default.temperature),
        (&mut sampling.top_p, "top-p", (0.0, 1.0), default.top_p),
        (&mut sampling.guidance, "guidance", (1.0, MAX_GUIDANCE), default.guidance),
    ] {
        let asked = *value;
        if !(low..=high).contains(&asked) {
            *value = if asked.is_nan() { default } else { asked.clamp(low, high) };
            let used = Some(*value);
            contradictions.push(Contradiction::OutOfBounds { what, instrument: None, asked, used });
        }
    }
    let asked = sampling.candidates;
    sampling.candidates = asked.clamp(1, MAX_CANDIDATES);
    replaced("number of candidates", None, asked, sampling.candidates, contradictions);
}

fn replaced(
    what: &'static str,
    instrument: Option<crate::Instrument>,
    asked: u8,
    used: u8,
    contradictions: &mut Vec<Contradiction>,
) {
    if asked != used {
        let (asked, used) = (f32::from(asked), Some(f32::from(used)));
        contradictions.push(Contradiction::OutOfBounds { what, instrument, asked, used });
    }
}
