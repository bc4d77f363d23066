//! How the project comes into the host's, and out of it.

use super::Session;
use crate::link::{Restored, end_restoring};
use nice_plug::prelude::{ParamPtr, Params};
use session::{Followed, Project, Slot};
use std::collections::BTreeMap;

/// Key of the one persisted field.
pub(super) const FIELD: &str = "quatrain";

impl Session {
    /// Takes over a stored state; the loop that plays gives way to the stored one, or to silence.
    fn restore(&self, stored: Project) {
        let mut content = self.lock();
        // Behind the lock, so that of two states the one with the later epoch stays.
        let epoch = self.commands.number();
        let mut anchor = stored.anchor;
        if !self.member.follows() {
            anchor = stored.followed.as_ref().map_or(anchor, |followed| followed.anchor);
            self.member.set_followed(stored.followed.clone());
        }
        content.project = Project { followed: None, ..stored };
        content.project.slots.iter_mut().for_each(|slot: &mut Slot| slot.set_answered(epoch));
        content.error = None;
        self.send(&mut content, epoch, Some(Restored { anchor }));
        self.commands.interrupt();
    }

    fn stored(&self) -> Project {
        let content = self.lock();
        let anchor = self.anchor(&content).filter(|_| content.here().shown().is_some());
        let followed = self.member.followed().map(|followed| {
            let anchor = self.board.anchor(followed.epoch).or(followed.anchor);
            Followed { anchor, ..followed }
        });
        Project { anchor, followed, ..content.project.settled() }
    }

    /// Reads a stored state. One that holds no music but a text that could not be read when it was stored may hold more now.
    fn read(text: &str) -> Result<Project, String> {
        let project = session::read(text)?;
        let empty = project.slots.iter().all(|slot| slot.shown().is_none());
        let inside = project.unread.as_deref().filter(|_| empty).map(session::read);
        Ok(inside.and_then(Result::ok).unwrap_or(project))
    }
}

// SAFETY: there is no parameter in here, so no pointer is ever handed out.
unsafe impl Params for Session {
    fn param_map(&self) -> Vec<(String, ParamPtr, String)> {
        Vec::new()
    }

    fn serialize_fields(&self) -> BTreeMap<String, String> {
        // Numbers that JSON cannot hold were never let in, so this does not fail; if it did, the field would be missing.
        session::write(&self.stored()).map(|text| (FIELD.to_owned(), text)).into_iter().collect()
    }

    fn deserialize_fields(&self, serialized: &BTreeMap<String, String>) {
        end_restoring();
        let Some(text) = serialized.get(FIELD) else {
            let foreign = "The state is not Quatrain's: everything stays as it was.";
            self.lock().error = Some(foreign.to_owned());
            return;
        };
        match Session::read(text) {
            Ok(project) => self.restore(project),
            Err(error) => {
                let mut content = self.lock();
                content.error = Some(error);
                content.project.unread = Some(text.clone());
            }
        }
    }
}
