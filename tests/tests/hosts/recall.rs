//! Projects: what was stored comes back exactly, without being written anew.

use crate::bundle::{Clap, Format, Vst3};
use crate::session::{assert_played, open, open_with_loop, placed, the_loop, wait_for_loop};
use host::{Blocks, Setup};
use score::Instrument;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

in_both_formats!(a_project_comes_back_exactly, a_project_that_is_only_opened_and_stored_is_the_same);

/// A step other than the default for every parameter but the trigger and the bypass.
const STEPS: [(&str, u32); 9] = [
    ("Loop", 0),
    ("Temperature", 93),
    ("Mean pitch", 40),
    ("Mean velocity", 77),
    ("Mean duration", 6),
    ("Density", 11),
    ("Key", 6),
    ("Scale", 4),
    ("Seed", 4321),
];

fn content(state: &[u8]) -> Value {
    host::saved_object(state).expect("its own state")
}

fn a_project_comes_back_exactly<F: Format>() {
    let mut host = open::<F>(Setup::default());
    let asked = [Instrument::DRUMS, Instrument(38), Instrument(11)];
    let state = host.save_state().expect("a state");
    let state = host::with_instruments(&state, &asked).expect("its own state");
    host.load_state(&state).expect("its own state");
    for (name, step) in STEPS {
        host.set_param_step(name, step).expect("it has the parameter");
    }
    host.play();
    host.press_generate().expect("it generates");
    let written = wait_for_loop(&mut host, 4321);
    host.render_to(10.0).expect("it plays");
    let stored = host.save_state().expect("a state");
    drop(host);

    let mut host = open::<F>(Setup { blocks: Blocks::random(1024, 1), ..Setup::default() });
    host.load_state(&stored).expect("a state that it saved itself");
    assert_eq!(the_loop(&mut host).as_ref(), Some(&written), "the notes, and what they were asked for with");
    assert_eq!(host::saved_instruments(&stored).expect("readable"), asked);
    for (name, step) in STEPS {
        let steps = host.params().iter().find(|param| param.name == name).expect("known").steps;
        let value = host.param_value(name).expect("a value");
        assert_eq!((value * f64::from(steps)).round() as u32, step, "{name}");
    }
    host.set_param("Loop", 1.0).expect("it has the parameter");
    host.seek(placed(&stored).anchor);
    host.play();
    host.render(20.0).expect("it plays");
    assert_played(&host, &placed(&stored));
    assert_eq!(the_loop(&mut host), Some(written), "playing writes nothing");
}

fn a_project_that_is_only_opened_and_stored_is_the_same<F: Format>() {
    let (mut host, _) = open_with_loop::<F>(Setup::default());
    host.seek(7.0);
    host.play();
    host.render(3.0).expect("it plays");
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    assert_eq!(content(&other.save_state().expect("a state")), content(&stored), "before the first block");
    other.render(0.2).expect("it stands");
    assert_eq!(content(&other.save_state().expect("a state")), content(&stored), "and after it");
}

/// Hosts convert projects from one format to the other by the object inside.
#[test]
fn both_formats_store_the_same_object() {
    let (mut clap, _) = open_with_loop::<Clap>(Setup::default());
    let (mut vst3, _) = open_with_loop::<Vst3>(Setup::default());
    assert_eq!(content(&clap.save_state().expect("a state")), content(&vst3.save_state().expect("a state")));
}

/// Hosts save a project while it plays, from another thread than the one that processes.
#[test]
fn saved_again_and_again_while_it_plays_the_loop_loses_no_note() {
    let (mut host, placed) =
        open_with_loop::<Vst3>(Setup { blocks: Blocks::random(512, 3), ..Setup::default() });
    let stored = content(&host.save_state().expect("a state"));
    let (saver, ended) = (host.instance().saver(), Arc::new(AtomicBool::new(false)));
    let until = ended.clone();
    let saving = std::thread::spawn(move || {
        let mut saves = 0;
        while !until.load(Ordering::Relaxed) {
            assert_eq!(content(&saver.save().expect("a state")), stored);
            saves += 1;
        }
        saves
    });
    host.play();
    let played = host.render(240.0);
    ended.store(true, Ordering::Relaxed);
    let saves = saving.join().expect("every state is the same");
    played.expect("it plays");
    assert_played(&host, &placed);
    assert!(saves > 20, "it was saved {saves} times");
}
