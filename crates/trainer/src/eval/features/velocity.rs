//! Loudness; nothing where velocities mean nothing.

use super::{Features, Parts, deviation, entropy, mean, share};
use score::TICKS_PER_QUARTER;

pub(super) fn of(parts: &Parts) -> Features {
    let notes = &parts.music.notes;
    let velocities = || notes.iter().map(|n| f64::from(n.velocity));
    let within =
        parts.instruments.values().map(|notes| deviation(notes.iter().map(|n| f64::from(n.velocity))));
    let steps: Vec<u8> = parts
        .instruments
        .values()
        .flat_map(|notes| notes.windows(2).map(|pair| pair[0].velocity.abs_diff(pair[1].velocity)))
        .collect();
    let on_beat = notes.iter().filter(|n| n.onset.0 % TICKS_PER_QUARTER == 0).map(|n| f64::from(n.velocity));
    let features = vec![
        ("velocity_mean", mean(velocities())),
        ("velocity_deviation", deviation(velocities())),
        ("velocity_deviation_within", mean(within)),
        ("velocity_entropy", entropy(notes.iter().map(|n| n.velocity))),
        ("velocity_step", mean(steps.iter().map(|&step| f64::from(step)))),
        ("velocity_unchanged", share(&steps, |step| *step == 0)),
        ("velocity_accent", mean(on_beat) - mean(velocities())),
    ];
    let counts = |value: f64| if parts.music.dynamics { value } else { f64::NAN };
    features.into_iter().map(|(name, value)| (name, counts(value))).collect()
}
