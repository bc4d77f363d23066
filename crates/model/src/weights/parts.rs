//! The parts of a decoder, their shapes and their names in files.

use crate::config::Config;

/// One tensor of the decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Embedding,
    Norm,
    Layer(usize, LayerPart),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LayerPart {
    AttentionNorm,
    Q,
    K,
    V,
    O,
    FfnNorm,
    Gate,
    Up,
    Down,
}

/// Each part of a layer with its names in Hugging Face's Llama and in llama.cpp.
const LAYER: [(LayerPart, &str, &str); 9] = [
    (LayerPart::AttentionNorm, "input_layernorm", "attn_norm"),
    (LayerPart::Q, "self_attn.q_proj", "attn_q"),
    (LayerPart::K, "self_attn.k_proj", "attn_k"),
    (LayerPart::V, "self_attn.v_proj", "attn_v"),
    (LayerPart::O, "self_attn.o_proj", "attn_output"),
    (LayerPart::FfnNorm, "post_attention_layernorm", "ffn_norm"),
    (LayerPart::Gate, "mlp.gate_proj", "ffn_gate"),
    (LayerPart::Up, "mlp.up_proj", "ffn_up"),
    (LayerPart::Down, "mlp.down_proj", "ffn_down"),
];

impl Part {
    /// Every part of a decoder of this shape, in the order of the data.
    pub(super) fn all(config: &Config) -> impl Iterator<Item = Part> {
        let layers = 0..config.num_hidden_layers;
        let layers = layers.flat_map(|i| LAYER.iter().map(move |(part, ..)| Part::Layer(i, *part)));
        [Part::Embedding].into_iter().chain(layers).chain([Part::Norm])
    }

    /// (length) of a vector, (rows, columns) of a matrix.
    pub(super) fn shape(self, c: &Config) -> Vec<usize> {
        let (d, ff) = (c.hidden_size, c.intermediate_size);
        match self {
            Part::Embedding => vec![c.vocab_size, d],
            Part::Norm | Part::Layer(_, LayerPart::AttentionNorm | LayerPart::FfnNorm) => vec![d],
            Part::Layer(_, LayerPart::Q) => vec![c.query_width(), d],
            Part::Layer(_, LayerPart::K | LayerPart::V) => vec![c.kv_width(), d],
            Part::Layer(_, LayerPart::O) => vec![d, c.query_width()],
            Part::Layer(_, LayerPart::Gate | LayerPart::Up) => vec![ff, d],
            Part::Layer(_, LayerPart::Down) => vec![d, ff],
        }
    }

    /// Name in Hugging Face's Llama.
    pub(super) fn huggingface(self) -> String {
        match self {
            Part::Embedding => "model.embed_tokens.weight".into(),
            Part::Norm => "model.norm.weight".into(),
            Part::Layer(i, part) => format!("model.layers.{i}.{}.weight", names(part).0),
        }
    }

    /// Name in llama.cpp.
    pub(super) fn gguf(self) -> String {
        match self {
            Part::Embedding => "token_embd.weight".into(),
            Part::Norm => "output_norm.weight".into(),
            Part::Layer(i, part) => format!("blk.{i}.{}.weight", names(part).1),
        }
    }

    /// Heads whose rows llama.cpp keeps in another order; `None` where both agree.
    pub(super) fn rotated_heads(self, config: &Config) -> Option<usize> {
        match self {
            Part::Layer(_, LayerPart::Q) => Some(config.num_attention_heads),
            Part::Layer(_, LayerPart::K) => Some(config.num_key_value_heads),
            _ => None,
        }
    }
}

fn names(part: LayerPart) -> (&'static str, &'static str) {
    LAYER.iter().find(|(p, ..)| *p == part).map_or(("", ""), |(_, huggingface, gguf)| (huggingface, gguf))
}
