use super::*;

#[test]
fn commands_of_all_threads_arrive_in_the_order_of_their_numbers() {
    let (shared, mut audio, mut worker) = commands();
    shared.give(0, What::Generate);
    audio.give(1, What::Undo);
    shared.give(2, What::Look);
    let all: Vec<_> = worker.take().iter().map(|command| (command.seq, command.slot)).collect();
    assert_eq!(all, [(1, 0), (2, 1), (3, 2)]);
    assert_eq!(worker.take(), []);
}

#[test]
fn a_command_is_owed_from_when_it_is_given_until_it_is_over() {
    let (shared, mut audio, mut worker) = commands();
    assert!(!shared.owes());
    audio.give(0, What::Undo);
    assert!(shared.owes() && !shared.owes_music());
    shared.give(0, What::Generate);
    assert!(shared.owes_music());
    worker.take();
    assert!(shared.owes_music(), "taken in is not over");
    worker.set_over(&shared);
    assert!(!shared.owes() && !shared.owes_music());
    shared.give(0, What::Look);
    shared.close();
    assert!(!shared.owes(), "nobody waits for an answer where nobody answers");
}

#[test]
fn a_full_ring_loses_commands_counts_them_and_is_owed_none_of_them() {
    let (shared, mut audio, mut worker) = commands();
    (0..RING + 3).for_each(|_| audio.give(0, What::Undo));
    assert_eq!((shared.lost(), worker.take().len()), (3, RING));
    worker.set_over(&shared);
    assert!(!shared.owes());
    audio.give(0, What::Undo);
    assert!(shared.owes(), "what comes later is owed again");
}

#[test]
fn a_new_piece_stops_the_composer_and_cells_do_not() {
    let (shared, mut audio, _worker) = commands();
    let cancel = shared.rearm();
    audio.give(0, What::Reroll { lanes: 1 });
    shared.give(0, What::Rewrite { section: 0, cells: 1 });
    assert!(!cancel.load(Ordering::Acquire));
    audio.give(0, What::Generate);
    assert!(cancel.load(Ordering::Acquire));
    shared.quit();
    assert!(shared.rearm().load(Ordering::Acquire), "quitting stops it however late it starts");
}
