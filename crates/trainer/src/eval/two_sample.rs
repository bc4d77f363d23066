//! Whether a classifier tells made loops from real ones (Lopez-Paz & Oquab, "Revisiting classifier two-sample tests", ICLR 2017):
//! the area under the ROC curve of gradient-boosted trees on the named numbers of [`super::features`]. 0.5 is
//! indistinguishable, 1 is told apart without a mistake.

use super::EvalError;
use super::bootstrap::{self, Estimate};
use super::features;
use super::music::Loop;
use crate::prepare::fingerprint::scramble;
use forust_ml::Matrix;
use forust_ml::gradientbooster::{GradientBooster, ImportanceMethod};
use std::collections::BTreeMap;

/// Parts of the songs; each is judged by trees that were grown on the others.
const FOLDS: usize = 5;
/// Features to name.
const TOP: usize = 10;

/// How well the two are told apart.
pub(super) struct Verdict {
    /// Area under the ROC curve, over loops that the trees have not seen; songs are resampled.
    pub auc: Option<Estimate>,
    /// What tells most, first the most telling.
    pub top: Vec<Telling>,
}

/// A feature that tells real from made.
pub(super) struct Telling {
    pub name: &'static str,
    /// Share of the gain of all splits.
    pub gain: f64,
    /// Mean over the loops that have it.
    pub real: f64,
    pub made: f64,
}

/// One loop to judge.
struct Case {
    song: usize,
    features: Vec<f64>,
    made: bool,
}

/// Judges `made` against `real`, cross-validated by song: no song is learned from and judged. Without loops of at least two songs on
/// both sides there is no verdict.
///
/// # Errors
/// When the trees cannot be grown.
pub(super) fn judge(real: &[&Loop], made: &[&Loop], seed: u64) -> Result<Verdict, EvalError> {
    let names: Vec<&'static str> =
        real.first().map_or(Vec::new(), |l| features::of(l).into_iter().map(|f| f.0).collect());
    let case = |l: &&Loop, made| Case { song: l.song, features: values(l), made };
    let cases: Vec<Case> =
        real.iter().map(|l| case(l, false)).chain(made.iter().map(|l| case(l, true))).collect();
    let folds = folds(&cases);
    let mut judged: BTreeMap<usize, Vec<(f64, bool)>> = BTreeMap::new();
    let mut gains = vec![0.0; names.len()];
    for fold in 0..FOLDS {
        let (test, train): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|c| folds[&c.song] == fold);
        if test.is_empty() || !train.iter().any(|c| c.made) || train.iter().all(|c| c.made) {
            continue;
        }
        let trees = grow(&train, seed)?;
        for (feature, gain) in trees.calculate_feature_importance(ImportanceMethod::TotalGain, true) {
            gains[feature] += f64::from(gain);
        }
        for (case, score) in test.iter().zip(predict(&trees, &test)) {
            judged.entry(case.song).or_default().push((score, case.made));
        }
    }
    let songs: Vec<Vec<(f64, bool)>> = judged.into_values().collect();
    let auc = bootstrap::resampled(&songs, seed, |songs| {
        auc(&songs.iter().flat_map(|song| song.iter().copied()).collect::<Vec<_>>())
    });
    Ok(Verdict { auc, top: top(&names, &gains, &cases) })
}

fn values(music: &Loop) -> Vec<f64> {
    features::of(music).into_iter().map(|f| f.1).collect()
}

/// A fold for each song, so that all have about as many loops.
fn folds(cases: &[Case]) -> BTreeMap<usize, usize> {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    cases.iter().for_each(|c| *sizes.entry(c.song).or_default() += 1);
    let mut songs: Vec<(usize, usize)> = sizes.into_iter().collect();
    songs.sort_by_key(|&(song, size)| (std::cmp::Reverse(size), scramble(song as u64)));
    let mut filled = [0; FOLDS];
    let place = |(song, size)| {
        let fold = (0..FOLDS).min_by_key(|&fold| filled[fold]).unwrap_or(0);
        filled[fold] += size;
        (song, fold)
    };
    songs.into_iter().map(place).collect()
}

/// Few, shallow and slowly learned trees: there are hundreds of loops, not thousands.
fn grow(cases: &[&Case], seed: u64) -> Result<GradientBooster, EvalError> {
    let mut trees = GradientBooster::default()
        .set_iterations(150)
        .set_learning_rate(0.05)
        .set_max_depth(3)
        .set_min_leaf_weight(2.0)
        .set_parallel(false)
        .set_seed(seed);
    let data = columns(cases);
    let made: Vec<f64> = cases.iter().map(|c| f64::from(c.made)).collect();
    let matrix = Matrix::new(&data, cases.len(), data.len() / cases.len().max(1));
    trees.fit_unweighted(&matrix, &made, None).map_err(|error| EvalError::Trees(error.to_string()))?;
    Ok(trees)
}

fn predict(trees: &GradientBooster, cases: &[&Case]) -> Vec<f64> {
    let data = columns(cases);
    trees.predict(&Matrix::new(&data, cases.len(), data.len() / cases.len().max(1)), false)
}

/// Features of all cases, feature by feature.
fn columns(cases: &[&Case]) -> Vec<f64> {
    let count = cases.first().map_or(0, |c| c.features.len());
    (0..count).flat_map(|feature| cases.iter().map(move |c| c.features[feature])).collect()
}

/// Area under the ROC curve: the chance that a made loop scores higher than a real one, ties counted half (Mann & Whitney, 1947).
/// `None` where either is missing.
fn auc(scored: &[(f64, bool)]) -> Option<f64> {
    let mut scored = scored.to_vec();
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let made = scored.iter().filter(|s| s.1).count() as f64;
    let real = scored.len() as f64 - made;
    let (mut below, mut won) = (0.0, 0.0);
    for equal in scored.chunk_by(|a, b| a.0 == b.0) {
        let made_here = equal.iter().filter(|s| s.1).count() as f64;
        let real_here = equal.len() as f64 - made_here;
        won += made_here * (below + real_here / 2.0);
        below += real_here;
    }
    (made > 0.0 && real > 0.0).then(|| won / (made * real))
}

fn top(names: &[&'static str], gains: &[f64], cases: &[Case]) -> Vec<Telling> {
    let total: f64 = gains.iter().sum();
    let mut order: Vec<usize> = (0..names.len()).filter(|&f| gains[f] > 0.0).collect();
    order.sort_by(|&a, &b| gains[b].total_cmp(&gains[a]));
    let mean = |feature: usize, made: bool| {
        let values = cases.iter().filter(|c| c.made == made).map(|c| c.features[feature]);
        super::fidelity::moments(values.filter(|v| !v.is_nan())).map_or(f64::NAN, |(mean, _)| mean)
    };
    let telling = |f: usize| Telling {
        name: names[f],
        gain: gains[f] / total,
        real: mean(f, false),
        made: mean(f, true),
    };
    order.into_iter().take(TOP).map(telling).collect()
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;
    use crate::prepare::dice::Dice;

    #[test]
    fn the_area_is_the_share_of_pairs_in_the_right_order() {
        // Pairs made over real: 3 > 1, 3 > 2, 2 > 1, 2 = 2: three and a half of four.
        assert_eq!(auc(&[(1.0, false), (2.0, true), (2.0, false), (3.0, true)]), Some(3.5 / 4.0));
        assert_eq!(auc(&[(1.0, true)]), None);
    }

    /// Ten songs with six loops each of random notes; every loop goes `up` by that many semitones.
    fn loops(stream: u64, up: u8) -> Vec<Loop> {
        let mut dice = Dice::new(5, stream);
        let mut music = |song| {
            let notes: Vec<_> = (0..40)
                .map(|_| note(0, dice.below(192) as u16, up + 48 + dice.below(24) as u8, 64))
                .collect();
            Loop { song, ..Loop::real(&piece(&notes)) }
        };
        (0..60).map(|index| music(index % 10)).collect()
    }

    fn verdict(made: &[Loop]) -> Verdict {
        let real = loops(1, 0);
        judge(&real.iter().collect::<Vec<_>>(), &made.iter().collect::<Vec<_>>(), 1).expect("a verdict")
    }

    #[test]
    fn loops_of_the_same_kind_cannot_be_told_apart_and_higher_ones_can_by_their_pitch() {
        let same = verdict(&loops(2, 0)).auc.expect("an area");
        assert!((0.3..0.7).contains(&same.value) && same.low <= 0.5 && same.high >= 0.5, "{same}");
        let higher = verdict(&loops(3, 7));
        assert!(higher.auc.expect("an area").value > 0.95);
        assert!(higher.top[0].name.starts_with("pitch"), "{}", higher.top[0].name);
        assert!(higher.top[0].made > higher.top[0].real + 3.0);
    }

    #[test]
    fn a_verdict_is_the_same_twice() {
        let of = || {
            let verdict = verdict(&loops(4, 2));
            (verdict.auc, verdict.top.iter().map(|t| (t.name, t.gain.to_bits())).collect::<Vec<_>>())
        };
        assert_eq!(of(), of());
    }

    #[test]
    fn no_song_is_learned_from_and_judged() {
        let case = |song| Case { song, features: Vec::new(), made: false };
        let cases: Vec<Case> = (0..50).map(|i| case(i % 12)).collect();
        let folds = folds(&cases);
        let size = |fold| cases.iter().filter(|c| folds[&c.song] == fold).count();
        assert!((0..FOLDS).all(|fold| (8..=13).contains(&size(fold))), "{folds:?}");
    }

    #[test]
    fn one_song_is_not_enough() {
        let mut one = loops(6, 3);
        one.iter_mut().for_each(|l| l.song = 0);
        let real: Vec<&Loop> = one[..30].iter().collect();
        assert!(judge(&real, &one[30..].iter().collect::<Vec<_>>(), 1).expect("no error").auc.is_none());
    }
}
