//! Keeps the libraries of the graphics driver loaded.
//!
//! The framework (baseview 0.4.2) loads libEGL for each window and unloads it with the last one, but does not always wait for the thread of a
//! window that closes. libEGL has each thread that drew call it as the thread ends: where it was unloaded by then, the host dies (6 of 72
//! runs that opened and closed a hundred editors on a busy machine). What stays loaded can be called.

use libloading::os::unix::{Library, RTLD_LAZY, RTLD_LOCAL};
use std::mem::forget;
use std::sync::Once;

/// What windows draw with, or else what they fall back to.
const LIBRARIES: [&str; 2] = ["libEGL.so.1", "libGL.so.1"];

/// From the first call on, until the process ends.
pub fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| LIBRARIES.into_iter().for_each(keep_library));
}

fn keep_library(name: &str) {
    // SAFETY: every window loads the same library; what it runs as it is loaded may run on any thread.
    if let Ok(library) = unsafe { Library::open(Some(name), RTLD_LAZY | RTLD_LOCAL) } {
        // Never dropped, so never unloaded.
        forget(library);
    }
    // Where it is missing, the window says so if it needs it.
}
