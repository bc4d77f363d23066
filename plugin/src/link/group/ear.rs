//! The audio thread's side of a group.

use super::told::{Block, Page, Told, block};
use super::{Member, PAGES, Phrase, Seat};
use std::sync::Arc;

/// Lives on the audio thread. What the instance's leader has decided, or, if it leads, what it decided itself.
pub struct GroupEnd {
    member: Arc<Member>,
    seat: Seat,
    block: Block,
    /// Told for the present block or, at its end, for the next.
    told: Option<Told>,
}

impl GroupEnd {
    pub fn new(member: Arc<Member>) -> GroupEnd {
        GroupEnd { member, seat: Seat::Alone, block: block(None, false), told: None }
    }

    /// Begins a block that starts at song position `beat`: what holds in it, while it is in a group with others. Real-time safe.
    pub fn listen(&mut self, beat: Option<f64>, rolling: bool) -> Option<Told> {
        let seat = self.member.seat();
        if seat != self.seat {
            (self.seat, self.told) = (seat, None);
        }
        self.block = block(beat, rolling);
        if let Seat::Follows { group, leader } = seat {
            self.told = page(group).read(leader, self.block).or(self.told);
        }
        self.told
    }

    /// Ends a block: what holds in the next, here and for all that follow. Real-time safe.
    pub fn tell(&mut self, next: Told) {
        if let Seat::Leads { group } = self.seat {
            page(group).write(self.member.id, self.block, self.told.unwrap_or(next), next);
            self.told = Some(next);
        }
    }

    /// What holds in the present block, while it is in a group with others.
    pub fn told(&self) -> Option<Told> {
        self.told
    }

    pub fn follows(&self) -> bool {
        matches!(self.seat, Seat::Follows { .. })
    }

    pub fn leads(&self) -> bool {
        matches!(self.seat, Seat::Leads { .. })
    }

    /// Whether `phrase` may be taken in the present block. A leader has told nothing before its first block: in that it only takes what
    /// a project brings, which its followers have too. Phrases that are not the leader's may always be taken.
    pub fn may_take(&self, phrase: &Phrase) -> bool {
        let released = self.told.is_some_and(|told| phrase.number <= told.released);
        match self.seat {
            Seat::Alone => true,
            Seat::Leads { .. } => released || self.told.is_none() && phrase.restored.is_some(),
            Seat::Follows { leader, .. } => released || phrase.by != leader,
        }
    }
}

fn page(group: usize) -> &'static Page {
    &PAGES[group % PAGES.len()]
}
