//! The Python environment: PyTorch for training, and the programs that the bench compares with. It lies in the user's cache folder.

use crate::build::root;
use crate::failure::{Failure, run};
use crate::packages;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Makes the environment, or brings it up to these lists of packages in the repository; returns its Python.
pub fn environment(lists: &[&str]) -> Result<PathBuf, Failure> {
    let folder = environment_folder()?;
    let python = python_in(&folder);
    lists.iter().try_for_each(|list| bring_up(&folder, &python, list))?;
    Ok(python)
}

/// Has the environment hold what `list` says; a copy of the list says that it does.
fn bring_up(folder: &Path, python: &Path, list: &str) -> Result<(), Failure> {
    let stamp = folder.join(list.replace('/', "-"));
    let list = root().join(list);
    let broken = |path: &Path, error: std::io::Error| Failure::Broken(format!("{}: {error}", path.display()));
    let wanted = std::fs::read_to_string(&list).map_err(|error| broken(&list, error))?;
    if python.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|had| had == wanted) {
        return Ok(());
    }
    eprintln!("Setting up {} in {} (once; PyTorch takes about 6 GB)", list.display(), folder.display());
    if !python.is_file() {
        packages::ensure(packages::PYTHON)?;
        let system = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(system).args(["-m", "venv"]).arg(folder))?;
    }
    run(Command::new(python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&list))?;
    std::fs::write(&stamp, wanted).map_err(|error| broken(&stamp, error))
}
