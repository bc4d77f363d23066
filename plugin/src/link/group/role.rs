//! Who leads and who follows.

use super::GROUPS;
use std::sync::atomic::{AtomicU64, Ordering};

/// What an audio thread needs to know of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupRole {
    /// In no group, or nobody else is.
    Alone,
    /// Others follow.
    Leads { group: usize },
    /// `leader` is a member's number.
    Follows { group: usize, leader: u64 },
}

const ALONE: u64 = 0;
const LEADS: u64 = 1;
const FOLLOWS: u64 = 2;

impl GroupRole {
    /// As one number, which is read and written whole.
    pub fn pack(self) -> u64 {
        match self {
            GroupRole::Alone => ALONE,
            GroupRole::Leads { group } => LEADS | (group as u64) << 2,
            GroupRole::Follows { group, leader } => FOLLOWS | (group as u64) << 2 | leader << 8,
        }
    }

    /// What [`GroupRole::pack`] made a number of.
    pub fn unpack(bits: u64) -> GroupRole {
        let group = (bits >> 2) as usize % GROUPS;
        match bits & 3 {
            LEADS => GroupRole::Leads { group },
            FOLLOWS => GroupRole::Follows { group, leader: bits >> 8 },
            _ => GroupRole::Alone,
        }
    }
}

/// What an instance wants to be in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It leads if nobody does, and else follows.
    First,
    Leads,
    Follows,
}

/// Group and role that are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Below [`GROUPS`].
    pub group: usize,
    pub role: Role,
}

/// The role of one instance, with its number. Written by workers that join and leave groups, behind the lock of the registry; read by
/// the instance's audio thread.
#[derive(Debug)]
pub struct GroupRoleCell {
    /// Number of the instance in the process, never 0.
    pub member: u64,
    bits: AtomicU64,
}

impl GroupRoleCell {
    /// Of the instance with the number `member`, which is in no group yet.
    pub fn new(member: u64) -> GroupRoleCell {
        GroupRoleCell { member, bits: AtomicU64::new(GroupRole::Alone.pack()) }
    }

    /// Real-time safe.
    pub fn get(&self) -> GroupRole {
        GroupRole::unpack(self.bits.load(Ordering::Acquire))
    }

    /// Real-time safe.
    pub fn set(&self, role: GroupRole) {
        self.bits.store(role.pack(), Ordering::Release);
    }
}
