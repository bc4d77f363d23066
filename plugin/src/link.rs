//! Every crossing between the threads of one instance. The whole concurrency design is this page.
//!
//! | crossing | writes | reads | when full | frees |
//! |---|---|---|---|---|
//! | [`Calls`] asks, weights, quit | audio (asks only), GUI, main | worker | the latest ask wins: an ask is a number, older ones are gone | nothing to free (the weights' path: GUI and worker) |
//! | `to_audio`: phrases | worker, main (restored state) | audio | the oldest unread phrase comes back to the writer | the writer frees what came back |
//! | `from_audio`: phrases that are over | audio | worker, main | audio keeps its phrase and takes no new one until there is room | the next writer of `to_audio` |
//! | [`Board`]: numbers | audio and worker, each its own | everybody | every write replaces the one before | nothing to free |
//! | [`Report`]: words | worker | GUI | every write replaces the one before | GUI and worker; audio never touches it |
//! | [`Saved`]: instruments and loop | GUI (instruments), worker, main | GUI, worker, main | - | GUI, worker, main; audio never touches it |
//!
//! Parameters cross by the atomics inside [`crate::params::QuatrainParams`].

mod board;
mod calls;
mod editor_end;

pub use board::{Board, HostNow};
pub use calls::Calls;
pub use editor_end::{EditorEnd, Status};

use crate::state::Saved;
use crossbeam_queue::ArrayQueue;
use score::Metre;
use score::schedule::Strike;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A loop, or as much of it as is written, as the audio thread plays it. Made, sent and freed by the worker or the main thread; lives
/// on the audio thread in between, which never changes or frees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Number of the ask that it answers, or of the restored state that it comes from.
    pub epoch: u64,
    pub metre: Metre,
    /// Bars that are written, from the first; none: silence.
    pub bars: usize,
    /// Sorted.
    pub strikes: Vec<Strike>,
    /// Set on a phrase from a restored state, which takes over at once.
    pub restored: Option<Restored>,
}

/// How a stored loop comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restored {
    /// Song position at which one of its passes started, in quarters; `None`: it never played.
    pub anchor: Option<f64>,
}

/// Phrases on their way to the audio thread: more than are ever made while one block plays.
const TO_AUDIO: usize = 8;
/// Phrases on their way back.
const FROM_AUDIO: usize = 16;

/// Shared by the worker and the main thread, which both send phrases; [`Saved`] holds it behind its lock, so that phrases leave in
/// the order of their epochs.
#[derive(Debug)]
pub struct PhraseSender {
    to_audio: Arc<ArrayQueue<Box<Phrase>>>,
    from_audio: Arc<ArrayQueue<Box<Phrase>>>,
}

impl PhraseSender {
    /// Hands `phrase` to the audio thread, and frees what came back from it and what it never read. Never waits.
    pub fn send(&self, phrase: Phrase) {
        while self.from_audio.pop().is_some() {}
        drop(self.to_audio.force_push(Box::new(phrase)));
    }
}

/// Lives on the audio thread.
pub struct AudioEnd {
    to_audio: Arc<ArrayQueue<Box<Phrase>>>,
    from_audio: Arc<ArrayQueue<Box<Phrase>>>,
    pub board: Arc<Board>,
    pub calls: Arc<Calls>,
}

impl AudioEnd {
    /// The next phrase that was sent. Real-time safe.
    pub fn take(&self) -> Option<Box<Phrase>> {
        self.to_audio.pop()
    }

    /// Sends a phrase home to be freed there. Real-time safe.
    ///
    /// # Errors
    /// Gives the phrase back when there is no room.
    pub fn send_home(&self, phrase: Box<Phrase>) -> Result<(), Box<Phrase>> {
        self.from_audio.push(phrase)
    }
}

/// What the worker has to say in words. Written by the worker (and by the GUI to dismiss an error), read by the GUI.
#[derive(Debug, Default)]
pub struct Report {
    content: Mutex<ReportContent>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ReportContent {
    pub error: Option<String>,
    /// What the weights in use are called.
    pub weights: Option<String>,
    pub tokens_per_second: Option<f32>,
}

impl Report {
    pub(crate) fn lock(&self) -> MutexGuard<'_, ReportContent> {
        // Plain assignments: a poisoned content is still whole.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lives on the worker thread.
pub struct WorkerEnd {
    pub calls: Arc<Calls>,
    pub board: Arc<Board>,
    pub report: Arc<Report>,
}

/// Both ends of everything, made together.
pub struct Link {
    pub audio: AudioEnd,
    pub worker: WorkerEnd,
    pub editor: EditorEnd,
    pub saved: Arc<Saved>,
    pub calls: Arc<Calls>,
    pub board: Arc<Board>,
}

/// Wires one instance.
pub fn wire() -> Link {
    let to_audio = Arc::new(ArrayQueue::new(TO_AUDIO));
    let from_audio = Arc::new(ArrayQueue::new(FROM_AUDIO));
    let (board, calls, report) =
        (Arc::new(Board::default()), Arc::new(Calls::default()), Arc::new(Report::default()));
    let sender = PhraseSender { to_audio: to_audio.clone(), from_audio: from_audio.clone() };
    let saved = Arc::new(Saved::new(sender, calls.clone(), board.clone()));
    Link {
        audio: AudioEnd { to_audio, from_audio, board: board.clone(), calls: calls.clone() },
        worker: WorkerEnd { calls: calls.clone(), board: board.clone(), report: report.clone() },
        editor: EditorEnd::new(saved.clone(), calls.clone(), board.clone(), report),
        saved,
        calls,
        board,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(epoch: u64) -> Phrase {
        Phrase { epoch, metre: Metre::FourFour, bars: 1, strikes: Vec::new(), restored: None }
    }

    fn sender(link: &Link) -> PhraseSender {
        PhraseSender { to_audio: link.audio.to_audio.clone(), from_audio: link.audio.from_audio.clone() }
    }

    #[test]
    fn a_full_queue_keeps_the_newest_phrases() {
        let link = wire();
        let sender = sender(&link);
        (0..TO_AUDIO as u64 + 3).for_each(|epoch| sender.send(phrase(epoch)));
        let read: Vec<u64> = std::iter::from_fn(|| link.audio.take()).map(|phrase| phrase.epoch).collect();
        assert_eq!(read, (3..TO_AUDIO as u64 + 3).collect::<Vec<_>>());
    }

    #[test]
    fn a_phrase_that_finds_no_room_on_the_way_home_is_given_back() {
        let link = wire();
        (0..FROM_AUDIO as u64)
            .for_each(|epoch| link.audio.send_home(Box::new(phrase(epoch))).expect("there is room"));
        assert_eq!(link.audio.send_home(Box::new(phrase(99))).map_err(|phrase| phrase.epoch), Err(99));
        sender(&link).send(phrase(100));
        assert_eq!(link.audio.send_home(Box::new(phrase(99))), Ok(()), "a sender makes room");
    }
}
