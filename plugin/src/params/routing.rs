//! The parameters that say whose music is played.

use super::named;
use super::settings::Turned;
use crate::link::{GROUPS, Role, Wanted};
use nice_plug::prelude::*;

/// Read by the audio thread, where one was turned, which tells the worker of a change.
#[derive(Params)]
pub struct RoutingParams {
    /// None, or a letter: instances of one process with the same letter play one loop.
    #[id = "group"]
    pub group: IntParam,
    #[id = "grole"]
    pub role: EnumParam<RoleChoice>,
}

/// What the instance is in its group.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChoice {
    #[id = "first"]
    #[name = "First leads"]
    First,
    #[id = "leads"]
    Leads,
    #[id = "follows"]
    Follows,
}

impl RoutingParams {
    pub(super) fn new(turned: &Turned) -> RoutingParams {
        let letters = ["Off", "A", "B", "C", "D", "E", "F", "G", "H"];
        RoutingParams {
            group: named("Group", letters).with_callback(turned.by()),
            role: EnumParam::new("Role", RoleChoice::First).with_callback(turned.by()),
        }
    }

    /// The group and role that are set. Real-time safe.
    pub fn wanted(&self) -> Option<Wanted> {
        let group = usize::try_from(self.group.value() - 1).ok().filter(|group| *group < GROUPS)?;
        let role = match self.role.value() {
            RoleChoice::First => Role::First,
            RoleChoice::Leads => Role::Leads,
            RoleChoice::Follows => Role::Follows,
        };
        Some(Wanted { group, role })
    }
}
