//! `cargo xtask COMMAND`: sets up, builds, and hands over to the programs that do the work. Nothing musical happens here.
//!
//! Exit codes: 0 if the command did what it says, 1 if something broke, 2 for a mistake in the call.

mod arguments;
mod bench;
mod build;
mod failure;
mod install;
mod packages;
mod pictures;
mod python;
mod tests;
mod training;

use failure::Failure;
use std::process::ExitCode;

/// A command: its name, what it does, and how.
struct Command {
    name: &'static str,
    usage: &'static str,
    does: &'static str,
    run: fn(&[String]) -> Result<(), Failure>,
}

const COMMANDS: [Command; 13] = [
    Command {
        name: "demo",
        usage: "[--out DIR] [--tempo BPM] [--seed N] [--bars N] [--json]",
        does: "plays the bundled plugin in a headless host; writes loop.mid and loop.png",
        run: build::demo,
    },
    Command { name: "test", usage: "", does: "runs every test", run: tests::run },
    Command {
        name: "pictures",
        usage: "",
        does: "makes the pictures of the README anew, from those of the tests",
        run: pictures::run,
    },
    Command {
        name: "bundle",
        usage: "",
        does: "builds Quatrain.clap, Quatrain.vst3 and the standalone program",
        run: build::bundle,
    },
    Command {
        name: "install",
        usage: "",
        does: "bundles, and copies the plugins into your plugin folders",
        run: install::run,
    },
    Command {
        name: "generate",
        usage: "--request FILE.json [--seed N] [--weights F] [--count K] --out DIR",
        does: "writes loops without a host",
        run: |arguments| training::forward("generate", arguments),
    },
    Command {
        name: "styles",
        usage: "--groove DIR --out DIR [--seed N] [--songs N]",
        does: "writes the synthetic part of the corpus",
        run: |arguments| training::forward("styles", arguments),
    },
    Command {
        name: "prepare",
        usage: "--midi DIR --out DIR",
        does: "turns a folder of MIDI files into training data",
        run: |arguments| training::forward("prepare", arguments),
    },
    Command {
        name: "train",
        usage: "--data DIR --out DIR [--hours H] [--resume] [--from FILE] [-- MORE]",
        does: "trains a model, from nothing or from weights that are there, and packs it for the plugin",
        run: training::train,
    },
    Command {
        name: "eval",
        usage: "--midi DIR [--weights F] [--loops N] [--seed N] [--held-out-only] [--training DIR] [--out DIR] --json FILE",
        does: "measures a model",
        run: |arguments| training::forward("eval", arguments),
    },
    Command {
        name: "export-gguf",
        usage: "[--weights F] [--precision q8|f16|f32] --out FILE.gguf",
        does: "writes weights as llama.cpp and the plugin read them",
        run: |arguments| training::forward("export-gguf", arguments),
    },
    Command {
        name: "export-safetensors",
        usage: "[--weights F] --out FILE.safetensors",
        does: "writes weights as PyTorch reads them",
        run: |arguments| training::forward("export-safetensors", arguments),
    },
    Command {
        name: "bench",
        usage: "--json FILE [--only SECTION,...] [--midi DIR] [--curves DIR] [--minutes M] [--alone]",
        does: "measures speed, memory and what the audio thread feels, beside llama.cpp and midigpt unless alone",
        run: bench::run_all,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told_already() {
                eprintln!("cargo xtask: {failure}");
            }
            failure.exit_code()
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Failure> {
    let names = || COMMANDS.map(|c| c.name).join(", ");
    let Some((name, rest)) = arguments.split_first() else {
        return Err(Failure::Call(format!("no command; give one of {}", names())));
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        COMMANDS.iter().for_each(Command::print_help);
        return Ok(());
    }
    let command = COMMANDS.iter().find(|c| c.name == name);
    let command =
        command.ok_or_else(|| Failure::Call(format!("no command {name:?}; give one of {}", names())))?;
    let asks_for_help = rest.iter().take_while(|a| *a != "--").any(|a| a == "--help" || a == "-h");
    if asks_for_help && !command.is_the_trainers() {
        command.print_help();
        return Ok(());
    }
    (command.run)(rest)
}

impl Command {
    fn print_help(&self) {
        println!("cargo xtask {} {}\n    {}", self.name, self.usage, self.does);
    }

    /// The trainer's program checks these calls itself and has help of its own.
    fn is_the_trainers(&self) -> bool {
        matches!(self.name, "generate" | "styles" | "prepare" | "eval" | "export-gguf" | "export-safetensors")
    }
}

#[cfg(test)]
mod command_tests {
    use super::*;

    fn call(arguments: &[&str]) -> Result<(), Failure> {
        dispatch(&arguments.iter().map(|&a| a.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn help_is_no_mistake_and_builds_nothing() {
        assert!(call(&["--help"]).is_ok());
        for command in ["demo", "test", "bundle", "install", "train", "bench"] {
            assert!(call(&[command, "--help"]).is_ok(), "{command}");
        }
    }

    #[test]
    fn a_wrong_call_is_the_users_mistake_and_names_what_there_is() {
        for call_with in [
            &[][..],
            &["play"],
            &["demo", "--tempo", "fast"],
            &["test", "all"],
            &["train", "--data", "d"],
            &["bench"],
        ] {
            let failure = call(call_with).expect_err("a mistake");
            assert!(matches!(failure, Failure::Call(_)), "{call_with:?}: {failure}");
        }
        let told = call(&["play"]).expect_err("no command").to_string();
        assert!(told.contains("\"play\"") && COMMANDS.iter().all(|c| told.contains(c.name)), "{told}");
    }
}
