//! `.mid` files in and out, on files made byte by byte.

mod damage;
mod reading;
mod timing;
mod writing;

use score::song::{Song, SongNote};

/// End of Track, at once.
pub const END: [u8; 4] = [0x00, 0xff, 0x2f, 0x00];

/// A file of type `format` whose header says `division`; the tracks are given without their chunk headers.
pub fn file(format: u8, division: [u8; 2], tracks: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"MThd\0\0\0\x06\0".to_vec();
    bytes.extend([format, 0, tracks.len() as u8, division[0], division[1]]);
    for track in tracks {
        bytes.extend(b"MTrk");
        bytes.extend((track.len() as u32).to_be_bytes());
        bytes.extend(*track);
    }
    bytes
}

/// A type 1 file with 12 ticks per quarter, so that file ticks are grid ticks. End of Track is put behind each track.
pub fn song(tracks: &[&[u8]]) -> Song {
    let ended: Vec<Vec<u8>> = tracks.iter().map(|track| [track, &END[..]].concat()).collect();
    let tracks: Vec<&[u8]> = ended.iter().map(Vec::as_slice).collect();
    score::smf::read(&file(1, [0, 12], &tracks)).expect("a sound file")
}

/// Instrument, onset, pitch, velocity, duration.
pub fn plain(note: &SongNote) -> (u8, u32, u8, u8, u16) {
    (note.instrument.0, note.onset, note.pitch, note.velocity, note.duration)
}

/// Onset and duration of each note.
pub fn spans(song: &Song) -> Vec<(u32, u16)> {
    song.notes.iter().map(|n| (n.onset, n.duration)).collect()
}
