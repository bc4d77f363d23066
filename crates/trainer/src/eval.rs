//! How good weights are: nats per token on music that they did not learn, whether loops are what was asked for, and whether
//! they are like real music. `docs/evaluation.md` says what each number is.

mod bootstrap;
mod control;
mod copying;
mod diversity;
mod features;
mod fidelity;
mod likelihood;
mod loops;
mod material;
mod musician;
mod plain;
mod prompts;
mod report;
mod seam;
mod showing;
mod two_sample;

use crate::prepare::PrepareError;
use loops::{Loop, Made, System};
use material::Corpus;
use model::{ComposeError, TransformerError, Weights, WeightsError};
use prompts::Condition;
use report::Report;
use score::Sampling;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `eval` is asked to do.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Folder that holds the MIDI files; its subfolders are the sources
    #[arg(long, value_name = "DIR")]
    pub midi: PathBuf,
    /// Weights instead of those that ship (.gguf or .safetensors)
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Windows to make requests of; each is asked for in three conditions, of two systems
    #[arg(long, default_value_t = 100)]
    pub loops: usize,
    /// Sequences of each source group for nats per token
    #[arg(long, default_value_t = 100)]
    pub sequences: usize,
    /// Loops of one request for diversity
    #[arg(long, default_value_t = 200)]
    pub seeds: usize,
    /// Strength of guidance, instead of that which ships
    #[arg(long)]
    pub guidance: Option<f32>,
    /// Candidates, instead of as many as ship
    #[arg(long)]
    pub candidates: Option<u8>,
    /// Decides the split, the loops and the resamples
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only songs that `prepare` holds out with the same seed; otherwise all songs below the folder
    #[arg(long)]
    pub held_out_only: bool,
    /// Folder of the music that was trained on, to look for copies in (with --held-out-only: what is not held out)
    #[arg(long, value_name = "DIR")]
    pub training: Option<PathBuf>,
    /// Folder for loops as MIDI files, and for a sheet of their piano rolls
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// File for the results
    #[arg(long, value_name = "FILE")]
    pub json: PathBuf,
}

impl Options {
    /// How the composer draws its tokens.
    fn sampling(&self) -> Sampling {
        let ships = Sampling::default();
        Sampling {
            guidance: self.guidance.unwrap_or(ships.guidance),
            candidates: self.candidates.unwrap_or(ships.candidates),
            ..ships
        }
    }
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    #[error(transparent)]
    Corpus(#[from] PrepareError),
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error(transparent)]
    Compose(#[from] ComposeError),
    #[error(transparent)]
    Transformer(#[from] TransformerError),
    #[error(
        "{0} holds no four-bar window to measure on: give a folder with more music, or leave --held-out-only out"
    )]
    Nothing(PathBuf),
    #[error("the trees that tell real from made cannot be grown: {0}")]
    Trees(String),
    #[error(transparent)]
    Picture(#[from] picture::PictureError),
    #[error("cannot write {path}: {source}; check that the folder exists and may be written")]
    Write { path: PathBuf, source: std::io::Error },
}

impl EvalError {
    /// 2 for what the caller can mend, 1 for what broke here.
    pub fn exit_code(&self) -> u8 {
        match self {
            EvalError::Corpus(error) => error.exit_code(),
            EvalError::Weights(_) | EvalError::Nothing(_) | EvalError::Write { .. } => 2,
            _ => 1,
        }
    }
}

/// The subcommand: measures, writes the results and prints them.
///
/// # Errors
/// When corpus, weights or the file for the results cannot be used.
pub fn main(options: &Options) -> Result<(), EvalError> {
    writable(&options.json)?;
    let weights = Arc::new(options.weights.as_deref().map_or_else(Weights::embedded, Weights::open)?);
    let corpus = Corpus::read(options)?;
    if corpus.prompts.is_empty() {
        return Err(EvalError::Nothing(options.midi.clone()));
    }
    let report = measure(&weights, &corpus, options)?;
    println!("{report}");
    let text = serde_json::to_string_pretty(&report.json()).unwrap_or_default() + "\n";
    std::fs::write(&options.json, text)
        .map_err(|source| EvalError::Write { path: options.json.clone(), source })
}

/// Looks whether there is a folder to write to, before minutes are spent.
fn writable(file: &Path) -> Result<(), EvalError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match std::fs::read_dir(folder) {
        Ok(_) => Ok(()),
        Err(source) => Err(EvalError::Write { path: file.to_owned(), source }),
    }
}

fn measure(weights: &Arc<Weights>, corpus: &Corpus, options: &Options) -> Result<Report, EvalError> {
    let (prompts, seed) = (&corpus.prompts, options.seed);
    let mut report = Report::default();
    likelihood::report(weights, &corpus.pieces, options, &mut report)?;
    let full = loops::make(weights, prompts, System::Full, options)?;
    let plain = loops::make(weights, prompts, System::Plain, options)?;
    let systems = [(System::Full, &full[..]), (System::Plain, &plain[..])];
    let real: Vec<Loop> = prompts.iter().chain(&corpus.others).map(Loop::real).collect();
    fidelity::report(&real, "real", seed, &mut report);
    fidelity::report_overlaps(&fidelity::same_song(&real), "real", seed, &mut report);
    musician::report(&real, "real", seed, &mut report);
    for (system, made) in systems {
        control::report(made, prompts, system, seed, &mut report);
        likeness(made, prompts, system, seed, &mut report);
        tell_apart(made, &real[prompts.len()..], system, seed, &mut report)?;
        copying::report(corpus.training.as_ref(), &real, made, system, seed, &mut report);
    }
    seam::report(&real, &systems, seed, &mut report);
    diversity::report(weights, prompts, options, &mut report)?;
    if let Some(folder) = &options.out {
        showing::write(folder, &full)?;
    }
    report.put_value("loops", prompts.len());
    report.put_value("real_windows", real.len());
    report.put_value("seeds", options.seeds);
    report.put_value("seed", seed);
    report.put_value("sampling", serde_json::json!(options.sampling()));
    report.put_value("held_out_only", options.held_out_only);
    Ok(report)
}

/// Fidelity and faults of the loops of one system. Overlaps are with the prompt, where everything was asked.
fn likeness(made: &[Made], prompts: &[material::Piece], system: System, seed: u64, report: &mut Report) {
    let loops: Vec<Loop> = made.iter().map(|m| m.music.clone()).collect();
    fidelity::report(&loops, system.name(), seed, report);
    musician::report(&loops, system.name(), seed, report);
    let asked: Vec<Loop> = prompts.iter().map(Loop::real).collect();
    let all = made.iter().filter(|m| m.condition == Condition::All);
    let pairs: Vec<(&Loop, &Loop)> = all.map(|m| (&asked[m.prompt], &m.music)).collect();
    fidelity::report_overlaps(&pairs, system.name(), seed, report);
}

/// The classifier two-sample test: loops for everything and for a part of it, against windows that were no prompts.
fn tell_apart(
    made: &[Made],
    others: &[Loop],
    system: System,
    seed: u64,
    report: &mut Report,
) -> Result<(), EvalError> {
    let made: Vec<&Loop> =
        made.iter().filter(|m| m.condition != Condition::Instruments).map(|m| &m.music).collect();
    let verdict = two_sample::judge(&others.iter().collect::<Vec<_>>(), &made, seed)?;
    let suffix = if system == System::Full { "" } else { "_plain" };
    report.put(&format!("fidelity.c2st_auc{suffix}"), verdict.auc);
    let names: Vec<&str> = verdict.top.iter().map(|t| t.name).collect();
    report.put_value(&format!("fidelity.c2st_top_features{suffix}"), names);
    let rows =
        verdict.top.iter().map(|t| format!("{:28} {:5.2} {:9.3} {:9.3}", t.name, t.gain, t.real, t.made));
    report.say(
        format!("What tells {} from real: feature, share of gain, mean real, mean made", system.name()),
        rows,
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Config, Precision};
    use score::smf::{self, Arrangement};
    use score::{Instrument, Metre, Note, Ticks};

    /// One four-bar file of its own for each of `files`: bass and drums.
    fn corpus(files: u16) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("freedoom");
        std::fs::create_dir(&source).expect("a folder");
        for file in 0..files {
            let note = |i: u16, instrument: u8| Note {
                instrument: Instrument(instrument),
                onset: Ticks(i * 6),
                pitch: 36 + ((i * (file + 3)) % 12) as u8,
                velocity: 60 + (i % 40) as u8,
                duration: Ticks(1),
            };
            let notes: Vec<Note> = (0..32).flat_map(|i| [note(i, 128), note(i, 33)]).collect();
            let bytes =
                smf::write(&Arrangement { notes: &notes, metre: Metre::FourFour, tempo: Some(100.0) });
            std::fs::write(source.join(format!("song{file}.mid")), bytes).expect("a file");
        }
        folder
    }

    /// What checks read, of which this corpus can have everything.
    const KEYS: [&str; 18] = [
        "control.full.all.mean_pitch_mae",
        "control.full.all.chord_hit",
        "control.full.all.in_scale",
        "control.full.instruments.mean_duration_mae",
        "control.full.subset.density_mae",
        "control.plain.all.unheard",
        "control.plain.instruments.density_mae",
        "control.plain.instruments.instrument_jaccard",
        "fidelity.real.pitch_class_entropy",
        "fidelity.full.scale_consistency",
        "fidelity.plain.groove_consistency",
        "fidelity.full.overlap_pitch",
        "fidelity.c2st_auc",
        "diversity.distinct",
        "diversity.self_similarity",
        "copy.share_of_bars_in_training",
        "copy.same_for_real",
        "seam.groove_bar4_bar1",
    ];

    #[test]
    fn nats_and_control_of_a_folder_come_with_intervals() {
        let corpus = corpus(5);
        let config = Config {
            hidden_size: 64,
            intermediate_size: 64,
            num_hidden_layers: 1,
            max_position_embeddings: 600,
            ..Config::shipped()
        };
        let weights = Weights::random(&config, 1).and_then(|w| w.to_gguf(Precision::Q8)).expect("weights");
        let file = corpus.path().join("random.gguf");
        std::fs::write(&file, weights).expect("a file");
        let out = tempfile::tempdir().expect("a folder");
        let options = Options {
            midi: corpus.path().to_owned(),
            weights: Some(file),
            loops: 2,
            sequences: 10,
            seeds: 2,
            guidance: Some(1.5),
            candidates: Some(2),
            seed: 1,
            held_out_only: false,
            training: Some(corpus.path().to_owned()),
            out: Some(out.path().to_owned()),
            json: out.path().join("eval.json"),
        };
        main(&options).expect("measured");
        let read = || std::fs::read(&options.json).expect("eval.json");
        let json: serde_json::Value = serde_json::from_slice(&read()).expect("JSON");
        let nats = |key: &str| json["nll"]["band"][key].as_f64().expect("a number");
        // Untrained weights are about as surprised as dice with 1,152 sides.
        assert!((6.5..9.0).contains(&nats("value")), "{json}");
        assert!(nats("low") <= nats("value") && nats("value") <= nats("high"), "{json}");
        assert_eq!(json["nll"]["all"], json["nll"]["band"]);
        assert_eq!(json["control"]["full"]["all"]["instrument_jaccard"]["value"], 1.0, "{json}");
        assert_eq!(json["seam"]["crossing_notes"]["value"], 0.0);
        assert_eq!(
            json["copy"]["longest_shared_run_bars_real"]["value"], 4.0,
            "the corpus is its own training"
        );
        for key in KEYS {
            let value = key.split('.').fold(&json, |json, name| &json[name]);
            assert!(
                value["value"].is_f64() && value["low"].is_f64() && value["high"].is_f64(),
                "{key}: {value}"
            );
        }
        let loops = (0..6).map(|index| out.path().join(format!("loop-{index:03}.mid")));
        assert!(loops.into_iter().all(|file| smf::read(&std::fs::read(file).expect("a loop")).is_ok()));
        assert!(out.path().join("contact.png").exists());
        assert_eq!(
            (&json["sampling"]["guidance"], &json["sampling"]["candidates"]),
            (&1.5.into(), &2.into())
        );
        let first = read();
        main(&options).expect("measured again");
        assert!(first == read(), "the seed decides everything");
    }

    #[test]
    fn a_folder_without_music_is_an_error_in_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options {
            midi: folder.path().to_owned(),
            weights: None,
            loops: 1,
            sequences: 1,
            seeds: 1,
            guidance: None,
            candidates: None,
            seed: 1,
            held_out_only: false,
            training: None,
            out: None,
            json: folder.path().join("eval.json"),
        };
        assert!(main(&options).expect_err("nothing").to_string().contains("no .mid"));
    }
}
