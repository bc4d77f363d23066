//! The instrument as a program of its own, on JACK or ALSA. `--weights FILE` names the weights; all else is the framework's (`--help`).

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--weights") {
        if at + 1 >= arguments.len() {
            eprintln!("--weights is followed by nothing: name a file of weights");
            return ExitCode::from(2);
        }
        let file = arguments.drain(at..at + 2).next_back().unwrap_or_default();
        quatrain::worker::set_default_weights(file.into());
    }
    match nice_plug::prelude::nice_export_standalone_with_args::<quatrain::Quatrain, _>(arguments) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
