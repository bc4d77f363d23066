use super::*;
use crate::edit::Swap;
use crate::piece::Loop;
use score::{Instrument, Metre, Note, Request, Ticks};

fn piece(seed: u64) -> Arc<Piece> {
    Arc::new(Piece::of(Loop::whole(Request { seed, ..Request::default() }, Vec::new())))
}

fn seed_of(piece: Option<&Arc<Piece>>) -> Option<u64> {
    piece.map(|piece| piece.sections[0].asked.seed)
}

#[test]
fn undo_and_redo_go_through_at_least_thirty_two_steps() {
    let mut slot = Slot::default();
    assert!(!slot.undo() && !slot.redo());
    (0..=40).for_each(|n| slot.push(piece(n)));
    for before in (0..40).rev() {
        assert!(slot.undo());
        assert_eq!(seed_of(slot.present()), Some(before));
    }
    assert!(!slot.undo());
    (1..=40).for_each(|_| assert!(slot.redo()));
    assert_eq!((seed_of(slot.present()), slot.redo()), (Some(40), false));
}

#[test]
fn what_was_undone_is_gone_once_something_else_is_written() {
    let mut slot = Slot::default();
    (0..4).for_each(|n| slot.push(piece(n)));
    slot.undo();
    slot.undo();
    slot.push(piece(9));
    assert_eq!((seed_of(slot.present()), slot.can_redo()), (Some(9), false));
    slot.undo();
    assert_eq!(seed_of(slot.present()), Some(1));
}

#[test]
fn undoing_while_something_is_written_leaves_what_was_there_before() {
    let mut slot = Slot::default();
    slot.sketch(1, piece(1));
    assert!(!slot.can_undo(), "there is nothing to go back to");
    slot.finish(1, piece(1));
    slot.sketch(2, piece(2));
    assert_eq!(seed_of(slot.shown()), Some(2));
    assert!(slot.undo());
    assert_eq!(seed_of(slot.shown()), Some(1));
}

#[test]
fn the_oldest_steps_go_first_and_memory_ends() {
    let mut slot = Slot::default();
    (0..200).for_each(|n| slot.push(piece(n)));
    assert_eq!((slot.steps().len(), seed_of(slot.present())), (STEPS, Some(199)));
    let steps = (0..100).map(|n| Step { first: 0, pieces: vec![piece(n)] }).collect();
    let slot = Slot::recalled(steps, 99, 0, None);
    assert_eq!((slot.steps().len(), seed_of(slot.present())), (STEPS, Some(99)));
}

#[test]
fn variations_follow_each_other_and_going_back_finds_them_again() {
    let mut slot = Slot::default();
    slot.push(piece(0));
    let next =
        |slot: &Slot| slot.next_variation().map(|(next, parent)| (next, parent.sections[0].asked.seed));
    assert_eq!(next(&slot), Some((1, 0)));
    slot.evolve(piece(1));
    assert_eq!(next(&slot), Some((2, 1)));
    assert_eq!(seed_of(slot.present()), Some(0), "it is written ahead");
    assert!(slot.set_generation(1));
    assert_eq!(seed_of(slot.present()), Some(1));
    assert!(!slot.set_generation(9), "what is not there yet: the last one goes on");
    assert!(slot.set_generation(0));
    while let Some((next, _)) = slot.next_variation() {
        slot.evolve(piece(next.into()));
    }
    slot.set_generation(GENERATIONS as u32 + 3);
    assert_eq!(seed_of(slot.present()), Some(3), "it begins anew, and memory ends");
}

#[test]
fn changes_by_hand_are_kept_for_answers_that_are_owed_each_cell_once_and_for_no_others() {
    let mut slot = Slot::default();
    slot.push(Arc::new(Piece::blank(Metre::default(), &[Instrument(0)])));
    let mut draw = |tick: u16, owed| {
        let note = Note {
            instrument: Instrument(0),
            onset: Ticks(tick),
            pitch: 60,
            velocity: 90,
            duration: Ticks(1),
        };
        let swap = Swap { from: None, to: Some(note) };
        let (piece, cells) = slot.shown().expect("music").edited(&[swap]).expect("a change");
        slot.edit(Arc::new(piece), cells, owed);
        slot.late()
    };
    assert_eq!((0..40).map(|tick| draw(tick, None)).max(), Some(0), "nobody will come upon them");
    assert_eq!((50..120).map(|tick| draw(tick, Some(7))).max(), Some(2), "they lie in two bars");
    assert_eq!(draw(45, None), 0, "what was owed is over");
}

#[test]
fn what_is_written_into_a_variation_is_the_first_of_its_own() {
    let mut slot = Slot::default();
    slot.push(piece(0));
    slot.evolve(piece(1));
    slot.set_generation(1);
    slot.push(piece(50));
    let next = slot.next_variation().map(|(next, parent)| (next, parent.sections[0].asked.seed));
    assert_eq!((seed_of(slot.present()), next), (Some(50), Some((2, 50))));
    slot.undo();
    assert_eq!(seed_of(slot.present()), Some(1), "what was there, and not what it came from");
}
