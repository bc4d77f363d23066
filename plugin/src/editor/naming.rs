//! What the user is writing about presets.

use super::presets::Exchange;

/// What the user is writing about presets.
#[derive(Debug, Default)]
pub struct Naming {
    pub name: String,
    pub search: String,
    pub exchange: Exchange,
}
