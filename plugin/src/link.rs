//! Every crossing between the threads of one instance. The whole concurrency design is this page.
//!
//! | crossing | writes | reads | when full | frees |
//! |---|---|---|---|---|
//! | [`Calls`] asks, orders, steps, weights, quit | audio (all but weights), GUI, main | worker | the latest ask wins: an ask is a number, older ones are gone; orders are sets that grow, steps are counted | nothing to free (the weights' path: GUI and worker) |
//! | `to_audio`: phrases | worker, main (restored state), one at a time | audio | never: beyond [`UNREAD`] the oldest unread phrase goes | the writer frees what was never read |
//! | `from_audio`: phrases that are over | audio | worker, main, one at a time | never: audio holds few phrases at once | the next writer of `to_audio` |
//! | [`Lanes`]: settings of the lanes | [`Saved`], for GUI and main | audio | every write replaces the one before | nothing to free |
//! | [`Triggers`]: which notes and controllers ask for what | audio (what it learns), GUI, main | audio, GUI, main | every write replaces the one before | nothing to free |
//! | [`Stand`]: what was played last, once it is captured | audio | worker | the newest wins; a reader that is overtaken looks again | nothing to free |
//! | [`Board`]: numbers | audio and worker, each its own | everybody | every write replaces the one before | nothing to free |
//! | [`Report`]: words | worker | GUI | every write replaces the one before | GUI and worker; audio never touches it |
//! | [`Member`]: what a group shares, see [`group`] | - | - | - | - |
//! | [`Saved`]: rack and slots | GUI (rack), worker, main | GUI, worker, main | - | GUI, worker, main; audio never touches it |
//!
//! Parameters cross by the atomics inside [`crate::params::QuatrainParams`].

mod board;
mod calls;
mod chain;
mod editor_end;
mod group;
mod lanes;
mod performance;
mod triggers;

pub use board::{Board, HostNow};
pub use calls::{Calls, SECTIONS};
pub use editor_end::{EditorEnd, Status};
#[cfg(test)]
pub(crate) use group::groups_for_this_test;
pub(crate) use group::{Attendance, Attended};
pub use group::{GROUPS, InPlace, Member, Membership, Role, Standing, Told, Wanted};
pub use lanes::{Lane, Lanes};
pub use performance::{MOST_NOTES, Performance, Place, Played, Stand};
pub use triggers::{Action, Binding, GENERATE_KEY, Source, Triggers};

use crate::state::{GENERATIONS, Saved};
use chain::Chain;
use group::GroupEnd;
use score::schedule::{LANES, Strike};
use score::{BARS, Instrument, Metre};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A loop, or as much of it as is written, as the audio thread plays it. Made, sent and freed by the worker or the main thread; lives
/// on the audio thread in between, which never changes or frees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Number of the ask that it answers, or of the restored state that it comes from.
    pub epoch: u64,
    /// Of the process, counted up as phrases are sent; the copies that go to a group have one.
    pub number: u64,
    /// Number of the [`Member`] that sent it.
    pub by: u64,
    /// The slot that it belongs to, below [`SLOTS`].
    pub slot: u8,
    /// How many variations lie between it and the piece that was asked for.
    pub generation: u32,
    pub metre: Metre,
    /// Bars of the whole piece.
    pub length: usize,
    /// Bars that are written, from the first; none: silence.
    pub bars: usize,
    /// Who plays in each lane.
    pub parts: [Option<Part>; LANES],
    /// Sorted, as [`score::schedule::strikes`] has them.
    pub strikes: Arc<[Strike]>,
    /// Those of all variations of the piece that are written, [`Phrase::strikes`] among them, from variation [`Phrase::first`] on; none if
    /// it is the only one.
    pub variations: Vec<Arc<[Strike]>>,
    pub first: u32,
    /// Set on a phrase from a restored state, which takes over at once.
    pub restored: Option<Restored>,
    /// The one that was sent before it, while both are on their way.
    pub below: Option<Box<Phrase>>,
}

impl Phrase {
    /// Nothing, in slot 0.
    pub fn silence(epoch: u64) -> Phrase {
        Phrase {
            epoch,
            number: 0,
            by: 0,
            slot: 0,
            generation: 0,
            metre: Metre::default(),
            length: BARS,
            bars: 0,
            parts: [None; LANES],
            strikes: Arc::new([]),
            variations: Vec::new(),
            first: 0,
            restored: None,
            below: None,
        }
    }

    /// Plays a variation from now on, or the last that is written; whether that is other music. Real-time safe: what it played before is
    /// among the variations, and so is not freed here.
    pub fn show(&mut self, generation: u32) -> bool {
        let index = generation.saturating_sub(self.first) as usize % GENERATIONS;
        let Some(strikes) = self.variations.get(index).or(self.variations.last()) else { return false };
        self.generation = generation;
        let other = !Arc::ptr_eq(strikes, &self.strikes);
        if other {
            self.strikes = strikes.clone();
        }
        other
    }

    /// Whether `other` sounds the same, note for note.
    pub fn sounds_like(&self, other: &Phrase) -> bool {
        let same = |of: &Phrase| (of.slot, of.metre, of.length, of.bars);
        same(self) == same(other) && self.strikes == other.strikes
    }
}

/// Slots, each with a piece of its own.
pub const SLOTS: usize = 8;

/// One lane of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub instrument: Instrument,
    /// MIDI channel 0..=15 that it plays on unless [`Lane::channel`] says another.
    pub channel: u8,
}

/// How a stored loop comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restored {
    /// Song position at which one of its passes started, in quarters; `None`: it never played.
    pub anchor: Option<f64>,
}

/// Phrases on their way to the audio thread: more than are ever made while one block plays.
const UNREAD: usize = 8;

/// Shared by the worker and the main thread, which both send phrases, and by those of the leader; [`Member`] holds it behind a lock, so
/// that one sends at a time, and [`Saved`] sends behind its own, so that phrases leave in the order of their epochs.
#[derive(Debug)]
pub struct PhraseSender {
    to_audio: Arc<Chain>,
    from_audio: Arc<Chain>,
}

impl PhraseSender {
    /// Hands `phrase` to the audio thread, and frees what came back from it and what it has not read for long. Never waits.
    pub fn send(&mut self, phrase: Phrase) {
        drop(self.from_audio.take());
        let mut unread = self.to_audio.take();
        chain::keep_newest(&mut unread, UNREAD - 1);
        self.to_audio.put(Box::new(phrase), unread);
    }
}

/// Lives on the audio thread.
pub struct AudioEnd {
    to_audio: Arc<Chain>,
    from_audio: Arc<Chain>,
    /// Taken and not yet looked at, the oldest first.
    inbox: Option<Box<Phrase>>,
    pub group: GroupEnd,
    pub board: Arc<Board>,
    pub calls: Arc<Calls>,
    pub lanes: Arc<Lanes>,
}

impl AudioEnd {
    /// The next phrase that was sent, if its group may take it. Real-time safe.
    pub fn take(&mut self) -> Option<Box<Phrase>> {
        self.look();
        let mut phrase = self.inbox.take_if(|phrase| self.group.may_take(phrase))?;
        self.inbox = phrase.below.take();
        Some(phrase)
    }

    /// Number of the newest phrase that was sent and not taken, as far as it has looked; 0 if there is none. Real-time safe.
    pub fn newest(&mut self) -> u64 {
        self.look();
        let waiting = std::iter::successors(self.inbox.as_deref(), |phrase| phrase.below.as_deref());
        waiting.map(|phrase| phrase.number).max().unwrap_or(0)
    }

    fn look(&mut self) {
        if self.inbox.is_none() {
            self.inbox = chain::oldest_first(self.to_audio.take());
        }
    }

    /// Sends a phrase home to be freed there. Real-time safe.
    pub fn send_home(&self, phrase: Box<Phrase>) {
        self.from_audio.add(phrase);
    }

    /// Frees what came home, as the next sender would, and says how much it was.
    #[cfg(test)]
    pub fn at_home(&self) -> usize {
        std::iter::successors(self.from_audio.take().as_deref(), |phrase| phrase.below.as_deref()).count()
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
    pub stand: Arc<Stand>,
}

/// Both ends of everything, made together.
pub struct Link {
    pub audio: AudioEnd,
    pub worker: WorkerEnd,
    pub editor: EditorEnd,
    pub saved: Arc<Saved>,
    pub calls: Arc<Calls>,
    pub board: Arc<Board>,
    pub lanes: Arc<Lanes>,
    pub member: Arc<Member>,
    pub stand: Arc<Stand>,
}

/// Wires one instance.
pub fn wire() -> Link {
    let (to_audio, from_audio) = (Arc::new(Chain::default()), Arc::new(Chain::default()));
    let (board, calls, report) =
        (Arc::new(Board::default()), Arc::new(Calls::default()), Arc::new(Report::default()));
    let (lanes, stand) = (Arc::new(Lanes::default()), Arc::new(Stand::default()));
    let sender = PhraseSender { to_audio: to_audio.clone(), from_audio: from_audio.clone() };
    let member = Arc::new(Member::new(sender, lanes.clone(), calls.clone()));
    let saved = Arc::new(Saved::new(member.clone(), lanes.clone(), calls.clone(), board.clone()));
    Link {
        audio: AudioEnd {
            to_audio,
            from_audio,
            inbox: None,
            group: GroupEnd::new(member.clone()),
            board: board.clone(),
            calls: calls.clone(),
            lanes: lanes.clone(),
        },
        worker: WorkerEnd {
            calls: calls.clone(),
            board: board.clone(),
            report: report.clone(),
            stand: stand.clone(),
        },
        editor: EditorEnd::new(saved.clone(), calls.clone(), board.clone(), report),
        saved,
        calls,
        board,
        lanes,
        member,
        stand,
    }
}

#[cfg(test)]
mod tests;
