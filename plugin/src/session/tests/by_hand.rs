//! Changes by hand, beside everything else that happens to a project.

use super::*;
use crate::link::Phrase;

fn note(onset: u16, pitch: u8) -> Note {
    Note { instrument: PIANO, onset: Ticks(onset), pitch, velocity: 91, duration: Ticks(5) }
}

fn add(project: &Instance, new: Note) -> bool {
    project.saved.edit(&[Swap { from: None, to: Some(new) }], Metre::SevenEight)
}

fn notes(project: &Instance) -> Vec<Note> {
    project.saved.shown().map_or_else(Vec::new, |piece| piece.notes())
}

fn last_sent(project: &mut Instance) -> Phrase {
    let mut last = None;
    while let Some(phrase) = project.audio.take() {
        last = Some(*phrase);
    }
    last.expect("something was sent")
}

#[test]
fn an_edit_is_heard_in_the_place_of_what_plays_and_is_one_step_of_the_history() {
    let mut project = playing();
    let (before, sent) = (notes(&project), last_sent(&mut project));
    assert!(add(&project, note(20, 72)));
    let now = last_sent(&mut project);
    assert_eq!(
        (now.epoch, now.strikes.len()),
        (sent.epoch, sent.strikes.len() + 1),
        "at once, not at a line"
    );
    assert_eq!(project.saved.history(), (1, 2));
    project.undo();
    assert_eq!((notes(&project), last_sent(&mut project).epoch), (before, sent.epoch));
    project.redo();
    assert!(notes(&project).contains(&note(20, 72)), "with its own velocity and length");
}

#[test]
fn an_edit_of_nothing_is_no_step() {
    let project = playing();
    let gone = Swap { from: Some(note(3, 3)), to: Some(note(4, 4)) };
    assert!(!project.saved.edit(&[gone], Metre::SevenEight));
    assert_eq!(project.saved.history(), (0, 1));
}

#[test]
fn what_was_changed_by_hand_comes_back_with_the_project() {
    let project = playing();
    add(&project, note(20, 72));
    let later = project_of(&project);
    assert_eq!(later.saved.shown(), project.saved.shown());
    assert_eq!(later.saved.shown().map(|piece| piece.edited_bars(PIANO)), Some(1));
    later.undo();
    assert!(!notes(&later).contains(&note(20, 72)), "and can still be undone");
}

/// What comes back from the state that `project` stores.
fn project_of(project: &Instance) -> Instance {
    let later = super::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    later
}

/// A loop that answers another ask, with the same notes an octave higher.
fn other() -> Loop {
    let up = |note: &Note| Note { pitch: note.pitch.min(115) + 12, ..*note };
    Loop::whole(Request { seed: 9, ..a_loop().asked }, a_loop().notes.iter().map(up).collect())
}

#[test]
fn an_edit_before_the_first_bar_of_an_answer_is_in_the_answer() {
    let project = playing();
    project.ask();
    add(&project, note(20, 72));
    write(&project, project.asked(), Loop { bars: 1, ..other() });
    assert!(notes(&project).contains(&note(20, 72)));
    write(&project, project.asked(), other());
    let there = notes(&project);
    assert!(there.contains(&note(20, 72)), "{there:?}");
    assert!(there.contains(&note_of(0, 60)), "the cell that was changed stays as a whole");
    assert!(!there.iter().any(|n| n.pitch == 72 && n.onset == Ticks(0)), "{there:?}");
    assert!(there.iter().any(|n| n.instrument.is_drums() && n.pitch == 48), "the others are new");
    project.ask();
    write(&project, project.asked(), a_loop());
    assert!(!notes(&project).contains(&note(20, 72)), "a later answer knew of it and decided itself");
}

fn note_of(onset: u16, pitch: u8) -> Note {
    *a_loop().notes.iter().find(|n| (n.onset.0, n.pitch) == (onset, pitch)).expect("it is in the loop")
}

#[test]
fn edits_while_a_loop_is_being_written_stay_under_each_further_bar_and_become_steps() {
    let project = playing();
    project.ask();
    let asked = project.asked();
    write(&project, asked, Loop { bars: 1, notes: other().notes[..1].to_vec(), ..other() });
    add(&project, note(20, 73));
    add(&project, note(25, 74));
    write(&project, asked, Loop { bars: 2, ..other() });
    assert!(notes(&project).contains(&note(20, 73)) && notes(&project).contains(&note(25, 74)));
    assert!(project.saved.step_edit(true));
    assert!(!notes(&project).contains(&note(25, 74)), "the last one can be taken back");
    assert!(project.saved.step_edit(false));
    write(&project, asked, other());
    assert_eq!(project.saved.history(), (3, 4), "the loop, and each change");
    assert!(notes(&project).contains(&note(25, 74)));
    project.undo();
    project.undo();
    assert_eq!(project.the_loop().as_deref(), Some(&other()));
}

#[test]
fn edits_of_what_is_never_finished_stay_in_what_was_there_before() {
    let project = playing();
    project.ask();
    write(&project, project.asked(), Loop { bars: 3, ..other() });
    add(&project, note(20, 73));
    let stored = project_of(&project);
    assert!(notes(&stored).contains(&note(20, 73)), "also where the project is stored meanwhile");
    project.saved.give_up(project.asked(), 0);
    assert!(notes(&project).contains(&note(20, 73)));
    assert!(notes(&project).contains(&note_of(100, 36)), "and the rest is as it was");
    project.undo();
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
}

#[test]
fn a_cell_that_was_changed_can_be_released() {
    let project = playing();
    add(&project, note(20, 72));
    project.saved.release(PIANO, 0b1);
    assert_eq!(project.saved.shown().map(|piece| piece.edited_bars(PIANO)), Some(0));
    assert_eq!(project.saved.history(), (1, 2), "that is no step");
}

#[test]
fn an_empty_slot_can_be_written_by_hand() {
    let mut project = project();
    assert!(add(&project, note(20, 72)));
    let sent = last_sent(&mut project);
    assert_eq!((sent.metre, sent.strikes.len(), sent.bars), (Metre::SevenEight, 1, BARS));
    assert_eq!(project.saved.rack().place(PIANO), Some(4), "it has a lane");
}

#[test]
fn any_step_of_the_history_can_be_gone_to() {
    let project = playing();
    (0..5).for_each(|n| assert!(add(&project, note(20 + n, 72))));
    project.saved.go_to(2);
    assert_eq!((project.saved.history(), notes(&project).len()), ((2, 6), 5));
    project.saved.go_to(9);
    assert_eq!(project.saved.history(), (2, 6));
}
