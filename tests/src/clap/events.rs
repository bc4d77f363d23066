//! Events, in CLAP's words.

use super::ClapInstance;
use crate::instance::{Block, ControllerIn, NoteIn, ParamIn};
use crate::laws::{Sent, What};
use crate::timeline::Transport;
use clack_host::events::event_types::{
    MidiEvent, NoteOffEvent, NoteOnEvent, ParamValueEvent, TransportEvent, TransportFlags,
};
use clack_host::events::io::{OutputEventBuffer, TryPushError};
use clack_host::events::spaces::CoreEventSpace;
use clack_host::events::{EventFlags, EventHeader, Match};
use clack_host::prelude::*;
use clack_host::utils::FixedPoint;

impl ClapInstance {
    /// The block's events in the order in which CLAP wants them: by time, transport before parameters before notes.
    pub(super) fn events_of(&self, block: &Block) -> EventBuffer {
        let mut events = EventBuffer::new();
        block.changes.iter().for_each(|(offset, now)| events.push(&transport_event(*offset, now)));
        for &ParamIn { offset, id, value } in block.params {
            let (Some((least, greatest)), Some(id)) = (self.range(id), ClapId::from_raw(id)) else {
                continue;
            };
            let plain = least + (greatest - least) * value;
            events.push(&ParamValueEvent::new(offset, id, Pckn::match_all(), plain));
        }
        for &NoteIn { offset, on, channel, key, velocity } in block.notes {
            let pckn = Pckn::new(0u16, u16::from(channel), u16::from(key), Match::All);
            let velocity = f64::from(velocity) / 127.0;
            match on {
                true => events.push(&NoteOnEvent::new(offset, pckn, velocity)),
                false => events.push(&NoteOffEvent::new(offset, pckn, velocity)),
            }
        }
        for &ControllerIn { offset, channel, controller, value } in block.controllers {
            events.push(&MidiEvent::new(offset, 0, [0xb0 | channel, controller, value]));
        }
        events.sort();
        events
    }
}

pub(super) fn transport_event(offset: u32, now: &Transport) -> TransportEvent {
    let mut flags = TransportFlags::HAS_TEMPO
        | TransportFlags::HAS_BEATS_TIMELINE
        | TransportFlags::HAS_SECONDS_TIMELINE
        | TransportFlags::HAS_TIME_SIGNATURE;
    flags.set(TransportFlags::IS_PLAYING, now.playing);
    flags.set(TransportFlags::IS_LOOP_ACTIVE, now.cycle.is_some());
    let (loop_start, loop_end) = now.cycle.unwrap_or_default();
    let seconds = |beats: f64| FixedPoint::from_float(beats * 60.0 / now.tempo);
    TransportEvent {
        header: EventHeader::new_core(offset, EventFlags::empty()),
        flags,
        song_pos_beats: FixedPoint::from_float(now.beats),
        song_pos_seconds: FixedPoint::from_float(now.seconds),
        tempo: now.tempo,
        tempo_inc: 0.0,
        loop_start_beats: FixedPoint::from_float(loop_start),
        loop_end_beats: FixedPoint::from_float(loop_end),
        loop_start_seconds: seconds(loop_start),
        loop_end_seconds: seconds(loop_end),
        bar_start: FixedPoint::from_float(now.bar_start),
        bar_number: now.bar_number,
        time_signature_numerator: now.metre.0,
        time_signature_denominator: now.metre.1,
    }
}

/// The host's event list: keeps push order, and is full when its capacity is.
pub(super) struct SentList<'a>(pub(super) &'a mut Vec<Sent>);

impl OutputEventBuffer for SentList<'_> {
    fn try_push(&mut self, event: &UnknownEvent) -> Result<(), TryPushError> {
        if self.0.len() == self.0.capacity() {
            return Err(TryPushError::new());
        }
        let (offset, kind) = (event.header().time(), event.header().type_id());
        let what = match event.as_core_event() {
            Some(CoreEventSpace::NoteOn(on)) => {
                let (channel, key) = (on.pckn().raw_channel(), on.pckn().raw_key());
                What::On { channel, key, velocity: on.velocity() }
            }
            Some(CoreEventSpace::NoteOff(off)) => {
                What::Off { channel: off.pckn().raw_channel(), key: off.pckn().raw_key() }
            }
            Some(
                CoreEventSpace::ParamValue(_)
                | CoreEventSpace::ParamGestureBegin(_)
                | CoreEventSpace::ParamGestureEnd(_),
            ) => What::Parameter,
            Some(CoreEventSpace::Midi(midi)) => What::Midi(midi.data()),
            _ => What::Other(kind),
        };
        self.0.push(Sent { offset, what }); // has capacity, so this does not allocate
        Ok(())
    }
}
