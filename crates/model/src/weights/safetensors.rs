//! Safetensors with Hugging Face's Llama names, as the training writes them: f32, with `vocab_hash` and `config` as metadata.

use super::parts::Part;
use super::{Source, Vocabulary, Weights, WeightsError, assemble, check_finite, check_vocabulary};
use crate::config::Config;
use crate::matrix::{Dense, Matrix};
use ::safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashMap;

/// Whether the bytes begin like a safetensors file: eight bytes of length, then JSON.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&b'{')
}

pub(super) fn read(bytes: &[u8], vocabulary: Vocabulary) -> Result<Weights, WeightsError> {
    let damaged = |e: ::safetensors::SafeTensorError| WeightsError::Damaged(e.to_string());
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let metadata = header.metadata().as_ref();
    let value = |key: &str| {
        let found = metadata.and_then(|m| m.get(key));
        found.ok_or_else(|| WeightsError::Missing(format!("metadata {key}")))
    };
    let config: Config =
        serde_json::from_str(value("config")?).map_err(|e| WeightsError::Config(e.to_string()))?;
    check_vocabulary(value("vocab_hash")?, "vocab_hash", &config, vocabulary)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
    if tensors.tensor("lm_head.weight").is_ok() {
        return Err(WeightsError::Config(
            "it has an output matrix of its own; only tied embeddings can be used".into(),
        ));
    }
    assemble(&config, &Tensors(tensors))
}

struct Tensors<'a>(SafeTensors<'a>);

impl Tensors<'_> {
    fn values(&self, part: Part, expected: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let tensor = part.huggingface();
        let view = self.0.tensor(&tensor).map_err(|_| WeightsError::Missing(tensor.clone()))?;
        if view.dtype() != Dtype::F32 {
            let found = format!("{:?}", view.dtype());
            return Err(WeightsError::Type { tensor, found, expected: "F32" });
        }
        if view.shape() != expected {
            let (found, expected) = (view.shape().to_vec(), expected.to_vec());
            return Err(WeightsError::Shape { tensor, found, expected });
        }
        check_finite(tensor, view.data().as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }
}

impl Source for Tensors<'_> {
    fn vector(&self, part: Part, len: usize) -> Result<Vec<f32>, WeightsError> {
        self.values(part, &[len])
    }

    fn matrix(&self, part: Part, rows: usize, columns: usize) -> Result<Matrix, WeightsError> {
        Ok(Matrix::F32(Dense { rows, columns, values: self.values(part, &[rows, columns])? }))
    }
}

pub(super) fn write(weights: &Weights) -> Result<Vec<u8>, WeightsError> {
    let text = |e: &dyn std::fmt::Display| WeightsError::Config(e.to_string());
    let bytes = |part| weights.values(part).iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let parts: Vec<(Part, Vec<u8>)> = Part::all(&weights.config).map(|part| (part, bytes(part))).collect();
    let view = |(part, bytes)| {
        let part: &Part = part;
        Ok((part.huggingface(), TensorView::new(Dtype::F32, part.shape(&weights.config), bytes)?))
    };
    let views = parts.iter().map(|(part, bytes)| view((part, bytes)));
    let views: Vec<_> = views.collect::<Result<_, ::safetensors::SafeTensorError>>().map_err(|e| text(&e))?;
    let config = serde_json::to_string(&weights.config).map_err(|e| text(&e))?;
    let hash = format!("{:016x}", score::vocab::hash());
    let metadata = HashMap::from([("config".to_string(), config), ("vocab_hash".to_string(), hash)]);
    ::safetensors::serialize(views, Some(metadata)).map_err(|e| text(&e))
}
