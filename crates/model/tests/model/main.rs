//! The model as its users see it: weights in, loops out.

mod candidates;
mod compose;
mod decoder;
mod files;
mod golden;
mod hard;
mod llama;
mod python;
mod tasks;
mod variation;
mod wild;

use model::{Config, Weights};
use std::sync::{Arc, OnceLock};

/// A decoder small enough to be quick in every test, with our vocabulary and heads that do not add up to its width.
fn small() -> Config {
    Config {
        hidden_size: 64,
        intermediate_size: 96,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        head_dim: 32,
        ..Config::shipped()
    }
}

fn random(config: &Config, seed: u64) -> Arc<Weights> {
    Arc::new(Weights::random(config, seed).expect("a valid shape"))
}

/// The weights that ship.
fn embedded() -> Arc<Weights> {
    static WEIGHTS: OnceLock<Arc<Weights>> = OnceLock::new();
    WEIGHTS.get_or_init(|| Arc::new(Weights::embedded().expect("the shipped weights can be read"))).clone()
}

/// The largest difference between two slices of one length.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
