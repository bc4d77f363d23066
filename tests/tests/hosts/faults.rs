//! What becomes of a panic in the plugin. The plugin under test, which is built for tests, fails when it is asked to.

use crate::bundle::Format;
use crate::session::{open, open_with_loop, wait_for_loop};
use host::{Host, Instance, Setup};

in_both_formats!(
    a_fault_in_the_playing_ends_every_note_and_the_next_block_goes_on,
    a_playing_that_fails_again_and_again_stays_silent_until_it_is_activated_anew,
    what_is_turned_on_when_a_state_is_saved_is_on_when_it_is_loaded_and_asks_for_nothing,
);

const BLOCK: u64 = 512;

/// Has the playing fail in the next block.
fn fail<I: Instance>(host: &mut Host<I>) {
    host.controller_at(7, 15, 119, 113);
    host.render_frames(BLOCK).expect("the host goes on");
    assert_eq!(host.sounding(), 0, "every note ended");
    assert_eq!(host.take().unpaired(), 0, "once");
}

/// Plays on until notes sound.
fn play_on<I: Instance>(host: &mut Host<I>) -> bool {
    (0..400).any(|_| {
        host.render_frames(BLOCK).expect("it plays");
        host.sounding() > 0
    })
}

fn a_fault_in_the_playing_ends_every_note_and_the_next_block_goes_on<F: Format>() {
    let (mut host, _) = open_with_loop::<F>(Setup::default());
    host.play();
    for _ in 0..2 {
        assert!(play_on(&mut host), "notes sound");
        fail(&mut host);
    }
    assert!(play_on(&mut host), "and sound again");
}

fn a_playing_that_fails_again_and_again_stays_silent_until_it_is_activated_anew<F: Format>() {
    let (mut host, _) = open_with_loop::<F>(Setup::default());
    host.play();
    for _ in 0..3 {
        play_on(&mut host);
        fail(&mut host);
    }
    assert!(!play_on(&mut host), "it is not tried any more");
    host.restart(48_000.0).expect("it starts again");
    host.play();
    assert!(play_on(&mut host), "then it is");
}

fn what_is_turned_on_when_a_state_is_saved_is_on_when_it_is_loaded_and_asks_for_nothing<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.set_param_step("Seed", 3).expect("a seed");
    for name in ["Re-roll", "Capture", "Generate"] {
        host.set_param(name, 1.0).expect("it has the parameter");
    }
    host.render_frames(BLOCK).expect("a block");
    let first = wait_for_loop(&mut host, 3);
    let state = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&state).expect("a state that it saved itself");
    other.render_frames(40 * BLOCK).expect("it goes on");
    for name in ["Generate", "Re-roll", "Capture"] {
        let value = |host: &mut Host<F::Instance>| host.param_value(name).expect("it has the parameter");
        assert_eq!(value(&mut other), 1.0, "{name}");
    }
    let again = other.save_state().expect("a state");
    let loaded = host::saved_loop(&again).expect("a readable state").expect("a loop");
    assert_eq!(loaded.asked, first.asked, "nothing was written");
}
