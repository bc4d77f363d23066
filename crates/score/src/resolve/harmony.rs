//! Key, scale and chords against each other, and against music without pitches.

use super::Contradiction;
use crate::chord::{Chord, ChordSlot, Mode, Quality, Scale};
use crate::request::Request;

/// Drums have no pitch and no length, so that nothing can be asked about them.
pub(super) fn drums(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    for drums in request.tracks.iter_mut().filter(|t| t.instrument.is_drums()) {
        let asked = [
            ("mean pitch", drums.mean_pitch.take().is_some()),
            ("mean duration", drums.mean_duration.take().is_some()),
            ("range", drums.range.take().is_some()),
        ];
        let asked: Vec<&str> = asked.into_iter().filter_map(|(name, was)| was.then_some(name)).collect();
        if !asked.is_empty() {
            contradictions.push(Contradiction::Drums(asked));
        }
    }
}

/// Where only drums are asked, and nothing pitched is kept, nothing that speaks of pitch means anything.
pub(super) fn only_drums(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let drums = !request.tracks.is_empty() && request.tracks.iter().all(|t| t.instrument.is_drums());
    if !drums || request.kept().iter().any(|n| !n.instrument.is_drums()) {
        return;
    }
    let mut asked = Vec::new();
    let mut left_out = |name, was: bool| asked.extend(was.then_some(name));
    // No chord is what drums have: where that is asked it stays.
    let chords = request.chords.iter_mut().filter(|slot| matches!(slot, ChordSlot::Chord(_)));
    left_out("chords", chords.map(|slot| *slot = ChordSlot::Any).count() > 0);
    left_out("key", request.key.take().is_some());
    left_out("scale", request.scale.take().is_some());
    left_out("mean pitch", request.mean_pitch.take().is_some());
    left_out("mean duration", request.mean_duration.take().is_some());
    if !asked.is_empty() {
        contradictions.push(Contradiction::OnlyDrums(asked));
    }
}

/// A lock that forbids the key's own triad wins over the key.
pub(super) fn key(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let (Some(key), Some(scale)) = (request.key, request.scale) else { return };
    let quality = if key.mode == Mode::Major { Quality::Major } else { Quality::Minor };
    // Scales without a third or fifth may still be of the key.
    let tonic = Chord { root: key.tonic, quality };
    if tonic.tones().filter(|tone| scale.contains(*tone)).count() < 2 {
        request.key = None;
        contradictions.push(Contradiction::KeyOffScale { key, scale });
    }
}

/// Chords with notes that the lock forbids become the nearest that have none.
pub(super) fn chords(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let Some(scale) = request.scale else { return };
    let mut told: Vec<Chord> = Vec::new();
    for slot in &mut request.chords {
        let ChordSlot::Chord(asked) = *slot else { continue };
        if scale.holds(asked) {
            continue;
        }
        let used = nearest(asked, scale);
        *slot = used.map_or(ChordSlot::Any, ChordSlot::Chord);
        if !told.contains(&asked) {
            told.push(asked);
            contradictions.push(Contradiction::ChordOffScale { asked, scale, used });
        }
    }
}

/// The chord inside the scale that shares most tones with `asked`, at least two; of equals the one on the same root, then the first.
fn nearest(asked: Chord, scale: Scale) -> Option<Chord> {
    let all = (0..12).flat_map(|root| Quality::ALL.map(|quality| Chord { root, quality }));
    let shared = |chord: &Chord| asked.tones().filter(|tone| chord.tones().any(|t| t == *tone)).count();
    let rank = |chord: &Chord| {
        let strangers = chord.quality.intervals().len() - shared(chord);
        (shared(chord), chord.root == asked.root, std::cmp::Reverse(strangers))
    };
    let inside: Vec<Chord> = all.filter(|chord| scale.holds(*chord) && shared(chord) >= 2).collect();
    inside.into_iter().rev().max_by_key(rank)
}
