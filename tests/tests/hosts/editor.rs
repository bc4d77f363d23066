//! The editor in a window of its own, on an X server without a screen. A host that shows nothing has none, so these run in a process of
//! their own that is told where the X server is.

mod pace;
mod work;

use crate::bundle::Format;
use crate::display::Display;
use host::{Instance, Shows, with_instruments};
use pace::plays_at_the_displays_pace;
use score::Instrument;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use work::is_worked_by_hand;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, CreateWindowAux, ImageFormat, WindowClass};
use x11rb::rust_connection::RustConnection;

/// Openings before the first count: what is made once for all of them is there then.
const WARM: usize = 20;
const TIMES: usize = 100;

/// Runs the test `name`, which is ignored here, in a process that has a display.
fn run_with_display(name: &str) {
    // One server at a time: one that starts while another ends can take its number, and the clients with it.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let display = Display::start((4096, 2304)).expect("Xvfb is installed");
    let program = std::env::current_exe().expect("this program has a path");
    let inside = format!("editor::{name}");
    let home = tempfile::tempdir().expect("a folder for temporary files");
    let done = Command::new(program)
        .args(["--exact", &inside, "--ignored", "--nocapture"])
        .env("DISPLAY", display.name())
        .env("HOME", home.path())
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        // glibc gives each thread of a window and its drivers a heap of its own, which keeps what is free: hundreds of megabytes that are no
        // leak, and that stop growing after some 200 openings.
        .env("MALLOC_ARENA_MAX", "1")
        .status()
        .expect("it starts");
    assert!(done.success(), "{name} ended with {done} on display {}", display.name());
}

/// A window that a host would put an editor into.
struct Parent {
    connection: RustConnection,
    window: u32,
}

impl Parent {
    fn new((width, height): (u16, u16)) -> Parent {
        let (connection, screen) = x11rb::connect(None).expect("there is a display");
        let window = connection.generate_id().expect("a number for a window");
        let root = connection.setup().roots[screen].root;
        let (class, settings) = (WindowClass::INPUT_OUTPUT, CreateWindowAux::new());
        connection.create_window(0, window, root, 0, 0, width, height, 0, class, 0, &settings).expect("sent");
        connection.map_window(window).expect("sent");
        connection.sync().expect("a window");
        Parent { connection, window }
    }

    fn children(&self) -> usize {
        let tree = self.connection.query_tree(self.window).expect("sent").reply();
        tree.map_or(0, |tree| tree.children.len())
    }

    /// What is seen in it.
    fn picture(&self, (width, height): (u16, u16)) -> Vec<u8> {
        let image =
            self.connection.get_image(ImageFormat::Z_PIXMAP, self.window, 0, 0, width, height, u32::MAX);
        image.expect("sent").reply().map(|image| image.data).unwrap_or_default()
    }

    /// How many different colours are seen in it.
    fn colours(&self, size: (u16, u16)) -> usize {
        let picture = self.picture(size);
        let colours: std::collections::BTreeSet<&[u8]> = picture.chunks_exact(4).collect();
        colours.len()
    }
}

trait Sync {
    fn sync(&self) -> Result<(), x11rb::errors::ReplyError>;
}

impl Sync for RustConnection {
    /// Waits until the server has done what it was sent.
    fn sync(&self) -> Result<(), x11rb::errors::ReplyError> {
        self.get_input_focus()?.reply().map(|_| ())
    }
}

/// Lets the editor live until `done`, or fails.
fn until(instance: &mut impl Shows, what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited for {what}");
        instance.idle();
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Threads, open files, and pages in memory of this process.
fn held() -> [usize; 3] {
    let count = |folder: &str| std::fs::read_dir(folder).map_or(0, Iterator::count);
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
    [count("/proc/self/task"), count("/proc/self/fd"), resident]
}

/// The same when threads that are ending have ended.
fn settled() -> [usize; 3] {
    let (mut before, mut since) = (held(), Instant::now());
    while since.elapsed() < Duration::from_secs(1) {
        std::thread::sleep(Duration::from_millis(20));
        let now = held();
        if now[..2] != before[..2] {
            since = Instant::now();
        }
        before = now;
    }
    before
}

/// Makes a test of each case in each format, and the same ones without a display, which the former run.
macro_rules! on_a_display {
    ($($case:ident runs $inside:ident),* $(,)?) => {
        mod clap { on_a_display!(in "clap", crate::bundle::Clap, $($case runs $inside),*); }
        mod vst3 { on_a_display!(in "vst3", crate::bundle::Vst3, $($case runs $inside),*); }
    };
    (in $format:literal, $of:ty, $($case:ident runs $inside:ident),*) => { $(
        #[test]
        fn $case() {
            super::run_with_display(concat!($format, "::", stringify!($inside)));
        }

        #[test]
        #[ignore = "needs a display: another test runs it in a process that has one"]
        fn $inside() {
            super::$inside::<$of>();
        }
    )* };
}

on_a_display! {
    opened_and_closed_a_hundred_times_the_editor_leaves_nothing_behind runs opens_and_closes,
    the_editor_draws_at_its_least_and_largest_size runs draws_at_every_size,
    the_editor_paints_nothing_while_nothing_changes runs stands_still,
    a_thousand_notes_that_play_are_painted_at_the_displays_pace runs plays_at_the_displays_pace,
    a_hand_generates_locks_rerolls_edits_undoes_and_exports runs is_worked_by_hand,
}

fn opens_and_closes<F: Format>() {
    let mut instance = F::instance();
    instance.activate(48_000.0, 512).expect("it starts");
    let parent = Parent::new((1200, 800));
    let mut before = [0; 3];
    for time in 0..WARM + TIMES {
        let opened = Instant::now();
        instance.open_editor(parent.window).expect("the editor opens");
        until(&mut instance, "a window", || parent.children() > 0);
        // Every tenth time until something is drawn, the others as quick as a click.
        if time % 10 == 0 {
            until(&mut instance, "a picture", || parent.colours((900, 600)) > 20);
        }
        instance.close_editor().expect("it closes");
        until(&mut instance, "the window to go", || parent.children() == 0);
        assert!(opened.elapsed() < Duration::from_secs(60), "opening {time} took long");
        if time + 1 == WARM {
            before = settled();
        }
    }
    let after = settled();
    println!("threads, files, pages: {before:?} before, {after:?} after {TIMES} openings");
    assert!(after[0] <= before[0], "threads: {before:?} became {after:?}");
    assert!(after[1] <= before[1] + 2, "open files: {before:?} became {after:?}");
    let grown = after[2].saturating_sub(before[2]) * 4096;
    assert!(grown < MOST_GROWN, "{grown} bytes more in memory after {TIMES} openings");
    instance.deactivate();
    // A thread that drew calls libEGL as it ends, which may be later than its window: that took the host down.
    let mapped = std::fs::read_to_string("/proc/self/maps").expect("Linux says it");
    assert!(mapped.contains("/libEGL.so"), "the graphics driver was unloaded");
}

/// A hundred editors that were left behind would be hundreds of megabytes; drivers and allocators keep a little.
const MOST_GROWN: usize = 48 << 20;

fn draws_at_every_size<F: Format>() {
    let mut instance = F::instance();
    instance.activate(48_000.0, 512).expect("it starts");
    let parent = Parent::new((3840, 2160));
    let first = instance.open_editor(parent.window).expect("the editor opens");
    assert_eq!(first, (1040, 680));
    for size in [(640, 420), (3840, 2160), (1040, 680)] {
        instance.resize_editor(size).expect("it follows");
        let seen = (size.0 as u16, size.1 as u16);
        until(&mut instance, "a picture", || parent.colours(seen) > 20);
    }
    instance.close_editor().expect("it closes");
    // A process that ends under the threads of a window dies in the graphics driver.
    settled();
    instance.deactivate();
}

/// Of what the process computes: a frame of this size takes the software renderer some hundredths of a second.
const STILL: Duration = Duration::from_millis(150);
const WATCHED: Duration = Duration::from_secs(4);

fn stands_still<F: Format>() {
    let mut instance = F::instance();
    instance.activate(48_000.0, 512).expect("it starts");
    let seen = (1040, 680);
    let parent = Parent::new(seen);
    instance.open_editor(parent.window).expect("the editor opens");
    until(&mut instance, "a picture", || parent.colours(seen) > 20);
    // The first frames, and what fades in.
    std::thread::sleep(Duration::from_secs(2));
    let (before, picture) = (computed(), parent.picture(seen));
    std::thread::sleep(WATCHED);
    let busy = computed() - before;
    println!("{busy:?} of computing in {WATCHED:?}");
    assert!(busy < STILL, "{busy:?} of computing in {WATCHED:?} while nothing changed");
    let state = instance.save().expect("a state");
    let other = with_instruments(&state, &[Instrument(40), Instrument(42)]).expect("its own state");
    instance.load(&other).expect("another state");
    until(&mut instance, "the other instruments", || parent.picture(seen) != picture);
    instance.close_editor().expect("it closes");
    settled();
    instance.deactivate();
}

/// Time that all threads of this process have computed, in their program and in the kernel.
fn computed() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux says it");
    let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
    // The 14th and 15th of all, in hundredths of a second.
    let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().expect("a number")).sum();
    Duration::from_millis(10 * ticks)
}
