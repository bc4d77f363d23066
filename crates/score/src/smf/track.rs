//! The events of one track, gathered with those of the others in file time.

use super::skip::{Skip, ends_chunk};
use midly::num::u7;
use midly::{EventIter, MetaMessage, MidiMessage, TrackEventKind};
use std::collections::VecDeque;

/// What a tick of the file is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Division {
    /// So many make a quarter.
    Quarter(u16),
    /// So many make a second.
    Second(f64),
}

/// MIDI port times 16 plus channel (0-based): what has one program and one pedal.
pub(super) type Channel = u16;

/// A note in file ticks, before its instrument and the pedal are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawNote {
    pub start: u64,
    pub end: u64,
    pub channel: Channel,
    pub pitch: u8,
    pub velocity: u8,
}

/// Everything the tracks of a file say, in file ticks; each list in the order of tracks, then of events.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub notes: Vec<RawNote>,
    pub programs: Vec<(Channel, u64, u8)>,
    /// Sustain pedal: `true` is down.
    pub pedals: Vec<(Channel, u64, bool)>,
    /// Numerator, and denominator as a power of two.
    pub metres: Vec<(u64, u8, u8)>,
    /// Microseconds per quarter.
    pub tempi: Vec<(u64, u32)>,
    /// End of the longest track.
    pub end: u64,
}

/// Where a track ended.
pub(super) enum TrackEnd {
    /// With End of Track; the byte behind it.
    EndOfTrack(usize),
    /// With its chunk.
    AtChunkEnd,
    /// Nowhere: its chunk should have gone on.
    FileEnd,
}

/// An event that cannot be read.
pub(super) struct Damage {
    pub position: usize,
    pub reason: String,
}

/// Reads the events from byte `body` on, up to End of Track. Goes beyond `declared_end` if no chunk can end there.
pub(super) fn read_track(
    file: &[u8],
    body: usize,
    declared_end: usize,
    gathered: &mut Gathered,
    skip: &mut dyn FnMut(usize, Skip),
) -> Result<TrackEnd, Damage> {
    let believed = ends_chunk(file, declared_end);
    let end = if believed { declared_end } else { file.len() };
    let mut track = Track::new(gathered);
    let mut events = EventIter::new(&file[body..end]);
    let mut running = None;
    loop {
        let rest = events.unread();
        let position = end - rest.len();
        if rest.is_empty() {
            track.close();
            return Ok(if believed { TrackEnd::AtChunkEnd } else { TrackEnd::FileEnd });
        }
        match events.next() {
            Some(Ok(event)) => {
                track.now += u64::from(event.delta.as_int());
                match event.kind {
                    TrackEventKind::Midi { channel, message } => {
                        running = events.running_status();
                        track.message(channel.as_int(), message);
                    }
                    TrackEventKind::Meta(MetaMessage::EndOfTrack) => {
                        track.close();
                        return Ok(TrackEnd::EndOfTrack(end - events.unread().len()));
                    }
                    TrackEventKind::Meta(meta) => track.meta(meta, &mut |what| skip(position, what)),
                    _ => {}
                }
            }
            _ => {
                let (delta, kind, behind) = foreign_meta(rest)
                    .ok_or_else(|| Damage { position, reason: reason(rest, running.is_some()) })?;
                track.now += u64::from(delta);
                skip(position, Skip::MetaEvent { kind });
                events = EventIter::new(behind);
            }
        }
        // The standard ends running status at meta and system events; many writers do not, and nothing else could follow.
        *events.running_status_mut() = running;
    }
}

/// State of the track that is being read.
struct Track<'a> {
    gathered: &'a mut Gathered,
    now: u64,
    port: u16,
    /// Indices of the notes that sound, oldest first, by channel * 128 + pitch.
    open: Vec<VecDeque<usize>>,
}

impl Track<'_> {
    fn new(gathered: &mut Gathered) -> Track<'_> {
        Track { gathered, now: 0, port: 0, open: vec![VecDeque::new(); 16 * 128] }
    }

    fn message(&mut self, channel: u8, message: MidiMessage) {
        let port_channel = self.port * 16 + u16::from(channel);
        match message {
            MidiMessage::NoteOn { key, vel } if vel > 0 => {
                self.open[slot(channel, key)].push_back(self.gathered.notes.len());
                self.gathered.notes.push(RawNote {
                    start: self.now,
                    end: self.now,
                    channel: port_channel,
                    pitch: key.as_int(),
                    velocity: vel.as_int(),
                });
            }
            MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => {
                if let Some(oldest) = self.open[slot(channel, key)].pop_front() {
                    self.gathered.notes[oldest].end = self.now;
                }
            }
            MidiMessage::ProgramChange { program } => {
                self.gathered.programs.push((port_channel, self.now, program.as_int()));
            }
            MidiMessage::Controller { controller, value } => match controller.as_int() {
                64 => self.gathered.pedals.push((port_channel, self.now, value >= 64)),
                // Reset all controllers.
                121 => self.gathered.pedals.push((port_channel, self.now, false)),
                // All sound off, all notes off, and the mode changes that imply it. What starts at this very tick
                // stays: writers jumble the events that set a track up with its first notes.
                120 | 123..=127 => {
                    let first = slot(channel, 0.into());
                    self.end_notes(first..first + 128, self.now);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn meta(&mut self, meta: MetaMessage, skip: &mut dyn FnMut(Skip)) {
        match meta {
            MetaMessage::MidiPort(port) => self.port = u16::from(port.as_int()),
            MetaMessage::Tempo(micros) if micros > 0 => {
                self.gathered.tempi.push((self.now, micros.as_int()));
            }
            MetaMessage::Tempo(_) => skip(Skip::MetaEvent { kind: 0x51 }),
            MetaMessage::TimeSignature(numerator, power, _, _) if numerator > 0 && power <= 6 => {
                self.gathered.metres.push((self.now, numerator, power));
            }
            MetaMessage::TimeSignature(numerator, power, _, _) => skip(Skip::Metre { numerator, power }),
            _ => {}
        }
    }

    /// The track is over: so are its notes.
    fn close(&mut self) {
        self.end_notes(0..self.open.len(), u64::MAX);
        self.gathered.end = self.gathered.end.max(self.now);
    }

    /// Ends the notes in `slots` that started before `before`.
    fn end_notes(&mut self, slots: std::ops::Range<usize>, before: u64) {
        let notes = &mut self.gathered.notes;
        for open in &mut self.open[slots] {
            open.retain(|&note| {
                let ends = notes[note].start < before;
                if ends {
                    notes[note].end = self.now;
                }
                !ends
            });
        }
    }
}

fn slot(channel: u8, key: u7) -> usize {
    usize::from(channel) * 128 + usize::from(key.as_int())
}

/// Reads a number of variable length; returns the bytes behind it. `None` where they end too early.
fn varlen(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let last = bytes.iter().take(4).position(|&byte| byte < 0x80)?;
    let value = bytes[..=last].iter().fold(0, |value, &byte| value << 7 | u32::from(byte & 0x7f));
    Some((value, &bytes[last + 1..]))
}

/// Delta and type of the meta event that `bytes` begin with, and the bytes behind it.
fn foreign_meta(bytes: &[u8]) -> Option<(u32, u8, &[u8])> {
    let (delta, event) = varlen(bytes)?;
    let [0xff, kind, data @ ..] = event else { return None };
    let (length, data) = varlen(data)?;
    Some((delta, *kind, data.get(length as usize..)?))
}

/// Why the event that `bytes` begin with cannot be read.
fn reason(bytes: &[u8], running: bool) -> String {
    let event = varlen(bytes).map_or(&[][..], |(_, event)| event);
    let data = match event {
        [] => return "the data end inside its time".into(),
        [status @ 0xf1..=0xfe, ..] if *status != 0xf7 => {
            return format!("status {status:#04x} has no place in a file");
        }
        [status, data @ ..] if *status >= 0x80 => data,
        data if running => data,
        [byte, ..] => return format!("{byte:#04x} stands where its status should"),
    };
    match data.iter().take(2).find(|&&byte| byte >= 0x80) {
        Some(byte) => format!("{byte:#04x} stands where a data byte (0 to 127) should"),
        None => "the data end inside it".into(),
    }
}
