//! Pitch ranges against instruments and scale.

use super::Contradiction;
use crate::note::Instrument;
use crate::request::Request;

/// Width of the range that takes the place of one that an instrument cannot play, in semitones.
const OCTAVE: u8 = 12;

pub(super) fn resolve(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let in_scale = |pitch: u8| request.scale.is_none_or(|scale| scale.contains(pitch));
    for track in request.tracks.iter_mut().filter(|t| !t.instrument.is_drums()) {
        let Some((a, b)) = track.range else { continue };
        let asked = (a.min(b).min(127), a.max(b).min(127));
        let played = on_instrument(track.instrument, asked);
        let used = widened(played, in_scale);
        let instrument = track.instrument;
        if asked != (a, b) {
            contradictions.push(Contradiction::RangeUnordered { instrument, asked: (a, b), used: asked });
        }
        if played != asked {
            contradictions.push(Contradiction::RangeOffInstrument { instrument, asked, used: played });
        }
        if used != played {
            contradictions.push(Contradiction::RangeOffScale { instrument, asked: played, used });
        }
        track.range = Some(used);
    }
}

/// `range` if the instrument can play some of it, else the octave of the instrument that is nearest to it.
fn on_instrument(instrument: Instrument, range: (u8, u8)) -> (u8, u8) {
    let (low, high) = instrument.range();
    if range.1 < low {
        (low, high.min(low + OCTAVE))
    } else if range.0 > high {
        (low.max(high.saturating_sub(OCTAVE)), high)
    } else {
        range
    }
}

/// `range`, wider by as little as it takes to hold a note that is `in_scale`.
pub(crate) fn widened((low, high): (u8, u8), in_scale: impl Fn(u8) -> bool) -> (u8, u8) {
    let wider = |by: u8| (low.saturating_sub(by), high.saturating_add(by).min(127));
    (0..OCTAVE).map(wider).find(|&(low, high)| (low..=high).any(&in_scale)).unwrap_or((low, high))
}
