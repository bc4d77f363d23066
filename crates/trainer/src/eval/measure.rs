//! What is measured, in which order.

use super::loops::{self, Made, System};
use super::material::{Corpus, Piece};
use super::music::Loop;
use super::prompts::Condition;
use super::report::Report;
use super::{
    EvalError, Options, control, copying, diversity, fidelity, likelihood, musician, seam, showing,
    two_sample,
};
use model::Weights;
use std::sync::Arc;

/// Measures everything; writes loops where that is asked.
///
/// # Errors
/// When the model cannot be run, or the folder for the loops cannot be written to.
pub(super) fn all(weights: &Arc<Weights>, corpus: &Corpus, options: &Options) -> Result<Report, EvalError> {
    let (prompts, seed) = (&corpus.prompts, options.seed);
    let mut report = Report::default();
    likelihood::report(weights, &corpus.pieces, options, &mut report)?;
    let full = loops::make(weights, prompts, System::Full, options)?;
    let plain = loops::make(weights, prompts, System::Plain, options)?;
    let systems = [(System::Full, &full[..]), (System::Plain, &plain[..])];
    let real: Vec<Loop> = prompts.iter().chain(&corpus.others).map(Loop::real).collect();
    fidelity::report(&real, "real", seed, &mut report);
    fidelity::report_overlaps(&fidelity::same_song(&real), "real", seed, &mut report);
    musician::report(&real, "real", seed, &mut report);
    for (system, made) in systems {
        control::report(made, prompts, system, seed, &mut report);
        likeness(made, prompts, system, seed, &mut report);
        tell_apart(made, &real[prompts.len()..], system, seed, &mut report)?;
        copying::report(corpus.training.as_ref(), &real, made, system, seed, &mut report);
    }
    seam::report(&real, &systems, seed, &mut report);
    diversity::report(weights, prompts, options, &mut report)?;
    if let Some(folder) = &options.out {
        showing::write(folder, &full)?;
    }
    report.put_value("loops", prompts.len());
    report.put_value("real_windows", real.len());
    report.put_value("seeds", options.seeds);
    report.put_value("seed", seed);
    report.put_value("sampling", serde_json::json!(options.sampling()));
    report.put_value("held_out_only", options.held_out_only);
    Ok(report)
}

/// Fidelity and faults of the loops of one system. Overlaps are with the prompt, where everything was asked.
fn likeness(made: &[Made], prompts: &[Piece], system: System, seed: u64, report: &mut Report) {
    let loops: Vec<Loop> = made.iter().map(|m| m.music.clone()).collect();
    fidelity::report(&loops, system.name(), seed, report);
    musician::report(&loops, system.name(), seed, report);
    let asked: Vec<Loop> = prompts.iter().map(Loop::real).collect();
    let all = made.iter().filter(|m| m.condition == Condition::All);
    let pairs: Vec<(&Loop, &Loop)> = all.map(|m| (&asked[m.prompt], &m.music)).collect();
    fidelity::report_overlaps(&pairs, system.name(), seed, report);
}

/// The classifier two-sample test: loops for everything and for a part of it, against windows that were no prompts.
fn tell_apart(
    made: &[Made],
    others: &[Loop],
    system: System,
    seed: u64,
    report: &mut Report,
) -> Result<(), EvalError> {
    let made: Vec<&Loop> =
        made.iter().filter(|m| m.condition != Condition::Instruments).map(|m| &m.music).collect();
    let verdict = two_sample::judge(&others.iter().collect::<Vec<_>>(), &made, seed)?;
    let suffix = if system == System::Full { "" } else { "_plain" };
    report.put(&format!("fidelity.c2st_auc{suffix}"), verdict.auc);
    let names: Vec<&str> = verdict.top.iter().map(|t| t.name).collect();
    report.put_value(&format!("fidelity.c2st_top_features{suffix}"), names);
    let rows =
        verdict.top.iter().map(|t| format!("{:28} {:5.2} {:9.3} {:9.3}", t.name, t.gain, t.real, t.made));
    report.say(
        format!("What tells {} from real: feature, share of gain, mean real, mean made", system.name()),
        rows,
    );
    Ok(())
}
