//! `cargo xtask install`.

use crate::arguments;
use crate::build::{NAME, bundle_everything};
use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// Bundles, and copies the plugins into the user's own plugin folders.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::check("install", &[], arguments)?;
    let folders = folders()?;
    let bundled = bundle_everything()?;
    for (ending, folder) in folders {
        let from = bundled.join(format!("{NAME}.{ending}"));
        let to = folder.join(format!("{NAME}.{ending}"));
        replace(&from, &to)
            .map_err(|error| Failure::Broken(format!("cannot install {}: {error}", to.display())))?;
        println!("{}", to.display());
    }
    Ok(())
}

/// The user's plugin folders: those that the CLAP and VST3 standards name.
fn folders() -> Result<[(&'static str, PathBuf); 2], Failure> {
    let (variable, clap, vst3) = match std::env::consts::OS {
        "windows" => ("LOCALAPPDATA", "Programs/Common/CLAP", "Programs/Common/VST3"),
        "macos" => ("HOME", "Library/Audio/Plug-Ins/CLAP", "Library/Audio/Plug-Ins/VST3"),
        _ => ("HOME", ".clap", ".vst3"),
    };
    let home = std::env::var_os(variable).map(PathBuf::from);
    let home =
        home.ok_or_else(|| Failure::Call(format!("{variable} is not set; set it to your home folder")))?;
    Ok([("clap", home.join(clap)), ("vst3", home.join(vst3))])
}

/// Copies a file or a folder to `to`, which holds nothing else afterwards. A host that has the old file open keeps the old
/// one: it is removed, not overwritten.
fn replace(from: &Path, to: &Path) -> std::io::Result<()> {
    if to.is_dir() {
        std::fs::remove_dir_all(to)?;
    } else if to.exists() {
        std::fs::remove_file(to)?;
    }
    copy(from, to)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if let Some(parent) = to.parent() {
        std::fs::create_dir_all(parent)?;
    }
    if !from.is_dir() {
        return std::fs::copy(from, to).map(drop);
    }
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_bundle_leaves_nothing_behind() {
        let folder = std::env::temp_dir().join(format!("quatrain-install-{}", std::process::id()));
        let (new, old) = (folder.join("new.vst3"), folder.join("plugins/Quatrain.vst3"));
        std::fs::create_dir_all(new.join("Contents")).expect("a folder");
        std::fs::write(new.join("Contents/plugin.so"), "new").expect("a file");
        std::fs::create_dir_all(&old).expect("a folder");
        std::fs::write(old.join("stale"), "old").expect("a file");
        replace(&new, &old).expect("installs");
        assert_eq!(std::fs::read_to_string(old.join("Contents/plugin.so")).expect("installed"), "new");
        assert!(!old.join("stale").exists());
        std::fs::remove_dir_all(folder).expect("cleans up");
    }
}
