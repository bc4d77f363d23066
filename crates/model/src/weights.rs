//! The decoder's parameters and the two kinds of file that they come from.

mod gguf;
mod parts;
mod safetensors;

pub use gguf::Precision;

use crate::config::Config;
use crate::matrix::{Dense, Matrix};
use parts::{LayerPart, Part};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Immutable after loading; shared by every composer of the process through `Arc`, so it lives on no thread in particular.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    pub config: Config,
    /// (vocabulary, d); also the output matrix.
    pub(crate) embedding: Matrix,
    pub(crate) layers: Vec<Layer>,
    /// (d)
    pub(crate) norm: Vec<f32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layer {
    /// (d)
    pub attention_norm: Vec<f32>,
    /// (heads * head size, d)
    pub q: Matrix,
    /// (kv heads * head size, d)
    pub k: Matrix,
    /// (kv heads * head size, d)
    pub v: Matrix,
    /// (d, heads * head size)
    pub o: Matrix,
    /// (d)
    pub ffn_norm: Vec<f32>,
    /// (ff, d)
    pub gate: Matrix,
    /// (ff, d)
    pub up: Matrix,
    /// (d, ff)
    pub down: Matrix,
}

/// Which tokens a file of weights must have been made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    pub hash: u64,
    /// Ids in use; the model may have more.
    pub tokens: usize,
}

impl Vocabulary {
    /// The one that this program writes and reads.
    pub fn ours() -> Vocabulary {
        Vocabulary { hash: score::vocab::hash(), tokens: score::vocab::VOCABULARY }
    }
}

/// Why weights were refused. The texts are for the user.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    #[error("cannot read {path}: {source}: check that the file exists and may be read")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    In { path: PathBuf, source: Box<WeightsError> },
    #[error("neither a GGUF nor a safetensors file: choose a file of Quatrain weights")]
    Foreign,
    #[error("the file is damaged or cut off ({0}): copy or download it again")]
    Damaged(String),
    #[error(
        "{0:?} is missing: these are not weights for Quatrain; choose a file made by its training or pack command"
    )]
    Missing(String),
    #[error("{key:?} is {found:?}, not {expected}: these are not weights for Quatrain; choose another file")]
    Metadata { key: String, found: String, expected: String },
    #[error(
        "made for another vocabulary ({found:016x}, this version reads {expected:016x}): use weights of this version"
    )]
    Vocabulary { found: u64, expected: u64 },
    #[error("the vocabulary has {found} tokens, but {expected} are in use: use weights of this version")]
    VocabularySize { found: usize, expected: usize },
    #[error("the model's shape cannot be used: {0}")]
    Config(String),
    #[error(
        "tensor {tensor:?} has the shape {found:?}, but the model's shape asks for {expected:?}: the file does not fit itself; make it again"
    )]
    Shape { tensor: String, found: Vec<usize>, expected: Vec<usize> },
    #[error("tensor {tensor:?} is stored as {found}, but only {expected} can be read: convert the file")]
    Type { tensor: String, found: String, expected: &'static str },
    #[error(
        "tensor {0:?} holds values that are not finite: the training went wrong or the file is damaged; use other weights"
    )]
    NotFinite(String),
}

/// A file's tensors by part. Shapes are those that the config asks for, and checked by the reader.
trait Source {
    fn vector(&self, part: Part, len: usize) -> Result<Vec<f32>, WeightsError>;
    fn matrix(&self, part: Part, rows: usize, columns: usize) -> Result<Matrix, WeightsError>;
}

impl Weights {
    /// The weights that ship inside the program.
    pub fn embedded() -> Result<Weights, WeightsError> {
        Weights::from_bytes(include_bytes!("../../../model/quatrain.gguf"))
    }

    /// Reads a GGUF or safetensors file. Any bytes may lie in it: what cannot be used is an error.
    pub fn open(path: &Path) -> Result<Weights, WeightsError> {
        let path_owned = || path.to_owned();
        let bytes =
            std::fs::read(path).map_err(|source| WeightsError::Read { path: path_owned(), source })?;
        Weights::from_bytes(&bytes).map_err(|e| WeightsError::In { path: path_owned(), source: Box::new(e) })
    }

    /// Like [`Weights::open`], from memory.
    pub fn from_bytes(bytes: &[u8]) -> Result<Weights, WeightsError> {
        Weights::from_bytes_for(bytes, Vocabulary::ours())
    }

    /// Like [`Weights::from_bytes`], for tokens other than ours.
    pub fn from_bytes_for(bytes: &[u8], vocabulary: Vocabulary) -> Result<Weights, WeightsError> {
        if bytes.starts_with(b"GGUF") {
            gguf::read(bytes, vocabulary)
        } else if safetensors::is_one(bytes) {
            safetensors::read(bytes, vocabulary)
        } else {
            Err(WeightsError::Foreign)
        }
    }

    /// The bytes of a GGUF file with these weights, for this program and for llama.cpp. Matrices are stored in `precision`, norms
    /// in f32.
    ///
    /// # Errors
    /// [`WeightsError::Config`] when the shape does not fit whole blocks of `precision`.
    pub fn to_gguf(&self, precision: Precision) -> Result<Vec<u8>, WeightsError> {
        gguf::write(self, precision)
    }

    /// The bytes of a safetensors file with Hugging Face's Llama names, in f32.
    pub fn to_safetensors(&self) -> Result<Vec<u8>, WeightsError> {
        safetensors::write(self)
    }

    /// Untrained weights: matrices normal with a deviation of 1 / sqrt(columns), norms normal around one. The same for the
    /// same seed.
    pub fn random(config: &Config, seed: u64) -> Result<Weights, WeightsError> {
        assemble(config, &Noise(RefCell::new(Xoshiro256PlusPlus::seed_from_u64(seed))))
    }

    /// Number of parameters.
    pub fn parameters(&self) -> usize {
        let parts = Part::all(&self.config);
        parts.map(|part| part.shape(&self.config).iter().product::<usize>()).sum()
    }

    /// Bytes of memory that the matrices take.
    pub fn bytes(&self) -> usize {
        let in_layer = |l: &Layer| {
            [&l.q, &l.k, &l.v, &l.o, &l.gate, &l.up, &l.down].map(Matrix::bytes).iter().sum::<usize>()
        };
        self.embedding.bytes() + self.layers.iter().map(in_layer).sum::<usize>()
    }

    fn vector(&self, part: Part) -> Option<&[f32]> {
        match part {
            Part::Norm => Some(&self.norm),
            Part::Layer(i, LayerPart::AttentionNorm) => Some(&self.layers[i].attention_norm),
            Part::Layer(i, LayerPart::FfnNorm) => Some(&self.layers[i].ffn_norm),
            _ => None,
        }
    }

    fn matrix(&self, part: Part) -> Option<&Matrix> {
        let Part::Layer(index, part) = part else {
            return (part == Part::Embedding).then_some(&self.embedding);
        };
        let layer = &self.layers[index];
        match part {
            LayerPart::Q => Some(&layer.q),
            LayerPart::K => Some(&layer.k),
            LayerPart::V => Some(&layer.v),
            LayerPart::O => Some(&layer.o),
            LayerPart::Gate => Some(&layer.gate),
            LayerPart::Up => Some(&layer.up),
            LayerPart::Down => Some(&layer.down),
            LayerPart::AttentionNorm | LayerPart::FfnNorm => None,
        }
    }

    /// The values of a part in full precision, row by row.
    fn values(&self, part: Part) -> Vec<f32> {
        if let Some(vector) = self.vector(part) {
            return vector.to_vec();
        }
        let mut out = Vec::new();
        if let Some(matrix) = self.matrix(part) {
            (0..matrix.rows()).for_each(|row| matrix.push_row(row, &mut out));
        }
        out
    }
}

/// Takes every part of `config` from `source`.
fn assemble(config: &Config, source: &dyn Source) -> Result<Weights, WeightsError> {
    config.check().map_err(WeightsError::Config)?;
    let vector = |part: Part| source.vector(part, part.shape(config)[0]);
    let matrix = |part: Part| {
        let shape = part.shape(config);
        source.matrix(part, shape[0], shape[1])
    };
    let layer = |i| {
        Ok(Layer {
            attention_norm: vector(Part::Layer(i, LayerPart::AttentionNorm))?,
            q: matrix(Part::Layer(i, LayerPart::Q))?,
            k: matrix(Part::Layer(i, LayerPart::K))?,
            v: matrix(Part::Layer(i, LayerPart::V))?,
            o: matrix(Part::Layer(i, LayerPart::O))?,
            ffn_norm: vector(Part::Layer(i, LayerPart::FfnNorm))?,
            gate: matrix(Part::Layer(i, LayerPart::Gate))?,
            up: matrix(Part::Layer(i, LayerPart::Up))?,
            down: matrix(Part::Layer(i, LayerPart::Down))?,
        })
    };
    Ok(Weights {
        config: config.clone(),
        embedding: matrix(Part::Embedding)?,
        layers: (0..config.num_hidden_layers).map(layer).collect::<Result<_, WeightsError>>()?,
        norm: vector(Part::Norm)?,
    })
}

/// Refuses a file that was made for other tokens.
fn check_vocabulary(hash: &str, key: &str, config: &Config, ours: Vocabulary) -> Result<(), WeightsError> {
    let found =
        u64::from_str_radix(hash.trim_start_matches("0x"), 16).map_err(|_| WeightsError::Metadata {
            key: key.into(),
            found: hash.chars().take(40).collect(),
            expected: "a hexadecimal number".into(),
        })?;
    if found != ours.hash {
        return Err(WeightsError::Vocabulary { found, expected: ours.hash });
    }
    if config.vocab_size < ours.tokens {
        return Err(WeightsError::VocabularySize { found: config.vocab_size, expected: ours.tokens });
    }
    Ok(())
}

fn check_finite(name: String, values: Vec<f32>) -> Result<Vec<f32>, WeightsError> {
    match values.iter().all(|v| v.is_finite()) {
        true => Ok(values),
        false => Err(WeightsError::NotFinite(name)),
    }
}

/// Random parts.
struct Noise(RefCell<Xoshiro256PlusPlus>);

impl Noise {
    /// Nearly normal numbers, as sums of twelve even ones.
    fn normal(&self, count: usize, mean: f64, deviation: f64) -> Vec<f32> {
        let mut random = self.0.borrow_mut();
        let mut even = || f64::from(random.next_u32()) / f64::from(u32::MAX);
        (0..count)
            .map(|_| ((0..12).map(|_| even()).sum::<f64>() - 6.0) * deviation + mean)
            .map(|v| v as f32)
            .collect()
    }
}

impl Source for Noise {
    fn vector(&self, _part: Part, len: usize) -> Result<Vec<f32>, WeightsError> {
        Ok(self.normal(len, 1.0, 0.1))
    }

    fn matrix(&self, _part: Part, rows: usize, columns: usize) -> Result<Matrix, WeightsError> {
        let values = self.normal(rows * columns, 0.0, 1.0 / (columns as f64).sqrt());
        Ok(Matrix::F32(Dense { rows, columns, values }))
    }
}
