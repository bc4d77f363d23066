//! What an audio thread knows of its group.

use super::GROUPS;

/// What an audio thread needs to know of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
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

impl Seat {
    /// As one number, which is read and written whole.
    pub fn pack(self) -> u64 {
        match self {
            Seat::Alone => ALONE,
            Seat::Leads { group } => LEADS | (group as u64) << 2,
            Seat::Follows { group, leader } => FOLLOWS | (group as u64) << 2 | leader << 8,
        }
    }

    /// What [`Seat::pack`] made a number of.
    pub fn unpack(bits: u64) -> Seat {
        let group = (bits >> 2) as usize % GROUPS;
        match bits & 3 {
            LEADS => Seat::Leads { group },
            FOLLOWS => Seat::Follows { group, leader: bits >> 8 },
            _ => Seat::Alone,
        }
    }
}
