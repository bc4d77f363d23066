//! How instruments sound together.

use super::{Features, Parts, mean, onsets, share};
use score::{Instrument, Note};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn of(parts: &Parts) -> Features {
    let mut features = polyphony(parts);
    features.extend(together(parts));
    features.extend(registers(parts));
    features
}

fn polyphony(parts: &Parts) -> Features {
    let sounding = |notes: &[&Note]| -> Vec<f64> {
        let count = |tick: u16| notes.iter().filter(|n| n.onset.0 <= tick && tick < n.end().0).count() as f64;
        (0..parts.music.metre.loop_len().0).map(count).filter(|&count| count > 0.0).collect()
    };
    let all = sounding(&parts.pitched);
    let own: Vec<Vec<f64>> = parts.voices().map(|voice| sounding(voice)).collect();
    let most = |counts: &Vec<f64>| counts.iter().copied().fold(0.0, f64::max);
    // Whether a note still sounds when its instrument strikes the next onset.
    let overlaps = parts.voices().flat_map(|voice| {
        let onsets = onsets(voice);
        let next = move |n: &Note| onsets.iter().copied().find(|&onset| onset > n.onset.0);
        voice.iter().filter_map(|n| Some(n.end().0 > next(n)?)).collect::<Vec<_>>()
    });
    vec![
        ("polyphony_mean", mean(all.iter().copied())),
        ("polyphony_most", if parts.pitched.is_empty() { f64::NAN } else { most(&all) }),
        ("polyphony_own_mean", mean(own.iter().map(|counts| mean(counts.iter().copied())))),
        ("polyphony_own_most", mean(own.iter().map(most))),
        ("overlaps_next", share(overlaps, |overlaps| overlaps)),
    ]
}

fn together(parts: &Parts) -> Features {
    let mut strikers: BTreeMap<u16, BTreeSet<Instrument>> = BTreeMap::new();
    let mut classes: BTreeMap<(u16, u8), BTreeSet<Instrument>> = BTreeMap::new();
    for note in &parts.music.notes {
        strikers.entry(note.onset.0).or_default().insert(note.instrument);
    }
    for note in &parts.pitched {
        classes.entry((note.onset.0, note.pitch % 12)).or_default().insert(note.instrument);
    }
    let notes: Vec<f64> = parts.instruments.values().map(|notes| notes.len() as f64).collect();
    vec![
        ("instruments", parts.instruments.len() as f64),
        ("onsets_shared", share(strikers.values(), |instruments| instruments.len() > 1)),
        ("notes_doubled", share(classes.values(), |instruments| instruments.len() > 1)),
        ("busiest_share", notes.iter().copied().fold(0.0, f64::max) / parts.music.notes.len() as f64),
    ]
}

fn registers(parts: &Parts) -> Features {
    let means: Vec<(bool, f64)> = parts
        .voices()
        .map(|voice| (voice[0].instrument.is_bass(), mean(voice.iter().map(|n| f64::from(n.pitch)))))
        .collect();
    let bass = mean(means.iter().filter(|(bass, _)| *bass).map(|(_, pitch)| *pitch));
    let others = means.iter().filter(|(bass, _)| !bass).map(|(_, pitch)| *pitch);
    let melody = others.reduce(f64::max).unwrap_or(f64::NAN);
    let spans = parts.voices().map(|voice| {
        let pitches = || voice.iter().map(|n| n.pitch);
        f64::from(pitches().max().unwrap_or(0)) - f64::from(pitches().min().unwrap_or(0))
    });
    vec![("bass_pitch", bass), ("bass_melody_distance", melody - bass), ("span_own_mean", mean(spans))]
}
