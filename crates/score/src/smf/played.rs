//! Notes as they sound, between the grid's lines too, to `.mid` bytes.

use super::write::{in_deltas, metre_event, type_1};
use crate::time::{BARS, Metre};
use midly::num::{u4, u7};
use midly::{MetaMessage, MidiMessage, TrackEvent, TrackEventKind};

/// Resolution of these files, in file ticks per quarter: a seventh of a millisecond at 120 BPM.
pub const PLAYED_TICKS_PER_QUARTER: u16 = 3840;

/// A note as it sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Played {
    /// MIDI channel, 0..=15.
    pub channel: u8,
    /// MIDI key, 0..=127.
    pub key: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
    /// From the start of the file, in quarters.
    pub on: f64,
    /// At least a file tick later.
    pub off: f64,
}

/// One track of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedTrack<'a> {
    pub name: &'a str,
    /// A channel, and the program that it is told at the start.
    pub program: Option<(u8, u8)>,
    /// In any order.
    pub notes: Vec<Played>,
}

/// Writes `loops` loops of `metre` as a type 1 file without tempo: a first track with the metre, then `tracks`. Each ends where the last
/// loop does, so that a host imports exactly these bars.
pub fn write_played(metre: Metre, loops: usize, tracks: &[PlayedTrack]) -> Vec<u8> {
    let end = file_ticks(metre.bar().quarters() * (BARS * loops.max(1)) as f64);
    let conductor = in_deltas(std::iter::once((0, metre_event(metre))), end);
    let tracks = std::iter::once(conductor).chain(tracks.iter().map(|track| played_track(track, end)));
    type_1(&tracks.collect::<Vec<_>>(), PLAYED_TICKS_PER_QUARTER)
}

fn file_ticks(quarters: f64) -> u32 {
    (quarters.max(0.0) * f64::from(PLAYED_TICKS_PER_QUARTER)).round() as u32
}

fn played_track<'a>(track: &PlayedTrack<'a>, end: u32) -> Vec<TrackEvent<'a>> {
    let message = |channel: u8, message| TrackEventKind::Midi { channel: u4::new(channel & 15), message };
    let mut events = Vec::new();
    for &Played { channel, key, velocity, on, off } in &track.notes {
        let (key, vel) = (u7::new(key & 127), u7::new(velocity & 127));
        // What sounds beyond the end would make the file longer.
        let on = file_ticks(on).min(end.saturating_sub(1));
        let off = file_ticks(off).clamp(on + 1, end.max(on + 1));
        events.push((on, message(channel, MidiMessage::NoteOn { key, vel })));
        events.push((off, message(channel, MidiMessage::NoteOff { key, vel: u7::new(64) })));
    }
    // Notes that end come before notes that start.
    let starts = |kind| matches!(kind, TrackEventKind::Midi { message: MidiMessage::NoteOn { .. }, .. });
    events.sort_by_key(|&(at, kind)| (at, starts(kind)));
    let name = TrackEventKind::Meta(MetaMessage::TrackName(track.name.as_bytes()));
    let program = track.program.map(|(channel, program)| {
        message(channel, MidiMessage::ProgramChange { program: u7::new(program & 127) })
    });
    let setup = std::iter::once(name).chain(program).map(|kind| (0, kind));
    in_deltas(setup.chain(events), end)
}
