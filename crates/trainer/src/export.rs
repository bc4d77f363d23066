//! Weights from one kind of file to another: trained ones to the GGUF file that ships, any to safetensors to train on from.

use model::{Precision, Weights, WeightsError};
use std::path::{Path, PathBuf};

/// What `export-gguf` is asked to do.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Trained weights (.safetensors or .gguf) [default: those that ship]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// The GGUF file to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How matrices are stored
    #[arg(long, value_enum, default_value = "q8")]
    pub precision: Stored,
}

/// [`Precision`] on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Stored {
    /// Eight bits in blocks of 32 (Q8_0)
    Q8,
    F16,
    F32,
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error("cannot write {path}: {source}; check that its folder exists and may be written")]
    Write { path: PathBuf, source: std::io::Error },
}

impl ExportError {
    /// 2 for what the caller can mend.
    pub fn exit_code(&self) -> u8 {
        2
    }
}

/// What `export-safetensors` is asked to do.
#[derive(Clone, Debug, clap::Args)]
pub struct SafetensorsOptions {
    /// Weights (.safetensors or .gguf) [default: those that ship]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// The safetensors file to write: f32, Hugging Face's Llama names
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `export-gguf`: writes the file, having read its bytes back, and prints what it holds.
///
/// # Errors
/// When the input holds no usable weights or the output cannot be written.
pub fn gguf(options: &Options) -> Result<(), ExportError> {
    let weights = open(options.weights.as_deref())?;
    let precision = match options.precision {
        Stored::Q8 => Precision::Q8,
        Stored::F16 => Precision::F16,
        Stored::F32 => Precision::F32,
    };
    write(&weights, &weights.to_gguf(precision)?, &options.out)
}

/// `export-safetensors`: the same for the file that `cargo xtask train --from` goes on from.
///
/// # Errors
/// As [`gguf`].
pub fn safetensors(options: &SafetensorsOptions) -> Result<(), ExportError> {
    let weights = open(options.weights.as_deref())?;
    write(&weights, &weights.to_safetensors()?, &options.out)
}

fn open(file: Option<&Path>) -> Result<Weights, WeightsError> {
    file.map_or_else(Weights::embedded, Weights::open)
}

fn write(weights: &Weights, bytes: &[u8], path: &Path) -> Result<(), ExportError> {
    Weights::from_bytes(bytes)?;
    std::fs::write(path, bytes).map_err(|source| ExportError::Write { path: path.into(), source })?;
    let (million, megabytes) = (weights.parameters() as f64 / 1e6, bytes.len() as f64 / 1e6);
    println!("{}: {million:.1} million parameters, {megabytes:.1} MB", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Config;

    #[test]
    fn exported_weights_are_the_ones_that_were_trained() {
        let folder = tempfile::tempdir().expect("a folder");
        let config =
            Config { hidden_size: 64, intermediate_size: 64, num_hidden_layers: 1, ..Config::shipped() };
        let trained = Weights::random(&config, 1).expect("a shape");
        let (input, out) = (folder.path().join("model.safetensors"), folder.path().join("model.gguf"));
        std::fs::write(&input, trained.to_safetensors().expect("bytes")).expect("a file");
        let options = |precision| Options { weights: Some(input.clone()), out: out.clone(), precision };
        gguf(&options(Stored::F32)).expect("exported");
        assert_eq!(Weights::open(&out).expect("weights"), trained);
        gguf(&options(Stored::Q8)).expect("exported");
        assert!(Weights::open(&out).expect("weights").bytes() * 3 < trained.bytes());
    }

    #[test]
    fn what_training_goes_on_from_are_the_weights_that_ship() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("from.safetensors");
        safetensors(&SafetensorsOptions { weights: None, out: out.clone() }).expect("exported");
        let (shipped, read) = (Weights::embedded().expect("weights"), Weights::open(&out).expect("weights"));
        assert_eq!(
            read.to_gguf(Precision::Q8).expect("bytes"),
            shipped.to_gguf(Precision::Q8).expect("bytes")
        );
    }

    #[test]
    fn what_is_no_weights_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("notes.txt");
        std::fs::write(&input, "hello, world").expect("a file");
        let options =
            Options { weights: Some(input), out: folder.path().join("x.gguf"), precision: Stored::Q8 };
        let error = gguf(&options).expect_err("no weights").to_string();
        assert!(error.contains("notes.txt"), "{error}");
        assert!(!options.out.exists());
    }
}
