//! Experts for what every player knows: no two keys a semitone apart in one chord, melodies that move on, no drum groove without kick and snare.

use super::Grammar;
use crate::note::Instrument;
use crate::tokens::Cell;

/// What a key costs that lies a semitone beside one that the same instrument holds.
const CLUSTER: f32 = 2.5;
/// What the key costs that was the highest of the instrument's onset before. What a model repeats it holds for the more likely to be repeated
/// again (Holtzman et al., 2020): left alone its melodies repeat three notes where human ones repeat two.
const REPEAT: f32 = 0.6;
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
    /// The highest key of the instrument's onset before.
    repeated: Option<u8>,
    lacks_kick: bool,
    lacks_snare: bool,
}

impl Craft {
    pub(super) fn push_pitch(&self, pitch: u8) -> f32 {
        let beside = self.held >> 1 | self.held << 1;
        let cluster = if beside >> pitch & 1 == 1 { CLUSTER } else { 0.0 };
        let repeat = if self.repeated == Some(pitch) { REPEAT } else { 0.0 };
        -cluster - repeat
    }

    pub(super) fn push_drum(&self, key: u8) -> f32 {
        let missing = self.lacks_kick && KICKS.contains(&key) || self.lacks_snare && SNARES.contains(&key);
        if missing { KIT } else { 0.0 }
    }
}

impl Grammar {
    pub(super) fn craft(&self, cell: &Cell) -> Craft {
        let onset = self.bar_start() + u16::from(cell.position.unwrap_or(0));
        let own = || self.notes().filter(|n| n.instrument == cell.instrument);
        let holds = own().filter(|n| n.onset.0 <= onset && onset < n.end().0);
        let highest = || own().filter(|n| n.onset.0 < onset).max_by_key(|n| (n.onset, n.pitch));
        let heard = |keys: &[u8]| own().any(|n| keys.contains(&n.pitch));
        let drums = cell.instrument == Instrument::DRUMS;
        // A beat may pass before the snare is due.
        let late = onset >= crate::time::TICKS_PER_QUARTER;
        Craft {
            held: if drums { 0 } else { holds.fold(0, |keys, n| keys | 1 << (n.pitch & 127)) },
            repeated: if drums { None } else { highest().map(|n| n.pitch) },
            lacks_kick: drums && !heard(&KICKS),
            lacks_snare: drums && late && !heard(&SNARES),
        }
    }
}
