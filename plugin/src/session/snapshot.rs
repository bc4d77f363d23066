//! One look at the project.

use super::{Membership, Session};
use crate::link::SLOTS;
use session::{Asking, Piece, Rack};
use std::sync::Arc;

/// The project of one moment, for the editor: all of it behind one lock. A copy; what is large is shared.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What is being written, or else what is in the slot that plays; or what the leader plays.
    pub shown: Option<Arc<Piece>>,
    /// What each slot holds, or is being written for it.
    pub pieces: [Option<Arc<Piece>>; SLOTS],
    /// Index of the slot that plays.
    pub slot: usize,
    /// The step of the history of the slot that plays which is there, and how many there are.
    pub history: (usize, usize),
    pub can_undo: bool,
    pub can_redo: bool,
    /// Which instruments there are; the leader's, while it follows one or waits for one.
    pub rack: Rack,
    /// What is asked of the next loop beside parameters and rack.
    pub asking: Asking,
    /// Why the last state could not be restored, or a change was refused.
    pub error: Option<String>,
    /// The group that the instance is in, and whether it leads.
    pub group: Option<Membership>,
}

impl Session {
    /// The project as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let (followed, group) = (self.member().followed(), self.member().membership());
        let content = self.lock();
        let (project, here) = (&content.project, content.here());
        let (rack, shown) = match followed {
            Some(followed) => (followed.rack, Some(followed.piece)),
            None => (project.rack.clone(), here.shown().cloned()),
        };
        Snapshot {
            shown,
            pieces: std::array::from_fn(|slot| project.slots[slot].shown().cloned()),
            slot: project.slot,
            history: (here.index(), here.steps().len()),
            can_undo: here.can_undo(),
            can_redo: here.can_redo(),
            rack,
            asking: project.asking.clone(),
            error: content.error.clone(),
            group,
        }
    }
}
