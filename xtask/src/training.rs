//! `cargo xtask generate`, `styles`, `prepare`, `eval`, `export-gguf`, `export-safetensors` (the trainer's program) and `train` (PyTorch).

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
        flag("--from", Takes::Folder, false),
    ];
    let split = arguments.iter().position(|a| a == "--").unwrap_or(arguments.len());
    let (ours, more) = (&arguments[..split], arguments.get(split + 1..).unwrap_or_default());
    let mut ours = arguments::check("train", &known, ours)?;
    unpack_origin(&mut ours)?;
    let python = python::environment(&["training/requirements.txt"])?;
    run(Command::new(python).arg(root().join("training/train.py")).args(&ours).args(more))?;
    forward("export-gguf", &pack_arguments(&ours))
}

/// Writes the weights behind `--from` (GGUF or safetensors) as PyTorch reads them into the run's folder, and has `--from` name that.
fn unpack_origin(checked: &mut [String]) -> Result<(), Failure> {
    let Some(at) = checked.iter().position(|a| a == "--from") else { return Ok(()) };
    let out = out_folder(checked);
    std::fs::create_dir_all(out).map_err(|error| {
        Failure::Broken(format!("{}: {error}; give a folder that may be written", out.display()))
    })?;
    let unpacked = out.join("from.safetensors").display().to_string();
    let call = ["--weights".into(), checked[at + 1].clone(), "--out".into(), unpacked.clone()];
    forward("export-safetensors", &call)?;
    checked[at + 1] = unpacked;
    Ok(())
}

fn out_folder(checked: &[String]) -> &Path {
    checked.iter().skip_while(|a| *a != "--out").nth(1).map_or(Path::new("."), Path::new)
}

/// The best weights of a run, packed as the plugin loads them. `checked` is the run's call.
fn pack_arguments(checked: &[String]) -> [String; 4] {
    let path = |name: &str| out_folder(checked).join(name).display().to_string();
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
