//! How phrases change threads.

use super::Phrase;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Phrases between one thread that adds them and one that takes them all, the newest first. Each side swaps one pointer and
/// neither ever waits for the other, however slow the other thread is: a bounded queue would have the audio thread spin while a
/// writer of low priority stands still in the middle of a push. Frees what is left in it.
#[derive(Debug, Default)]
pub struct Chain(AtomicPtr<Phrase>);

impl Chain {
    /// Everything in it: the newest phrase, with the others [`Phrase::below`] it. Real-time safe.
    pub fn take(&self) -> Option<Box<Phrase>> {
        self.swap(None)
    }

    /// Adds one phrase. Only one thread at a time may add. Real-time safe.
    pub fn add(&self, phrase: Box<Phrase>) {
        let before = self.take();
        self.put(phrase, before);
    }

    /// Puts `phrase` on top of those `before`, which the adding thread has just taken; in between, the other side found nothing
    /// and looks again later. Real-time safe.
    pub fn put(&self, mut phrase: Box<Phrase>, before: Option<Box<Phrase>>) {
        phrase.below = before;
        let nothing = self.swap(Some(phrase));
        debug_assert!(nothing.is_none(), "two threads added at a time");
    }

    fn swap(&self, phrase: Option<Box<Phrase>>) -> Option<Box<Phrase>> {
        let new = phrase.map_or(null_mut(), Box::into_raw);
        let old = self.0.swap(new, Ordering::AcqRel);
        // SAFETY: only this function puts pointers in, each from `Box::into_raw`, and by the swap each comes out once.
        (!old.is_null()).then(|| unsafe { Box::from_raw(old) })
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// The same phrases, the oldest first. Real-time safe.
pub fn oldest_first(mut newest: Option<Box<Phrase>>) -> Option<Box<Phrase>> {
    let mut turned = None;
    while let Some(mut phrase) = newest {
        newest = phrase.below.take();
        phrase.below = turned;
        turned = Some(phrase);
    }
    turned
}

/// Frees all but the newest `count` phrases.
pub fn keep_newest(newest: &mut Option<Box<Phrase>>, count: usize) {
    let mut rest = newest;
    for _ in 0..count {
        match rest {
            Some(phrase) => rest = &mut phrase.below,
            None => return,
        }
    }
    *rest = None;
}
