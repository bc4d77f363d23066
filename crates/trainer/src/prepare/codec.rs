//! A [`Song`] as compact bytes, for the song store.

use score::song::{SongBar, SongNote, TempoChange};
use score::{Instrument, Metre, Song};

/// Raised whenever the bytes below or the reading of `.mid` files change their meaning: older stores are then read anew.
pub const VERSION: u32 = 1;

const NO_METRE: u8 = u8::MAX;

/// Writes `song`: bars, notes, tempi, each counted, times as differences, integers as LEB128.
pub fn encode(song: &Song) -> Vec<u8> {
    let mut out = Vec::with_capacity(song.notes.len() * 6 + song.bars.len() * 2 + 32);
    let mut last = 0;
    unsigned(song.bars.len() as u32, &mut out);
    for bar in &song.bars {
        unsigned(bar.start.wrapping_sub(last), &mut out);
        out.push(bar.metre.map_or(NO_METRE, |m| m as u8));
        last = bar.start;
    }
    last = 0;
    unsigned(song.notes.len() as u32, &mut out);
    for note in &song.notes {
        unsigned(note.onset.wrapping_sub(last), &mut out);
        unsigned(note.duration.into(), &mut out);
        out.extend([note.instrument.0, note.pitch, note.velocity]);
        last = note.onset;
    }
    last = 0;
    unsigned(song.tempi.len() as u32, &mut out);
    for tempo in &song.tempi {
        unsigned(tempo.tick.wrapping_sub(last), &mut out);
        out.extend(tempo.bpm.to_le_bytes());
        last = tempo.tick;
    }
    out
}

/// Reads what [`encode`] wrote; `None` if the bytes are something else.
pub fn decode(bytes: &[u8]) -> Option<Song> {
    let mut rest = bytes;
    let mut song = Song::default();
    let mut last = 0u32;
    for _ in 0..take_unsigned(&mut rest)? {
        last = last.wrapping_add(take_unsigned(&mut rest)?);
        let metre = match take::<1>(&mut rest)?[0] {
            NO_METRE => None,
            index => Some(*Metre::ALL.get(usize::from(index))?),
        };
        song.bars.push(SongBar { start: last, metre });
    }
    last = 0;
    for _ in 0..take_unsigned(&mut rest)? {
        last = last.wrapping_add(take_unsigned(&mut rest)?);
        let duration = u16::try_from(take_unsigned(&mut rest)?).ok()?;
        let [instrument, pitch, velocity] = take(&mut rest)?;
        let instrument = Instrument(instrument);
        song.notes.push(SongNote { onset: last, duration, instrument, pitch, velocity });
    }
    last = 0;
    for _ in 0..take_unsigned(&mut rest)? {
        last = last.wrapping_add(take_unsigned(&mut rest)?);
        song.tempi.push(TempoChange { tick: last, bpm: f32::from_le_bytes(take(&mut rest)?) });
    }
    rest.is_empty().then_some(song)
}

fn unsigned(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn take_unsigned(rest: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    for shift in (0..35).step_by(7) {
        let [byte] = take(rest)?;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song() -> Song {
        let note = |onset, duration, instrument| SongNote {
            onset,
            duration,
            instrument: Instrument(instrument),
            pitch: 127,
            velocity: 1,
        };
        Song {
            bars: vec![
                SongBar { start: 0, metre: Some(Metre::FourFour) },
                SongBar { start: 48, metre: None },
                SongBar { start: 100_000, metre: Some(Metre::TwelveEight) },
            ],
            notes: vec![note(0, 1, 0), note(130, 65_535, 128), note(u32::MAX, 300, 33)],
            tempi: vec![TempoChange { tick: 0, bpm: 120.0 }, TempoChange { tick: 4_000_000, bpm: 33.3 }],
        }
    }

    #[test]
    fn a_song_comes_back_from_its_bytes() {
        assert_eq!(decode(&encode(&song())), Some(song()));
    }

    #[test]
    fn cut_or_lengthened_bytes_are_refused() {
        let mut bytes = encode(&song());
        (0..bytes.len()).for_each(|n| assert_eq!(decode(&bytes[..n]), None, "cut to {n}"));
        bytes.push(0);
        assert_eq!(decode(&bytes), None);
    }
}
