//! Whether loops are what was asked for.

use super::bootstrap::{self, Score};
use super::loops::{Made, System};
use super::material::Piece;
use super::prompts::Condition;
use super::report::Report;
use score::asked::{self, Comparison, Control};
use score::{ChordSlot, Instrument, Mode, Request, Scale, ScaleKind, metadata};
use std::collections::{BTreeMap, BTreeSet};

/// Files the errors of all loops of `system` under `control.SYSTEM.CONDITION`.
pub(super) fn report(made: &[Made], prompts: &[Piece], system: System, seed: u64, report: &mut Report) {
    for condition in Condition::ALL {
        let mut scores: BTreeMap<&str, Vec<Score>> = NAMES.iter().map(|&name| (name, Vec::new())).collect();
        for made in made.iter().filter(|made| made.condition == condition) {
            let asked = condition.compared_with(&made.request, &prompts[made.prompt]);
            for (name, sum, weight) in errors(&asked, made) {
                scores.entry(name).or_default().push(Score { song: made.music.song, sum, weight });
            }
        }
        for (name, scores) in scores {
            let path = format!("control.{}.{}.{name}", system.name(), condition.name());
            report.put(&path, bootstrap::ratio(scores, seed));
        }
    }
}

/// What is measured of each loop, where it was asked for.
const NAMES: [&str; 14] = [
    "instrument_jaccard",
    "mean_pitch_mae",
    "mean_velocity_mae",
    "mean_duration_mae",
    "mean_duration_mae_quarters",
    "density_mae",
    "bar_density_mae",
    "chord_hit",
    "in_scale",
    "track_pitch_mae",
    "track_velocity_mae",
    "track_duration_mae",
    "track_density_mae",
    "unheard",
];

/// Sums and weights of one loop by name.
fn errors(asked: &Request, made: &Made) -> Vec<(&'static str, f64, f64)> {
    let got = metadata::extract(&made.music.notes, made.music.metre);
    let mut errors = Vec::new();
    if !asked.tracks.is_empty() {
        errors.push(("instrument_jaccard", instrument_jaccard(asked, made), 1.0));
    }
    for comparison in asked::compare(asked, &got) {
        errors.extend(of_comparison(&comparison));
    }
    let slots =
        asked.chords.iter().zip(&got.chords).filter(|(asked, _)| matches!(asked, ChordSlot::Chord(_)));
    let hits: Vec<bool> = slots.map(|(asked, got)| asked == got).collect();
    errors.push(("chord_hit", hits.iter().filter(|hit| **hit).count() as f64, hits.len() as f64));
    errors.extend(in_scale(asked, made).map(|(inside, notes)| ("in_scale", inside, notes)));
    errors
}

/// The absolute error of one control under its names; duration's as a share of what was asked, and in quarters.
fn of_comparison(comparison: &Comparison) -> Vec<(&'static str, f64, f64)> {
    let whole = comparison.instrument.is_none();
    let asked = f64::from(comparison.asked);
    let Some(got) = comparison.got.map(f64::from) else {
        return vec![("unheard", 1.0, 1.0)];
    };
    let error = (got - asked).abs();
    let name = |of_loop, of_track| if whole { of_loop } else { of_track };
    let mut errors = match comparison.control {
        Control::MeanPitch => vec![(name("mean_pitch_mae", "track_pitch_mae"), error, 1.0)],
        Control::MeanVelocity => vec![(name("mean_velocity_mae", "track_velocity_mae"), error, 1.0)],
        Control::MeanDuration => {
            let share = error / asked.max(1e-6);
            let mut errors = vec![(name("mean_duration_mae", "track_duration_mae"), share, 1.0)];
            errors.extend(whole.then_some(("mean_duration_mae_quarters", error, 1.0)));
            errors
        }
        Control::Density => vec![(name("density_mae", "track_density_mae"), error, 1.0)],
        Control::BarDensity(_) => vec![("bar_density_mae", error, 1.0)],
        // Filed as `chord_hit`, over the slots for which a chord was asked.
        Control::Chords => return Vec::new(),
    };
    errors.push(("unheard", 0.0, 1.0));
    errors
}

/// Instruments asked for and heard, over asked for or heard.
fn instrument_jaccard(asked: &Request, made: &Made) -> f64 {
    let asked: BTreeSet<Instrument> = asked.tracks.iter().map(|t| t.instrument).collect();
    let heard: BTreeSet<Instrument> = made.music.notes.iter().map(|n| n.instrument).collect();
    asked.intersection(&heard).count() as f64 / asked.union(&heard).count().max(1) as f64
}

/// Pitched notes inside the major or natural minor scale of the asked key, and all pitched notes; `None` where no key is asked.
fn in_scale(asked: &Request, made: &Made) -> Option<(f64, f64)> {
    let key = asked.key?;
    let kind = if key.mode == Mode::Major { ScaleKind::Major } else { ScaleKind::Minor };
    let scale = Scale { tonic: key.tonic, kind };
    let pitches: Vec<u8> =
        made.music.notes.iter().filter(|n| !n.instrument.is_drums()).map(|n| n.pitch).collect();
    let inside = pitches.iter().filter(|&&pitch| scale.contains(pitch)).count();
    Some((inside as f64, pitches.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::super::music::Loop;
    use super::*;
    use score::{Chord, Key, Note, Quality, Ticks, Track};

    /// C major triads of two quarters with a bass below, at velocity 64; slots 0 and 1 of each bar.
    fn made(request: Request) -> Made {
        let chord = |at: u16| [60, 64, 67].map(|pitch| note(0, at, pitch, 64));
        let notes: Vec<Note> = (0..8)
            .flat_map(|half: u16| chord(half * 24).into_iter().chain([note(33, half * 24, 36, 64)]))
            .map(|n| Note { duration: Ticks(24), ..n })
            .collect();
        let music = Loop { notes: score::canonicalise(&notes, request.metre), ..Loop::real(&piece(&notes)) };
        Made { condition: Condition::All, request, prompt: 0, music, crossing: 0 }
    }

    fn measured(request: &Request, name: &str) -> Option<f64> {
        let errors = errors(request, &made(request.clone()));
        let (sum, weight) =
            errors.iter().filter(|e| e.0 == name).fold((0.0, 0.0), |a, e| (a.0 + e.1, a.1 + e.2));
        (weight > 0.0).then(|| sum / weight)
    }

    #[test]
    fn errors_are_what_a_hand_counts() {
        let c = ChordSlot::Chord(Chord { root: 0, quality: Quality::Major });
        let f = ChordSlot::Chord(Chord { root: 5, quality: Quality::Major });
        let request = Request {
            key: Some(Key { tonic: 2, mode: score::Mode::Major }),
            // Three notes of 60, 64 and 67 for each 36: a mean of 56.75.
            mean_pitch: Some(58.75),
            mean_velocity: Some(70.0),
            mean_duration: Some(1.0),
            density: Some(3.5),
            bar_density: [Some(2.0), Some(4.0), None, None],
            chords: [c, c, f, f, c, ChordSlot::None, ChordSlot::Any, c],
            tracks: vec![
                Track { mean_pitch: Some(39.0), density: Some(2.0), ..Track::new(Instrument(33)) },
                Track { mean_pitch: Some(50.0), ..Track::new(Instrument(40)) },
                Track::new(Instrument(0)),
            ],
            ..Request::default()
        };
        let is = |name: &str, expected: f64| {
            let value = measured(&request, name).unwrap_or_else(|| panic!("no {name}"));
            assert!((value - expected).abs() < 1e-5, "{name}: {value} instead of {expected}");
        };
        is("instrument_jaccard", 2.0 / 3.0);
        is("mean_pitch_mae", 2.0);
        // 64 on the grid of 32 velocities is 62 or 66.
        let velocity = f64::from(score::bins::velocity_value(score::bins::velocity_bin(64)));
        is("mean_velocity_mae", 70.0 - velocity);
        is("mean_duration_mae", 1.0);
        is("mean_duration_mae_quarters", 1.0);
        is("density_mae", 1.5);
        is("bar_density_mae", 1.0);
        // Four of the six slots for which a chord was asked.
        is("chord_hit", 4.0 / 6.0);
        // Of C, E, G and the C of the bass, D major has E and G.
        is("in_scale", 0.5);
        is("track_pitch_mae", 3.0);
        is("track_density_mae", 0.0);
        // Of nine means and densities one, the pitch of the instrument that does not sound.
        is("unheard", 1.0 / 9.0);
    }

    #[test]
    fn what_was_not_asked_has_no_error() {
        let nothing = Request::default();
        for name in NAMES {
            assert_eq!(measured(&nothing, name), None, "{name}");
        }
    }
}
