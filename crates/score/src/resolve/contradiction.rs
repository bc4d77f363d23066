//! What a request can say against itself, in words.

use crate::chord::{Chord, Key, Scale};
use crate::note::Instrument;
use std::fmt;

/// Something that could not be had as it was asked for. Its text is for the user: what is wrong, and what was done instead.
#[derive(Clone, Debug, PartialEq)]
pub enum Contradiction {
    /// Locked notes, or those of the loop before, that are no notes of this loop.
    NotesOutside {
        locked: bool,
        count: usize,
    },
    /// Cells beyond the last bar.
    NoSuchBar(Instrument),
    /// A variation of nothing.
    NothingToVary,
    UnknownInstrument(Instrument),
    AskedTwice(Instrument),
    TooMany(Instrument),
    /// No cell to write, and no note to keep.
    Silent(Instrument),
    /// What was asked, though only drums were.
    OnlyDrums(Vec<&'static str>),
    /// The same of the drums of a band.
    Drums(Vec<&'static str>),
    /// A number that cannot be, and what it became.
    OutOfBounds {
        what: &'static str,
        instrument: Option<Instrument>,
        asked: f32,
        used: Option<f32>,
    },
    KeyOffScale {
        key: Key,
        scale: Scale,
    },
    ChordOffScale {
        asked: Chord,
        scale: Scale,
        used: Option<Chord>,
    },
    /// A range from high to low, or beyond MIDI.
    RangeUnordered {
        instrument: Instrument,
        asked: (u8, u8),
        used: (u8, u8),
    },
    /// The range was moved to where the instrument can play.
    RangeOffInstrument {
        instrument: Instrument,
        asked: (u8, u8),
        used: (u8, u8),
    },
    /// The range was widened until it held a note of the scale.
    RangeOffScale {
        instrument: Instrument,
        asked: (u8, u8),
        used: (u8, u8),
    },
    MeanPitchOffRange {
        instrument: Option<Instrument>,
        asked: f32,
        used: f32,
    },
    DensityOffBars {
        asked: f32,
        used: f32,
    },
    DensityOffInstrument {
        instrument: Instrument,
        asked: f32,
        used: f32,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use Contradiction::*;
        match self {
            NotesOutside { locked, count } => {
                let notes = if *locked { "locked notes" } else { "notes of the loop before" };
                write!(f, "Some {notes} do not fit into the loop: shortened or left out ({count}).")
            }
            NoSuchBar(i) => write!(f, "{} is asked in bars that the loop does not have: left out.", i.name()),
            NothingToVary => f.write_str("There is no loop to vary yet: a new one is written."),
            UnknownInstrument(i) => write!(f, "{} is neither a GM program nor the drums: left out.", i.0),
            AskedTwice(i) => write!(f, "{} is asked for twice: the first counts.", i.name()),
            TooMany(i) => write!(f, "More than 16 instruments: {} is left out.", i.name()),
            Silent(i) => write!(f, "{} has no bar to write and nothing to keep: it stays silent.", i.name()),
            OnlyDrums(asked) => write!(f, "Drums alone have no pitch: {} left out.", listed(asked)),
            Drums(asked) => write!(f, "Drums have no pitch and no length: {} left out.", listed(asked)),
            OutOfBounds { what, instrument, asked, used } => {
                let of = instrument.map_or(String::new(), |i| format!(" of {}", i.name()));
                match used {
                    Some(used) => write!(f, "The {what}{of} cannot be {asked}: taken as {used}."),
                    None => write!(f, "The {what}{of} cannot be {asked}: left open."),
                }
            }
            KeyOffScale { key, scale } => {
                write!(f, "{key} does not fit the lock to {scale}: the lock counts.")
            }
            ChordOffScale { asked, scale, used: Some(used) } => {
                write!(f, "{asked} has notes outside {scale}: {used} is asked for instead.")
            }
            ChordOffScale { asked, scale, used: None } => {
                write!(f, "{asked} has notes outside {scale}, and no chord is near: left open.")
            }
            RangeUnordered { instrument, asked: (a, b), used: (c, d) } => {
                write!(
                    f,
                    "The keys {a} to {b} of {} are no range of MIDI: {c} to {d} are used.",
                    instrument.name()
                )
            }
            RangeOffInstrument { instrument, asked: (a, b), used: (c, d) } => {
                write!(f, "{} cannot play the keys {a} to {b}: {c} to {d} are used.", instrument.name())
            }
            RangeOffScale { instrument, asked: (a, b), used: (c, d) } => {
                let name = instrument.name();
                write!(f, "The keys {a} to {b} of {name} hold no note of the scale: {c} to {d} are used.")
            }
            MeanPitchOffRange { instrument, asked, used } => {
                let of = instrument.map_or(String::new(), |i| format!(" of {}", i.name()));
                write!(f, "The mean pitch{of} cannot be {asked} within the range: {used} is asked for.")
            }
            DensityOffBars { asked, used } => {
                write!(f, "The bars ask for {used} onsets on average, the loop for {asked}: the bars count.")
            }
            DensityOffInstrument { instrument, asked, used } => write!(
                f,
                "{} alone has {used} onsets a bar, the loop {asked}: the loop gets as many.",
                instrument.name()
            ),
        }
    }
}

/// "chords and key were", "the key was".
fn listed(what: &[&str]) -> String {
    match what {
        [one] => format!("the {one} was"),
        [others @ .., last] => format!("the {} and {last} were", others.join(", ")),
        [] => "nothing was".to_owned(),
    }
}
