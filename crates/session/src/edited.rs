//! Which cells of a loop a hand has changed.

use score::{Cells, Instrument};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The cells of a loop that were changed by hand: they stay as they are, whatever is written, until they are released.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edited(BTreeMap<Instrument, Cells>);

impl Edited {
    /// The bars of `instrument` that were changed.
    pub fn of(&self, instrument: Instrument) -> Cells {
        self.0.get(&instrument).map_or(Cells::NONE, |cells| Cells(cells.0 & Cells::ALL.0))
    }

    /// Whether no cell was changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn mark(&mut self, instrument: Instrument, bar: usize) {
        self.0.entry(instrument).or_insert(Cells::NONE).0 |= 1 << bar;
    }

    pub(crate) fn release(&mut self, instrument: Instrument, bars: Cells) {
        if let Some(cells) = self.0.get_mut(&instrument) {
            cells.0 &= !bars.0;
        }
        self.0.retain(|_, cells| *cells != Cells::NONE);
    }
}
