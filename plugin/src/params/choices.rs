//! Parameters that are one of several names.

use nice_plug::prelude::Enum;
use score::{Key, Mode, ScaleKind};

/// The key, or any: tonic by tonic, major before minor.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    #[id = "any"]
    Any,
    #[id = "c"]
    #[name = "C major"]
    CMajor,
    #[id = "cm"]
    #[name = "C minor"]
    CMinor,
    #[id = "cs"]
    #[name = "C# major"]
    CSharpMajor,
    #[id = "csm"]
    #[name = "C# minor"]
    CSharpMinor,
    #[id = "d"]
    #[name = "D major"]
    DMajor,
    #[id = "dm"]
    #[name = "D minor"]
    DMinor,
    #[id = "ds"]
    #[name = "Eb major"]
    DSharpMajor,
    #[id = "dsm"]
    #[name = "Eb minor"]
    DSharpMinor,
    #[id = "e"]
    #[name = "E major"]
    EMajor,
    #[id = "em"]
    #[name = "E minor"]
    EMinor,
    #[id = "f"]
    #[name = "F major"]
    FMajor,
    #[id = "fm"]
    #[name = "F minor"]
    FMinor,
    #[id = "fs"]
    #[name = "F# major"]
    FSharpMajor,
    #[id = "fsm"]
    #[name = "F# minor"]
    FSharpMinor,
    #[id = "g"]
    #[name = "G major"]
    GMajor,
    #[id = "gm"]
    #[name = "G minor"]
    GMinor,
    #[id = "gs"]
    #[name = "Ab major"]
    GSharpMajor,
    #[id = "gsm"]
    #[name = "Ab minor"]
    GSharpMinor,
    #[id = "a"]
    #[name = "A major"]
    AMajor,
    #[id = "am"]
    #[name = "A minor"]
    AMinor,
    #[id = "as"]
    #[name = "Bb major"]
    ASharpMajor,
    #[id = "asm"]
    #[name = "Bb minor"]
    ASharpMinor,
    #[id = "b"]
    #[name = "B major"]
    BMajor,
    #[id = "bm"]
    #[name = "B minor"]
    BMinor,
}

/// The scale that pitched notes are locked to, or none.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleLock {
    #[id = "off"]
    Off,
    #[id = "major"]
    Major,
    #[id = "minor"]
    Minor,
    #[id = "harmonic_minor"]
    #[name = "Harmonic minor"]
    HarmonicMinor,
    #[id = "dorian"]
    Dorian,
    #[id = "phrygian"]
    Phrygian,
    #[id = "lydian"]
    Lydian,
    #[id = "mixolydian"]
    Mixolydian,
    #[id = "major_pentatonic"]
    #[name = "Major pentatonic"]
    MajorPentatonic,
    #[id = "minor_pentatonic"]
    #[name = "Minor pentatonic"]
    MinorPentatonic,
    #[id = "blues"]
    Blues,
}

impl KeyChoice {
    pub fn key(self) -> Option<Key> {
        let index = (self as u8).checked_sub(1)?;
        Some(Key { tonic: index / 2, mode: if index.is_multiple_of(2) { Mode::Major } else { Mode::Minor } })
    }

    pub fn from_key(key: Option<Key>) -> KeyChoice {
        key.map_or(KeyChoice::Any, |key| {
            KeyChoice::from_index(1 + usize::from(key.tonic) * 2 + key.mode as usize)
        })
    }
}

impl ScaleLock {
    pub fn kind(self) -> Option<ScaleKind> {
        (self as usize).checked_sub(1).and_then(|index| ScaleKind::ALL.get(index).copied())
    }

    pub fn from_kind(kind: Option<ScaleKind>) -> ScaleLock {
        kind.map_or(ScaleLock::Off, |kind| ScaleLock::from_index(1 + kind as usize))
    }
}
