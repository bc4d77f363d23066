//! What a project stores comes back.

use super::*;

#[test]
fn a_state_comes_back_exactly_and_nothing_is_generated() {
    let mut fresh = project();
    fresh.saved.deserialize_fields(&stored());
    assert_eq!(fresh.the_loop().as_deref(), Some(&a_loop()));
    assert_eq!(fresh.saved.rack().asked(), [Instrument::DRUMS, PIANO]);
    assert_eq!((fresh.saved.error(), fresh.commands.given()), (None, 0));
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
    fresh.board.set_placement(None);
    assert_eq!(fresh.saved.serialize_fields(), stored());
    fresh.board.set_placement(Some(crate::link::Placement {
        epoch: 1,
        number: 1,
        anchor: 13.3,
        length: 16.0,
    }));
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
    let Link { session: saved, editor, .. } = wire();
    saved.deserialize_fields(&before.saved.serialize_fields());
    let notices = editor.status().notices;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("60 to 72 are used"), "{notices:?}");
}

#[test]
fn a_loop_that_waits_is_stored_in_the_place_of_the_one_that_plays() {
    let project = playing();
    project.ask();
    write(&project, 2, a_loop());
    let fields = project.saved.serialize_fields();
    assert!(fields[FIELD].contains("\"anchor\":13.3"), "{fields:?}");
    project.ask();
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
    project.ask();
    let asked = project.asked();
    project.saved.deserialize_fields(&stored());
    write(&project, asked, Loop { notes: Vec::new(), ..a_loop() });
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
    assert!(project.saved.answered(0) > asked, "what is asked is void");
    project.ask();
    write(&project, project.asked(), Loop { notes: Vec::new(), ..a_loop() });
    assert_eq!(project.the_loop().map(|kept| kept.notes.len()), Some(0));
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
    later.session.deserialize_fields(&fields);
    assert_eq!(
        (later.session.asking(), later.session.rack().of(PIANO).map(|lane| lane.amounts)),
        (asking, Some(amounts))
    );
    let older = with(|value| {
        value.as_object_mut().expect("an object").remove("asking");
    });
    later.session.deserialize_fields(&older);
    assert_eq!((later.session.asking(), later.session.error()), (Asking::default(), None));
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
    for _ in 0..session::STEPS {
        project.ask();
        write(&project, project.asked(), Loop::whole(asked.clone(), notes.clone()));
    }
    let bytes = project.saved.serialize_fields()[FIELD].len();
    assert!(
        bytes < session::STEPS * 3200,
        "{bytes} bytes for {} steps of {} notes",
        session::STEPS,
        2 * notes.len()
    );
}
