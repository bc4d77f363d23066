//! The decoder: token ids in, logits out, in the order of the data.

use crate::angles::Angles;
use crate::cache::Cache;
use crate::ops::{AddLinear, Attention, FeedForward, Logits, Place, Projections};
use crate::weights::{Layer, Weights};
use candle_core::{Device, Tensor};
use std::sync::Arc;

/// Lives on the thread that composes. Shares the weights; what it has read is in the [`Cache`] of each sequence.
///
/// With Q8_0 weights the logits of a row depend on its own sequence alone, to the bit, whatever is read beside it.
#[derive(Debug)]
pub struct Transformer {
    weights: Arc<Weights>,
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
    pub fn new(weights: Arc<Weights>) -> Transformer {
        let config = &weights.config;
        let angles = Angles::new(config.head_dim, config.max_position_embeddings, config.rope_theta);
        Transformer { weights, angles }
    }

    pub fn weights(&self) -> &Arc<Weights> {
        &self.weights
    }

    /// The memory of a sequence of which nothing was read yet.
    pub fn cache(&self) -> Cache {
        Cache::new(&self.weights.config)
    }

    /// Reads `tokens` on and returns the logits that follow the last: (vocabulary).
    pub fn forward(&self, cache: &mut Cache, tokens: &[u16]) -> Result<Vec<f32>, TransformerError> {
        let x = self.read(&mut [cache], tokens.iter().map(|&id| (0, id)))?; // (m, d)
        let last = x.narrow(0, tokens.len() - 1, 1)?; // (1, d)
        self.logits(&last)
    }

    /// Reads `tokens` on and returns the logits that follow each of them: (m, vocabulary).
    pub fn forward_all(&self, cache: &mut Cache, tokens: &[u16]) -> Result<Vec<f32>, TransformerError> {
        let x = self.read(&mut [cache], tokens.iter().map(|&id| (0, id)))?; // (m, d)
        self.logits(&x)
    }

    /// Reads one token of each sequence on, `tokens[i]` into `caches[i]`, and returns the logits that follow: (m, vocabulary).
    /// Weights are read once for all of them.
    pub fn forward_each(
        &self,
        caches: &mut [&mut Cache],
        tokens: &[u16],
    ) -> Result<Vec<f32>, TransformerError> {
        assert_eq!(caches.len(), tokens.len(), "one token a sequence");
        let x = self.read(caches, tokens.iter().copied().enumerate())?; // (m, d)
        self.logits(&x)
    }

    fn logits(&self, x: &Tensor) -> Result<Vec<f32>, TransformerError> {
        let weights = &*self.weights;
        let (norm, embedding, eps) = (&weights.norm, &weights.embedding, weights.config.rms_norm_eps);
        let logits = x.apply_op1_no_bwd(&Logits { norm, eps, embedding })?; // (m, vocabulary)
        Ok(logits.flatten_all()?.to_vec1()?)
    }

    /// Reads rows (index of the cache, token), those of one sequence in order: (m, d).
    fn read(
        &self,
        caches: &mut [&mut Cache],
        rows: impl Iterator<Item = (usize, u16)>,
    ) -> Result<Tensor, TransformerError> {
        let mut asked = vec![0; caches.len()];
        let (mut places, mut tokens) = (Vec::new(), Vec::new());
        for (cache, token) in rows {
            places.push(Place { cache, position: caches[cache].len() + asked[cache] });
            tokens.push(token);
            asked[cache] += 1;
        }
        self.check(caches, &asked, &tokens)?;
        let weights = &*self.weights;
        let mut x = embed(weights, &tokens)?; // (m, d)
        for (index, layer) in weights.layers.iter().enumerate() {
            x = self.attention(index, layer, &x, caches, &places)?; // (m, d)
            x = x.apply_op1_no_bwd(&FeedForward { layer, eps: weights.config.rms_norm_eps })?; // (m, d)
        }
        caches.iter_mut().zip(asked).for_each(|(cache, tokens)| cache.advance(tokens));
        Ok(x)
    }

    /// One layer's attention with its residual: (m, d) -> (m, d).
    fn attention(
        &self,
        index: usize,
        layer: &Layer,
        x: &Tensor,
        caches: &mut [&mut Cache],
        places: &[Place],
    ) -> Result<Tensor, TransformerError> {
        let config = &self.weights.config;
        let (heads, kv_heads, head_dim) =
            (config.num_attention_heads, config.num_key_value_heads, config.head_dim);
        let projections = Projections { layer, eps: config.rms_norm_eps, angles: &self.angles, places };
        let qkv = x.apply_op1_no_bwd(&projections)?; // (m, h * hd + 2 * kv * hd)
        let width = config.query_width() + 2 * config.kv_width();
        let values: Vec<f32> = qkv.flatten_all()?.to_vec1()?;
        for (row, place) in values.chunks_exact(width).zip(places) {
            let (k, v) = row[config.query_width()..].split_at(config.kv_width());
            caches[place.cache].write(index, place.position, k, v);
        }
        let attention = Attention { caches, places, layer: index, heads, kv_heads, head_dim };
        let h = qkv.apply_op1_no_bwd(&attention)?; // (m, h * hd)
        Ok(h.apply_op2_no_bwd(x, &AddLinear(&layer.o))?) // (m, d)
    }

    /// Whether `tokens` can be read, `asked[i]` of them into `caches[i]`.
    fn check(&self, caches: &[&mut Cache], asked: &[usize], tokens: &[u16]) -> Result<(), TransformerError> {
        let config = &self.weights.config;
        if tokens.is_empty() {
            return Err(TransformerError::NoToken);
        }
        for (cache, &asked) in caches.iter().zip(asked) {
            let (room, context) = (cache.room(), config.max_position_embeddings);
            if asked > room {
                return Err(TransformerError::Full { asked, room, context });
            }
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
