//! The host's event and parameter lists, as COM objects. They live on the host's one thread.

use crate::instance::{NoteIn, ParamIn};
use crate::laws::{Sent, What};
use std::cell::{Cell, RefCell};
use vst3::Steinberg::Vst::{
    Event, Event_::EventTypes_, Event__type0, IEventList, IEventListTrait, IParamValueQueue,
    IParamValueQueueTrait, IParameterChanges, IParameterChangesTrait, NoteOffEvent, NoteOnEvent, ParamID,
    ParamValue,
};
use vst3::Steinberg::{int32, kInvalidArgument, kOutOfMemory, kResultOk, tresult};
use vst3::{Class, ComWrapper};

/// Events that one block may bring before the list is full.
const CAPACITY: usize = 16_384;

/// Keeps push order, and is full when its capacity is: the plugin's allocation check covers `addEvent`.
pub struct Events(RefCell<Vec<Event>>);

impl Default for Events {
    fn default() -> Events {
        Events(RefCell::new(Vec::with_capacity(CAPACITY)))
    }
}

impl Events {
    pub fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// Replaces the list by `notes`.
    pub fn fill(&self, notes: &[NoteIn]) {
        self.clear();
        self.0.borrow_mut().extend(notes.iter().map(event_of));
    }

    /// Moves everything over, in the order in which it came.
    pub fn drain_into(&self, sent: &mut Vec<Sent>) {
        sent.extend(self.0.borrow_mut().drain(..).map(|event| sent_of(&event)));
    }
}

fn event_of(note: &NoteIn) -> Event {
    let (channel, pitch) = (i16::from(note.channel), i16::from(note.key));
    let velocity = f32::from(note.velocity) / 127.0;
    let (kind, field) = match note.on {
        true => {
            let note_on = NoteOnEvent { channel, pitch, tuning: 0.0, velocity, length: 0, noteId: -1 };
            (EventTypes_::kNoteOnEvent, Event__type0 { noteOn: note_on })
        }
        false => {
            let note_off = NoteOffEvent { channel, pitch, velocity, noteId: -1, tuning: 0.0 };
            (EventTypes_::kNoteOffEvent, Event__type0 { noteOff: note_off })
        }
    };
    Event {
        busIndex: 0,
        sampleOffset: note.offset as i32,
        ppqPosition: 0.0,
        flags: 0,
        r#type: kind as u16,
        __field0: field,
    }
}

fn sent_of(event: &Event) -> Sent {
    let what = if event.r#type == EventTypes_::kNoteOnEvent as u16 {
        // SAFETY: the type says which field of the union is in use.
        let on = unsafe { event.__field0.noteOn };
        What::On { channel: on.channel, key: on.pitch, velocity: f64::from(on.velocity) }
    } else if event.r#type == EventTypes_::kNoteOffEvent as u16 {
        // SAFETY: as above.
        let off = unsafe { event.__field0.noteOff };
        What::Off { channel: off.channel, key: off.pitch }
    } else if event.r#type == EventTypes_::kLegacyMIDICCOutEvent as u16 {
        // SAFETY: as above.
        let midi = unsafe { event.__field0.midiCCOut };
        let (channel, value, more) = (midi.channel as u8, midi.value as u8, midi.value2 as u8);
        What::Midi(match midi.controlNumber {
            128 => [0xd0 | channel, value, 0],
            129 => [0xe0 | channel, value, more],
            controller => [0xb0 | channel, controller, value],
        })
    } else {
        What::Other(event.r#type)
    };
    // A negative offset wraps and is thereby outside of every block.
    Sent { offset: event.sampleOffset as u32, what }
}

impl Class for Events {
    type Interfaces = (IEventList,);
}

impl IEventListTrait for Events {
    unsafe fn getEventCount(&self) -> int32 {
        self.0.borrow().len() as int32
    }

    unsafe fn getEvent(&self, index: int32, event: *mut Event) -> tresult {
        match self.0.borrow().get(index as usize) {
            Some(found) => {
                // SAFETY: the caller gives a place for an event.
                unsafe { event.write(*found) };
                kResultOk
            }
            None => kInvalidArgument,
        }
    }

    unsafe fn addEvent(&self, event: *mut Event) -> tresult {
        let mut events = self.0.borrow_mut();
        if events.len() == events.capacity() {
            return kOutOfMemory;
        }
        // SAFETY: the caller gives an event; the list has capacity, so this does not allocate.
        events.push(unsafe { *event });
        kResultOk
    }
}

/// Parameter changes for or from the plugin: one point a parameter.
#[derive(Default)]
pub struct Changes(RefCell<Vec<ComWrapper<Queue>>>);

impl Changes {
    /// Replaces the changes by `params`.
    pub fn fill(&self, params: &[ParamIn]) {
        let queues = params.iter().map(|param| ComWrapper::new(Queue(Cell::new(*param))));
        *self.0.borrow_mut() = queues.collect();
    }
}

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> int32 {
        self.0.borrow().len() as int32
    }

    unsafe fn getParameterData(&self, index: int32) -> *mut IParamValueQueue {
        let queues = self.0.borrow();
        let queue = queues.get(index as usize).and_then(|queue| queue.as_com_ref::<IParamValueQueue>());
        queue.map_or(std::ptr::null_mut(), |queue| queue.as_ptr())
    }

    unsafe fn addParameterData(&self, _id: *const ParamID, _index: *mut int32) -> *mut IParamValueQueue {
        std::ptr::null_mut()
    }
}

/// The one point of a parameter.
pub struct Queue(Cell<ParamIn>);

impl Class for Queue {
    type Interfaces = (IParamValueQueue,);
}

impl IParamValueQueueTrait for Queue {
    unsafe fn getParameterId(&self) -> ParamID {
        self.0.get().id
    }

    unsafe fn getPointCount(&self) -> int32 {
        1
    }

    unsafe fn getPoint(&self, index: int32, offset: *mut int32, value: *mut ParamValue) -> tresult {
        if index != 0 {
            return kInvalidArgument;
        }
        // SAFETY: the caller gives places for both.
        unsafe {
            offset.write(self.0.get().offset as int32);
            value.write(self.0.get().value);
        }
        kResultOk
    }

    unsafe fn addPoint(&self, _offset: int32, _value: ParamValue, _index: *mut int32) -> tresult {
        kInvalidArgument
    }
}
