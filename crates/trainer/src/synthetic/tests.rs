//! The whole engine, held against what a musician takes for granted.

use super::grid::Grid;
use super::harmony::{Key, Mode, progression};
use super::rhythm::Vocabulary;
use super::style::{Line, Style};
use super::takes::{KICK, Takes, tests::two_takes};
use super::{Options, run, song, style, takes, write};
use crate::prepare::dice::Dice;
use score::{Metre, Song, smf};
use std::collections::HashSet;

fn songs(of: &Style, takes: &Takes, count: u64) -> Vec<Song> {
    (0..count).map(|n| song::compose(of, takes, &mut Dice::new(5, n))).collect()
}

/// Notes of `song` by bar.
fn bars(song: &Song) -> impl Iterator<Item = &[score::song::SongNote]> {
    (0..song.bars.len()).map(|bar| song.notes_in_bar(bar))
}

#[test]
fn there_are_forty_styles_and_more_in_all_metres_each_with_its_own_name() {
    let names: HashSet<&str> = style::all().iter().map(|style| style.name).collect();
    assert!(names.len() >= 40 && names.len() == style::all().len(), "{}", names.len());
    for metre in Metre::ALL {
        assert!(style::all().iter().any(|style| style.metre == metre), "{metre:?}");
    }
}

#[test]
fn every_rhythm_fills_its_bar_and_every_progression_can_be_read() {
    for style in style::all() {
        let slots = Grid::new(style.metre, style.feels[0]).slots();
        let of_lines = |lines: &'static [Line]| lines.iter().map(|line| line.rhythm);
        let of_parts = style.parts.iter().flat_map(|part| part.rhythms.iter().copied());
        for rhythm in of_parts.chain(of_lines(style.kit.lines)).chain(of_lines(style.kit.percussion)) {
            assert_eq!(Vocabulary::parse(rhythm).slots(), slots, "{}: {rhythm}", style.name);
        }
        let key = Key { tonic: 0, mode: Mode::Major, pentatonic: false };
        assert!(!style.keys.is_empty());
        for numerals in style.keys.iter().flat_map(|tonal| tonal.progressions) {
            let bars = progression(&key, numerals).unwrap_or_else(|| panic!("{numerals}"));
            assert!(bars.len().is_multiple_of(score::BARS), "{numerals}");
        }
    }
}

#[test]
fn songs_sound_in_every_bar_within_the_ranges_of_their_instruments() {
    let takes = two_takes();
    for style in style::all() {
        for song in songs(style, &takes, 3) {
            assert!((16..=32).contains(&song.bars.len()));
            let silent = bars(&song).filter(|notes| notes.is_empty()).count();
            assert_eq!(silent, 0, "{}", style.name);
            assert!((style.tempo.0..=style.tempo.1).contains(&song.tempo_at(0)), "{}", style.name);
            let parts =
                || style.parts.iter().flat_map(|part| part.programs.iter().map(move |p| (part.role, *p)));
            for note in song.notes.iter().filter(|n| !n.instrument.is_drums()) {
                let may = parts().filter(|(_, program)| *program == note.instrument.0);
                let fits = |(role, program)| {
                    let (low, high) = style::range(role, program);
                    (low..=high).contains(&note.pitch)
                };
                assert!(may.clone().any(fits), "{}: {note:?}", style.name);
            }
        }
    }
}

#[test]
fn the_bass_stays_below_the_melody_and_drums_have_a_kick() {
    let takes = two_takes();
    for style in style::all() {
        let programs = |is: fn(&style::Part) -> bool| -> HashSet<u8> {
            style.parts.iter().filter(|p| is(p)).flat_map(|p| p.programs).copied().collect()
        };
        let basses = programs(style::Part::is_bass);
        let others = programs(|part| part.role != style::Role::Lead);
        let leads = &programs(|part| part.role == style::Role::Lead) - &others;
        for song in songs(style, &takes, 3) {
            for notes in bars(&song) {
                let top = notes.iter().filter(|n| n.instrument.is_bass() && basses.contains(&n.instrument.0));
                let low = notes
                    .iter()
                    .filter(|n| leads.contains(&n.instrument.0) && !basses.contains(&n.instrument.0));
                let (top, low) = (top.map(|n| n.pitch).max(), low.map(|n| n.pitch).min());
                assert!(
                    top.zip(low).is_none_or(|(bass, lead)| bass < lead),
                    "{}: {top:?} {low:?}",
                    style.name
                );
            }
            let drums: Vec<_> = song.notes.iter().filter(|n| n.instrument.is_drums()).collect();
            let kick = drums.iter().any(|n| n.pitch == KICK);
            let quiet = style.kit.lines.is_empty() || style.kit.lines.iter().all(|line| line.from > 0.3);
            assert!(kick || quiet, "{}", style.name);
        }
    }
}

#[test]
fn ten_thousand_bars_have_a_thousand_bass_rhythms() {
    let (takes, styles) = (two_takes(), style::all());
    let (mut seen, mut bars_with_bass, mut number) = (HashSet::new(), 0, 0);
    while bars_with_bass < 10_000 {
        let style = styles[number as usize % styles.len()];
        let song = song::compose(style, &takes, &mut Dice::new(1, number));
        for (bar, notes) in bars(&song).enumerate() {
            let start = song.bars[bar].start;
            let onsets: Vec<u32> =
                notes.iter().filter(|n| n.instrument.is_bass()).map(|n| n.onset - start).collect();
            if !onsets.is_empty() && bars_with_bass < 10_000 {
                bars_with_bass += 1;
                seen.insert(onsets);
            }
        }
        number += 1;
    }
    assert!(seen.len() >= 1000, "{}", seen.len());
}

#[test]
fn songs_swing_where_their_style_does_and_stay_on_the_grid() {
    for style in style::all().into_iter().filter(|style| style.feels == [super::grid::Feel::Swing]) {
        for song in songs(style, &Takes::default(), 3) {
            let off = song.notes.iter().filter(|n| ![0, 4, 8].contains(&(n.onset % 12))).count();
            assert_eq!(off, 0, "{}", style.name);
        }
    }
}

#[test]
fn a_written_song_is_read_back_as_it_was() {
    for style in style::all() {
        let song = song::compose(style, &two_takes(), &mut Dice::new(2, 0));
        let read = smf::read(&write::write(&song, style.metre).expect("bytes")).expect("a file");
        assert_eq!(read.notes, song.notes, "{}", style.name);
        assert_eq!((&read.bars, read.tempo_at(0).round()), (&song.bars, song.tempo_at(0)));
    }
}

/// The command's own way from a folder of takes to files: everything that it wrote, by name.
fn files(seed: u64) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().expect("a folder");
    let (groove, out) = (folder.path().join("groove"), folder.path().join("styles"));
    std::fs::create_dir_all(&groove).expect("a folder");
    for (name, bytes) in takes::tests::files() {
        std::fs::write(groove.join(name), bytes).expect("a file");
    }
    let count = style::all().len() as u64;
    let options = Options { groove, out: out.clone(), seed, songs: count, prepare_seed: 1 };
    assert_eq!(run(&options).expect("songs"), count);
    assert!(run(&options).is_err(), "a folder that has something in it is left alone");
    let walk =
        walkdir::WalkDir::new(&out).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry"));
    let read = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(&out).expect("below").to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).expect("bytes"))
    };
    walk.filter(|entry| entry.file_type().is_file()).map(read).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let once = files(1);
    assert_eq!(once, files(1));
    let other = files(2);
    let same = once.iter().zip(&other).filter(|(a, b)| a.0.ends_with(".mid") && a.1 == b.1).count();
    assert_eq!(same, 0);
    assert!(once.iter().any(|(name, _)| name == "LICENCE/LICENCE.txt"));
}
