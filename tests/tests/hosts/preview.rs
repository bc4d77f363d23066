//! The plugin heard by itself: what its audio outputs carry beside the notes.

use crate::bundle::Format;
use crate::session::{assert_played, open_with_loop};
use host::{Host, Instance, Setup};

in_both_formats!(
    notes_are_heard_and_a_stop_is_silence,
    a_seek_and_bypass_are_silence,
    off_is_exact_silence_and_changes_no_note,
    level_and_switch_come_back_with_the_project,
);

/// Highest sample while `host` plays on for `seconds`.
fn loudest<I: Instance>(host: &mut Host<I>, seconds: f64) -> f32 {
    let blocks = (seconds * host.timeline().rate() / 512.0) as usize;
    (0..blocks.max(1)).fold(0.0, |loudest, _| {
        host.render_frames(512).expect("it plays");
        loudest.max(host.peak())
    })
}

fn notes_are_heard_and_a_stop_is_silence<F: Format>() {
    let (mut host, _) = open_with_loop::<F>(Setup::default());
    assert_eq!(loudest(&mut host, 0.1), 0.0, "it stands");
    host.play();
    let loud = loudest(&mut host, 4.0);
    assert!((0.02..=1.0).contains(&loud), "{loud}");
    host.stop().expect("it stops");
    host.render_frames(512).expect("it stands");
    assert_eq!(loudest(&mut host, 1.0), 0.0, "exact zeros");
    host.play();
    assert!(loudest(&mut host, 4.0) > 0.02, "and it is heard again");
}

fn a_seek_and_bypass_are_silence<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    loudest(&mut host, 2.0);
    host.set_param("Bypass", 1.0).expect("there is a bypass");
    loudest(&mut host, 0.05);
    assert_eq!(loudest(&mut host, 1.0), 0.0, "bypassed");
    host.set_param("Bypass", 0.0).expect("there is a bypass");
    assert!(loudest(&mut host, 4.0) > 0.02);
    host.seek(placed.anchor + 8.0);
    assert!(loudest(&mut host, 4.0) > 0.02, "it goes on where it was sought");
}

fn off_is_exact_silence_and_changes_no_note<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.set_param("Preview", 0.0).expect("there is a switch");
    host.play();
    assert_eq!(loudest(&mut host, 8.0), 0.0);
    assert_played(&host, &placed);
    host.set_param("Preview", 1.0).expect("there is a switch");
    assert!(loudest(&mut host, 4.0) > 0.02);
    host.set_param("Preview", 0.0).expect("there is a switch");
    loudest(&mut host, 0.05);
    assert_eq!(loudest(&mut host, 4.0), 0.0);
    host.stop().expect("it stops");
    assert_played(&host, &placed);
}

fn level_and_switch_come_back_with_the_project<F: Format>() {
    let (mut host, _) = open_with_loop::<F>(Setup::default());
    host.set_param("Preview", 0.0).expect("there is a switch");
    host.set_param_step("Preview Level", 42).expect("there is a level");
    host.render_frames(512).expect("it stands");
    let state = host.save_state().expect("a state");
    let (mut other, _) = open_with_loop::<F>(Setup::default());
    other.load_state(&state).expect("a state");
    assert_eq!(other.param_value("Preview").expect("a value"), 0.0);
    let level = other.param_value("Preview Level").expect("a value");
    assert!((level - 42.0 / 66.0).abs() < 1e-6, "{level}");
}
