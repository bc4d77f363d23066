use super::*;
use crate::link::{AudioEnd, Link, wire};
use proptest::prelude::*;
use score::{Ticks, Track, metadata};

/// What a host stores and loads, with the ends that hear of it.
struct Project {
    saved: Arc<Saved>,
    calls: Arc<Calls>,
    board: Arc<Board>,
    audio: AudioEnd,
}

fn project() -> Project {
    let Link { saved, calls, board, audio, .. } = wire();
    Project { saved, calls, board, audio }
}

const PIANO: Instrument = Instrument(0);

fn a_loop() -> Loop {
    let note = |instrument, onset, pitch, duration| Note {
        instrument,
        onset: Ticks(onset),
        pitch,
        velocity: 77,
        duration: Ticks(duration),
    };
    let metre = Metre::SevenEight;
    let notes = [note(PIANO, 0, 60, 12), note(PIANO, 13, 127, 1), note(Instrument::DRUMS, 100, 36, 1)];
    let notes = canonicalise(&notes, metre);
    let asked = Request {
        metre,
        tempo: Some(133.7),
        mean_pitch: Some(61.3),
        tracks: vec![Track::new(Instrument::DRUMS), Track::new(PIANO)],
        seed: u64::MAX,
        ..Request::default()
    };
    Loop { metre, got: Some(metadata::extract(&notes, metre)), notes, bars: BARS, asked }
}

/// With a loop that plays from song position 13.3 on.
fn playing() -> Project {
    let project = project();
    project.saved.set_instruments(&[PIANO, Instrument::DRUMS]);
    project.calls.ask();
    project.saved.write(1, a_loop());
    project.board.set_placed(Some((1, 13.3)));
    project
}

fn stored() -> BTreeMap<String, String> {
    playing().saved.serialize_fields()
}

fn with(change: impl FnOnce(&mut serde_json::Value)) -> BTreeMap<String, String> {
    let mut fields = stored();
    let mut value: serde_json::Value = serde_json::from_str(&fields[FIELD]).expect("it is JSON");
    change(&mut value);
    fields.insert(FIELD.to_owned(), value.to_string());
    fields
}

#[test]
fn a_state_comes_back_exactly_and_nothing_is_generated() {
    let mut fresh = project();
    fresh.saved.deserialize_fields(&stored());
    assert_eq!(fresh.saved.the_loop().as_deref(), Some(&a_loop()));
    assert_eq!(fresh.saved.instruments(), [Instrument::DRUMS, PIANO]);
    assert_eq!((fresh.saved.error(), fresh.calls.asked()), (None, 0));
    let phrase = fresh.audio.take().expect("it is to be played");
    assert_eq!(phrase.restored, Some(Restored { anchor: Some(13.3) }));
    assert_eq!((phrase.strikes.len(), phrase.bars, phrase.metre), (3, BARS, Metre::SevenEight));
}

#[test]
fn a_state_that_was_just_loaded_is_stored_as_it_was_before_and_after_the_first_block() {
    let fresh = project();
    fresh.saved.deserialize_fields(&stored());
    assert_eq!(fresh.saved.serialize_fields(), stored());
    // The audio thread still plays what was there before, and then what was loaded.
    fresh.board.set_placed(None);
    assert_eq!(fresh.saved.serialize_fields(), stored());
    fresh.board.set_placed(Some((1, 13.3)));
    assert_eq!(fresh.saved.serialize_fields(), stored());
}

#[test]
fn a_loop_that_waits_is_stored_in_the_place_of_the_one_that_plays() {
    let project = playing();
    project.calls.ask();
    project.saved.write(2, a_loop());
    assert_eq!(project.saved.serialize_fields(), stored());
    project.calls.ask();
    project.saved.write(3, Loop { metre: Metre::FourFour, ..a_loop() });
    let fields = project.saved.serialize_fields();
    assert!(fields[FIELD].contains("\"anchor\":null"), "one of another metre has no place yet");
}

#[test]
fn an_instance_without_a_loop_comes_back_without_one_and_falls_silent() {
    let empty = project();
    empty.saved.set_instruments(&[]);
    let mut project = playing();
    project.saved.deserialize_fields(&empty.saved.serialize_fields());
    assert_eq!((project.saved.the_loop(), project.saved.instruments()), (None, vec![]));
    let last = std::iter::from_fn(|| project.audio.take()).last().expect("silence is sent");
    assert_eq!((last.bars, last.strikes.len()), (0, 0));
    assert!(last.restored.is_some());
}

#[test]
fn what_was_asked_before_a_state_was_loaded_does_not_replace_it() {
    let project = project();
    project.calls.ask();
    let asked = project.calls.asked();
    project.saved.deserialize_fields(&stored());
    project.saved.write(asked, Loop { notes: Vec::new(), ..a_loop() });
    assert_eq!(project.saved.the_loop().as_deref(), Some(&a_loop()));
    assert!(project.calls.is_void(asked));
    project.calls.ask();
    project.saved.write(project.calls.asked(), Loop { notes: Vec::new(), ..a_loop() });
    assert_eq!(project.saved.the_loop().map(|kept| kept.notes.len()), Some(0));
}

/// Loads `fields` into a project that plays, which is to keep what it has and say `why`.
fn refused(fields: &BTreeMap<String, String>, why: &str) {
    let mut project = playing();
    project.saved.deserialize_fields(fields);
    let error = project.saved.error().unwrap_or_default();
    assert!(error.contains(why), "{error:?} for {fields:?}");
    assert_eq!(project.saved.the_loop().as_deref(), Some(&a_loop()));
    assert_eq!(project.saved.instruments(), [Instrument::DRUMS, PIANO]);
    let sent = std::iter::from_fn(|| project.audio.take()).count();
    assert_eq!((sent, project.calls.is_void(1)), (1, false), "what plays and is asked goes on");
}

#[test]
fn a_damaged_or_foreign_or_newer_state_is_refused_in_words_and_what_is_there_stays() {
    let text = &stored()[FIELD];
    for cut in (0..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
        refused(&BTreeMap::from([(FIELD.to_owned(), text[..cut].to_owned())]), "damaged");
    }
    refused(&BTreeMap::new(), "not Quatrain's");
    refused(&BTreeMap::from([("gain".to_owned(), "3".to_owned())]), "not Quatrain's");
    refused(&with(|state| state["version"] = 2.into()), "newer Quatrain (version 2");
    refused(
        &with(|state| {
            state["version"] = 2.into();
            state["loop"]["swing"] = 3.into();
        }),
        "newer Quatrain (version 2",
    );
    refused(&with(|state| state["loop"]["metre"] = "11/8".into()), "damaged");
    refused(&with(|state| state["instruments"] = "piano".into()), "damaged");
    refused(&with(|state| state["instruments"][0] = 300.into()), "damaged");
    refused(&with(|state| state["loop"]["notes"][0]["pitch"] = (-1).into()), "damaged");
    refused(&BTreeMap::from([(FIELD.to_owned(), "[".repeat(100_000))]), "damaged");
}

#[test]
fn numbers_out_of_range_are_put_right_or_left_out() {
    let mut project = project();
    project.saved.deserialize_fields(&with(|state| {
        state["instruments"] = (0..=255).chain([0, 0]).collect::<Vec<i32>>().into();
        state["anchor"] = 1e300.into();
        state["loop"]["bars"] = 99.into();
        state["loop"]["notes"][0]["pitch"] = 200.into();
        state["loop"]["notes"][1]["duration"] = 65_535.into();
        state["loop"]["notes"][2]["velocity"] = 0.into();
    }));
    assert_eq!(project.saved.error(), None);
    assert_eq!(project.saved.instruments().len(), MAX_TRACKS);
    let phrase = project.audio.take().expect("what is left of it");
    assert_eq!((phrase.bars, phrase.strikes.len()), (BARS, 1));
    assert_eq!(phrase.restored, Some(Restored { anchor: None }));
}

#[test]
fn where_the_composer_chose_the_instruments_nothing_is_played_before_the_loop_is_whole() {
    let mut project = project();
    let chosen = Loop { asked: Request { tracks: Vec::new(), ..a_loop().asked }, ..a_loop() };
    project.calls.ask();
    project.saved.write(1, Loop { bars: 3, ..chosen.clone() });
    assert_eq!(project.audio.take(), None);
    project.saved.write(1, chosen);
    assert_eq!(project.audio.take().map(|phrase| phrase.bars), Some(BARS));
}

#[test]
fn instruments_are_kept_once_each_in_canonical_order() {
    let project = project();
    project.saved.set_instruments(&[
        PIANO,
        Instrument(40),
        Instrument(33),
        PIANO,
        Instrument::DRUMS,
        Instrument(200),
    ]);
    assert_eq!(project.saved.instruments(), [Instrument::DRUMS, Instrument(33), PIANO, Instrument(40)]);
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
            for strike in &phrase.strikes {
                prop_assert!(strike.onset < end && strike.duration.0 > 0 && strike.onset + strike.duration <= end);
                prop_assert!(strike.lane < 16 && strike.key < 128 && (1..=127).contains(&strike.velocity));
            }
        }
        project.saved.serialize_fields();
    }
}
