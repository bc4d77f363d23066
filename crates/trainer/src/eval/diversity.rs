//! Whether seeds make different loops of one request.

use super::bootstrap::{self, Score};
use super::loops::{System, Writer};
use super::material::Piece;
use super::prompts::Condition;
use super::report::{Report, progress};
use super::{EvalError, Options};
use model::Weights;
use rayon::prelude::*;
use score::{Note, Request};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What of a note makes loops alike: instrument, onset, pitch.
type Mark = (u8, u16, u8);

/// Writes loops of one request that says everything and of one that says the instruments only, of which one differs from the other by the seed alone,
/// and files how different they are. Both are measured on windows of their own.
///
/// # Errors
/// When the composer fails.
pub(super) fn report(
    weights: &Arc<Weights>,
    prompts: &[Piece],
    options: &Options,
    report: &mut Report,
) -> Result<(), EvalError> {
    let (mut distinct, mut alike) = (Vec::new(), Vec::new());
    for (condition, piece) in [Condition::All, Condition::Instruments].into_iter().zip(prompts) {
        let request = condition.request(piece, options.seed);
        let loops = write(weights, &request, options)?;
        // Loops are resampled one by one: there is but one song to a request.
        let number = |index| distinct_number(condition, index);
        distinct
            .extend(is_new(&loops).iter().enumerate().map(|(i, new)| Score::one(number(i), f64::from(*new))));
        alike.extend(self_similarity(&loops).iter().enumerate().map(|(i, &s)| Score::one(number(i), s)));
    }
    report.put("diversity.distinct", bootstrap::ratio(distinct, options.seed));
    report.put("diversity.self_similarity", bootstrap::ratio(alike, options.seed));
    Ok(())
}

fn distinct_number(condition: Condition, index: usize) -> usize {
    index * Condition::ALL.len() + condition as usize
}

/// Loops of `options.seeds` seeds.
fn write(
    weights: &Arc<Weights>,
    request: &Request,
    options: &Options,
) -> Result<Vec<BTreeSet<Mark>>, EvalError> {
    let bar = progress("diversity", options.seeds);
    let loops = (0..options.seeds).into_par_iter().map_init(
        || Writer::new(weights, System::Full, options),
        |writer, index| {
            let request = Request { seed: options.seed.wrapping_add(index as u64), ..request.clone() };
            let notes = writer.write(&request)?;
            bar.inc(1);
            Ok(marks(&notes))
        },
    );
    loops.collect()
}

fn marks(notes: &[Note]) -> BTreeSet<Mark> {
    notes.iter().map(|n| (n.instrument.0, n.onset.0, n.pitch)).collect()
}

/// Of each loop, whether none before it is the same.
fn is_new(loops: &[BTreeSet<Mark>]) -> Vec<bool> {
    let mut seen = BTreeSet::new();
    loops.iter().map(|marks| seen.insert(marks)).collect()
}

/// Of each loop, the mean of its Jaccard indices with all others; nothing where there are no others.
fn self_similarity(loops: &[BTreeSet<Mark>]) -> Vec<f64> {
    let jaccard = |a: &BTreeSet<Mark>, b: &BTreeSet<Mark>| {
        let shared = a.intersection(b).count() as f64;
        let either = (a.len() + b.len()) as f64 - shared;
        if either > 0.0 { shared / either } else { 1.0 }
    };
    let others = loops.len() as f64 - 1.0;
    let mean = |(i, marks): (usize, &BTreeSet<Mark>)| {
        let others_of = loops.iter().enumerate().filter(|&(j, _)| j != i);
        others_of.map(|(_, other)| jaccard(marks, other)).sum::<f64>() / others
    };
    if others < 1.0 { Vec::new() } else { loops.par_iter().enumerate().map(mean).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::note;
    use super::*;

    #[test]
    fn similarity_is_shared_notes_over_all_notes() {
        let a = marks(&[note(0, 0, 60, 64), note(0, 12, 62, 64)]);
        let b = marks(&[note(0, 0, 60, 90), note(0, 12, 63, 64)]);
        let other_instrument = marks(&[note(1, 0, 60, 64)]);
        // One of three notes of a and b is shared; nothing with the third.
        let similarity = self_similarity(&[a.clone(), b.clone(), other_instrument]);
        assert_eq!(similarity, [1.0 / 6.0, 1.0 / 6.0, 0.0]);
        assert_eq!(is_new(&[a.clone(), b, a]), [true, true, false]);
    }
}
