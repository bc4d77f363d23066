//! The decoder and its cache.

use crate::{distance, embedded, random, small};
use model::{Cache, Config, Precision, Transformer, TransformerError, Weights};
use std::sync::Arc;

fn tokens(n: u16) -> Vec<u16> {
    (0..n).map(|i| (i * 61 + 7) % 1142).collect()
}

#[test]
fn reading_token_by_token_gives_the_logits_of_reading_all_at_once() {
    let transformer = Transformer::new(random(&small(), 1));
    let tokens = tokens(40);
    let all = transformer.forward_all(&mut transformer.cache(), &tokens).unwrap();
    let mut one_by_one = transformer.cache();
    for (i, token) in tokens.iter().enumerate() {
        let logits = transformer.forward(&mut one_by_one, &[*token]).unwrap();
        assert!(distance(&logits, &all[i * 1152..(i + 1) * 1152]) < 2e-5, "token {i}");
    }
    let mut in_parts = transformer.cache();
    transformer.forward(&mut in_parts, &tokens[..17]).unwrap();
    let last = transformer.forward(&mut in_parts, &tokens[17..]).unwrap();
    assert!(distance(&last, &all[39 * 1152..]) < 2e-5);
    assert_eq!(in_parts.len(), 40);
}

#[test]
fn after_a_rewind_the_decoder_is_where_it_was() {
    let tokens = tokens(30);
    let transformer = Transformer::new(embedded());
    let mut cache = transformer.cache();
    let first = transformer.forward(&mut cache, &tokens).unwrap();
    transformer.forward(&mut cache, &[5, 6, 7, 8, 9]).unwrap();
    cache.rewind(20);
    assert_eq!(cache.len(), 20);
    let again = transformer.forward(&mut cache, &tokens[20..]).unwrap();
    assert_eq!(first, again, "quantised rows do not depend on their neighbours");
    cache.rewind(0);
    assert_eq!(transformer.forward(&mut cache, &tokens).unwrap(), first);
    cache.rewind(1000);
    assert_eq!(cache.len(), 30, "rewinding never leads forward");
}

#[test]
fn sequences_read_side_by_side_give_the_bits_of_each_read_alone() {
    let transformer = Transformer::new(embedded());
    let tokens = tokens(120);
    // Prompts of different lengths; all of them, then only some, are read on.
    let lengths = [1, 15, 16, 40, 7];
    let alone = |i: usize| {
        let mut cache = transformer.cache();
        let sequence = &tokens[i..i + lengths[i] + 40];
        sequence.iter().map(|&token| transformer.forward(&mut cache, &[token]).unwrap()).collect::<Vec<_>>()
    };
    let alone: Vec<Vec<Vec<f32>>> = (0..5).map(alone).collect();
    let mut caches: Vec<Cache> = (0..5).map(|_| transformer.cache()).collect();
    for (i, cache) in caches.iter_mut().enumerate() {
        transformer.forward(cache, &tokens[i..i + lengths[i]]).unwrap();
    }
    for step in 0..36 {
        let read: Vec<usize> = (0..5).filter(|i| step < 20 + i * 4).collect();
        let batch: Vec<u16> = read.iter().map(|&i| tokens[i + lengths[i] + step]).collect();
        let mut places: Vec<&mut Cache> =
            caches.iter_mut().enumerate().filter(|(i, _)| read.contains(i)).map(|(_, c)| c).collect();
        let logits = transformer.forward_each(&mut places, &batch).unwrap();
        for (row, &i) in logits.chunks_exact(1152).zip(&read) {
            assert!(row == alone[i][lengths[i] + step], "sequence {i}, step {step}");
        }
    }
}

#[test]
fn a_clone_goes_on_by_itself_from_where_it_was_made() {
    let transformer = Transformer::new(embedded());
    let tokens = tokens(80);
    let read = |cache: &mut Cache, part: &[u16]| transformer.forward(cache, part).unwrap();
    let mut trunk = transformer.cache();
    read(&mut trunk, &tokens[..21]);
    let (mut left, mut right) = (trunk.clone(), trunk.clone());
    read(&mut left, &tokens[21..40]);
    read(&mut right, &tokens[50..69]);
    let left = read(&mut left, &tokens[40..50]);
    let right = read(&mut right, &tokens[69..79]);
    assert_ne!(left, right);
    let mut again = transformer.cache();
    read(&mut again, &tokens[..40]);
    assert_eq!(read(&mut again, &tokens[40..50]), left, "what the other wrote changed nothing");
    read(&mut trunk, &tokens[50..69]);
    assert_eq!(read(&mut trunk, &tokens[69..79]), right);
}

#[test]
fn eight_bits_stay_close_to_full_precision() {
    let full = Weights::random(&Config { num_hidden_layers: 3, ..Config::shipped() }, 5).unwrap();
    let q8 = Weights::from_bytes(&full.to_gguf(Precision::Q8).unwrap()).unwrap();
    assert!(q8.bytes() * 3 < full.bytes());
    let logits = |weights| {
        let transformer = Transformer::new(Arc::new(weights));
        transformer.forward_all(&mut transformer.cache(), &tokens(50)).unwrap()
    };
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
    let transformer = Transformer::new(random(&config, 1));
    let mut cache = transformer.cache();
    transformer.forward(&mut cache, &[1, 2, 3]).unwrap();
    let full = transformer.forward(&mut cache, &[1; 6]).unwrap_err();
    assert!(matches!(full, TransformerError::Full { asked: 6, room: 5, context: 8 }), "{full}");
    assert!(matches!(
        transformer.forward(&mut cache, &[1152]).unwrap_err(),
        TransformerError::UnknownToken { id: 1152, .. }
    ));
    assert!(matches!(transformer.forward(&mut cache, &[]).unwrap_err(), TransformerError::NoToken));
    assert_eq!(cache.len(), 3);
    transformer.forward(&mut cache, &[1; 5]).unwrap();
    assert_eq!(cache.room(), 0);
}
