//! What an instance wants to be in a group, and how it stands there.

use std::fmt;

/// How an instance stands in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It leads so many others.
    Leads(usize),
    Follows,
    /// It wants to lead, but another does: it follows.
    Outrun,
    /// It follows, and nobody leads: it goes on with what it has.
    Abandoned,
}

/// The group that an instance is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// `'A'..='H'`.
    pub letter: char,
    pub standing: Standing,
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.letter;
        match self.standing {
            Standing::Leads(0) => write!(f, "Leads group {letter}; nobody follows yet"),
            Standing::Leads(others) => write!(f, "Leads group {letter}: {others} follow"),
            Standing::Follows => write!(f, "Follows group {letter}"),
            Standing::Outrun => write!(f, "Follows group {letter}: another instance leads it already"),
            Standing::Abandoned => {
                write!(
                    f,
                    "Nobody leads group {letter}: what was heard last goes on. Set Role to Leads to take over"
                )
            }
        }
    }
}
