//! `quatrain-trainer`: the commands around the model that need no host. One subcommand per module of the library.

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use trainer::{eval, generate, pack, prepare};

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
    /// Loops from a request, without a host
    Generate(generate::Options),
    /// How good weights are, measured on a folder of MIDI files
    Eval(eval::Options),
    /// Trained weights to the file that ships
    Pack(pack::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Prepare(options) => prepare::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::Generate(options) => generate::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::Eval(options) => eval::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::Pack(options) => pack::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, message)) => {
            eprintln!("{message}");
            ExitCode::from(code)
        }
    }
}
