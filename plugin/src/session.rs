//! The live project: the values of the crate `session` behind one lock, what leaves for the audio thread, groups of instances, and what
//! the editor may ask of them.

mod changes;
mod editor_end;
mod group;
mod membership;
mod music;
mod outgoing;
mod snapshot;
mod stored;
#[cfg(test)]
mod tests;
mod wire;

pub use editor_end::{EditorEnd, Status};
#[cfg(test)]
pub(crate) use group::groups_for_this_test;
pub(crate) use group::{Attendance, Attended, Member};
pub use membership::{Membership, Standing};
pub use snapshot::Snapshot;
pub use wire::{Link, WorkerEnd, wire};

use crate::link::{Board, Commands, Lanes, SLOTS};
use score::Instrument;
use session::{Amounts, Asking, Piece, Project, Rack, Slot};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shared by the host's main thread, the editor and the worker; never by the audio thread. The only owner of the project: everybody else
/// holds copies.
#[derive(Debug)]
pub struct Session {
    content: Mutex<Content>,
    commands: Arc<Commands>,
    board: Arc<Board>,
    member: Arc<Member>,
}

#[derive(Debug)]
struct Content {
    /// Its anchor counts while the audio thread has not placed the music yet: a host may store a project again before it plays a block.
    project: Project,
    /// Number of the request whose answer was sent to the audio thread last.
    epoch: u64,
    /// Why the last state could not be restored, in words.
    error: Option<String>,
    /// A copy of what the rack says, for the audio thread.
    lanes: Arc<Lanes>,
}

impl Content {
    fn here(&self) -> &Slot {
        self.project.here()
    }
}

impl Session {
    pub(crate) fn new(
        member: Arc<Member>,
        lanes: Arc<Lanes>,
        commands: Arc<Commands>,
        board: Arc<Board>,
    ) -> Session {
        let content = Content { project: Project::new(), epoch: 0, error: None, lanes };
        Session { content: Mutex::new(content), commands, board, member }
    }

    /// The instance, as the others of its group see it.
    pub(crate) fn member(&self) -> &Arc<Member> {
        &self.member
    }

    /// A copy of the rack; the leader's, while it follows one or waits for one.
    pub fn rack(&self) -> Rack {
        self.member.followed().map_or_else(|| self.lock().project.rack.clone(), |followed| followed.rack)
    }

    /// What is asked of the next loop beside parameters and rack. A copy.
    pub fn asking(&self) -> Asking {
        self.lock().project.asking.clone()
    }

    /// Changes what is asked of the next loop.
    pub fn change_asking(&self, change: impl FnOnce(&mut Asking)) {
        change(&mut self.lock().project.asking);
    }

    /// What is being written, or else what is in the slot that plays; or what the leader plays, while it follows one or waits for one.
    pub fn shown(&self) -> Option<Arc<Piece>> {
        let followed = self.member.followed().map(|followed| followed.piece);
        followed.or_else(|| self.lock().here().shown().cloned())
    }

    /// What is in the slot that plays, whole.
    pub fn present(&self) -> Option<Arc<Piece>> {
        self.lock().here().present().cloned()
    }

    /// What is in a slot, whole.
    pub fn present_in(&self, slot: usize) -> Option<Arc<Piece>> {
        self.lock().project.slots.get(slot)?.present().cloned()
    }

    /// What each slot holds, or is being written for it.
    pub fn pieces(&self) -> [Option<Arc<Piece>>; SLOTS] {
        let content = self.lock();
        std::array::from_fn(|slot| content.project.slots[slot].shown().cloned())
    }

    /// Index of the slot that plays, and which slots hold anything.
    pub fn slots(&self) -> (usize, [bool; SLOTS]) {
        let content = self.lock();
        let filled = std::array::from_fn(|slot| content.project.slots[slot].shown().is_some());
        (content.project.slot, filled)
    }

    /// Number of the request that what is in a slot answers: what answers an older one is never kept.
    pub(crate) fn answered(&self, slot: usize) -> u64 {
        self.lock().project.slots.get(slot).map_or(0, Slot::answered)
    }

    /// Whether there is a step to go back to, and one to go forth to.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        let content = self.lock();
        (content.here().can_undo(), content.here().can_redo())
    }

    /// The step of the history that is there, and how many there are.
    pub fn history(&self) -> (usize, usize) {
        let content = self.lock();
        (content.here().index(), content.here().steps().len())
    }

    /// Why the last state could not be restored.
    pub fn error(&self) -> Option<String> {
        self.lock().error.clone()
    }

    pub(crate) fn dismiss_error(&self) {
        self.lock().error = None;
    }

    /// Changes the rack; what sounds follows it. A rack that is the leader's stays as it is: it is changed there.
    pub fn change_rack(&self, change: impl FnOnce(&mut Rack)) {
        let Some(mut content) = self.own() else { return };
        let before = content.project.rack.channels();
        change(&mut content.project.rack);
        music::publish(&content.project.rack, &content.lanes);
        let epoch = content.epoch;
        if content.project.rack.channels() != before {
            self.send(&mut content, epoch, None);
        } else if let Some(music) = self.music(&content, epoch) {
            self.member.pass_on(music);
        }
    }

    /// Asks for exactly `instruments` and what `amounts` says of them. Others that sound go on until the next loop is there.
    pub fn exchange(&self, instruments: &[(Instrument, Amounts)]) {
        let sounding = self.shown().map_or_else(Vec::new, |piece| piece.instruments());
        self.change_rack(|rack| rack.exchange(instruments, &sounding));
    }

    /// Where the audio thread has placed the loop, or where it is to.
    fn anchor(&self, content: &Content) -> Option<f64> {
        // What is in its place may be the leader's.
        let placed = if self.stands_by() { None } else { self.board.anchor(content.epoch) };
        placed.or(content.project.anchor)
    }

    /// The content, to be changed by a user; `None`, and why in words, while what is shown is another instance's: what would change is
    /// hidden.
    fn own(&self) -> Option<MutexGuard<'_, Content>> {
        let mut content = self.lock();
        if self.stands_by() {
            content.error = Some(self.member.refusal());
            return None;
        }
        Some(content)
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        // Every write is a few assignments, so a poisoned content is still whole.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
