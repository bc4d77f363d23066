//! Bars that are the same.
//!
//! Two bars are the same if they have the same notes by onset (in ticks), length class (powers of two of a tick, cut at the bar's end) and
//! pitch above the lowest pitched note of the bar (drum keys as they are): in any transposition, whatever velocities and tempo are. Of an *arrangement*, a
//! bar of all instruments, the instruments' families count too; of a *part*, a bar of one instrument, only whether it is drums. Bars of fewer than four notes are
//! too little to be a copy and do not count.

use super::music::Loop;
use super::report::progress;
use crate::prepare::PrepareError;
use crate::prepare::fingerprint::{fnv, scramble};
use crate::prepare::store::Songs;
use rayon::prelude::*;
use score::{BARS, Metre, Note, Song, Ticks, canonicalise};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Fewest notes of a bar that counts.
const LEAST_NOTES: usize = 4;

/// Songs looked at a time.
const BATCH: usize = 512;

/// The bars of a corpus.
#[derive(Debug, Default)]
pub(super) struct Bars {
    /// Songs and bars by arrangement.
    arrangements: HashMap<u64, Vec<(u32, u32)>>,
    parts: HashSet<u64>,
}

impl Bars {
    /// All bars of the songs with the numbers `which`.
    ///
    /// # Errors
    /// When the song store cannot be read.
    pub(super) fn of(songs: &Songs, which: Vec<usize>) -> Result<Bars, PrepareError> {
        let mut bars = Bars::default();
        let shown = progress("training", which.len());
        for batch in which.chunks(BATCH) {
            let read = batch.par_iter().map(|&index| Ok((index as u32, keys_of_song(&songs.load(index)?))));
            for (song, keys) in read.collect::<Result<Vec<_>, PrepareError>>()? {
                for (bar, keys) in keys {
                    bars.parts.extend(keys.parts);
                    if let Some(key) = keys.arrangement {
                        bars.arrangements.entry(key).or_default().push((song, bar));
                    }
                }
            }
            shown.inc(batch.len() as u64);
        }
        shown.finish_and_clear();
        Ok(bars)
    }

    /// Most bars of `music` in a row that are so, as arrangements, in one song.
    pub(super) fn longest_run(&self, music: &Loop) -> usize {
        let mut longest = 0;
        // Where a run that has reached the bar before ends, and how long it is.
        let mut runs: HashMap<(u32, u32), usize> = HashMap::new();
        for keys in keys_of_loop(music) {
            let places = keys.arrangement.and_then(|key| self.arrangements.get(&key));
            let grown = |&(song, bar): &(u32, u32)| {
                let before = bar.checked_sub(1).and_then(|before| runs.get(&(song, before)));
                ((song, bar), 1 + before.copied().unwrap_or(0))
            };
            runs = places.into_iter().flatten().map(grown).collect();
            longest = runs.values().copied().max().unwrap_or(0).max(longest);
        }
        longest
    }

    /// Arrangements and parts of `music` that are in the corpus, and how many count.
    pub(super) fn shares(&self, music: &Loop) -> [(f64, f64); 2] {
        let keys = keys_of_loop(music);
        let count = |known: Vec<bool>| (known.iter().filter(|k| **k).count() as f64, known.len() as f64);
        let arrangements = keys.iter().filter_map(|k| k.arrangement);
        let parts = keys.iter().flat_map(|k| &k.parts);
        [
            count(arrangements.map(|key| self.arrangements.contains_key(&key)).collect()),
            count(parts.map(|key| self.parts.contains(key)).collect()),
        ]
    }
}

/// What identifies a bar.
#[derive(Debug, Default, PartialEq)]
struct Keys {
    /// `None` where the bar is trivial.
    arrangement: Option<u64>,
    /// Of each instrument whose part is not trivial.
    parts: Vec<u64>,
}

fn keys_of_song(song: &Song) -> Vec<(u32, Keys)> {
    let keys = song.bars.iter().enumerate().filter_map(|(index, bar)| {
        let notes = song.notes_in_bar(index).iter().map(|n| Note {
            instrument: n.instrument,
            onset: Ticks((n.onset - bar.start) as u16),
            pitch: n.pitch,
            velocity: n.velocity,
            duration: Ticks(n.duration),
        });
        Some((index as u32, keys(&notes.collect::<Vec<_>>(), bar.metre?)))
    });
    keys.filter(|(_, keys)| *keys != Keys::default()).collect()
}

fn keys_of_loop(music: &Loop) -> [Keys; BARS] {
    std::array::from_fn(|bar| {
        let start = Ticks(bar as u16 * music.metre.bar().0);
        let notes = music.notes.iter().filter(|n| n.bar(music.metre) == bar);
        keys(&notes.map(|n| Note { onset: n.onset - start, ..*n }).collect::<Vec<_>>(), music.metre)
    })
}

/// Keys of one bar; onsets count from its start.
fn keys(notes: &[Note], metre: Metre) -> Keys {
    // Equal whether a bar was read from a song or from a loop: repeated pitches end each other's notes.
    let notes = canonicalise(notes, metre);
    let mut parts: BTreeMap<u8, Vec<&Note>> = BTreeMap::new();
    notes.iter().for_each(|n| parts.entry(n.instrument.0).or_default().push(n));
    let family = |n: &Note| n.instrument.0 / 8;
    let drums = |n: &Note| u8::from(n.instrument.is_drums());
    Keys {
        arrangement: key(&notes.iter().collect::<Vec<_>>(), metre, family),
        parts: parts.values().filter_map(|part| key(part, metre, drums)).collect(),
    }
}

fn key(notes: &[&Note], metre: Metre, instrument: impl Fn(&Note) -> u8) -> Option<u64> {
    if notes.len() < LEAST_NOTES {
        return None;
    }
    let lowest = notes.iter().filter(|n| !n.instrument.is_drums()).map(|n| n.pitch).min().unwrap_or(0);
    let item = |n: &&Note| {
        let pitch = if n.instrument.is_drums() { n.pitch } else { n.pitch - lowest };
        let length = n.duration.0.min(metre.bar().0.saturating_sub(n.onset.0)).max(1).ilog2() as u8;
        [instrument(n), n.onset.0 as u8, length, pitch]
    };
    let mut items: Vec<[u8; 4]> = notes.iter().map(item).collect();
    items.sort_unstable();
    Some(scramble(fnv(std::iter::once(metre as u8).chain(items.into_iter().flatten()))))
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;
    use score::song::{SongBar, SongNote};

    /// Six bars of bass and drums, of which no two are alike.
    fn song() -> Song {
        let at = |bar: u32, i: u32| bar * 48 + i * 8 + bar;
        let bass = |bar: u32, i: u32| SongNote {
            onset: at(bar, i),
            duration: 4,
            instrument: score::Instrument(33),
            pitch: 36 + (bar * 5 + i * i) as u8 % 12,
            velocity: 80,
        };
        let drum = |bar: u32, i: u32| SongNote {
            instrument: score::Instrument::DRUMS,
            duration: 1,
            pitch: 36 + i as u8,
            ..bass(bar, i)
        };
        let mut notes: Vec<SongNote> =
            (0..6).flat_map(|bar| (0..5).flat_map(move |i| [bass(bar, i), drum(bar, i)])).collect();
        notes.sort_by_key(|n| (n.onset, n.instrument, n.pitch));
        Song {
            bars: (0..6).map(|b| SongBar { start: b * 48, metre: Some(Metre::FourFour) }).collect(),
            notes,
            tempi: Vec::new(),
        }
    }

    fn corpus() -> Bars {
        let mut bars = Bars::default();
        for (bar, keys) in keys_of_song(&song()) {
            bars.parts.extend(keys.parts);
            bars.arrangements.entry(keys.arrangement.expect("ten notes")).or_default().push((0, bar));
        }
        bars
    }

    fn window(first: usize) -> Loop {
        let window = song().window(first).expect("a window");
        Loop { notes: window.notes, ..Loop::real(&piece(&[])) }
    }

    #[test]
    fn a_copied_loop_is_found_in_any_key_and_at_any_loudness() {
        let mut copied = window(1);
        for note in &mut copied.notes {
            note.velocity = 20;
            note.pitch += if note.instrument.is_drums() { 0 } else { 5 };
        }
        assert_eq!(corpus().longest_run(&copied), 4);
        assert_eq!(corpus().shares(&copied), [(4.0, 4.0), (8.0, 8.0)]);
    }

    #[test]
    fn bars_in_another_order_are_in_the_corpus_but_no_run() {
        let mut swapped = window(0);
        for note in &mut swapped.notes {
            let bar = note.bar(Metre::FourFour) as u16;
            note.onset = Ticks(note.onset.0 % 48 + (3 - bar) * 48);
        }
        assert_eq!(corpus().longest_run(&swapped), 1);
        assert_eq!(corpus().shares(&swapped)[0], (4.0, 4.0));
    }

    #[test]
    fn one_other_note_makes_another_bar_and_leaves_the_other_part_alone() {
        let mut other = window(2);
        let bass = other.notes.iter().position(|n| n.bar(Metre::FourFour) == 2 && n.instrument.0 == 33);
        other.notes[bass.expect("a bass note") + 1].pitch += 1;
        assert_eq!(corpus().shares(&other), [(3.0, 4.0), (7.0, 8.0)]);
        assert_eq!(corpus().longest_run(&other), 2);
    }

    #[test]
    fn three_notes_are_too_little_to_be_a_copy() {
        let few = Loop::real(&piece(&[note(0, 0, 60, 64), note(0, 12, 62, 64), note(0, 24, 64, 64)]));
        assert_eq!(corpus().shares(&few), [(0.0, 0.0), (0.0, 0.0)]);
    }
}
