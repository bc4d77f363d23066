//! Presets of the user's own, one JSON file each in a folder of their own.

use super::{FORMAT, Preset};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// Largest file that is taken for a preset, in bytes.
const LARGEST: u64 = 256 * 1024;

/// Why a preset was not read or not kept.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    #[error("The system names no folder for settings: export the preset to a file instead.")]
    NoFolder,
    #[error("A preset needs a name: letters, digits, spaces and dashes.")]
    NoName,
    #[error("{} cannot be read: {source}.", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} cannot be written: {source}. Choose another file.", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is no preset of Quatrain: {reason}. Nothing was changed.", path.display())]
    Foreign { path: PathBuf, reason: String },
    #[error("{} was written by a newer Quatrain (format {format}, this one reads {FORMAT}): please update the plugin.", path.display())]
    Newer { path: PathBuf, format: u32 },
}

/// The folder of the user's presets, and what lies in it as of the last look. Lives on the GUI thread.
#[derive(Debug, Default)]
pub struct Shelf {
    folder: Option<PathBuf>,
    presets: Vec<(PathBuf, Preset)>,
}

impl Shelf {
    /// In the folder where this user's programs keep settings.
    pub fn of_user() -> Shelf {
        let folder = directories::ProjectDirs::from("org", "Quatrain", "Quatrain");
        Shelf { folder: folder.map(|of| of.config_dir().join("presets")), presets: Vec::new() }
    }

    /// In `folder`.
    pub fn at(folder: PathBuf) -> Shelf {
        Shelf { folder: Some(folder), presets: Vec::new() }
    }

    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// By name.
    pub fn presets(&self) -> impl Iterator<Item = &Preset> {
        self.presets.iter().map(|(_, preset)| preset)
    }

    /// Looks at what is there now. Files that are no presets are left out.
    pub fn look(&mut self) {
        let Some(folder) = &self.folder else { return };
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let json = |path: &PathBuf| path.extension() == Some(OsStr::new("json"));
        self.presets =
            files.filter(json).filter_map(|path| import(&path).ok().map(|read| (path, read))).collect();
        self.presets.sort_by_key(|(_, preset)| preset.name.to_lowercase());
    }

    /// Keeps `preset`; one of the same name gives way.
    ///
    /// # Errors
    /// When there is no folder, the name holds nothing that a file can be called, or the file cannot be written.
    pub fn keep(&mut self, preset: &Preset) -> Result<PathBuf, PresetError> {
        let folder = self.folder.clone().ok_or(PresetError::NoFolder)?;
        let path = folder.join(file_name(&preset.name).ok_or(PresetError::NoName)?);
        std::fs::create_dir_all(&folder)
            .map_err(|source| PresetError::Write { path: folder.clone(), source })?;
        export(preset, &path)?;
        self.look();
        Ok(path)
    }

    /// Deletes the preset of that name, if there is one.
    ///
    /// # Errors
    /// When its file cannot be deleted.
    pub fn remove(&mut self, name: &str) -> Result<(), PresetError> {
        if let Some((path, _)) = self.presets.iter().find(|(_, preset)| preset.name == name) {
            let path = path.clone();
            std::fs::remove_file(&path).map_err(|source| PresetError::Write { path, source })?;
        }
        self.look();
        Ok(())
    }
}

/// Reads the preset in `path`.
///
/// # Errors
/// When there is no such file, or it holds no preset that this version knows.
pub fn import(path: &Path) -> Result<Preset, PresetError> {
    let read = |source| PresetError::Read { path: path.to_owned(), source };
    let foreign = |reason: String| PresetError::Foreign { path: path.to_owned(), reason };
    if std::fs::metadata(path).map_err(read)?.len() > LARGEST {
        return Err(foreign("it is too large".to_owned()));
    }
    let text = std::fs::read(path).map_err(read)?;
    let preset: Preset = serde_json::from_slice(&text).map_err(|error| foreign(error.to_string()))?;
    match preset.format {
        0 => Err(foreign("it does not say its format".to_owned())),
        FORMAT => Ok(named(preset, path)),
        format => Err(PresetError::Newer { path: path.to_owned(), format }),
    }
}

/// Writes `preset` to `path`; a file that is there is replaced as a whole.
///
/// # Errors
/// When the file cannot be written.
pub fn export(preset: &Preset, path: &Path) -> Result<(), PresetError> {
    let write = |source| PresetError::Write { path: path.to_owned(), source };
    let preset = Preset { format: FORMAT, ..preset.clone() };
    let text = serde_json::to_string_pretty(&preset).map_err(|error| write(error.into()))?;
    // Beside it first: whatever happens, there is a whole file.
    let beside = path.with_extension("json.part");
    std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path)).map_err(write)
}

/// A preset without a name is called as its file.
fn named(preset: Preset, path: &Path) -> Preset {
    match preset.name.trim() {
        "" => Preset { name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), ..preset },
        _ => preset,
    }
}

/// What the file of a preset is called, on every system.
fn file_name(name: &str) -> Option<String> {
    let kept = |sign: char| if sign.is_alphanumeric() || " -_&'".contains(sign) { sign } else { '_' };
    let name: String = name.trim().chars().take(80).map(kept).collect();
    name.contains(char::is_alphanumeric).then(|| format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presets::{Part, factory};

    fn shelf() -> (tempfile::TempDir, Shelf) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let shelf = Shelf::at(folder.path().join("presets"));
        (folder, shelf)
    }

    #[test]
    fn what_is_kept_is_there_the_next_time_and_the_same_name_replaces_it() {
        let (_folder, mut shelf) = shelf();
        shelf.look();
        assert_eq!(shelf.presets().count(), 0, "a folder that is not there is empty");
        let mine = Preset { format: FORMAT, name: "Ünder / water".to_owned(), ..factory()[0].clone() };
        let path = shelf.keep(&mine).expect("it is kept");
        assert_eq!(path.file_name(), Some(OsStr::new("Ünder _ water.json")));
        let louder = Preset { mean_velocity: Some(120.0), ..mine.clone() };
        shelf.keep(&louder).expect("it is kept");
        let mut later = Shelf::at(shelf.folder().expect("it has one").to_owned());
        later.look();
        assert_eq!(later.presets().collect::<Vec<_>>(), [&louder]);
        later.remove(&mine.name).expect("it is deleted");
        assert_eq!(later.presets().count(), 0);
    }

    #[test]
    fn every_preset_comes_back_from_its_file_as_it_was() {
        let (folder, _) = shelf();
        for preset in factory() {
            let path = folder.path().join("one.json");
            export(preset, &path).expect("it is written");
            assert_eq!(import(&path).expect("it is read"), Preset { format: FORMAT, ..preset.clone() });
        }
    }

    #[test]
    fn what_is_no_preset_is_refused_in_words_that_name_the_file() {
        let (folder, mut shelf) = shelf();
        let path = folder.path().join("other.json");
        let told = |text: &str| {
            std::fs::write(&path, text).expect("it is written");
            import(&path).expect_err("it is no preset").to_string()
        };
        for (text, reason) in [
            ("{", "is no preset"),
            ("{}", "does not say its format"),
            (r#"{"format":1,"instruments":7}"#, "is no preset"),
            (r#"{"format":2}"#, "newer Quatrain"),
        ] {
            let told = told(text);
            assert!(told.contains(reason) && told.contains("other.json"), "{told}");
        }
        let missing = import(&folder.path().join("missing.json")).expect_err("there is none").to_string();
        assert!(missing.contains("missing.json"), "{missing}");
        assert!(matches!(shelf.keep(&Preset::default()), Err(PresetError::NoName)));
        assert!(matches!(Shelf::default().keep(&factory()[0]), Err(PresetError::NoFolder)));
    }

    #[test]
    fn a_file_without_a_name_inside_is_called_as_the_file() {
        let (folder, _) = shelf();
        let path = folder.path().join("Night drive.json");
        let parts = r#"{"format":1,"instruments":[{"program":128}]}"#;
        std::fs::write(&path, parts).expect("it is written");
        let read = import(&path).expect("a preset");
        assert_eq!(
            (read.name.as_str(), read.instruments),
            ("Night drive", vec![Part { program: 128, ..Part::default() }])
        );
    }
}
