//! How much loops are like real music, one number at a time.
//!
//! Pitch-class entropy, scale consistency and groove consistency are MusPy's (Dong et al., "MusPy: a toolkit for symbolic music generation",
//! ISMIR 2020), overlapping areas FIGARO's (von Rütte et al., "FIGARO: controllable music generation using learned and expert
//! features", ICLR 2023: macro overlapping area, from Choi et al., "Encoding musical style with transformer autoencoders", ICML 2020).

use super::bootstrap::{self, Score};
use super::music::Loop;
use super::report::Report;
use score::{BARS, Metre, Note, Scale, ScaleKind};
use std::collections::BTreeMap;

/// Files MusPy's numbers for `loops` under `fidelity.NAME`.
pub(super) fn report(loops: &[Loop], name: &str, seed: u64, report: &mut Report) {
    let mut put = |metric: &str, of: &dyn Fn(&Loop) -> Option<f64>| {
        let scores = loops.iter().filter_map(|l| Some(Score::one(l.song, of(l)?)));
        report.put(&format!("fidelity.{name}.{metric}"), bootstrap::ratio(scores, seed));
    };
    put("pitch_class_entropy", &|l| pitch_class_entropy(&l.notes));
    put("scale_consistency", &|l| scale_consistency(&l.notes));
    put("groove_consistency", &|l| Some(groove_consistency(&l.notes, l.metre)));
}

/// Files FIGARO's overlapping areas of `pairs` of loops under `fidelity.NAME`; velocity only where both have dynamics.
pub(super) fn report_overlaps(pairs: &[(&Loop, &Loop)], name: &str, seed: u64, report: &mut Report) {
    type Value = fn(&Note) -> f64;
    let values: [(&str, Value); 3] = [
        ("pitch", |n| f64::from(n.pitch)),
        ("velocity", |n| f64::from(n.velocity)),
        ("duration", |n| n.duration.quarters()),
    ];
    for (metric, value) in values {
        let counts = |(a, b): &&(&Loop, &Loop)| metric != "velocity" || (a.dynamics && b.dynamics);
        let scores =
            pairs.iter().filter(counts).filter_map(|(a, b)| Some(Score::one(a.song, overlap(a, b, value)?)));
        report.put(&format!("fidelity.{name}.overlap_{metric}"), bootstrap::ratio(scores, seed));
    }
}

/// Each loop with the next of the same song and metre.
pub(super) fn same_song(loops: &[Loop]) -> Vec<(&Loop, &Loop)> {
    let mut songs: BTreeMap<(usize, Metre), Vec<&Loop>> = BTreeMap::new();
    loops.iter().for_each(|l| songs.entry((l.song, l.metre)).or_default().push(l));
    songs.values().flat_map(|song| song.windows(2).map(|pair| (pair[0], pair[1]))).collect()
}

/// Shannon entropy of the pitch classes of the pitched notes, in bits; `None` where there is none.
pub(super) fn pitch_class_entropy(notes: &[Note]) -> Option<f64> {
    let mut counts = [0.0; 12];
    pitched(notes).for_each(|n| counts[usize::from(n.pitch % 12)] += 1.0);
    entropy(&counts)
}

/// Shannon entropy of a histogram, in bits; `None` where it is empty.
pub(super) fn entropy(counts: &[f64]) -> Option<f64> {
    let total: f64 = counts.iter().sum();
    let part = |count: &f64| if *count > 0.0 { -count / total * (count / total).log2() } else { 0.0 };
    (total > 0.0).then(|| counts.iter().map(part).sum())
}

/// Share of the pitched notes in the major or natural minor scale that holds most of them; `None` where there is none.
pub(super) fn scale_consistency(notes: &[Note]) -> Option<f64> {
    let scales =
        (0..12).flat_map(|tonic| [ScaleKind::Major, ScaleKind::Minor].map(|kind| Scale { tonic, kind }));
    let inside = scales.map(|scale| pitched(notes).filter(|n| scale.contains(n.pitch)).count());
    let most = inside.max().unwrap_or(0) as f64;
    Some(pitched(notes).count()).filter(|&count| count > 0).map(|count| most / count as f64)
}

/// One less the mean Hamming distance between the onset patterns of neighbouring bars, as a share of the positions of a bar.
pub(super) fn groove_consistency(notes: &[Note], metre: Metre) -> f64 {
    let patterns = onset_patterns(notes, metre);
    patterns.windows(2).map(|pair| groove_similarity(&pair[0], &pair[1])).sum::<f64>() / (BARS - 1) as f64
}

/// Whether something starts, for each position of each bar; drums included.
pub(super) fn onset_patterns(notes: &[Note], metre: Metre) -> [Vec<bool>; BARS] {
    let bar = usize::from(metre.bar().0);
    let mut patterns = std::array::from_fn(|_| vec![false; bar]);
    for note in notes.iter().filter(|n| n.onset < metre.loop_len()) {
        patterns[note.bar(metre)][usize::from(note.onset.0) % bar] = true;
    }
    patterns
}

/// One less the Hamming distance of two patterns of equal length, as a share of that length.
pub(super) fn groove_similarity(a: &[bool], b: &[bool]) -> f64 {
    1.0 - a.iter().zip(b).filter(|(a, b)| a != b).count() as f64 / a.len().max(1) as f64
}

/// Mean over the bars of the area that the normal distributions of `value` over the pitched notes of both loops share; bars in which either has no pitched note do not count.
fn overlap(a: &Loop, b: &Loop, value: fn(&Note) -> f64) -> Option<f64> {
    let bar = |of: &Loop, bar| moments(pitched(&of.notes).filter(|n| n.bar(of.metre) == bar).map(value));
    let areas: Vec<f64> =
        (0..BARS).filter_map(|index| Some(overlapping_area(bar(a, index)?, bar(b, index)?))).collect();
    (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
}

/// Mean and (population) standard deviation; `None` of nothing.
pub(super) fn moments(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
    (count > 0.0).then(|| (mean, variance.sqrt()))
}

/// Least standard deviation in [`overlapping_area`], as in FIGARO's code.
const LEAST_DEVIATION: f64 = 0.01;

/// Area below both of two normal densities, given as mean and standard deviation (Inman & Bradley, 1989).
fn overlapping_area((mean_a, deviation_a): (f64, f64), (mean_b, deviation_b): (f64, f64)) -> f64 {
    let (a, b) = (deviation_a.max(LEAST_DEVIATION), deviation_b.max(LEAST_DEVIATION));
    let between = mean_b - mean_a;
    let (square_a, square_b) = (a * a, b * b);
    let difference = square_b - square_a;
    if difference.abs() < 1e-12 {
        return libm::erfc(between.abs() / (2.0 * a * std::f64::consts::SQRT_2));
    }
    // Where the densities cross.
    let middle = mean_a * square_b - mean_b * square_a;
    let root = a * b * (between * between + difference * (square_b / square_a).ln()).sqrt();
    let crossings = [(middle + root) / difference, (middle - root) / difference];
    let below = |x: f64, mean: f64, deviation: f64| {
        0.5 * libm::erfc((mean - x) / (deviation * std::f64::consts::SQRT_2))
    };
    let apart = |x: f64| (below(x, mean_b, b) - below(x, mean_a, a)).abs();
    1.0 - crossings.into_iter().map(apart).sum::<f64>()
}

fn pitched(notes: &[Note]) -> impl Iterator<Item = &Note> {
    notes.iter().filter(|n| !n.instrument.is_drums())
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-6, "{value} instead of {expected}");
    }

    #[test]
    fn pitch_classes_are_counted_in_bits_without_drums() {
        let notes = [note(0, 0, 60, 64), note(0, 12, 72, 64), note(0, 24, 64, 64), note(0, 36, 67, 64)];
        // C twice, E and G once: 0.5 * 1 + 2 * 0.25 * 2 bits.
        close(pitch_class_entropy(&notes).expect("notes"), 1.5);
        assert_eq!(pitch_class_entropy(&[note(128, 0, 36, 64)]), None);
    }

    #[test]
    fn the_best_scale_counts() {
        let scale = [60, 62, 64, 65, 67, 69, 71, 61].map(|pitch| note(0, 0, pitch, 64));
        close(scale_consistency(&scale).expect("notes"), 7.0 / 8.0);
        close(scale_consistency(&scale[..7]).expect("notes"), 1.0);
        assert_eq!(scale_consistency(&[]), None);
    }

    #[test]
    fn groove_is_the_share_of_positions_on_which_neighbours_agree() {
        // Bars 1 and 2 have one onset at the same place, bar 3 one elsewhere, bar 4 none.
        let notes = [note(0, 0, 60, 64), note(0, 48, 62, 64), note(128, 96 + 12, 36, 64)];
        let expected = (1.0 + (1.0 - 2.0 / 48.0) + (1.0 - 1.0 / 48.0)) / 3.0;
        close(groove_consistency(&notes, Metre::FourFour), expected);
    }

    #[test]
    fn overlapping_areas_are_those_of_a_table_of_the_normal_distribution() {
        close(overlapping_area((60.0, 2.0), (60.0, 2.0)), 1.0);
        // Means two deviations apart: twice the tail beyond one deviation, 2 * 0.158655.
        close(overlapping_area((0.0, 1.0), (2.0, 1.0)), 0.317310508);
        // The example of Python's `statistics.NormalDist.overlap`: N(2.4, 1.6) and N(3.2, 2.0).
        close(overlapping_area((2.4, 1.6), (3.2, 2.0)), 0.803505076);
        assert!(overlapping_area((0.0, 0.0), (5.0, 0.0)) < 1e-9);
        close(overlapping_area((5.0, 0.0), (5.0, 0.0)), 1.0);
    }

    #[test]
    fn bars_without_pitched_notes_on_either_side_do_not_count() {
        let a = Loop::real(&piece(&[
            note(0, 0, 60, 64),
            note(0, 12, 64, 64),
            note(0, 48, 60, 64),
            note(128, 96, 36, 64),
        ]));
        let b = Loop::real(&piece(&[note(0, 0, 60, 64), note(0, 24, 64, 64), note(0, 96, 90, 64)]));
        close(overlap(&a, &b, |n| f64::from(n.pitch)).expect("bar 1"), 1.0);
        let drums = Loop::real(&piece(&[note(128, 0, 36, 64)]));
        assert_eq!(overlap(&a, &drums, |n| f64::from(n.pitch)), None);
    }

    #[test]
    fn a_window_is_paired_with_the_next_of_its_song_only() {
        let of = |song| Loop { song, ..Loop::real(&piece(&[])) };
        let loops = [of(1), of(2), of(1), of(1)];
        let pairs = same_song(&loops);
        assert_eq!(pairs.iter().map(|(a, b)| (a.song, b.song)).collect::<Vec<_>>(), [(1, 1), (1, 1)]);
    }
}
