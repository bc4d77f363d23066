mod by_hand;
mod migration;

use super::*;
use crate::link::{AudioEnd, Link, wire};
use proptest::prelude::*;
use score::{BARS, Instrument, Metre, Note, Request, Ticks, Track, canonicalise};

/// What a host stores and loads, with the ends that hear of it.
struct Project {
    saved: Arc<Saved>,
    calls: Arc<Calls>,
    board: Arc<Board>,
    audio: AudioEnd,
}

impl Project {
    /// The first loop of what is shown.
    fn the_loop(&self) -> Option<Arc<Loop>> {
        self.saved.shown().map(|piece| piece.sections[0].clone())
    }
}

/// A loop is written, in part or whole, in answer to `epoch`.
fn write(project: &Project, epoch: u64, music: Loop) {
    let whole = music.is_whole();
    project.saved.write(epoch, 0, Piece::of(music), whole);
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
    Loop::whole(asked, notes)
}

/// With a loop that plays from song position 13.3 on.
fn playing() -> Project {
    let project = project();
    project.saved.change_rack(|rack| rack.set_asked(&[PIANO, Instrument::DRUMS]));
    project.calls.ask();
    write(&project, 1, a_loop());
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
    assert_eq!(fresh.the_loop().as_deref(), Some(&a_loop()));
    assert_eq!(fresh.saved.rack().asked(), [Instrument::DRUMS, PIANO]);
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
fn lengths_and_velocities_that_no_token_has_come_back_as_they_were_played() {
    let played = |instrument, onset, velocity, duration| Note {
        instrument,
        onset: Ticks(onset),
        pitch: 60,
        velocity,
        duration: Ticks(duration),
    };
    let notes =
        vec![played(Instrument::DRUMS, 2, 126, 7), played(PIANO, 0, 78, 13), played(PIANO, 50, 3, 31)];
    let asked = Request { metre: Metre::SevenEight, ..Request::default() };
    assert_ne!(canonicalise(&notes, asked.metre), notes, "none of them lies on a bin");
    let before = project();
    write(&before, 1, Loop::whole(asked, notes.clone()));
    let fresh = project();
    fresh.saved.deserialize_fields(&before.saved.serialize_fields());
    assert_eq!(fresh.the_loop().map(|the_loop| the_loop.notes.clone()), Some(notes));
}

#[test]
fn a_restored_loop_still_says_where_its_request_contradicted_itself() {
    let range = Some((72, 60));
    let asked = Request { tracks: vec![Track { range, ..Track::new(PIANO) }], ..a_loop().asked };
    let before = project();
    write(&before, 1, Loop::whole(asked, a_loop().notes));
    let Link { saved, editor, .. } = wire();
    saved.deserialize_fields(&before.saved.serialize_fields());
    let notices = editor.status().notices;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("60 to 72 are used"), "{notices:?}");
}

#[test]
fn a_loop_that_waits_is_stored_in_the_place_of_the_one_that_plays() {
    let project = playing();
    project.calls.ask();
    write(&project, 2, a_loop());
    let fields = project.saved.serialize_fields();
    assert!(fields[FIELD].contains("\"anchor\":13.3"), "{fields:?}");
    project.calls.ask();
    let asked = Request { metre: Metre::FourFour, ..a_loop().asked };
    write(&project, 3, Loop::whole(asked, a_loop().notes));
    let fields = project.saved.serialize_fields();
    assert!(fields[FIELD].contains("\"anchor\":null"), "one of another metre has no place yet");
}

#[test]
fn an_instance_without_a_loop_comes_back_without_one_and_falls_silent() {
    let empty = project();
    empty.saved.change_rack(|rack| rack.set_asked(&[]));
    let mut project = playing();
    project.saved.deserialize_fields(&empty.saved.serialize_fields());
    assert_eq!((project.the_loop(), project.saved.rack().asked()), (None, vec![]));
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
    write(&project, asked, Loop { notes: Vec::new(), ..a_loop() });
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
    assert!(project.calls.is_void(asked));
    project.calls.ask();
    write(&project, project.calls.asked(), Loop { notes: Vec::new(), ..a_loop() });
    assert_eq!(project.the_loop().map(|kept| kept.notes.len()), Some(0));
}

/// Loads `fields` into a project that plays, which is to keep what it has and say `why`.
fn refused(fields: &BTreeMap<String, String>, why: &str) {
    let mut project = playing();
    project.saved.deserialize_fields(fields);
    let error = project.saved.error().unwrap_or_default();
    assert!(error.contains(why), "{error:?} for {fields:?}");
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
    assert_eq!(project.saved.rack().asked(), [Instrument::DRUMS, PIANO]);
    let sent = std::iter::from_fn(|| project.audio.take()).count();
    assert_eq!((sent, project.calls.is_void(1)), (1, false), "what plays and is asked goes on");
}

#[test]
fn what_is_asked_of_bars_and_instruments_is_stored_and_older_projects_ask_nothing() {
    let project = playing();
    let asking = Asking {
        chords: "Am | F/C".to_owned(),
        bar_density: [None, Some(3), None, None],
        preset: "Mine".to_owned(),
    };
    let amounts = Amounts { velocity: Some(100), ..Amounts::default() };
    project.saved.change_asking(|asked| *asked = asking.clone());
    project.saved.change_rack(|rack| {
        let place = rack.place(PIANO).expect("it is asked for");
        rack.set_amounts(place, amounts);
    });
    let fields = project.saved.serialize_fields();
    let later = wire();
    later.saved.deserialize_fields(&fields);
    assert_eq!(
        (later.saved.asking(), later.saved.rack().of(PIANO).map(|lane| lane.amounts)),
        (asking, Some(amounts))
    );
    let older = with(|value| {
        value.as_object_mut().expect("an object").remove("asking");
    });
    later.saved.deserialize_fields(&older);
    assert_eq!((later.saved.asking(), later.saved.error()), (Asking::default(), None));
}

#[test]
fn another_set_of_instruments_silences_nothing_until_the_next_loop_is_there() {
    let project = playing();
    project.saved.exchange(&[(Instrument(40), Amounts::default())]);
    assert_eq!(project.saved.rack().asked(), [Instrument(40)]);
    assert!(project.saved.rack().place(PIANO).is_some(), "it sounds on");
    let next = Request { tracks: vec![Track::new(Instrument(40))], ..Request::default() };
    write(&project, 2, Loop::whole(next, vec![]));
    assert_eq!(project.saved.rack().instruments(), [Instrument(40)]);
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
        step(state)["notes"] = pack::pack(&[note(60, 77, 9000), note(200, 77, 1), note(61, 0, 1)]).into();
    }));
    assert_eq!(project.saved.error(), None);
    let phrase = project.audio.take().expect("the eighth slot is empty");
    assert_eq!((phrase.bars, phrase.restored), (0, Some(Restored { anchor: None })));
    project.saved.deserialize_fields(&with(|state| {
        step(state)["bars"] = 99.into();
        step(state)["notes"] = pack::pack(&[note(60, 77, 9000), note(200, 77, 1), note(61, 0, 1)]).into();
    }));
    let phrase = project.audio.take().expect("what is left of it");
    assert_eq!((phrase.bars, phrase.strikes.len()), (BARS, 1));
}

#[test]
fn where_the_composer_chose_the_instruments_nothing_is_played_before_the_loop_is_whole() {
    let mut project = project();
    let chosen = Loop { asked: Request { tracks: Vec::new(), ..a_loop().asked }, ..a_loop() };
    project.calls.ask();
    write(&project, 1, Loop { bars: 3, ..chosen.clone() });
    assert_eq!(project.audio.take(), None);
    write(&project, 1, chosen);
    assert_eq!(project.audio.take().map(|phrase| phrase.bars), Some(BARS));
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
    project.calls.ask();
    write(&project, project.calls.asked(), Loop { notes: Vec::new(), ..a_loop() });
    let both = self::project();
    both.saved.deserialize_fields(&project.saved.serialize_fields());
    assert_eq!(both.the_loop().map(|kept| kept.notes.len()), Some(0));
    assert_eq!(both.saved.serialize_fields(), project.saved.serialize_fields());
}

#[test]
fn undo_and_redo_send_what_they_show_and_come_back_with_the_project() {
    let mut project = playing();
    let second = Loop { notes: a_loop().notes[1..].to_vec(), ..a_loop() };
    project.calls.ask();
    write(&project, 2, second.clone());
    project.saved.undo(false, false);
    let notes = |project: &mut Project| {
        std::iter::from_fn(|| project.audio.take()).last().map(|phrase| phrase.strikes.len())
    };
    assert_eq!((project.the_loop().as_deref(), notes(&mut project)), (Some(&a_loop()), Some(3)));
    assert_eq!(project.saved.can_undo_redo(), (false, true));
    let later = self::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    assert_eq!((later.the_loop().as_deref(), later.saved.can_undo_redo()), (Some(&a_loop()), (false, true)));
    later.saved.redo(false);
    assert_eq!(later.the_loop().map(|shown| shown.notes.len()), Some(second.notes.len()));
    project.saved.redo(false);
    assert_eq!(notes(&mut project), Some(2));
    project.saved.redo(false);
    assert_eq!(notes(&mut project), None, "there is nothing further, and nothing changes");
}

#[test]
fn an_instrument_that_is_removed_is_silent_and_comes_back_with_its_notes() {
    let mut project = playing();
    let sounding = |project: &mut Project| {
        std::iter::from_fn(|| project.audio.take()).last().map(|phrase| phrase.strikes.len())
    };
    project.saved.change_rack(|rack| rack.remove(PIANO));
    assert_eq!(sounding(&mut project), Some(1));
    project.saved.change_rack(|rack| assert!(rack.add(PIANO)));
    assert_eq!(sounding(&mut project), Some(3));
    project.saved.change_rack(Rack::ask_for_none);
    assert_eq!((sounding(&mut project), project.saved.rack().asked()), (None, vec![]), "what plays goes on");
}

#[test]
fn a_project_takes_little_room() {
    let project = project();
    let note = |n: u16| Note {
        instrument: Instrument((n % 4) as u8 * 8),
        onset: Ticks(n / 4 * 3 % 192),
        pitch: 40 + (n % 30) as u8,
        velocity: 99,
        duration: Ticks(3),
    };
    let notes = canonicalise(&(0..256).map(note).collect::<Vec<_>>(), Metre::FourFour);
    let asked = Request { keep: notes.clone(), ..Request::default() };
    for _ in 0..slot::STEPS {
        project.calls.ask();
        write(&project, project.calls.asked(), Loop::whole(asked.clone(), notes.clone()));
    }
    let bytes = project.saved.serialize_fields()[FIELD].len();
    assert!(
        bytes < slot::STEPS * 3200,
        "{bytes} bytes for {} steps of {} notes",
        slot::STEPS,
        2 * notes.len()
    );
}

#[test]
fn eight_slots_hold_their_own_music_and_all_of_it_comes_back() {
    let mut project = playing();
    let music = |seed: u64| Loop { asked: Request { seed, ..a_loop().asked }, ..a_loop() };
    for slot in 0..SLOTS {
        project.calls.ask();
        project.saved.write(project.calls.asked(), slot, Piece::of(music(slot as u64)), true);
    }
    while project.audio.take().is_some() {}
    project.saved.select(5);
    assert_eq!(project.the_loop().map(|shown| shown.asked.seed), Some(5));
    assert!(project.audio.take().is_some(), "it is to be heard");
    let later = self::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    for slot in (0..SLOTS).rev() {
        later.saved.select(slot);
        assert_eq!(later.the_loop().map(|shown| shown.asked.seed), Some(slot as u64));
        assert_eq!(later.saved.can_undo_redo(), (slot == 0, false), "each with its own history");
    }
}

#[test]
fn an_empty_slot_lets_what_sounds_go_on_and_takes_what_is_written_next() {
    let mut project = playing();
    while project.audio.take().is_some() {}
    project.saved.select(3);
    assert_eq!((project.the_loop(), project.audio.take()), (None, None));
    assert_eq!(project.saved.slots(), (3, std::array::from_fn(|slot| slot == 0)));
    project.calls.ask();
    project.saved.write(project.calls.asked(), 3, Piece::of(a_loop()), true);
    assert!(project.audio.take().is_some());
    project.saved.select(0);
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
}

#[test]
fn what_is_written_for_a_slot_that_does_not_play_is_kept_and_not_heard() {
    let mut project = playing();
    project.calls.ask();
    project.saved.write(
        2,
        1,
        Piece { sections: vec![Arc::new(Loop { bars: 2, ..a_loop() })], planned: 1 },
        false,
    );
    project.saved.select(1);
    project.saved.select(0);
    while project.audio.take().is_some() {}
    project.saved.write(2, 1, Piece::of(a_loop()), true);
    assert_eq!(project.audio.take(), None);
    project.saved.select(1);
    assert_eq!(project.saved.present().map(|piece| piece.is_whole()), Some(true));
}

#[test]
fn pieces_and_their_variations_come_back_and_the_place_in_the_song_says_which_is_heard() {
    let mut project = playing();
    let music = |seed: u64| {
        let one = |n: u64| Arc::new(Loop { asked: Request { seed: seed + n, ..a_loop().asked }, ..a_loop() });
        Piece { sections: vec![one(0), one(1)], planned: 2 }
    };
    project.calls.ask();
    project.saved.write(2, 0, music(10), true);
    for (latest, seed) in [(1, 20), (2, 30)] {
        let (slot, generation, parent) = project.saved.parent(latest).expect("one is to be written");
        assert_eq!((slot, generation), (0, latest));
        project.saved.evolve(slot, generation, &parent, music(seed));
        assert_eq!(project.saved.parent(latest), None, "there are enough");
    }
    let later = self::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    while project.audio.take().is_some() {}
    for project in [&mut project, &mut { later }] {
        for (generation, seed) in [(2, 30), (1, 20), (0, 10), (7, 30)] {
            project.saved.turn(generation);
            assert_eq!(project.the_loop().map(|shown| shown.asked.seed), Some(seed));
            assert_eq!(project.saved.present().map(|piece| piece.sections.len()), Some(2));
        }
    }
    let phrase = project.audio.take().expect("it is to be heard");
    assert_eq!((phrase.strikes.len(), phrase.bars), (6, 8));
    let end = Metre::SevenEight.loop_len();
    assert!(phrase.strikes[3..].iter().all(|strike| strike.onset >= end));
}

#[test]
fn a_variation_of_what_is_gone_is_dropped() {
    let project = playing();
    let (slot, generation, parent) = project.saved.parent(1).expect("one is to be written");
    write(&project, 2, a_loop());
    project.saved.evolve(slot, generation, &parent, Piece::of(a_loop()));
    assert_eq!(project.saved.parent(1).map(|(_, generation, _)| generation), Some(1));
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
