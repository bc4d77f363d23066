//! One chord by its name, and the nearest one that the token format knows: `C/G` is C, `Dm9` is Dm7, `Esus2` is Bsus4 (the same notes).

use super::{Chord, Quality};
use std::ops::Range;

/// A chord that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub chord: Chord,
    /// It is what was written, and not only the nearest.
    pub exact: bool,
}

/// Why a name is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Bytes of the name.
    pub at: Range<usize>,
    /// In words.
    pub text: String,
}

/// Reads the name of a chord.
///
/// # Errors
/// When there is no root, or something behind it that means nothing.
pub(super) fn read_chord(name: &str) -> Result<Named, Fault> {
    let (root, behind_root) = read_root(name).ok_or_else(|| {
        let first = name.chars().next().map_or(0, char::len_utf8);
        Fault { at: 0..first, text: format!("{name} has no root: a chord begins with a letter from A to G.") }
    })?;
    let rest = &name[behind_root..];
    let (kind, bass) = match rest.rsplit_once('/') {
        // `6/9` is no bass.
        Some((kind, bass)) if !bass.starts_with(|sign: char| sign.is_ascii_digit()) => (kind, Some(bass)),
        _ => (rest, None),
    };
    let mut notes = Notes::default();
    notes.read(kind).map_err(|(from, to)| {
        let at = behind_root + from..behind_root + to;
        let unknown = &name[at.clone()];
        Fault { text: format!("{name} is no chord that is known: “{unknown}” means nothing here."), at }
    })?;
    let mut exact = !notes.more;
    if let Some(bass) = bass {
        let at = name.len() - bass.len()..name.len();
        let fault = || Fault { text: format!("{name} has no bass note: a letter from A to G."), at };
        let (class, _) = read_root(bass).filter(|(_, length)| *length == bass.len()).ok_or_else(fault)?;
        exact &= class == root;
    }
    let chord = notes.nearest(root);
    Ok(Named { chord, exact: exact && notes.is(chord, root) })
}

/// The pitch class that `name` begins with, and how many bytes of it that is.
fn read_root(name: &str) -> Option<(u8, usize)> {
    let letter = name.chars().next()?;
    let natural: i8 = match letter.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let rest = &name[letter.len_utf8()..];
    let (shift, length) = match rest.chars().next() {
        Some(sign @ ('#' | '♯')) => (1, sign.len_utf8()),
        Some(sign @ ('b' | '♭')) => (-1, sign.len_utf8()),
        _ => (0, 0),
    };
    Some(((natural + shift).rem_euclid(12) as u8, letter.len_utf8() + length))
}

/// What a name says of the notes above the root.
#[derive(Clone, Copy, Debug, Default)]
struct Notes {
    third: Third,
    fifth: Fifth,
    seventh: Seventh,
    /// `maj` was said: a seventh that follows is major.
    major: bool,
    /// There are notes that no chord of the format has.
    more: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Third {
    #[default]
    Major,
    Minor,
    Second,
    Fourth,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fifth {
    #[default]
    Perfect,
    Diminished,
    Augmented,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Seventh {
    #[default]
    None,
    Minor,
    Major,
    Diminished,
}

/// A text, and what it says.
type Part = (&'static str, fn(&mut Notes));

/// What can stand behind a root, the longer before the shorter that begin alike, and what it says.
const PARTS: &[Part] = &[
    ("half-dim", Notes::half_diminished),
    ("major", Notes::major),
    ("minor", Notes::minor),
    ("maj", Notes::major),
    ("Maj", Notes::major),
    ("min", Notes::minor),
    ("Min", Notes::minor),
    ("dim", Notes::diminished),
    ("aug", Notes::augmented),
    ("6/9", |notes| notes.more = true),
    ("69", |notes| notes.more = true),
    ("sus2", |notes| notes.third = Third::Second),
    ("sus4", |notes| notes.third = Third::Fourth),
    ("sus", |notes| notes.third = Third::Fourth),
    ("alt", |notes| {
        notes.seventh();
        notes.more = true;
    }),
    ("add", |notes| notes.more = true),
    ("omit", |notes| notes.more = true),
    ("no", |notes| notes.more = true),
    ("ma", Notes::major),
    ("mi", Notes::minor),
    ("b5", |notes| notes.fifth = Fifth::Diminished),
    ("♭5", |notes| notes.fifth = Fifth::Diminished),
    ("-5", |notes| notes.fifth = Fifth::Diminished),
    ("#5", |notes| notes.fifth = Fifth::Augmented),
    ("♯5", |notes| notes.fifth = Fifth::Augmented),
    ("+5", |notes| notes.fifth = Fifth::Augmented),
    ("M", Notes::major),
    ("m", Notes::minor),
    ("-", Notes::minor),
    ("Δ", |notes| notes.seventh = Seventh::Major),
    ("^", |notes| notes.seventh = Seventh::Major),
    ("°", Notes::diminished),
    ("o", Notes::diminished),
    ("ø", Notes::half_diminished),
    ("+", Notes::augmented),
    ("13", Notes::extended),
    ("11", Notes::extended),
    ("9", Notes::extended),
    ("7", Notes::seventh),
    ("6", |notes| notes.more = true),
    ("5", |notes| notes.more = true),
    ("4", |notes| notes.third = Third::Fourth),
    ("3", |notes| notes.more = true),
    ("2", |notes| notes.third = Third::Second),
    ("b", |notes| notes.more = true),
    ("♭", |notes| notes.more = true),
    ("#", |notes| notes.more = true),
    ("♯", |notes| notes.more = true),
    ("(", |_| ()),
    (")", |_| ()),
];

impl Notes {
    /// Reads what stands behind the root; an error is from where to where of it means nothing.
    fn read(&mut self, kind: &str) -> Result<(), (usize, usize)> {
        let mut at = 0;
        // A number behind one of these is no seventh: `add9`, `no3`, `b9`.
        let mut counted = false;
        while at < kind.len() {
            let rest = &kind[at..];
            let Some((part, says)) = PARTS.iter().find(|(part, _)| rest.starts_with(part)) else {
                return Err((at, kind.len()));
            };
            let number = part.starts_with(|sign: char| sign.is_ascii_digit());
            if !(number && counted) {
                says(self);
            }
            counted = ["add", "no", "omit", "b", "♭", "#", "♯"].contains(part);
            if counted && !kind[at + part.len()..].starts_with(|sign: char| sign.is_ascii_digit()) {
                return Err((at, kind.len()));
            }
            at += part.len();
        }
        Ok(())
    }

    fn major(&mut self) {
        self.major = true;
    }

    fn minor(&mut self) {
        self.third = Third::Minor;
    }

    fn diminished(&mut self) {
        (self.third, self.fifth) = (Third::Minor, Fifth::Diminished);
    }

    fn half_diminished(&mut self) {
        self.diminished();
        self.seventh = Seventh::Minor;
    }

    fn augmented(&mut self) {
        self.fifth = Fifth::Augmented;
    }

    /// The one that a 7 means here.
    fn seventh(&mut self) {
        let diminished = self.third == Third::Minor && self.fifth == Fifth::Diminished;
        self.seventh = match self.seventh {
            Seventh::None if self.major => Seventh::Major,
            Seventh::None if diminished => Seventh::Diminished,
            Seventh::None => Seventh::Minor,
            already => already,
        };
    }

    fn extended(&mut self) {
        self.seventh();
        self.more = true;
    }

    /// The chord of the format that is nearest, above `root`.
    fn nearest(&self, root: u8) -> Chord {
        use Quality::*;
        let seventh = |none, minor, major| match self.seventh {
            Seventh::Minor => minor,
            Seventh::Major => major,
            Seventh::None | Seventh::Diminished => none,
        };
        let quality = match (self.third, self.fifth) {
            // The same three notes as those of the fourth above its fifth.
            (Third::Second, _) if self.seventh == Seventh::None => {
                return Chord { root: (root + 7) % 12, quality: Sus4 };
            }
            (Third::Second | Third::Fourth, _) => Sus4,
            (Third::Minor, Fifth::Diminished) => seventh(Diminished, HalfDiminished7, Diminished),
            (Third::Minor, _) => seventh(Minor, Minor7, Minor),
            (Third::Major, Fifth::Augmented) => Augmented,
            (Third::Major, _) => seventh(Major, Dominant7, Major7),
        };
        Chord { root, quality }
    }

    /// Whether these are the notes of `chord`, which is the nearest above `root`.
    fn is(&self, chord: Chord, root: u8) -> bool {
        use Quality::*;
        let seventh = match chord.quality {
            Dominant7 | Minor7 | HalfDiminished7 => Seventh::Minor,
            Major7 => Seventh::Major,
            _ => Seventh::None,
        };
        let fifth = match chord.quality {
            Diminished | HalfDiminished7 => Fifth::Diminished,
            Augmented => Fifth::Augmented,
            _ => Fifth::Perfect,
        };
        chord.root == root && self.seventh == seventh && self.fifth == fifth
    }
}

#[cfg(test)]
#[path = "name_tests.rs"]
mod tests;
