//! Dragging and copying files on Windows and macOS, by what the system has. Lives on the GUI thread.

mod later;

use super::Outcome;
use drag::{DragItem, DragResult, Image, Options};
use nice_plug::editor::ParentWindowHandle;
use std::path::PathBuf;
use std::sync::Arc;

/// Shown under the pointer.
const ICON: &[u8] = include_bytes!("drag.png");

/// The system's clipboard, and its way to drag.
pub struct Desktop {
    outcome: Arc<Outcome>,
    parent: Option<Parent>,
}

/// The window of the host in which the editor lies.
struct Parent(ParentWindowHandle);

// SAFETY: a number by which the system knows a window; it is only used on the GUI thread, to which the window belongs.
unsafe impl Send for Parent {}

impl Desktop {
    pub fn new(outcome: Arc<Outcome>) -> Desktop {
        Desktop { outcome, parent: None }
    }

    pub fn set_parent(&mut self, parent: Option<ParentWindowHandle>) {
        self.parent = parent.map(Parent);
    }

    /// Puts the file on the clipboard.
    ///
    /// # Errors
    /// In words.
    pub fn copy(&mut self, file: PathBuf) -> Result<(), String> {
        let copied = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set().file_list(&[file]));
        copied
            .map_err(|error| format!("The clipboard cannot be used ({error}): export to the folder instead."))
    }

    /// Drags the file with the pointer, until its button is released.
    ///
    /// # Errors
    /// In words.
    pub fn drag(&mut self, file: PathBuf) -> Result<(), String> {
        let parent = self.parent.as_ref().map(|parent| parent.0);
        let parent = parent.ok_or_else(|| failed(&"the host named no window"))?;
        let outcome = self.outcome.clone();
        later::later(move || start(parent, file, outcome)).map_err(|error| failed(&error))
    }
}

fn failed(error: &dyn std::fmt::Display) -> String {
    format!("The file cannot be dragged ({error}): export to the folder instead.")
}

fn start(parent: ParentWindowHandle, file: PathBuf, outcome: Arc<Outcome>) {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let told = outcome.clone();
    let dropped = move |result, _| {
        if matches!(result, DragResult::Dropped) {
            told.done(format!("{name} was dropped."));
        }
    };
    let (item, icon) = (DragItem::Files(vec![file]), Image::Raw(ICON.to_vec()));
    if let Err(error) = drag::start_drag(&parent, item, icon, dropped, Options::default()) {
        outcome.failed(failed(&error));
    }
}
