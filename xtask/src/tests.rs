//! `cargo xtask test`: everything that can be checked on this machine.

use crate::build::{bundle_into, cargo, root, target_dir};
use crate::failure::{Failure, run as run_program};
use crate::{arguments, packages, python};
use std::process::Command;

/// All packages but this program, which is running and may not be rebuilt; with a plugin that aborts when its audio
/// thread allocates. The same selection for every call, so that Cargo builds each dependency once.
pub const SELECTION: [&str; 5] =
    ["--workspace", "--exclude", "xtask", "--features", "quatrain/assert_process_allocs,quatrain/standalone"];

/// Sets up what is missing, then runs every test: Rust's, in the hosts, and Python's where there is PyTorch.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::check("test", &[], arguments)?;
    packages::ensure(&[packages::BUILD, packages::STANDALONE, packages::HOSTS].concat())?;
    run_program(cargo("test").args(["--package", "xtask"]))?;
    run_program(cargo("build").args(SELECTION).args(["--lib", "--bins", "--tests", "--examples"]))?;
    let bundles = bundle_into(&target_dir()?.join("tests"), "../debug")?;
    run_program(cargo("test").args(SELECTION).env("QUATRAIN_BUNDLES", bundles))?;
    match python::existing_python() {
        Some(python) => {
            run_program(Command::new(python).args(["-m", "pytest", "-q"]).arg(root().join("training")))
        }
        None => {
            eprintln!(
                "No training environment here (`cargo xtask train` makes one): the tests of training/ are left out."
            );
            Ok(())
        }
    }
}
