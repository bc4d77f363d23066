//! A whole piece on the token grid: bars by its metre changes, notes, tempi; and the four-bar windows in it.

use crate::note::{Instrument, Note, canonicalise};
use crate::time::{BARS, Metre, Ticks};

/// Tempo of a file that says nothing, in BPM.
pub const DEFAULT_TEMPO: f32 = 120.0;

/// Longest piece in ticks: 20,000 bars of 4/4, about eleven hours at 120 BPM. What starts later is dropped, so that
/// one wrong number in a damaged file cannot ask for millions of bars.
pub const MAX_TICKS: u64 = 20_000 * 48;

/// A piece of any length on the grid of [`crate::TICKS_PER_QUARTER`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Song {
    /// Every bar from the start of the piece to its end, in time order.
    pub bars: Vec<SongBar>,
    /// Ascending by onset, then instrument, then pitch. Equal pitches of one instrument may overlap.
    pub notes: Vec<SongNote>,
    /// Tempo changes, ascending by tick, at most one a tick; before the first holds [`DEFAULT_TEMPO`].
    pub tempi: Vec<TempoChange>,
}

/// One bar of a [`Song`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SongBar {
    /// First tick, from the start of the piece.
    pub start: u32,
    /// `None` where the token format does not know the metre, or where a metre change cuts the bar short.
    pub metre: Option<Metre>,
}

/// One note of a [`Song`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SongNote {
    /// Ticks from the start of the piece.
    pub onset: u32,
    /// In ticks, at least one; the longest that fits is about 5,400 quarters.
    pub duration: u16,
    pub instrument: Instrument,
    /// MIDI key, 0..=127.
    pub pitch: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
}

/// From `tick` on the piece runs at `bpm` quarters a minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TempoChange {
    /// Ticks from the start of the piece.
    pub tick: u32,
    pub bpm: f32,
}

/// Four consecutive bars of one metre, as a loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Index of its first bar in [`Song::bars`].
    pub first_bar: usize,
    pub metre: Metre,
    /// Tempo at its first tick, in BPM.
    pub tempo: f32,
    /// Canonical; onsets count from the window's start. Empty where nothing starts in these bars.
    pub notes: Vec<Note>,
}

impl Song {
    /// Metre of the window that starts with bar `first_bar`: `None` unless that bar and the three after it exist
    /// and have one and the same supported metre.
    pub fn window_metre(&self, first_bar: usize) -> Option<Metre> {
        let bars = self.bars.get(first_bar..first_bar.checked_add(BARS)?)?;
        let metre = bars.first()?.metre?;
        bars.iter().all(|bar| bar.metre == Some(metre)).then_some(metre)
    }

    /// The window that starts with bar `first_bar`, under the condition of [`Song::window_metre`].
    pub fn window(&self, first_bar: usize) -> Option<Window> {
        let metre = self.window_metre(first_bar)?;
        let start = self.bars[first_bar].start;
        let notes: Vec<Note> = self
            .notes_between(start, start + u32::from(metre.loop_len().0))
            .map(|n| n.since(start))
            .collect();
        Some(Window { first_bar, metre, tempo: self.tempo_at(start), notes: canonicalise(&notes, metre) })
    }

    /// Every window, at every bar (so neighbours overlap by three bars), in time order.
    pub fn windows(&self) -> impl Iterator<Item = Window> + '_ {
        (0..self.bars.len()).filter_map(|bar| self.window(bar))
    }

    /// Notes that start in bar `bar`; empty if there is no such bar.
    pub fn notes_in_bar(&self, bar: usize) -> &[SongNote] {
        let Some(this) = self.bars.get(bar) else { return &[] };
        let end = self.bars.get(bar + 1).map_or(u32::MAX, |next| next.start);
        self.slice(this.start, end)
    }

    /// Tempo at `tick`, in BPM.
    pub fn tempo_at(&self, tick: u32) -> f32 {
        let after = self.tempi.partition_point(|change| change.tick <= tick);
        after.checked_sub(1).map_or(DEFAULT_TEMPO, |last| self.tempi[last].bpm)
    }

    /// Instruments that play in the piece, in canonical order.
    pub fn instruments(&self) -> Vec<Instrument> {
        let mut instruments: Vec<Instrument> = self.notes.iter().map(|n| n.instrument).collect();
        instruments.sort_unstable();
        instruments.dedup();
        instruments
    }

    fn notes_between(&self, start: u32, end: u32) -> impl Iterator<Item = &SongNote> {
        self.slice(start, end).iter()
    }

    /// Notes with `start <= onset < end`.
    fn slice(&self, start: u32, end: u32) -> &[SongNote] {
        let first = self.notes.partition_point(|n| n.onset < start);
        let count = self.notes[first..].partition_point(|n| n.onset < end);
        &self.notes[first..first + count]
    }
}

impl SongNote {
    /// The note in the time of a loop that starts at `start`, which is at most 288 ticks before its onset.
    fn since(&self, start: u32) -> Note {
        Note {
            instrument: self.instrument,
            onset: Ticks((self.onset - start) as u16),
            pitch: self.pitch,
            velocity: self.velocity,
            duration: Ticks(self.duration),
        }
    }
}
