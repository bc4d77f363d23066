//! System packages: what is missing is installed on Debian and Ubuntu, and named elsewhere.

use crate::failure::{Failure, run};
use std::collections::HashSet;
use std::process::{Command, Stdio};

/// What any build needs. Rust links with a C compiler's help.
pub const BUILD: &[&str] = &["gcc", "libc6-dev"];
/// What the standalone program needs on top: sound and MIDI.
pub const STANDALONE: &[&str] = &["pkg-config", "libasound2-dev", "libjack-jackd2-dev"];
/// What the tests in a real host need, and those on a display that nobody sees.
pub const HOSTS: &[&str] =
    &["ardour", "jackd2", "xvfb", "libx11-xcb1", "libxcursor1", "libgl1", "libgl1-mesa-dri"];
/// What the bench compares with: a C++ compiler for llama.cpp, a JACK server.
pub const PEERS: &[&str] = &["g++", "jackd2"];
/// What the Python environment is made with.
pub const PYTHON: &[&str] = &["python3", "python3-venv"];

/// Installs those of `packages` that are missing. Where there is no `dpkg`, says what has to be there, and goes on.
pub fn ensure(packages: &[&str]) -> Result<(), Failure> {
    let Some(installed) = installed(packages) else {
        if cfg!(target_os = "linux") {
            eprintln!("Not Debian or Ubuntu: if this fails, install what they call {}.", packages.join(", "));
        }
        return Ok(());
    };
    let missing: Vec<&str> = packages.iter().copied().filter(|p| !installed.contains(*p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing {}", missing.join(", "));
    if run(&mut apt_get(&["update", "-qq"])).is_err() {
        eprintln!("apt-get update failed; trying with the lists that are there");
    }
    let install = ["install", "--yes", "-qq", "--no-install-recommends"];
    run(&mut apt_get(&[&install, missing.as_slice()].concat())).map_err(|failure| {
        Failure::Broken(format!("{failure}; install by hand: apt-get install {}", missing.join(" ")))
    })
}

/// Those of `packages` that are installed; `None` where `dpkg` does not rule.
fn installed(packages: &[&str]) -> Option<HashSet<String>> {
    let format = "--showformat=${Package} ${db:Status-Status}\n";
    // Its exit code is 1 as soon as one package is unknown: only the list counts.
    let output =
        Command::new("dpkg-query").arg("--show").arg(format).args(packages).stderr(Stdio::null()).output();
    let list = String::from_utf8(output.ok()?.stdout).ok()?;
    Some(list.lines().filter_map(|line| line.strip_suffix(" installed")).map(str::to_owned).collect())
}

/// `apt-get`, as root, asking nothing, its chatter kept out of standard output.
fn apt_get(arguments: &[&str]) -> Command {
    let mut command = if is_root() { Command::new("env") } else { Command::new("sudo") };
    if !is_root() {
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    command.stdout(Stdio::from(std::io::stderr()));
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
