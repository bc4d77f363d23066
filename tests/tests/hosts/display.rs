//! An X server without a screen, a hand that moves its pointer, and an eye.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConfigureWindowAux, ConnectionExt, ImageFormat,
    InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, StackMode, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// Numbers of keys, as X11 calls them.
pub const CONTROL: u32 = 0xffe3;
pub const SHIFT: u32 = 0xffe1;
pub const UP: u32 = 0xff52;

/// Between two moves of the hand: a program on a busy machine has to have seen the one before.
const MOVE: Duration = Duration::from_millis(100);
/// Before and behind a press.
const PRESS: Duration = Duration::from_millis(300);

pub type Trouble = Box<dyn std::error::Error>;

/// An X server without a screen, while this lives.
pub struct Display(Child, String);

impl Display {
    pub fn start((width, height): (u16, u16)) -> Result<Display, Trouble> {
        let mut server = Command::new("Xvfb");
        let screen = format!("{width}x{height}x24");
        server.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"]);
        let mut server = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut number = String::new();
        let said = server.stdout.take().ok_or("it has an output")?;
        BufReader::new(said).read_line(&mut number)?;
        Ok(Display(server, format!(":{}", number.trim())))
    }

    /// What programs are told as `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.1
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub type Point = (i32, i32);

/// A hand and an eye on a display. There is no window manager: windows lie where they are put.
pub struct Seat {
    connection: RustConnection,
    root: Window,
}

impl Seat {
    pub fn at(display: &Display) -> Result<Seat, Trouble> {
        Seat::on(Some(display.name()))
    }

    /// On the display that this process was told.
    pub fn here() -> Result<Seat, Trouble> {
        Seat::on(None)
    }

    fn on(display: Option<&str>) -> Result<Seat, Trouble> {
        let (connection, screen) = x11rb::connect(display)?;
        let root = connection.setup().roots[screen].root;
        Ok(Seat { connection, root })
    }

    /// A window that is seen and whose title `fits`.
    pub fn window(&self, fits: impl Fn(&str) -> bool) -> Option<Window> {
        let mut rest = vec![self.root];
        while let Some(window) = rest.pop() {
            // Any window may be gone by the time it is looked at.
            let seen = self.connection.get_window_attributes(window).ok()?.reply();
            if !seen.is_ok_and(|seen| seen.map_state == MapState::VIEWABLE) {
                continue;
            }
            if self.title(window).is_some_and(|title| fits(&title)) {
                return Some(window);
            }
            let tree = self.connection.query_tree(window).ok()?.reply();
            rest.extend(tree.map(|tree| tree.children).unwrap_or_default());
        }
        None
    }

    fn title(&self, window: Window) -> Option<String> {
        let name =
            self.connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 256).ok()?;
        Some(String::from_utf8_lossy(&name.reply().ok()?.value).into_owned())
    }

    /// Puts a window there, so large, above the others.
    pub fn place(&self, window: Window, (x, y): Point, size: Option<(u32, u32)>) -> Result<(), Trouble> {
        let (width, height) = size.unzip();
        let there = ConfigureWindowAux::new().x(x).y(y).width(width).height(height);
        self.connection.configure_window(window, &there.stack_mode(StackMode::ABOVE))?.check()?;
        Ok(())
    }

    /// Where a window's corner is on the screen.
    pub fn corner(&self, window: Window) -> Result<Point, Trouble> {
        let at = self.connection.translate_coordinates(window, self.root, 0, 0)?.reply()?;
        Ok((at.dst_x.into(), at.dst_y.into()))
    }

    pub fn focus(&self, window: Window) -> Result<(), Trouble> {
        self.connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?.check()?;
        Ok(())
    }
}

/// The hand.
impl Seat {
    pub fn point(&self, (x, y): Point) -> Result<(), Trouble> {
        self.fake(MOTION_NOTIFY_EVENT, 0, (x, y))?;
        sleep(MOVE);
        Ok(())
    }

    pub fn click(&self, at: Point) -> Result<(), Trouble> {
        self.point(at)?;
        sleep(PRESS);
        self.press(true)?;
        sleep(MOVE / 2);
        self.press(false)
    }

    pub fn double_click(&self, at: Point) -> Result<(), Trouble> {
        self.click(at)?;
        sleep(MOVE / 2);
        self.press(true)?;
        self.press(false)
    }

    /// Drags from here to there, slowly enough for whoever takes part.
    pub fn drag(&self, from: Point, to: Point) -> Result<(), Trouble> {
        self.point(from)?;
        sleep(PRESS);
        self.press(true)?;
        sleep(PRESS);
        for step in [4, 12] {
            self.point((from.0 + step, from.1 + step / 2))?;
            sleep(PRESS);
        }
        for step in 1..=20 {
            self.point((from.0 + (to.0 - from.0) * step / 20, from.1 + (to.1 - from.1) * step / 20))?;
        }
        self.point((to.0 + 1, to.1))?;
        sleep(2 * PRESS);
        self.press(false)
    }

    fn press(&self, down: bool) -> Result<(), Trouble> {
        self.fake(if down { BUTTON_PRESS_EVENT } else { BUTTON_RELEASE_EVENT }, 1, (0, 0))
    }

    /// Presses these keys in their order, and lets them go.
    pub fn keys(&self, keys: &[u32]) -> Result<(), Trouble> {
        let codes = keys.iter().map(|&key| self.code(key)).collect::<Result<Vec<u8>, _>>()?;
        for &code in &codes {
            self.fake(KEY_PRESS_EVENT, code, (0, 0))?;
            sleep(MOVE / 4);
        }
        for &code in codes.iter().rev() {
            self.fake(KEY_RELEASE_EVENT, code, (0, 0))?;
        }
        sleep(MOVE);
        Ok(())
    }

    fn code(&self, key: u32) -> Result<u8, Trouble> {
        let (first, last) = (self.connection.setup().min_keycode, self.connection.setup().max_keycode);
        let map = self.connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        let each = usize::from(map.keysyms_per_keycode).max(1);
        let place = map.keysyms.chunks(each).position(|keys| keys[0] == key);
        Ok(first + place.ok_or(format!("no key {key:#x}"))? as u8)
    }

    fn fake(&self, what: u8, detail: u8, (x, y): Point) -> Result<(), Trouble> {
        let (x, y) = (x as i16, y as i16);
        self.connection.xtest_fake_input(what, detail, 0, self.root, x, y, 0)?.check()?;
        Ok(())
    }
}

/// The eye.
impl Seat {
    pub fn picture(&self, size: (u16, u16)) -> Result<Picture, Trouble> {
        let (format, all) = (ImageFormat::Z_PIXMAP, u32::MAX);
        let image = self.connection.get_image(format, self.root, 0, 0, size.0, size.1, all)?.reply()?;
        Ok(Picture { width: usize::from(size.0), pixels: image.data })
    }
}

/// What was seen: blue, green, red and nothing for each pixel.
pub struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

/// Corner and size.
pub type Part = (i32, i32, i32, i32);

impl Picture {
    /// How many pixels of a part differ.
    pub fn differs(&self, other: &Picture, (left, top, width, height): Part) -> usize {
        let row = |of: &Picture, y: i32| {
            let start = (y as usize * of.width + left as usize) * 4;
            of.pixels[start..start + width as usize * 4].to_vec()
        };
        let count = |y| {
            let (a, b) = (row(self, y), row(other, y));
            a.chunks_exact(4).zip(b.chunks_exact(4)).filter(|(a, b)| a[..3] != b[..3]).count()
        };
        (top..top + height).map(count).sum()
    }

    /// Keeps it as `target/shots/NAME.png`.
    pub fn keep(&self, name: &str) -> Result<(), Trouble> {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/shots"));
        std::fs::create_dir_all(&folder)?;
        let (width, height) = (self.width as u32, (self.pixels.len() / 4 / self.width) as u32);
        let mut picture = tiny_skia::Pixmap::new(width, height).ok_or("an empty picture")?;
        for (to, from) in picture.pixels_mut().iter_mut().zip(self.pixels.chunks_exact(4)) {
            *to = tiny_skia::ColorU8::from_rgba(from[2], from[1], from[0], 255).premultiply();
        }
        Ok(picture.save_png(folder.join(format!("{name}.png")))?)
    }
}
