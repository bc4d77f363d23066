//! Two crossings between threads that nobody waits for.
//!
//! | | carries | writer | reader | when the reader is slow |
//! |---|---|---|---|---|
//! | [`Mailbox`] | boxes, in order | one at a time | one | the writer drops the oldest |
//! | [`Sequence`] | some numbers of one moment | one at a time; of two at once one gives way | any | the newest replaces the one before |
//!
//! Both are wait-free on both sides: each operation is a fixed number of instructions, whatever the other thread does. `loom` tries
//! every order in which their loads and stores can happen (`RUSTFLAGS="--cfg loom" cargo test -p quatrain-cells --release`).
#![warn(missing_docs, unreachable_pub)]

mod mailbox;
mod sequence;

pub use mailbox::{Chained, Mailbox};
pub use sequence::Sequence;

/// The atomics of the standard library, or those that `loom` watches.
mod atomic {
    #[cfg(not(loom))]
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering, fence};

    #[cfg(loom)]
    pub use loom::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering, fence};
}
