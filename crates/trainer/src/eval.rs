//! How good weights are: nats per token on music that they did not learn, whether loops are what was asked for, and whether
//! they are like real music. `docs/evaluation.md` says what each number is.

mod bars;
mod bootstrap;
mod control;
mod copying;
mod diversity;
mod features;
mod fidelity;
mod likelihood;
mod loops;
mod material;
mod measure;
mod music;
mod musician;
mod plain;
mod prompts;
mod report;
mod seam;
mod showing;
mod two_sample;

use crate::prepare::PrepareError;
use material::Corpus;
use model::{ComposeError, TransformerError, Weights, WeightsError};
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
    let report = measure::all(&weights, &corpus, options)?;
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

#[cfg(test)]
mod tests;
