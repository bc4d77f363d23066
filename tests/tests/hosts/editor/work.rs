//! The editor worked by hand in the headless host: a hand on the display's pointer and keys, while the host plays. Pictures of the steps are
//! kept in `target/shots`.

use super::{Parent, settled, until};
use crate::ardour::stored::files;
use crate::bundle::Format;
use crate::display::{CONTROL, Point, Seat, Trouble, UP};
use crate::panel::{
    EXPORT, GENERATE, IN_BASS, LOCK_DRUMS, REROLL_BASS, UNDO, all_but_bass, lock_of, shifted,
};
use crate::session::{PATIENCE, open};
use host::{Blocks, Instance, SavedLoop, Setup, Shows, saved_loop};
use score::{BARS, Note};
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIZE: (u16, u16) = (1040, 680);
const BLOCK: u32 = 480;

pub fn is_worked_by_hand<F: Format>() {
    let mut host = open::<F>(Setup { blocks: Blocks::Fixed(BLOCK), ..Setup::default() });
    let parent = Parent::new(SIZE);
    host.instance_mut().open_editor(parent.window).expect("the editor opens");
    until(host.instance_mut(), "a picture", || parent.colours(SIZE) > 20);
    host.play();
    let state = Mutex::new(host.save_state().expect("a state"));
    let format = if F::Instance::CHANGES_INSIDE_BLOCKS { "clap" } else { "vst3" };
    let worked = std::thread::scope(|scope| {
        let hand = scope.spawn(|| work(&state, format).map_err(|error| error.to_string()));
        while !hand.is_finished() {
            host.render_frames(BLOCK.into()).expect("it plays");
            *state.lock().expect("sound") = host.save_state().expect("a state");
            sleep(Duration::from_millis(5));
        }
        hand.join().expect("the hand does not fail")
    });
    host.stop().expect("it stops");
    host.instance_mut().close_editor().expect("it closes");
    settled();
    worked.expect("every step does what it says");
}

struct Hand<'a> {
    seat: Seat,
    /// What the host would store now.
    state: &'a Mutex<Vec<u8>>,
    format: &'static str,
}

impl Hand<'_> {
    /// Waits until the state is as it should be, and keeps a picture; the loop that is stored then.
    fn sees(&self, step: &str, is: impl Fn(&[u8], &SavedLoop) -> bool) -> Result<SavedLoop, Trouble> {
        let begun = Instant::now();
        loop {
            let state = self.state.lock().map_err(|_| "the host failed")?.clone();
            let found = saved_loop(&state)?.filter(|of| of.bars == BARS && is(&state, of));
            if found.is_some() || begun.elapsed() > PATIENCE {
                sleep(Duration::from_millis(700));
                self.seat.picture(SIZE)?.keep(&format!("headless-{}-{step}", self.format))?;
                return found.ok_or(format!("{step}: not to be seen in the state").into());
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// The window takes the keyboard when it is clicked, but not at once: where nothing came of the keys they are tried again.
    fn raises_bass(&self, higher: &[Note]) -> Result<(), Trouble> {
        for _ in 0..3 {
            self.click(IN_BASS)?;
            sleep(Duration::from_secs(1));
            self.seat.keys(&[CONTROL, u32::from('a')])?;
            sleep(Duration::from_secs(1));
            self.seat.keys(&[UP])?;
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(10) {
                let state = self.state.lock().map_err(|_| "the host failed")?.clone();
                if saved_loop(&state)?.is_some_and(|of| of.notes == higher) {
                    return Ok(());
                }
                sleep(Duration::from_millis(50));
            }
        }
        Ok(())
    }

    fn click(&self, at: Point) -> Result<(), Trouble> {
        self.seat.click(at)
    }
}

fn work(state: &Mutex<Vec<u8>>, format: &'static str) -> Result<(), Trouble> {
    let hand = Hand { seat: Seat::here()?, state, format };
    hand.click(GENERATE)?;
    let first = hand.sees("generated", |_, _| true)?;
    hand.click(LOCK_DRUMS)?;
    hand.sees("locked", |state, _| lock_of(state, 0) == Some(0b1111))?;
    hand.click(REROLL_BASS)?;
    let rerolled = hand.sees("rerolled", |_, of| of.notes != first.notes)?;
    assert_eq!(all_but_bass(&rerolled), all_but_bass(&first), "the bass alone is written anew");
    let higher = shifted(&rerolled);
    hand.raises_bass(&higher)?;
    hand.sees("edited", |_, of| of.notes == higher)?;
    hand.click(UNDO)?;
    hand.sees("undone", |_, of| of.notes == rerolled.notes)?;
    hand.click(EXPORT)?;
    let home = PathBuf::from(std::env::var_os("HOME").ok_or("a home")?);
    let begun = Instant::now();
    while files(&home, "mid").is_empty() {
        if begun.elapsed() > PATIENCE {
            return Err("nothing was exported".into());
        }
        sleep(Duration::from_millis(100));
    }
    hand.sees("exported", |_, of| of.notes == rerolled.notes)?;
    Ok(())
}
