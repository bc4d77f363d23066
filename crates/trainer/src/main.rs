//! `quatrain-trainer`: the commands around the model that need no host. One subcommand per module of the library.

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use trainer::{eval, export, generate, prepare, synthetic};

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
    /// The synthetic part of the corpus: songs in many styles, over human drum takes
    Styles(synthetic::Options),
    /// Loops from a request, without a host
    Generate(generate::Options),
    /// How good weights are, measured on a folder of MIDI files
    Eval(eval::Options),
    /// Trained weights to the file that ships
    ExportGguf(export::Options),
    /// Weights as safetensors, for PyTorch
    ExportSafetensors(export::SafetensorsOptions),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let done = match arguments.command {
        Command::Prepare(options) => prepare::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::Styles(options) => synthetic::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::Generate(options) => generate::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::Eval(options) => eval::main(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::ExportGguf(options) => export::gguf(&options).map_err(|e| (e.exit_code(), e.to_string())),
        Command::ExportSafetensors(options) => {
            export::safetensors(&options).map_err(|e| (e.exit_code(), e.to_string()))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, message)) => {
            eprintln!("{message}");
            ExitCode::from(code)
        }
    }
}

/// Help goes to standard output; a mistake in the call is told in one line, as all other errors are.
fn usage(error: &clap::Error) -> ExitCode {
    let text = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "no command is given".into(),
        _ => error.render().to_string(),
    };
    if !error.use_stderr() {
        print!("{text}");
        return ExitCode::SUCCESS;
    }
    let said = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let said: Vec<&str> = said.filter(|line| !line.is_empty() && !line.starts_with("For more")).collect();
    eprintln!("{}; --help says what may be given", said.join(" ").trim_start_matches("error: "));
    ExitCode::from(2)
}
