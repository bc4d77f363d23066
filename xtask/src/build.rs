//! Builds and bundles.

use crate::arguments::{self, Flag, Takes};
use crate::failure::{Failure, run};
use crate::packages;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The plugin's package, as Cargo calls it.
const PLUGIN: &str = "quatrain";
/// The plugin's file name without its ending, as `bundler.toml` says.
pub const NAME: &str = "Quatrain";
const STANDALONE: &str = "quatrain-standalone";

/// The repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo, for this workspace, wherever it is called from.
pub fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg(command).arg("--manifest-path").arg(root().join("Cargo.toml"));
    cargo
}

/// Where Cargo builds: this program lies in it, in a folder named after its profile.
pub fn target_dir() -> Result<PathBuf, Failure> {
    let this = std::env::current_exe().ok();
    let target = this.as_deref().and_then(Path::parent).and_then(Path::parent).map(Path::to_owned);
    target
        .ok_or_else(|| Failure::Broken("cannot find the target folder; call this with `cargo xtask`".into()))
}

/// A program of the release build.
pub fn release_program(name: &str) -> Result<Command, Failure> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    Ok(Command::new(target_dir()?.join("release").join(file)))
}

/// Bundles what `cargo build` put into `TARGET/<profile>` as `.clap` and `.vst3` into `<into>/bundled`; returns that
/// folder. The bundler looks for a profile's folder below the folder that it bundles into, hence the way round by `..`.
pub fn bundle_into(into: &Path, profile: &str) -> Result<PathBuf, Failure> {
    let broken = |what: &dyn std::fmt::Display| Failure::Broken(format!("bundling {NAME} failed: {what}"));
    std::fs::create_dir_all(into).map_err(|error| broken(&error))?;
    let back = std::env::current_dir().map_err(|error| broken(&error))?;
    // The bundler reads bundler.toml from the current folder.
    std::env::set_current_dir(root()).map_err(|error| broken(&error))?;
    let bundled = nice_plug_xtask::bundle(into, PLUGIN, &[format!("--profile={profile}")], false);
    std::env::set_current_dir(back).map_err(|error| broken(&error))?;
    bundled.map_err(|error| broken(&format!("{error:#}")))?;
    Ok(into.join("bundled"))
}

/// `cargo xtask bundle`.
pub fn bundle(arguments: &[String]) -> Result<(), Failure> {
    arguments::check("bundle", &[], arguments)?;
    bundle_everything().map(|folder| println!("{}", folder.display()))
}

/// Builds the release plugins and the standalone program; returns the folder that holds them.
pub fn bundle_everything() -> Result<PathBuf, Failure> {
    packages::ensure(&[packages::BUILD, packages::STANDALONE].concat())?;
    run(cargo("build").args(["--release", "--package", PLUGIN, "--features", "standalone"]))?;
    let bundled = bundle_into(&target_dir()?, "release")?;
    let program = format!("{STANDALONE}{}", std::env::consts::EXE_SUFFIX);
    let built = target_dir()?.join("release").join(&program);
    std::fs::copy(&built, bundled.join(&program))
        .map_err(|error| Failure::Broken(format!("cannot copy {}: {error}", built.display())))?;
    Ok(bundled)
}

/// `cargo xtask demo`: checks the call, builds the plugin and the headless host, and lets the host play.
pub fn demo(arguments: &[String]) -> Result<(), Failure> {
    let flag = |name, takes| Flag { name, takes, required: false };
    let known = [
        flag("--out", Takes::Folder),
        flag("--tempo", Takes::Within(20.0, 999.0)),
        flag("--seed", Takes::Whole(1, 65_535)),
        flag("--bars", Takes::Whole(1, 4_096)),
        flag("--json", Takes::Nothing),
    ];
    let arguments = arguments::check("demo", &known, arguments)?;
    packages::ensure(packages::BUILD)?;
    eprintln!("Building the plugin and a headless host; the first time takes several minutes.");
    // In one call, so that the two share their dependencies.
    run(cargo("build").args([
        "--release",
        "--package",
        PLUGIN,
        "--package",
        "quatrain-tests",
        "--bin",
        "demo",
        "--lib",
    ]))?;
    let plugin = bundle_into(&target_dir()?, "release")?.join(format!("{NAME}.clap"));
    run(release_program("demo")?.arg("--plugin").arg(plugin).args(arguments))
}
