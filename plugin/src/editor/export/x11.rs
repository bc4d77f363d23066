//! Dragging and copying files on X11, on a connection and a thread of its own: the window's connection belongs to the framework.

mod drag;
mod offer;

use super::Outcome;
use drag::Drag;
use nice_plug::editor::ParentWindowHandle;
use offer::Offer;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt, CreateWindowAux, EventMask, PropMode, SelectionRequestEvent, Timestamp,
    Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

x11rb::atom_manager! {
    /// What the protocol calls by name.
    Atoms: AtomsCookie {
        CLIPBOARD, TARGETS, TIMESTAMP,
        URI_LIST: b"text/uri-list",
        COPIED_FILES: b"x-special/gnome-copied-files",
        XdndAware, XdndSelection, XdndEnter, XdndPosition, XdndStatus, XdndLeave, XdndDrop, XdndFinished,
        XdndActionCopy,
        QUATRAIN_TIME,
    }
}

/// Between two looks at the pointer while something is dragged.
const DRAGGING: Duration = Duration::from_millis(8);
/// Between two looks whether somebody pastes, while something is on the clipboard.
const OFFERING: Duration = Duration::from_millis(40);

/// Whatever went wrong between us and the X server.
type Trouble = Box<dyn Error>;

enum Command {
    Copy(PathBuf),
    Drag(PathBuf),
}

/// Lives with the exporter. Starts its thread with the first file, and ends it when dropped: a host may unload us then.
pub struct Desktop {
    /// `None`: as the environment says.
    display: Option<String>,
    outcome: Arc<Outcome>,
    thread: Option<(Sender<Command>, JoinHandle<()>)>,
}

impl Desktop {
    pub fn new(outcome: Arc<Outcome>) -> Desktop {
        Desktop { display: None, outcome, thread: None }
    }

    /// On a display by its name.
    #[cfg(test)]
    pub fn on(display: &str, outcome: Arc<Outcome>) -> Desktop {
        Desktop { display: Some(display.to_owned()), outcome, thread: None }
    }

    /// Nothing to do: the pointer is asked for, not the window.
    pub fn set_parent(&mut self, _parent: Option<ParentWindowHandle>) {}

    /// Puts the file on the clipboard.
    ///
    /// # Errors
    /// In words, where there is no display.
    pub fn copy(&mut self, file: PathBuf) -> Result<(), String> {
        self.tell(Command::Copy(file))
    }

    /// Drags the file with the pointer, until its button is released.
    ///
    /// # Errors
    /// In words, where there is no display.
    pub fn drag(&mut self, file: PathBuf) -> Result<(), String> {
        self.tell(Command::Drag(file))
    }

    fn tell(&mut self, command: Command) -> Result<(), String> {
        let unreachable = |error: &dyn std::fmt::Display| {
            format!("The X display cannot be reached ({error}): export to the folder instead.")
        };
        if self.thread.as_ref().is_none_or(|(_, thread)| thread.is_finished()) {
            self.end();
            let seat = Seat::connect(self.display.as_deref(), self.outcome.clone());
            let seat = seat.map_err(|error| unreachable(&error))?;
            let (commands, orders) = channel();
            let thread = std::thread::Builder::new().name("quatrain drag".to_owned());
            let thread = thread.spawn(move || seat.run(&orders)).map_err(|error| unreachable(&error))?;
            self.thread = Some((commands, thread));
        }
        let sent = self.thread.as_ref().map(|(commands, _)| commands.send(command));
        sent.unwrap_or(Ok(())).map_err(|error| unreachable(&error))
    }

    fn end(&mut self) {
        if let Some((commands, thread)) = self.thread.take() {
            // Its thread ends when nobody can send any more.
            drop(commands);
            let _ = thread.join();
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.end();
    }
}

/// Lives on the desktop's thread: a connection, a window that nobody sees, and what it offers.
struct Seat {
    connection: RustConnection,
    root: Window,
    window: Window,
    atoms: Atoms,
    outcome: Arc<Outcome>,
    /// On the clipboard.
    copied: Option<Offer>,
    /// Under the pointer, or dropped last.
    dragged: Option<Offer>,
    drag: Option<Drag>,
}

impl Seat {
    fn connect(display: Option<&str>, outcome: Arc<Outcome>) -> Result<Seat, Trouble> {
        let (connection, screen) = x11rb::connect(display)?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id()?;
        let events = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        let class = WindowClass::INPUT_OUTPUT;
        connection.create_window(0, window, root, -1, -1, 1, 1, 0, class, 0, &events)?;
        connection.flush()?;
        Ok(Seat { connection, root, window, atoms, outcome, copied: None, dragged: None, drag: None })
    }

    /// Works until nobody can send commands any more, or the X server is gone.
    fn run(mut self, orders: &Receiver<Command>) {
        loop {
            let order = match (&self.drag, &self.copied) {
                (None, None) => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
                (Some(_), _) => orders.recv_timeout(DRAGGING),
                (None, Some(_)) => orders.recv_timeout(OFFERING),
            };
            let done = match order {
                Ok(command) => self.obey(command),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => return self.leave(),
            };
            if let Err(error) = done.and_then(|()| self.attend()) {
                return self.outcome.failed(format!("The X display went away ({error})."));
            }
        }
    }

    fn obey(&mut self, command: Command) -> Result<(), Trouble> {
        let time = self.server_time()?;
        match command {
            Command::Copy(file) => {
                self.copied = Some(Offer::new(&file, time));
                self.connection.set_selection_owner(self.window, self.atoms.CLIPBOARD, time)?;
            }
            Command::Drag(file) => {
                self.dragged = Some(Offer::new(&file, time));
                self.connection.set_selection_owner(self.window, self.atoms.XdndSelection, time)?;
                self.drag = Some(Drag::new(&file, time));
            }
        }
        Ok(self.connection.flush()?)
    }

    /// Answers what came in, then goes on with the drag.
    fn attend(&mut self) -> Result<(), Trouble> {
        while let Some(event) = self.connection.poll_for_event()? {
            self.hear(&event)?;
        }
        self.follow()?;
        Ok(self.connection.flush()?)
    }

    fn hear(&mut self, event: &Event) -> Result<(), Trouble> {
        match event {
            Event::SelectionRequest(request) => self.answer(request)?,
            Event::SelectionClear(gone) if gone.selection == self.atoms.CLIPBOARD => self.copied = None,
            Event::ClientMessage(message) => self.listen(message),
            // Also errors: a window that we spoke to may be gone.
            _ => {}
        }
        Ok(())
    }

    fn answer(&self, request: &SelectionRequestEvent) -> Result<(), Trouble> {
        let of = if request.selection == self.atoms.CLIPBOARD { &self.copied } else { &self.dragged };
        match of {
            Some(offer) => offer.answer(&self.connection, &self.atoms, request),
            None => offer::refuse(&self.connection, request),
        }
    }

    /// The X server's time now; the protocol wants real ones.
    fn server_time(&mut self) -> Result<Timestamp, Trouble> {
        let atom: Atom = self.atoms.QUATRAIN_TIME;
        self.connection.change_property8(PropMode::APPEND, self.window, atom, AtomEnum::STRING, &[])?;
        self.connection.flush()?;
        loop {
            match self.connection.wait_for_event()? {
                Event::PropertyNotify(changed) if changed.atom == atom => {
                    return Ok(changed.time);
                }
                event => self.hear(&event)?,
            }
        }
    }
}
