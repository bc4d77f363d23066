//! Experts for what every player knows: no two keys a semitone apart in one chord, no drum groove without kick and snare.

use super::Grammar;
use crate::note::Instrument;
use crate::tokens::Cell;

/// What a key costs that lies a semitone beside one that the same instrument holds.
const CLUSTER: f32 = 2.5;
/// What kick and snare gain while they have not been heard.
const KIT: f32 = 1.5;
/// GM keys.
const KICKS: [u8; 2] = [35, 36];
const SNARES: [u8; 4] = [37, 38, 39, 40];

/// Where the open cell stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Craft {
    /// Keys that the instrument holds, as bits.
    held: u128,
    lacks_kick: bool,
    lacks_snare: bool,
}

impl Craft {
    pub fn push_pitch(&self, pitch: u8) -> f32 {
        let beside = self.held >> 1 | self.held << 1;
        if beside >> pitch & 1 == 1 { -CLUSTER } else { 0.0 }
    }

    pub fn push_drum(&self, key: u8) -> f32 {
        let missing = self.lacks_kick && KICKS.contains(&key) || self.lacks_snare && SNARES.contains(&key);
        if missing { KIT } else { 0.0 }
    }
}

impl Grammar {
    pub(super) fn craft(&self, cell: &Cell) -> Craft {
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        let own = || self.notes().filter(|n| n.instrument == cell.instrument);
        let holds = own().filter(|n| n.onset.0 <= onset && onset < n.end().0);
        let heard = |keys: &[u8]| own().any(|n| keys.contains(&n.pitch));
        let drums = cell.instrument == Instrument::DRUMS;
        // A beat may pass before the snare is due.
        let late = onset >= crate::time::TICKS_PER_QUARTER;
        Craft {
            held: if drums { 0 } else { holds.fold(0, |keys, n| keys | 1 << (n.pitch & 127)) },
            lacks_kick: drums && !heard(&KICKS),
            lacks_snare: drums && late && !heard(&SNARES),
        }
    }
}
