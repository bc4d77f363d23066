//! Onsets, lengths and repetition.

use super::{Features, Parts, deviation, entropy, jaccard, mean, onsets, share};
use crate::eval::fidelity::groove_consistency;
use score::{BARS, Note, TICKS_PER_QUARTER};
use std::collections::BTreeSet;

pub(super) fn of(parts: &Parts) -> Features {
    let mut features = density(parts);
    features.extend(grid(parts));
    features.extend(gaps(parts));
    features.extend(lengths(parts));
    features.extend(repetition(parts));
    features
}

fn density(parts: &Parts) -> Features {
    let (bar, onsets) = (parts.bar(), parts.onsets());
    let per_bar: [f64; BARS] =
        std::array::from_fn(|b| onsets.iter().filter(|&&onset| usize::from(onset / bar) == b).count() as f64);
    let cells = parts.instruments.values().flat_map(|notes| {
        (0..BARS).map(|b| notes.iter().any(|n| n.bar(parts.music.metre) == b)).collect::<Vec<_>>()
    });
    vec![
        ("density_mean", mean(per_bar)),
        ("density_deviation", deviation(per_bar)),
        ("density_least", per_bar.into_iter().fold(f64::MAX, f64::min)),
        ("density_most", per_bar.into_iter().fold(0.0, f64::max)),
        ("density_last_bar", per_bar[BARS - 1] / mean(per_bar)),
        ("notes_per_onset", parts.music.notes.len() as f64 / onsets.len() as f64),
        ("empty_bars", share(per_bar, |count| count == 0.0)),
        ("empty_cells", share(cells, |sounds| !sounds)),
    ]
}

/// Where onsets lie within the quarter (within the loop's grid, whatever the metre).
fn grid(parts: &Parts) -> Features {
    let onsets = parts.onsets();
    let at = |places: &[u16]| share(&onsets, |onset| places.contains(&(onset % TICKS_PER_QUARTER)));
    vec![
        ("onsets_on_beat", at(&[0])),
        ("onsets_on_eighth", at(&[6])),
        ("onsets_on_sixteenth", at(&[3, 9])),
        ("onsets_on_triplet", at(&[4, 8])),
        ("onsets_elsewhere", at(&[1, 2, 5, 7, 10, 11])),
        ("onset_on_first", f64::from(onsets.first() == Some(&0))),
        (
            "bars_with_downbeat",
            (0..BARS as u16).filter(|b| onsets.contains(&(b * parts.bar()))).count() as f64,
        ),
    ]
}

/// Times between neighbouring onsets, in quarters.
fn gaps(parts: &Parts) -> Features {
    let gaps = |onsets: &[u16]| onsets.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<u16>>();
    let quarters =
        |gaps: &[u16]| gaps.iter().map(|&g| f64::from(g) / f64::from(TICKS_PER_QUARTER)).collect::<Vec<_>>();
    let all = gaps(&parts.onsets());
    let own: Vec<Vec<u16>> = parts.instruments.values().map(|notes| gaps(&onsets(notes))).collect();
    let joined = own.concat();
    vec![
        ("ioi_mean", mean(quarters(&all))),
        ("ioi_deviation", deviation(quarters(&all))),
        ("ioi_entropy", entropy(all.iter().copied())),
        ("ioi_longest", quarters(&all).into_iter().reduce(f64::max).unwrap_or(f64::NAN)),
        ("ioi_own_mean", mean(quarters(&joined))),
        (
            "ioi_own_entropy",
            mean(own.iter().map(|gaps| entropy(gaps.iter().copied())).filter(|e| !e.is_nan())),
        ),
        (
            "ioi_own_same_as_before",
            share(own.iter().flat_map(|gaps| gaps.windows(2)), |pair| pair[0] == pair[1]),
        ),
    ]
}

fn lengths(parts: &Parts) -> Features {
    let lengths = || parts.pitched.iter().map(|n| n.duration.quarters());
    let logs = || lengths().map(f64::ln);
    let loop_len = parts.music.metre.loop_len().0;
    let sounds = |tick: u16| parts.pitched.iter().any(|n| n.onset.0 <= tick && tick < n.end().0);
    vec![
        ("duration_mean", mean(lengths())),
        ("duration_log_mean", mean(logs())),
        ("duration_log_deviation", deviation(logs())),
        ("duration_entropy", entropy(parts.pitched.iter().map(|n| n.duration))),
        ("duration_short", share(&parts.pitched, |n| n.duration.0 <= 3)),
        ("duration_long", share(&parts.pitched, |n| n.duration.0 >= 24)),
        ("sounding", if parts.pitched.is_empty() { f64::NAN } else { share(0..loop_len, sounds) }),
        ("to_loop_end", share(&parts.pitched, |n| n.end().0 == loop_len)),
    ]
}

/// How much bars are like each other, by onsets (`alike`) and by notes (`repeat`).
fn repetition(parts: &Parts) -> Features {
    let bar = |index: usize| parts.music.notes.iter().filter(move |n| n.bar(parts.music.metre) == index);
    let at = |n: &Note| n.onset.0 % parts.bar();
    let rhythm = |index| bar(index).map(|n| (n.instrument, at(n))).collect::<BTreeSet<_>>();
    let music = |index| bar(index).map(|n| (n.instrument, at(n), n.pitch)).collect::<BTreeSet<_>>();
    let alike = |a, b| jaccard(&rhythm(a), &rhythm(b));
    let repeat = |a, b| jaccard(&music(a), &music(b));
    vec![
        ("bars_alike_1_2", alike(0, 1)),
        ("bars_alike_1_3", alike(0, 2)),
        ("bars_alike_1_4", alike(0, 3)),
        ("bars_alike_3_4", alike(2, 3)),
        ("bars_repeat_1_2", repeat(0, 1)),
        ("bars_repeat_1_3", repeat(0, 2)),
        ("bars_repeat_1_4", repeat(0, 3)),
        ("bars_repeat_2_4", repeat(1, 3)),
        ("groove_consistency", groove_consistency(&parts.music.notes, parts.music.metre)),
    ]
}
