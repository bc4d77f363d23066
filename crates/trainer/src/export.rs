//! Trained weights to the file that ships: safetensors in, GGUF out.

use model::{Precision, Weights, WeightsError};
use std::path::PathBuf;

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

/// The subcommand: writes the file, reads it back and prints what it holds.
///
/// # Errors
/// When the input holds no usable weights or the output cannot be written.
pub fn main(options: &Options) -> Result<(), ExportError> {
    let weights = match &options.weights {
        Some(file) => Weights::open(file)?,
        None => Weights::embedded()?,
    };
    let precision = match options.precision {
        Stored::Q8 => Precision::Q8,
        Stored::F16 => Precision::F16,
        Stored::F32 => Precision::F32,
    };
    let bytes = weights.to_gguf(precision)?;
    Weights::from_bytes(&bytes)?;
    let (path, size) = (&options.out, bytes.len());
    std::fs::write(path, bytes).map_err(|source| ExportError::Write { path: path.clone(), source })?;
    let million = weights.parameters() as f64 / 1e6;
    println!("{}: {million:.1} million parameters, {:.1} MB", path.display(), size as f64 / 1e6);
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
        main(&options(Stored::F32)).expect("exported");
        assert_eq!(Weights::open(&out).expect("weights"), trained);
        main(&options(Stored::Q8)).expect("exported");
        assert!(Weights::open(&out).expect("weights").bytes() * 3 < trained.bytes());
    }

    #[test]
    fn what_is_no_weights_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("notes.txt");
        std::fs::write(&input, "hello, world").expect("a file");
        let options =
            Options { weights: Some(input), out: folder.path().join("x.gguf"), precision: Stored::Q8 };
        let error = main(&options).expect_err("no weights").to_string();
        assert!(error.contains("notes.txt"), "{error}");
        assert!(!options.out.exists());
    }
}
