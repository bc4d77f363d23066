//! What makes two windows the same music, and which windows are music to learn from.

use super::source::{Group, has_flat_velocity};
use score::request::MAX_TRACKS;
use score::{BARS, Instrument, Note, Window};
use std::collections::HashMap;

/// Two windows with equal `loop_` are near-duplicates; files that share `song`s are one song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of instruments, onsets to the nearest sixteenth and pitch classes relative to the lowest note.
    pub loop_: u64,
    /// Of the pitched notes alone, whoever plays them; `None` for what many songs have in common.
    pub song: Option<u64>,
}

/// Why a window is not learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unfit {
    FewNotes,
    EmptyBars,
    OnePitch,
    ManyInstruments,
}

impl Unfit {
    pub fn name(self) -> &'static str {
        match self {
            Unfit::FewNotes => "fewer than 8 notes",
            Unfit::EmptyBars => "fewer than 3 bars with notes",
            Unfit::OnePitch => "one pitch only",
            Unfit::ManyInstruments => "more than 16 instruments",
        }
    }
}

/// Whether `window` is music to learn from.
///
/// # Errors
/// With the first reason against it.
pub fn judge(window: &Window) -> Result<(), Unfit> {
    let notes = &window.notes;
    let bars = (0..BARS).filter(|&bar| notes.iter().any(|n| n.bar(window.metre) == bar)).count();
    let reasons = [
        (notes.len() < 8, Unfit::FewNotes),
        (bars < 3, Unfit::EmptyBars),
        (distinct(notes.iter().map(|n| n.pitch)) < 2, Unfit::OnePitch),
        (distinct(notes.iter().map(|n| n.instrument)) > MAX_TRACKS, Unfit::ManyInstruments),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map_or(Ok(()), |(_, reason)| Err(reason))
}

/// Fingerprint of `window`: the same in every transposition, and whatever velocities and durations are.
pub fn of(window: &Window) -> Fingerprint {
    let pitched = || window.notes.iter().filter(|n| !n.instrument.is_drums());
    let lowest = pitched().map(|n| n.pitch).min().unwrap_or(0);
    let class = |n: &Note| if n.instrument.is_drums() { n.pitch } else { (n.pitch - lowest) % 12 };
    let metre = window.metre as u8;
    let items = window.notes.iter().map(|n| [n.instrument.0, sixteenth(n), class(n)]);
    let loop_ = hash(metre, items.collect());
    let drums_only = pitched().next().is_none();
    let counts = |n: &&Note| drums_only || !n.instrument.is_drums();
    let mut melody: Vec<[u8; 3]> =
        window.notes.iter().filter(counts).map(|n| [drums_only.into(), sixteenth(n), class(n)]).collect();
    melody.sort_unstable();
    melody.dedup();
    let song = is_telling(window, &melody).then(|| hash(metre, melody));
    Fingerprint { loop_, song }
}

/// Whether a window is so rich that two songs would not have it by chance.
fn is_telling(window: &Window, melody: &[[u8; 3]]) -> bool {
    let instruments = distinct(window.notes.iter().map(|n| n.instrument));
    let pitches = distinct(window.notes.iter().map(|n| n.pitch));
    let classes = distinct(melody.iter().map(|item| item[2]));
    melody.len() >= 12 && classes >= 4 && (instruments >= 2 || pitches >= 8)
}

/// Onset to the nearest sixteenth, from the loop's start (at most 96).
fn sixteenth(note: &Note) -> u8 {
    ((note.onset.0 + 1) / 3) as u8
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> usize {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items.len()
}

/// 64-bit FNV-1a over the distinct items in ascending order, with the finaliser of MurmurHash3.
fn hash(metre: u8, mut items: Vec<[u8; 3]>) -> u64 {
    items.sort_unstable();
    items.dedup();
    let bytes = std::iter::once(metre).chain(items.into_iter().flatten());
    scramble(fnv(bytes))
}

/// 64-bit FNV-1a.
pub fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The finaliser of MurmurHash3: every bit of the input moves every bit of the result.
pub fn scramble(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// Whether the velocities of `notes` say something: not where the source has none, and not where at least nine notes in ten
/// have their instrument's most common velocity.
pub fn has_dynamics(source: &str, notes: &[Note]) -> bool {
    if has_flat_velocity(source) {
        return false;
    }
    let mut counts: HashMap<(Instrument, u8), usize> = HashMap::new();
    notes.iter().for_each(|n| *counts.entry((n.instrument, n.velocity)).or_default() += 1);
    let mut most: HashMap<Instrument, usize> = HashMap::new();
    for ((instrument, _), count) in counts {
        let top = most.entry(instrument).or_default();
        *top = count.max(*top);
    }
    most.values().sum::<usize>() * 10 < notes.len() * 9
}

/// First bars of the windows of a piece of `bars` bars.
pub fn starts(group: Group, bars: usize) -> impl Iterator<Item = usize> {
    (0..bars).step_by(group.stride())
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Metre, Ticks};

    fn window(notes: &[(u8, u16, u8, u8)]) -> Window {
        let note = |&(instrument, onset, pitch, velocity): &(u8, u16, u8, u8)| Note {
            instrument: Instrument(instrument),
            onset: Ticks(onset),
            pitch,
            velocity,
            duration: Ticks(3),
        };
        let notes = score::canonicalise(&notes.iter().map(note).collect::<Vec<_>>(), Metre::FourFour);
        Window { first_bar: 0, metre: Metre::FourFour, tempo: 120.0, notes }
    }

    fn riff(instrument: u8, shift: u8, velocity: u8) -> Vec<(u8, u16, u8, u8)> {
        (0..16).map(|i| (instrument, i * 12, 40 + shift + (i as u8 * 5) % 11, velocity + i as u8)).collect()
    }

    #[test]
    fn a_transposed_louder_window_is_a_duplicate_and_one_with_another_note_is_not() {
        let first = of(&window(&riff(30, 0, 60)));
        assert_eq!(first, of(&window(&riff(30, 3, 90))));
        let mut other = riff(30, 0, 60);
        other[5].2 += 1;
        assert_ne!(first.loop_, of(&window(&other)).loop_);
    }

    #[test]
    fn another_instrumentation_is_the_same_song_but_no_duplicate() {
        let (guitar, piano) = (of(&window(&riff(30, 0, 60))), of(&window(&riff(0, 0, 60))));
        assert_ne!(guitar.loop_, piano.loop_);
        assert!(guitar.song.is_some());
        assert_eq!(guitar.song, piano.song);
    }

    #[test]
    fn a_window_on_one_pitch_identifies_no_song_and_is_not_learned() {
        let pulse = window(&(0..16).map(|i| (33, i * 12, 40, 80)).collect::<Vec<_>>());
        assert_eq!(of(&pulse).song, None);
        assert_eq!(judge(&pulse), Err(Unfit::OnePitch));
    }

    #[test]
    fn sparse_windows_are_not_learned() {
        assert_eq!(judge(&window(&riff(30, 0, 60)[..7])), Err(Unfit::FewNotes));
        let two_bars: Vec<_> = riff(30, 0, 60).into_iter().filter(|n| n.1 < 96).collect();
        assert_eq!(judge(&window(&two_bars)), Err(Unfit::EmptyBars));
        assert_eq!(judge(&window(&riff(30, 0, 60))), Ok(()));
    }

    #[test]
    fn velocities_that_never_change_within_an_instrument_are_no_dynamics() {
        let flat: Vec<_> = (0..32).map(|i| (i % 2 * 30, u16::from(i) * 6, 50, 60 + i % 2 * 40)).collect();
        assert!(!has_dynamics("freedoom_history", &window(&flat).notes));
        assert!(has_dynamics(
            "freedoom",
            &window(&riff(30, 0, 20)).notes[..]
                .iter()
                .copied()
                .enumerate()
                .map(|(i, n)| Note { velocity: 20 + i as u8 * 5, ..n })
                .collect::<Vec<_>>()
        ));
        assert!(!has_dynamics("mutopia", &window(&riff(30, 0, 20)).notes));
    }
}
