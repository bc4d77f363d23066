//! A small corpus of real `.mid` files in a folder of its own: songs of twelve bars that no two have in common.

use std::path::{Path, PathBuf};
use trainer::prepare::dice::Dice;

/// File ticks per quarter.
const RESOLUTION: u32 = 96;
pub const BARS: u32 = 12;

/// A folder that is removed at the end: `midi` below it holds the corpus.
pub struct Corpus(tempfile::TempDir);

impl Corpus {
    pub fn new() -> Corpus {
        Corpus(tempfile::tempdir().expect("a folder"))
    }

    /// Twenty songs of a band with two later versions each, takes of drums, chorales, rule-made styles, and four broken files.
    pub fn whole() -> Corpus {
        let corpus = Corpus::new();
        for song in 0..20 {
            let notes = band(song);
            corpus.write(&format!("freedoom/musics/d_{song}_map.mid"), &midi(&notes));
            let version = |edit: u64| midi(&edited(&notes, song * 2 + edit));
            corpus.write(&format!("freedoom_history/0{song:02}abcde_d_{song}_map.mid"), &version(0));
            corpus.write(&format!("simutrans/music/renamed{song}.mid"), &version(1));
        }
        for take in 0..16 {
            corpus.write(&format!("groove/drummer1/{take}_rock.mid"), &midi(&drums(take)));
            corpus.write(&format!("js_fakes/midi/{take}.mid"), &midi(&flat(&band(100 + take))));
            corpus.write(&format!("styles/midi/house{take}.mid"), &midi(&band(200 + take)));
        }
        corpus.write("simutrans/broken/text.mid", b"this is no music");
        corpus.write("simutrans/broken/empty.mid", b"");
        corpus.write("simutrans/broken/cut.mid", &midi(&band(300))[..100]);
        corpus.write("simutrans/broken/silent.mid", &midi(&[]));
        corpus
    }

    pub fn midi(&self) -> PathBuf {
        self.0.path().join("midi")
    }

    pub fn out(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.midi().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// One note of a file: time and length in sixteenths.
#[derive(Clone, Copy)]
pub struct Event {
    pub channel: u8,
    pub at: u32,
    pub length: u32,
    pub key: u8,
    pub velocity: u8,
}

/// Piano, bass and drums that differ from song to song, in A minor.
pub fn band(song: u64) -> Vec<Event> {
    let scale = [0, 2, 3, 5, 7, 8, 10];
    let mut dice = Dice::new(77, song);
    let mut notes = Vec::new();
    for at in 0..BARS * 16 {
        let mut play = |channel, chance, low: u8, length| {
            if dice.chance(chance) {
                let key = low + scale[dice.below(7)] + 12 * dice.below(2) as u8;
                let velocity = 50 + dice.below(60) as u8;
                notes.push(Event { channel, at, length, key, velocity });
            }
        };
        play(0, 0.4, 57, 2);
        play(1, 0.3, 33, 1);
        play(9, 0.5, 36, 1);
    }
    notes
}

pub fn drums(take: u64) -> Vec<Event> {
    band(1000 + take).into_iter().filter(|note| note.channel == 9).collect()
}

/// Another version: a third of the song is gone.
fn edited(notes: &[Event], seed: u64) -> Vec<Event> {
    let gone = 16 * 4 * (seed as u32 % 3);
    notes.iter().copied().filter(|note| !(gone..gone + 64).contains(&note.at)).collect()
}

/// The same at one velocity.
pub fn flat(notes: &[Event]) -> Vec<Event> {
    notes.iter().map(|&note| Event { velocity: 80, ..note }).collect()
}

/// In another key, and louder.
pub fn transposed(notes: &[Event], by: u8) -> Vec<Event> {
    let key = |note: &Event| if note.channel == 9 { note.key } else { note.key + by };
    notes.iter().map(|&note| Event { key: key(&note), velocity: note.velocity + 5, ..note }).collect()
}

/// A type 0 file at 110 BPM, in 4/4: program 0 on channel 0, 33 on channel 1, drums on channel 9.
pub fn midi(notes: &[Event]) -> Vec<u8> {
    let mut events: Vec<(u32, Vec<u8>)> = vec![
        (0, vec![0xff, 0x51, 3, 0x08, 0x52, 0xae]),
        (0, vec![0xff, 0x58, 4, 4, 2, 24, 8]),
        (0, vec![0xc0, 0]),
        (0, vec![0xc1, 33]),
        (BARS * 4 * RESOLUTION, vec![0xff, 0x2f, 0]),
    ];
    for note in notes {
        let start = note.at * RESOLUTION / 4;
        events.push((start, vec![0x90 | note.channel, note.key, note.velocity]));
        let end = (note.at + note.length).min(BARS * 16) * RESOLUTION / 4;
        events.push((end - 1, vec![0x80 | note.channel, note.key, 0]));
    }
    events.sort_by_key(|event| (event.0, event.1[..2] == [0xff, 0x2f]));
    let (mut track, mut now) = (Vec::new(), 0);
    for (at, bytes) in events {
        track.extend(variable_length(at - now));
        track.extend(bytes);
        now = at;
    }
    let mut file = b"MThd\0\0\0\x06\0\0\0\x01".to_vec();
    file.extend((RESOLUTION as u16).to_be_bytes());
    file.extend(b"MTrk");
    file.extend((track.len() as u32).to_be_bytes());
    file.extend(track);
    file
}

fn variable_length(value: u32) -> Vec<u8> {
    let byte = |shift: u32| (value >> shift & 0x7f) as u8;
    if value < 0x80 { vec![byte(0)] } else { vec![byte(7) | 0x80, byte(0)] }
}
