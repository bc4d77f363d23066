//! Our decoder against candle's own Llama, which is our reference for the arithmetic.

use crate::{distance, random};
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::llama::{self, Llama};
use model::{Config, Transformer, Weights};
use std::sync::Arc;

/// candle's Llama takes the head size from the width.
fn shape() -> Config {
    Config { num_hidden_layers: 3, intermediate_size: 512, ..Config::shipped() }
}

fn reference(weights: &Weights) -> (Llama, llama::Cache) {
    let c = &weights.config;
    let config = llama::Config {
        hidden_size: c.hidden_size,
        intermediate_size: c.intermediate_size,
        vocab_size: c.vocab_size,
        num_hidden_layers: c.num_hidden_layers,
        num_attention_heads: c.num_attention_heads,
        num_key_value_heads: c.num_key_value_heads,
        use_flash_attn: false,
        rms_norm_eps: c.rms_norm_eps.into(),
        rope_theta: c.rope_theta,
        bos_token_id: None,
        eos_token_id: None,
        rope_scaling: None,
        max_position_embeddings: c.max_position_embeddings,
        tie_word_embeddings: true,
    };
    let bytes = weights.to_safetensors().expect("weights can be written");
    let builder =
        VarBuilder::from_buffered_safetensors(bytes, DType::F32, &Device::Cpu).expect("a safetensors file");
    let cache = llama::Cache::new(true, DType::F32, &config, &Device::Cpu).expect("a cache");
    (Llama::load(builder, &config).expect("Hugging Face's names"), cache)
}

#[test]
fn logits_equal_those_of_candles_llama_over_a_prompt_and_step_by_step() {
    let weights: Arc<Weights> = random(&shape(), 3);
    let (llama, mut cache) = reference(&weights);
    let ours = Transformer::new(weights);
    let mut memory = ours.cache();
    let tokens: Vec<u16> = (0..120).map(|i| (i * 97 + 13) % 1142).collect();
    let (prompt, rest) = tokens.split_at(70);
    let mut position = 0;
    for part in std::iter::once(prompt).chain(rest.chunks(1)) {
        let ids: Vec<u32> = part.iter().map(|&id| id.into()).collect();
        let ids = Tensor::new(ids, &Device::Cpu).and_then(|ids| ids.unsqueeze(0)).expect("a tensor");
        let theirs = llama.forward(&ids, position, &mut cache).expect("candle's logits");
        let theirs: Vec<f32> = theirs.flatten_all().and_then(|t| t.to_vec1()).expect("f32");
        let ours = ours.forward(&mut memory, part).expect("our logits");
        assert!(theirs.iter().any(|l| l.abs() > 1.0), "logits that say something");
        let distance = distance(&ours, &theirs);
        assert!(distance < 1e-4, "logits differ by {distance} behind token {}", position + part.len());
        position += part.len();
    }
}
