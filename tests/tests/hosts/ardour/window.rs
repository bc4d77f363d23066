//! Ardour in its window, with the plugin's editor open above it, on a display that nobody sees.

use super::home::{in_home, install, link};
use super::stored::state_in;
use crate::display::{CONTROL, Display, Part, Picture, Point, SHIFT, Seat, Trouble};
use crate::programs::run;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// The editor above, Ardour's own window below it.
const SCREEN: (u16, u16) = (1400, 1500);
const BELOW: Point = (0, 730);
const SIZE: (u32, u32) = (1398, 768);
/// In Ardour's window: the header of the one track, the plugin in its mixer strip, ground with nothing on it.
const HEADER: Point = (49, 344);
const PLUGIN: Point = (46, 170);
const NOWHERE: Point = (1100, 600);
/// How long a thing may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What somebody sits at.
pub struct Desk {
    pub seat: Seat,
    /// The session.
    pub session: PathBuf,
    ardour: Child,
    /// Ardour's main window.
    main: u32,
    /// The corner of the editor.
    editor: Point,
    _display: Display,
}

impl Desk {
    /// Makes a session with the plugin in `folder`, opens it in Ardour, and the editor.
    pub fn open(folder: &Path) -> Result<Desk, Trouble> {
        let session = make_session(folder)?;
        let display = Display::start(SCREEN)?;
        let seat = Seat::at(&display)?;
        let ardour = start(folder, &session, &display)?;
        let mut desk = Desk { seat, session, ardour, main: 0, editor: (0, 0), _display: display };
        desk.main = desk.appears(|title| title.ends_with("take - Ardour"))?;
        desk.seat.place(desk.main, BELOW, Some(SIZE))?;
        sleep(Duration::from_secs(3));
        desk.open_editor()?;
        Ok(desk)
    }

    fn open_editor(&mut self) -> Result<(), Trouble> {
        self.seat.click(self.below(HEADER))?;
        self.seat.focus(self.main)?;
        // The mixer strip of the track that was clicked.
        self.seat.keys(&[SHIFT, u32::from('e')])?;
        sleep(Duration::from_secs(2));
        self.seat.double_click(self.below(PLUGIN))?;
        let frame = self.appears(|title| title.starts_with("Quatrain: "))?;
        let editor = self.appears(|title| title == "Quatrain")?;
        self.seat.place(frame, (0, 0), None)?;
        self.seat.point(self.below(NOWHERE))?;
        sleep(Duration::from_secs(2));
        self.editor = self.seat.corner(editor)?;
        Ok(())
    }

    fn appears(&self, fits: impl Fn(&str) -> bool) -> Result<u32, Trouble> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(window) = self.seat.window(&fits) {
                return Ok(window);
            }
            sleep(Duration::from_millis(200));
        }
        let _ = self.look()?.keep("ardour-failed");
        Err("a window did not appear".into())
    }

    fn below(&self, (x, y): Point) -> Point {
        (BELOW.0 + x, BELOW.1 + y)
    }

    /// A place of the editor on the screen.
    pub fn at(&self, (x, y): Point) -> Point {
        (self.editor.0 + x, self.editor.1 + y)
    }

    /// A place on Ardour's canvas, below all tracks.
    pub fn canvas(&self, x: i32) -> Point {
        self.below((x, NOWHERE.1))
    }

    /// A part of the editor on the screen.
    pub fn part(&self, (left, top, width, height): Part) -> Part {
        (self.editor.0 + left, self.editor.1 + top, width, height)
    }

    /// Clicks in the editor, and takes the pointer away.
    pub fn click(&self, at: Point) -> Result<(), Trouble> {
        self.seat.click(self.at(at))?;
        self.away()
    }

    pub fn away(&self) -> Result<(), Trouble> {
        self.seat.point(self.below(NOWHERE))
    }

    pub fn look(&self) -> Result<Picture, Trouble> {
        self.seat.picture(SCREEN)
    }

    /// Has Ardour save, until the plugin's state in the session `fits`; that state.
    pub fn saved(&self, what: &str, fits: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Trouble> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            self.save()?;
            let state = state_in(&self.session)?;
            if fits(&state) {
                return Ok(state);
            }
            sleep(Duration::from_millis(500));
        }
        self.look()?.keep("ardour-failed")?;
        Err(format!("the session never said: {what}").into())
    }

    /// Has Ardour save.
    pub fn save(&self) -> Result<(), Trouble> {
        let file = self.session.join("take.ardour");
        let written = || file.metadata().and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let before = written();
        self.away()?;
        self.seat.focus(self.main)?;
        self.seat.keys(&[CONTROL, u32::from('s')])?;
        let begun = Instant::now();
        while written() == before && begun.elapsed() < Duration::from_secs(5) {
            sleep(Duration::from_millis(50));
        }
        sleep(Duration::from_millis(200));
        Ok(())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.ardour.kill();
        let _ = self.ardour.wait();
    }
}

fn make_session(folder: &Path) -> Result<PathBuf, Trouble> {
    let uid = install(folder)?;
    let session = folder.join("session");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ardour/panel.lua");
    let mut lua = in_home(folder, "ardour7-lua");
    let said = run(lua.arg(script).env("PLUGIN_UID", uid).env("SESSION", &session), Duration::from_secs(40))?;
    if said.contains("done") { Ok(session) } else { Err(format!("no session: {said}").into()) }
}

fn start(folder: &Path, session: &Path, display: &Display) -> Result<Child, Trouble> {
    let settings = folder.join("home/.config/ardour7");
    std::fs::create_dir_all(&settings)?;
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("ardour/config.xml");
    std::fs::copy(config, settings.join("config"))?;
    // It has been started before: nothing to welcome.
    std::fs::write(settings.join(".a7"), "")?;
    let programs = folder.join("programs");
    std::fs::create_dir_all(&programs)?;
    // Exports are not shown in the file manager of whoever runs this.
    link(Path::new("/bin/true"), &programs.join("xdg-open"))?;
    let path = std::env::var("PATH").unwrap_or_default();
    let log = std::fs::File::create(folder.join("ardour.log"))?;
    let mut ardour = in_home(folder, "ardour");
    ardour.arg(session.join("take.ardour"));
    ardour.env("DISPLAY", display.name()).env("LIBGL_ALWAYS_SOFTWARE", "1").env("XDG_RUNTIME_DIR", folder);
    ardour.env("PATH", format!("{}:{path}", programs.display()));
    Ok(ardour.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?)
}
