//! Stop, seek, wrap, tempo, metre, bypass, reset.

use super::loops::{four_bars, piano};
use super::rig::Rig;
use score::Metre;

/// Rolls through a held chord: three notes from the start of each bar on.
pub fn in_a_chord() -> Rig {
    let mut rig = Rig::new();
    let chord = |onset| [(onset, 42, 60), (onset, 42, 64), (onset, 42, 67)];
    rig.generated(&piano(Metre::FourFour, &[0, 48, 96, 144].map(chord).concat()));
    rig.quarters(1.0);
    assert_eq!((rig.ons().len(), rig.offs().len()), (3, 0));
    rig
}

#[test]
fn stop_ends_everything_at_once_and_play_goes_on_from_where_it_starts() {
    let mut rig = in_a_chord();
    rig.stop();
    assert_eq!(rig.offs(), [60, 64, 67].map(|key| (24_000, key)));
    rig.host.rolling = true;
    rig.seek(7.5);
    rig.quarters(1.0);
    assert_eq!(rig.ons()[3], (24_064 + 12_000, 60));
    assert_eq!(rig.offs().len(), 3);
}

#[test]
fn a_seek_ends_everything_and_plays_what_lies_there() {
    for (there, next) in [(4.0, 0), (3.0, 24_000), (103.5, 12_000), (-4.5, 12_000)] {
        let mut rig = in_a_chord();
        rig.seek(there);
        rig.quarters(1.5);
        assert_eq!(rig.offs()[..3], [60, 64, 67].map(|key| (24_000, key)), "to {there}");
        assert_eq!(rig.ons()[3..], [60, 64, 67].map(|key| (24_000 + next, key)), "to {there}");
    }
}

#[test]
fn play_pressed_again_while_playing_begins_anew_without_a_stop() {
    let mut rig = Rig::new();
    rig.generated(&four_bars(60));
    rig.quarters(0.5);
    rig.seek(0.0);
    rig.quarters(1.5);
    assert_eq!(rig.ons(), [(0, 60), (12_000, 60)]);
    assert_eq!(rig.offs(), [(12_000, 60), (36_000, 60)]);
}

#[test]
fn where_a_seek_lands_a_loop_that_waits_takes_over_if_its_bar_is_written() {
    for (there, key) in [(4.0, 71), (8.0, 62)] {
        let mut rig = Rig::new();
        rig.generated(&four_bars(60));
        rig.quarters(1.0);
        rig.written(rig.ask(), &four_bars(70), 2);
        rig.quarters(1.0);
        rig.seek(there);
        rig.quarters(1.0);
        assert_eq!(rig.ons()[1], (48_000, key), "to {there}");
    }
}

#[test]
fn the_hosts_loop_wraps_at_its_frame_inside_a_block_and_notes_end_there() {
    let mut rig = Rig::new();
    rig.host.cycle = Some((4.0, 6.5));
    rig.seek(4.0);
    rig.generated(&piano(Metre::FourFour, &[(48, 12, 60), (76, 6, 61)]));
    rig.block(4096);
    rig.quarters(7.5);
    let pass = 60_000;
    let ons: Vec<(u64, u8)> = (0..3).flat_map(|k| [(k * pass, 60), (k * pass + 56_000, 61)]).collect();
    assert_eq!(rig.ons()[..6], ons);
    assert_eq!(rig.offs()[..4], [(24_000, 60), (60_000, 61), (84_000, 60), (120_000, 61)]);
}

#[test]
fn a_loop_that_waits_takes_over_where_the_hosts_loop_and_its_own_line_coincide() {
    let mut rig = Rig::new();
    rig.host.cycle = Some((0.0, 16.0));
    rig.generated(&four_bars(60));
    rig.quarters(14.0);
    rig.generated(&four_bars(70));
    rig.quarters(4.0);
    assert_eq!(rig.ons().last(), Some(&(16 * 24_000, 70)));
    assert_eq!(rig.ons().len(), 5);
}

#[test]
fn a_loop_line_and_the_end_of_the_hosts_loop_may_lie_in_one_block() {
    let mut rig = Rig::new();
    rig.host.cycle = Some((12.0, 16.05));
    rig.seek(12.0);
    rig.generated(&piano(Metre::FourFour, &[(0, 12, 60), (144, 6, 61), (191, 1, 62)]));
    rig.quarters(2.0);
    rig.generated(&piano(Metre::FourFour, &[(0, 12, 70), (144, 6, 71)]));
    rig.quarters(1.9);
    // From 15.9 over the line at 16 and the wrap at 16.05 to 13.
    rig.block(27_600);
    let ons: Vec<(u64, u8)> = rig.ons()[1..].to_vec();
    assert_eq!(ons, [(94_000, 62), (96_000, 70), (97_200, 71)]);
    assert!(rig.offs().contains(&(97_200, 70)));
}

#[test]
fn a_tempo_change_anywhere_in_a_block_loses_and_doubles_no_note() {
    let sixteenths: Vec<(u16, u16, u8)> = (0..64).map(|n| (n * 3, 3, n as u8)).collect();
    for (before, after) in [(40.0, 300.0), (300.0, 40.0), (120.0, 121.0)] {
        for part in [0.0, 0.3, 0.7, 1.0] {
            let mut rig = Rig::new();
            rig.host.tempo = Some(before);
            rig.generated(&piano(Metre::FourFour, &sixteenths));
            // To just before the second note: at 40 BPM it comes and is over in what was gained of this block.
            rig.frames(13_804);
            rig.block(4096);
            rig.tempo(after, part);
            rig.quarters(8.0);
            let keys: Vec<u8> = rig.ons().iter().map(|(_, key)| *key).collect();
            assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[1] == pair[0] + 1), "{keys:?}");
        }
    }
}

#[test]
fn a_tempo_change_while_the_transport_stands_holds_from_the_first_frame_on() {
    let mut rig = Rig::new();
    rig.generated(&four_bars(60));
    rig.stop();
    rig.host.tempo = Some(60.0);
    rig.block(64);
    rig.host.rolling = true;
    rig.quarters(5.0);
    assert_eq!(rig.ons(), [(128, 60), (128 + 4 * 48_000, 61)]);
}

#[test]
fn a_tempo_that_is_no_number_counts_as_standing() {
    let mut rig = in_a_chord();
    rig.host.rolling = false;
    rig.host.tempo = None;
    rig.block(512);
    assert_eq!(rig.offs(), [60, 64, 67].map(|key| (24_000, key)));
}

#[test]
fn a_metre_change_ends_what_sounds_and_the_loop_begins_anew_at_its_bar_line() {
    let mut rig = in_a_chord();
    rig.quarters(2.0);
    rig.metre((3, 4));
    rig.quarters(6.0);
    assert_eq!(rig.offs()[..3], [60, 64, 67].map(|key| (72_000, key)));
    assert_eq!(
        rig.ons()[3..],
        [(72_000, 60), (72_000, 64), (72_000, 67), (168_000, 60), (168_000, 64), (168_000, 67)]
    );
}

#[test]
fn bypass_ends_what_sounds_and_afterwards_the_loop_goes_on_in_its_place() {
    let mut rig = in_a_chord();
    rig.controls.bypass = true;
    rig.quarters(4.0);
    assert_eq!((rig.offs().len(), rig.ons().len()), (3, 3));
    rig.controls.bypass = false;
    rig.quarters(3.5);
    assert_eq!(rig.ons()[3..], [60, 64, 67].map(|key| (8 * 24_000, key)));
}

#[test]
fn a_block_without_frames_says_nothing_and_loses_nothing() {
    let mut rig = in_a_chord();
    rig.block(0);
    rig.host.rolling = false;
    rig.block(0);
    rig.host.rolling = true;
    rig.seek(4.0);
    rig.block(0);
    assert_eq!((rig.ons().len(), rig.offs().len()), (3, 0));
    rig.block(64);
    assert_eq!(rig.offs(), [60, 64, 67].map(|key| (24_000, key)));
    assert_eq!(rig.ons()[3..], [60, 64, 67].map(|key| (24_000, key)));
}

#[test]
fn a_restored_loop_takes_over_at_once_in_its_old_place() {
    let mut stored = Rig::new();
    stored.quarters(3.0);
    stored.generated(&four_bars(70));
    stored.quarters(4.0);
    let mut rig = in_a_chord();
    rig.load(&stored.store());
    // Its passes start a bar after the song's fours of bars.
    rig.quarters(7.5);
    assert_eq!(rig.offs()[..3], [60, 64, 67].map(|key| (24_000, key)));
    assert_eq!(rig.ons()[3..], [(96_000, 70), (192_000, 71)]);
}

#[test]
fn a_block_beyond_all_bounds_is_played_as_many_short_ones_are() {
    let play = |sizes: &[u32]| {
        let mut rig = Rig::new();
        rig.host.cycle = Some((0.0, 9.5));
        rig.generated(&four_bars(60));
        sizes.iter().for_each(|frames| rig.block(*frames));
        let mut heard = rig.heard;
        heard.sort();
        heard
    };
    let long = play(&[1 << 20]);
    assert!(long.len() > 20);
    assert_eq!(long, play(&[1 << 10; 1 << 10]));
}
