//! GGUF as llama.cpp names things (architecture `llama`), with `quatrain.vocab_hash` beside its keys.
//!
//! llama.cpp rotates neighbouring dimensions where Hugging Face's Llama rotates dimension i with i + head size / 2, so the rows of q and
//! k lie in another order in the file, head by head. Rows are whole blocks: putting them back loses nothing.

use super::parts::Part;
use super::{Source, Vocabulary, Weights, WeightsError, assemble, check_finite, check_vocabulary};
use crate::activation::BLOCK;
use crate::config::Config;
use crate::matrix::{Dense, Matrix, Q8};
use candle_core::quantized::gguf_file::{self, Content, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use half::f16;
use std::io::Cursor;

const HASH: &str = "quatrain.vocab_hash";
/// Bytes of a Q8_0 block: an f16 scale and 32 quants.
const BLOCK_BYTES: usize = 2 + BLOCK;

/// How a file stores its matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    F32,
    F16,
    Q8,
}

pub(super) fn read(bytes: &[u8], vocabulary: Vocabulary) -> Result<Weights, WeightsError> {
    check_alignment(bytes)?;
    let content = Content::read(&mut Cursor::new(bytes)).map_err(damaged)?;
    let keys = Keys(&content);
    let architecture = keys.text("general.architecture")?;
    if architecture != "llama" {
        let (key, found) = ("general.architecture".into(), architecture.into());
        return Err(WeightsError::Metadata { key, found, expected: "\"llama\"".into() });
    }
    let hash = keys.text(HASH)?;
    let config = keys.config()?;
    check_vocabulary(hash, HASH, &config, vocabulary)?;
    if content.tensor_infos.contains_key("output.weight") {
        return Err(WeightsError::Config(
            "it has an output matrix of its own; only tied embeddings can be used".into(),
        ));
    }
    assemble(&config, &Tensors { bytes, content: &content, config: &config })
}

/// candle divides by the file's alignment without a look at it: an alignment of zero would be a panic.
fn check_alignment(bytes: &[u8]) -> Result<(), WeightsError> {
    let key = b"general.alignment";
    let values =
        bytes.windows(key.len()).enumerate().filter(|(_, w)| w == key).map(|(i, _)| &bytes[i + key.len()..]);
    let zero = |value: &[u8]| value.iter().skip(4).take(4).all(|&byte| byte == 0) || value.get(4) == Some(&0);
    match { values }.any(zero) {
        true => Err(WeightsError::Damaged("general.alignment is zero".into())),
        false => Ok(()),
    }
}

fn damaged(e: candle_core::Error) -> WeightsError {
    WeightsError::Damaged(without_backtrace(&e))
}

/// candle puts the backtrace, where there is one, into the text of its errors, behind the first line.
fn without_backtrace(e: &candle_core::Error) -> String {
    e.to_string().lines().next().unwrap_or_default().into()
}

struct Keys<'a>(&'a Content);

impl Keys<'_> {
    fn get(&self, key: &str) -> Result<&Value, WeightsError> {
        self.0.metadata.get(key).ok_or_else(|| WeightsError::Missing(format!("metadata {key}")))
    }

    fn typed<T>(&self, key: &str, expected: &str, value: candle_core::Result<T>) -> Result<T, WeightsError> {
        value.map_err(|_| {
            let found = self
                .0
                .metadata
                .get(key)
                .map_or(String::new(), |v| format!("{v:?}").chars().take(40).collect());
            WeightsError::Metadata { key: key.into(), found, expected: expected.into() }
        })
    }

    fn text(&self, key: &str) -> Result<&str, WeightsError> {
        self.typed(key, "a text", self.get(key)?.to_string()).map(String::as_str)
    }

    fn count(&self, key: &str) -> Result<usize, WeightsError> {
        self.typed(key, "a 32-bit count", self.get(key)?.to_u32()).map(|n| n as usize)
    }

    fn number(&self, key: &str) -> Result<f32, WeightsError> {
        self.typed(key, "a 32-bit number", self.get(key)?.to_f32())
    }

    fn config(&self) -> Result<Config, WeightsError> {
        Ok(Config {
            vocab_size: self.count("llama.vocab_size")?,
            hidden_size: self.count("llama.embedding_length")?,
            intermediate_size: self.count("llama.feed_forward_length")?,
            num_hidden_layers: self.count("llama.block_count")?,
            num_attention_heads: self.count("llama.attention.head_count")?,
            num_key_value_heads: self.count("llama.attention.head_count_kv")?,
            head_dim: self.count("llama.rope.dimension_count")?,
            max_position_embeddings: self.count("llama.context_length")?,
            rms_norm_eps: self.number("llama.attention.layer_norm_rms_epsilon")?,
            rope_theta: self.number("llama.rope.freq_base")?,
        })
    }
}

struct Tensors<'a> {
    bytes: &'a [u8],
    content: &'a Content,
    config: &'a Config,
}

impl Tensors<'_> {
    fn tensor(&self, part: Part, expected: &[usize]) -> Result<(String, QTensor), WeightsError> {
        let tensor = part.gguf();
        let info =
            self.content.tensor_infos.get(&tensor).ok_or_else(|| WeightsError::Missing(tensor.clone()))?;
        if info.shape.dims() != expected {
            let (found, expected) = (info.shape.dims().to_vec(), expected.to_vec());
            return Err(WeightsError::Shape { tensor, found, expected });
        }
        let read = info.read(&mut Cursor::new(self.bytes), self.content.tensor_data_offset, &Device::Cpu);
        read.map(|q| (tensor.clone(), q))
            .map_err(|e| WeightsError::Damaged(format!("tensor {tensor:?}: {}", without_backtrace(&e))))
    }
}

impl Source for Tensors<'_> {
    fn vector(&self, part: Part, len: usize) -> Result<Vec<f32>, WeightsError> {
        let (name, tensor) = self.tensor(part, &[len])?;
        floats(name, &tensor)
    }

    fn matrix(&self, part: Part, rows: usize, columns: usize) -> Result<Matrix, WeightsError> {
        let (name, tensor) = self.tensor(part, &[rows, columns])?;
        let order = file_order(part, self.config);
        if tensor.dtype() != GgmlDType::Q8_0 || !columns.is_multiple_of(BLOCK) {
            let values = restore(order, &floats(name, &tensor)?, columns);
            return Ok(Matrix::F32(Dense { rows, columns, values }));
        }
        let data = tensor.data().map_err(damaged)?;
        let blocks = data.as_chunks::<BLOCK_BYTES>().0;
        let scales: Vec<f32> = blocks.iter().map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect();
        let scales = restore(order.clone(), &check_finite(name, scales)?, columns / BLOCK);
        let quants: Vec<i8> = blocks.iter().flat_map(|b| b[2..].iter().map(|&q| q as i8)).collect();
        Ok(Matrix::Q8(Q8::new(rows, columns, &restore(order, &quants, columns), &scales)))
    }
}

fn floats(name: String, tensor: &QTensor) -> Result<Vec<f32>, WeightsError> {
    let data = tensor.data().map_err(damaged)?;
    let values = match tensor.dtype() {
        GgmlDType::F32 => data.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
        GgmlDType::F16 => data.as_chunks().0.iter().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
        other => {
            let found = format!("{other:?}");
            return Err(WeightsError::Type {
                tensor: name,
                found,
                expected: "F32, F16 or Q8_0 matrices and F32 or F16 vectors",
            });
        }
    };
    check_finite(name, values)
}

/// For each row of the file, the row of the model; `None` where they are the same.
fn file_order(part: Part, config: &Config) -> Option<Vec<usize>> {
    let half = config.head_dim / 2;
    let head = |h: usize| (0..half).flat_map(move |i| [0, 1].map(|part| (h * 2 + part) * half + i));
    part.rotated_heads(config).map(|heads| (0..heads).flat_map(head).collect())
}

/// Rows of a file in the model's order.
fn restore<T: Copy + Default>(order: Option<Vec<usize>>, values: &[T], columns: usize) -> Vec<T> {
    let Some(order) = order else { return values.to_vec() };
    let mut out = vec![T::default(); values.len()];
    for (row, values) in order.into_iter().zip(values.chunks_exact(columns)) {
        out[row * columns..(row + 1) * columns].copy_from_slice(values);
    }
    out
}

pub(super) fn write(weights: &Weights, precision: Precision) -> Result<Vec<u8>, WeightsError> {
    let config = &weights.config;
    let tensors: Vec<(String, QTensor)> = Part::all(config)
        .map(|part| stored(weights, part, precision).map(|tensor| (part.gguf(), tensor)))
        .collect::<candle_core::Result<_>>()
        .map_err(|e| WeightsError::Config(e.to_string()))?;
    let metadata = metadata(config, precision);
    let metadata: Vec<(&str, &Value)> = metadata.iter().map(|(key, value)| (*key, value)).collect();
    let tensors: Vec<(&str, &QTensor)> =
        tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
    let mut file = Cursor::new(Vec::new());
    gguf_file::write(&mut file, &metadata, &tensors).map_err(|e| WeightsError::Config(e.to_string()))?;
    Ok(file.into_inner())
}

fn stored(weights: &Weights, part: Part, precision: Precision) -> candle_core::Result<QTensor> {
    let shape = part.shape(&weights.config);
    let mut values = weights.values(part);
    if let Some(order) = file_order(part, &weights.config) {
        let columns = weights.config.hidden_size;
        values =
            order.into_iter().flat_map(|row| values[row * columns..(row + 1) * columns].to_vec()).collect();
    }
    let stored_as = match precision {
        _ if shape.len() == 1 => GgmlDType::F32,
        Precision::F32 => GgmlDType::F32,
        Precision::F16 => GgmlDType::F16,
        Precision::Q8 => GgmlDType::Q8_0,
    };
    QTensor::quantize(&Tensor::from_vec(values, shape, &Device::Cpu)?, stored_as)
}

fn metadata(c: &Config, precision: Precision) -> Vec<(&'static str, Value)> {
    let count = |n: usize| Value::U32(n as u32);
    let text = |t: &str| Value::String(t.into());
    // llama.cpp's LLAMA_FTYPE numbers.
    let file_type = match precision {
        Precision::F32 => 0,
        Precision::F16 => 1,
        Precision::Q8 => 7,
    };
    vec![
        ("general.architecture", text("llama")),
        ("general.name", text("Quatrain")),
        ("general.file_type", Value::U32(file_type)),
        ("general.quantization_version", Value::U32(2)),
        ("llama.vocab_size", count(c.vocab_size)),
        ("llama.context_length", count(c.max_position_embeddings)),
        ("llama.embedding_length", count(c.hidden_size)),
        ("llama.block_count", count(c.num_hidden_layers)),
        ("llama.feed_forward_length", count(c.intermediate_size)),
        ("llama.attention.head_count", count(c.num_attention_heads)),
        ("llama.attention.head_count_kv", count(c.num_key_value_heads)),
        ("llama.attention.key_length", count(c.head_dim)),
        ("llama.attention.value_length", count(c.head_dim)),
        ("llama.attention.layer_norm_rms_epsilon", Value::F32(c.rms_norm_eps)),
        ("llama.rope.dimension_count", count(c.head_dim)),
        ("llama.rope.freq_base", Value::F32(c.rope_theta)),
        ("tokenizer.ggml.model", text("no_vocab")),
        (HASH, text(&format!("{:016x}", score::vocab::hash()))),
    ]
}
