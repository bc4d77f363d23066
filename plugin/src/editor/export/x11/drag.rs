//! The source's side of XDND, version 5 (freedesktop.org, "Drag-and-Drop Protocol for the X Window System").
//!
//! The framework's window holds the pointer while its button is down, so that nobody else can grab it: the pointer is looked at instead,
//! some hundred times a second.

use super::{Seat, Trouble};
use std::path::Path;
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, KeyButMask, QueryPointerReply, Timestamp, Window,
};
use x11rb::wrapper::ConnectionExt as _;

/// The newest version of the protocol that we speak, and the oldest that others may.
const VERSIONS: (u32, u32) = (5, 3);
/// How long a target may take to say whether it would take the file, once the button is released.
const HESITATION: Duration = Duration::from_millis(500);
/// How long it may take to read the file.
const READING: Duration = Duration::from_secs(10);
/// Escape, in the set of keys that all common servers have.
const ESCAPE: usize = 9;

/// A file under the pointer.
pub struct Drag {
    name: String,
    time: Timestamp,
    target: Option<Target>,
    stage: Stage,
}

/// A window under the pointer that takes drops.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Target {
    window: Window,
    version: u32,
    /// What it said last.
    accepts: bool,
    /// It was told a position and has not answered yet.
    asked: bool,
    /// The position that it was told last.
    at: Option<(i16, i16)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// The pointer was not looked at yet. Whoever is quick has let go by then, and where the pointer is now the file falls.
    New,
    Held,
    /// The button was released, and the target is to say whether it takes the file.
    Released(Instant),
    /// The target reads the file.
    Dropped(Instant),
    /// It has read it, or not.
    Finished {
        taken: bool,
    },
}

impl Drag {
    pub fn new(file: &Path, time: Timestamp) -> Drag {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Drag { name, time, target: None, stage: Stage::New }
    }
}

impl Seat {
    /// Goes one step on with the drag, if there is one.
    pub(super) fn follow(&mut self) -> Result<(), Trouble> {
        let Some(mut drag) = self.drag.take() else { return Ok(()) };
        let pointer = self.connection.query_pointer(self.root)?.reply()?;
        let held = pointer.mask.contains(KeyButMask::BUTTON1);
        let over = match drag.stage {
            Stage::New => {
                drag.stage = Stage::Held;
                self.carry(&mut drag, &pointer)?
            }
            Stage::Held if held => self.carry(&mut drag, &pointer)?,
            Stage::Held => {
                drag.stage = Stage::Released(Instant::now());
                false
            }
            Stage::Released(since) => self.drop_it(&mut drag, since)?,
            Stage::Dropped(since) => since.elapsed() > READING,
            Stage::Finished { .. } => true,
        };
        match (over, drag.stage) {
            (false, _) => self.drag = Some(drag),
            (true, Stage::Finished { taken: true }) => {
                self.outcome.done(format!("{} was dropped.", drag.name));
            }
            (true, Stage::Finished { taken: false } | Stage::Dropped(_)) => {
                let error =
                    format!("The other program did not take {}: export to the folder instead.", drag.name);
                self.outcome.failed(error);
            }
            // Nobody wanted it.
            (true, Stage::New | Stage::Held | Stage::Released(_)) => {}
        }
        Ok(())
    }

    /// The pointer moves with the file; whether that is over.
    fn carry(&self, drag: &mut Drag, pointer: &QueryPointerReply) -> Result<bool, Trouble> {
        let keys = self.connection.query_keymap()?.reply()?.keys;
        let escaped = keys.get(ESCAPE / 8).is_some_and(|bits| bits >> (ESCAPE % 8) & 1 == 1);
        let under = if escaped { None } else { self.target_under_pointer()? };
        if under.map(|(window, _)| window) != drag.target.map(|target| target.window) {
            self.say_leave(drag)?;
            drag.target = under.map(|(window, version)| Target {
                window,
                version,
                accepts: false,
                asked: false,
                at: None,
            });
            self.say_enter(drag)?;
        }
        let at = (pointer.root_x, pointer.root_y);
        if let Some(target) = drag.target.as_mut().filter(|target| !target.asked && target.at != Some(at)) {
            (target.asked, target.at) = (true, Some(at));
            let place = u32::from(at.0 as u16) << 16 | u32::from(at.1 as u16);
            let data = [self.window, 0, place, drag.time, self.atoms.XdndActionCopy];
            self.say(target.window, self.atoms.XdndPosition, data)?;
        }
        Ok(escaped)
    }

    /// The button is up; whether that is the end.
    fn drop_it(&self, drag: &mut Drag, since: Instant) -> Result<bool, Trouble> {
        match drag.target {
            Some(target) if target.asked && since.elapsed() < HESITATION => Ok(false),
            Some(target) if target.accepts => {
                self.say(target.window, self.atoms.XdndDrop, [self.window, 0, drag.time, 0, 0])?;
                drag.stage = Stage::Dropped(Instant::now());
                Ok(false)
            }
            _ => self.say_leave(drag).map(|()| true),
        }
    }

    /// What a target says.
    pub(super) fn listen(&mut self, message: &ClientMessageEvent) {
        let Some(drag) = &mut self.drag else { return };
        let [from, flags, ..] = message.data.as_data32();
        let Some(target) = drag.target.as_mut().filter(|target| target.window == from) else { return };
        if message.type_ == self.atoms.XdndStatus {
            (target.asked, target.accepts) = (false, flags & 1 == 1);
        } else if message.type_ == self.atoms.XdndFinished && matches!(drag.stage, Stage::Dropped(_)) {
            // Before version 5 nobody says how it ended.
            drag.stage = Stage::Finished { taken: target.version < 5 || flags & 1 == 1 };
        }
    }

    /// Nobody is to wait for us.
    pub(super) fn leave(mut self) {
        if let Some(mut drag) = self.drag.take() {
            let _ = self.say_leave(&mut drag);
        }
        // Whoever asks while the connection is being closed would never be answered.
        for selection in [self.atoms.CLIPBOARD, self.atoms.XdndSelection] {
            let owner = self.connection.get_selection_owner(selection).map(|owner| owner.reply());
            if owner.is_ok_and(|owner| owner.is_ok_and(|owner| owner.owner == self.window)) {
                let _ = self.connection.set_selection_owner(x11rb::NONE, selection, x11rb::CURRENT_TIME);
            }
        }
        let _ = self.connection.sync();
    }

    fn say_enter(&self, drag: &Drag) -> Result<(), Trouble> {
        let Some(target) = drag.target else { return Ok(()) };
        let data = [self.window, target.version << 24, self.atoms.URI_LIST, 0, 0];
        self.say(target.window, self.atoms.XdndEnter, data)
    }

    fn say_leave(&self, drag: &mut Drag) -> Result<(), Trouble> {
        let Some(target) = drag.target.take() else { return Ok(()) };
        self.say(target.window, self.atoms.XdndLeave, [self.window, 0, 0, 0, 0])
    }

    fn say(&self, to: Window, what: u32, data: [u32; 5]) -> Result<(), Trouble> {
        let message = ClientMessageEvent::new(32, to, what, data);
        self.connection.send_event(false, to, EventMask::NO_EVENT, message)?;
        Ok(())
    }

    /// The first window from the root down to the pointer that takes drops, and the version of the protocol that both speak.
    fn target_under_pointer(&self) -> Result<Option<(Window, u32)>, Trouble> {
        let mut window = self.root;
        loop {
            let Ok(pointer) = self.connection.query_pointer(window)?.reply() else { return Ok(None) };
            if pointer.child == x11rb::NONE {
                return Ok(None);
            }
            window = pointer.child;
            if let Some(version) = self.version_of(window)? {
                return Ok(Some((window, version)));
            }
        }
    }

    fn version_of(&self, window: Window) -> Result<Option<u32>, Trouble> {
        let aware =
            self.connection.get_property(false, window, self.atoms.XdndAware, AtomEnum::ATOM, 0, 1)?;
        // The window may be gone by now.
        let Ok(aware) = aware.reply() else { return Ok(None) };
        let version = aware.value32().and_then(|mut words| words.next());
        Ok(version.filter(|version| *version >= VERSIONS.1).map(|version| version.min(VERSIONS.0)))
    }
}
