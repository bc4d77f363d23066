//! Whether a value comes from a stored state, and so asks for nothing.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

thread_local! {
    /// This thread restores a state.
    static RESTORING: Cell<bool> = const { Cell::new(false) };
}

/// Threads that restore a state. While there are none, as almost always, nobody looks at their own thread's mark.
static RESTORES: AtomicUsize = AtomicUsize::new(0);

/// The framework is about to restore a state on this thread, parameters first and what is persisted beside them last.
pub fn begin_restoring() {
    if !RESTORING.replace(true) {
        RESTORES.fetch_add(1, Ordering::AcqRel);
    }
}

/// The state is restored.
pub fn end_restoring() {
    if RESTORING.replace(false) {
        RESTORES.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Whether this thread restores a state. Real-time safe.
pub fn restoring() -> bool {
    RESTORES.load(Ordering::Acquire) > 0 && RESTORING.get()
}
