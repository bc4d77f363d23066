//! Human drum takes of the Groove MIDI Dataset, put on the slots of a bar.

use super::grid::{Feel, Grid};
use crate::prepare::source::Group;
use crate::prepare::{PrepareError, files, index, split, store};
use score::{Metre, Song};
use std::collections::HashSet;
use std::path::Path;

/// Least strokes of a bar that can stand in a song.
const LEAST_STROKES: usize = 4;
pub const KICK: u8 = 36;

/// One stroke of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stroke {
    pub slot: usize,
    /// General MIDI drum key.
    pub drum: u8,
    pub velocity: u8,
}

/// One take.
#[derive(Clone, Debug)]
pub struct Take {
    /// Its style as its file's name has it, with `_` behind it.
    pub style: String,
    pub metre: Metre,
    pub feel: Feel,
    pub bpm: f32,
    pub is_fill: bool,
    /// Strokes by slot.
    pub bars: Vec<Vec<Stroke>>,
}

/// All takes that songs may use.
#[derive(Clone, Debug, Default)]
pub struct Takes(Vec<Take>);

impl Takes {
    /// Reads the takes below `folder`, without those that `prepare` holds out with the seed `prepare_seed`: what a model is
    /// measured on must not come back to it under an arrangement.
    ///
    /// # Errors
    /// When the folder or the temporary folder for the index cannot be used, or there is no MIDI file.
    pub fn read(folder: &Path, prepare_seed: u64) -> Result<Takes, PrepareError> {
        let mut files = files::walk(folder)?;
        for file in &mut files {
            // The name that the file has in a corpus folder: the split goes by it.
            file.name = format!("groove/{}", file.name);
        }
        let store_folder = tempfile::tempdir().map_err(PrepareError::io(&std::env::temp_dir()))?;
        let songs = store::fill(store_folder.path(), &files, true)?;
        let index = index::build(&songs)?;
        let split = split::split(&songs, &index, prepare_seed);
        let groups = split.validation.get(&Group::Drums).into_iter().flatten();
        let held_out: HashSet<usize> = groups.map(|group| group.first).collect();
        let mut takes = Vec::new();
        for song in 0..songs.len() {
            if !held_out.contains(&index.song_group[song]) {
                takes.extend(Take::of(songs.name(song), &songs.load(song)?));
            }
        }
        Ok(Takes(takes))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes for a song of `metre` and `feel` whose style begins with one of `tags`: those of that very feel, or straight ones,
    /// whose sixteenths can be swung.
    pub fn beats(&self, tags: &[&str], metre: Metre, feel: Feel) -> Vec<&Take> {
        let fits = |take: &&Take| {
            !take.is_fill
                && take.metre == metre
                && (take.feel == feel || (feel == Feel::Swing16 && take.feel == Feel::Straight))
                && tags.iter().any(|tag| take.style.starts_with(tag))
                && !take.windows().is_empty()
        };
        self.0.iter().filter(fits).collect()
    }

    /// Bars that are fills, played in `metre`, by takes of the same kind of music as `take`.
    pub fn fills(&self, take: &Take) -> Vec<&[Stroke]> {
        let kind = |style: &str| style.split(['-', '_']).next().unwrap_or_default().to_owned();
        let fits = |other: &&Take| {
            other.is_fill && other.metre == take.metre && kind(&other.style) == kind(&take.style)
        };
        let bars = self.0.iter().filter(fits).flat_map(|other| other.bars.iter().take(2));
        bars.map(Vec::as_slice).filter(|bar| bar.len() >= 8).collect()
    }
}

impl Take {
    /// The take of a file called `name`, `.../<number>_<style>_<bpm>_<beat|fill>_<metre>.mid`; `None` for another name, a metre
    /// that it changes or that the token format does not know.
    pub fn of(name: &str, song: &Song) -> Option<Take> {
        let stem = name.rsplit('/').next()?.strip_suffix(".mid")?;
        let mut parts = stem.split_once('_')?.1.rsplitn(4, '_');
        let (_, kind, bpm, style) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let metre = song.bars.iter().find_map(|bar| bar.metre)?;
        let feel = feel(song);
        let grid = Grid::new(metre, feel);
        let mut bars = vec![Vec::new(); song.bars.len() + 1];
        for (at, bar) in song.bars.iter().enumerate() {
            if bar.metre.is_some_and(|other| other != metre) {
                return None;
            }
            for note in song.notes_in_bar(at) {
                let (slot, later) = grid.nearest((note.onset - bar.start) as u16);
                let stroke = Stroke { slot, drum: general_midi(note.pitch), velocity: note.velocity };
                bars[at + later].push(stroke);
            }
        }
        bars.iter_mut().for_each(tidy);
        Some(Take {
            style: format!("{style}_"),
            metre,
            feel,
            bpm: bpm.parse().ok()?,
            is_fill: kind == "fill",
            bars,
        })
    }

    /// First bars of four that a song can be laid over: all played, with a kick in three of them at least, and of one groove: the
    /// second and the third bar have much of the first.
    pub fn windows(&self) -> Vec<usize> {
        let played = |bar: &Vec<Stroke>| bar.len() >= LEAST_STROKES;
        let kick = |bar: &&Vec<Stroke>| bar.iter().any(|stroke| stroke.drum == KICK);
        let good = |four: &[Vec<Stroke>]| {
            let one_groove = alike(&four[0], &four[1]) > 0.35 && alike(&four[0], &four[2]) > 0.35;
            four.iter().all(played) && four.iter().filter(kick).count() >= 3 && one_groove
        };
        self.bars.windows(score::BARS).enumerate().filter(|(_, four)| good(four)).map(|(at, _)| at).collect()
    }
}

/// Share of the strokes of two bars that both have.
fn alike(a: &[Stroke], b: &[Stroke]) -> f64 {
    let both = a.iter().filter(|s| b.iter().any(|t| (t.slot, t.drum) == (s.slot, s.drum))).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// By slot and drum, each once, the loudest.
fn tidy(bar: &mut Vec<Stroke>) {
    bar.sort_by_key(|stroke| (stroke.slot, stroke.drum, u8::MAX - stroke.velocity));
    bar.dedup_by_key(|stroke| (stroke.slot, stroke.drum));
}

/// The feel whose slots a take's strokes miss least. A swing must be clear to be one.
fn feel(song: &Song) -> Feel {
    let quarter = |feel| Grid::new(Metre::TwoFour, feel);
    let miss = |feel| {
        let grid = quarter(feel);
        let off = |tick: u16| {
            let (slot, later) = grid.nearest(tick);
            if later == 1 { grid.bar - tick } else { grid.ticks[slot].abs_diff(tick) }
        };
        let compound =
            song.bars.iter().any(|b| matches!(b.metre, Some(Metre::SixEight | Metre::TwelveEight)));
        let total: u32 = song.notes.iter().map(|note| u32::from(off((note.onset % 12) as u16))).sum();
        if compound && feel != Feel::Straight { u32::MAX / 2 } else { total }
    };
    let straight = f64::from(miss(Feel::Straight));
    let swung =
        [(Feel::Swing, 0.8), (Feel::Swing16, 0.8)].map(|(feel, share)| (feel, f64::from(miss(feel)), share));
    let clear = swung.into_iter().filter(|(_, miss, share)| *miss < straight * share);
    clear.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(Feel::Straight, |(feel, ..)| feel)
}

/// The General MIDI key for what the takes' electronic kit sends.
fn general_midi(key: u8) -> u8 {
    match key {
        22 => 42,
        26 => 46,
        58 => 43,
        40 => 38,
        other => other,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use score::Instrument;
    use score::song::{SongBar, SongNote};

    /// Eight bars of kick, snare and hats; `late` moves the second eighth.
    fn song(late: u32) -> Song {
        let stroke = |onset, pitch| SongNote {
            onset,
            duration: 1,
            instrument: Instrument::DRUMS,
            pitch,
            velocity: 90,
        };
        let bar = |b: u32| {
            let hats = (0..8).map(move |e| stroke(b * 48 + e / 2 * 12 + e % 2 * (6 + late), 22));
            hats.chain([
                stroke(b * 48, 36),
                stroke(b * 48 + 12, 38),
                stroke(b * 48 + 24, 36),
                stroke(b * 48 + 36, 40),
            ])
        };
        let mut notes: Vec<SongNote> = (0..8).flat_map(bar).collect();
        notes.sort_by_key(|note| note.onset);
        let bars = (0..8).map(|b| SongBar { start: b * 48, metre: Some(Metre::FourFour) }).collect();
        Song { bars, notes, tempi: Vec::new() }
    }

    /// Two takes as files: rock and swing, four bars long.
    pub fn files() -> Vec<(String, Vec<u8>)> {
        let bytes = |late| {
            let window = song(late).window(0).expect("four bars");
            let arrangement =
                score::smf::Arrangement { notes: &window.notes, metre: window.metre, tempo: None };
            score::smf::write(&arrangement)
        };
        vec![("1_rock_120_beat_4-4.mid".into(), bytes(0)), ("2_jazz-swing_140_beat_4-4.mid".into(), bytes(2))]
    }

    /// A straight take of rock and a swung one of jazz.
    pub fn two_takes() -> Takes {
        let take = |name, late| Take::of(name, &song(late)).expect("a take");
        Takes(vec![
            take("groove/d/1_rock_120_beat_4-4.mid", 0),
            take("groove/d/2_jazz-swing_140_beat_4-4.mid", 2),
        ])
    }

    #[test]
    fn names_and_strokes_say_what_a_take_is() {
        let Takes(takes) = two_takes();
        assert_eq!((takes[0].style.as_str(), takes[0].bpm, takes[0].feel), ("rock_", 120.0, Feel::Straight));
        assert_eq!((takes[1].style.as_str(), takes[1].feel), ("jazz-swing_", Feel::Swing));
        assert!(takes[0].bars[0].iter().all(|stroke| [36, 38, 42].contains(&stroke.drum)));
        assert_eq!(takes[0].windows().len(), 5);
    }

    #[test]
    fn takes_that_prepare_holds_out_are_not_used() {
        let folder = tempfile::tempdir().expect("a folder");
        for (at, cymbal) in (46..58).enumerate() {
            let mut notes = song(0).window(0).expect("four bars").notes;
            notes.iter_mut().filter(|note| note.pitch == 22).for_each(|note| note.pitch = cymbal);
            let arrangement = score::smf::Arrangement { notes: &notes, metre: Metre::FourFour, tempo: None };
            let name = folder.path().join(format!("{at}_rock_{}_beat_4-4.mid", 100 + at));
            std::fs::write(name, score::smf::write(&arrangement)).expect("a file");
        }
        let tempi = |seed| {
            let Takes(takes) = Takes::read(folder.path(), seed).expect("takes");
            takes.iter().map(|take| take.bpm as u32).collect::<Vec<_>>()
        };
        // A quarter of so few songs is held out, and which ones is the seed's choice.
        assert!((1..20).all(|seed| tempi(seed).len() == 9));
        assert!((2..20).any(|seed| tempi(seed) != tempi(1)));
    }

    #[test]
    fn takes_are_found_by_the_beginning_of_their_style() {
        let takes = two_takes();
        assert_eq!(takes.beats(&["rock"], Metre::FourFour, Feel::Straight).len(), 1);
        assert_eq!(takes.beats(&["rock"], Metre::FourFour, Feel::Swing16).len(), 1);
        assert_eq!(takes.beats(&["rock"], Metre::FourFour, Feel::Swing).len(), 0);
        assert_eq!(takes.beats(&["jazz_"], Metre::FourFour, Feel::Swing).len(), 0);
    }
}
