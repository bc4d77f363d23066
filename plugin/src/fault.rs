//! What becomes of a panic at the edges to the host: an error in words and a line in the log, never the host's end.

use nice_plug::util::permit_alloc;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Faults after which a part stays silent until the host activates the instance anew: it will not mend itself.
const MOST: u32 = 3;

/// Runs `work`; `None` if it panicked. What was in the middle of something is for the caller to put right. The place of the panic is in
/// the log, where the hook of [`crate::log`] has written it. Costs nothing as long as there is no panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(all(debug_assertions, feature = "assert_process_allocs"))]
fn forbid_alloc<T>(work: impl FnOnce() -> T) -> T {
    nice_assert_no_alloc::assert_no_alloc(work)
}

#[cfg(not(all(debug_assertions, feature = "assert_process_allocs")))]
fn forbid_alloc<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// What a panic said, in words.
pub fn said(panic: &(dyn std::any::Any + Send)) -> &str {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given")
}

/// Lives with what it guards: a part of an instance that is tried again after a fault, but not for ever.
#[derive(Debug, Default)]
pub struct Guard {
    faults: u32,
}

impl Guard {
    /// Runs `work` unless it failed too often; `None` if it panics or is not tried any more.
    pub fn run<T>(&mut self, work: impl FnOnce() -> T) -> Option<T> {
        if self.is_silent() {
            return None;
        }
        let done = caught(work);
        self.faults += u32::from(done.is_none());
        done
    }

    /// The same on the audio thread: builds for tests abort where `work` allocates, but not where a panic in it is put away.
    pub fn run_audio<T>(&mut self, work: impl FnOnce() -> T) -> Option<T> {
        permit_alloc(|| self.run(|| forbid_alloc(work)))
    }

    /// Whether it failed so often that it is not tried any more.
    pub fn is_silent(&self) -> bool {
        self.faults >= MOST
    }

    /// It may be tried again.
    pub fn reset(&mut self) {
        self.faults = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_fails_is_tried_again_but_not_for_ever() {
        let mut guard = Guard::default();
        assert_eq!(guard.run(|| 1), Some(1));
        (0..MOST).for_each(|_| assert_eq!(guard.run(|| -> u8 { panic!("as the test asked for") }), None));
        assert_eq!((guard.run(|| 1), guard.is_silent()), (None, true));
        guard.reset();
        assert_eq!(guard.run(|| 1), Some(1));
    }
}
