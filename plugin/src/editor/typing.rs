//! What the user is typing, and what is open.

use super::chord_picker::Half;
use super::entry::Entry;
use super::naming::Naming;
use super::roll::Hand;
use crate::presets::Shelf;
use score::Instrument;
use std::collections::BTreeSet;

/// What the user is typing, and what of the sidebar is open. Lives on the GUI thread, in the editor; nothing else reads it.
#[derive(Debug, Default)]
pub struct Typing {
    pub search: String,
    /// The instrument whose settings are shown.
    pub open: Option<Instrument>,
    /// The chords, while they are typed.
    pub chords: Option<String>,
    /// Which half of a bar a picked chord is for.
    pub half: Half,
    /// The user's presets.
    pub shelf: Shelf,
    pub preset: Naming,
    pub weights: String,
    /// Whether the field for other weights is shown.
    pub weights_open: bool,
    pub sound_font: String,
    /// Whether the field for another SoundFont is shown.
    pub sound_font_open: bool,
    /// Sections that are shown.
    pub unfolded: BTreeSet<&'static str>,
    /// When Capture was pressed, in seconds of the window's time, while it is held down.
    pub captured: Option<f64>,
    /// The value that is being typed, if one is.
    pub entry: Option<Entry>,
    /// What is held in the roll.
    pub hand: Hand,
}

impl Typing {
    /// With the presets in this user's own folder.
    pub fn of_user() -> Typing {
        Typing { shelf: Shelf::of_user(), ..Typing::default() }
    }
}
