//! What is asked of the worker.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::Thread;

/// Written by every thread, read by the worker. An ask is a number, its epoch: a later one makes the earlier void, so the slot is
/// never full. Each call wakes the worker by unparking it, which neither locks nor allocates.
#[derive(Debug, Default)]
pub struct Calls {
    /// The last epoch that was given out.
    epochs: AtomicU64,
    /// Epoch of the latest ask.
    asked: AtomicU64,
    /// Asks up to this epoch are void: the loop came from a restored state.
    void: AtomicU64,
    /// Tells the composer to stop at the next token.
    cancel: AtomicBool,
    /// The weights are wanted soon.
    warm: AtomicBool,
    quit: AtomicBool,
    /// `Some(None)`: those inside the plugin. Never touched by the audio thread.
    weights: Mutex<Option<Option<PathBuf>>>,
    worker: OnceLock<Thread>,
}

impl Calls {
    /// Asks for a new loop. Real-time safe.
    pub fn ask(&self) {
        let epoch = self.next_epoch();
        self.asked.fetch_max(epoch, Ordering::AcqRel);
        self.interrupt();
    }

    /// Makes all asks so far void; the epoch of what takes their place.
    pub fn void(&self) -> u64 {
        let epoch = self.next_epoch();
        self.void.fetch_max(epoch, Ordering::AcqRel);
        self.interrupt();
        epoch
    }

    /// Epoch of the latest ask, void or not.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Acquire)
    }

    /// Whether an ask of this epoch was made void.
    pub fn is_void(&self, epoch: u64) -> bool {
        epoch <= self.void.load(Ordering::Acquire)
    }

    /// Has the weights read ahead of the first ask.
    pub fn warm(&self) {
        self.warm.store(true, Ordering::Release);
        self.wake();
    }

    /// Weights to use from now on: a file, or those inside the plugin.
    pub fn use_weights(&self, file: Option<PathBuf>) {
        *self.weights.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        self.wake();
    }

    /// Ends the worker, at the next token if it is composing.
    pub fn quit(&self) {
        self.quit.store(true, Ordering::Release);
        self.interrupt();
    }

    /// Worker: the thread to wake from now on.
    pub(crate) fn attend(&self, thread: Thread) {
        // There is one worker per instance, so nobody came before.
        let _ = self.worker.set(thread);
    }

    /// Worker: what stops the composer. Cleared before it is read who asked last, so that no ask is missed: the swap reads either
    /// what [`Calls::interrupt`] stored, and with it what was asked before that, or lets it stand.
    pub(crate) fn rearm(&self) -> (&AtomicBool, u64) {
        self.cancel.swap(false, Ordering::AcqRel);
        if self.quitting() {
            self.cancel.store(true, Ordering::Release);
        }
        (&self.cancel, self.asked())
    }

    /// Worker: whether the weights were wanted since the last look.
    pub(crate) fn take_warm(&self) -> bool {
        self.warm.swap(false, Ordering::AcqRel)
    }

    /// Worker: the weights that were asked for since the last look.
    pub(crate) fn take_weights(&self) -> Option<Option<PathBuf>> {
        self.weights.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn quitting(&self) -> bool {
        self.quit.load(Ordering::Acquire)
    }

    fn next_epoch(&self) -> u64 {
        self.epochs.fetch_add(1, Ordering::AcqRel) + 1
    }

    fn interrupt(&self) {
        self.cancel.swap(true, Ordering::AcqRel);
        self.wake();
    }

    fn wake(&self) {
        if let Some(worker) = self.worker.get() {
            worker.unpark();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_ask_wins_and_stops_the_composer() {
        let calls = Calls::default();
        calls.ask();
        let (cancel, first) = calls.rearm();
        assert!(!cancel.load(Ordering::Acquire));
        calls.ask();
        calls.ask();
        assert!(cancel.load(Ordering::Acquire));
        assert_eq!(calls.asked(), first + 2);
    }

    #[test]
    fn what_takes_the_place_of_asks_is_newer_than_all_of_them() {
        let calls = Calls::default();
        calls.ask();
        let restored = calls.void();
        assert!(restored > calls.asked() && calls.is_void(calls.asked()));
        calls.ask();
        assert!(!calls.is_void(calls.asked()));
    }

    #[test]
    fn quitting_stops_the_composer_however_late_it_starts() {
        let calls = Calls::default();
        calls.quit();
        assert!(calls.rearm().0.load(Ordering::Acquire));
    }
}
