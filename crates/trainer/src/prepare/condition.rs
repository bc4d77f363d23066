//! What a training request says of its loop: the measured metadata, of which some is dropped at random, so that the model learns
//! to answer requests that say much, little or nothing.

use super::dice::Dice;
use super::task::Plan;
use score::metadata::{Metadata, TrackMetadata};
use score::{Cells, ChordSlot, Request, Track};

const DROP_ALL: f64 = 0.10;
const DROP_NONE: f64 = 0.10;
const DROP_KEY: f64 = 0.5;
/// How often a row of slots (chords, bar densities) has holes, and how often a slot is one.
const HOLES: (f64, f64) = (0.5, 0.3);
/// How often a request from scratch leaves the instruments to the model.
const DROP_INSTRUMENTS: f64 = 0.08;

/// Chance of each key to be dropped.
fn drop_chance(dice: &mut Dice) -> f64 {
    match dice.unit() {
        x if x < DROP_ALL => 1.0,
        x if x < DROP_ALL + DROP_NONE => 0.0,
        _ => DROP_KEY,
    }
}

/// A request for a loop with the metadata `measured` and the cells of `plan`; the notes to keep are the caller's.
/// Velocity is never spoken of where the loop has no `dynamics`.
pub fn request(measured: &Metadata, tempo: f32, plan: &Plan, dynamics: bool, dice: &mut Dice) -> Request {
    let drop = drop_chance(dice);
    let mut says = || !dice.chance(drop);
    let mut request = Request {
        tempo: says().then_some(tempo),
        key: measured.key.filter(|_| says()),
        mean_pitch: measured.mean_pitch.filter(|_| says()),
        mean_velocity: measured.mean_velocity.filter(|_| says() && dynamics),
        mean_duration: measured.mean_duration.filter(|_| says()),
        density: says().then_some(measured.density),
        ..Request::default()
    };
    if says() {
        request.bar_density = measured.bar_density.map(Some);
        holes(&mut request.bar_density, None, drop, dice);
    }
    if !dice.chance(drop) {
        request.chords = measured.chords;
        holes(&mut request.chords, ChordSlot::Any, drop, dice);
    }
    let scratch = plan.iter().all(|(_, cells)| *cells == Cells::ALL);
    if !(scratch && drop > 0.0 && dice.chance(DROP_INSTRUMENTS)) {
        request.tracks = tracks(measured, plan, dynamics, drop, dice);
    }
    request
}

/// Leaves out some slots of a row, half of the time; never when nothing is to be dropped.
fn holes<T: Copy>(row: &mut [T], hole: T, drop: f64, dice: &mut Dice) {
    if drop > 0.0 && dice.chance(HOLES.0) {
        row.iter_mut().filter(|_| dice.chance(HOLES.1)).for_each(|slot| *slot = hole);
    }
}

fn tracks(measured: &Metadata, plan: &Plan, dynamics: bool, drop: f64, dice: &mut Dice) -> Vec<Track> {
    let of = |instrument| measured.tracks.iter().find(|t| t.instrument == instrument);
    let track = |&(instrument, cells): &_| {
        let plain = Track { cells, ..Track::new(instrument) };
        of(instrument).map_or(plain.clone(), |measured| describe(plain, measured, dynamics, drop, dice))
    };
    plan.iter().map(track).collect()
}

fn describe(track: Track, measured: &TrackMetadata, dynamics: bool, drop: f64, dice: &mut Dice) -> Track {
    let mut says = || !dice.chance(drop);
    Track {
        mean_pitch: measured.mean_pitch.filter(|_| says()),
        mean_velocity: Some(measured.mean_velocity).filter(|_| says() && dynamics),
        mean_duration: measured.mean_duration.filter(|_| says()),
        density: says().then_some(measured.density),
        polyphony: says().then_some(measured.polyphony),
        ..track
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Chord, Instrument, Quality};

    fn measured() -> Metadata {
        let track = TrackMetadata {
            instrument: Instrument(33),
            mean_pitch: Some(40.0),
            mean_velocity: 90.0,
            mean_duration: Some(0.5),
            density: 8.0,
            polyphony: 1,
        };
        Metadata {
            mean_pitch: Some(40.0),
            mean_velocity: Some(90.0),
            mean_duration: Some(0.5),
            density: 8.0,
            bar_density: [8.0; 4],
            chords: [ChordSlot::Chord(Chord { root: 9, quality: Quality::Minor }); 8],
            tracks: vec![track],
            ..Metadata::default()
        }
    }

    fn requests(dynamics: bool, cells: Cells) -> Vec<Request> {
        let plan = vec![(Instrument(33), cells)];
        (0..2000).map(|s| request(&measured(), 120.0, &plan, dynamics, &mut Dice::new(6, s))).collect()
    }

    fn share(requests: &[Request], holds: impl Fn(&Request) -> bool) -> f64 {
        requests.iter().filter(|r| holds(r)).count() as f64 / requests.len() as f64
    }

    #[test]
    fn keys_are_dropped_half_of_the_time_and_all_or_none_sometimes() {
        let requests = requests(true, Cells::ALL);
        let bare = |r: &Request| {
            r.tempo.is_none()
                && r.mean_pitch.is_none()
                && r.density.is_none()
                && r.chords == [ChordSlot::Any; 8]
        };
        assert!((0.45..0.55).contains(&share(&requests, |r| r.tempo.is_some())));
        assert!((0.45..0.55).contains(&share(&requests, |r| r.mean_velocity.is_some())));
        assert!((0.10..0.20).contains(&share(&requests, bare)));
        assert!((0.3..0.6).contains(&share(&requests, |r| r.tracks.iter().any(|t| t.polyphony.is_some()))));
    }

    #[test]
    fn given_rows_have_holes_about_half_of_the_time() {
        let requests = requests(true, Cells::ALL);
        let given: Vec<Request> =
            requests.into_iter().filter(|r| r.chords.iter().any(|c| *c != ChordSlot::Any)).collect();
        assert!((0.3..0.5).contains(&share(&given, |r| r.chords.contains(&ChordSlot::Any))));
    }

    #[test]
    fn instruments_are_left_to_the_model_only_from_scratch() {
        let left = share(&requests(true, Cells::ALL), |r| r.tracks.is_empty());
        assert!((0.04..0.11).contains(&left), "{left}");
        assert_eq!(share(&requests(true, Cells(0b0011)), |r| r.tracks.is_empty()), 0.0);
    }

    #[test]
    fn without_dynamics_no_velocity_is_spoken_of() {
        let speaks =
            |r: &Request| r.mean_velocity.is_some() || r.tracks.iter().any(|t| t.mean_velocity.is_some());
        assert_eq!(share(&requests(false, Cells::ALL), speaks), 0.0);
    }
}
