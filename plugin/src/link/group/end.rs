//! The audio thread's side of a group.

use super::decision::{Block, Decision, block};
use super::{GroupRole, GroupRoleCell, decided};
use crate::link::Phrase;
use std::sync::Arc;

/// Lives on the audio thread. What the instance's leader has decided, or, if it leads, what it decided itself.
pub struct GroupEnd {
    cell: Arc<GroupRoleCell>,
    role: GroupRole,
    block: Block,
    /// Decision for the present block or, at its end, for the next.
    told: Option<Decision>,
}

impl GroupEnd {
    pub fn new(cell: Arc<GroupRoleCell>) -> GroupEnd {
        GroupEnd { cell, role: GroupRole::Alone, block: block(None, false), told: None }
    }

    /// Begins a block that starts at song position `beat`: what holds in it, while it is in a group with others. Real-time safe.
    pub fn listen(&mut self, beat: Option<f64>, rolling: bool) -> Option<Decision> {
        let role = self.cell.get();
        if role != self.role {
            (self.role, self.told) = (role, None);
        }
        self.block = block(beat, rolling);
        if let GroupRole::Follows { group, leader } = role {
            self.told = decided(group).read(leader, self.block).or(self.told);
        }
        self.told
    }

    /// Ends a block: what holds in the next, here and for all that follow. Real-time safe.
    pub fn tell(&mut self, next: Decision) {
        if let GroupRole::Leads { group } = self.role {
            decided(group).write(self.cell.member, self.block, self.told.unwrap_or(next), next);
            self.told = Some(next);
        }
    }

    /// What holds in the present block, while it is in a group with others.
    pub fn told(&self) -> Option<Decision> {
        self.told
    }

    pub fn follows(&self) -> bool {
        matches!(self.role, GroupRole::Follows { .. })
    }

    pub fn leads(&self) -> bool {
        matches!(self.role, GroupRole::Leads { .. })
    }

    /// Whether `phrase` may be taken in the present block. A leader has told nothing before its first block: in that it only takes what
    /// a project brings, which its followers have too. Phrases that are not the leader's may always be taken.
    pub fn may_take(&self, phrase: &Phrase) -> bool {
        let released = self.told.is_some_and(|told| phrase.number <= told.released);
        match self.role {
            GroupRole::Alone => true,
            GroupRole::Leads { .. } => released || self.told.is_none() && phrase.restored.is_some(),
            GroupRole::Follows { leader, .. } => released || phrase.by != leader,
        }
    }
}
