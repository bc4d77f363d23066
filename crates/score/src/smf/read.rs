//! `.mid` bytes to a [`Song`]: the header and the walk over chunks.

use super::SmfError;
use super::assemble::assemble;
use super::skip::{Skip, Skipped, ends_chunk};
use super::track::{Division, Gathered, TrackEnd, read_track};
use crate::song::Song;
use midly::Fps;

/// A song and what of its file was passed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub song: Song,
    pub skipped: Vec<Skipped>,
}

/// Reads a type 0 or type 1 file, bare or inside RIFF.
///
/// Times become grid ticks: onsets and lengths go to the nearest tick (halves up), counted from the last change
/// of metre, and no note is shorter than a tick. In files with SMPTE division a tick is real time; quarters
/// follow from the tempo events, at 120 BPM where there are none. A note plays the program that its channel has
/// at its onset (0 at first), drums if that is channel 10. A note-off ends the oldest open note of its key; a
/// note without end lasts until its track ends; while the sustain pedal is down, notes last until it is lifted.
///
/// # Errors
/// On anything that might lose notes (damage inside a track, a file cut short, no MIDI at all), with the byte.
pub fn read(bytes: &[u8]) -> Result<Song, SmfError> {
    read_reporting(bytes).map(|reading| reading.song)
}

/// Like [`read`], and says what was passed over without harm.
pub fn read_reporting(bytes: &[u8]) -> Result<Reading, SmfError> {
    let (start, end) = unwrap_riff(bytes)?;
    let file = &bytes[..end];
    let header = read_header(file, start)?;
    let mut skipped = Vec::new();
    let mut gathered = Gathered::default();
    let tracks = read_chunks(file, header.end, &mut gathered, &mut skipped)?;
    if tracks == 0 {
        return Err(SmfError::NoTrack { position: end });
    }
    if tracks != usize::from(header.tracks) {
        let what = Skip::TrackCount { declared: header.tracks, found: tracks };
        skipped.push(Skipped { position: start + 10, what });
    }
    let (song, late) = assemble(gathered, header.division);
    if late > 0 {
        skipped.push(Skipped { position: end, what: Skip::LateNotes { count: late } });
    }
    Ok(Reading { song, skipped })
}

/// Where the MIDI file lies in `bytes`: all of it, or the data chunk of a RIFF file (RMID).
fn unwrap_riff(bytes: &[u8]) -> Result<(usize, usize), SmfError> {
    if !bytes.starts_with(b"RIFF") {
        return Ok((0, bytes.len()));
    }
    if bytes.get(8..12) != Some(b"RMID") {
        return Err(SmfError::NotMidi { position: 8, expected: "RMID" });
    }
    let mut at = 12;
    while let Some(length) = bytes.get(at + 4..at + 8) {
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let end = (at + 8).saturating_add(length).min(bytes.len());
        if bytes[at..].starts_with(b"data") {
            return Ok((at + 8, end));
        }
        at = end + length % 2;
    }
    Err(SmfError::NotMidi { position: at, expected: "data" })
}

struct Header {
    tracks: u16,
    division: Division,
    /// First byte behind it.
    end: usize,
}

/// Reads the header chunk at byte `start`.
fn read_header(file: &[u8], start: usize) -> Result<Header, SmfError> {
    let bad = |offset: usize, reason| SmfError::Header { position: start + offset, reason };
    if !file[start..].starts_with(b"MThd") {
        return Err(SmfError::NotMidi { position: start, expected: "MThd" });
    }
    let length = be_u32(file, start + 4).ok_or(bad(file.len() - start, "the file ends here"))?;
    if length < 6 {
        return Err(bad(4, "a header has at least 6 bytes"));
    }
    let word = |offset| be_u16(file, start + offset).ok_or(bad(file.len() - start, "the file ends here"));
    match word(8)? {
        0 | 1 => {}
        2 => return Err(SmfError::Type2 { position: start + 8 }),
        _ => return Err(bad(8, "the type is none of 0, 1 and 2")),
    }
    let tracks = word(10)?;
    let division = match word(12)?.to_be_bytes() {
        [0, 0] => return Err(bad(12, "no ticks per quarter")),
        [high, low] if high < 0x80 => Division::Quarter(u16::from_be_bytes([high, low])),
        [fps, ticks] => match Fps::from_int(fps.wrapping_neg()) {
            Some(_) if ticks == 0 => return Err(bad(13, "no ticks per frame")),
            Some(fps) => Division::Second(f64::from(fps.as_f32()) * f64::from(ticks)),
            None => return Err(bad(12, "frames per second are none of 24, 25, 29 and 30")),
        },
    };
    Ok(Header { tracks, division, end: (start + 8).saturating_add(length as usize).min(file.len()) })
}

/// Reads every track from byte `at` on into `gathered`; returns how many there are.
fn read_chunks(
    file: &[u8],
    mut at: usize,
    gathered: &mut Gathered,
    skipped: &mut Vec<Skipped>,
) -> Result<usize, SmfError> {
    let mut tracks = 0;
    while at < file.len() {
        let id = [0, 1, 2, 3].map(|i| file.get(at + i).copied().unwrap_or(0));
        match be_u32(file, at + 4) {
            Some(declared) if &id == b"MTrk" => {
                let chunk = Chunk { track: tracks, body: at + 8, declared };
                at = chunk.read(file, gathered, skipped)?;
                tracks += 1;
            }
            Some(length) if id.is_ascii() && length as usize <= file.len() - at - 8 => {
                skipped.push(Skipped { position: at, what: Skip::ForeignChunk { id } });
                at += 8 + length as usize;
            }
            None if b"MTrk".starts_with(&file[at..file.len().min(at + 4)]) => {
                let (position, missing) = (file.len(), at + 8 - file.len());
                return Err(SmfError::Truncated { track: tracks, position, missing });
            }
            _ => {
                skipped.push(Skipped { position: at, what: Skip::Trailing { bytes: file.len() - at } });
                break;
            }
        }
    }
    Ok(tracks)
}

/// A track chunk by its header.
struct Chunk {
    /// Index among the tracks.
    track: usize,
    /// First byte behind the chunk's header.
    body: usize,
    declared: u32,
}

impl Chunk {
    /// Reads the events and returns where the next chunk begins. Where the declared length and the events
    /// disagree the events are right, for some writers fill in lengths wrongly.
    fn read(
        &self,
        file: &[u8],
        gathered: &mut Gathered,
        skipped: &mut Vec<Skipped>,
    ) -> Result<usize, SmfError> {
        let track = self.track;
        let declared_end = self.body.saturating_add(self.declared as usize);
        let mut skip = |position, what| skipped.push(Skipped { position, what });
        match read_track(file, self.body, declared_end, gathered, &mut skip) {
            Ok(TrackEnd::AtChunkEnd) => {
                skip(declared_end, Skip::NoEndOfTrack { track });
                Ok(declared_end)
            }
            Ok(TrackEnd::EndOfTrack(end)) if end == declared_end => Ok(end),
            Ok(TrackEnd::EndOfTrack(end)) if end < declared_end && ends_chunk(file, declared_end) => {
                skip(end, Skip::AfterEndOfTrack { track, bytes: declared_end - end });
                Ok(declared_end)
            }
            Ok(TrackEnd::EndOfTrack(end)) => {
                skip(self.body - 4, Skip::TrackLength { track, declared: self.declared });
                Ok(end)
            }
            Ok(TrackEnd::FileEnd) | Err(_) if declared_end > file.len() => {
                let (position, missing) = (file.len(), declared_end - file.len());
                Err(SmfError::Truncated { track, position, missing })
            }
            Ok(TrackEnd::FileEnd) => {
                let reason = "the file ends before the track does".into();
                Err(SmfError::Event { track, position: file.len(), reason })
            }
            Err(damage) => Err(SmfError::Event { track, position: damage.position, reason: damage.reason }),
        }
    }
}

fn be_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}
