//! A song of any length to `.mid` bytes.

use midly::num::{u4, u7, u15, u24, u28};
use midly::{Format, Header, MetaMessage, MidiMessage, Timing, TrackEvent, TrackEventKind};
use score::smf::{TICKS_PER_QUARTER, channels};
use score::{Instrument, Metre, Song};

/// File ticks for a tick of the grid.
const SCALE: u32 = (TICKS_PER_QUARTER / score::TICKS_PER_QUARTER) as u32;

/// Writes `song`, all in one metre, as a type 1 file: metre and tempo, then a track for each instrument.
///
/// # Errors
/// When a track does not fit into a file: none of at most a few thousand notes does not.
pub fn write(song: &Song, metre: Metre) -> std::io::Result<Vec<u8>> {
    let end = song.bars.len() as u32 * u32::from(metre.bar().0) * SCALE;
    let mut tracks = vec![conductor(song, metre, end)];
    for (instrument, channel) in channels(&song.instruments()) {
        tracks.push(track(song, instrument, channel, end));
    }
    let header = Header::new(Format::Parallel, Timing::Metrical(u15::new(TICKS_PER_QUARTER)));
    let mut bytes = Vec::new();
    midly::write_std(&header, &tracks, &mut bytes)?;
    Ok(bytes)
}

fn conductor(song: &Song, metre: Metre, end: u32) -> Vec<TrackEvent<'static>> {
    let (numerator, denominator) = metre.fraction();
    let metre = MetaMessage::TimeSignature(numerator, denominator.ilog2() as u8, 24, 8);
    let tempo = MetaMessage::Tempo(u24::new((60e6 / f64::from(song.tempo_at(0))).round() as u32));
    in_deltas([metre, tempo].map(|meta| (0, TrackEventKind::Meta(meta))).into(), end)
}

fn track(song: &Song, instrument: Instrument, channel: u8, end: u32) -> Vec<TrackEvent<'static>> {
    let message = |message| TrackEventKind::Midi { channel: u4::new(channel), message };
    let number = if instrument.is_drums() { 0 } else { instrument.0 };
    let mut events = vec![
        (0, TrackEventKind::Meta(MetaMessage::TrackName(instrument.name().as_bytes()))),
        (0, message(MidiMessage::ProgramChange { program: u7::from(number) })),
    ];
    let setup = events.len();
    for note in song.notes.iter().filter(|n| n.instrument == instrument) {
        let key = u7::from(note.pitch);
        events.push((note.onset * SCALE, message(MidiMessage::NoteOn { key, vel: u7::from(note.velocity) })));
        let off = (note.onset + u32::from(note.duration)) * SCALE;
        events.push((off.min(end), message(MidiMessage::NoteOff { key, vel: u7::new(64) })));
    }
    // Notes that end come before notes that start.
    let starts = |kind: &TrackEventKind| {
        matches!(kind, TrackEventKind::Midi { message: MidiMessage::NoteOn { .. }, .. })
    };
    events[setup..].sort_by_key(|(at, kind)| (*at, starts(kind)));
    in_deltas(events, end)
}

/// Events at file ticks, ascending, as a track that ends at `end`.
fn in_deltas(events: Vec<(u32, TrackEventKind<'static>)>, end: u32) -> Vec<TrackEvent<'static>> {
    let mut now = 0;
    let end = (end, TrackEventKind::Meta(MetaMessage::EndOfTrack));
    let event = |(at, kind): (u32, TrackEventKind<'static>)| {
        let delta = u28::new(at - now);
        now = at;
        TrackEvent { delta, kind }
    };
    events.into_iter().chain([end]).map(event).collect()
}
