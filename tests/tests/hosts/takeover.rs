//! A new loop takes the place of the one that sounds.

use crate::bundle::Format;
use crate::expected::Expected;
use crate::session::{assert_expected, open_with_loop, placed, wait_for_loop, write_loop};
use host::{Blocks, Setup};

in_both_formats!(
    a_new_loop_takes_over_at_the_loop_line_while_notes_sound,
    the_last_of_many_asks_is_the_one_that_plays,
    a_state_that_is_loaded_while_notes_sound_plays_at_once,
    a_state_that_is_loaded_while_a_loop_is_written_wins,
);

fn a_new_loop_takes_over_at_the_loop_line_while_notes_sound<F: Format>() {
    let (mut host, old) = open_with_loop::<F>(Setup { blocks: Blocks::random(2048, 13), ..Setup::default() });
    host.play();
    host.render(1.0).expect("it plays");
    host.set_param_step("Seed", 31).expect("a seed");
    host.press_generate().expect("it generates");
    wait_for_loop(&mut host, 31);
    assert!(host.timeline().beats() < old.length, "the loop line is still to come");
    host.render_to(old.length * 3.4).expect("it plays");
    let new = placed(&host.save_state().expect("a state"));
    assert_ne!(new.notes, old.notes);
    assert_eq!(new.anchor, old.length, "the first line after it was asked for");
    let expected = Expected::of(host.timeline(), &old);
    let line = expected.sample_of(new.anchor);
    assert_expected(&host, &expected.from(line, Some(&new)), 0);
}

fn the_last_of_many_asks_is_the_one_that_plays<F: Format>() {
    let (mut host, old) = open_with_loop::<F>(Setup::default());
    host.play();
    host.render(0.5).expect("it plays");
    for seed in 41..=48 {
        host.set_param_step("Seed", seed).expect("a seed");
        host.press_generate().expect("it generates");
    }
    let last = wait_for_loop(&mut host, 48);
    assert!(host.timeline().beats() < old.length, "the loop line is still to come");
    host.render_to(old.length * 2.4).expect("it plays");
    let new = placed(&host.save_state().expect("a state"));
    assert_eq!(new.notes, last.notes);
    let expected = Expected::of(host.timeline(), &old);
    let line = expected.sample_of(new.anchor);
    assert_expected(&host, &expected.from(line, Some(&new)), 0);
}

fn a_state_that_is_loaded_while_notes_sound_plays_at_once<F: Format>() {
    let state = write_loop::<F>(51);
    let (mut host, old) = open_with_loop::<F>(Setup::default());
    host.play();
    host.render(2.9).expect("it plays");
    let loaded = host.timeline().now();
    host.load_state(&state).expect("a state");
    host.render(10.0).expect("it plays");
    let new = placed(&state);
    assert_ne!(new.notes, old.notes);
    assert_expected(&host, &Expected::of(host.timeline(), &old).from(loaded, Some(&new)), 0);
}

fn a_state_that_is_loaded_while_a_loop_is_written_wins<F: Format>() {
    let (mut host, old) = open_with_loop::<F>(Setup::default());
    let state = host.save_state().expect("a state");
    host.play();
    host.render(0.2).expect("it plays");
    host.set_param_step("Seed", 61).expect("a seed");
    host.press_generate().expect("it generates");
    std::thread::sleep(std::time::Duration::from_millis(30));
    let loaded = host.timeline().now();
    host.load_state(&state).expect("its own state");
    // Long enough for the loop to have been written, had it not been given up.
    host.render_until("time to pass", std::time::Duration::from_secs(60), |host| {
        host.timeline().beats() > 20.0
    })
    .expect("it plays");
    assert_eq!(placed(&host.save_state().expect("a state")).notes, old.notes);
    assert_expected(&host, &Expected::of(host.timeline(), &old).from(loaded, Some(&old)), 0);
}
