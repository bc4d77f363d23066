//! Pitches, intervals and harmony.

use super::{Features, Parts, deviation, entropy, mean, share};
use crate::eval::fidelity::{pitch_class_entropy, scale_consistency};
use score::harmony::{Harmony, first_slot};
use score::{ChordSlot, Note};

pub(super) fn of(parts: &Parts) -> Features {
    let pitches = || parts.pitched.iter().map(|n| f64::from(n.pitch));
    let mut classes: Vec<u8> = parts.pitched.iter().map(|n| n.pitch % 12).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut features = vec![
        ("pitch_mean", mean(pitches())),
        ("pitch_deviation", deviation(pitches())),
        ("pitch_lowest", pitches().reduce(f64::min).unwrap_or(f64::NAN)),
        ("pitch_highest", pitches().reduce(f64::max).unwrap_or(f64::NAN)),
        ("pitch_entropy", entropy(parts.pitched.iter().map(|n| n.pitch))),
        ("pitch_classes", classes.len() as f64),
        ("pitch_class_entropy", pitch_class_entropy(&parts.music.notes).unwrap_or(f64::NAN)),
        ("scale_consistency", scale_consistency(&parts.music.notes).unwrap_or(f64::NAN)),
    ];
    features.extend(intervals(parts));
    features.extend(harmony(parts));
    features
}

/// Steps from each onset's highest note to the next one's, of every pitched instrument.
fn intervals(parts: &Parts) -> Features {
    let mut steps: Vec<i16> = Vec::new();
    let mut turns: Vec<bool> = Vec::new();
    for voice in parts.voices() {
        let top: Vec<i16> =
            voice.chunk_by(|a, b| a.onset == b.onset).map(|c| i16::from(c[c.len() - 1].pitch)).collect();
        let own: Vec<i16> = top.windows(2).map(|pair| pair[1] - pair[0]).collect();
        turns.extend(own.windows(2).map(|pair| pair[0].signum() * pair[1].signum() < 0));
        steps.extend(own);
    }
    let size = |range: std::ops::RangeInclusive<i16>| share(&steps, |step| range.contains(&step.abs()));
    vec![
        ("interval_mean", mean(steps.iter().map(|step| f64::from(step.abs())))),
        ("interval_repeats", size(0..=0)),
        ("interval_steps", size(1..=2)),
        ("interval_leaps", size(8..=127)),
        ("interval_entropy", entropy(steps.iter().copied())),
        ("melody_turns", share(&turns, |turn| *turn)),
    ]
}

fn harmony(parts: &Parts) -> Features {
    let metre = parts.music.metre;
    let chords = Harmony::of(&parts.music.notes, metre).chords;
    let slot = |n: &Note| 2 * n.bar(metre) + usize::from(n.onset.0 % metre.bar().0 >= first_slot(metre).0);
    let above_root = |n: &Note| match chords.get(slot(n)) {
        Some(ChordSlot::Chord(chord)) => Some((chord.quality, (n.pitch % 12 + 12 - chord.root) % 12)),
        _ => None,
    };
    let of_chord = |n: &&Note| above_root(n).map(|(quality, above)| quality.intervals().contains(&above));
    let basses = parts.pitched.iter().filter(|n| n.instrument.is_bass());
    let mut distinct: Vec<String> = chords.iter().map(|chord| format!("{chord:?}")).collect();
    distinct.sort_unstable();
    distinct.dedup();
    vec![
        ("chord_tones", share(parts.pitched.iter().filter_map(of_chord), |inside| inside)),
        ("bass_on_root", share(basses.filter_map(|n| above_root(n)), |(_, above)| above == 0)),
        ("chords_distinct", distinct.len() as f64),
        ("chords_none", share(&chords, |chord| *chord == ChordSlot::None)),
        ("chord_changes", share(chords.windows(2), |pair| pair[0] != pair[1])),
        ("semitone_clash", crate::eval::musician::semitone_clash(parts.music).unwrap_or(f64::NAN)),
    ]
}
