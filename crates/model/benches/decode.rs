//! How fast the model reads and writes, on one thread: `cargo bench -p quatrain-model`. Cases take turns, so that whatever else the machine
//! does meets all of them; what is printed are medians over the turns, of the thread's own CPU time where the system tells it (Linux).

use model::{Cache, Composer, Transformer, Weights};
use score::{Instrument, Request, Sampling, Track};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const TURNS: usize = 5;
const PROMPT: usize = 64;
const WRITTEN: usize = 512;
/// Tokens after which all sequences go on from the first, as candidates do after each bar.
const BAR: usize = 128;

fn main() {
    let weights = Arc::new(Weights::embedded().expect("the shipped weights"));
    // `cargo bench -p quatrain-model -- loops` measures loops alone.
    let asked = |part: &str| !std::env::args().any(|a| ["batches", "loops"].contains(&&*a) && a != part);
    if asked("batches") {
        batches(&weights);
    }
    if asked("loops") {
        loops(&weights);
    }
}

fn batches(weights: &Arc<Weights>) {
    let transformer = Transformer::new(weights.clone());
    let bandwidth = median((0..TURNS).map(|_| read_bandwidth(weights.bytes())).collect());
    println!("one core reads {} bytes of weights at {:.1} GB/s", weights.bytes(), bandwidth / 1e9);
    let batches = [1, 2, 4, 8, 16];
    let turns: Vec<Vec<f64>> =
        (0..TURNS).map(|_| batches.iter().map(|&m| decode(&transformer, m)).collect()).collect();
    let of = |case: usize| median(turns.iter().map(|turn| turn[case]).collect());
    for (case, m) in batches.iter().enumerate() {
        let cost = median(turns.iter().map(|turn| turn[case] / turn[0]).collect());
        println!("batch of {m:2}: {:6.0} tokens/s a sequence, cost {cost:.2}", WRITTEN as f64 / of(case));
    }
    println!("share of the bound: {:.2}", weights.bytes() as f64 * WRITTEN as f64 / of(0) / bandwidth);
}

fn loops(weights: &Arc<Weights>) {
    let loops = [(1.0, 1), (2.0, 1), (1.0, 4), (2.0, 4)];
    let turn = |seed| loops.iter().map(|&(g, n)| compose(weights, g, n, seed)).collect();
    let turns: Vec<Vec<[f64; 3]>> = (0..TURNS as u64).map(turn).collect();
    for (case, (guidance, candidates)) in loops.iter().enumerate() {
        let of =
            |value: &dyn Fn([f64; 3]) -> f64| median(turns.iter().map(|turn| value(turn[case])).collect());
        let (first, all, tokens) = (of(&|t| t[0] * 1e3), of(&|t| t[1] * 1e3), of(&|t| t[2]));
        println!("loop of 5 instruments, guidance {guidance}, {candidates} candidates:");
        println!(
            "  bar 1 after {first:.0} ms, all after {all:.0} ms, {tokens} tokens; {:.0} ms for 460",
            of(&|t| t[1] / t[2] * 460e3)
        );
    }
}

/// Seconds to read [`WRITTEN`] tokens one by one into each of `m` sequences behind a prompt.
fn decode(transformer: &Transformer, m: usize) -> f64 {
    let token = |i: usize| (i * 61 % 1142) as u16;
    let prompt: Vec<u16> = (0..PROMPT).map(token).collect();
    let mut trunk = transformer.cache();
    transformer.forward(&mut trunk, &prompt).expect("a prompt that fits");
    let mut caches: Vec<Cache> = vec![trunk; m];
    let start = Clock::start();
    for step in 0..WRITTEN {
        if step.is_multiple_of(BAR) {
            caches = vec![caches[0].clone(); m];
        }
        let tokens: Vec<u16> = (0..m).map(|i| token(step + i)).collect();
        let mut caches: Vec<&mut Cache> = caches.iter_mut().collect();
        transformer.forward_each(&mut caches, &tokens).expect("tokens that fit");
    }
    start.seconds()
}

/// Seconds to bar 1, seconds to all bars, tokens.
fn compose(weights: &Arc<Weights>, guidance: f32, candidates: u8, seed: u64) -> [f64; 3] {
    let tracks = [128, 33, 0, 29, 48].map(|i| Track::new(Instrument(i))).to_vec();
    let sampling = Sampling { guidance, candidates, ..Sampling::default() };
    let request =
        Request { tracks, tempo: Some(120.0), density: Some(12.0), sampling, seed, ..Request::default() };
    let mut composer = Composer::new(weights.clone());
    let start = Clock::start();
    let mut first = 0.0;
    let composed = composer.compose(&request, &AtomicBool::new(false), &mut |bar, _| {
        if bar == 0 {
            first = start.seconds();
        }
    });
    [first, start.seconds(), composed.expect("a loop").tokens as f64]
}

/// Bytes a second at which one core sums a buffer of `len` bytes again and again.
fn read_bandwidth(len: usize) -> f64 {
    const PASSES: usize = 40;
    let buffer = vec![1u64; len / 8];
    let start = Clock::start();
    for _ in 0..PASSES {
        std::hint::black_box(buffer.iter().fold(0u64, |sum, v| sum.wrapping_add(*v)));
    }
    (PASSES * len) as f64 / start.seconds()
}

/// Time of this thread.
struct Clock(Instant, Option<f64>);

impl Clock {
    fn start() -> Clock {
        Clock(Instant::now(), cpu_seconds())
    }

    fn seconds(&self) -> f64 {
        let cpu = cpu_seconds().zip(self.1).map(|(now, start)| now - start);
        cpu.unwrap_or_else(|| self.0.elapsed().as_secs_f64())
    }
}

/// Seconds that this thread has run.
fn cpu_seconds() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = status.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds * 1e-9)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
