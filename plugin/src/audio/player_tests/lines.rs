//! When a loop begins, and how the next one takes over.

use super::loops::{four_bars, piano};
use super::rig::Rig;
use score::{BARS, Metre};

#[test]
fn a_loop_begins_at_the_next_bar_line_while_its_other_bars_are_still_being_written() {
    let (mut rig, music) = (Rig::new(), four_bars(60));
    rig.seek(1.0);
    let epoch = rig.ask();
    rig.quarters(1.5);
    rig.written(epoch, &music, 1);
    rig.quarters(2.5);
    for bars in 2..=BARS {
        // Each a beat before it is due.
        rig.quarters(2.0);
        rig.written(epoch, &music, bars);
        rig.quarters(2.0);
    }
    rig.quarters(8.0);
    // The bar line is three quarters from the start, and a bar takes 96,000 frames.
    let line = 72_000;
    let bar = |bar: u64| line + bar * 96_000;
    assert_eq!(
        rig.ons(),
        [(bar(0), 60), (bar(1), 61), (bar(2), 62), (bar(3), 63), (bar(4), 60), (bar(5), 61)]
    );
    assert_eq!(rig.offs()[0], (line + 24_000, 60));
    assert_eq!(rig.link.board.late(), 0);
}

#[test]
fn a_bar_that_is_not_written_when_it_is_due_is_counted_once_and_the_last_written_one_is_heard_to_its_end() {
    let (mut rig, music) = (Rig::new(), piano(Metre::FourFour, &[(0, 6, 60), (48, 6, 61), (72, 6, 62)]));
    let epoch = rig.ask();
    rig.written(epoch, &music, 1);
    rig.quarters(5.0);
    assert_eq!(rig.link.board.late(), 1);
    rig.written(epoch, &music, 2);
    rig.quarters(2.5);
    assert_eq!(rig.ons(), [(0, 60), (96_000, 60)], "what comes in mid-bar waits for its next turn");
    rig.written(epoch, &music, BARS);
    rig.quarters(15.5);
    assert_eq!(rig.ons()[2..], [(16 * 24_000, 60), (20 * 24_000, 61), (22 * 24_000, 62)]);
    assert_eq!(rig.link.board.late(), 1);
}

#[test]
fn a_bar_that_comes_just_before_its_line_is_not_late() {
    let (mut rig, music) = (Rig::new(), four_bars(60));
    let epoch = rig.ask();
    rig.written(epoch, &music, 1);
    rig.quarters(4.0);
    rig.written(epoch, &music, 2);
    rig.quarters(1.0);
    assert_eq!((rig.ons()[1], rig.link.board.late()), ((96_000, 61), 0));
}

#[test]
fn a_bar_that_comes_right_behind_a_note_does_not_strike_it_again() {
    let (mut rig, music) = (Rig::new(), four_bars(60));
    let epoch = rig.ask();
    rig.written(epoch, &music, 1);
    rig.block(20);
    rig.written(epoch, &music, 2);
    rig.block(512);
    assert_eq!(rig.ons(), [(0, 60)]);
}

#[test]
fn a_new_loop_takes_over_at_the_loop_line_and_nothing_hangs_over_it() {
    let mut rig = Rig::new();
    rig.generated(&piano(Metre::FourFour, &[(0, 12, 60), (180, 12, 60), (190, 2, 64)]));
    rig.quarters(9.0);
    let asked = rig.ask();
    rig.written(asked, &piano(Metre::FourFour, &[(0, 12, 60), (12, 12, 67)]), 1);
    rig.quarters(8.5);
    let line = 16 * 24_000;
    let tick = 2_000;
    assert_eq!(
        rig.ons(),
        [(0, 60), (line - 12 * tick, 60), (line - 2 * tick, 64), (line, 60), (line + 24_000, 67)]
    );
    assert_eq!(rig.offs(), [(24_000, 60), (line, 60), (line, 64), (line + 24_000, 60)]);
}

#[test]
fn of_several_loops_that_wait_the_last_takes_over() {
    let mut rig = Rig::new();
    rig.generated(&four_bars(60));
    rig.quarters(5.0);
    rig.generated(&four_bars(70));
    rig.quarters(1.0);
    rig.generated(&four_bars(80));
    rig.quarters(1.0);
    assert!(rig.link.board.waiting());
    rig.quarters(10.0);
    assert_eq!(rig.ons().last(), Some(&(16 * 24_000, 80)));
    assert!(!rig.link.board.waiting());
}

#[test]
fn a_loop_of_another_metre_takes_over_at_a_bar_line_of_the_host() {
    let mut rig = Rig::new();
    rig.generated(&piano(Metre::FourFour, &[(0, 12, 60), (84, 36, 61)]));
    rig.quarters(5.0);
    rig.generated(&piano(Metre::ThreeFour, &[(0, 12, 70), (36, 12, 71)]));
    rig.quarters(15.0);
    let at = |quarter: u64| quarter * 24_000;
    assert_eq!(rig.ons(), [(at(0), 60), (at(7), 61), (at(8), 70), (at(11), 71)]);
    assert_eq!(rig.offs()[..2], [(at(1), 60), (at(8), 61)]);
}

#[test]
fn what_is_written_while_the_transport_stands_lies_in_the_songs_own_fours_of_bars() {
    let mut rig = Rig::new();
    rig.host.rolling = false;
    rig.generated(&four_bars(60));
    rig.frames(2_000);
    rig.generated(&four_bars(70));
    rig.frames(2_000);
    rig.host.rolling = true;
    rig.seek(4.0);
    rig.quarters(1.0);
    assert_eq!(rig.ons(), [(4_000, 71)], "bar 2 of the song is bar 2 of the loop");
}

#[test]
fn with_loop_off_a_loop_plays_to_its_end_and_the_next_begins_at_a_bar_line() {
    let mut rig = Rig::new();
    rig.controls.looping = false;
    rig.generated(&four_bars(60));
    rig.quarters(21.0);
    assert_eq!(rig.ons().len(), 4);
    rig.generated(&four_bars(70));
    rig.quarters(20.0);
    let again: Vec<u8> = rig.ons()[4..].iter().map(|(_, key)| *key).collect();
    assert_eq!((rig.ons()[4].0, again), (24 * 24_000, vec![70, 71, 72, 73]));
}

#[test]
fn what_was_left_out_while_loop_was_off_does_not_come_all_at_once_when_it_is_on_again() {
    let mut rig = Rig::new();
    rig.controls.looping = false;
    rig.generated(&four_bars(60));
    rig.quarters(50.0);
    assert_eq!(rig.ons().len(), 4);
    rig.controls.looping = true;
    rig.quarters(5.0);
    assert_eq!(rig.ons()[4..], [(52 * 24_000, 61)]);
}

#[test]
fn loop_turned_off_lets_the_pass_end_that_plays() {
    let mut rig = Rig::new();
    rig.generated(&four_bars(60));
    rig.quarters(18.0);
    rig.controls.looping = false;
    rig.quarters(30.0);
    assert_eq!(rig.ons().len(), 8);
    assert_eq!(rig.link.board.playhead(), None);
}

#[test]
fn phrases_go_home_to_be_freed_each_once() {
    let mut rig = Rig::new();
    rig.quarters(1.0);
    for round in 0..10 {
        let (epoch, music) = (rig.ask(), four_bars(60 + round));
        for bars in 1..=BARS {
            rig.written(epoch, &music, bars);
            rig.quarters(0.5);
            assert_eq!(rig.at_home(), usize::from(bars > 1), "each makes the one before needless");
        }
        rig.quarters(14.0);
        assert_eq!(rig.at_home(), usize::from(round > 0), "what played before, at its line");
    }
    let other = Rig::new();
    rig.load(&other.store());
    rig.quarters(0.5);
    assert_eq!(rig.at_home(), 2, "what played, and the silence that a state without a loop brings");
}
