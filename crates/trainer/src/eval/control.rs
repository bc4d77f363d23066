//! Whether loops are what was asked for: requests measured on real windows, answered by the composer.

use super::bootstrap::{self, Estimate, Score};
use super::material::Piece;
use super::{EvalError, Options};
use crate::prepare::source::Group;
use model::{ComposeError, Composer, Weights};
use rayon::prelude::*;
use score::{Instrument, Request, Track, metadata};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Control when everything about a window is asked for.
pub struct Control {
    pub loops: usize,
    /// Instruments asked for and heard, over asked for or heard.
    pub instrument_jaccard: Estimate,
}

/// Composes `options.loops` loops for requests from all source groups in turn.
pub fn measure(
    weights: &Arc<Weights>,
    pieces: &BTreeMap<Group, Vec<Piece>>,
    options: &Options,
) -> Result<Control, EvalError> {
    let chosen: Vec<&Piece> = in_turn(pieces).take(options.loops).collect();
    let composer = || Composer::new(weights.clone());
    let scores = chosen.par_iter().enumerate().map_init(composer, |composer, (index, piece)| {
        let request = Request { seed: options.seed.wrapping_add(index as u64), ..everything(piece) };
        let composed = composer.compose(&request, &AtomicBool::new(false), &mut |_, _| ())?;
        let asked: BTreeSet<Instrument> = request.tracks.iter().map(|t| t.instrument).collect();
        let heard: BTreeSet<Instrument> = composed.notes.iter().map(|n| n.instrument).collect();
        let sum = asked.intersection(&heard).count() as f64 / asked.union(&heard).count().max(1) as f64;
        Ok(Score { song: piece.song, sum, weight: 1.0 })
    });
    let scores: Vec<Score> = scores.collect::<Result<_, ComposeError>>()?;
    Ok(Control { loops: scores.len(), instrument_jaccard: bootstrap::ratio(&scores, options.seed) })
}

/// The first piece of every group, then the second of every group, and so on.
fn in_turn(pieces: &BTreeMap<Group, Vec<Piece>>) -> impl Iterator<Item = &Piece> {
    let longest = pieces.values().map(Vec::len).max().unwrap_or(0);
    (0..longest).flat_map(|place| pieces.values().filter_map(move |pieces| pieces.get(place)))
}

/// A request that says all that can be said about a window.
fn everything(piece: &Piece) -> Request {
    let measured = metadata::extract(&piece.material.notes, piece.material.metre);
    let track = |t: &score::TrackMetadata| Track {
        mean_pitch: t.mean_pitch,
        mean_velocity: Some(t.mean_velocity).filter(|_| piece.material.dynamics),
        mean_duration: t.mean_duration,
        density: Some(t.density),
        polyphony: Some(t.polyphony),
        ..Track::new(t.instrument)
    };
    Request {
        metre: piece.material.metre,
        tempo: Some(piece.material.tempo),
        key: measured.key,
        mean_pitch: measured.mean_pitch,
        mean_velocity: measured.mean_velocity.filter(|_| piece.material.dynamics),
        mean_duration: measured.mean_duration,
        density: Some(measured.density),
        bar_density: measured.bar_density.map(Some),
        chords: measured.chords,
        tracks: measured.tracks.iter().take(score::request::MAX_TRACKS).map(track).collect(),
        ..Request::default()
    }
}
