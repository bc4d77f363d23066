//! What a request comes to before anything is written: the part of the loop that a variation writes anew, and the nearest possible
//! where the request contradicts itself.

mod amounts;
mod contradiction;
mod harmony;
mod possible;
mod ranges;
#[cfg(test)]
mod tests;
mod variation;

pub use contradiction::Contradiction;
pub(crate) use ranges::widened;

use crate::note::Instrument;
use crate::request::{Cells, MAX_TRACKS, Request};

/// A request that contradicts itself nowhere, and what had to give way.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    pub request: Request,
    pub contradictions: Vec<Contradiction>,
}

/// Resolves `request`. What does not contradict itself stays as it is; whatever the numbers are, this does not fail.
///
/// Hard constraints win over soft ones, the more particular over the more general: a scale lock over key and chords, a pitch range over
/// mean pitches, densities of bars and instruments over that of the loop.
pub fn resolve(request: &Request) -> Resolved {
    let mut request = request.clone();
    let mut contradictions = Vec::new();
    possible::settle(&mut request, &mut contradictions);
    instruments(&mut request, &mut contradictions);
    variation::apply(&mut request, &mut contradictions);
    silent(&request, &mut contradictions);
    harmony::drums(&mut request, &mut contradictions);
    amounts::in_bounds(&mut request, &mut contradictions);
    harmony::only_drums(&mut request, &mut contradictions);
    harmony::key(&mut request, &mut contradictions);
    harmony::chords(&mut request, &mut contradictions);
    ranges::resolve(&mut request, &mut contradictions);
    amounts::mean_pitches(&mut request, &mut contradictions);
    amounts::densities(&mut request, &mut contradictions);
    Resolved { request, contradictions }
}

/// At most [`MAX_TRACKS`] different instruments, each of which exists; asked ones before those that only have locked notes.
fn instruments(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let mut known: Vec<Instrument> = Vec::new();
    request.tracks.retain(|track| {
        let instrument = track.instrument;
        let refused = if !instrument.exists() {
            Some(Contradiction::UnknownInstrument(instrument))
        } else if known.contains(&instrument) {
            Some(Contradiction::AskedTwice(instrument))
        } else if known.len() == MAX_TRACKS {
            Some(Contradiction::TooMany(instrument))
        } else {
            known.push(instrument);
            None
        };
        let stays = refused.is_none();
        contradictions.extend(refused);
        stays
    });
    let mut locked: Vec<Instrument> = request.keep.iter().map(|n| n.instrument).collect();
    locked.retain(|instrument| !known.contains(instrument));
    locked.sort();
    locked.dedup();
    for &instrument in locked.iter().skip(MAX_TRACKS - known.len()) {
        request.keep.retain(|note| note.instrument != instrument);
        contradictions.push(Contradiction::TooMany(instrument));
    }
}

/// Instruments of which nothing is to be written and nothing is kept.
fn silent(request: &Request, contradictions: &mut Vec<Contradiction>) {
    let kept = request.kept();
    let sounds = |instrument| kept.iter().any(|n| n.instrument == instrument);
    let silent = request.tracks.iter().filter(|t| t.cells == Cells::NONE && !sounds(t.instrument));
    contradictions.extend(silent.map(|track| Contradiction::Silent(track.instrument)));
}
