//! What a performer does with the music that is there: slots, variations, history in projects of today and of before.

use crate::bundle::{Clap, Format, Vst3};
use crate::expected::Placed;
use crate::session::{PATIENCE, assert_played, open, the_loop, wait_for_loop, write_loop};
use host::{Host, Played, Setup};
use serde_json::Value;

in_both_formats!(
    slots_are_chosen_by_automation_and_hold_their_music,
    variations_follow_each_other_in_an_offline_render_and_are_the_same_in_the_next,
    a_loop_that_is_asked_for_in_an_offline_render_is_in_it_and_live_playing_waits_for_none,
);

/// Projects that the first version saved; these files never change.
const FIRST_CLAP: &[u8] = include_bytes!("../../fixtures/project-v1.clap.bin");
const FIRST_VST3: &[u8] = include_bytes!("../../fixtures/project-v1.vst3.bin");

/// The loop of a project of the first layout, in its place.
fn first() -> (Placed, Vec<score::Note>) {
    let object = host::saved_object(FIRST_VST3).expect("an object");
    let text = object["fields"]["quatrain"].as_str().expect("a field");
    let mut field: Value = serde_json::from_str(text).expect("it is JSON");
    let anchor = field["anchor"].as_f64().expect("it played");
    let asked: score::Request = serde_json::from_value(field["loop"]["asked"].take()).expect("a request");
    let notes: Vec<score::Note> = serde_json::from_value(field["loop"]["notes"].take()).expect("notes");
    let saved = host::SavedLoop { metre: asked.metre, notes: notes.clone(), bars: 4, asked };
    (Placed::new(&saved, anchor), notes)
}

fn plays_the_first<F: Format>(project: &[u8]) {
    let mut host = open::<F>(Setup::default());
    host.load_state(project).expect("a project of the first version");
    let (placed, notes) = first();
    assert_eq!(the_loop(&mut host).map(|loaded| loaded.notes), Some(notes));
    host.play();
    host.render(20.0).expect("it plays");
    assert_played(&host, &placed);
    let seed = host.param_value("Seed").expect("a value") * 65_535.0;
    assert_eq!(seed.round() as u32, 4321);
}

#[test]
fn clap_projects_of_the_first_version_play_as_they_did() {
    plays_the_first::<Clap>(FIRST_CLAP);
}

#[test]
fn vst3_projects_of_the_first_version_play_as_they_did() {
    plays_the_first::<Vst3>(FIRST_VST3);
}

fn slots_are_chosen_by_automation_and_hold_their_music<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.load_state(&write_loop::<F>(1)).expect("a state that it saved itself");
    let first = the_loop(&mut host).expect("a loop");
    host.set_param_step("Slot", 3).expect("it has the parameter");
    host.set_param_step("Seed", 2).expect("it has the parameter");
    host.press_generate().expect("it generates");
    let second = wait_for_loop(&mut host, 2);
    for (slot, there) in [(0, &first), (3, &second), (0, &first)] {
        host.set_param_step("Slot", slot).expect("it has the parameter");
        host.wait_until("the slot", PATIENCE, |host| the_loop(host).as_ref() == Some(there))
            .expect("its music");
    }
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    assert_eq!(the_loop(&mut other).as_ref(), Some(&first));
    other.set_param_step("Slot", 3).expect("it has the parameter");
    other
        .wait_until("the slot", PATIENCE, |host| the_loop(host).as_ref() == Some(&second))
        .expect("its music");
}

/// Renders `state` offline from the song's start, and says what was heard.
fn bounce<F: Format>(state: &[u8], beats: f64) -> Vec<Played> {
    let mut host: Host<F::Instance> = open::<F>(Setup::default());
    host.load_state(state).expect("a state that it saved itself");
    host.set_offline(true).expect("it renders offline");
    host.set_param_step("Evolve", 1).expect("it has the parameter");
    host.set_param_step("Variation", 50).expect("it has the parameter");
    host.seek(0.0);
    host.play();
    host.render_to(beats).expect("it plays");
    host.stop().expect("it stops");
    host.take().notes().to_vec()
}

fn variations_follow_each_other_in_an_offline_render_and_are_the_same_in_the_next<F: Format>() {
    let state = write_loop::<F>(1);
    let take = bounce::<F>(&state, 64.0);
    assert_eq!(take, bounce::<F>(&state, 64.0));
    let pass = |index: u64| {
        let length = 16 * 24_000;
        let notes = take.iter().filter(move |note| note.on / length == index);
        notes.map(|note| (note.on % length, note.channel, note.key)).collect::<Vec<_>>()
    };
    for index in 1..4 {
        assert_ne!(pass(index), pass(index - 1), "pass {index} is a variation of the one before");
        let same = pass(index).iter().filter(|note| pass(index - 1).contains(note)).count();
        assert!(same > 0, "and shares something with it");
    }
}

fn a_loop_that_is_asked_for_in_an_offline_render_is_in_it_and_live_playing_waits_for_none<F: Format>() {
    for offline in [true, false] {
        let mut host = open::<F>(Setup::default());
        // Hosts switch back and forth: the last word counts.
        host.set_offline(!offline).expect("it is told");
        host.set_offline(offline).expect("it is told");
        host.set_param_step("Seed", 9).expect("it has the parameter");
        host.play();
        host.press_generate().expect("it generates");
        let first = host.timeline().bar_line_from(host.timeline().beats());
        host.render_to(first + 4.0).expect("it plays");
        let heard = host.take().notes().len();
        assert_eq!(heard > 0, offline, "{heard} notes in the first bar behind the ask");
        host.stop().expect("it stops");
    }
}
