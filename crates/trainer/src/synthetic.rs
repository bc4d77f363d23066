//! The synthetic part of the corpus: arrangements by rule and chance, with human drum takes under many of them.
//!
//! A [`style::Style`] is data: metre, tempo, feel, progressions, drums, parts, and rhythms as chances. One engine plays all
//! of them: [`song`] draws a form ([`form`]), chords ([`harmony`]), a drummer ([`drums`], [`takes`]) and players
//! ([`roles`]), who share a [`stage::Stage`] section by section. Sections are four bars long, as loops are. The same takes,
//! seed and count give the same files.

pub mod drums;
pub mod form;
pub mod grid;
pub mod harmony;
pub mod rhythm;
pub mod roles;
pub mod song;
pub mod stage;
pub mod style;
pub mod styles;
pub mod takes;
pub mod write;

#[cfg(test)]
mod tests;

use crate::prepare::PrepareError;
use crate::prepare::dice::Dice;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use takes::Takes;

/// What `styles` is asked to do.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Folder of the Groove MIDI Dataset: the `groove` source of the corpus
    #[arg(long)]
    pub groove: PathBuf,
    /// New or empty folder for the songs: the `styles` source of a corpus
    #[arg(long)]
    pub out: PathBuf,
    /// Decides every choice
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Songs to write, all styles in turn
    #[arg(long, default_value_t = 6_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub songs: u64,
    /// Seed that `prepare` will be called with: drum takes that it holds out are not used
    #[arg(long, default_value_t = 1)]
    pub prepare_seed: u64,
}

/// Why no songs were written.
#[derive(Debug, thiserror::Error)]
pub enum StylesError {
    #[error(transparent)]
    Takes(#[from] PrepareError),
    #[error("no drum take below {0} can be used: give the folder of the Groove MIDI Dataset with --groove")]
    NoTakes(PathBuf),
    #[error("{0} is not empty: give a new folder with --out")]
    NotEmpty(PathBuf),
    #[error("{path}: {source}; check that the path may be written to")]
    Io { path: PathBuf, source: std::io::Error },
}

impl StylesError {
    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> StylesError + '_ {
        move |source| StylesError::Io { path: path.to_owned(), source }
    }

    /// 2: the user must change something.
    pub fn exit_code(&self) -> u8 {
        2
    }
}

const LICENCE: &str = include_str!("synthetic/LICENCE.txt");

/// The subcommand: writes the songs and prints how many.
///
/// # Errors
/// As [`run`].
pub fn main(options: &Options) -> Result<(), StylesError> {
    let count = run(options)?;
    println!("{count} songs in {} styles below {}", style::all().len(), options.out.display());
    Ok(())
}

/// Writes the songs, `<style>/<number>.mid`, with `LICENCE/LICENCE.txt` and `manifest.tsv` beside them; returns how many.
///
/// # Errors
/// When the takes cannot be read or the folder cannot be written to.
pub fn run(options: &Options) -> Result<u64, StylesError> {
    let takes = Takes::read(&options.groove, options.prepare_seed)?;
    if takes.is_empty() {
        return Err(StylesError::NoTakes(options.groove.clone()));
    }
    prepare_folder(&options.out)?;
    let styles = style::all();
    let written: Result<Vec<(String, usize)>, StylesError> = (0..options.songs)
        .into_par_iter()
        .map(|number| {
            let style = styles[(number % styles.len() as u64) as usize];
            let song = song::compose(style, &takes, &mut Dice::new(options.seed, number));
            let name = format!("{}/{:04}.mid", style.name, number / styles.len() as u64);
            let path = options.out.join(&name);
            let bytes = write::write(&song, style.metre).map_err(StylesError::io(&path))?;
            std::fs::write(&path, bytes).map_err(StylesError::io(&path))?;
            Ok((name, song.bars.len()))
        })
        .collect();
    let manifest = options.out.join("manifest.tsv");
    let lines: BTreeMap<String, usize> = written?.into_iter().collect();
    let text: String = lines.iter().map(|(name, bars)| format!("{name}\t{bars}\n")).collect();
    std::fs::write(&manifest, format!("path\tbars\n{text}")).map_err(StylesError::io(&manifest))?;
    Ok(options.songs)
}

fn prepare_folder(out: &Path) -> Result<(), StylesError> {
    std::fs::create_dir_all(out).map_err(StylesError::io(out))?;
    if std::fs::read_dir(out).map_err(StylesError::io(out))?.next().is_some() {
        return Err(StylesError::NotEmpty(out.to_owned()));
    }
    for folder in style::all().iter().map(|style| style.name).chain(["LICENCE"]) {
        let path = out.join(folder);
        std::fs::create_dir(&path).map_err(StylesError::io(&path))?;
    }
    let licence = out.join("LICENCE/LICENCE.txt");
    std::fs::write(&licence, LICENCE).map_err(StylesError::io(&licence))
}
