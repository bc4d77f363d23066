//! What notes, controllers and automation ask for.

use super::*;

/// The state with these bindings.
fn bound(state: &[u8], bindings: &[(&str, u8, Value)]) -> Vec<u8> {
    let line = |(kind, number, action): &(&str, u8, Value)| json!({"source": {*kind: number}, "channel": 2, "action": action});
    let text = Value::Array(bindings.iter().map(line).collect()).to_string();
    host::with_object(state, |object| object["fields"]["triggers"] = Value::String(text)).expect("an object")
}

fn of<I: Instance>(host: &mut Host<I>, instrument: Instrument) -> (Vec<Note>, Vec<Note>) {
    the_loop(host).expect("a loop").notes.into_iter().partition(|note| note.instrument == instrument)
}

/// Waits until the notes are others than `before`, and whole.
fn until_other<I: Instance>(host: &mut Host<I>, before: &[Note]) {
    host.wait_until("other music", PATIENCE, |host| {
        the_loop(host).is_some_and(|there| there.bars == BARS && there.notes != before)
    })
    .expect("it is written");
}

pub fn every_trigger_does_what_the_project_says<F: Format>() {
    let bindings = [
        ("note", 1, json!("generate")),
        ("controller", 20, json!({"reroll": 1})),
        ("note", 2, json!({"lock": 1})),
        ("note", 3, json!("reroll_all")),
        ("controller", 21, json!({"slot": 4})),
        ("note", 4, json!({"slot": 0})),
        ("note", 5, json!("undo")),
        ("controller", 22, json!("redo")),
        ("note", 6, json!("capture")),
    ];
    let mut host = open::<F>(Setup::default());
    let state = bound(&write_loop::<F>(1), &bindings);
    host.load_state(&state).expect("a state that it saved itself");
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it stands");
    let press = |host: &mut Host<F::Instance>, kind: &str, number: u8| {
        for on in [true, false] {
            match kind {
                "note" => host.note_in(on, 2, number, 90),
                _ => host.controller_at(0, 2, number, if on { 127 } else { 0 }),
            }
            host.render_frames(BLOCK).expect("it goes on");
        }
    };
    let (bass, first) = (Instrument(33), the_loop(&mut host).expect("a loop").notes);
    let (of_bass, others) = of(&mut host, bass);
    press(&mut host, "controller", 20);
    until_other(&mut host, &first);
    assert_eq!(of(&mut host, bass).1, others, "lane 2 alone");
    assert_ne!(of(&mut host, bass).0, of_bass);
    let second = the_loop(&mut host).expect("a loop").notes;
    press(&mut host, "note", 5);
    host.wait_until("what was there", PATIENCE, |host| the_loop(host).expect("a loop").notes == first)
        .expect("undone");
    press(&mut host, "controller", 22);
    host.wait_until("it again", PATIENCE, |host| the_loop(host).expect("a loop").notes == second)
        .expect("redone");
    press(&mut host, "note", 2);
    let locked = of(&mut host, bass).0;
    press(&mut host, "note", 3);
    until_other(&mut host, &second);
    assert_eq!(of(&mut host, bass).0, locked, "lane 2 is locked");
    let third = the_loop(&mut host).expect("a loop").notes;
    press(&mut host, "note", 1);
    until_other(&mut host, &third);
    assert_eq!(of(&mut host, bass).0, locked);
    let last = the_loop(&mut host).expect("a loop").notes;
    press(&mut host, "controller", 21);
    host.wait_until("the empty slot", PATIENCE, |host| the_loop(host).is_none()).expect("it is selected");
    press(&mut host, "note", 4);
    host.wait_until("slot A", PATIENCE, |host| the_loop(host).is_some_and(|l| l.notes == last))
        .expect("selected");
    assert_eq!(host.take().notes(), [], "triggers do not pass");
    host.note_in(true, 2, 70, 99);
    host.render_frames(6 * 2_000).expect("it stands");
    host.note_in(false, 2, 70, 0);
    host.render_frames(BLOCK).expect("it stands");
    press(&mut host, "note", 6);
    captured(&mut host, &[(0, 70, 99, 6)]);
    let stored = host.save_state().expect("a state");
    let field = |state: &[u8]| {
        let object = host::saved_object(state).expect("an object");
        serde_json::from_str::<Value>(object["fields"]["triggers"].as_str().expect("a field")).expect("JSON")
    };
    let lines = |value: Value| {
        let mut lines: Vec<String> = value.as_array().expect("lines").iter().map(Value::to_string).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(field(&stored)), lines(field(&state)), "the project keeps them");
}

pub fn an_octave_of_keys_selects_the_slots<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.load_state(&write_loop::<F>(1)).expect("a state that it saved itself");
    let first = the_loop(&mut host).expect("a loop");
    host.set_param_step("Slot octave", 2).expect("it has the parameter");
    host.note_in(true, 9, 12 + 3, 1);
    host.wait_until("slot D", PATIENCE, |host| the_loop(host).is_none()).expect("it is empty");
    host.set_param_step("Seed", 2).expect("it has the parameter");
    host.press_generate().expect("it generates");
    let second = wait_for_loop(&mut host, 2);
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    other.render(0.2).expect("it stands");
    assert_eq!(the_loop(&mut other).as_ref(), Some(&second), "the project opens where it was");
    for (key, there) in [(12, &first), (15, &second), (12, &first)] {
        other.note_in(true, 0, key, 100);
        other
            .wait_until("the slot", PATIENCE, |host| the_loop(host).as_ref() == Some(there))
            .expect("its music");
        other.note_in(false, 0, key, 0);
    }
    other.set_param_step("Slot", 3).expect("it has the parameter");
    other.wait_until("slot D", PATIENCE, |host| the_loop(host).as_ref() == Some(&second)).expect("its music");
}

pub fn automation_writes_lanes_anew_and_locks_them<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.load_state(&write_loop::<F>(1)).expect("a state that it saved itself");
    let (bass, before) = (Instrument(33), the_loop(&mut host).expect("a loop").notes);
    let kept = of(&mut host, bass).0;
    host.set_param("Lock 2", 1.0).expect("it has the parameter");
    host.set_param_step("Re-roll", 17).expect("it has the parameter");
    until_other(&mut host, &before);
    assert_eq!(of(&mut host, bass).0, kept, "lane 2 is locked");
    let after = the_loop(&mut host).expect("a loop").notes;
    host.set_param("Lock 2", 0.0).expect("it has the parameter");
    host.set_param_step("Re-roll", 2).expect("it has the parameter");
    until_other(&mut host, &after);
    assert_ne!(of(&mut host, bass).0, kept);
    let others: Vec<Note> = after.into_iter().filter(|note| note.instrument != bass).collect();
    assert_eq!(of(&mut host, bass).1, others);
    let stored = host.save_state().expect("a state");
    let mut other = open::<F>(Setup::default());
    other.load_state(&stored).expect("a state that it saved itself");
    let value = |host: &mut Host<F::Instance>| host.param_value("Re-roll").expect("a value");
    assert_eq!(value(&mut other), value(&mut host), "a value is a value");
    let before = the_loop(&mut other).expect("a loop").notes;
    other.render_frames(48_000).expect("it goes on");
    assert_eq!(the_loop(&mut other).expect("a loop").notes, before, "that is restored, and asks for nothing");
}
