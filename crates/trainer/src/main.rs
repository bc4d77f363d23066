//! `quatrain-trainer`: the commands around the model that need no host. One subcommand per module of the library.

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use trainer::prepare;

#[derive(Parser)]
#[command(name = "quatrain-trainer", about = "Quatrain's corpus pipeline and measurements", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A folder of MIDI files to shards of training sequences
    Prepare(prepare::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Prepare(options) => prepare::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, message)) => {
            eprintln!("{message}");
            ExitCode::from(code)
        }
    }
}
