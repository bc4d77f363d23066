//! `cargo xtask generate`, `styles`, `prepare`, `eval` (the trainer's program) and `train` (PyTorch).

use crate::arguments::{self, Flag, Takes};
use crate::build::{cargo, release_program, root};
use crate::failure::{Failure, run};
use crate::packages;
use std::path::{Path, PathBuf};
use std::process::Command;

const TRAINER: &str = "quatrain-trainer";

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
    let python = environment()?;
    run(Command::new(python).arg(root().join("training/train.py")).args(&ours).args(more))?;
    forward("pack", &pack_arguments(&ours))
}

/// The best weights of a run, packed as the plugin loads them. `checked` is the run's call.
fn pack_arguments(checked: &[String]) -> [String; 4] {
    let out = checked.iter().skip_while(|a| *a != "--out").nth(1).map_or(Path::new("."), Path::new);
    let path = |name: &str| out.join(name).display().to_string();
    ["--weights".into(), path("best.safetensors"), "--out".into(), path("quatrain.gguf")]
}

/// The training environment's folder: outside of the repository, for PyTorch fills gigabytes.
fn environment_folder() -> Result<PathBuf, Failure> {
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .or_else(|| variable("LOCALAPPDATA"));
    let cache =
        cache.ok_or_else(|| Failure::Call("no home folder; set XDG_CACHE_HOME to a folder".into()))?;
    Ok(cache.join("quatrain").join("venv"))
}

fn python_in(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// The training environment's Python, if the environment is there with all that `training/` needs for its tests.
pub fn existing_python() -> Option<PathBuf> {
    let python = python_in(&environment_folder().ok()?);
    let works = Command::new(&python).args(["-c", "import torch, pytest"]).output();
    works.is_ok_and(|output| output.status.success()).then_some(python)
}

/// Makes the environment, or brings it up to `training/requirements.txt`; returns its Python.
fn environment() -> Result<PathBuf, Failure> {
    let folder = environment_folder()?;
    let (python, stamp) = (python_in(&folder), folder.join("requirements.txt"));
    let list = root().join("training/requirements.txt");
    let broken = |path: &Path, error: std::io::Error| Failure::Broken(format!("{}: {error}", path.display()));
    let wanted = std::fs::read_to_string(&list).map_err(|error| broken(&list, error))?;
    if python.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|had| had == wanted) {
        return Ok(python);
    }
    eprintln!("Setting up PyTorch in {} (about 6 GB, once)", folder.display());
    if !python.is_file() {
        packages::ensure(packages::PYTHON)?;
        let system = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(system).args(["-m", "venv"]).arg(&folder))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&list))?;
    std::fs::write(&stamp, wanted).map_err(|error| broken(&stamp, error))?;
    Ok(python)
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
