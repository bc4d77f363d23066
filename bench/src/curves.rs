//! How cost grows: tokens per second against context, candidates, instruments and threads, as pictures.

use crate::AnyError;
use crate::decode;
use crate::figures::{Clock, Figures, Report};
use crate::loops::{self, BAND};
use crate::options::Options;
use model::{Transformer, Weights};
use picture::{Curve, chart};
use score::Sampling;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const TURNS: usize = 5;
/// Tokens over which a speed is taken.
const STEPS: usize = 48;
const CONTEXTS: [usize; 8] = [64, 256, 512, 768, 1024, 1280, 1664, 1984];
const BATCHES: [usize; 5] = [1, 2, 4, 6, 8];
const BANDS: [usize; 6] = [1, 2, 4, 8, 12, 16];
/// Beside the band: what the larger bands have too.
const MORE: [u8; 11] = [4, 11, 16, 24, 27, 40, 42, 56, 61, 66, 73];

pub fn measure(options: &Options, _: &mut Report) -> Result<(), AnyError> {
    let Some(folder) = &options.curves else { return Ok(()) };
    let weights = Arc::new(Weights::embedded()?);
    let transformer = Transformer::new(weights.clone());
    let mut pictures = Vec::new();

    let mut points = Vec::new();
    for context in CONTEXTS {
        points.push((context as f64, median(|_| at_context(&transformer, context))?));
    }
    pictures.push(("context", "Tokens a second by tokens before", "tokens before", "tokens/s", points));

    let mut points = Vec::new();
    for m in BATCHES {
        let seconds = median(|_| decode::decode(&transformer, m))?;
        points.push((m as f64, m as f64 * decode::WRITTEN as f64 / seconds));
    }
    pictures.push((
        "candidates",
        "Tokens a second by candidates in a batch",
        "candidates",
        "tokens/s, all",
        points,
    ));

    let mut points = Vec::new();
    for size in BANDS {
        let band: Vec<u8> = BAND.into_iter().chain(MORE).take(size).collect();
        let sampling = Sampling { guidance: 1.0, candidates: 1, ..Sampling::default() };
        let total = median(|seed| Ok(loops::compose(&weights, &band, sampling, seed as u64)?.total * 1e3))?;
        points.push((size as f64, total));
    }
    pictures.push(("instruments", "Milliseconds for four bars by instruments", "instruments", "ms", points));

    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let mut points = Vec::new();
    for threads in (0..).map(|n| 1 << n).take_while(|threads| *threads <= 2 * cores) {
        points.push((threads as f64, median(|_| together(&transformer, threads))?));
    }
    pictures.push((
        "threads",
        "Tokens a second of instances that write at once",
        "instances",
        "tokens/s, all",
        points,
    ));

    for (name, title, across, up, points) in pictures {
        draw(&folder.join(format!("performance-{name}.png")), title, &Curve { across, up, points })?;
    }
    Ok(())
}

fn draw(file: &Path, title: &str, curve: &Curve) -> Result<(), AnyError> {
    std::fs::write(file, chart(title, curve)?)
        .map_err(|error| format!("cannot write {}: {error}", file.display()).into())
}

fn median(mut run: impl FnMut(usize) -> Result<f64, AnyError>) -> Result<f64, AnyError> {
    let runs: Result<Vec<f64>, AnyError> = (0..TURNS).map(&mut run).collect();
    Ok(Figures::from(runs?).median())
}

fn at_context(transformer: &Transformer, context: usize) -> Result<f64, AnyError> {
    let mut cache = transformer.cache();
    transformer.forward(&mut cache, &vec![7; context])?;
    let clock = Clock::start();
    for _ in 0..STEPS {
        transformer.forward(&mut cache, &[7])?;
    }
    Ok(STEPS as f64 / clock.seconds())
}

/// By the wall clock: what instances get that write side by side.
fn together(transformer: &Transformer, threads: usize) -> Result<f64, AnyError> {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| scope.spawn(|| decode::decode(transformer, 1).map_err(|error| error.to_string())))
            .collect();
        running.into_iter().try_for_each(|thread| match thread.join() {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(AnyError::from("a thread panicked")),
        })
    })?;
    Ok((threads * decode::WRITTEN) as f64 / begun.elapsed().as_secs_f64())
}
