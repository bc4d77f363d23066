//! The CLAP entry: the framework's, except that every list of events leaves in order of time, as CLAP asks.
//!
//! The framework sends what the editor changed when a block is over, behind the block's notes, but with the time of the block's start.
//! Here such a change gets the time of the last note instead: turning a knob has no frame of its own, and no buffer is needed.

use crate::Quatrain;
use crate::log;
use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_GESTURE_BEGIN, CLAP_EVENT_PARAM_GESTURE_END,
    CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_param_gesture, clap_event_param_value,
    clap_output_events,
};
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process, clap_process_status};
use nice_plug::wrapper::clap::{
    CLAP_PLUGIN_FACTORY_ID, CLAP_VERSION, PluginDescriptor, Wrapper, clap_host, clap_plugin,
    clap_plugin_descriptor, clap_plugin_entry, clap_plugin_factory,
};
use nice_plug::wrapper::setup_logger;
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::ptr::{from_ref, null};
use std::sync::{Arc, OnceLock};

/// What a CLAP host looks for in the file.
#[unsafe(no_mangle)]
#[used]
#[allow(non_upper_case_globals)]
pub static clap_entry: clap_plugin_entry = clap_plugin_entry {
    clap_version: CLAP_VERSION,
    init: Some(init),
    deinit: Some(deinit),
    get_factory: Some(factory),
};

static FACTORY: clap_plugin_factory = clap_plugin_factory {
    get_plugin_count: Some(count),
    get_plugin_descriptor: Some(describe),
    create_plugin: Some(create),
};

static DESCRIPTOR: OnceLock<PluginDescriptor> = OnceLock::new();

type Process = unsafe extern "C" fn(*const clap_plugin, *const clap_process) -> clap_process_status;

/// The framework's own, the same for every instance.
static FRAMEWORK: OnceLock<Process> = OnceLock::new();

unsafe extern "C" fn init(_path: *const c_char) -> bool {
    setup_logger::<Quatrain>();
    true
}

unsafe extern "C" fn deinit() {}

unsafe extern "C" fn factory(id: *const c_char) -> *const c_void {
    // SAFETY: a host passes null or a string that ends.
    let ours = !id.is_null() && unsafe { CStr::from_ptr(id) } == CLAP_PLUGIN_FACTORY_ID;
    if ours { from_ref(&FACTORY).cast() } else { null() }
}

fn descriptor() -> &'static PluginDescriptor {
    DESCRIPTOR.get_or_init(PluginDescriptor::for_plugin::<Quatrain>)
}

unsafe extern "C" fn count(_factory: *const clap_plugin_factory) -> u32 {
    1
}

unsafe extern "C" fn describe(
    _factory: *const clap_plugin_factory,
    index: u32,
) -> *const clap_plugin_descriptor {
    if index == 0 { descriptor().clap_plugin_descriptor() } else { null() }
}

unsafe extern "C" fn create(
    _factory: *const clap_plugin_factory,
    host: *const clap_host,
    id: *const c_char,
) -> *const clap_plugin {
    // SAFETY: a host passes null or a string that ends.
    if host.is_null() || id.is_null() || unsafe { CStr::from_ptr(id) } != descriptor().clap_id() {
        return null();
    }
    // SAFETY: `host` is valid as long as the plugin, and its texts end, which is what a host promises.
    let text = |text: *const c_char| match text.is_null() {
        true => String::new(),
        // SAFETY: a host's texts end.
        false => unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned(),
    };
    // SAFETY: as above.
    let (name, version) = unsafe { ((*host).name, (*host).version) };
    log::host("CLAP", &text(name), &text(version));
    // SAFETY: as above.
    let wrapper = unsafe { Wrapper::<Quatrain>::new(host) };
    let framework = wrapper.clap_plugin.borrow_mut().process.replace(process);
    framework.into_iter().for_each(|framework| {
        // The same function each time.
        let _ = FRAMEWORK.set(framework);
    });
    let plugin = wrapper.clap_plugin.as_ptr();
    // Taken back by the framework when the host destroys the plugin.
    let _ = Arc::into_raw(wrapper);
    plugin
}

/// The framework's, with the host's list of events in order. Real-time safe.
unsafe extern "C" fn process(plugin: *const clap_plugin, block: *const clap_process) -> clap_process_status {
    let Some(framework) = FRAMEWORK.get() else { return CLAP_PROCESS_ERROR };
    // SAFETY: a host passes a valid block or, if it is broken, null.
    let Some(told) = (unsafe { block.as_ref() }).filter(|told| !told.out_events.is_null()) else {
        // SAFETY: these are the host's own arguments.
        return unsafe { framework(plugin, block) };
    };
    let sorter = Sorter { host: told.out_events, latest: Cell::new(0) };
    let list = sorter.list();
    let block = clap_process { out_events: &list, ..*told };
    // SAFETY: the host's arguments, but for a list that is valid during the call, as the host's own.
    unsafe { framework(plugin, &block) }
}

/// Lives on the audio thread, for one block.
struct Sorter {
    host: *const clap_output_events,
    /// Time of the latest event that went to the host.
    latest: Cell<u32>,
}

impl Sorter {
    /// The list that the framework sees; valid as long as `self` stays where it is.
    fn list(&self) -> clap_output_events {
        clap_output_events { ctx: from_ref(self).cast_mut().cast(), try_push: Some(push_in_order) }
    }

    /// # Safety
    /// The host's list must be valid.
    unsafe fn send(&self, event: &clap_event_header) -> bool {
        // SAFETY: as the caller promises; the host copies the event.
        let taken = unsafe { (*self.host).try_push.is_some_and(|push| push(self.host, event)) };
        if taken {
            self.latest.set(self.latest.get().max(event.time));
        }
        taken
    }
}

unsafe extern "C" fn push_in_order(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: `list` is the one that `Sorter::list` made, in a call of `process` that is still going on, and the framework passes an
    // event that is whole: as long as its type says.
    unsafe {
        let sorter = &*(*list).ctx.cast::<Sorter>();
        let late = sorter.latest.get();
        match ((*event).space_id, (*event).type_) {
            _ if (*event).time >= late => sorter.send(&*event),
            (CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_VALUE) => {
                let mut change = *event.cast::<clap_event_param_value>();
                change.header.time = late;
                sorter.send(&change.header)
            }
            (CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_GESTURE_BEGIN | CLAP_EVENT_PARAM_GESTURE_END) => {
                let mut gesture = *event.cast::<clap_event_param_gesture>();
                gesture.header.time = late;
                sorter.send(&gesture.header)
            }
            // The player sends notes in order.
            _ => sorter.send(&*event),
        }
    }
}

#[cfg(test)]
mod tests;
