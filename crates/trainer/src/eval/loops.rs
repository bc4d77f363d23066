//! The loops that are measured: real ones and made ones.

use super::material::Piece;
use super::music::Loop;
use super::plain::Plain;
use super::prompts::Condition;
use super::report::progress;
use super::{EvalError, Options};
use model::{Composer, Weights};
use rayon::prelude::*;
use score::{Note, Request, Sampling, canonicalise};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

impl Loop {
    pub(super) fn real(piece: &Piece) -> Loop {
        let material = &piece.material;
        Loop {
            song: piece.song,
            metre: material.metre,
            tempo: material.tempo,
            dynamics: material.dynamics,
            notes: material.notes.clone(),
        }
    }
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum System {
    /// The composer with everything that it ships with.
    Full,
    /// The same weights by themselves: [`super::plain`].
    Plain,
}

impl System {
    /// Name in the results.
    pub(super) fn name(self) -> &'static str {
        match self {
            System::Full => "full",
            System::Plain => "plain",
        }
    }
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Made {
    pub condition: Condition,
    pub request: Request,
    /// Index of the window that the request was measured on.
    pub prompt: usize,
    pub music: Loop,
    /// Notes that would sound on behind the loop's end, before they were cut there.
    pub crossing: usize,
}

/// Loops of `system` for every prompt in every condition; the loop's seed is that of `options` plus the number of its prompt.
///
/// # Errors
/// When the model cannot be run, or the composer finds no answer.
pub(super) fn make(
    weights: &Arc<Weights>,
    prompts: &[Piece],
    system: System,
    options: &Options,
) -> Result<Vec<Made>, EvalError> {
    let jobs: Vec<(Condition, usize)> = Condition::ALL
        .iter()
        .flat_map(|&condition| (0..prompts.len()).map(move |p| (condition, p)))
        .collect();
    let bar = progress(system.name(), jobs.len());
    let made = jobs.par_iter().map_init(
        || Writer::new(weights, system, options),
        |writer, &(condition, prompt)| {
            let piece = &prompts[prompt];
            let request = condition.request(piece, options.seed.wrapping_add(prompt as u64));
            let notes = writer.write(&request)?;
            bar.inc(1);
            let crossing = notes.iter().filter(|n| n.end() > request.metre.loop_len()).count();
            let notes = canonicalise(&notes, request.metre);
            Ok(Made { condition, prompt, music: Loop { notes, ..Loop::real(piece) }, request, crossing })
        },
    );
    made.collect()
}

/// Lives on one thread of the pool.
pub(super) enum Writer {
    Full(Box<Composer>, Sampling),
    Plain(Plain),
}

impl Writer {
    pub(super) fn new(weights: &Arc<Weights>, system: System, options: &Options) -> Writer {
        match system {
            System::Full => Writer::Full(Box::new(Composer::new(weights.clone())), options.sampling()),
            System::Plain => Writer::Plain(Plain::new(weights.clone())),
        }
    }

    /// The notes of the answer to `request`.
    ///
    /// # Errors
    /// When the model cannot be run, or the composer finds no answer.
    pub(super) fn write(&mut self, request: &Request) -> Result<Vec<Note>, EvalError> {
        match self {
            Writer::Full(composer, sampling) => {
                let request = Request { sampling: *sampling, ..request.clone() };
                Ok(composer.compose(&request, &AtomicBool::new(false), &mut |_, _| ())?.notes)
            }
            Writer::Plain(plain) => Ok(plain.write(request)?),
        }
    }
}
