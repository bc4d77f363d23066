//! The composer without a host: a request in, loops out.

mod asked;

use model::{ComposeError, Composed, Composer, Weights, WeightsError};
use score::smf::{self, Arrangement};
use score::{Metadata, Request};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What `generate` is asked to do.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The request, as JSON
    #[arg(long, value_name = "FILE")]
    pub request: PathBuf,
    /// Seed of the first loop, instead of the request's
    #[arg(long)]
    pub seed: Option<u64>,
    /// Weights instead of those that ship (.gguf or .safetensors)
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Loops to write; each has the seed after the one before
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub count: u32,
    /// Folder for loop-0.mid, loop-0.wav, loop-0-spectrogram.png, loop-1.mid ... and got.json
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Why no loop was written.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("cannot read {path}: {source}; check that the file exists and may be read")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path}, field {field}: {source}; correct the request")]
    Json { path: PathBuf, field: String, source: serde_json::Error },
    #[error("{path}, field {field}: {problem}; correct the request")]
    Request { path: PathBuf, field: String, problem: String },
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error(transparent)]
    Compose(#[from] ComposeError),
    #[error(transparent)]
    Picture(#[from] picture::PictureError),
    #[error("cannot write {path}: {source}; check that the folder may be written")]
    Write { path: PathBuf, source: std::io::Error },
}

impl GenerateError {
    /// 2 for what the caller can mend, 1 for what broke here.
    pub fn exit_code(&self) -> u8 {
        match self {
            GenerateError::Compose(ComposeError::TooLong { .. } | ComposeError::Grammar(_)) => 2,
            GenerateError::Compose(_) => 1,
            _ => 2,
        }
    }
}

/// `got.json`: what was asked and what came, loop by loop.
#[derive(Serialize)]
struct Report {
    loops: Vec<LoopReport>,
}

#[derive(Serialize)]
struct LoopReport {
    file: String,
    seed: u64,
    /// Tokens written.
    tokens: usize,
    seconds: f64,
    notes: usize,
    asked: serde_json::Value,
    /// Where the request contradicted itself, in words.
    notices: Vec<String>,
    got: Metadata,
}

/// The subcommand: writes the loops and prints a line for each.
///
/// # Errors
/// When the request, the weights or the folder cannot be used.
pub fn main(options: &Options) -> Result<(), GenerateError> {
    let mut request = asked::read(&options.request)?;
    request.seed = options.seed.unwrap_or(request.seed);
    let weights = options.weights.as_deref().map_or_else(Weights::embedded, Weights::open)?;
    let mut composer = Composer::new(Arc::new(weights));
    std::fs::create_dir_all(&options.out).map_err(write_error(&options.out))?;
    let mut report = Report { loops: Vec::new() };
    for index in 0..options.count {
        let composed = composer.compose(&request, &AtomicBool::new(false), &mut |_, _| ())?;
        let file = format!("loop-{index}.mid");
        write_loop(&options.out.join(&file), &request, &composed)?;
        write_sound(&options.out, &format!("loop-{index}"), &request, &composed)?;
        println!(
            "{file}: {} notes, {} tokens in {:.2} s",
            composed.notes.len(),
            composed.tokens,
            composed.seconds
        );
        let notices: Vec<String> = composed.contradictions.iter().map(ToString::to_string).collect();
        notices.iter().for_each(|notice| println!("  {notice}"));
        report.loops.push(LoopReport {
            file,
            seed: request.seed,
            tokens: composed.tokens,
            seconds: composed.seconds,
            notes: composed.notes.len(),
            asked: asked::controls(&request),
            notices,
            got: composed.got,
        });
        request.seed = request.seed.wrapping_add(1);
    }
    let path = options.out.join("got.json");
    let file = std::fs::File::create(&path).map_err(write_error(&path))?;
    serde_json::to_writer_pretty(file, &report).map_err(|e| write_error(&path)(e.into()))
}

fn write_loop(path: &Path, request: &Request, composed: &Composed) -> Result<(), GenerateError> {
    let arrangement = Arrangement { notes: &composed.notes, metre: request.metre, tempo: request.tempo };
    std::fs::write(path, smf::write(&arrangement)).map_err(write_error(path))
}

/// Frames per second of the sound.
const RATE: u32 = 48_000;
/// Of a loop whose request leaves the tempo to the host.
const TEMPO: f32 = 120.0;

/// Writes the loop as a sound, once through, and the sound's spectrogram.
fn write_sound(out: &Path, name: &str, request: &Request, composed: &Composed) -> Result<(), GenerateError> {
    let tempo = request.tempo.unwrap_or(TEMPO);
    let audio = synth::render(&composed.notes, f64::from(tempo), RATE);
    let path = out.join(format!("{name}.wav"));
    let file = std::fs::File::create(&path).map_err(write_error(&path))?;
    audio.write_wav(std::io::BufWriter::new(file)).map_err(write_error(&path))?;
    let picture = picture::spectrogram(&audio.mono(), RATE, &format!("{name}, {tempo} BPM"))?;
    let path = out.join(format!("{name}-spectrogram.png"));
    std::fs::write(&path, picture).map_err(write_error(&path))
}

fn write_error(path: &Path) -> impl FnOnce(std::io::Error) -> GenerateError + '_ {
    move |source| GenerateError::Write { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn generate(request: &str, count: u32) -> Result<tempfile::TempDir, GenerateError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("request.json");
        std::fs::write(&path, request).expect("a file");
        let out = folder.path().join("out");
        let options = Options { request: path, seed: Some(7), weights: None, count, out };
        main(&options).map(|()| folder)
    }

    #[test]
    fn loops_hold_the_asked_instruments_and_got_json_says_what_came() {
        let folder = generate(r#"{"tempo": 100, "tracks": [{"instrument": 128}, {"instrument": 33}]}"#, 2)
            .expect("loops");
        let out = folder.path().join("out");
        let wav = std::fs::read(out.join("loop-1.wav")).expect("its sound");
        assert!(wav.len() > 9 * 48_000 * 6, "four bars at 100 BPM and a tail");
        assert!(out.join("loop-1-spectrogram.png").is_file());
        for file in ["loop-0.mid", "loop-1.mid"] {
            let song = smf::read(&std::fs::read(out.join(file)).expect("a loop")).expect("a MIDI file");
            let instruments: BTreeSet<u8> = song.notes.iter().map(|n| n.instrument.0).collect();
            assert_eq!(instruments, BTreeSet::from([33, 128]), "{file}");
        }
        let got: serde_json::Value =
            serde_json::from_slice(&std::fs::read(out.join("got.json")).expect("got.json")).expect("JSON");
        assert_eq!(got["loops"][1]["seed"], 8);
        assert_eq!(got["loops"][0]["asked"]["tracks"][1]["instrument"], 33);
        assert_eq!(got["loops"][0]["got"]["tracks"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_request_that_contradicts_itself_gives_the_nearest_and_says_so() {
        let low = r#"{"tracks": [{"instrument": 73, "range": [10, 20], "cells": 1}], "density": 1}"#;
        let folder = generate(low, 1).expect("a loop");
        let got = std::fs::read(folder.path().join("out/got.json")).expect("got.json");
        let got: serde_json::Value = serde_json::from_slice(&got).expect("JSON");
        let notice = got["loops"][0]["notices"][0].as_str().expect("a sentence");
        assert!(notice.starts_with("Flute cannot play the keys 10 to 20"), "{notice}");
        let pitch = got["loops"][0]["got"]["mean_pitch"].as_f64().expect("notes");
        assert!((58.0..=70.0).contains(&pitch), "{pitch}");
    }

    #[test]
    fn reversed_ranges_and_instruments_twice_or_too_many_are_put_right_with_a_notice() {
        let mut tracks: Vec<serde_json::Value> =
            (0..17).map(|i| serde_json::json!({"instrument": 4 * i, "cells": 1})).collect();
        tracks[1]["range"] = serde_json::json!([72, 60]);
        tracks[2]["instrument"] = 0.into();
        tracks.push(serde_json::json!({"instrument": 100, "cells": 1}));
        let folder = generate(&serde_json::json!({ "tracks": tracks }).to_string(), 1).expect("a loop");
        let got = std::fs::read(folder.path().join("out/got.json")).expect("got.json");
        let got: serde_json::Value = serde_json::from_slice(&got).expect("JSON");
        let notices: Vec<&str> = got["loops"][0]["notices"]
            .as_array()
            .expect("notices")
            .iter()
            .filter_map(|n| n.as_str())
            .collect();
        for expected in ["is asked for twice", "More than 16 instruments", "60 to 72 are used"] {
            assert!(notices.iter().any(|notice| notice.contains(expected)), "{expected}: {notices:?}");
        }
        assert_eq!(got["loops"][0]["got"]["tracks"].as_array().map(Vec::len), Some(16));
    }

    #[test]
    fn errors_in_a_request_say_line_and_field() {
        let error = |json| generate(json, 1).expect_err("a wrong request").to_string();
        let unknown = error("{\n  \"tempoo\": 120\n}");
        assert!(unknown.contains("tempoo") && unknown.contains("line 2"), "{unknown}");
        let wrong = error("{\"tracks\": [{\"instrument\": 0},\n {\"instrument\": 1, \"range\": \"low\"}]}");
        assert!(wrong.contains("tracks[1].range") && wrong.contains("line 2"), "{wrong}");
        for (field, json) in [
            ("tempo", r#"{"tempo": -5}"#),
            ("sampling.top_p", r#"{"sampling": {"top_p": 2}}"#),
            ("bar_density[1]", r#"{"bar_density": [1, -2, 3, null]}"#),
            ("tracks[0].polyphony", r#"{"tracks": [{"instrument": 0, "polyphony": 17}]}"#),
            ("tracks[0].mean_velocity", r#"{"tracks": [{"instrument": 0, "mean_velocity": 200}]}"#),
        ] {
            let told = error(json);
            assert!(told.contains(&format!("field {field}:")) && !told.contains('\n'), "{told}");
        }
        assert!(error("[]").contains("object"), "{}", error("[]"));
        let broken = error("{\"tempo\": ");
        assert!(broken.contains("line 1"), "{broken}");
    }
}
