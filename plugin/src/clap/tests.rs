use super::*;
use clap_sys::events::{CLAP_EVENT_NOTE_ON, clap_event_note};
use std::cell::RefCell;

fn header<T>(type_: u16, time: u32) -> clap_event_header {
    clap_event_header {
        size: size_of::<T>() as u32,
        time,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_,
        flags: 0,
    }
}

fn note(time: u32) -> clap_event_note {
    let header = header::<clap_event_note>(CLAP_EVENT_NOTE_ON, time);
    clap_event_note { header, note_id: -1, port_index: 0, channel: 3, key: 60, velocity: 0.5 }
}

fn change(time: u32, value: f64) -> clap_event_param_value {
    clap_event_param_value {
        header: header::<clap_event_param_value>(CLAP_EVENT_PARAM_VALUE, time),
        param_id: 7,
        cookie: std::ptr::null_mut(),
        note_id: -1,
        port_index: -1,
        channel: -1,
        key: -1,
        value,
    }
}

fn gesture(type_: u16, time: u32) -> clap_event_param_gesture {
    clap_event_param_gesture { header: header::<clap_event_param_gesture>(type_, time), param_id: 7 }
}

/// What a host with so much room took: type, time, and the value of a change.
struct Host {
    room: usize,
    taken: RefCell<Vec<(u16, u32, Option<f64>)>>,
}

unsafe extern "C" fn take(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: the list of `through`, and events from this file.
    unsafe {
        let host = &*(*list).ctx.cast::<Host>();
        let mut taken = host.taken.borrow_mut();
        let value = ((*event).type_ == CLAP_EVENT_PARAM_VALUE)
            .then(|| (*event.cast::<clap_event_param_value>()).value);
        let fits = taken.len() < host.room;
        if fits {
            taken.push(((*event).type_, (*event).time, value));
        }
        fits
    }
}

/// Sends events through the sorter, as the framework does.
fn through(host: &Host, events: &[&clap_event_header]) -> Vec<bool> {
    let of_host = clap_output_events { ctx: from_ref(host).cast_mut().cast(), try_push: Some(take) };
    let sorter = Sorter { host: &of_host, latest: Cell::new(0) };
    let list = sorter.list();
    // SAFETY: the list and the events are valid.
    events.iter().map(|&event| unsafe { push_in_order(&list, event) }).collect()
}

#[test]
fn what_the_editor_changed_leaves_in_order_behind_the_notes_and_unchanged() {
    let host = Host { room: usize::MAX, taken: RefCell::default() };
    let (begin, end) = (gesture(CLAP_EVENT_PARAM_GESTURE_BEGIN, 0), gesture(CLAP_EVENT_PARAM_GESTURE_END, 0));
    let (first, second, third) = (note(10), note(200), note(300));
    let (turned, on) = (change(0, 0.25), change(256, 0.5));
    through(
        &host,
        &[
            &first.header,
            &second.header,
            &begin.header,
            &turned.header,
            &end.header,
            &on.header,
            &third.header,
        ],
    );
    assert_eq!(
        *host.taken.borrow(),
        [
            (CLAP_EVENT_NOTE_ON, 10, None),
            (CLAP_EVENT_NOTE_ON, 200, None),
            (CLAP_EVENT_PARAM_GESTURE_BEGIN, 200, None),
            (CLAP_EVENT_PARAM_VALUE, 200, Some(0.25)),
            (CLAP_EVENT_PARAM_GESTURE_END, 200, None),
            (CLAP_EVENT_PARAM_VALUE, 256, Some(0.5)),
            (CLAP_EVENT_NOTE_ON, 300, None),
        ]
    );
}

#[test]
fn a_full_host_is_said_to_be_full_and_what_it_did_not_take_moves_nothing() {
    let host = Host { room: 1, taken: RefCell::default() };
    let (first, second) = (note(10), note(200));
    assert_eq!(through(&host, &[&first.header, &second.header]), [true, false]);
    let roomy = Host { room: 9, taken: RefCell::default() };
    let turned = change(0, 0.25);
    assert_eq!(through(&roomy, &[&first.header, &turned.header]), [true, true]);
    assert_eq!(roomy.taken.borrow()[1], (CLAP_EVENT_PARAM_VALUE, 10, Some(0.25)));
}

#[test]
fn the_entry_offers_one_plugin_by_its_id_and_none_by_another() {
    // SAFETY: valid arguments, or null where null is allowed.
    unsafe {
        let get = clap_entry.get_factory.expect("there is one");
        assert!(get(c"clap.other-factory".as_ptr()).is_null() && get(null()).is_null());
        let factory = get(CLAP_PLUGIN_FACTORY_ID.as_ptr()).cast::<clap_plugin_factory>();
        assert_eq!(count(factory), 1);
        assert!(!describe(factory, 0).is_null() && describe(factory, 1).is_null());
        assert_eq!(CStr::from_ptr((*describe(factory, 0)).id), c"org.quatrain.quatrain");
        assert!(create(factory, null(), c"org.quatrain.quatrain".as_ptr()).is_null());
    }
}
