//! Projects that earlier versions saved. The files were written by those versions, in hosts, and are never changed.

use super::*;
use super::{Instance, project};
use score::{BARS, Instrument};

/// What a host keeps for the instrument, from a file of a saved state.
fn fields(file: &[u8]) -> BTreeMap<String, String> {
    let start = file.iter().position(|byte| *byte == b'{').expect("an object");
    let object: serde_json::Value = serde_json::from_slice(&file[start..]).expect("it is JSON");
    serde_json::from_value(object["fields"].clone()).expect("texts")
}

const CLAP: &[u8] = include_bytes!("../../../../tests/fixtures/project-v1.clap.bin");
const VST3: &[u8] = include_bytes!("../../../../tests/fixtures/project-v1.vst3.bin");

/// The first layout's loop, as its own JSON.
fn first() -> serde_json::Value {
    let field = &fields(VST3)[FIELD];
    serde_json::from_str(field).expect("it is JSON")
}

#[test]
fn a_project_of_the_first_layout_opens_with_every_note_and_its_request() {
    let old = first();
    for file in [CLAP, VST3] {
        let loaded = project();
        loaded.saved.deserialize_fields(&fields(file));
        let the_loop = loaded.the_loop().expect("the loop");
        let Instance { saved, mut audio, commands, .. } = loaded;
        assert_eq!((saved.error(), commands.given()), (None, 0));
        let loaded = the_loop;
        assert_eq!(serde_json::to_value(&loaded.notes).expect("notes"), old["loop"]["notes"]);
        let got = serde_json::from_value(old["loop"]["got"].clone()).expect("metadata");
        assert_eq!(loaded.got, Some(got));
        assert_eq!((loaded.asked.seed, loaded.asked.mean_pitch, loaded.bars), (4321, Some(63.0), BARS));
        let asked = [Instrument::DRUMS, Instrument(38), Instrument(11)];
        assert_eq!(saved.rack().asked(), asked);
        let phrase = audio.take().expect("it is to be played");
        assert_eq!(phrase.restored.map(|r| r.anchor), Some(old["anchor"].as_f64()));
        assert_eq!(phrase.strikes.len(), loaded.notes.len(), "every note has a lane");
        // The channels that the first version gave them.
        let rack = saved.rack();
        assert_eq!(asked.map(|i| rack.of(i).map(|lane| lane.channel)), [Some(9), Some(0), Some(1)]);
    }
}

#[test]
fn a_project_of_the_first_layout_is_stored_in_the_second_and_smaller() {
    let saved = project().saved;
    saved.deserialize_fields(&fields(CLAP));
    let stored = saved.serialize_fields();
    assert!(stored[FIELD].len() * 4 < fields(CLAP)[FIELD].len(), "{} bytes", stored[FIELD].len());
    let again = project().saved;
    again.deserialize_fields(&stored);
    assert_eq!(again.shown(), saved.shown());
    assert_eq!((again.rack(), again.serialize_fields()), (saved.rack(), stored));
}

#[test]
fn what_sounded_and_what_was_asked_next_both_have_lanes() {
    let mut old = first();
    old["instruments"] = serde_json::json!([11, 40, 200, 40]);
    let saved = project().saved;
    saved.deserialize_fields(&BTreeMap::from([(FIELD.to_owned(), old.to_string())]));
    let rack = saved.rack();
    assert_eq!(rack.asked(), [Instrument(11), Instrument(40)]);
    assert_eq!(rack.of(Instrument(11)).map(|lane| lane.channel), Some(1), "it sounds on this channel");
    assert_eq!(rack.of(Instrument(40)).map(|lane| lane.channel), Some(2), "a free one");
    assert!(rack.of(Instrument::DRUMS).is_some_and(|lane| lane.chosen));
}

#[test]
fn a_loop_that_was_half_written_opens_as_far_as_it_was() {
    let mut old = first();
    old["loop"]["bars"] = 2.into();
    let saved = project().saved;
    saved.deserialize_fields(&BTreeMap::from([(FIELD.to_owned(), old.to_string())]));
    assert_eq!((saved.shown().map(|half| half.sections[0].bars), saved.present()), (Some(2), None));
}

#[test]
fn a_damaged_first_layout_is_refused_like_any_other() {
    for damage in [serde_json::json!({"version": 1}), serde_json::json!({"version": 1, "instruments": 3})] {
        let saved = project().saved;
        saved.deserialize_fields(&BTreeMap::from([(FIELD.to_owned(), damage.to_string())]));
        assert!(saved.error().is_some_and(|error| error.contains("damaged")), "{damage}");
    }
}
