//! `cargo xtask bench`: measures, prints a table and writes the figures as JSON. How each figure comes about is in docs/performance.md.

mod audio;
mod counting;
mod curves;
mod daw;
mod decode;
mod figures;
mod loops;
mod options;
mod peers;
mod plugin;
mod prepare;
mod priority;

use figures::Report;
use options::Options;
use std::process::ExitCode;

pub type AnyError = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Figures of a process that has just started come from processes of their own.
    if let Some(("--child", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return ended(plugin::child(rest));
    }
    match options::options(&arguments) {
        Ok(options) => ended(measure(&options)),
        Err(problem) => {
            eprintln!("{problem}; {}", options::USAGE);
            ExitCode::from(2)
        }
    }
}

fn ended(result: Result<(), AnyError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

type Section = (&'static str, fn(&Options, &mut Report) -> Result<(), AnyError>);

const SECTIONS: [Section; 7] = [
    ("decode", decode::measure),
    ("loop", loops::measure),
    ("audio", audio::measure),
    ("plugin", plugin::measure),
    ("host", daw::measure),
    ("prepare", prepare::measure),
    ("curves", curves::measure),
];

fn measure(options: &Options) -> Result<(), AnyError> {
    let mut report = Report::default();
    for (name, section) in SECTIONS.iter().filter(|(name, _)| options.wants(name)) {
        eprintln!("{name} ...");
        section(options, &mut report).map_err(|error| format!("{name}: {error}"))?;
    }
    print!("{}", report.table());
    let json = serde_json::to_vec_pretty(&report.json())?;
    std::fs::write(&options.json, json)
        .map_err(|error| format!("cannot write {}: {error}", options.json.display()))?;
    Ok(())
}
