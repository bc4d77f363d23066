//! What the call says.

use std::path::PathBuf;

pub const USAGE: &str = "usage: quatrain-bench --plugin FILE.clap --trainer PROGRAM --json FILE [--python PROGRAM] [--peers DIR] \
     [--midi DIR] [--curves DIR] [--only SECTION[,SECTION]] [--minutes M]";

#[derive(Debug, Default)]
pub struct Options {
    /// The bundled plugin.
    pub plugin: PathBuf,
    /// The trainer's program.
    pub trainer: PathBuf,
    pub json: PathBuf,
    /// Python with the peers installed, and the folder of the scripts that run them; without them what compares is left out.
    pub python: Option<PathBuf>,
    pub peers: PathBuf,
    /// MIDI files for the corpus pipeline; without it some are made.
    pub midi: Option<PathBuf>,
    /// Where pictures of how cost grows go; without it none are made.
    pub curves: Option<PathBuf>,
    /// Sections to measure; none: all.
    pub only: Vec<String>,
    /// How long the audio thread is watched.
    pub minutes: f64,
}

impl Options {
    pub fn wants(&self, section: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == section)
    }
}

/// Reads the call.
///
/// # Errors
/// What is wrong with it.
pub fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options { minutes: 10.0, ..Options::default() };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value = rest.next().ok_or(format!("{name} needs a value"))?;
        match name.as_str() {
            "--plugin" => options.plugin = value.into(),
            "--trainer" => options.trainer = value.into(),
            "--json" => options.json = value.into(),
            "--python" => options.python = Some(value.into()),
            "--peers" => options.peers = value.into(),
            "--midi" => options.midi = Some(value.into()),
            "--curves" => options.curves = Some(value.into()),
            "--only" => options.only = value.split(',').map(str::to_owned).collect(),
            "--minutes" => {
                options.minutes = value.parse().map_err(|_| format!("{value:?} is no number of minutes"))?
            }
            _ => return Err(format!("unknown {name:?}")),
        }
    }
    let given = |path: &PathBuf| !path.as_os_str().is_empty();
    if ![&options.plugin, &options.trainer, &options.json].into_iter().all(given) {
        return Err("--plugin, --trainer and --json are needed".to_owned());
    }
    Ok(options)
}
