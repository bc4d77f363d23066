//! The editor in Ardour's window, worked by hand: each step is seen where it should be, and found in what Ardour saves. Pictures of the
//! steps are kept in `target/shots`.

mod out;

use crate::ardour::home::SCANNER;
use crate::ardour::stored::files;
use crate::ardour::window::Desk;
use crate::display::{CONTROL, Part, Picture, Point, Trouble, UP};
use crate::programs::say;
use host::{SavedLoop, saved_loop, saved_object};
use midly::{MidiMessage, Smf, TrackEventKind};
use out::{drop_twice, export};
use score::{BARS, Instrument, Note};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where things are in the editor at its first size, with the four instruments that it begins with.
pub const GENERATE: Point = (144, 648);
pub const LOCK_DRUMS: Point = (319, 208);
pub const REROLL_BASS: Point = (409, 323);
pub const UNDO: Point = (823, 20);
pub const EXPORT: Point = (1001, 99);
const DISMISS: Point = (1012, 54);
const SLOT_A: Point = (345, 55);
const WHOLE_LOOP: Point = (909, 99);
/// Ground in the bass's lane, between its first note and the lane's edge.
pub const IN_BASS: Point = (1015, 355);
/// The lanes, their notes without names.
const DRUMS: Part = (450, 145, 560, 105);
const BASS: Part = (450, 258, 560, 105);
const GUITAR: Part = (450, 488, 560, 105);
/// What was exported is said here, above everything else.
const NOTICE: Part = (290, 44, 690, 24);
const LOCKS: Part = (309, 198, 20, 20);

const BASS_PLAYER: Instrument = Instrument(33);
const TRIES: usize = 3;

#[test]
fn in_ardours_window_a_loop_is_made_edited_and_dropped_on_the_canvas() {
    if !Path::new(SCANNER).exists() {
        say("SKIPPED: Ardour 7 is not installed here; `cargo xtask test` installs it on Debian.");
        return;
    }
    let folder = std::env::temp_dir().join(format!("quatrain-panel-{}", std::process::id()));
    // Ardour now and then hangs as it starts, with any plugin.
    let desk = (1..=TRIES).find_map(|attempt| {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let failed = |error| say(&format!("Ardour's window, try {attempt} of {TRIES}: {error}"));
        Desk::open(&folder).map_err(failed).ok()
    });
    let desk = desk.expect("Ardour opens its window and the editor in one of the tries");
    let done = work(&desk, &folder);
    drop(desk);
    done.unwrap_or_else(|wrong| panic!("{wrong}; everything is in {}", folder.display()));
    std::fs::remove_dir_all(&folder).expect("cleans up");
}

fn work(desk: &Desk, folder: &Path) -> Result<(), Trouble> {
    let loop_in = |state: &[u8]| saved_loop(state).ok().flatten();
    let whole = |state: &[u8]| loop_in(state).is_some_and(|of| of.bars == BARS);
    let empty = look(desk, "ardour-opened")?;

    desk.click(GENERATE)?;
    let state = desk.saved("a whole loop", whole)?;
    let first = saved_loop(&state)?.ok_or("a loop")?;
    let generated = look(desk, "ardour-generated")?;
    expect(desk, "notes of the drums", &empty, &generated, DRUMS, true)?;

    desk.click(LOCK_DRUMS)?;
    desk.saved("the drums are locked", |state| lock_of(state, 0) == Some(0b1111))?;
    let locked = look(desk, "ardour-locked")?;
    expect(desk, "the lock", &generated, &locked, LOCKS, true)?;

    desk.click(REROLL_BASS)?;
    let other = |state: &[u8]| whole(state) && loop_in(state).is_some_and(|of| of.notes != first.notes);
    let rerolled = saved_loop(&desk.saved("another bass", other)?)?.ok_or("a loop")?;
    assert_eq!(all_but_bass(&rerolled), all_but_bass(&first), "the bass alone is written anew");
    let seen = look(desk, "ardour-rerolled")?;
    expect(desk, "the new bass", &locked, &seen, BASS, true)?;
    expect(desk, "the guitar", &locked, &seen, GUITAR, false)?;

    choose_bass(desk)?;
    desk.seat.keys(&[UP])?;
    let higher = shifted(&rerolled);
    let edited = |state: &[u8]| loop_in(state).is_some_and(|of| of.notes == higher);
    desk.saved("the bass a semitone higher", edited)?;
    let seen_edited = look(desk, "ardour-edited")?;
    expect(desk, "the edited bass", &seen, &seen_edited, BASS, true)?;

    desk.click(UNDO)?;
    desk.saved("the bass as it was", |state| loop_in(state).is_some_and(|of| of.notes == rerolled.notes))?;
    look(desk, "ardour-undone")?;

    export(desk, folder, &rerolled)?;
    drop_twice(desk, &rerolled)
}

/// A picture once nothing moves any more, kept under that name.
fn look(desk: &Desk, name: &str) -> Result<Picture, Trouble> {
    let editor = desk.part((0, 0, 1038, 678));
    let (begun, mut last) = (Instant::now(), desk.look()?);
    while begun.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(500));
        let now = desk.look()?;
        let still = now.differs(&last, editor) == 0;
        last = now;
        if still {
            break;
        }
    }
    last.keep(name)?;
    Ok(last)
}

/// Waits until a part of the editor differs from what it was before, or is so again.
fn until(desk: &Desk, what: &str, before: &Picture, part: Part, changed: bool) -> Result<(), Trouble> {
    let begun = Instant::now();
    while (desk.look()?.differs(before, desk.part(part)) > LITTLE) != changed {
        if begun.elapsed() > Duration::from_secs(30) {
            desk.look()?.keep("ardour-failed")?;
            return Err(format!("waited for {what}").into());
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// All notes of the bass. The window takes the keyboard when it is clicked, but not at once: the keys are tried again.
fn choose_bass(desk: &Desk) -> Result<(), Trouble> {
    let mut tried = Ok(());
    for _ in 0..TRIES {
        desk.seat.click(desk.at(IN_BASS))?;
        sleep(Duration::from_secs(1));
        let before = desk.look()?;
        desk.seat.keys(&[CONTROL, u32::from('a')])?;
        sleep(Duration::from_secs(1));
        tried = until(desk, "the notes of the bass to be chosen", &before, BASS, true);
        if tried.is_ok() {
            break;
        }
    }
    tried
}

/// A cursor or the edge of a tooltip is no change: so many pixels.
const LITTLE: usize = 20;

/// Whether a part of the editor changed as it should have.
fn expect(
    desk: &Desk,
    what: &str,
    before: &Picture,
    now: &Picture,
    part: Part,
    changed: bool,
) -> Result<(), Trouble> {
    let pixels = now.differs(before, desk.part(part));
    match (pixels > LITTLE) == changed {
        true => Ok(()),
        false => Err(format!("{what}: {pixels} pixels differ").into()),
    }
}

/// Which bars of the lane in that place of the rack are locked, as bits.
pub fn lock_of(state: &[u8], place: usize) -> Option<u64> {
    let object = saved_object(state).ok()?;
    let field: serde_json::Value = serde_json::from_str(object["fields"]["quatrain"].as_str()?).ok()?;
    field["rack"][place]["locked"].as_u64()
}

pub fn all_but_bass(of: &SavedLoop) -> Vec<Note> {
    of.notes.iter().copied().filter(|note| note.instrument != BASS_PLAYER).collect()
}

/// The bass a semitone higher.
pub fn shifted(of: &SavedLoop) -> Vec<Note> {
    let up = |note: &Note| match note.instrument == BASS_PLAYER {
        true => Note { pitch: note.pitch + 1, ..*note },
        false => *note,
    };
    score::canonicalise(&of.notes.iter().map(up).collect::<Vec<_>>(), of.metre)
}
