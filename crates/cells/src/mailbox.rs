//! Boxes from one thread to another.

use crate::atomic::{AtomicPtr, Ordering};
use std::marker::PhantomData;
use std::ptr::null_mut;

/// What can lie in a [`Mailbox`]: it holds the one that was sent before it, so that no list needs memory of its own.
pub trait Chained {
    /// The one that was sent before, while both wait.
    fn below(&mut self) -> &mut Option<Box<Self>>;
}

/// Boxes that wait for their reader, the newest on top.
///
/// - **Who writes:** one thread at a time ([`Mailbox::send`]).
/// - **Who reads:** one thread at a time ([`Mailbox::take`]), which gets everything that waits.
/// - **When the reader is slow:** nothing is full; a writer that names a limit drops what is older.
/// - **Who frees:** the writer what it drops, the reader what it took, the mailbox what is left in it. An audio thread that may not free
///   sends what it is done with to a second mailbox, home.
///
/// ```
/// use cells::{Chained, Mailbox};
///
/// struct Letter(u8, Option<Box<Letter>>);
///
/// impl Chained for Letter {
///     fn below(&mut self) -> &mut Option<Box<Letter>> {
///         &mut self.1
///     }
/// }
///
/// let post = Mailbox::default();
/// (1..=3).for_each(|number| post.send(Box::new(Letter(number, None))));
/// assert_eq!(post.take_oldest_first().map(|letter| letter.0), Some(1));
/// ```
///
/// Each side swaps one pointer: a bounded queue would have a real-time reader spin while a writer of low priority stands still in the
/// middle of a push.
#[derive(Debug)]
pub struct Mailbox<T: Chained>(AtomicPtr<T>, PhantomData<T>);

impl<T: Chained> Default for Mailbox<T> {
    fn default() -> Mailbox<T> {
        Mailbox(AtomicPtr::new(null_mut()), PhantomData)
    }
}

impl<T: Chained> Mailbox<T> {
    /// Puts `letter` on top of what waits. Real-time safe: it allocates and frees nothing.
    pub fn send(&self, letter: Box<T>) {
        let waiting = self.swap(None);
        self.put(letter, waiting);
    }

    /// The same, and of those below only the newest `limit` stay; the others are freed here.
    pub fn send_and_keep(&self, letter: Box<T>, limit: usize) {
        let mut waiting = self.swap(None);
        keep_newest(&mut waiting, limit);
        self.put(letter, waiting);
    }

    /// Everything that waits, the newest first, with the others [below](Chained::below) it. Real-time safe.
    pub fn take(&self) -> Option<Box<T>> {
        self.swap(None)
    }

    /// Everything that waits, the oldest first, with the later ones [below](Chained::below) it. Real-time safe.
    pub fn take_oldest_first(&self) -> Option<Box<T>> {
        let mut newest = self.swap(None);
        let mut turned = None;
        while let Some(mut letter) = newest {
            newest = std::mem::replace(letter.below(), turned);
            turned = Some(letter);
        }
        turned
    }

    /// While what waited is in the writer's hands the reader finds nothing, and looks again later.
    fn put(&self, mut letter: Box<T>, waiting: Option<Box<T>>) {
        *letter.below() = waiting;
        let nothing = self.swap(Some(letter));
        debug_assert!(nothing.is_none(), "two threads wrote at a time");
    }

    fn swap(&self, letter: Option<Box<T>>) -> Option<Box<T>> {
        let new = letter.map_or(null_mut(), Box::into_raw);
        let old = self.0.swap(new, Ordering::AcqRel);
        // SAFETY: only this function puts pointers in, each from `Box::into_raw`, and by the swap each comes out once.
        (!old.is_null()).then(|| unsafe { Box::from_raw(old) })
    }
}

impl<T: Chained> Drop for Mailbox<T> {
    fn drop(&mut self) {
        // One by one: a long chain that is dropped as a whole would recurse.
        let mut left = self.swap(None);
        while let Some(mut letter) = left {
            left = letter.below().take();
        }
    }
}

/// Frees all but the newest `limit`.
fn keep_newest<T: Chained>(newest: &mut Option<Box<T>>, limit: usize) {
    let mut rest = newest;
    for _ in 0..limit {
        match rest {
            Some(letter) => rest = letter.below(),
            None => return,
        }
    }
    *rest = None;
}
