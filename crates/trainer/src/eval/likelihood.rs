//! Nats per token: how surprised the model is by each token that it is to learn.

use super::bootstrap::{self, Score};
use super::material::Piece;
use super::report::{Report, progress};
use super::{EvalError, Options};
use crate::prepare::dice::Dice;
use crate::prepare::sample::CONTEXT_BIT;
use crate::prepare::source::Group;
use model::{Transformer, TransformerError, Weights};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tasks and requests of the sequences are drawn from this seed, so that different weights are asked the same.
const SEED: u64 = 0x6576_616c_7561_7465;

/// Tokens that are read at a time.
const CHUNK: usize = 128;

/// Files nats per learned token of each source group that has music, and of all of their sequences together.
///
/// # Errors
/// When the model cannot be run.
pub(super) fn report(
    weights: &Arc<Weights>,
    pieces: &BTreeMap<Group, Vec<Piece>>,
    options: &Options,
    report: &mut Report,
) -> Result<(), EvalError> {
    let mut all = Vec::new();
    let taken = |pieces: &[Piece]| pieces.len().min(options.sequences);
    let bar = progress("nats", pieces.values().map(|pieces| taken(pieces)).sum());
    for (group, pieces) in pieces {
        let pieces = &pieces[..taken(pieces)];
        let scores = scores(weights, pieces)?;
        bar.inc(pieces.len() as u64);
        report.put(&format!("nll.{}", group.name()), bootstrap::ratio(scores.iter().copied(), options.seed));
        report.put_value(&format!("sequences.{}", group.name()), scores.len());
        all.extend(scores);
    }
    report.put("nll.all", bootstrap::ratio(all, options.seed));
    Ok(())
}

/// One score for each piece whose sequence fits the context: nats over learned tokens.
fn scores(weights: &Arc<Weights>, pieces: &[Piece]) -> Result<Vec<Score>, EvalError> {
    let scores = pieces.par_iter().enumerate().map_init(
        || None,
        |reader: &mut Option<Transformer>, (stream, piece)| {
            let Some(sequence) = piece.material.sequence(&mut Dice::new(SEED, stream as u64)) else {
                return Ok(None);
            };
            let reader = match reader {
                Some(reader) => reader,
                empty => empty.insert(Transformer::new(weights.clone())),
            };
            let (sum, weight) = nats(reader, &sequence)?;
            Ok(Some(Score { song: piece.song, sum, weight }))
        },
    );
    let scores: Result<Vec<Option<Score>>, TransformerError> = scores.collect();
    Ok(scores?.into_iter().flatten().collect())
}

/// Summed nats of the learned tokens of `sequence`, and how many there are.
fn nats(reader: &Transformer, sequence: &[u16]) -> Result<(f64, f64), TransformerError> {
    let ids: Vec<u16> = sequence.iter().map(|token| token & !CONTEXT_BIT).collect();
    let vocabulary = reader.weights().config.vocab_size;
    let (mut sum, mut count) = (0.0, 0.0);
    let mut cache = reader.cache();
    let inputs = &ids[..ids.len().saturating_sub(1)];
    for (chunk, start) in inputs.chunks(CHUNK).zip((0..).step_by(CHUNK)) {
        let logits = reader.forward_all(&mut cache, chunk)?; // (m, vocabulary)
        for (i, logits) in logits.chunks_exact(vocabulary).enumerate() {
            let target = sequence[start + i + 1];
            if target & CONTEXT_BIT == 0 {
                sum += surprise(logits, usize::from(target));
                count += 1.0;
            }
        }
    }
    Ok((sum, count))
}

/// Cross-entropy of one token, in nats.
fn surprise(logits: &[f32], target: usize) -> f64 {
    let largest = f64::from(logits.iter().copied().fold(f32::MIN, f32::max));
    let total: f64 = logits.iter().map(|&l| (f64::from(l) - largest).exp()).sum();
    total.ln() + largest - f64::from(logits[target])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprise_is_the_negative_logarithm_of_the_probability() {
        assert!((surprise(&[0.0; 8], 3) - 8f64.ln()).abs() < 1e-9);
        assert!((surprise(&[1000.0, 0.0], 0)).abs() < 1e-9);
        let logits = [0.5, -1.0, 2.0];
        let total: f64 = (0..3).map(|i| (-surprise(&logits, i)).exp()).sum();
        assert!((total - 1.0).abs() < 1e-9);
    }
}
