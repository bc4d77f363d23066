//! Chords, keys and scales as plain values.

mod name;
mod progression;
mod spelling;

pub use progression::{Progression, Remark, write as write_progression};
pub use spelling::pitch_class;

use serde::{Deserialize, Serialize};

/// Kinds of chord that the token format knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    Major,
    Minor,
    Diminished,
    Augmented,
    Sus4,
    Dominant7,
    Major7,
    Minor7,
    HalfDiminished7,
}

impl Quality {
    /// Every quality, in the order of their tokens.
    pub const ALL: [Quality; 9] = [
        Quality::Major,
        Quality::Minor,
        Quality::Diminished,
        Quality::Augmented,
        Quality::Sus4,
        Quality::Dominant7,
        Quality::Major7,
        Quality::Minor7,
        Quality::HalfDiminished7,
    ];

    /// Semitones above the root.
    pub fn intervals(self) -> &'static [u8] {
        match self {
            Quality::Major => &[0, 4, 7],
            Quality::Minor => &[0, 3, 7],
            Quality::Diminished => &[0, 3, 6],
            Quality::Augmented => &[0, 4, 8],
            Quality::Sus4 => &[0, 5, 7],
            Quality::Dominant7 => &[0, 4, 7, 10],
            Quality::Major7 => &[0, 4, 7, 11],
            Quality::Minor7 => &[0, 3, 7, 10],
            Quality::HalfDiminished7 => &[0, 3, 6, 10],
        }
    }
}

/// A chord: a root pitch class and a quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Chord {
    /// Pitch class, 0 = C .. 11 = B.
    pub root: u8,
    pub quality: Quality,
}

impl Chord {
    /// Pitch classes, from the root up.
    pub fn tones(self) -> impl Iterator<Item = u8> {
        self.quality.intervals().iter().map(move |interval| (self.root % 12 + interval) % 12)
    }

    /// The scale that a player takes over the chord alone: that of the mode in which the chord stands on the first degree (major, minor,
    /// dorian for m7, mixolydian for 7 and sus4), and for chords that no such mode has, the one in which they are most at home: m7b5 on the
    /// seventh degree of a major scale, dim and aug on the seventh and third of a harmonic minor one.
    pub fn scale(self) -> Scale {
        let (above, kind) = match self.quality {
            Quality::Major | Quality::Major7 => (0, ScaleKind::Major),
            Quality::Minor => (0, ScaleKind::Minor),
            Quality::Minor7 => (0, ScaleKind::Dorian),
            Quality::Dominant7 | Quality::Sus4 => (0, ScaleKind::Mixolydian),
            Quality::HalfDiminished7 => (1, ScaleKind::Major),
            Quality::Diminished => (1, ScaleKind::HarmonicMinor),
            Quality::Augmented => (9, ScaleKind::HarmonicMinor),
        };
        Scale { tonic: (self.root + above) % 12, kind }
    }
}

/// Chord slots in one loop: two a bar.
pub const CHORD_SLOTS: usize = 8;

/// What one half of a bar holds, or is asked to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChordSlot {
    /// Nothing was said (in a request only).
    #[default]
    Any,
    /// No chord: silence, or drums only.
    None,
    Chord(Chord),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Major,
    Minor,
}

/// A musical key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Pitch class, 0 = C .. 11 = B.
    pub tonic: u8,
    pub mode: Mode,
}

impl Key {
    /// Its own scale: major, or natural minor.
    pub fn scale(self) -> Scale {
        let kind = if self.mode == Mode::Major { ScaleKind::Major } else { ScaleKind::Minor };
        Scale { tonic: self.tonic, kind }
    }
}

/// Scales that a loop can be locked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleKind {
    Major,
    Minor,
    HarmonicMinor,
    Dorian,
    Phrygian,
    Lydian,
    Mixolydian,
    MajorPentatonic,
    MinorPentatonic,
    Blues,
}

impl ScaleKind {
    pub const ALL: [ScaleKind; 10] = [
        ScaleKind::Major,
        ScaleKind::Minor,
        ScaleKind::HarmonicMinor,
        ScaleKind::Dorian,
        ScaleKind::Phrygian,
        ScaleKind::Lydian,
        ScaleKind::Mixolydian,
        ScaleKind::MajorPentatonic,
        ScaleKind::MinorPentatonic,
        ScaleKind::Blues,
    ];

    /// Semitones above the tonic.
    pub fn intervals(self) -> &'static [u8] {
        match self {
            ScaleKind::Major => &[0, 2, 4, 5, 7, 9, 11],
            ScaleKind::Minor => &[0, 2, 3, 5, 7, 8, 10],
            ScaleKind::HarmonicMinor => &[0, 2, 3, 5, 7, 8, 11],
            ScaleKind::Dorian => &[0, 2, 3, 5, 7, 9, 10],
            ScaleKind::Phrygian => &[0, 1, 3, 5, 7, 8, 10],
            ScaleKind::Lydian => &[0, 2, 4, 6, 7, 9, 11],
            ScaleKind::Mixolydian => &[0, 2, 4, 5, 7, 9, 10],
            ScaleKind::MajorPentatonic => &[0, 2, 4, 7, 9],
            ScaleKind::MinorPentatonic => &[0, 3, 5, 7, 10],
            ScaleKind::Blues => &[0, 3, 5, 6, 7, 10],
        }
    }
}

/// A scale: when a request carries one, no pitched note leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scale {
    /// Pitch class, 0 = C .. 11 = B.
    pub tonic: u8,
    pub kind: ScaleKind,
}

impl Scale {
    /// Whether the MIDI key `pitch` belongs to the scale.
    pub fn contains(self, pitch: u8) -> bool {
        let above = (pitch % 12 + 12 - self.tonic % 12) % 12;
        self.kind.intervals().contains(&above)
    }

    /// Whether every tone of `chord` belongs to the scale.
    pub fn holds(self, chord: Chord) -> bool {
        chord.tones().all(|tone| self.contains(tone))
    }
}
