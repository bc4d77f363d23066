//! The one vocabulary: what each token id means.

use crate::bins;
use crate::chord::{Chord, ChordSlot, Key, Mode, Quality};
use crate::note::Instrument;
use crate::request::Cells;
use crate::time::{BARS, Metre};

/// A token by meaning. Payloads are bin indices (see [`bins`]) or values as named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    Pad,
    Start,
    Past,
    Keep,
    Write,
    End,
    Bar,
    /// Ticks from the bar's start, 0..72.
    Position(u8),
    Instrument(Instrument),
    Pitch(u8),
    DrumPitch(u8),
    Velocity(u8),
    Duration(u8),
    TimeSig(Metre),
    Tempo(u8),
    Key(Key),
    MeanPitch(u8),
    MeanVelocity(u8),
    MeanDuration(u8),
    Density(u8),
    TrackPitch(u8),
    TrackVelocity(u8),
    TrackDuration(u8),
    TrackDensity(u8),
    /// Most notes at once, less one.
    TrackPolyphony(u8),
    /// Distinct onsets in one bar, 0..=48; `None` where nothing was said of that bar.
    BarDensity(Option<u8>),
    Chord(ChordSlot),
    /// Bars to be written of the instrument before it in the header; left out when it is all of them.
    Cells(Cells),
}

/// First id and count of each family, in the order of [`Token`]'s variants.
const FAMILIES: [(&str, u16); 23] = [
    ("structure", 6),
    ("Bar", 1),
    ("Position", 72),
    ("Instrument", 129),
    ("Pitch", 128),
    ("DrumPitch", 128),
    ("Velocity", bins::VELOCITIES as u16),
    ("Duration", bins::DURATIONS.len() as u16),
    ("TimeSig", 8),
    ("Tempo", bins::TEMPI as u16),
    ("Key", 24),
    ("MeanPitch", bins::MEAN_PITCHES as u16),
    ("MeanVelocity", bins::VELOCITIES as u16),
    ("MeanDuration", bins::MEAN_DURATIONS as u16),
    ("Density", bins::DENSITIES as u16),
    ("TrackPitch", bins::MEAN_PITCHES as u16),
    ("TrackVelocity", bins::VELOCITIES as u16),
    ("TrackDuration", bins::MEAN_DURATIONS as u16),
    ("TrackDensity", bins::DENSITIES as u16),
    ("TrackPolyphony", bins::POLYPHONIES as u16),
    ("BarDensity", bins::DENSITIES as u16 + 2),
    ("Chord", 12 * 9 + 2),
    ("Cells", 1 << BARS),
];

/// Token ids in use: `0..VOCABULARY`.
pub const VOCABULARY: usize = {
    let (mut sum, mut i) = (0, 0);
    while i < FAMILIES.len() {
        sum += FAMILIES[i].1 as usize;
        i += 1;
    }
    sum
};

/// Rows of the embedding: the vocabulary padded to a multiple of 16. Ids above [`VOCABULARY`] are never emitted.
pub const PADDED_VOCABULARY: usize = VOCABULARY.div_ceil(16) * 16;

/// First id of each family, and behind the last.
const BASES: [u16; FAMILIES.len() + 1] = {
    let mut bases = [0; FAMILIES.len() + 1];
    let mut i = 0;
    while i < FAMILIES.len() {
        bases[i + 1] = bases[i] + FAMILIES[i].1;
        i += 1;
    }
    bases
};

impl Token {
    /// The token that strikes MIDI key `pitch` on `instrument`: drums have their own.
    pub fn struck(instrument: Instrument, pitch: u8) -> Token {
        if instrument.is_drums() { Token::DrumPitch(pitch) } else { Token::Pitch(pitch) }
    }

    /// Id in `0..VOCABULARY`.
    pub fn id(self) -> u16 {
        let (family, offset) = match self {
            Token::Pad => (0, 0),
            Token::Start => (0, 1),
            Token::Past => (0, 2),
            Token::Keep => (0, 3),
            Token::Write => (0, 4),
            Token::End => (0, 5),
            Token::Bar => (1, 0),
            Token::Position(p) => (2, p.into()),
            Token::Instrument(i) => (3, i.0.into()),
            Token::Pitch(p) => (4, p.into()),
            Token::DrumPitch(p) => (5, p.into()),
            Token::Velocity(v) => (6, v.into()),
            Token::Duration(d) => (7, d.into()),
            Token::TimeSig(m) => (8, m as u16),
            Token::Tempo(t) => (9, t.into()),
            Token::Key(k) => (10, u16::from(k.tonic) * 2 + k.mode as u16),
            Token::MeanPitch(b) => (11, b.into()),
            Token::MeanVelocity(b) => (12, b.into()),
            Token::MeanDuration(b) => (13, b.into()),
            Token::Density(b) => (14, b.into()),
            Token::TrackPitch(b) => (15, b.into()),
            Token::TrackVelocity(b) => (16, b.into()),
            Token::TrackDuration(b) => (17, b.into()),
            Token::TrackDensity(b) => (18, b.into()),
            Token::TrackPolyphony(b) => (19, b.into()),
            Token::BarDensity(b) => (20, b.map_or(0, |b| u16::from(b) + 1)),
            Token::Chord(ChordSlot::Any) => (21, 0),
            Token::Chord(ChordSlot::None) => (21, 1),
            Token::Chord(ChordSlot::Chord(c)) => (21, 2 + u16::from(c.root) * 9 + c.quality as u16),
            Token::Cells(c) => (22, c.0.into()),
        };
        BASES[family] + offset
    }

    /// The token of an id; `None` from [`VOCABULARY`] on.
    pub fn from_id(id: u16) -> Option<Token> {
        let family = (0..FAMILIES.len()).find(|&f| id < BASES[f + 1])?;
        let offset = id - BASES[family];
        let b = offset as u8;
        Some(match family {
            0 => [Token::Pad, Token::Start, Token::Past, Token::Keep, Token::Write, Token::End]
                [offset as usize],
            1 => Token::Bar,
            2 => Token::Position(b),
            3 => Token::Instrument(Instrument(b)),
            4 => Token::Pitch(b),
            5 => Token::DrumPitch(b),
            6 => Token::Velocity(b),
            7 => Token::Duration(b),
            8 => Token::TimeSig(Metre::ALL[offset as usize]),
            9 => Token::Tempo(b),
            10 => Token::Key(Key {
                tonic: b / 2,
                mode: if b.is_multiple_of(2) { Mode::Major } else { Mode::Minor },
            }),
            11 => Token::MeanPitch(b),
            12 => Token::MeanVelocity(b),
            13 => Token::MeanDuration(b),
            14 => Token::Density(b),
            15 => Token::TrackPitch(b),
            16 => Token::TrackVelocity(b),
            17 => Token::TrackDuration(b),
            18 => Token::TrackDensity(b),
            19 => Token::TrackPolyphony(b),
            20 => Token::BarDensity(b.checked_sub(1)),
            21 => Token::Chord(match b {
                0 => ChordSlot::Any,
                1 => ChordSlot::None,
                _ => ChordSlot::Chord(Chord {
                    root: (b - 2) / 9,
                    quality: Quality::ALL[usize::from((b - 2) % 9)],
                }),
            }),
            _ => Token::Cells(Cells(b)),
        })
    }
}

/// Fingerprint of the vocabulary (64-bit FNV-1a over family names, sizes and bin values): weights carry it, and weights with
/// another one are refused.
pub fn hash() -> u64 {
    let mut text = String::new();
    for (name, count) in FAMILIES {
        text.push_str(&format!("{name}:{count};"));
    }
    text.push_str(&format!("{:?};{:?}", bins::DURATIONS, Metre::ALL));
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, fnv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_names_one_token_and_comes_back() {
        for id in 0..VOCABULARY as u16 {
            assert_eq!(Token::from_id(id).expect("an id of the vocabulary").id(), id);
        }
        assert_eq!(Token::from_id(VOCABULARY as u16), None);
    }

    #[test]
    fn the_vocabulary_is_pinned_because_saved_weights_depend_on_it() {
        assert_eq!((VOCABULARY, PADDED_VOCABULARY), (1142, 1152));
        assert_eq!(hash(), 0xd93d_2615_c196_6947);
    }
}
