//! Requests and notes to tokens, and tokens back to notes. Every conversion between the two exists here and once.
//!
//! Grammar of a whole sequence: `Start` header [`Past` music] [`Keep` music] `Write` music `End`, where
//! music is four times `Bar ( Instrument ( Position ( [Velocity] [Duration] Pitch )+ )+ )*`. It is REMI+ (von Rütte et
//! al., "FIGARO", 2023) regrouped by cell: velocity and duration are said at a cell's first note and then
//! only when they change; drums have no duration. Order is canonical (bar; instrument; position; pitch), so each loop has one
//! spelling.

mod decode;

pub(crate) use decode::{Cell, Pending};
pub use decode::{DecodeError, Decoder, decode};

use crate::bins;
use crate::chord::ChordSlot;
use crate::note::{Note, canonicalise};
use crate::request::{Cells, Request, Track};
use crate::time::{BARS, Metre};
use crate::vocab::Token;

/// Longest sequence of the token format: header, `Past`, `Keep` and what is written.
pub const CONTEXT: usize = 2048;

/// Everything before the first written token: `Start` .. `Write`.
pub fn prompt(request: &Request) -> Vec<Token> {
    let mut tokens = header(request);
    if !request.past.is_empty() {
        tokens.push(Token::Past);
        tokens.extend(music(&canonicalise(&request.past, request.metre), request.metre));
    }
    let kept = canonicalise(&request.kept(), request.metre);
    if !kept.is_empty() {
        tokens.push(Token::Keep);
        tokens.extend(music(&kept, request.metre));
    }
    tokens.push(Token::Write);
    tokens
}

/// The metadata part of the prompt. Keys about which the request says nothing leave no token, but for slots
/// inside a bar row (chords, bar densities), which stay aligned.
fn header(request: &Request) -> Vec<Token> {
    let mut tokens = vec![Token::Start, Token::TimeSig(request.metre)];
    tokens.extend(request.tempo.map(|bpm| Token::Tempo(bins::tempo_bin(bpm))));
    tokens.extend(request.key.map(Token::Key));
    tokens.extend(request.mean_pitch.map(|p| Token::MeanPitch(bins::mean_pitch_bin(p))));
    tokens.extend(request.mean_velocity.map(|v| Token::MeanVelocity(bins::mean_velocity_bin(v))));
    tokens.extend(request.mean_duration.map(|d| Token::MeanDuration(bins::mean_duration_bin(d))));
    tokens.extend(request.density.map(|d| Token::Density(bins::density_bin(d))));
    if request.bar_density.iter().any(Option::is_some) {
        tokens.extend(request.bar_density.map(|d| Token::BarDensity(d.map(bins::bar_density_bin))));
    }
    if request.chords.iter().any(|&c| c != ChordSlot::Any) {
        tokens.extend(request.chords.map(Token::Chord));
    }
    let mut tracks: Vec<&Track> = request.tracks.iter().collect();
    tracks.sort_by_key(|t| t.instrument);
    tracks.into_iter().for_each(|track| track_header(track, &mut tokens));
    tokens
}

fn track_header(track: &Track, tokens: &mut Vec<Token>) {
    tokens.push(Token::Instrument(track.instrument));
    if track.cells != Cells::ALL {
        tokens.push(Token::Cells(track.cells));
    }
    tokens.extend(track.mean_pitch.map(|p| Token::TrackPitch(bins::mean_pitch_bin(p))));
    tokens.extend(track.mean_velocity.map(|v| Token::TrackVelocity(bins::mean_velocity_bin(v))));
    tokens.extend(track.mean_duration.map(|d| Token::TrackDuration(bins::mean_duration_bin(d))));
    tokens.extend(track.density.map(|d| Token::TrackDensity(bins::density_bin(d))));
    tokens.extend(track.polyphony.map(|p| Token::TrackPolyphony(p.clamp(1, bins::POLYPHONIES) - 1)));
}

/// Four bars of music, without `End`. `notes` are canonical ([`canonicalise`]).
pub fn music(notes: &[Note], metre: Metre) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(notes.len() * 3 + 8);
    for bar in 0..BARS {
        tokens.push(Token::Bar);
        let in_bar = notes.iter().filter(|n| n.bar(metre) == bar);
        let mut last: Option<&Note> = None;
        for note in in_bar {
            write_note(note, last, metre, &mut tokens);
            last = Some(note);
        }
    }
    tokens
}

/// Appends `note` to a bar in which `last` is the note before it.
fn write_note(note: &Note, last: Option<&Note>, metre: Metre, tokens: &mut Vec<Token>) {
    let in_cell = last.filter(|l| l.instrument == note.instrument);
    if in_cell.is_none() {
        tokens.push(Token::Instrument(note.instrument));
    }
    if in_cell.is_none_or(|l| l.onset != note.onset) {
        tokens.push(Token::Position((note.onset.0 % metre.bar().0) as u8));
    }
    let velocity = bins::velocity_bin(note.velocity);
    if in_cell.is_none_or(|l| bins::velocity_bin(l.velocity) != velocity) {
        tokens.push(Token::Velocity(velocity));
    }
    let duration = bins::duration_bin(note.duration);
    let longer_or_shorter = in_cell.is_none_or(|l| bins::duration_bin(l.duration) != duration);
    if !note.instrument.is_drums() && longer_or_shorter {
        tokens.push(Token::Duration(duration));
    }
    tokens.push(Token::struck(note.instrument, note.pitch));
}
