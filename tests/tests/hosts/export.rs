//! Files that are exported by hand hold what hosts receive.

use crate::bundle::Format;
use crate::session::{open, write_loop};
use host::{Played, Setup, saved_object};
use midly::{MidiMessage, Smf, TrackEventKind};
use nice_plug::prelude::Params;
use quatrain::editor::export::{What, midi};
use quatrain::params::QuatrainParams;
use quatrain::session::wire;
use score::smf::PLAYED_TICKS_PER_QUARTER;
use std::collections::BTreeMap;

in_both_formats!(an_exported_file_holds_what_the_host_receives);

/// Channel, key, velocity, start and end in quarters.
type Heard = (u8, u8, u8, f64, f64);

/// What bends the music most: parameters by name, and their steps.
const BENT: [(&str, u32); 6] = [
    // From 50 on.
    ("Swing", 17),
    ("Human timing", 100),
    ("Human velocity", 60),
    // From 10 on.
    ("Gate", 50),
    ("Octave 2", 5),
    ("Mute 3", 1),
];

/// The parameters of an instance in a host that stored `state`, turned as [`BENT`] says.
fn params(state: &[u8]) -> QuatrainParams {
    let params = QuatrainParams::new(wire().session);
    let object = saved_object(state).expect("an object");
    let fields: BTreeMap<String, String> =
        serde_json::from_value(object["fields"].clone()).expect("texts by name");
    params.deserialize_fields(&fields);
    for (_, param, _) in params.param_map() {
        // SAFETY: the parameters outlive the loop.
        unsafe {
            if let Some((_, step)) = BENT.iter().find(|(name, _)| *name == param.name()) {
                let steps = param.step_count().expect("they have steps") as f32;
                param._internal_set_normalized_value(*step as f32 / steps);
            }
        }
    }
    params
}

fn in_file(bytes: &[u8]) -> Vec<Heard> {
    let file = Smf::parse(bytes).expect("a MIDI file");
    let quarters = |ticks: u32| f64::from(ticks) / f64::from(PLAYED_TICKS_PER_QUARTER);
    let mut heard: Vec<Heard> = Vec::new();
    for track in &file.tracks {
        let (mut now, mut open) = (0, BTreeMap::new());
        for event in track {
            now += event.delta.as_int();
            let TrackEventKind::Midi { channel, message } = event.kind else { continue };
            match message {
                MidiMessage::NoteOn { key, vel } => {
                    assert_eq!(open.insert((channel, key), (now, vel)), None, "no note is struck twice");
                }
                MidiMessage::NoteOff { key, .. } => {
                    let (on, velocity) = open.remove(&(channel, key)).expect("it was struck");
                    let ends = (quarters(on), quarters(now));
                    heard.push((channel.as_int(), key.as_int(), velocity.as_int(), ends.0, ends.1));
                }
                _ => {}
            }
        }
        assert!(open.is_empty(), "every note ends");
    }
    heard
}

fn sorted(mut heard: Vec<Heard>) -> Vec<Heard> {
    heard.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.3.total_cmp(&b.3)));
    heard
}

fn an_exported_file_holds_what_the_host_receives<F: Format>() {
    let state = write_loop::<F>(7);
    let mut host = open::<F>(Setup::default());
    host.load_state(&state).expect("a state that it saved itself");
    for (name, step) in BENT {
        host.set_param_step(name, step).expect("it has the parameter");
    }
    host.play();
    // Two passes: the file is the second, which begins as any but the first does.
    host.render_to(33.0).expect("it plays");
    let quarter = host.timeline().rate() * 60.0 / 120.0;
    let heard = |note: &Played| {
        let (on, off) = (note.on as f64 / quarter - 16.0, note.off? as f64 / quarter - 16.0);
        (-0.001..15.999).contains(&on).then_some((note.channel, note.key, note.velocity, on, off))
    };
    let received = sorted(host.take().notes().iter().filter_map(heard).collect());
    let file = midi(&params(&state), What::Slot(0)).expect("there is music");
    let written = sorted(in_file(&file.bytes));
    assert!(written.len() > 20, "{} notes show little", written.len());
    assert_eq!(written.len(), received.len());
    // Half a sample, and half a file tick.
    let near =
        |a: f64, b: f64| (a - b).abs() <= 0.5 / quarter + 0.5 / f64::from(PLAYED_TICKS_PER_QUARTER) + 1e-9;
    for (written, received) in written.iter().zip(&received) {
        let same = (written.0, written.1, written.2) == (received.0, received.1, received.2);
        let in_time = near(written.3, received.3) && near(written.4, received.4);
        assert!(same && in_time, "the file has {written:?}, the host received {received:?}");
    }
    assert!(written.iter().any(|note| (note.3 * 12.0).fract() > 1e-3), "something lies off the grid");
}
