//! Files of weights: what is written can be read, and whatever else lies in a file is an error in words.

use crate::{random, small};
use model::{Config, Precision, Transformer, Vocabulary, Weights, WeightsError};
use std::path::Path;

fn text(bytes: &[u8]) -> String {
    Weights::from_bytes(bytes).expect_err("a broken file").to_string()
}

/// `bytes` with the only occurrence of `from` replaced by as many bytes `to`.
fn patched(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|w| w == from).expect("the text is in the file");
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

#[test]
fn weights_come_back_from_both_formats() {
    let weights = Weights::random(&small(), 9).unwrap();
    assert_eq!(Weights::from_bytes(&weights.to_safetensors().unwrap()).unwrap(), weights);
    assert_eq!(Weights::from_bytes(&weights.to_gguf(Precision::F32).unwrap()).unwrap(), weights);
    for precision in [Precision::F16, Precision::Q8] {
        let read = Weights::from_bytes(&weights.to_gguf(precision).unwrap()).unwrap();
        assert_eq!(read.config, weights.config);
        assert_ne!(read, weights);
        let again = Weights::from_bytes(&read.to_gguf(Precision::F32).unwrap()).unwrap();
        let logits = |w: Weights| {
            let transformer = Transformer::new(w.into());
            transformer.forward(&mut transformer.cache(), &[1, 2, 3]).unwrap()
        };
        assert!(crate::distance(&logits(read), &logits(again)) < 0.1);
    }
}

#[test]
fn the_shipped_shape_has_about_eight_million_parameters() {
    let weights = random(&Config::shipped(), 1);
    assert!((7_000_000..9_000_000).contains(&weights.parameters()), "{}", weights.parameters());
}

#[test]
fn llama_cpp_finds_its_keys_and_the_rows_of_q_and_k_in_its_order() {
    use candle_core::quantized::gguf_file::Content;
    let weights = Weights::random(&small(), 9).unwrap();
    let file = weights.to_gguf(Precision::F32).unwrap();
    let content = Content::read(&mut std::io::Cursor::new(&file)).unwrap();
    for key in
        ["llama.context_length", "llama.rope.dimension_count", "tokenizer.ggml.model", "quatrain.vocab_hash"]
    {
        assert!(content.metadata.contains_key(key), "{key}");
    }
    let device = candle_core::Device::Cpu;
    let stored = content.tensor(&mut std::io::Cursor::new(&file), "blk.1.attn_q.weight", &device).unwrap();
    let stored: Vec<Vec<f32>> = stored.dequantize(&device).unwrap().to_vec2().unwrap();
    let named = candle_core::safetensors::load_buffer(&weights.to_safetensors().unwrap(), &device).unwrap();
    let ours: Vec<Vec<f32>> = named["model.layers.1.self_attn.q_proj.weight"].to_vec2().unwrap();
    // Head 1 begins at row 32; its dimension 0 turns with 16, 1 with 17: llama.cpp wants them as neighbours.
    for (theirs, mine) in [(32, 32), (33, 48), (34, 33), (35, 49), (62, 47), (63, 63)] {
        assert_eq!(stored[theirs], ours[mine], "row {theirs}");
    }
}

#[test]
fn foreign_files_are_refused_in_words() {
    assert!(text(b"").contains("neither a GGUF nor a safetensors file"));
    assert!(text(b"MThd\0\0\0\x06").contains("neither a GGUF nor a safetensors file"));
    let missing = Weights::open(Path::new("/nowhere/weights.gguf")).unwrap_err().to_string();
    assert!(missing.contains("/nowhere/weights.gguf") && missing.contains("exists"), "{missing}");
    let gguf = Weights::random(&small(), 1).unwrap().to_gguf(Precision::Q8).unwrap();
    assert!(text(&patched(&gguf, b"\x05\0\0\0\0\0\0\0llama", b"\x05\0\0\0\0\0\0\0gemma")).contains("gemma"));
    assert!(text(&patched(&gguf, b"quatrain.vocab_hash", b"quatrain.vocab_hush")).contains("vocab_hash"));
}

#[test]
fn weights_for_another_vocabulary_are_refused() {
    let weights = Weights::random(&small(), 1).unwrap();
    let hash = format!("{:016x}", score::vocab::hash());
    for file in [weights.to_gguf(Precision::Q8).unwrap(), weights.to_safetensors().unwrap()] {
        let other = text(&patched(&file, hash.as_bytes(), b"00000000deadbeef"));
        assert!(other.contains("00000000deadbeef") && other.contains("another vocabulary"), "{other}");
        assert!(text(&patched(&file, hash.as_bytes(), b"not hexadecimal!")).contains("hexadecimal"));
        let more = Vocabulary { tokens: 2000, ..Vocabulary::ours() };
        let error = Weights::from_bytes_for(&file, more).unwrap_err();
        assert!(matches!(error, WeightsError::VocabularySize { found: 1152, expected: 2000 }), "{error}");
    }
}

#[test]
fn a_file_that_does_not_fit_its_own_shape_names_the_tensor() {
    let file = Weights::random(&small(), 1).unwrap().to_safetensors().unwrap();
    let wide = text(&patched(&file, br#"\"intermediate_size\":96"#, br#"\"intermediate_size\":69"#));
    assert!(wide.contains("model.layers.0.mlp.gate_proj.weight") && wide.contains("[96, 64]"), "{wide}");
    let deep = text(&patched(&file, br#"\"num_hidden_layers\":2"#, br#"\"num_hidden_layers\":3"#));
    assert!(deep.contains("model.layers.2.input_layernorm.weight"), "{deep}");
    let odd = text(&patched(&file, br#"\"num_key_value_heads\":2"#, br#"\"num_key_value_heads\":3"#));
    assert!(odd.contains("multiple of num_key_value_heads"), "{odd}");
    let mut not_finite = file.clone();
    let end = not_finite.len();
    not_finite[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(text(&not_finite).contains("not finite"));
}

#[test]
fn files_cut_off_anywhere_are_an_error() {
    let weights = Weights::random(&small(), 1).unwrap();
    for file in [weights.to_gguf(Precision::Q8).unwrap(), weights.to_safetensors().unwrap()] {
        let near_the_start = (0..2000).step_by(7);
        for len in near_the_start.chain((0..file.len()).step_by(1000)).chain([file.len() - 1]) {
            // A file ends with padding, which nothing needs.
            let padding = file.len() - len < 32 && file.starts_with(b"GGUF");
            assert!(padding || Weights::from_bytes(&file[..len]).is_err(), "{len} of {} bytes", file.len());
        }
    }
}

#[test]
fn no_flipped_byte_in_a_header_panics() {
    let weights = Weights::random(&small(), 1).unwrap();
    for file in [weights.to_gguf(Precision::Q8).unwrap(), weights.to_safetensors().unwrap()] {
        let header = file.len().min(3000);
        let mut refused = 0;
        for at in 0..header {
            for value in [file[at] ^ 0xff, file[at] ^ 1, 0, 0x7f] {
                let mut bytes = file.clone();
                bytes[at] = value;
                refused += usize::from(Weights::from_bytes(&bytes).is_err());
            }
        }
        assert!(refused > header, "only {refused} of {header} x 4 changes were noticed");
    }
}

#[test]
fn a_gguf_with_no_alignment_is_damaged_not_a_division_by_zero() {
    use candle_core::quantized::{QTensor, gguf_file};
    let key = ("general.alignment", &gguf_file::Value::U32(0));
    let mut file = std::io::Cursor::new(Vec::new());
    gguf_file::write(&mut file, &[key], &Vec::<(&str, &QTensor)>::new()).unwrap();
    assert!(text(file.get_ref()).contains("alignment"), "{}", text(file.get_ref()));
}
