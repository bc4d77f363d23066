//! Files a minute through the corpus pipeline.

use crate::AnyError;
use crate::figures::{Figures, Reach, Report};
use crate::options::Options;
use midly::{Format, Header, MetaMessage, MidiMessage, Timing, TrackEvent, TrackEventKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const TURNS: usize = 3;
/// Songs that are made where no corpus is given: as many files, of four parts.
const SONGS: u64 = 3_000;
/// Training sequences for each file, as in our own runs.
const SEQUENCES: usize = 6;
/// Of a made song.
const BARS: usize = 32;
/// In ticks of a file.
const EIGHTH: u32 = 240;

pub fn measure(options: &Options, report: &mut Report) -> Result<(), AnyError> {
    let scratch = std::env::temp_dir().join(format!("quatrain-bench-prepare-{}", std::process::id()));
    let measured = (|| {
        let midi = match &options.midi {
            Some(midi) => midi.clone(),
            None => made(&scratch.join("midi"))?,
        };
        let files = count(&midi)?;
        let mut rates = Vec::new();
        for turn in 0..TURNS {
            let out = scratch.join(format!("shards-{turn}"));
            rates.push(files as f64 / run(options, &midi, &out, files)? * 60.0);
        }
        Ok((rates, files))
    })();
    let _ = std::fs::remove_dir_all(&scratch);
    let (rates, files) = measured.map_err(|error: AnyError| error)?;
    report.add("prepare.files_per_min", Figures::from(rates), Reach::AtLeast(20_000.0));
    report.tell("prepare.files", files as f64, Reach::Told);
    Ok(())
}

/// Seconds that the pipeline takes from files to shards, with all cores.
fn run(options: &Options, midi: &Path, out: &Path, files: usize) -> Result<f64, AnyError> {
    let begun = Instant::now();
    let done = Command::new(&options.trainer)
        .args(["prepare", "--midi"])
        .arg(midi)
        .arg("--out")
        .arg(out)
        .args(["--samples", &(files * SEQUENCES).to_string()])
        .stdout(Stdio::null())
        .status()?;
    if done.success() { Ok(begun.elapsed().as_secs_f64()) } else { Err("prepare failed".into()) }
}

fn count(folder: &Path) -> Result<usize, AnyError> {
    let mut files = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        files += if path.is_dir() {
            count(&path)?
        } else {
            usize::from(path.extension().is_some_and(|e| e == "mid"))
        };
    }
    Ok(files)
}

/// A folder of songs by chance: drums, bass, chords and a tune, 32 bars each.
fn made(folder: &Path) -> Result<PathBuf, AnyError> {
    let source = folder.join("chance");
    std::fs::create_dir_all(&source)?;
    for song in 0..SONGS {
        let mut random = fastrand::Rng::with_seed(song);
        let header = Header::new(Format::Parallel, Timing::Metrical(480.into()));
        let parts = [(9, 0, 36..50, 2), (0, 33, 30..45, 1), (1, 0, 55..70, 3), (2, 73, 65..85, 1)];
        let tracks: Vec<Vec<TrackEvent>> = parts.into_iter().map(|part| track(part, &mut random)).collect();
        midly::write_std(&header, &tracks, std::fs::File::create(source.join(format!("{song:05}.mid")))?)?;
    }
    Ok(folder.to_owned())
}

/// A part: its channel, program, keys, and how many of them are struck together.
fn track(
    (channel, program, keys, together): (u8, u8, std::ops::Range<u8>, usize),
    random: &mut fastrand::Rng,
) -> Vec<TrackEvent<'static>> {
    let event = |delta: u32, message| TrackEvent {
        delta: delta.into(),
        kind: TrackEventKind::Midi { channel: channel.into(), message },
    };
    let mut track = vec![event(0, MidiMessage::ProgramChange { program: program.into() })];
    for _ in 0..BARS * 8 {
        let mut chord: Vec<u8> = keys.clone().collect();
        random.shuffle(&mut chord);
        chord.truncate(together);
        let struck = random.bool();
        for &key in chord.iter().filter(|_| struck) {
            track.push(event(0, MidiMessage::NoteOn { key: key.into(), vel: random.u8(50..120).into() }));
        }
        let mut delta = EIGHTH;
        for &key in chord.iter().filter(|_| struck) {
            track.push(event(delta, MidiMessage::NoteOff { key: key.into(), vel: 0.into() }));
            delta = 0;
        }
        if !struck {
            track.push(event(EIGHTH, MidiMessage::Controller { controller: 7.into(), value: 100.into() }));
        }
    }
    track.push(TrackEvent { delta: 0.into(), kind: TrackEventKind::Meta(MetaMessage::EndOfTrack) });
    track
}
