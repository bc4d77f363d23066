//! MIDI out by hand: a loop, an instrument or a slot as a `.mid` file, in a folder, on the clipboard, or dragged into another program.

mod folders;
mod midi;
#[cfg(any(windows, target_os = "macos"))]
mod native;
#[cfg(test)]
mod tests;
#[cfg(all(unix, not(target_os = "macos")))]
mod x11;

pub use folders::Folders;
pub use midi::{MidiFile, midi};

#[cfg(any(windows, target_os = "macos"))]
use native::Desktop;
#[cfg(all(unix, not(target_os = "macos")))]
use x11::Desktop;

use crate::params::QuatrainParams;
use nice_plug::editor::ParentWindowHandle;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All that sounds of a slot.
    Slot(usize),
    /// The instrument in a place of the rack, of the slot that plays.
    Lane(usize),
}

/// How it goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the user's folder, which is then shown.
    Folder,
    /// As a file on the clipboard.
    Clipboard,
    /// With the pointer, whose button is down.
    Drag,
}

/// What came of the last export. Written by the GUI thread and by the desktop's thread, read by the GUI thread.
#[derive(Debug, Default)]
pub struct Outcome {
    said: Mutex<Said>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    /// Where the music is now, in words: it will play twice unless one of the two is mute.
    done: Option<String>,
    error: Option<String>,
}

impl Outcome {
    fn lock(&self) -> MutexGuard<'_, Said> {
        // Plain assignments: a poisoned content is still whole.
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn done(&self, words: String) {
        *self.lock() = Said { done: Some(words), error: None };
    }

    fn failed(&self, error: String) {
        *self.lock() = Said { done: None, error: Some(error) };
    }
}

/// Lives with the instance, so that what is on the clipboard outlives the window; used by the GUI thread.
pub struct Exporter {
    folders: Folders,
    /// Shows a file to the user.
    reveal: fn(&Path) -> Result<(), String>,
    desktop: Mutex<Desktop>,
    outcome: Arc<Outcome>,
}

impl Exporter {
    /// Writes into `folders`; `reveal` shows a file to the user.
    pub fn new(folders: Folders, reveal: fn(&Path) -> Result<(), String>) -> Exporter {
        let outcome = Arc::new(Outcome::default());
        Exporter { folders, reveal, desktop: Mutex::new(Desktop::new(outcome.clone())), outcome }
    }

    /// For the folders and the file manager of the user.
    pub fn of_user() -> Exporter {
        Exporter::new(Folders::of_user(), reveal)
    }

    /// The window of the host in which the editor lies.
    pub fn set_parent(&self, parent: Option<ParentWindowHandle>) {
        self.desktop().set_parent(parent);
    }

    /// Exports `what` as it sounds now. What came of it is said by [`Exporter::done`] and [`Exporter::error`], for a drag once it is over.
    pub fn export(&self, params: &QuatrainParams, what: What, way: Way) {
        match self.send(params, what, way) {
            Ok(Some(words)) => self.outcome.done(words),
            Ok(None) => {}
            Err(error) => self.outcome.failed(error),
        }
    }

    fn send(&self, params: &QuatrainParams, what: What, way: Way) -> Result<Option<String>, String> {
        let file = midi(params, what)?;
        match way {
            Way::Folder => {
                let path = self.folders.export(&file)?;
                let shown = (self.reveal)(&path);
                let said = shown.err().map(|why| format!(" Its folder cannot be shown: {why}."));
                Ok(Some(format!("Exported to {}.{}", short(&path), said.unwrap_or_default())))
            }
            Way::Clipboard => {
                let path = self.folders.pass_on(&file)?;
                self.desktop().copy(path)?;
                Ok(Some(format!("{} is on the clipboard, as a file.", file.name)))
            }
            Way::Drag => {
                let path = self.folders.pass_on(&file)?;
                self.desktop().drag(path)?;
                Ok(None)
            }
        }
    }

    /// Where the music is now, until dismissed.
    pub fn done(&self) -> Option<String> {
        self.outcome.lock().done.clone()
    }

    /// Why the last export failed, until dismissed.
    pub fn error(&self) -> Option<String> {
        self.outcome.lock().error.clone()
    }

    pub fn dismiss(&self) {
        *self.outcome.lock() = Said::default();
    }

    fn desktop(&self) -> MutexGuard<'_, Desktop> {
        self.desktop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path as people say it: what is at home begins with `~`.
fn short(path: &Path) -> String {
    let home = directories::BaseDirs::new().map(|base| base.home_dir().to_owned());
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(inside) if cfg!(unix) => format!("~/{}", inside.display()),
        _ => path.display().to_string(),
    }
}

/// Opens the folder of `path`, with the file chosen where the system can do that.
fn reveal(path: &Path) -> Result<(), String> {
    #[cfg(windows)]
    let shown = {
        let mut chosen = std::ffi::OsString::from("/select,");
        chosen.push(path);
        std::process::Command::new("explorer").arg(chosen).spawn().map(drop)
    };
    #[cfg(target_os = "macos")]
    let shown = std::process::Command::new("open").arg("-R").arg(path).spawn().map(drop);
    #[cfg(all(unix, not(target_os = "macos")))]
    let shown = open::that_detached(path.parent().unwrap_or(path));
    shown.map_err(|error| error.to_string())
}
