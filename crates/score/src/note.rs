//! Instruments and notes.

use crate::bins;
use crate::chord::pitch_class;
use crate::time::{Metre, Ticks};
use serde::{Deserialize, Serialize};

/// What plays a note: a General MIDI program (0..=127) or the drum kit (128).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instrument(pub u8);

impl Instrument {
    /// The GM drum kit (MIDI channel 10).
    pub const DRUMS: Instrument = Instrument(128);

    /// Whether it is a GM program or the drum kit.
    pub fn exists(self) -> bool {
        self.0 <= Instrument::DRUMS.0
    }

    pub fn is_drums(self) -> bool {
        self == Instrument::DRUMS
    }

    /// GM family bass: programs 32..=39.
    pub fn is_bass(self) -> bool {
        (32..40).contains(&self.0)
    }

    /// Rank in the canonical order: drums, then basses, then the others by program.
    pub fn rank(self) -> u16 {
        match self {
            Instrument::DRUMS => 0,
            bass if bass.is_bass() => 1 + u16::from(bass.0 - 32),
            Instrument(program) if program < 32 => 9 + u16::from(program),
            Instrument(program) => 1 + u16::from(program),
        }
    }
}

impl PartialOrd for Instrument {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Canonical order (see [`Instrument::rank`]), not program order.
impl Ord for Instrument {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// Scientific name of a MIDI key, with middle C (60) as C4.
pub fn pitch_name(pitch: u8) -> String {
    format!("{}{}", pitch_class(pitch), i16::from(pitch / 12) - 1)
}

/// The duration that every drum note has: drum tokens carry none.
pub const DRUM_DURATION: Ticks = Ticks(1);

/// One note of a loop. Onset counts from the loop's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note {
    pub instrument: Instrument,
    pub onset: Ticks,
    /// MIDI key, 0..=127.
    pub pitch: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
    /// At least one tick.
    pub duration: Ticks,
}

impl Note {
    /// First tick at which the note no longer sounds.
    pub fn end(&self) -> Ticks {
        self.onset + self.duration
    }

    /// Index of the bar in which the note starts.
    pub fn bar(&self, metre: Metre) -> usize {
        usize::from(self.onset.0 / metre.bar().0)
    }

    /// Canonical order: bar, instrument, onset, pitch.
    pub fn order(&self, metre: Metre) -> (usize, u16, u16, u8) {
        (self.bar(metre), self.instrument.rank(), self.onset.0, self.pitch)
    }

    /// Whether the two share an instrument and a pitch and sound at the same time.
    pub fn collides(&self, other: &Note) -> bool {
        self.instrument == other.instrument
            && self.pitch == other.pitch
            && self.onset < other.end()
            && other.onset < self.end()
    }
}

/// Puts notes on the token grid and into canonical order, so that `decode(encode(notes)) == notes`: what [`fit`] does, and
/// velocities and durations become those of their bins, drums get [`DRUM_DURATION`].
pub fn canonicalise(notes: &[Note], metre: Metre) -> Vec<Note> {
    tidy(notes, metre, |note, room| Note {
        velocity: bins::velocity_value(bins::velocity_bin(note.velocity)),
        duration: match note.instrument.is_drums() {
            true => DRUM_DURATION,
            false => bins::duration_within(note.duration, room),
        },
        ..*note
    })
}

/// Makes notes possible and puts them into canonical order, but leaves velocities and durations as they are where it can: notes that start
/// outside the loop are dropped, notes that would end after it are shortened, of two notes with the same instrument,
/// onset and pitch the louder (then longer) stays, and a note ends where its own pitch is struck again.
pub fn fit(notes: &[Note], metre: Metre) -> Vec<Note> {
    tidy(notes, metre, |note, room| Note {
        velocity: note.velocity.clamp(1, 127),
        duration: note.duration.min(room),
        ..*note
    })
}

/// `settled` gives each note its velocity and duration; a note has room (at least a tick) until its own pitch is struck again or
/// the loop ends.
fn tidy(notes: &[Note], metre: Metre, settled: impl Fn(&Note, Ticks) -> Note) -> Vec<Note> {
    let end = metre.loop_len();
    let possible = |n: &Note| n.onset < end && n.duration.0 > 0 && n.pitch < 128 && n.instrument.exists();
    let mut kept: Vec<Note> = notes.iter().copied().filter(possible).collect();
    kept.sort_by_key(|n| {
        (n.instrument.rank(), n.pitch, n.onset.0, u8::MAX - n.velocity, u16::MAX - n.duration.0)
    });
    kept.dedup_by_key(|n| (n.instrument, n.pitch, n.onset));
    for i in 0..kept.len() {
        let struck_again = kept
            .get(i + 1)
            .filter(|next| (next.instrument, next.pitch) == (kept[i].instrument, kept[i].pitch));
        let room = struck_again.map_or(end, |next| next.onset) - kept[i].onset;
        kept[i] = settled(&kept[i], room);
    }
    kept.sort_by_key(|n| n.order(metre));
    kept
}
