//! How good weights are: nats per token on music that they did not learn, and whether loops are what was asked for.

mod bootstrap;
mod control;
mod likelihood;
mod material;

use crate::prepare::PrepareError;
use crate::prepare::source::Group;
use bootstrap::Estimate;
use material::Piece;
use model::{ComposeError, TransformerError, Weights, WeightsError};
use std::collections::BTreeMap;
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
    /// Loops to compose for control
    #[arg(long, default_value_t = 32)]
    pub loops: usize,
    /// Sequences of each source group for nats per token
    #[arg(long, default_value_t = 100)]
    pub sequences: usize,
    /// Decides the split, the loops and the resamples
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only songs that `prepare` holds out with the same seed; otherwise all songs below the folder
    #[arg(long)]
    pub held_out_only: bool,
    /// File for the results
    #[arg(long, value_name = "FILE")]
    pub json: PathBuf,
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
    #[error("cannot write {path}: {source}; check that the folder exists and may be written")]
    Write { path: PathBuf, source: std::io::Error },
}

impl EvalError {
    /// 2 for what the caller can mend, 1 for what broke here.
    pub fn exit_code(&self) -> u8 {
        match self {
            EvalError::Corpus(error) => error.exit_code(),
            EvalError::Compose(_) | EvalError::Transformer(_) => 1,
            EvalError::Weights(_) | EvalError::Nothing(_) | EvalError::Write { .. } => 2,
        }
    }
}

/// What was measured of one source group, or of all.
type Nats = BTreeMap<&'static str, Estimate>;

/// The subcommand: measures, writes the results and prints them.
///
/// # Errors
/// When corpus, weights or the file for the results cannot be used.
pub fn main(options: &Options) -> Result<(), EvalError> {
    writable(&options.json)?;
    let weights = Arc::new(options.weights.as_deref().map_or_else(Weights::embedded, Weights::open)?);
    let pieces = material::pieces(options)?;
    if pieces.values().all(Vec::is_empty) {
        return Err(EvalError::Nothing(options.midi.clone()));
    }
    let nll = nats(&weights, &pieces, options)?;
    let control = control::measure(&weights, &pieces, options)?;
    for (group, nats) in &nll {
        println!("nats per token, {group}: {nats}");
    }
    println!("instruments asked for and heard (Jaccard): {}", control.instrument_jaccard);
    let result = serde_json::json!({
        "nll": nll,
        "control": { "full": { "all": { "instrument_jaccard": control.instrument_jaccard } } },
        "sequences": pieces.iter().map(|(group, p)| (group.name(), p.len().min(options.sequences))).collect::<BTreeMap<_, _>>(),
        "loops": control.loops,
        "seed": options.seed,
        "held_out_only": options.held_out_only,
    });
    let text = serde_json::to_string_pretty(&result).unwrap_or_default() + "\n";
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

/// Nats per learned token of each source group that has music, and of all of their sequences together.
fn nats(
    weights: &Arc<Weights>,
    pieces: &BTreeMap<Group, Vec<Piece>>,
    options: &Options,
) -> Result<Nats, EvalError> {
    let mut nats = Nats::new();
    let mut all = Vec::new();
    for (group, pieces) in pieces {
        let pieces = &pieces[..pieces.len().min(options.sequences)];
        let scores = likelihood::scores(weights, pieces)?;
        if !scores.is_empty() {
            nats.insert(group.name(), bootstrap::ratio(&scores, options.seed));
        }
        all.extend(scores);
    }
    nats.insert("all", bootstrap::ratio(&all, options.seed));
    Ok(nats)
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

    #[test]
    fn nats_and_control_of_a_folder_come_with_intervals() {
        let corpus = corpus(5);
        let config =
            Config { hidden_size: 64, intermediate_size: 64, num_hidden_layers: 1, ..Config::shipped() };
        let weights = Weights::random(&config, 1).and_then(|w| w.to_gguf(Precision::Q8)).expect("weights");
        let file = corpus.path().join("random.gguf");
        std::fs::write(&file, weights).expect("a file");
        let options = Options {
            midi: corpus.path().to_owned(),
            weights: Some(file),
            loops: 2,
            sequences: 10,
            seed: 1,
            held_out_only: false,
            json: corpus.path().join("eval.json"),
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
        let first = read();
        main(&options).expect("measured again");
        assert_eq!(first, read(), "the seed decides everything");
    }

    #[test]
    fn a_folder_without_music_is_an_error_in_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options {
            midi: folder.path().to_owned(),
            weights: None,
            loops: 1,
            sequences: 1,
            seed: 1,
            held_out_only: false,
            json: folder.path().join("eval.json"),
        };
        assert!(main(&options).expect_err("nothing").to_string().contains("no .mid"));
    }
}
