//! `cargo xtask generate`, `styles`, `prepare`, `eval`, `export-gguf` (the trainer's program) and `train` (PyTorch).

use crate::arguments::{self, Flag, Takes};
use crate::build::{cargo, release_program, root};
use crate::failure::{Failure, run};
use crate::{packages, python};
use std::path::Path;
use std::process::Command;

pub const TRAINER: &str = "quatrain-trainer";

/// Builds the trainer's program and hands `command` over to it, which checks `arguments` itself.
pub fn forward(command: &str, arguments: &[String]) -> Result<(), Failure> {
    packages::ensure(packages::BUILD)?;
    run(cargo("build").args(["--quiet", "--release", "--package", TRAINER]))?;
    run(release_program(TRAINER)?.arg(command).args(arguments))
}

/// `cargo xtask train`: everything behind `--` goes to `training/train.py` as it is.
pub fn train(arguments: &[String]) -> Result<(), Failure> {
    let flag = |name, takes, required| Flag { name, takes, required };
    let known = [
        flag("--data", Takes::Folder, true),
        flag("--out", Takes::Folder, true),
        flag("--hours", Takes::Amount, false),
        flag("--resume", Takes::Nothing, false),
    ];
    let split = arguments.iter().position(|a| a == "--").unwrap_or(arguments.len());
    let (ours, more) = (&arguments[..split], arguments.get(split + 1..).unwrap_or_default());
    let ours = arguments::check("train", &known, ours)?;
    let python = python::environment(&["training/requirements.txt"])?;
    run(Command::new(python).arg(root().join("training/train.py")).args(&ours).args(more))?;
    forward("export-gguf", &pack_arguments(&ours))
}

/// The best weights of a run, packed as the plugin loads them. `checked` is the run's call.
fn pack_arguments(checked: &[String]) -> [String; 4] {
    let out = checked.iter().skip_while(|a| *a != "--out").nth(1).map_or(Path::new("."), Path::new);
    let path = |name: &str| out.join(name).display().to_string();
    ["--weights".into(), path("best.safetensors"), "--out".into(), path("quatrain.gguf")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_packed_where_the_run_put_them() {
        let call = ["--data", "d", "--out", "runs/a", "--resume"].map(str::to_owned);
        let expected = ["--weights", "runs/a/best.safetensors", "--out", "runs/a/quatrain.gguf"];
        assert_eq!(pack_arguments(&call), expected);
    }
}
