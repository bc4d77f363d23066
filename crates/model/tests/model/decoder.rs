//! The decoder and its cache.

use crate::{distance, embedded, random, small};
use model::{Config, Precision, Transformer, TransformerError, Weights};
use std::sync::Arc;

fn tokens(n: u16) -> Vec<u16> {
    (0..n).map(|i| (i * 61 + 7) % 1142).collect()
}

#[test]
fn reading_token_by_token_gives_the_logits_of_reading_all_at_once() {
    let weights = random(&small(), 1);
    let tokens = tokens(40);
    let all = Transformer::new(weights.clone()).unwrap().forward_all(&tokens).unwrap();
    let mut one_by_one = Transformer::new(weights.clone()).unwrap();
    for (i, token) in tokens.iter().enumerate() {
        let logits = one_by_one.forward(&[*token]).unwrap();
        assert!(distance(&logits, &all[i * 1152..(i + 1) * 1152]) < 2e-5, "token {i}");
    }
    let mut in_parts = Transformer::new(weights).unwrap();
    in_parts.forward(&tokens[..17]).unwrap();
    let last = in_parts.forward(&tokens[17..]).unwrap();
    assert!(distance(&last, &all[39 * 1152..]) < 2e-5);
    assert_eq!(in_parts.position(), 40);
}

#[test]
fn after_a_rewind_the_decoder_is_where_it_was() {
    let tokens = tokens(30);
    let mut transformer = Transformer::new(embedded()).unwrap();
    let first = transformer.forward(&tokens).unwrap();
    transformer.forward(&[5, 6, 7, 8, 9]).unwrap();
    transformer.rewind(20);
    assert_eq!(transformer.position(), 20);
    let again = transformer.forward(&tokens[20..]).unwrap();
    assert_eq!(first, again, "quantised rows do not depend on their neighbours");
    transformer.rewind(0);
    assert_eq!(transformer.forward(&tokens).unwrap(), first);
    transformer.rewind(1000);
    assert_eq!(transformer.position(), 30, "rewinding never leads forward");
}

#[test]
fn eight_bits_stay_close_to_full_precision() {
    let full = Weights::random(&Config { num_hidden_layers: 3, ..Config::shipped() }, 5).unwrap();
    let q8 = Weights::from_bytes(&full.to_gguf(Precision::Q8).unwrap()).unwrap();
    assert!(q8.bytes() * 3 < full.bytes());
    let logits = |weights| Transformer::new(Arc::new(weights)).unwrap().forward_all(&tokens(50)).unwrap();
    let (full, q8) = (logits(full), logits(q8));
    let size = (full.iter().map(|l| l * l).sum::<f32>() / full.len() as f32).sqrt();
    let error = (full.iter().zip(&q8).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / full.len() as f32).sqrt();
    // Weights and activations each lose 0.5 % in a product; about 20 products follow one another.
    assert!(error < 0.05 * size, "logits of size {size} are off by {error}");
    assert!(error > 0.0, "the file was quantised");
}

#[test]
fn what_does_not_fit_is_an_error_and_changes_nothing() {
    let config = Config { max_position_embeddings: 8, ..small() };
    let mut transformer = Transformer::new(random(&config, 1)).unwrap();
    transformer.forward(&[1, 2, 3]).unwrap();
    let full = transformer.forward(&[1; 6]).unwrap_err();
    assert!(matches!(full, TransformerError::Full { asked: 6, room: 5, context: 8 }), "{full}");
    assert!(matches!(
        transformer.forward(&[1152]).unwrap_err(),
        TransformerError::UnknownToken { id: 1152, .. }
    ));
    assert!(matches!(transformer.forward(&[]).unwrap_err(), TransformerError::NoToken));
    assert_eq!(transformer.position(), 3);
    transformer.forward(&[1; 5]).unwrap();
    assert_eq!(transformer.room(), 0);
}
