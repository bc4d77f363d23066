//! Variations: a share of the present loop is written anew.

use crate::note::Instrument;
use crate::request::{Cells, Request, Track};
use crate::time::BARS;

/// Chooses the cells that a variation writes anew. They are drawn by the seed, so that of one seed a larger amount changes what a smaller
/// one does and more; locked cells stay. The seed of the writing is another one: the seed that made a loop would make it again.
pub(super) fn apply(request: &Request) -> Request {
    let Some(amount) = request.variation else { return request.clone() };
    let mut varied = request.clone();
    varied.variation = None;
    if varied.tracks.is_empty() {
        varied.tracks = instruments(request).into_iter().map(Track::new).collect();
    }
    let mut cells: Vec<(u64, usize, usize)> = Vec::new();
    for (index, track) in varied.tracks.iter().enumerate() {
        let written = (0..BARS).filter(|&bar| track.cells.contains(bar));
        cells.extend(written.map(|bar| (draw(request.seed, track.instrument, bar), index, bar)));
    }
    cells.sort_unstable();
    let share = if amount.is_nan() { 0.0 } else { amount.clamp(0.0, 1.0) };
    let count = (share * cells.len() as f32).ceil() as usize;
    varied.tracks.iter_mut().for_each(|track| track.cells = Cells::NONE);
    cells.iter().take(count).for_each(|&(_, track, bar)| varied.tracks[track].cells.0 |= 1 << bar);
    varied.seed = mix(request.seed ^ 0x5661_7279);
    varied
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
