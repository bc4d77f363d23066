//! What a host project stores beyond the parameters: the rack, and the music in the slots with their histories.

mod asking;
mod by_hand;
mod draft;
mod edit;
mod heard;
mod layout;
mod pack;
mod piece;
mod rack;
mod slot;
#[cfg(test)]
mod tests;

pub use asking::{Amounts, Asking};
pub use edit::{Edited, Swap};
pub use piece::{Followed, Loop, Piece};
pub use rack::{LOUDEST, Lane, Rack};
pub(crate) use slot::GENERATIONS;

use crate::link::{Board, Calls, Lanes, Member, Restored, SLOTS};
use layout::Project;
use nice_plug::prelude::{ParamPtr, Params};
use score::Instrument;
use slot::Slot;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Key of the one persisted field.
const FIELD: &str = "quatrain";

/// Shared by the host's main thread, the editor and the worker; never by the audio thread. The only owner of rack and slots:
/// everybody else holds copies.
#[derive(Debug)]
pub struct Saved {
    content: Mutex<Content>,
    calls: Arc<Calls>,
    board: Arc<Board>,
    member: Arc<Member>,
}

#[derive(Debug)]
struct Content {
    rack: Rack,
    asking: Asking,
    slots: [Slot; SLOTS],
    /// Index of the slot that plays.
    slot: usize,
    /// Of what was sent last.
    epoch: u64,
    /// Of what each slot holds: what is older never replaces it.
    epochs: [u64; SLOTS],
    /// Song position at which a pass of the loop is to start, in quarters, while the audio thread has not placed it yet: a host may
    /// store a project again before it plays a block.
    anchor: Option<f64>,
    error: Option<String>,
    /// A stored state that could not be read. It is stored again as it is.
    unread: Option<String>,
    /// A copy of what the rack says, for the audio thread.
    lanes: Arc<Lanes>,
}

impl Content {
    fn here(&self) -> &Slot {
        &self.slots[self.slot]
    }

    fn here_mut(&mut self) -> &mut Slot {
        &mut self.slots[self.slot]
    }
}

impl Saved {
    pub(crate) fn new(member: Arc<Member>, lanes: Arc<Lanes>, calls: Arc<Calls>, board: Arc<Board>) -> Saved {
        let content = Content {
            rack: Rack::band(),
            asking: Asking::default(),
            slots: Default::default(),
            slot: 0,
            epoch: 0,
            epochs: [0; SLOTS],
            anchor: None,
            error: None,
            unread: None,
            lanes,
        };
        Saved { content: Mutex::new(content), calls, board, member }
    }

    /// The instance, as the others of its group see it.
    pub fn member(&self) -> &Arc<Member> {
        &self.member
    }

    /// A copy of the rack; the leader's, while it follows one or waits for one.
    pub fn rack(&self) -> Rack {
        self.member.followed().map_or_else(|| self.lock().rack.clone(), |followed| followed.rack)
    }

    /// Changes the rack; what sounds follows it. A rack that is the leader's stays as it is: it is changed there.
    pub fn change_rack(&self, change: impl FnOnce(&mut Rack)) {
        let mut content = self.lock();
        if self.member.followed().is_some() {
            return;
        }
        let before = content.rack.channels();
        change(&mut content.rack);
        content.rack.publish(&content.lanes);
        let epoch = content.epoch;
        if content.rack.channels() != before {
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

    /// What is asked of the next loop beside parameters and rack. A copy.
    pub fn asking(&self) -> Asking {
        self.lock().asking.clone()
    }

    /// Changes what is asked of the next loop.
    pub fn change_asking(&self, change: impl FnOnce(&mut Asking)) {
        change(&mut self.lock().asking);
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
        self.lock().slots.get(slot)?.present().cloned()
    }

    /// What each slot holds, or is being written for it.
    pub fn pieces(&self) -> [Option<Arc<Piece>>; SLOTS] {
        let content = self.lock();
        std::array::from_fn(|slot| content.slots[slot].shown().cloned())
    }

    /// Index of the slot that plays, and which slots hold anything.
    pub fn slots(&self) -> (usize, [bool; SLOTS]) {
        let content = self.lock();
        (content.slot, std::array::from_fn(|slot| content.slots[slot].shown().is_some()))
    }

    /// Whether there is a step to go back to, and one to go forth to.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        let content = self.lock();
        (content.here().can_undo(), content.here().can_redo())
    }

    /// Keeps what answers `epoch` in `slot`: as a step if it is `whole`, and else beside the steps. It is played if the slot is the one that
    /// plays. A later answer, or a restored state, is never replaced.
    pub(crate) fn write(&self, epoch: u64, slot: usize, piece: Piece, whole: bool) {
        let mut content = self.lock();
        let Some(before) = content.slots.get(slot).filter(|_| epoch >= content.epochs[slot]) else { return };
        // It takes over in the place of music of its metre.
        let in_place = before.shown().is_some_and(|before| before.metre() == piece.metre());
        let plays = slot == content.slot;
        if plays {
            content.anchor = self.anchor(&content).filter(|_| in_place);
            // What the composer chose needs lanes.
            if piece.sections[0].is_whole() {
                match piece.is_free() {
                    true => content.rack.adopt(&piece.instruments()),
                    false => content.rack.release(&piece.instruments()),
                }
            }
        }
        match whole {
            true => content.slots[slot].finish(epoch, Arc::new(piece)),
            false => content.slots[slot].sketch(epoch, Arc::new(piece)),
        }
        content.epochs[slot] = epoch;
        if plays {
            self.send(&mut content, epoch, None);
        }
    }

    /// What was asked for is over: nothing more comes of what is half written, where there is something else.
    pub(crate) fn give_up(&self, epoch: u64, slot: usize) {
        let mut content = self.lock();
        let Some(here) = content.slots.get(slot).filter(|here| here.present().is_some()) else { return };
        if here.draft().is_some() && epoch >= content.epochs[slot] {
            content.slots[slot].give_up();
            if slot == content.slot {
                self.send(&mut content, epoch, None);
            }
        }
    }

    /// Plays another slot. Where it is empty, what sounds goes on until something is written.
    pub(crate) fn select(&self, slot: usize) {
        let mut content = self.lock();
        if slot == content.slot || slot >= SLOTS {
            return;
        }
        content.anchor = self.anchor(&content);
        let sounded = content.epoch;
        content.slot = slot;
        if content.here().shown().is_some() {
            self.change(&mut content, self.calls.number());
        } else {
            content.epoch = sounded;
        }
    }

    /// Goes to a variation of what is in the slot that plays.
    pub(crate) fn turn(&self, generation: u32) {
        let mut content = self.lock();
        let anchor = self.anchor(&content);
        if content.here_mut().set_generation(generation) && content.here().draft().is_none() {
            content.anchor = anchor;
            self.change(&mut content, self.calls.number());
        }
    }

    /// The variation that is to be written next so that there are all up to `latest`: the slot that plays, its number, and the piece from which
    /// it is to be made.
    pub(crate) fn parent(&self, latest: u32) -> Option<(usize, u32, Arc<Piece>)> {
        let content = self.lock();
        let (next, parent) = content.here().next_variation()?;
        (next <= latest).then(|| (content.slot, next, parent.clone()))
    }

    /// Keeps variation `generation` of `parent`, unless something else came into its slot.
    pub(crate) fn evolve(&self, slot: usize, generation: u32, parent: &Arc<Piece>, piece: Piece) {
        let mut content = self.lock();
        let Some(here) = content.slots.get_mut(slot) else { return };
        if here.next_variation().is_some_and(|(next, there)| next == generation && Arc::ptr_eq(there, parent))
        {
            here.evolve(Arc::new(piece));
            // A seek may lead to it at any time.
            if slot == content.slot && content.here().draft().is_none() {
                let epoch = content.epoch;
                self.send(&mut content, epoch, None);
            }
        }
    }

    /// Sends what is there now, with a lane for everything in it.
    fn change(&self, content: &mut Content, epoch: u64) {
        if let Some(there) = content.here().shown().map(|there| there.instruments()) {
            content.rack.adopt(&there);
        }
        self.send(content, epoch, None);
    }

    /// Why the last state could not be restored.
    pub fn error(&self) -> Option<String> {
        self.lock().error.clone()
    }

    pub(crate) fn dismiss_error(&self) {
        self.lock().error = None;
    }

    /// Where the audio thread has placed the loop, or where it is to.
    fn anchor(&self, content: &Content) -> Option<f64> {
        // What is in its place may be the leader's.
        let placed = if self.stands_by() { None } else { self.board.anchor(content.epoch) };
        placed.or(content.anchor)
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        // Every write is a few assignments, so a poisoned content is still whole.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over a stored state; the loop that plays gives way to the stored one, or to silence.
    fn restore(&self, stored: Project) {
        let mut content = self.lock();
        // Behind the lock, so that of two states the one with the later epoch stays.
        let epoch = self.calls.void();
        content.rack = stored.rack;
        content.asking = stored.asking;
        content.slots = stored.slots;
        content.slot = stored.slot;
        content.epochs = [epoch; SLOTS];
        content.error = None;
        content.anchor = stored.anchor;
        content.unread = stored.unread;
        let mut anchor = stored.anchor;
        if !self.member.follows() {
            anchor = stored.followed.as_ref().map_or(anchor, |followed| followed.anchor);
            self.member.set_followed(stored.followed);
        }
        let restored = Restored { anchor };
        self.send(&mut content, epoch, Some(restored));
    }

    fn stored(&self) -> Project {
        let content = self.lock();
        let anchor = self.anchor(&content).filter(|_| content.here().shown().is_some());
        Project {
            rack: content.rack.clone(),
            asking: content.asking.clone(),
            slot: content.slot,
            slots: content.slots.clone().map(Slot::settled),
            anchor,
            followed: self.member.followed().map(|followed| {
                let anchor = self.board.anchor(followed.epoch).or(followed.anchor);
                Followed { anchor, ..followed }
            }),
            unread: content.unread.clone(),
        }
    }

    /// Reads a stored state. One that holds no music but a text that could not be read when it was stored may hold more now.
    fn read(text: &str) -> Result<Project, String> {
        let project = layout::read(text)?;
        let empty = project.slots.iter().all(|slot| slot.shown().is_none());
        let inside = project.unread.as_deref().filter(|_| empty).map(layout::read);
        Ok(inside.and_then(Result::ok).unwrap_or(project))
    }
}

// SAFETY: there is no parameter in here, so no pointer is ever handed out.
unsafe impl Params for Saved {
    fn param_map(&self) -> Vec<(String, ParamPtr, String)> {
        Vec::new()
    }

    fn serialize_fields(&self) -> BTreeMap<String, String> {
        // Numbers that JSON cannot hold were never let in, so this does not fail; if it did, the field would be missing.
        layout::write(&self.stored()).map(|text| (FIELD.to_owned(), text)).into_iter().collect()
    }

    fn deserialize_fields(&self, serialized: &BTreeMap<String, String>) {
        let Some(text) = serialized.get(FIELD) else {
            let foreign = "The state is not Quatrain's: everything stays as it was.";
            self.lock().error = Some(foreign.to_owned());
            return;
        };
        match Saved::read(text) {
            Ok(project) => self.restore(project),
            Err(error) => {
                let mut content = self.lock();
                content.error = Some(error);
                content.unread = Some(text.clone());
            }
        }
    }
}
