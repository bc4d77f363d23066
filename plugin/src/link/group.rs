//! Groups, as audio threads see them: instances of one process that play the loop of one of them.
//!
//! | crossing | writes | reads | when full | frees |
//! |---|---|---|---|---|
//! | [`DecisionCell`]: what is decided | the leader's audio thread | the followers' audio threads | every write replaces the one before | nothing to free |
//! | [`GroupRoleCell`]: who leads | the workers, when they join and leave | audio threads | every write replaces the one before | nothing to free |
//!
//! No decision is taken twice. A leader says at the end of each block what it has decided for the next, so in which order, and on which threads, a
//! host plays its instances does not matter.

mod decision;
mod end;
mod role;

pub use decision::{Decision, PlacedPhrase};
pub use end::GroupEnd;
pub use role::{GroupRole, GroupRoleCell, Role, Wanted};

use decision::DecisionCell;

/// Groups that there are, A to H.
pub const GROUPS: usize = 8;

static DECIDED: [DecisionCell; GROUPS] = [const { DecisionCell::new() }; GROUPS];

fn decided(group: usize) -> &'static DecisionCell {
    &DECIDED[group % GROUPS]
}
