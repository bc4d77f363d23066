//! Commands that come while something else is done, and faults.

use super::*;
use crate::session::{Standing, groups_for_this_test};
use score::{Chord, Quality};

/// Music in slots A and B; A plays.
fn two_slots() -> (Office, Arc<session::Piece>, Arc<session::Piece>) {
    let (office, _) = with_a_loop();
    office.params.select_slot(1);
    office.generate();
    office.answered();
    office.params.select_slot(0);
    office.look();
    office.answered();
    let of = |slot| office.params.session.present_in(slot).expect("music");
    let (a, b) = (of(0), of(1));
    (office, a, b)
}

/// Whether the music of slots A and B is other than `before`.
fn changed(office: &Office, before: [&Arc<session::Piece>; 2]) -> [bool; 2] {
    [0, 1].map(|slot| office.params.session.present_in(slot).as_ref() != Some(before[slot]))
}

#[test]
fn an_order_is_for_the_slot_in_which_it_was_given_whatever_slot_is_chosen_meanwhile() {
    let (office, a, b) = two_slots();
    office.editor.write_anew(0, cells(&office, Instrument(33), 0b1111));
    office.params.select_slot(1);
    office.look();
    office.answered();
    assert_eq!(changed(&office, [&a, &b]), [true, false]);
}

#[test]
fn orders_for_two_slots_that_come_while_a_third_is_written_are_each_carried_out_where_they_were_given() {
    let (office, a, b) = two_slots();
    office.params.select_slot(2);
    office.generate();
    office.commands.give(0, What::Reroll { lanes: u16::MAX });
    office.commands.give(1, What::Reroll { lanes: u16::MAX });
    office.params.select_slot(1);
    office.look();
    office.answered();
    assert_eq!(changed(&office, [&a, &b]), [true, true]);
    assert!(office.params.session.present_in(2).is_some(), "and the third is written");
}

#[test]
fn a_chord_brings_the_music_into_it_that_played_when_it_was_held() {
    let (office, a, b) = two_slots();
    let chord = Chord { root: 5, quality: Quality::Minor };
    office.board.set_held(chord.tones().fold(0, |all, class| all | 1 << class), chord.root);
    office.commands.give(0, What::FollowChord);
    office.params.select_slot(1);
    office.look();
    office.answered();
    assert_eq!(changed(&office, [&a, &b]), [true, false]);
}

#[test]
fn cells_that_are_ordered_while_a_piece_is_asked_for_are_not_lost() {
    let (office, _) = with_a_loop();
    for _ in 0..20 {
        let asked = office.generate();
        office.editor.write_anew(0, cells(&office, Instrument(33), 0b1111));
        office.answered();
        let now = office.present();
        assert_eq!(now.asked.epoch, asked + 1, "the piece, and then the cells in it");
    }
}

#[test]
fn a_step_is_owed_until_it_is_taken() {
    let (office, _) = with_a_loop();
    office.generate();
    office.answered();
    office.give(What::Undo);
    assert!(office.commands.owes() || office.params.session.history().0 == 0, "an offline render waits");
    office.answered();
    assert_eq!(office.params.session.history(), (0, 2));
}

#[test]
fn steps_are_taken_in_the_order_in_which_they_came() {
    let (office, _) = with_a_loop();
    office.generate();
    office.answered();
    assert_eq!(office.params.session.history(), (1, 2));
    office.give(What::Redo);
    office.give(What::Undo);
    office.answered();
    assert_eq!(office.params.session.history(), (0, 2), "there was nothing to go forth to");
    office.give(What::Redo);
    let asked = office.generate();
    office.answered();
    let after = office.params.session.history();
    assert_eq!((after, office.present().asked.epoch), ((2, 3), asked), "forth, and then something new");
    office.generate();
    office.give(What::Undo);
    office.answered();
    assert_eq!(
        office.params.session.history(),
        after,
        "what was asked for is given up, and no step is taken"
    );
}

#[test]
fn what_is_changed_in_a_followers_editor_is_refused_in_words_and_changes_nothing_hidden() {
    let _groups = groups_for_this_test();
    let standing = |office: &Office| office.editor.status().group.map(|group| group.standing);
    let (leader, _) = with_a_loop();
    leader.set(&leader.params.routing.group, 1);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(0)));
    let (follower, _) = with_a_loop();
    follower.generate();
    follower.answered();
    let own = follower.params.session.history();
    follower.set(&follower.params.routing.group, 1);
    follower.wait(|follower| follower.the_loop() == leader.the_loop());
    let piano = Instrument(0);
    let to = Note { instrument: piano, onset: Ticks(53), pitch: 100, velocity: 90, duration: Ticks(13) };
    let refused = |change: &dyn Fn()| {
        follower.editor.dismiss_error();
        change();
        let said = follower.editor.status().error.unwrap_or_default();
        assert!(said.contains("Follows group A") && said.contains("the instance that leads"), "{said:?}");
        assert_eq!(follower.the_loop(), leader.the_loop());
    };
    refused(&|| follower.editor.edit(&[Swap { from: None, to: Some(to) }]));
    refused(&|| follower.params.session.release(piano, u32::MAX));
    refused(&|| follower.editor.go_to(0));
    refused(&|| follower.params.session.change_rack(|rack| rack.remove(piano)));
    for step in [What::Undo, What::Redo] {
        refused(&|| {
            follower.give(step);
            follower.answered();
        });
    }
    follower.set(&follower.params.routing.group, 0);
    follower.wait(|follower| follower.editor.status().group.is_none());
    follower.answered();
    assert_eq!(follower.params.session.history(), own);
}

#[test]
fn a_panic_in_a_round_is_said_in_words_and_the_next_piece_is_written_as_ever() {
    let (office, before) = with_a_loop();
    office.give(What::Panic);
    office.answered();
    let said = office.editor.status().error.unwrap_or_default();
    assert!(said.contains("as the test asked for"), "{said}");
    assert_eq!(office.present(), before);
    office.generate();
    office.answered();
    assert_ne!(office.present(), before);
    assert_eq!(office.editor.status().error, None);
}

#[test]
fn a_panic_while_a_piece_is_written_costs_that_piece_and_no_other() {
    let office = Office::small();
    office.set(&office.params.length, 3);
    office.generate();
    office.wait(|office| office.board.bars() > 0 || !office.commands.owes());
    let other = office.commands.give(1, What::Generate);
    office.give(What::Panic);
    office.answered();
    let there = office.params.session.present_in(1).expect("it was asked for in another slot");
    assert_eq!((there.sections.len(), there.sections[0].asked.epoch), (8, other));
}

#[test]
fn orders_that_were_lost_are_said_in_words_until_they_are_read() {
    let mut office = Office::open();
    drop(office.worker.take());
    (0..999).for_each(|_| office.audio_commands.give(0, What::Undo));
    let said = office.editor.status().error.unwrap_or_default();
    assert!(said.contains("orders by MIDI or automation were lost"), "{said}");
    office.editor.dismiss_error();
    assert_eq!(office.editor.status().error, None);
}
