//! How long a loop takes to write, everything included: prompt, masks, steering.

use crate::AnyError;
use crate::figures::{Clock, Figures, Reach, Report};
use crate::options::Options;
use crate::peers::Peer;
use model::{Composer, Weights};
use score::{Instrument, Request, Sampling, Track};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Loops that count, for each setting.
const TURNS: usize = 15;
/// A loop counts if it has so many tokens: about 460.
const TOKENS: std::ops::RangeInclusive<usize> = 380..=540;
/// Seeds that are tried at most to find as many.
const SEEDS: u64 = 200;
/// Drums, bass, piano, guitar, strings.
pub const BAND: [u8; 5] = [128, 33, 0, 29, 48];

/// What a loop took.
pub struct Written {
    /// Seconds to bar 1.
    pub first: f64,
    /// Seconds to all bars.
    pub total: f64,
    pub tokens: usize,
    pub notes: usize,
}

pub fn measure(options: &Options, report: &mut Report) -> Result<(), AnyError> {
    let weights = Arc::new(Weights::embedded()?);
    let usual = Sampling::default();
    let alone = Sampling { guidance: 1.0, candidates: 1, ..usual };
    let guided = Sampling { candidates: 1, ..usual };
    let mut of = [Vec::new(), Vec::new(), Vec::new()];
    for seed in 0..SEEDS {
        if of.iter().all(|written| written.len() >= TURNS) {
            break;
        }
        for (sampling, written) in [alone, guided, usual].into_iter().zip(&mut of) {
            let next = compose(&weights, &BAND, sampling, seed)?;
            if TOKENS.contains(&next.tokens) && written.len() < TURNS {
                written.push(next);
            }
        }
    }
    let reach = [("", 80.0, 300.0), ("guided_", 130.0, 500.0)]
        .map(|(n, f, t)| (n, Reach::AtMost(f), Reach::AtMost(t)));
    let told = ("as_shipped_", Reach::Told, Reach::Told);
    for ((name, first, total), written) in reach.into_iter().chain([told]).zip(&of) {
        let figures = |of: &dyn Fn(&Written) -> f64| Figures::from(written.iter().map(of));
        report.add(&format!("loop.{name}first_bar_ms"), figures(&|w| w.first * 1e3), first);
        report.add(&format!("loop.{name}total_ms"), figures(&|w| w.total * 1e3), total);
        report.add(&format!("loop.{name}tokens"), figures(&|w| w.tokens as f64), Reach::Told);
    }
    beside_midigpt(options, &of[0], report)
}

/// Writes a loop of `band`.
pub fn compose(
    weights: &Arc<Weights>,
    band: &[u8],
    sampling: Sampling,
    seed: u64,
) -> Result<Written, AnyError> {
    let tracks = band.iter().map(|&program| Track::new(Instrument(program))).collect();
    let request =
        Request { tracks, tempo: Some(120.0), density: Some(12.0), sampling, seed, ..Request::default() };
    let mut composer = Composer::new(weights.clone());
    let clock = Clock::start();
    let mut first = 0.0;
    let composed = composer.compose(&request, &AtomicBool::new(false), &mut |bar, _| {
        if bar == 0 {
            first = clock.seconds();
        }
    })?;
    Ok(Written { first, total: clock.seconds(), tokens: composed.tokens, notes: composed.notes.len() })
}

/// The peer writes its notes with weights that were never trained, so they are other notes; seconds are compared note by note.
fn beside_midigpt(options: &Options, ours: &[Written], report: &mut Report) -> Result<(), AnyError> {
    let Some(python) = &options.python else { return Ok(()) };
    let mut peer = Peer::start(python, &options.peers.join("midigpt_peer.py"), &[])?;
    report.tell("loop.midigpt_parameters", peer.ask("parameters")?.parse()?, Reach::Told);
    let mut times = Vec::new();
    for (seed, written) in ours.iter().take(5).enumerate() {
        let answer = peer.ask(&seed.to_string())?;
        let (seconds, notes) = answer.split_once(' ').ok_or(format!("midigpt said {answer:?}"))?;
        let a_note = seconds.parse::<f64>()? / notes.parse::<f64>()?.max(1.0);
        times.push(a_note * written.notes as f64 / written.total);
    }
    report.add("loop.vs_midigpt", Figures::from(times), Reach::AtLeast(20.0));
    Ok(())
}
