//! Some numbers of one moment.

use crate::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use std::array::from_fn;

/// How often a reader looks that a writer overtook: it takes nanoseconds, and writers come at most once a block.
const TRIES: usize = 4;

/// `N` numbers that belong together, as they were written last.
///
/// - **Who writes:** one thread at a time. If two write at once all the same, one of them gives way and says so: nothing is torn.
/// - **Who reads:** any thread, as often as it likes.
/// - **When the reader is slow:** every write replaces the one before.
/// - **Who frees:** there is nothing to free.
///
/// ```
/// let place = cells::Sequence::<2>::new();
/// assert_eq!(place.read(), None);
/// place.write([4, 120]);
/// assert_eq!(place.read(), Some((1, [4, 120])));
/// ```
///
/// A sequence lock (Boehm, "Can seqlocks get along with programming language memory models?", 2012) with two copies, of which one is whole
/// at any time: a reader is not held up by a writer that stands still, and is overtaken only by one that comes twice.
#[derive(Debug)]
pub struct Sequence<const N: usize> {
    /// How often it was written; the copy of that number, modulo 2, is whole.
    version: AtomicU64,
    writing: AtomicBool,
    copies: [[AtomicU64; N]; 2],
}

impl<const N: usize> Default for Sequence<N> {
    fn default() -> Sequence<N> {
        let copy = || from_fn(|_| AtomicU64::new(0));
        Sequence { version: AtomicU64::new(0), writing: AtomicBool::new(false), copies: [copy(), copy()] }
    }
}

impl<const N: usize> Sequence<N> {
    /// All zeros, which count as never written.
    #[cfg(not(loom))]
    pub const fn new() -> Sequence<N> {
        let copies = [const { [const { AtomicU64::new(0) }; N] }; 2];
        Sequence { version: AtomicU64::new(0), writing: AtomicBool::new(false), copies }
    }

    /// Writes the first numbers, as many as `words` gives; what is behind them stays undefined. `false`, and nothing is written, if
    /// another thread writes at this moment. Real-time safe.
    pub fn write(&self, words: impl IntoIterator<Item = u64>) -> bool {
        if self.writing.swap(true, Ordering::Acquire) {
            return false;
        }
        let version = self.version.load(Ordering::Relaxed) + 1;
        // A reader that sees one of the words below sees the version before, too: then it knows that its own is over.
        fence(Ordering::Release);
        let copy = &self.copies[version as usize % 2];
        copy.iter().zip(words).for_each(|(cell, word)| cell.store(word, Ordering::Relaxed));
        self.version.store(version, Ordering::Release);
        self.writing.store(false, Ordering::Release);
        true
    }

    /// What was written last, and how often anything was; `None` if nothing was, or if writers overtook this reader all the time.
    /// Real-time safe.
    pub fn read(&self) -> Option<(u64, [u64; N])> {
        (0..TRIES).find_map(|_| self.whole())
    }

    /// How often it was written.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn whole(&self) -> Option<(u64, [u64; N])> {
        let version = self.version.load(Ordering::Acquire);
        let words = from_fn(|word| self.copies[version as usize % 2][word].load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        // Once the other copy is whole this one may be written anew.
        let same = self.version.load(Ordering::Relaxed) == version;
        (same && version > 0).then_some((version, words))
    }
}
