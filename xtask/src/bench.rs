//! `cargo xtask bench`: builds everything, sets up what is compared with, and lets the bench measure.

use crate::arguments::{self, Flag, Takes};
use crate::build::{bundle_into, cargo, release_program, root, target_dir};
use crate::failure::{Failure, run};
use crate::training::TRAINER;
use crate::{packages, python};

const BENCH: &str = "quatrain-bench";

/// Checks the call, builds the plugin, the trainer and the bench, and measures.
pub fn run_all(arguments: &[String]) -> Result<(), Failure> {
    let flag = |name, takes, required| Flag { name, takes, required };
    let known = [
        flag("--json", Takes::Folder, true),
        flag("--only", Takes::Folder, false),
        flag("--midi", Takes::Folder, false),
        flag("--curves", Takes::Folder, false),
        flag("--minutes", Takes::Amount, false),
        flag("--alone", Takes::Nothing, false),
    ];
    let mut arguments = arguments::check("bench", &known, arguments)?;
    let alone = arguments.iter().position(|argument| argument == "--alone").map(|at| arguments.remove(at));
    packages::ensure(&[packages::BUILD, packages::PEERS].concat())?;
    eprintln!("Building the plugin, the trainer and the bench; the first time takes several minutes.");
    run(cargo("build").args(["--release", "--package", "quatrain", "--lib"]))?;
    run(cargo("build").args(["--release", "--package", BENCH, "--package", TRAINER]))?;
    let bundled = bundle_into(&target_dir()?, "release")?;
    let mut bench = release_program(BENCH)?;
    bench.arg("--plugin").arg(bundled.join("Quatrain.clap"));
    bench.arg("--trainer").arg(release_program(TRAINER)?.get_program());
    if alone.is_none() {
        let python = python::environment(&["training/requirements.txt", "bench/peers/requirements.txt"])?;
        bench.arg("--python").arg(python).arg("--peers").arg(root().join("bench/peers"));
    }
    // candle's own pool would take every core; all are measured on one thread.
    run(bench.args(arguments).env("RAYON_NUM_THREADS", "1").env("CANDLE_NUM_THREADS", "1"))
}
