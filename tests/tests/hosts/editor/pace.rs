//! How often the editor paints while music plays, counted from outside: the X server tells everybody who listens at a window which
//! refreshes were asked for, and the window numbers its frames by them.

use super::{Parent, Sync, computed, settled, until};
use crate::bundle::Format;
use crate::session::write_loop;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use host::{Blocks, Host, Setup, Shows, with_field, with_instruments};
use score::Instrument;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::present::{CompleteKind, ConnectionExt as _, EventMask};
use x11rb::protocol::xproto::ConnectionExt as _;

const LANES: u8 = 16;
const NOTES: u8 = 63;
const PLAYED: Duration = Duration::from_secs(4);
/// A machine that does other things may miss refreshes for a while.
const TRIES: usize = 3;
const BLOCK: u32 = 480;

pub fn plays_at_the_displays_pace<F: Format>() {
    let all: Vec<Instrument> = (24..24 + LANES).map(Instrument).collect();
    let state = with_instruments(&write_loop::<F>(1), &all).expect("its own state");
    let state = with_field(&state, |field| {
        let slot = &mut field["slots"][0];
        slot["steps"][0]["pieces"][0]["sections"][0]["notes"] = packed().into();
    });
    let setup = Setup { blocks: Blocks::Fixed(BLOCK), ..Setup::default() };
    let mut host = Host::new(F::instance(), setup).expect("it starts");
    host.load_state(&state.expect("its own state")).expect("a state");
    // The least size: the graphics driver paints in software here.
    let seen = (640, 420);
    let parent = Parent::new(seen);
    host.instance_mut().open_editor(parent.window).expect("the editor opens");
    host.instance_mut().resize_editor((640, 420)).expect("it follows");
    until(host.instance_mut(), "a picture", || parent.colours(seen) > 20);
    host.play();
    host.render_frames(BLOCK.into()).expect("it plays");
    std::thread::sleep(Duration::from_secs(1));
    let kept = (0..TRIES).any(|_| keeps_pace(&mut host, &parent));
    host.stop().expect("it stops");
    host.instance_mut().close_editor().expect("it closes");
    settled();
    assert!(kept, "frames come at the refresh after the one before");
}

/// Plays in real time and tells whether any frame came at the refresh after the one before: where the window waits for a later one, none
/// does, and how many do is the machine's affair.
fn keeps_pace<I: Shows>(host: &mut Host<I>, parent: &Parent) -> bool {
    let frames = Frames::of(parent);
    let (before, begun, mut played) = (computed(), Instant::now(), 0);
    while begun.elapsed() < PLAYED {
        host.render_frames(BLOCK.into()).expect("it plays");
        host.instance_mut().idle();
        played += 1;
        let due = Duration::from_secs(1) * played * BLOCK / 48_000;
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
    }
    let (busy, took) = (computed() - before, begun.elapsed());
    let steps = frames.steps();
    let next = steps.iter().filter(|step| **step == 1).count();
    let (count, rate) = (steps.len(), steps.len() as f64 / took.as_secs_f64());
    let each = busy / count.max(1) as u32;
    println!(
        "{rate:.1} frames a second, {next} of {count} at the next refresh; {each:?} of computing for each"
    );
    next > 0
}

/// A thousand notes in sixteen lanes, as the state has them.
fn packed() -> String {
    let mut bytes = Vec::new();
    for lane in 0..LANES {
        bytes.extend([24 + lane, NOTES]);
        for note in 0..NOTES {
            bytes.extend([if note == 0 { 0 } else { 3 }, 36 + (lane * 3 + note) % 48, 40 + note, 3]);
        }
    }
    STANDARD_NO_PAD.encode(bytes)
}

/// What the X server says of the refreshes that the editor's window waits for.
struct Frames<'a> {
    parent: &'a Parent,
    window: u32,
    /// Of this listening.
    number: u32,
}

impl Drop for Frames<'_> {
    fn drop(&mut self) {
        let nothing = EventMask::NO_EVENT;
        self.parent.connection.present_select_input(self.number, self.window, nothing).expect("sent");
    }
}

impl Frames<'_> {
    fn of(parent: &Parent) -> Frames<'_> {
        let tree = parent.connection.query_tree(parent.window).expect("sent").reply().expect("a window");
        let number = parent.connection.generate_id().expect("a number");
        let what = EventMask::COMPLETE_NOTIFY;
        let window = tree.children[0];
        parent.connection.present_select_input(number, window, what).expect("sent");
        parent.connection.sync().expect("it listens");
        Frames { parent, window, number }
    }

    /// Refreshes from each frame to the next.
    fn steps(&self) -> Vec<u64> {
        // Several answers to one number are one frame: the first.
        let mut frames = BTreeMap::new();
        self.parent.connection.sync().expect("a server");
        while let Some(event) = self.parent.connection.poll_for_event().expect("a server") {
            if let Event::PresentCompleteNotify(done) = event
                && done.kind == CompleteKind::NOTIFY_MSC
            {
                frames.entry(done.serial).or_insert(done.msc);
            }
        }
        let refreshes: Vec<u64> = frames.into_values().collect();
        refreshes.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect()
    }
}
