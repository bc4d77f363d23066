//! Phrases on their way to the audio thread and home.

use super::group::{GroupEnd, GroupRoleCell};
use super::{Board, Lanes, Phrase};
use cells::{Chained, Mailbox};
use std::sync::Arc;

/// Phrases on their way to the audio thread: more than are ever made while one block plays.
pub const UNREAD: usize = 8;

impl Chained for Phrase {
    fn below(&mut self) -> &mut Option<Box<Phrase>> {
        &mut self.below
    }
}

/// Shared by the worker and the main thread, which both send phrases, and by those of a group's leader, behind a lock: one sends at a
/// time, and phrases leave in the order of their epochs.
#[derive(Debug)]
pub struct PhraseSender {
    to_audio: Arc<Mailbox<Phrase>>,
    from_audio: Arc<Mailbox<Phrase>>,
}

impl PhraseSender {
    /// Hands `phrase` to the audio thread, and frees what came back from it and what it has not read for long. Never waits.
    pub fn send(&mut self, phrase: Phrase) {
        drop(self.from_audio.take());
        self.to_audio.send_and_keep(Box::new(phrase), UNREAD - 1);
    }
}

/// Lives on the audio thread.
pub struct AudioEnd {
    to_audio: Arc<Mailbox<Phrase>>,
    from_audio: Arc<Mailbox<Phrase>>,
    /// Taken and not yet looked at, the oldest first.
    inbox: Option<Box<Phrase>>,
    pub group: GroupEnd,
    pub board: Arc<Board>,
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
            self.inbox = self.to_audio.take_oldest_first();
        }
    }

    /// Sends a phrase home to be freed there. Real-time safe.
    pub fn send_home(&self, phrase: Box<Phrase>) {
        self.from_audio.send(phrase);
    }

    /// Frees what came home, as the next sender would, and says how much it was.
    #[cfg(test)]
    pub fn at_home(&self) -> usize {
        std::iter::successors(self.from_audio.take().as_deref(), |phrase| phrase.below.as_deref()).count()
    }
}

/// Makes both ends of the way of phrases to the audio thread of the instance that has `role` in its group.
pub fn phrases(role: Arc<GroupRoleCell>, board: Arc<Board>, lanes: Arc<Lanes>) -> (PhraseSender, AudioEnd) {
    let (to_audio, from_audio) = (Arc::<Mailbox<Phrase>>::default(), Arc::<Mailbox<Phrase>>::default());
    let sender = PhraseSender { to_audio: to_audio.clone(), from_audio: from_audio.clone() };
    let group = GroupEnd::new(role);
    (sender, AudioEnd { to_audio, from_audio, inbox: None, group, board, lanes })
}
