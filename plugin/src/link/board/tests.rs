use super::*;

#[test]
fn a_metre_that_the_format_does_not_know_is_named_and_loops_are_in_four_four() {
    let board = Board::default();
    assert_eq!(board.host(), HostNow::default());
    board.set_host(true, Some(133.7), (11, 8));
    let host = board.host();
    assert_eq!((host.metre, host.foreign_metre), (Metre::FourFour, Some((11, 8))));
    board.set_host(true, None, (7, 8));
    let host = board.host();
    assert_eq!((host.metre, host.foreign_metre, host.tempo), (Metre::SevenEight, None, Some(133.7)));
}

#[test]
fn passes_are_counted_from_the_songs_start_wherever_the_loop_was_placed() {
    let board = Board::default();
    assert_eq!(board.pass(3.0), None);
    for anchor in [4.0, 20.0, -12.0] {
        board.set_placement(Some(Placement { epoch: 1, number: 2, anchor, length: 16.0 }));
        let passes = [3.9, 4.0, 19.99, 19.999_99, 20.0, -12.5].map(|beat| board.pass(beat));
        assert_eq!(passes, [Some(-1), Some(0), Some(0), Some(1), Some(1), Some(-2)], "at {anchor}");
    }
}

#[test]
fn no_position_is_told_from_position_zero() {
    let board = Board::default();
    assert_eq!((board.playhead(), board.anchor(7)), (None, None));
    board.set_playhead(Some(0.0));
    board.set_placement(Some(Placement { epoch: 7, number: 2, anchor: -4.0, length: 16.0 }));
    assert_eq!((board.playhead(), board.anchor(7)), (Some(0.0), Some(-4.0)));
    assert_eq!(board.anchor(8), None, "a later loop has no place yet");
    board.set_playhead(None);
    board.set_placement(None);
    assert_eq!((board.playhead(), board.anchor(7)), (None, None));
}
