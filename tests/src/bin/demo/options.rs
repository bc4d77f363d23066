//! The demo's command line.

use score::BARS;
use std::path::PathBuf;

pub const USAGE: &str =
    "usage: demo --plugin FILE.clap [--out DIR] [--tempo BPM] [--seed N] [--bars N] [--json]";

/// What the command line asks for.
pub struct Options {
    pub plugin: PathBuf,
    pub out: PathBuf,
    /// Quarters per minute.
    pub tempo: f64,
    pub seed: u32,
    /// Bars to play.
    pub bars: u32,
    pub json: bool,
}

/// Reads the call.
///
/// # Errors
/// In one line, for the user.
pub fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut plugin, mut out) = (None, PathBuf::from("target/demo"));
    let (mut tempo, mut seed, mut bars, mut json) = (120.0, 1, BARS as u32, false);
    while let Some(flag) = arguments.next() {
        if flag == "--json" {
            json = true;
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
        let wrong = |range: &str| format!("{flag} {value}: give {range}");
        match flag.as_str() {
            "--plugin" => plugin = Some(PathBuf::from(&value)),
            "--out" => out = PathBuf::from(&value),
            "--tempo" => tempo = number(&value, 20.0, 999.0).ok_or_else(|| wrong("20 to 999 BPM"))?,
            "--seed" => seed = number(&value, 1, 65_535).ok_or_else(|| wrong("1 to 65535"))?,
            "--bars" => bars = number(&value, 1, 4_096).ok_or_else(|| wrong("1 to 4096 bars"))?,
            _ => return Err(format!("unknown option {flag}")),
        }
    }
    let plugin = plugin.ok_or("--plugin is missing")?;
    Ok(Options { plugin, out, tempo, seed, bars, json })
}

fn number<N: std::str::FromStr + PartialOrd>(text: &str, least: N, most: N) -> Option<N> {
    text.parse().ok().filter(|number| *number >= least && *number <= most)
}
