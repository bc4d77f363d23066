//! Requests as JSON files: read, checked, and shown again beside what came.

use super::GenerateError;
use score::{BARS, Cells, ChordSlot, Note, Request, Track};
use std::path::Path;

/// Reads and checks a request.
pub(super) fn read(path: &Path) -> Result<Request, GenerateError> {
    let path_owned = || path.to_owned();
    let text = std::fs::read(path).map_err(|source| GenerateError::Read { path: path_owned(), source })?;
    // serde would take a list for a request whose fields have no names.
    if text.trim_ascii_start().first().is_some_and(|&byte| byte != b'{') {
        let problem = "a request is an object, { ... }".to_string();
        return Err(GenerateError::Request { path: path_owned(), field: "(start)".into(), problem });
    }
    let mut json = serde_json::Deserializer::from_slice(&text);
    let request: Request = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        let field = e.path().to_string();
        GenerateError::Json { path: path_owned(), field, source: e.into_inner() }
    })?;
    json.end().map_err(|source| GenerateError::Json { path: path_owned(), field: "(end)".into(), source })?;
    match problem(&request) {
        Some((field, problem)) => Err(GenerateError::Request { path: path_owned(), field, problem }),
        None => Ok(request),
    }
}

/// The part of a request that can be compared with what came.
pub(super) fn controls(request: &Request) -> serde_json::Value {
    let mut value = serde_json::to_value(request).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        ["keep", "past", "sampling", "seed", "epoch"].iter().for_each(|key| drop(fields.remove(*key)));
    }
    value
}

/// The first field whose value means nothing, and why. What a request says against itself is left to [`score::resolve()`].
fn problem(request: &Request) -> Option<(String, String)> {
    let root = |name: &str, pitch_class: u8| {
        (pitch_class > 11).then(|| {
            (name.to_string(), format!("{pitch_class} is no pitch class, which go from 0 (C) to 11 (B)"))
        })
    };
    let chord = |(slot, chord): (usize, &ChordSlot)| match chord {
        ChordSlot::Chord(chord) => root(&format!("chords[{slot}].chord.root"), chord.root),
        _ => None,
    };
    in_numbers(request)
        .or_else(|| request.key.and_then(|key| root("key.tonic", key.tonic)))
        .or_else(|| request.scale.and_then(|scale| root("scale.tonic", scale.tonic)))
        .or_else(|| request.chords.iter().enumerate().find_map(chord))
        .or_else(|| request.tracks.iter().enumerate().find_map(|(index, track)| in_track(index, track)))
        .or_else(|| in_notes("keep", request, &request.keep))
        .or_else(|| in_notes("past", request, &request.past))
}

/// Lowest and highest value of a number, and what it is.
type Bounds = (f32, f32, &'static str);

const PITCH: Bounds = (0.0, 127.0, "MIDI keys");
const VELOCITY: Bounds = (1.0, 127.0, "MIDI velocities");
const LENGTH: Bounds = (0.0, 24.0, "quarters");
const DENSITY: Bounds = (0.0, 72.0, "onsets a bar");

fn outside((field, value, (low, high, unit)): (&str, Option<f32>, Bounds)) -> Option<(String, String)> {
    let value = value.filter(|value| !(low..=high).contains(value))?;
    Some((field.to_string(), format!("{value} is not from {low} to {high} {unit}")))
}

fn in_numbers(request: &Request) -> Option<(String, String)> {
    let numbers = [
        ("tempo", request.tempo, (1.0, 1000.0, "BPM")),
        ("mean_pitch", request.mean_pitch, PITCH),
        ("mean_velocity", request.mean_velocity, VELOCITY),
        ("mean_duration", request.mean_duration, LENGTH),
        ("density", request.density, DENSITY),
        (
            "sampling.temperature",
            Some(request.sampling.temperature),
            (0.0, 10.0, "(1 is the model's own, 0 the likeliest)"),
        ),
        ("sampling.top_p", Some(request.sampling.top_p), (0.0, 1.0, "of the probability")),
        ("variation", request.variation, (0.0, 1.0, "of the loop in keep")),
        ("sampling.guidance", Some(request.sampling.guidance), (1.0, 4.0, "(1 is off)")),
        (
            "sampling.candidates",
            Some(f32::from(request.sampling.candidates)),
            (1.0, 8.0, "versions of a bar"),
        ),
    ];
    let bars = request.bar_density.iter().enumerate();
    let bar = |(bar, &density)| outside((&format!("bar_density[{bar}]"), density, DENSITY));
    numbers.into_iter().find_map(outside).or_else(|| bars.map(bar).find_map(|found| found))
}

fn in_track(index: usize, track: &Track) -> Option<(String, String)> {
    let wrong = |field: &str, why: String| Some((format!("tracks[{index}].{field}"), why));
    let instrument = track.instrument;
    if instrument.0 > 128 {
        return wrong(
            "instrument",
            format!("{} is neither a GM program (0 to 127) nor drums (128)", instrument.0),
        );
    }
    if track.cells.0 > Cells::ALL.0 {
        return wrong("cells", format!("{} has bits for more than {BARS} bars", track.cells.0));
    }
    if let Some(polyphony) = track.polyphony.filter(|p| !(1..=16).contains(p)) {
        return wrong("polyphony", format!("{polyphony} notes at once are not from 1 to 16"));
    }
    let numbers = [
        ("mean_pitch", track.mean_pitch, PITCH),
        ("mean_velocity", track.mean_velocity, VELOCITY),
        ("mean_duration", track.mean_duration, LENGTH),
        ("density", track.density, DENSITY),
    ];
    numbers.into_iter().find_map(outside).and_then(|(field, why)| wrong(&field, why))
}

fn in_notes(name: &str, request: &Request, notes: &[Note]) -> Option<(String, String)> {
    let end = request.metre.loop_len();
    let problem = |note: &Note| match note {
        _ if note.instrument.0 > 128 => {
            Some(("instrument", "neither a GM program (0 to 127) nor drums (128)"))
        }
        _ if note.pitch > 127 => Some(("pitch", "beyond MIDI key 127")),
        _ if !(1..=127).contains(&note.velocity) => Some(("velocity", "not a MIDI velocity from 1 to 127")),
        _ if note.duration.0 == 0 => Some(("duration", "at least one tick is needed")),
        _ if note.onset >= end => Some(("onset", "behind the end of the loop")),
        _ => None,
    };
    let found = notes.iter().enumerate().find_map(|(index, note)| problem(note).map(|p| (index, p)));
    found.map(|(index, (field, why))| (format!("{name}[{index}].{field}"), why.to_string()))
}
