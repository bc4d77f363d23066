//! What is sent to be heard when instruments or music change.

use super::*;

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
fn where_the_composer_chose_the_instruments_nothing_is_played_before_the_loop_is_whole() {
    let mut project = project();
    let chosen = Loop { asked: Request { tracks: Vec::new(), ..a_loop().asked }, ..a_loop() };
    project.ask();
    write(&project, 1, Loop { bars: 3, ..chosen.clone() });
    assert_eq!(project.audio.take(), None);
    write(&project, 1, chosen);
    assert_eq!(project.audio.take().map(|phrase| phrase.bars), Some(BARS));
}

#[test]
fn undo_and_redo_send_what_they_show_and_come_back_with_the_project() {
    let mut project = playing();
    let second = Loop { notes: a_loop().notes[1..].to_vec(), ..a_loop() };
    project.ask();
    write(&project, 2, second.clone());
    project.undo();
    let notes = |project: &mut Instance| {
        std::iter::from_fn(|| project.audio.take()).last().map(|phrase| phrase.strikes.len())
    };
    assert_eq!((project.the_loop().as_deref(), notes(&mut project)), (Some(&a_loop()), Some(3)));
    assert_eq!(project.saved.can_undo_redo(), (false, true));
    let later = self::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    assert_eq!((later.the_loop().as_deref(), later.saved.can_undo_redo()), (Some(&a_loop()), (false, true)));
    later.redo();
    assert_eq!(later.the_loop().map(|shown| shown.notes.len()), Some(second.notes.len()));
    project.redo();
    assert_eq!(notes(&mut project), Some(2));
    project.redo();
    assert_eq!(notes(&mut project), None, "there is nothing further, and nothing changes");
}

#[test]
fn an_instrument_that_is_removed_is_silent_and_comes_back_with_its_notes() {
    let mut project = playing();
    let sounding = |project: &mut Instance| {
        std::iter::from_fn(|| project.audio.take()).last().map(|phrase| phrase.strikes.len())
    };
    project.saved.change_rack(|rack| rack.remove(PIANO));
    assert_eq!(sounding(&mut project), Some(1));
    project.saved.change_rack(|rack| assert!(rack.add(PIANO)));
    assert_eq!(sounding(&mut project), Some(3));
    project.saved.change_rack(Rack::ask_for_none);
    assert_eq!((sounding(&mut project), project.saved.rack().asked()), (None, vec![]), "what plays goes on");
}
