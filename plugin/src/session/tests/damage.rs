//! States that cannot be read, or only in part.

use super::*;
use proptest::prelude::*;

/// Loads `fields` into a project that plays, which is to keep what it has and say `why`.
fn refused(fields: &BTreeMap<String, String>, why: &str) {
    let mut project = playing();
    project.saved.deserialize_fields(fields);
    let error = project.saved.error().unwrap_or_default();
    assert!(error.contains(why), "{error:?} for {fields:?}");
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
    assert_eq!(project.saved.rack().asked(), [Instrument::DRUMS, PIANO]);
    let sent = std::iter::from_fn(|| project.audio.take()).count();
    assert_eq!((sent, project.saved.answered(0) > 1), (1, false), "what plays and is asked goes on");
}

#[test]
fn a_damaged_or_foreign_or_newer_state_is_refused_in_words_and_what_is_there_stays() {
    let text = &stored()[FIELD];
    for cut in (0..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
        refused(&BTreeMap::from([(FIELD.to_owned(), text[..cut].to_owned())]), "damaged");
    }
    refused(&BTreeMap::new(), "not Quatrain's");
    refused(&BTreeMap::from([("gain".to_owned(), "3".to_owned())]), "not Quatrain's");
    refused(&with(|state| state["version"] = 3.into()), "newer Quatrain (version 3");
    refused(
        &with(|state| {
            state["version"] = 3.into();
            state["slots"] = "elsewhere".into();
        }),
        "newer Quatrain (version 3",
    );
    refused(
        &with(|state| step(state)["asked"]["mood"] = "blue".into()),
        "newer Quatrain (unknown field `mood`)",
    );
    refused(&with(|state| step(state)["asked"]["metre"] = "11/8".into()), "damaged");
    refused(&with(|state| state["rack"] = "piano".into()), "damaged");
    refused(&with(|state| state["rack"][0]["instrument"] = 300.into()), "damaged");
    refused(&with(|state| step(state)["notes"] = "AAE".into()), "damaged");
    refused(&with(|state| step(state)["notes"] = "!".into()), "damaged");
    let piece = |state: &mut serde_json::Value, key: &str, value: serde_json::Value| {
        state["slots"][0]["steps"][0]["pieces"][0][key] = value;
    };
    refused(&with(|state| piece(state, "sections", serde_json::json!([]))), "no loop");
    refused(&with(|state| piece(state, "planned", 9.into())), "too many");
    refused(&with(|state| state["slots"][0]["steps"][0]["pieces"] = serde_json::json!([])), "no loop");
    refused(&BTreeMap::from([(FIELD.to_owned(), "[".repeat(100_000))]), "damaged");
}

/// The stored loop.
fn step(state: &mut serde_json::Value) -> &mut serde_json::Value {
    &mut state["slots"][0]["steps"][0]["pieces"][0]["sections"][0]
}

#[test]
fn numbers_out_of_range_are_put_right_or_left_out() {
    let mut project = project();
    let note = |pitch, velocity, duration| Note {
        instrument: PIANO,
        onset: Ticks(3),
        pitch,
        velocity,
        duration: Ticks(duration),
    };
    project.saved.deserialize_fields(&with(|state| {
        state["anchor"] = 1e300.into();
        state["slot"] = 77.into();
        step(state)["bars"] = 99.into();
        step(state)["notes"] = pack(&[note(60, 77, 9000), note(200, 77, 1), note(61, 0, 1)]).into();
    }));
    assert_eq!(project.saved.error(), None);
    let phrase = project.audio.take().expect("the eighth slot is empty");
    assert_eq!((phrase.bars, phrase.restored), (0, Some(Restored { anchor: None })));
    project.saved.deserialize_fields(&with(|state| {
        step(state)["bars"] = 99.into();
        step(state)["notes"] = pack(&[note(60, 77, 9000), note(200, 77, 1), note(61, 0, 1)]).into();
    }));
    let phrase = project.audio.take().expect("what is left of it");
    assert_eq!((phrase.bars, phrase.strikes.len()), (BARS, 1));
}

#[test]
fn what_could_not_be_read_is_stored_again_and_read_by_who_can() {
    let newer = with(|state| state["version"] = 9.into());
    let project = project();
    project.saved.deserialize_fields(&newer);
    assert!(project.saved.error().is_some_and(|error| error.contains("newer Quatrain (version 9")));
    let handed_on = project.saved.serialize_fields();
    // The plugin that can read it finds it where it was put away.
    let mut value: serde_json::Value = serde_json::from_str(&handed_on[FIELD]).expect("it is JSON");
    let inside = value["unread"].as_str().expect("the text").replace("\"version\":9", "\"version\":2");
    value["unread"] = inside.into();
    let later = self::project();
    later.saved.deserialize_fields(&BTreeMap::from([(FIELD.to_owned(), value.to_string())]));
    assert_eq!(later.the_loop().as_deref(), Some(&a_loop()));
    // Music that was made since is worth as much.
    project.ask();
    write(&project, project.asked(), Loop { notes: Vec::new(), ..a_loop() });
    let both = self::project();
    both.saved.deserialize_fields(&project.saved.serialize_fields());
    assert_eq!(both.the_loop().map(|kept| kept.notes.len()), Some(0));
    assert_eq!(both.saved.serialize_fields(), project.saved.serialize_fields());
}

proptest! {
    #[test]
    fn no_damage_to_a_state_does_harm(at in any::<prop::sample::Index>(), byte in 32u8..127, count in 1usize..4) {
        let fields = stored();
        let mut text = fields[FIELD].clone().into_bytes();
        (0..count).for_each(|n| {
            let index = (at.index(text.len()) + n * 31) % text.len();
            text[index] = byte;
        });
        let mut project = project();
        let text = String::from_utf8(text).expect("it is ASCII");
        project.saved.deserialize_fields(&BTreeMap::from([(FIELD.to_owned(), text)]));
        while let Some(phrase) = project.audio.take() {
            let end = phrase.metre.loop_len();
            for strike in phrase.strikes.iter() {
                prop_assert!(strike.onset < end && strike.duration.0 > 0 && strike.onset + strike.duration <= end);
                prop_assert!(strike.lane < 16 && strike.key < 128 && (1..=127).contains(&strike.velocity));
            }
        }
        project.saved.serialize_fields();
    }
}
