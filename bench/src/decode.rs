//! Tokens per second of the decoder, beside candle's stock Llama and llama.cpp on the same weights.

use crate::AnyError;
use crate::figures::{Clock, Figures, Reach, Report};
use crate::options::Options;
use crate::peers::Peer;
use candle_core::quantized::gguf_file::Content;
use candle_core::{Device, Tensor};
use candle_transformers::models::quantized_llama::ModelWeights;
use model::{Cache, Precision, Transformer, Weights};
use std::io::Cursor;
use std::sync::Arc;

const TURNS: usize = 9;
pub const PROMPT: usize = 64;
pub const WRITTEN: usize = 512;
/// Tokens after which all sequences go on from the first, as candidates do after each bar.
const BAR: usize = 128;
/// Largest difference between logits that still are of the same model: both round activations to eight bits in their own way.
const SAME: f32 = 0.5;

pub fn measure(options: &Options, report: &mut Report) -> Result<(), AnyError> {
    let weights = Arc::new(Weights::embedded()?);
    let gguf = weights.to_gguf(Precision::Q8)?;
    let transformer = Transformer::new(weights.clone());
    let mut stock = Stock::new(&gguf)?;
    let mut peer = llama_cpp(options, &gguf)?;
    if let Some(peer) = &mut peer {
        compare_logits(&transformer, peer, report)?;
    }
    let bytes = weights.bytes() as f64;
    let (mut ours, mut batch, mut vs_peer, mut roofline) = (vec![], vec![], vec![], vec![]);
    let (mut peer_tps, mut vs_stock, mut vs_pool) = (vec![], vec![], vec![]);
    // All take turns, so that whatever else the machine does meets each of them.
    for _ in 0..TURNS {
        let seconds = decode(&transformer, 1)?;
        ours.push(WRITTEN as f64 / seconds);
        let clock = Clock::start();
        decode(&transformer, 1)?;
        let ours_by_wall = clock.wall();
        vs_stock.push(stock.decode()?.wall / ours_by_wall);
        vs_pool.push(candle_core::utils::with_threadpool(|| stock.decode())?.seconds / seconds);
        batch.push(decode(&transformer, 4)? / seconds);
        roofline.push(bytes * WRITTEN as f64 / seconds / bandwidth(weights.bytes()));
        if let Some(peer) = &mut peer {
            let theirs = peer.ask("decode")?.parse::<f64>()?;
            peer_tps.push(WRITTEN as f64 / theirs);
            vs_peer.push(theirs / seconds);
        }
    }
    report.add("decode.tps_1t", Figures::from(ours), Reach::Told);
    if peer.is_some() {
        report.add("decode.llama_cpp_tps_1t", Figures::from(peer_tps), Reach::Told);
        report.add("decode.vs_llama_cpp", Figures::from(vs_peer), Reach::AtLeast(1.5));
    }
    report.add("decode.vs_candle_stock", Figures::from(vs_stock), Reach::AtLeast(3.0));
    report.add("decode.vs_candle_in_its_pool", Figures::from(vs_pool), Reach::Told);
    report.add("decode.roofline", Figures::from(roofline), Reach::AtLeast(0.5));
    report.add("decode.batch4", Figures::from(batch), Reach::AtMost(2.0));
    Ok(())
}

fn token(i: usize) -> u16 {
    (i * 61 % 1142) as u16
}

/// Seconds to read [`WRITTEN`] tokens one by one into each of `m` sequences behind a prompt.
pub fn decode(transformer: &Transformer, m: usize) -> Result<f64, AnyError> {
    let prompt: Vec<u16> = (0..PROMPT).map(token).collect();
    let mut trunk = transformer.cache();
    transformer.forward(&mut trunk, &prompt)?;
    let mut caches: Vec<Cache> = vec![trunk; m];
    let clock = Clock::start();
    for step in 0..WRITTEN {
        if m > 1 && step.is_multiple_of(BAR) {
            caches = vec![caches[0].clone(); m];
        }
        let tokens: Vec<u16> = (0..m).map(|i| token(PROMPT + step + i)).collect();
        let mut caches: Vec<&mut Cache> = caches.iter_mut().collect();
        transformer.forward_each(&mut caches, &tokens)?;
    }
    Ok(clock.seconds())
}

/// Bytes a second at which one core sums a buffer of `len` bytes again and again.
fn bandwidth(len: usize) -> f64 {
    const PASSES: usize = 40;
    let buffer = vec![1u64; len / 8];
    let clock = Clock::start();
    for _ in 0..PASSES {
        std::hint::black_box(std::hint::black_box(&buffer).iter().fold(0u64, |sum, v| sum.wrapping_add(*v)));
    }
    (PASSES * len) as f64 / clock.seconds()
}

struct Elapsed {
    seconds: f64,
    wall: f64,
}

/// candle's own quantised Llama.
struct Stock(ModelWeights);

impl Stock {
    fn new(gguf: &[u8]) -> Result<Stock, AnyError> {
        let mut file = Cursor::new(gguf);
        let content = Content::read(&mut file)?;
        Ok(Stock(ModelWeights::from_gguf(content, &mut file, &Device::Cpu)?))
    }

    /// As [`decode`], called as candle's examples do; how long it took. From an ordinary thread softmax and rope hop to a pool, so the clock
    /// on the wall counts; within the pool all is one thread's work.
    fn decode(&mut self) -> candle_core::Result<Elapsed> {
        self.0.clear_kv_cache();
        let ids = |ids: Vec<u32>| Tensor::new(ids, &Device::Cpu)?.unsqueeze(0);
        self.0.forward(&ids((0..PROMPT).map(|i| token(i).into()).collect())?, 0)?;
        let clock = Clock::start();
        for step in 0..WRITTEN {
            self.0.forward(&ids(vec![token(PROMPT + step).into()])?, PROMPT + step)?;
        }
        Ok(Elapsed { seconds: clock.seconds(), wall: clock.wall() })
    }
}

fn llama_cpp(options: &Options, gguf: &[u8]) -> Result<Option<Peer>, AnyError> {
    let Some(python) = &options.python else { return Ok(None) };
    let file = std::env::temp_dir().join(format!("quatrain-bench-{}.gguf", std::process::id()));
    std::fs::write(&file, gguf)?;
    let numbers = [PROMPT, WRITTEN].map(|n| n.to_string());
    let script = options.peers.join("llama_cpp_peer.py");
    let peer = Peer::start(python, &script, &[&file.to_string_lossy(), &numbers[0], &numbers[1]]);
    let loaded = peer.and_then(|mut peer| peer.ask("loaded").map(|_| peer));
    let _ = std::fs::remove_file(&file);
    loaded.map(Some)
}

/// Both have to say the same of the same tokens before their speed is compared.
fn compare_logits(ours: &Transformer, peer: &mut Peer, report: &mut Report) -> Result<(), AnyError> {
    let theirs: Vec<f32> =
        peer.ask("logits")?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let mut cache = ours.cache();
    let mine = ours.forward(&mut cache, &(0..PROMPT).map(token).collect::<Vec<u16>>())?;
    let farthest = mine.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    if mine.len() != theirs.len() || farthest.is_nan() || farthest > SAME {
        let (a, b) = (mine.len(), theirs.len());
        return Err(
            format!("llama.cpp reads the weights differently: {a} and {b} logits, {farthest} apart").into()
        );
    }
    report.tell("decode.logits_apart", farthest.into(), Reach::AtMost(SAME.into()));
    Ok(())
}
