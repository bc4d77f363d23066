//! How chords, keys and scales are written: `Am7`, `F#m7b5`, `A minor`, `D dorian`. In letters that every font has.

use super::{Chord, Key, Mode, Quality, Scale, ScaleKind};
use std::fmt;

const PITCH_CLASSES: [&str; 12] = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

/// Name of a pitch class, 0 = C.
pub fn pitch_class(class: u8) -> &'static str {
    PITCH_CLASSES[usize::from(class % 12)]
}

impl Quality {
    /// What stands behind the root: `m7` in `Am7`.
    pub fn suffix(self) -> &'static str {
        match self {
            Quality::Major => "",
            Quality::Minor => "m",
            Quality::Diminished => "dim",
            Quality::Augmented => "aug",
            Quality::Sus4 => "sus4",
            Quality::Dominant7 => "7",
            Quality::Major7 => "maj7",
            Quality::Minor7 => "m7",
            Quality::HalfDiminished7 => "m7b5",
        }
    }
}

impl ScaleKind {
    pub fn name(self) -> &'static str {
        match self {
            ScaleKind::Major => "Major",
            ScaleKind::Minor => "Minor",
            ScaleKind::HarmonicMinor => "Harmonic minor",
            ScaleKind::Dorian => "Dorian",
            ScaleKind::Phrygian => "Phrygian",
            ScaleKind::Lydian => "Lydian",
            ScaleKind::Mixolydian => "Mixolydian",
            ScaleKind::MajorPentatonic => "Major pentatonic",
            ScaleKind::MinorPentatonic => "Minor pentatonic",
            ScaleKind::Blues => "Blues",
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}{}", pitch_class(self.root), self.quality.suffix())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mode = match self.mode {
            Mode::Major => "major",
            Mode::Minor => "minor",
        };
        write!(f, "{} {mode}", pitch_class(self.tonic))
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", pitch_class(self.tonic), self.kind.name().to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_keys_and_scales_are_spelled_as_musicians_do() {
        let chord = |root, quality| Chord { root, quality }.to_string();
        assert_eq!(chord(9, Quality::Minor7), "Am7");
        assert_eq!(chord(6, Quality::HalfDiminished7), "F#m7b5");
        assert_eq!((chord(10, Quality::Major), chord(7, Quality::Sus4)), ("Bb".into(), "Gsus4".into()));
        assert_eq!(Key { tonic: 3, mode: Mode::Minor }.to_string(), "Eb minor");
        assert_eq!(Scale { tonic: 2, kind: ScaleKind::Dorian }.to_string(), "D dorian");
    }
}
