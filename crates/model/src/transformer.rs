//! The decoder: token ids in, logits out, in the order of the data.

use crate::cache::Cache;
use crate::ops::{AddLinear, Attention, Linear, RmsNorm, Rope, SwiGlu};
use crate::weights::{Layer, Weights};
use candle_core::{Device, Tensor};
use std::sync::Arc;

/// Lives on the thread that composes. One reader of one sequence: owns cache and angles, shares the weights.
#[derive(Debug)]
pub struct Transformer {
    weights: Arc<Weights>,
    cache: Cache,
    angles: Angles,
}

/// Why a sequence could not be read on.
#[derive(Debug, thiserror::Error)]
pub enum TransformerError {
    #[error("{asked} more tokens do not fit into the context: {room} places are left of {context}")]
    Full { asked: usize, room: usize, context: usize },
    #[error("token {id} is not in the model's vocabulary of {vocabulary}")]
    UnknownToken { id: u16, vocabulary: usize },
    #[error("no token was given")]
    NoToken,
    #[error("the decoder failed: {0}")]
    Tensor(#[from] candle_core::Error),
}

impl Transformer {
    pub fn new(weights: Arc<Weights>) -> Result<Transformer, TransformerError> {
        let cache = Cache::new(&weights.config)?;
        let angles = Angles::new(
            weights.config.head_dim,
            weights.config.max_position_embeddings,
            weights.config.rope_theta,
        );
        Ok(Transformer { weights, cache, angles })
    }

    pub fn weights(&self) -> &Arc<Weights> {
        &self.weights
    }

    /// Tokens read so far.
    pub fn position(&self) -> usize {
        self.cache.len()
    }

    /// Tokens that can still be read.
    pub fn room(&self) -> usize {
        self.cache.room()
    }

    /// Forgets all but the first `position` tokens, at no cost.
    pub fn rewind(&mut self, position: usize) {
        self.cache.rewind(position);
    }

    /// Reads `tokens` on and returns the logits that follow the last: (vocabulary).
    pub fn forward(&mut self, tokens: &[u16]) -> Result<Vec<f32>, TransformerError> {
        let x = self.hidden(tokens)?; // (m, d)
        let last = x.narrow(0, tokens.len() - 1, 1)?; // (1, d)
        self.logits(&last)
    }

    /// Reads `tokens` on and returns the logits that follow each of them: (m, vocabulary).
    pub fn forward_all(&mut self, tokens: &[u16]) -> Result<Vec<f32>, TransformerError> {
        let x = self.hidden(tokens)?; // (m, d)
        self.logits(&x)
    }

    fn logits(&self, x: &Tensor) -> Result<Vec<f32>, TransformerError> {
        let weights = &*self.weights;
        let x = x.apply_op1_no_bwd(&RmsNorm { weight: &weights.norm, eps: weights.config.rms_norm_eps })?; // (m, d)
        let logits = x.apply_op1_no_bwd(&Linear(&weights.embedding))?; // (m, vocabulary)
        Ok(logits.flatten_all()?.to_vec1()?)
    }

    fn hidden(&mut self, tokens: &[u16]) -> Result<Tensor, TransformerError> {
        let weights = self.weights.clone();
        self.check(tokens)?;
        let mut x = embed(&weights, tokens)?; // (m, d)
        for (index, layer) in weights.layers.iter().enumerate() {
            x = self.attention(index, layer, &x)?; // (m, d)
            let h =
                x.apply_op1_no_bwd(&RmsNorm { weight: &layer.ffn_norm, eps: weights.config.rms_norm_eps })?; // (m, d)
            let h = h.apply_op1_no_bwd(&SwiGlu { gate: &layer.gate, up: &layer.up })?; // (m, ff)
            x = h.apply_op2_no_bwd(&x, &AddLinear(&layer.down))?; // (m, d)
        }
        self.cache.advance(tokens.len());
        Ok(x)
    }

    /// One layer's attention with its residual: (m, d) -> (m, d).
    fn attention(&mut self, index: usize, layer: &Layer, x: &Tensor) -> Result<Tensor, TransformerError> {
        let config = &self.weights.config;
        let (start, m) = (self.cache.len(), x.dim(0)?);
        let (heads, kv_heads, head_dim) =
            (config.num_attention_heads, config.num_key_value_heads, config.head_dim);
        let h = x.apply_op1_no_bwd(&RmsNorm { weight: &layer.attention_norm, eps: config.rms_norm_eps })?; // (m, d)
        let q =
            h.apply_op1_no_bwd(&Linear(&layer.q))?.apply_op1_no_bwd(&self.angles.rope(start, m, heads))?; // (m, h * hd)
        let k =
            h.apply_op1_no_bwd(&Linear(&layer.k))?.apply_op1_no_bwd(&self.angles.rope(start, m, kv_heads))?; // (m, kv * hd)
        let v = h.apply_op1_no_bwd(&Linear(&layer.v))?; // (m, kv * hd)
        let (keys, values) = self.cache.write(index, &k, &v)?; // (context, kv * hd) each
        let h = q.apply_op3_no_bwd(keys, values, &Attention { start, heads, kv_heads, head_dim })?; // (m, h * hd)
        Ok(h.apply_op2_no_bwd(x, &AddLinear(&layer.o))?) // (m, d)
    }

    fn check(&self, tokens: &[u16]) -> Result<(), TransformerError> {
        let config = &self.weights.config;
        let (asked, room, context) = (tokens.len(), self.cache.room(), config.max_position_embeddings);
        if asked == 0 {
            return Err(TransformerError::NoToken);
        }
        if asked > room {
            return Err(TransformerError::Full { asked, room, context });
        }
        let vocabulary = config.vocab_size;
        match tokens.iter().find(|&&id| usize::from(id) >= vocabulary) {
            Some(&id) => Err(TransformerError::UnknownToken { id, vocabulary }),
            None => Ok(()),
        }
    }
}

/// Rows of the embedding: (m) -> (m, d).
fn embed(weights: &Weights, tokens: &[u16]) -> candle_core::Result<Tensor> {
    let width = weights.config.hidden_size;
    let mut x = Vec::with_capacity(tokens.len() * width);
    tokens.iter().for_each(|&id| weights.embedding.push_row(usize::from(id), &mut x));
    Tensor::from_vec(x, (tokens.len(), width), &Device::Cpu)
}

/// Cosines and sines of every position, (context, head size / 2) each.
#[derive(Debug)]
struct Angles {
    half: usize,
    cos: Vec<f32>,
    sin: Vec<f32>,
}

impl Angles {
    fn new(head_dim: usize, context: usize, theta: f32) -> Angles {
        let frequency = |i: usize| 1.0 / theta.powf(i as f32 / head_dim as f32);
        let frequencies: Vec<f32> = (0..head_dim).step_by(2).map(frequency).collect();
        let angles: Vec<f32> =
            (0..context).flat_map(|p| frequencies.iter().map(move |f| p as f32 * f)).collect();
        let cos = angles.iter().map(|a| a.cos()).collect();
        let sin = angles.iter().map(|a| a.sin()).collect();
        Angles { half: head_dim / 2, cos, sin }
    }

    /// The rotation of `m` tokens from position `start` on.
    fn rope(&self, start: usize, m: usize, heads: usize) -> Rope<'_> {
        let part = start * self.half..(start + m) * self.half;
        Rope { cos: &self.cos[part.clone()], sin: &self.sin[part], half: self.half, heads }
    }
}
