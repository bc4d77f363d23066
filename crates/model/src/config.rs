//! The transformer's shape.

use serde::{Deserialize, Serialize};

/// The transformer's shape, in the names of Hugging Face's `LlamaConfig`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub num_key_value_heads: usize,
    pub head_dim: usize,
    /// Context in tokens.
    pub max_position_embeddings: usize,
    pub rms_norm_eps: f32,
    pub rope_theta: f32,
}

impl Config {
    /// The shape that ships: about 8 million parameters.
    pub fn shipped() -> Config {
        Config {
            vocab_size: score::vocab::PADDED_VOCABULARY,
            hidden_size: 256,
            intermediate_size: 1024,
            num_hidden_layers: 8,
            num_attention_heads: 4,
            num_key_value_heads: 2,
            head_dim: 64,
            max_position_embeddings: score::tokens::CONTEXT,
            rms_norm_eps: 1e-5,
            rope_theta: 10_000.0,
        }
    }

    /// Width of all query heads together.
    pub fn query_width(&self) -> usize {
        self.num_attention_heads * self.head_dim
    }

    /// Width of all key (or value) heads together.
    pub fn kv_width(&self) -> usize {
        self.num_key_value_heads * self.head_dim
    }

    /// Whether a decoder can be built in this shape; the text says which value is out of range and what it may be.
    pub fn check(&self) -> Result<(), String> {
        let range = |name: &str, value: usize, low: usize, high: usize| match (low..=high).contains(&value) {
            true => Ok(()),
            false => Err(format!("{name} is {value}, but must be {low} to {high}")),
        };
        range("vocab_size", self.vocab_size, 1, 1 << 16)?;
        range("hidden_size", self.hidden_size, 1, 1 << 14)?;
        range("intermediate_size", self.intermediate_size, 1, 1 << 16)?;
        range("num_hidden_layers", self.num_hidden_layers, 1, 256)?;
        range("num_attention_heads", self.num_attention_heads, 1, 256)?;
        range("num_key_value_heads", self.num_key_value_heads, 1, self.num_attention_heads)?;
        range("head_dim", self.head_dim, 2, 1024)?;
        range("max_position_embeddings", self.max_position_embeddings, 1, 1 << 16)?;
        if !self.num_attention_heads.is_multiple_of(self.num_key_value_heads) {
            return Err("num_attention_heads must be a multiple of num_key_value_heads".into());
        }
        if !self.head_dim.is_multiple_of(2) {
            return Err(format!("head_dim is {}, but must be even", self.head_dim));
        }
        let positive = |x: f32| x.is_finite() && x > 0.0;
        if !positive(self.rms_norm_eps) || !positive(self.rope_theta) {
            return Err("rms_norm_eps and rope_theta must be positive".into());
        }
        Ok(())
    }
}
