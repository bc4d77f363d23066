//! Dropping and pasting into a window that plays another program, on an X display of its own.

use super::super::Outcome;
use super::super::x11::Desktop;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt,
    CreateWindowAux, EventMask, MOTION_NOTIFY_EVENT, PropMode, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// An X server that nobody sees.
struct Server {
    process: Child,
    name: String,
}

impl Server {
    fn start() -> Server {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed: `cargo xtask test` does that");
        let mut number = String::new();
        let said = process.stdout.take().expect("it is piped");
        BufReader::new(said).read_line(&mut number).expect("it says its number");
        Server { process, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Another program: a window at the left of the screen that takes what is dropped on it, and a hand on the pointer.
struct Other {
    connection: RustConnection,
    root: Window,
    window: Window,
    accepts: bool,
    /// What was said to it, in order.
    heard: Vec<String>,
    /// The window in which the drag begins: as long as the button is down it has the pointer, and nobody else can grab it.
    _holds: RustConnection,
}

impl Other {
    fn open(server: &Server) -> Other {
        let (connection, screen) = x11rb::connect(Some(&server.name)).expect("a display");
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id().expect("a number");
        let look = CreateWindowAux::new().override_redirect(1).event_mask(EventMask::PROPERTY_CHANGE);
        let class = WindowClass::INPUT_OUTPUT;
        connection.create_window(0, window, root, 0, 0, 200, 200, 0, class, 0, &look).expect("sent");
        let _holds = window_that_holds_the_pointer(server);
        let other = Other { connection, root, window, accepts: true, heard: Vec::new(), _holds };
        let aware = other.atom("XdndAware");
        other
            .connection
            .change_property32(PropMode::REPLACE, window, aware, AtomEnum::ATOM, &[5])
            .expect("sent");
        other.connection.map_window(window).expect("sent");
        other.connection.sync().expect("it is there");
        other
    }

    fn atom(&self, name: &str) -> Atom {
        self.connection.intern_atom(false, name.as_bytes()).expect("sent").reply().expect("an atom").atom
    }

    fn name(&self, atom: Atom) -> String {
        let name = self.connection.get_atom_name(atom).expect("sent").reply().expect("a name").name;
        String::from_utf8_lossy(&name).into_owned()
    }

    fn hand(&self, what: u8, detail: u8, (x, y): (i16, i16)) {
        self.connection.xtest_fake_input(what, detail, 0, self.root, x, y, 0).expect("sent");
        self.connection.sync().expect("done");
    }

    fn press(&self) {
        self.hand(BUTTON_PRESS_EVENT, 1, (0, 0));
    }

    fn release(&self) {
        self.hand(BUTTON_RELEASE_EVENT, 1, (0, 0));
    }

    fn move_to(&self, x: i16, y: i16) {
        self.hand(MOTION_NOTIFY_EVENT, 0, (x, y));
    }

    /// Answers whatever comes until `last` was said.
    fn listen_until(&mut self, last: &str) {
        let begun = Instant::now();
        while self.heard.last().map(String::as_str) != Some(last) {
            assert!(begun.elapsed() < PATIENCE, "{last} was never heard: {:?}", self.heard);
            match self.connection.poll_for_event().expect("a server") {
                Some(Event::ClientMessage(message)) => self.hear(&message),
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    fn hear(&mut self, message: &ClientMessageEvent) {
        let (what, [source, _, time, ..]) = (self.name(message.type_), message.data.as_data32());
        match what.as_str() {
            "XdndPosition" => {
                let data = [self.window, u32::from(self.accepts), 0, 0, self.atom("XdndActionCopy")];
                self.say(source, "XdndStatus", data);
            }
            "XdndDrop" => {
                let text = self.ask("XdndSelection", "text/uri-list", time);
                self.heard.push(text);
                self.say(source, "XdndFinished", [self.window, 1, self.atom("XdndActionCopy"), 0, 0]);
            }
            _ => {}
        }
        self.heard.push(what);
    }

    fn say(&self, to: Window, what: &str, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, to, self.atom(what), data);
        self.connection.send_event(false, to, EventMask::NO_EVENT, message).expect("sent");
        self.connection.flush().expect("sent");
    }

    /// What the owner of a selection gives for `form`; empty: nothing.
    fn ask(&self, selection: &str, form: &str, time: u32) -> String {
        let (selection, form, into) = (self.atom(selection), self.atom(form), self.atom("TEST_TARGET"));
        self.connection.convert_selection(self.window, selection, form, into, time).expect("sent");
        self.connection.flush().expect("sent");
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            match self.connection.poll_for_event().expect("a server") {
                Some(Event::SelectionNotify(given)) if given.property == x11rb::NONE => return String::new(),
                Some(Event::SelectionNotify(_)) => {
                    let all = self.connection.get_property(true, self.window, into, AtomEnum::ANY, 0, 10_000);
                    let value = all.expect("sent").reply().expect("a property").value;
                    return String::from_utf8_lossy(&value).into_owned();
                }
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        }
        panic!("nobody answers");
    }
}

/// At the right of the screen, as the editor's window is.
fn window_that_holds_the_pointer(server: &Server) -> RustConnection {
    let (connection, screen) = x11rb::connect(Some(&server.name)).expect("a display");
    let root = connection.setup().roots[screen].root;
    let window = connection.generate_id().expect("a number");
    let events = EventMask::BUTTON_PRESS | EventMask::BUTTON_RELEASE | EventMask::BUTTON_MOTION;
    let look = CreateWindowAux::new().override_redirect(1).event_mask(events);
    let class = WindowClass::INPUT_OUTPUT;
    connection.create_window(0, window, root, 300, 200, 300, 200, 0, class, 0, &look).expect("sent");
    connection.map_window(window).expect("sent");
    connection.sync().expect("it is there");
    connection
}

fn wait_for(outcome: &Outcome) -> (Option<String>, Option<String>) {
    let begun = Instant::now();
    loop {
        let said = outcome.lock().clone();
        if said.done.is_some() || said.error.is_some() {
            *outcome.lock() = Default::default();
            return (said.done, said.error);
        }
        assert!(begun.elapsed() < PATIENCE, "nothing was said");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn file(number: usize) -> PathBuf {
    Path::new("/tmp").join(format!("Quatrain {number}.mid"))
}

#[test]
fn files_are_dropped_into_another_window_twice_in_a_row() {
    let server = Server::start();
    let mut other = Other::open(&server);
    let outcome = Arc::new(Outcome::default());
    let mut desktop = Desktop::on(&server.name, outcome.clone());
    for number in 1..=2 {
        other.move_to(400, 300);
        other.press();
        desktop.drag(file(number)).expect("a display");
        other.move_to(100, 90 + number as i16);
        other.listen_until("XdndPosition");
        other.release();
        other.listen_until("XdndDrop");
        let text = &other.heard[other.heard.len() - 2];
        assert_eq!(*text, format!("file:///tmp/Quatrain%20{number}.mid\r\n"));
        assert_eq!(other.heard[0], "XdndEnter");
        assert_eq!(wait_for(&outcome), (Some(format!("Quatrain {number}.mid was dropped.")), None));
        other.heard.clear();
    }
}

#[test]
fn a_hand_that_let_go_before_anybody_looked_drops_where_the_pointer_is() {
    let server = Server::start();
    let mut other = Other::open(&server);
    let outcome = Arc::new(Outcome::default());
    let mut desktop = Desktop::on(&server.name, outcome.clone());
    other.move_to(400, 300);
    other.press();
    other.move_to(100, 90);
    other.release();
    desktop.drag(file(1)).expect("a display");
    other.listen_until("XdndDrop");
    assert_eq!(wait_for(&outcome), (Some("Quatrain 1.mid was dropped.".to_owned()), None));
}

#[test]
fn what_nobody_takes_is_dropped_nowhere_and_a_window_that_is_left_is_told() {
    let server = Server::start();
    let mut other = Other::open(&server);
    other.accepts = false;
    let outcome = Arc::new(Outcome::default());
    let mut desktop = Desktop::on(&server.name, outcome.clone());
    other.move_to(100, 100);
    other.press();
    desktop.drag(file(1)).expect("a display");
    other.listen_until("XdndPosition");
    other.move_to(400, 300);
    other.listen_until("XdndLeave");
    other.move_to(100, 101);
    other.listen_until("XdndPosition");
    other.release();
    other.listen_until("XdndLeave");
    assert!(!other.heard.iter().any(|heard| heard == "XdndDrop"), "{:?}", other.heard);
    drop(desktop);
    assert_eq!(*outcome.lock(), Default::default(), "nothing happened that would have to be said");
}

#[test]
fn a_file_on_the_clipboard_can_be_pasted_as_file_managers_and_hosts_do_until_another_takes_its_place() {
    let server = Server::start();
    let other = Other::open(&server);
    let mut desktop = Desktop::on(&server.name, Arc::new(Outcome::default()));
    for number in 1..=2 {
        desktop.copy(file(number)).expect("a display");
        let uri = format!("file:///tmp/Quatrain%20{number}.mid");
        let begun = Instant::now();
        while other.ask("CLIPBOARD", "text/uri-list", 0) != format!("{uri}\r\n") {
            assert!(begun.elapsed() < PATIENCE, "it never came");
        }
        assert_eq!(other.ask("CLIPBOARD", "x-special/gnome-copied-files", 0), format!("copy\n{uri}"));
        assert_eq!(other.ask("CLIPBOARD", "image/png", 0), "", "what it is not it does not give");
        assert!(!other.ask("CLIPBOARD", "TARGETS", 0).is_empty());
    }
    drop(desktop);
    assert_eq!(other.ask("CLIPBOARD", "text/uri-list", 0), "", "it went with the instance");
}
