use super::What::*;
use super::*;

/// One line of the table: what is given, slot by slot, and what is to be written of it: (slot, work).
fn given(commands: &[(usize, What)]) -> (Pending, Vec<(usize, What)>) {
    let mut pending = Pending::default();
    let done_at_once = (1..).zip(commands).filter_map(|(seq, &(slot, what))| {
        let now = pending.add(Command { seq, slot, what })?;
        Some((now.slot, now.what))
    });
    let done_at_once = done_at_once.collect();
    (pending, done_at_once)
}

fn works(pending: &Pending) -> Vec<(usize, Work)> {
    pending.jobs.iter().map(|job| (job.slot, job.work)).collect()
}

fn cells(section: usize, cells: u64) -> Work {
    Work::Rewrite(std::array::from_fn(|index| if index == section { cells } else { 0 }))
}

const PIECE: Work = Work::Generate;

#[test]
fn what_comes_together_comes_to_this() {
    let one = |section, cells| Rewrite { section, cells };
    /// A sentence, what is given, what is to be written, and what is done at once.
    type Line<'a> = (&'a str, &'a [(usize, What)], &'a [(usize, Work)], &'a [(usize, What)]);
    let table: &[Line] = &[
        ("the latest piece of a slot wins", &[(0, Generate), (0, Generate)], &[(0, PIECE)], &[]),
        ("each slot has its own", &[(0, Generate), (1, Generate)], &[(0, PIECE), (1, PIECE)], &[]),
        ("cells add up", &[(0, one(2, 1)), (0, one(2, 4))], &[(0, cells(2, 5))], &[]),
        (
            "but not between slots",
            &[(0, one(0, 1)), (1, one(0, 4))],
            &[(0, cells(0, 1)), (1, cells(0, 4))],
            &[],
        ),
        ("a piece drops the cells before it", &[(0, one(0, 1)), (0, Generate)], &[(0, PIECE)], &[]),
        ("of its slot only", &[(1, one(0, 1)), (0, Generate)], &[(1, cells(0, 1)), (0, PIECE)], &[]),
        (
            "and leaves those behind it",
            &[(0, Generate), (0, one(0, 1))],
            &[(0, PIECE), (0, cells(0, 1))],
            &[],
        ),
        (
            "re-rolls are all bars of lanes",
            &[(0, Reroll { lanes: 0b101 })],
            &[(0, Work::Rewrite([0xf0f; 8]))],
            &[],
        ),
        ("no cells are no order", &[(0, one(0, 0)), (0, Reroll { lanes: 0 }), (0, one(8, 1))], &[], &[]),
        (
            "steps keep their order",
            &[(0, Redo), (0, Undo), (0, Undo)],
            &[],
            &[(0, Redo), (0, Undo), (0, Undo)],
        ),
        ("what comes behind undo stays", &[(0, Undo), (0, Generate)], &[(0, PIECE)], &[(0, Undo)]),
        ("the last chord counts", &[(0, FollowChord), (1, FollowChord)], &[(1, Work::Follow)], &[]),
        (
            "a piece leaves the chord",
            &[(0, FollowChord), (0, Generate)],
            &[(0, Work::Follow), (0, PIECE)],
            &[],
        ),
        ("locks are turned at once", &[(0, ToggleLock { lane: 3 })], &[], &[(0, ToggleLock { lane: 3 })]),
        ("there are no other slots", &[(SLOTS, Generate), (99, Undo)], &[], &[]),
    ];
    for (sentence, commands, written, at_once) in table {
        let (pending, done) = given(commands);
        assert_eq!((works(&pending), done), (written.to_vec(), at_once.to_vec()), "{sentence}");
    }
}

#[test]
fn the_slot_that_plays_is_served_first_and_else_who_came_first() {
    let (pending, _) = given(&[(0, Generate), (1, Generate), (2, Generate)]);
    let first = |plays| pending.clone().begin(plays).map(|job| job.slot);
    assert_eq!([2, 1, 7].map(first), [Some(2), Some(1), Some(0)]);
    assert_eq!(Pending::default().begin(0), None);
}

#[test]
fn what_is_asked_of_a_cell_while_it_is_written_is_a_job_of_its_own() {
    let (mut pending, _) = given(&[(0, Rewrite { section: 0, cells: 1 })]);
    let begun = pending.begin(0).expect("a job");
    assert_eq!(pending.add(Command { seq: 2, slot: 0, what: Rewrite { section: 0, cells: 1 } }), None);
    assert!(pending.wants_begun());
    pending.end(true);
    assert_eq!((begun.seq, works(&pending)), (1, vec![(0, cells(0, 1))]), "it is written once more");
}

#[test]
fn what_was_stopped_and_is_still_wanted_waits_before_the_others() {
    let (mut pending, _) = given(&[(0, Generate), (1, Generate)]);
    pending.begin(0);
    pending.end(false);
    assert_eq!(works(&pending), [(0, PIECE), (1, PIECE)]);
    pending.begin(0);
    assert!(pending.has(0) && pending.give_up(0) && !pending.has(0));
    assert!(!pending.wants_begun());
    pending.end(false);
    assert_eq!(works(&pending), [(1, PIECE)]);
    assert!(!pending.is_empty() && pending.has_piece(1) && !pending.has_piece(0));
}
