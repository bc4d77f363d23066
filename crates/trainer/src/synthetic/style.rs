//! What a style is: plain data that one engine plays.

use super::grid::Feel;
use super::harmony::Mode;
use super::styles;
use score::Metre;

/// One style that a producer would name.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub name: &'static str,
    pub metre: Metre,
    /// Slowest and fastest, in BPM (quarters a minute).
    pub tempo: (f32, f32),
    /// A song has one of them.
    pub feels: &'static [Feel],
    pub keys: &'static [Tonal],
    /// Chance that a song's triads get sevenths.
    pub sevenths: f64,
    /// Chance that a song's melodies keep to five notes.
    pub pentatonic: f64,
    /// How often onsets on a beat come early: syncopation at its most.
    pub push: f64,
    pub kit: Kit,
    pub parts: &'static [Part],
}

/// What most styles have in common.
pub const PLAIN: Style = Style {
    name: "",
    metre: Metre::FourFour,
    tempo: (90.0, 130.0),
    feels: &[Feel::Straight],
    keys: &[],
    sevenths: 0.1,
    pentatonic: 0.35,
    push: 0.12,
    kit: Kit::NONE,
    parts: &[],
};

/// A mode and the progressions that are played in it, as numerals ([`super::harmony::progression`]).
#[derive(Clone, Copy, Debug)]
pub struct Tonal {
    pub mode: Mode,
    pub progressions: &'static [&'static str],
}

/// The drums of a style.
#[derive(Clone, Copy, Debug)]
pub struct Kit {
    /// Beginnings of the names of the human takes that fit, as the takes' files have them.
    pub takes: &'static [&'static str],
    /// Chance that a song has a take, if one fits.
    pub share: f64,
    /// The pattern by rule. Empty: the style has no drums.
    pub lines: &'static [Line],
    /// Percussion beside the drum kit, over takes and over rules.
    pub percussion: &'static [Line],
}

/// One drum of a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// General MIDI drum key.
    pub drum: u8,
    /// Chances, as [`super::rhythm::Vocabulary::parse`] reads them.
    pub rhythm: &'static str,
    /// Velocity of a plain hit.
    pub velocity: u8,
    /// Energy of a section from which on it plays.
    pub from: f64,
}

/// What a part does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Bass(Bass),
    Comp(Voicing),
    Pad,
    Arp,
    Lead,
    Riff,
    Counter,
    Hits,
}

/// How a bass line chooses its notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bass {
    /// Roots, a fifth or an approach now and then.
    Roots,
    /// Roots and their octaves in turn.
    Octaves,
    /// Root and fifth in turn.
    Fifths,
    /// One step a beat towards the next root.
    Walk,
    /// Lines of chord tones and passing notes.
    Line,
    /// Long low notes with slides to other ones.
    Sub,
    /// One note below all chords.
    Pedal,
}

/// How many notes a chord has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voicing {
    /// Three or four voices in close position.
    Close,
    /// Root, fifth and octave.
    Power,
    /// Third, seventh and a colour: the bass has the root.
    Rootless,
    /// Two voices.
    Two,
}

/// One instrument's part.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub role: Role,
    /// General MIDI programs that a song chooses from.
    pub programs: &'static [u8],
    /// Vocabularies that a song chooses from.
    pub rhythms: &'static [&'static str],
    /// Chance that a song has this part.
    pub chance: f64,
    /// Energy of a section from which on it plays.
    pub from: f64,
    /// Share of the time to the next onset that a note sounds.
    pub gate: f64,
    /// Velocity of a plain note.
    pub velocity: u8,
}

impl Part {
    const fn new(role: Role, programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
        let (from, gate, velocity) = match role {
            Role::Bass(_) => (0.3, 0.85, 90),
            Role::Comp(_) => (0.2, 0.8, 72),
            Role::Pad => (0.0, 1.0, 60),
            Role::Arp => (0.35, 0.8, 70),
            Role::Lead => (0.5, 0.92, 92),
            Role::Riff => (0.35, 0.75, 86),
            Role::Counter => (0.6, 1.0, 66),
            Role::Hits => (0.7, 0.4, 90),
        };
        Part { role, programs, rhythms, chance: 1.0, from, gate, velocity }
    }

    pub const fn chance(self, chance: f64) -> Part {
        Part { chance, ..self }
    }

    pub const fn from(self, from: f64) -> Part {
        Part { from, ..self }
    }

    pub const fn gate(self, gate: f64) -> Part {
        Part { gate, ..self }
    }

    pub const fn velocity(self, velocity: u8) -> Part {
        Part { velocity, ..self }
    }

    pub fn is_bass(&self) -> bool {
        matches!(self.role, Role::Bass(_))
    }
}

pub const fn bass(manner: Bass, programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
    Part::new(Role::Bass(manner), programs, rhythms)
}

pub const fn comp(voicing: Voicing, programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
    Part::new(Role::Comp(voicing), programs, rhythms)
}

pub const fn pad(programs: &'static [u8]) -> Part {
    Part::new(Role::Pad, programs, &[])
}

pub const fn arp(programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
    Part::new(Role::Arp, programs, rhythms)
}

pub const fn lead(programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
    Part::new(Role::Lead, programs, rhythms)
}

pub const fn riff(programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
    Part::new(Role::Riff, programs, rhythms)
}

pub const fn counter(programs: &'static [u8]) -> Part {
    Part::new(Role::Counter, programs, &[])
}

pub const fn hits(programs: &'static [u8], rhythms: &'static [&'static str]) -> Part {
    Part::new(Role::Hits, programs, rhythms)
}

pub const fn line(drum: u8, rhythm: &'static str, velocity: u8) -> Line {
    Line { drum, rhythm, velocity, from: 0.0 }
}

impl Line {
    pub const fn from(self, from: f64) -> Line {
        Line { from, ..self }
    }
}

impl Kit {
    /// By rule alone.
    pub const fn rules(lines: &'static [Line], percussion: &'static [Line]) -> Kit {
        Kit { takes: &[], share: 0.0, lines, percussion }
    }

    pub const NONE: Kit = Kit::rules(&[], &[]);

    /// With human takes for `share` of the songs.
    pub const fn played(self, takes: &'static [&'static str], share: f64) -> Kit {
        Kit { takes, share, ..self }
    }
}

/// Every style there is.
pub fn all() -> Vec<&'static Style> {
    [styles::ELECTRONIC, styles::CLUB, styles::URBAN, styles::BAND, styles::GROOVE, styles::JAZZ]
        .into_iter()
        .chain([styles::LATIN, styles::WORLD, styles::SCREEN])
        .flatten()
        .collect()
}

/// Lowest and highest key of `program` in `role`. Basses end where melodies have not begun.
pub fn range(role: Role, program: u8) -> (u8, u8) {
    match role {
        Role::Bass(Bass::Sub) => (26, 45),
        Role::Bass(_) => (28, 50),
        Role::Comp(Voicing::Power) => (40, 62),
        Role::Comp(_) | Role::Hits | Role::Pad => chords(program),
        Role::Riff => {
            if matches!(program, 24..=31) {
                (40, 64)
            } else {
                (48, 74)
            }
        }
        Role::Arp => {
            if matches!(program, 8..=15) {
                (60, 88)
            } else {
                (55, 84)
            }
        }
        Role::Counter => (56, 78),
        Role::Lead => melody(program),
    }
}

fn chords(program: u8) -> (u8, u8) {
    match program {
        8..=15 => (60, 84),
        24..=31 => (50, 74),
        56..=71 => (53, 77),
        72..=79 => (62, 86),
        _ => (52, 77),
    }
}

fn melody(program: u8) -> (u8, u8) {
    match program {
        8..=15 | 40 | 72..=75 => (62, 89),
        24..=31 => (57, 81),
        42 | 57 | 58 | 60 | 70 => (55, 72),
        41 | 43..=55 => (58, 81),
        56 | 59 | 64..=69 | 71 => (58, 81),
        _ => (60, 84),
    }
}
