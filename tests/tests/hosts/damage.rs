//! States that are damaged, foreign or from the future: whatever a host hands over, the loop that is there stays and plays on.

use crate::bundle::Format;
use crate::session::{assert_played, open_with_loop, the_loop};
use host::Setup;
use serde_json::{Value, json};

in_both_formats!(no_state_that_cannot_be_read_costs_the_loop);

fn framed(text: &[u8], length_in_front: bool) -> Vec<u8> {
    let length = (text.len() as u64).to_le_bytes();
    if length_in_front { [&length, text].concat() } else { text.to_vec() }
}

fn edited(state: &[u8], edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    host::with_object(state, edit).expect("its own state")
}

fn with_field(state: &[u8], edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    host::with_field(state, edit).expect("its own state")
}

/// The first loop of the first slot.
fn step(field: &mut Value) -> &mut Value {
    &mut field["slots"][0]["steps"][0]["pieces"][0]["sections"][0]
}

fn bad_states(state: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let own = host::saved_object(state).expect("its own state").to_string();
    let framed_here = |text: &[u8]| framed(text, !state.starts_with(b"{\""));
    let foreign = json!({"version": "3.1", "params": {"gain": {"f32": 0.5}}, "fields": {"wave": "[1,2]"}});
    vec![
        ("empty", Vec::new()),
        ("noise", (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
        ("cut short", framed_here(&own.as_bytes()[..own.len() / 2])),
        ("text", framed_here(b"not a state")),
        ("of another plugin", framed_here(foreign.to_string().as_bytes())),
        ("without the field", edited(state, |object| object["fields"] = json!({}))),
        (
            "field cut short",
            edited(state, |object| {
                let text = object["fields"]["quatrain"].as_str().expect("the field").to_owned();
                object["fields"]["quatrain"] = Value::String(text[..text.len() / 2].to_owned());
            }),
        ),
        ("field of another kind", with_field(state, |field| *field = json!([1, 2, 3]))),
        ("notes of another kind", with_field(state, |field| step(field)["notes"] = json!(["none"]))),
        ("notes that end in one", with_field(state, |field| step(field)["notes"] = json!("gAEAJA"))),
        ("newer", with_field(state, |field| field["version"] = json!(3))),
        ("newer, laid out otherwise", with_field(state, |field| *field = json!({"version": 9, "song": []}))),
    ]
}

fn no_state_that_cannot_be_read_costs_the_loop<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    host.render(0.5).expect("it plays");
    let state = host.save_state().expect("a state");
    let (before, instruments) = (the_loop(&mut host), host::saved_instruments(&state).expect("readable"));
    for (what, bad) in bad_states(&state) {
        // Whether the host is told is the framework's affair; that nothing is lost is ours.
        let _ = host.load_state(&bad);
        host.render(0.3).expect(what);
        assert_eq!(the_loop(&mut host), before, "{what}");
        let now = host.save_state().expect("a state");
        assert_eq!(host::saved_instruments(&now).expect("readable"), instruments, "{what}");
    }
    assert_played(&host, &placed);
    host.load_state(&state).expect("a good state is still read");
    assert_eq!(the_loop(&mut host), before);
}
