//! What is to be heard: sent to the audio thread, and to the instances that follow.

use super::{Attended, Content, Session, music};
use crate::link::{Lane, Phrase, Restored, Wanted};
use score::schedule::LANES;
use session::Followed;
use std::sync::Arc;

impl Session {
    /// Whether what is heard is another instance's: it follows a leader, or waits for one with what it heard last.
    pub fn stands_by(&self) -> bool {
        self.member.follows() || self.member.followed().is_some()
    }

    /// Sends what is to be heard now, as the answer to `epoch`. A restored state without music is silence.
    pub(super) fn send(&self, content: &mut Content, epoch: u64, restored: Option<Restored>) {
        let followed = self.member.followed().map(|followed| Followed { epoch, ..followed });
        let rack = followed.as_ref().map_or(&content.project.rack, |followed| &followed.rack);
        music::publish(rack, &content.lanes);
        if self.member.follows() {
            // Its leader sends what it plays.
            return;
        }
        let heard = followed.clone().or_else(|| self.music(content, epoch));
        let phrase =
            heard.as_ref().and_then(|heard| music::phrase(&heard.piece, epoch, &heard.rack, restored));
        let (slot, generation) = (content.project.slot as u8, content.here().generation());
        let mut phrase = phrase.map(|phrase| Phrase { slot, generation, ..phrase });
        if let Some(phrase) = phrase.as_mut().filter(|_| followed.is_none()) {
            add_variations(phrase, content);
        }
        let half = phrase.as_ref().is_some_and(|phrase| phrase.bars < phrase.length);
        if half && restored.is_none() && self.member.is_followed() {
            // Whoever looked first would hear more of it.
            return;
        }
        let silence = restored.map(|_| Phrase { restored, ..Phrase::silence(epoch) });
        content.epoch = epoch;
        if followed.is_some() {
            self.member.set_followed(followed);
        }
        if let Some(phrase) = phrase.or(silence) {
            self.member.send(phrase, heard, self.board.heard());
        }
    }

    /// What a slot holds, or is being written for it, and the settings of its lanes, as the audio thread would have them; `None` where
    /// there is nothing to hear.
    pub fn printable(&self, slot: usize) -> Option<(Phrase, [Lane; LANES])> {
        let rack = self.rack();
        let piece = self.pieces().into_iter().nth(slot).flatten()?;
        Some((music::phrase(&piece, 0, &rack, None)?, music::lanes(&rack)))
    }

    /// What is to be heard, as those have it that follow.
    pub(super) fn music(&self, content: &Content, epoch: u64) -> Option<Followed> {
        let (piece, rack) = (content.here().shown()?.clone(), content.project.rack.clone());
        Some(Followed { piece, rack, epoch, anchor: self.anchor(content) })
    }

    /// Worker: is in the group that is `wanted` from now on. Who goes out of one has its own music again; who takes the lead over goes on with
    /// what was heard last, as a step that can be undone.
    pub(crate) fn attend(&self, wanted: Option<Wanted>) {
        if wanted != self.member.wanted() {
            // Where the own music is, for when it comes back.
            let mut content = self.lock();
            content.project.anchor = self.anchor(&content);
        }
        let attended = self.member.attend(wanted);
        let followed = match attended {
            Attended::Left | Attended::Leads => self.member.followed(),
            Attended::AsBefore | Attended::Follows => None,
        };
        let Some(followed) = followed else { return };
        let mut content = self.lock();
        let place = self.board.anchor(followed.epoch).or(followed.anchor);
        self.member.set_followed(None);
        let epoch = self.commands.number();
        if attended == Attended::Leads {
            content.project.anchor = place;
            content.project.rack = followed.rack;
            content.project.here_mut().push(Arc::clone(&followed.piece));
            self.send(&mut content, epoch, None);
        } else {
            let anchor = content.project.anchor;
            self.send(&mut content, epoch, Some(Restored { anchor }));
        }
    }
}

/// Has `phrase`, of what is in the slot that plays, carry all variations that are written: the audio thread finds the one that the place in the
/// song asks for.
fn add_variations(phrase: &mut Phrase, content: &Content) {
    let Some((first, pieces)) = content.here().variations().filter(|(_, pieces)| pieces.len() > 1) else {
        return;
    };
    phrase.variations = pieces.iter().map(|piece| music::strikes(piece, &content.project.rack)).collect();
    phrase.first = first;
    phrase.show(phrase.generation);
}
