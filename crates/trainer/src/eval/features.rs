//! What a classifier is told of a loop: named numbers, `NaN` where the loop has nothing that counts.

mod drums;
mod pitch;
mod texture;
mod time;
mod velocity;

use super::music::Loop;
use score::{Instrument, Note};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers by name; the same names in the same order for every loop.
pub(super) type Features = Vec<(&'static str, f64)>;

/// All features of a loop.
pub(super) fn of(music: &Loop) -> Features {
    let parts = Parts::of(music);
    [pitch::of(&parts), time::of(&parts), velocity::of(&parts), texture::of(&parts), drums::of(&parts)]
        .concat()
}

/// A loop taken apart.
struct Parts<'a> {
    music: &'a Loop,
    /// Without drums.
    pitched: Vec<&'a Note>,
    drums: Vec<&'a Note>,
    /// Notes of each instrument by onset, then pitch; drums included.
    instruments: BTreeMap<Instrument, Vec<&'a Note>>,
}

impl Parts<'_> {
    fn of(music: &Loop) -> Parts<'_> {
        let (drums, pitched) = music.notes.iter().partition(|n| n.instrument.is_drums());
        let mut instruments: BTreeMap<Instrument, Vec<&Note>> = BTreeMap::new();
        music.notes.iter().for_each(|n| instruments.entry(n.instrument).or_default().push(n));
        instruments.values_mut().for_each(|notes| notes.sort_by_key(|n| (n.onset, n.pitch)));
        Parts { music, pitched, drums, instruments }
    }

    /// Notes of each pitched instrument.
    fn voices(&self) -> impl Iterator<Item = &Vec<&Note>> {
        self.instruments.iter().filter(|(i, _)| !i.is_drums()).map(|(_, notes)| notes)
    }

    /// Distinct onsets of the loop, ascending.
    fn onsets(&self) -> Vec<u16> {
        onsets(&self.music.notes.iter().collect::<Vec<_>>())
    }

    fn bar(&self) -> u16 {
        self.music.metre.bar().0
    }
}

/// Distinct onsets of `notes`, ascending.
fn onsets(notes: &[&Note]) -> Vec<u16> {
    notes.iter().map(|n| n.onset.0).collect::<BTreeSet<u16>>().into_iter().collect()
}

/// `NaN` of nothing.
fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    super::fidelity::moments(values.into_iter()).map_or(f64::NAN, |(mean, _)| mean)
}

/// Standard deviation; `NaN` of nothing.
fn deviation(values: impl IntoIterator<Item = f64>) -> f64 {
    super::fidelity::moments(values.into_iter()).map_or(f64::NAN, |(_, deviation)| deviation)
}

/// Share of `items` for which `holds`; `NaN` of nothing.
fn share<T>(items: impl IntoIterator<Item = T>, holds: impl Fn(T) -> bool) -> f64 {
    mean(items.into_iter().map(|item| f64::from(holds(item))))
}

/// Shared over all members of two sets; `NaN` if both are empty.
fn jaccard<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    a.intersection(b).count() as f64 / a.union(b).count() as f64
}

/// Entropy of how often each value occurs, in bits; `NaN` of nothing.
fn entropy<T: Ord>(values: impl IntoIterator<Item = T>) -> f64 {
    let mut counts: BTreeMap<T, f64> = BTreeMap::new();
    values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1.0);
    super::fidelity::entropy(&counts.into_values().collect::<Vec<_>>()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;
    use score::Ticks;

    fn features(notes: &[Note]) -> BTreeMap<&'static str, f64> {
        of(&Loop::real(&piece(notes))).into_iter().collect()
    }

    fn is(features: &BTreeMap<&'static str, f64>, expected: &[(&str, f64)]) {
        for (name, value) in expected {
            let got = features[name];
            assert!((got - value).abs() < 1e-6, "{name}: {got} instead of {value}");
        }
    }

    /// In every bar: kick, snare, kick, snare and a hat on each eighth; a bass on each quarter; a lead that goes up C, D, E and C above.
    fn band() -> Vec<Note> {
        let bar = |bar: u16| {
            let beat = |b: u16, lead: u8| {
                let at = bar * 48 + b * 12;
                let drum = if b.is_multiple_of(2) { 36 } else { 38 };
                let lead = Note { duration: Ticks(12), ..note(80, at, lead, 80) };
                [
                    note(128, at, drum, 100),
                    note(128, at, 42, 60),
                    note(128, at + 6, 42, 60),
                    note(33, at, 36, 70),
                    lead,
                ]
            };
            [beat(0, 60), beat(1, 62), beat(2, 64), beat(3, 72)].concat()
        };
        (0..4).flat_map(bar).collect()
    }

    #[test]
    fn there_are_at_least_forty_and_their_names_are_the_same_for_every_loop() {
        let names = |notes: &[Note]| of(&Loop::real(&piece(notes))).iter().map(|f| f.0).collect::<Vec<_>>();
        let all = names(&band());
        assert!(all.len() >= 40, "{}", all.len());
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "no name twice");
        assert_eq!(names(&[]), all);
        assert!(of(&Loop::real(&piece(&band()))).iter().filter(|f| f.1.is_nan()).count() < 3);
    }

    #[test]
    fn a_band_is_described_as_a_hand_would() {
        let band = features(&band());
        // Pitches: four basses at 36; lead 60, 62, 64, 72: mean of 50.25.
        is(
            &band,
            &[("pitch_mean", 50.25), ("pitch_lowest", 36.0), ("pitch_highest", 72.0), ("pitch_classes", 3.0)],
        );
        // The lead's intervals in a bar: 2, 2, 8, and 12 down to the next bar; the bass repeats 15 times.
        is(
            &band,
            &[
                ("interval_repeats", 15.0 / 30.0),
                ("interval_steps", 8.0 / 30.0),
                ("interval_leaps", 7.0 / 30.0),
            ],
        );
        is(
            &band,
            &[("density_mean", 8.0), ("density_deviation", 0.0), ("onsets_on_beat", 0.5), ("ioi_mean", 0.5)],
        );
        is(&band, &[("bars_alike_1_2", 1.0), ("bars_repeat_1_4", 1.0), ("empty_bars", 0.0)]);
        is(&band, &[("instruments", 3.0), ("bass_melody_distance", 64.5 - 36.0), ("duration_mean", 0.75)]);
        is(&band, &[("kick_share", 1.0 / 6.0), ("hat_share", 2.0 / 3.0), ("snare_on_backbeat", 1.0)]);
        is(&band, &[("drum_notes_per_bar", 12.0), ("polyphony_mean", 1.5), ("sounding", 1.0)]);
    }

    #[test]
    fn what_a_loop_does_not_have_is_no_number() {
        let piano = features(&[note(0, 0, 60, 80), note(0, 12, 64, 80)]);
        for name in ["kick_share", "bass_melody_distance", "drum_bars_alike"] {
            assert!(piano[name].is_nan(), "{name}");
        }
        let mut flat = piece(&band());
        flat.material.dynamics = false;
        let flat: BTreeMap<_, _> = of(&Loop::real(&flat)).into_iter().collect();
        assert!(
            flat.iter().filter(|(name, _)| name.starts_with("velocity")).all(|(_, value)| value.is_nan())
        );
    }
}
