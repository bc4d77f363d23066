//! Our decoder against the PyTorch one in `training/`, which writes this fixture.

use crate::distance;
use model::{Transformer, Vocabulary, Weights};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
struct Expected {
    tokens: Vec<u16>,
    /// Rows of `logits`, as indices into `tokens`.
    positions: Vec<usize>,
    logits: Vec<Vec<f32>>,
}

#[test]
fn weights_exported_by_the_training_give_the_trainings_logits() {
    let expected: Expected =
        serde_json::from_str(include_str!("../fixtures/tiny.json")).expect("the fixture");
    let vocabulary = Vocabulary { hash: 0, tokens: 256 };
    let file = include_bytes!("../fixtures/tiny.safetensors");
    let weights = Arc::new(Weights::from_bytes_for(file, vocabulary).expect("the fixture's weights"));
    let size = weights.config.vocab_size;
    let logits = {
        let transformer = Transformer::new(weights);
        transformer.forward_all(&mut transformer.cache(), &expected.tokens).expect("logits")
    };
    assert!(expected.positions.len() >= 4);
    for (&position, expected) in expected.positions.iter().zip(&expected.logits) {
        let distance = distance(&logits[position * size..(position + 1) * size], expected);
        assert!(distance < 1e-4, "logits differ by {distance} behind token {position}");
    }
}
