//! A project, from the host's side.

mod by_hand;
mod damage;
mod heard;
mod migration;
mod slots;
mod stored;

use super::stored::FIELD;
use super::*;
use crate::link::AudioEnd;
use crate::link::{Restored, What};
use crate::session::{Link, wire};
use nice_plug::prelude::Params;
use score::{BARS, Instrument, Metre, Note, Request, Ticks, Track, canonicalise};
use session::{Loop, Swap, pack};
use std::collections::BTreeMap;

/// What a host stores and loads, with the ends that hear of it.
struct Instance {
    saved: Arc<Session>,
    commands: Arc<Commands>,
    board: Arc<Board>,
    audio: AudioEnd,
}

impl Instance {
    /// A piece is asked for; its number.
    fn ask(&self) -> u64 {
        self.commands.give(0, What::Generate)
    }

    /// The last number that was given out.
    fn asked(&self) -> u64 {
        self.commands.latest()
    }

    fn undo(&self) {
        self.saved.undo(self.saved.slots().0, self.commands.number(), false);
    }

    fn redo(&self) {
        self.saved.redo(self.saved.slots().0, self.commands.number());
    }

    /// The first loop of what is shown.
    fn the_loop(&self) -> Option<Arc<Loop>> {
        self.saved.shown().map(|piece| piece.sections[0].clone())
    }
}

/// A loop is written, in part or whole, in answer to `epoch`.
fn write(project: &Instance, epoch: u64, music: Loop) {
    let whole = music.is_whole();
    project.saved.write(epoch, 0, Piece::of(music), whole);
}

fn project() -> Instance {
    let Link { session: saved, commands, board, audio, .. } = wire();
    Instance { saved, commands, board, audio }
}

const PIANO: Instrument = Instrument(0);

fn a_loop() -> Loop {
    let note = |instrument, onset, pitch, duration| Note {
        instrument,
        onset: Ticks(onset),
        pitch,
        velocity: 77,
        duration: Ticks(duration),
    };
    let metre = Metre::SevenEight;
    let notes = [note(PIANO, 0, 60, 12), note(PIANO, 13, 127, 1), note(Instrument::DRUMS, 100, 36, 1)];
    let notes = canonicalise(&notes, metre);
    let asked = Request {
        metre,
        tempo: Some(133.7),
        mean_pitch: Some(61.3),
        tracks: vec![Track::new(Instrument::DRUMS), Track::new(PIANO)],
        seed: u64::MAX,
        ..Request::default()
    };
    Loop::whole(asked, notes)
}

/// With a loop that plays from song position 13.3 on.
fn playing() -> Instance {
    let project = project();
    project.saved.change_rack(|rack| rack.set_asked(&[PIANO, Instrument::DRUMS]));
    project.ask();
    write(&project, 1, a_loop());
    project.board.set_placement(Some(crate::link::Placement {
        epoch: 1,
        number: 1,
        anchor: 13.3,
        length: 16.0,
    }));
    project
}

fn stored() -> BTreeMap<String, String> {
    playing().saved.serialize_fields()
}

fn with(change: impl FnOnce(&mut serde_json::Value)) -> BTreeMap<String, String> {
    let mut fields = stored();
    let mut value: serde_json::Value = serde_json::from_str(&fields[FIELD]).expect("it is JSON");
    change(&mut value);
    fields.insert(FIELD.to_owned(), value.to_string());
    fields
}
