//! Renders the first 24 bars of a MIDI file: `cargo run -p quatrain-synth --example render -- IN.mid OUT.wav [BPM]`. Prints its peak and loudness.

use score::song::SongNote;
use score::{Note, Ticks, smf};
use std::fs::File;
use std::io::BufWriter;

/// In ticks: 24 bars of 4/4.
const LONGEST: u32 = 24 * 48;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, rest @ ..] = arguments.as_slice() else { return Err("give IN.mid OUT.wav [BPM]".into()) };
    let song = smf::read(&std::fs::read(from)?)?;
    let tempo = rest.first().map_or(Ok(120.0), |tempo| tempo.parse())?;
    let notes: Vec<Note> = song.notes.iter().filter(|note| note.onset < LONGEST).map(loop_note).collect();
    let audio = synth::render(&notes, tempo, 48_000);
    audio.write_wav(BufWriter::new(File::create(to)?))?;
    let power = audio.left.iter().chain(&audio.right).map(|x| f64::from(x * x)).sum::<f64>();
    let rms = (power / (2 * audio.left.len()) as f64).sqrt();
    let decibels = |x: f64| 20.0 * x.log10();
    println!("peak {:.1} dBFS, RMS {:.1} dBFS", decibels(audio.peak().into()), decibels(rms));
    Ok(())
}

fn loop_note(note: &SongNote) -> Note {
    Note {
        instrument: note.instrument,
        onset: Ticks(note.onset as u16),
        pitch: note.pitch,
        velocity: note.velocity,
        duration: Ticks(note.duration),
    }
}
