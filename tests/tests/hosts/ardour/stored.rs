//! What Ardour stored: the plugin's state, the notes and the sound that it recorded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use midly::{MidiMessage, Smf, Timing, TrackEventKind};
use std::path::{Path, PathBuf};

/// A note of the take; times in quarters from the song's start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recorded {
    pub on: f64,
    pub off: f64,
    pub channel: u8,
    pub key: u8,
    pub velocity: u8,
}

/// The plugin's state in a stored session.
pub fn state_in(session: &Path) -> Result<Vec<u8>, String> {
    let text = std::fs::read_to_string(session.join("take.ardour")).map_err(|error| error.to_string())?;
    let chunk = text.split("<chunk>").nth(1).and_then(|rest| rest.split("</chunk>").next());
    let chunk: String = chunk.ok_or("the session holds no plugin state")?.split_ascii_whitespace().collect();
    STANDARD.decode(chunk).map_err(|error| format!("the plugin's state in the session: {error}"))
}

/// The notes of the one recorded .mid file of a session. The region on the track begins with the song.
pub fn take_in(session: &Path) -> Result<Vec<Recorded>, String> {
    let files = files(session, "mid");
    let longest = files.iter().max_by_key(|file| file.metadata().map_or(0, |data| data.len()));
    let bytes = std::fs::read(longest.ok_or("nothing was recorded")?).map_err(|error| error.to_string())?;
    let smf = Smf::parse(&bytes).map_err(|error| error.to_string())?;
    let Timing::Metrical(per_quarter) = smf.header.timing else { return Err("a take in seconds".to_owned()) };
    let per_quarter = f64::from(per_quarter.as_int());
    let (mut open, mut take): (Vec<Recorded>, Vec<Recorded>) = (Vec::new(), Vec::new());
    for track in &smf.tracks {
        let mut now = 0u64;
        for event in track {
            now += u64::from(event.delta.as_int());
            let TrackEventKind::Midi { channel, message } = event.kind else { continue };
            let (at, channel) = (now as f64 / per_quarter, channel.as_int());
            match message {
                MidiMessage::NoteOn { key, vel } if vel > 0 => {
                    let (key, velocity) = (key.as_int(), vel.as_int());
                    open.push(Recorded { on: at, off: f64::INFINITY, channel, key, velocity });
                }
                MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => {
                    let place =
                        open.iter().position(|note| (note.channel, note.key) == (channel, key.as_int()));
                    let note = open.remove(place.ok_or(format!("a note-off alone at {at}"))?);
                    take.push(Recorded { off: at, ..note });
                }
                _ => {}
            }
        }
    }
    if open.is_empty() { Ok(take) } else { Err(format!("notes without end: {open:?}")) }
}

/// Both sides of what the audio track recorded, from the song's start on.
pub fn sound_in(session: &Path) -> Result<[Vec<f32>; 2], String> {
    let sides = ["%L.wav", "%R.wav"].map(|side| {
        let file = files(session, "wav").into_iter().find(|file| file.to_string_lossy().ends_with(side));
        let file = file.ok_or(format!("no {side} was recorded"))?;
        let samples = hound::WavReader::open(&file).and_then(|wav| wav.into_samples::<f32>().collect());
        samples.map_err(|error| format!("{}: {error}", file.display()))
    });
    let [left, right] = sides;
    Ok([left?, right?])
}

/// Every file of this kind in `folder` and below.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map_or(Vec::new(), |entries| entries.flatten().collect());
    let found = entries.iter().map(|entry| entry.path()).map(|path| match path.extension() {
        Some(is) if is == ending => vec![path],
        _ if path.is_dir() => files(&path, ending),
        _ => Vec::new(),
    });
    found.flatten().collect()
}
