//! Variations: a share of the present loop is written anew.

use super::Contradiction;
use crate::note::Instrument;
use crate::request::{Cells, Request, Track};
use crate::time::BARS;

/// What a share of cells may exceed a whole number by before one more is taken: more than rounding, less than a cell.
const ROUNDING: f32 = 1e-4;

/// Chooses the cells that a variation writes anew. They are drawn by the seed, so that of one seed a larger amount changes what a smaller
/// one does and more; locked cells stay, and an instrument that the present loop lacks is written wherever it is asked for. The seed of the
/// writing is another one: the seed that made a loop would make it again.
pub(super) fn apply(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let Some(amount) = request.variation.take() else { return };
    let present = instruments(request);
    if present.is_empty() {
        contradictions.extend((amount < 1.0).then_some(Contradiction::NothingToVary));
        return;
    }
    if request.tracks.is_empty() {
        request.tracks = present.iter().copied().map(Track::new).collect();
    }
    let seed = request.seed;
    let mut cells: Vec<(u64, usize, usize)> = Vec::new();
    for (index, track) in request.tracks.iter_mut().enumerate().filter(|t| present.contains(&t.1.instrument))
    {
        let open = std::mem::replace(&mut track.cells, Cells::NONE);
        let written = (0..BARS).filter(|&bar| open.contains(bar));
        cells.extend(written.map(|bar| (draw(seed, track.instrument, bar), index, bar)));
    }
    cells.sort_unstable();
    let count = (amount * cells.len() as f32 - ROUNDING).ceil() as usize;
    cells.iter().take(count).for_each(|&(_, track, bar)| request.tracks[track].cells.0 |= 1 << bar);
    request.seed = mix(seed ^ 0x5661_7279);
}

fn instruments(request: &Request) -> Vec<Instrument> {
    let mut instruments: Vec<Instrument> = request.keep.iter().map(|n| n.instrument).collect();
    instruments.sort();
    instruments.dedup();
    instruments
}

/// The place of a cell in the order in which cells are chosen.
fn draw(seed: u64, instrument: Instrument, bar: usize) -> u64 {
    mix(mix(seed) ^ (u64::from(instrument.0) << 8 | bar as u64))
}

/// A step of SplitMix64 (Steele et al., 2014).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
