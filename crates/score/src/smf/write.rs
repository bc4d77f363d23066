//! A loop to `.mid` bytes.

use crate::gm::DRUM_CHANNEL;
use crate::note::{Instrument, Note, canonicalise};
use crate::time::{self, Metre, Ticks};
use midly::num::{u4, u7, u15, u24, u28};
use midly::{Format, Header, MetaMessage, MidiMessage, Timing, TrackEvent, TrackEventKind};

/// Resolution of written files, in file ticks per quarter.
pub const TICKS_PER_QUARTER: u16 = 480;

/// What a written file holds: one loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrangement<'a> {
    /// Onsets count from the loop's start.
    pub notes: &'a [Note],
    pub metre: Metre,
    /// In BPM. `None` writes no tempo event, so that a project which imports the file keeps its own tempo.
    pub tempo: Option<f32>,
}

/// The MIDI channel (0-based) of each instrument, in canonical order, each instrument once: drums on 9, the others
/// on 0, 1, 2 ... without 9. Channels are enough for drums and 15 others; what goes beyond shares channel 15, where
/// the first of them sets the program.
pub fn channels(instruments: &[Instrument]) -> Vec<(Instrument, u8)> {
    let mut instruments = instruments.to_vec();
    instruments.sort_unstable();
    instruments.dedup();
    let mut pitched = (0..16).filter(|&channel| channel != DRUM_CHANNEL);
    let channel = |i: Instrument| if i.is_drums() { DRUM_CHANNEL } else { pitched.next().unwrap_or(15) };
    let channels: Vec<u8> = instruments.iter().copied().map(channel).collect();
    instruments.into_iter().zip(channels).collect()
}

/// Writes a loop as a type 1 file: a first track with the metre (and the tempo, if asked), then a track for each
/// instrument in canonical order with its name, its program and its notes, made canonical. Each track ends where
/// the loop does, so that a host imports exactly four bars.
pub fn write(arrangement: &Arrangement) -> Vec<u8> {
    let notes = canonicalise(arrangement.notes, arrangement.metre);
    let instruments: Vec<Instrument> = notes.iter().map(|n| n.instrument).collect();
    let end = file_ticks(arrangement.metre.loop_len());
    let mut tracks = vec![conductor(arrangement, end)];
    let mut used = None;
    for (instrument, channel) in channels(&instruments) {
        let shared = used.replace(channel) == Some(channel);
        tracks.push(instrument_track(&notes, instrument, channel, !shared, end));
    }
    type_1(&tracks, TICKS_PER_QUARTER)
}

/// A type 1 file of `tracks`, with so many file ticks per quarter.
pub(super) fn type_1(tracks: &[Vec<TrackEvent>], ticks_per_quarter: u16) -> Vec<u8> {
    let header = Header::new(Format::Parallel, Timing::Metrical(u15::new(ticks_per_quarter)));
    let mut bytes = Vec::new();
    midly::write(&header, tracks, &mut bytes)
        .expect("fewer than 2^16 tracks, and the notes of a few bars stay under 2^32 bytes");
    bytes
}

fn file_ticks(ticks: Ticks) -> u32 {
    u32::from(ticks.0) * u32::from(TICKS_PER_QUARTER / time::TICKS_PER_QUARTER)
}

/// Metre and tempo.
fn conductor(arrangement: &Arrangement, end: u32) -> Vec<TrackEvent<'static>> {
    let tempo = arrangement.tempo.filter(|bpm| *bpm > 0.0).map(|bpm| {
        let micros = (60e6 / f64::from(bpm)).round().clamp(1.0, f64::from(u24::max_value().as_int()));
        MetaMessage::Tempo(u24::new(micros as u32))
    });
    let setup = std::iter::once(metre_event(arrangement.metre)).chain(tempo.map(TrackEventKind::Meta));
    in_deltas(setup.map(|kind| (0, kind)), end)
}

pub(super) fn metre_event(metre: Metre) -> TrackEventKind<'static> {
    let (numerator, denominator) = metre.fraction();
    TrackEventKind::Meta(MetaMessage::TimeSignature(numerator, denominator.ilog2() as u8, 24, 8))
}

/// Name, program (unless another track has set it) and notes of one instrument.
fn instrument_track(
    notes: &[Note],
    instrument: Instrument,
    channel: u8,
    program: bool,
    end: u32,
) -> Vec<TrackEvent<'static>> {
    let message = |message| TrackEventKind::Midi { channel: u4::new(channel), message };
    let name = TrackEventKind::Meta(MetaMessage::TrackName(instrument.name().as_bytes()));
    // The standard kit is program 0 of the drum channel.
    let number = if instrument.is_drums() { 0 } else { instrument.0 };
    let change = message(MidiMessage::ProgramChange { program: u7::from(number) });
    let mut events = Vec::new();
    for note in notes.iter().filter(|n| n.instrument == instrument) {
        let (key, vel) = (u7::from(note.pitch), u7::from(note.velocity));
        events.push((file_ticks(note.onset), message(MidiMessage::NoteOn { key, vel })));
        let off = message(MidiMessage::NoteOff { key, vel: u7::new(64) });
        events.push((file_ticks(note.end()), off));
    }
    // Notes that end come before notes that start.
    let starts = |kind| matches!(kind, TrackEventKind::Midi { message: MidiMessage::NoteOn { .. }, .. });
    events.sort_by_key(|&(at, kind)| (at, starts(kind)));
    let setup = std::iter::once(name).chain(program.then_some(change)).map(|kind| (0, kind));
    in_deltas(setup.chain(events), end)
}

/// Events at file ticks, ascending, as a track that ends at `end`.
pub(super) fn in_deltas<'a>(
    events: impl Iterator<Item = (u32, TrackEventKind<'a>)>,
    end: u32,
) -> Vec<TrackEvent<'a>> {
    let mut now = 0;
    events
        .chain([(end, TrackEventKind::Meta(MetaMessage::EndOfTrack))])
        .map(|(at, kind)| {
            let delta = u28::new(at - now);
            now = at;
            TrackEvent { delta, kind }
        })
        .collect()
}
