//! Bars, tempi, the grid and windows.

use crate::{END, file, song, spans};
use score::smf::read;
use score::song::SongBar;
use score::{Metre, Ticks};

/// A metre event at once.
fn metre(numerator: u8, power: u8) -> [u8; 8] {
    [0, 0xff, 0x58, 4, numerator, power, 24, 8]
}

/// A file of one track with `division`, without metre, of one note at `onset` (below 128) that lasts `length`.
fn one_note(division: [u8; 2], onset: u8, length: u8) -> Vec<u8> {
    let track = [&[onset, 0x90, 60, 100, length, 0x80, 60, 0][..], &END].concat();
    file(0, division, &[&track])
}

#[test]
fn bars_follow_the_metre_changes() {
    // A bar of 3/4, then 6/8 until tick 36 + 40: two bars, the second begun.
    let track = [&metre(3, 2)[..], &[36, 0xff, 0x58, 4, 6, 3, 24, 8, 40, 0xff, 0x01, 0]].concat();
    let bars = song(&[&track]).bars;
    let bar = |start, metre| SongBar { start, metre: Some(metre) };
    assert_eq!(bars, [bar(0, Metre::ThreeFour), bar(36, Metre::SixEight), bar(72, Metre::SixEight)]);
}

#[test]
fn without_a_metre_bars_are_4_4_and_the_last_change_at_one_tick_holds() {
    assert_eq!(song(&[&[48, 0xff, 0x01, 0]]).bars, [SongBar { start: 0, metre: Some(Metre::FourFour) }]);
    let twice = [&metre(5, 2)[..], &metre(3, 2), &[30, 0xff, 0x01, 0]].concat();
    assert_eq!(song(&[&twice]).bars, [SongBar { start: 0, metre: Some(Metre::ThreeFour) }]);
}

#[test]
fn a_bar_that_a_metre_change_cuts_short_has_no_metre() {
    let track = [&metre(4, 2)[..], &[12, 0xff, 0x58, 4, 3, 2, 24, 8, 36, 0xff, 0x01, 0]].concat();
    let bars = song(&[&track]).bars;
    assert_eq!(
        bars,
        [SongBar { start: 0, metre: None }, SongBar { start: 12, metre: Some(Metre::ThreeFour) }]
    );
}

#[test]
fn a_metre_said_again_changes_no_bar_line() {
    let track = [&metre(4, 2)[..], &[20, 0xff, 0x58, 4, 4, 2, 24, 8, 76, 0xff, 0x01, 0]].concat();
    let starts: Vec<u32> = song(&[&track]).bars.iter().map(|bar| bar.start).collect();
    assert_eq!(starts, [0, 48]);
}

#[test]
fn bars_of_a_metre_that_is_not_known_have_their_length_and_no_metre() {
    // 3/16 bars of nine ticks, for two bars, then 4/4.
    let track = [&metre(3, 4)[..], &[18, 0xff, 0x58, 4, 4, 2, 24, 8, 48, 0xff, 0x01, 0]].concat();
    let bars = song(&[&track]).bars;
    assert_eq!(bars.iter().map(|bar| bar.start).collect::<Vec<_>>(), [0, 9, 18]);
    assert_eq!(bars.iter().map(|bar| bar.metre).collect::<Vec<_>>(), [None, None, Some(Metre::FourFour)]);
}

#[test]
fn onsets_and_lengths_go_to_the_nearest_tick_and_halves_go_up() {
    // 96 per quarter: eight to a tick.
    for (onset, length, on_grid) in [(3, 96, (0, 12)), (4, 99, (1, 12)), (8, 100, (1, 13)), (11, 3, (1, 1))] {
        let song = read(&one_note([0, 96], onset, length)).expect("a sound file");
        assert_eq!(spans(&song), [on_grid], "{onset} {length}");
    }
}

#[test]
fn an_onset_that_rounds_up_to_the_next_bar_belongs_to_it() {
    // 31 per quarter: the bar line lies at 124; 123 is nearer to tick 48 than to 47.
    let song = read(&one_note([0, 31], 123, 31)).expect("a sound file");
    assert_eq!(song.notes_in_bar(0).len(), 0);
    assert_eq!(song.notes_in_bar(1).len(), 1);
}

#[test]
fn after_a_metre_change_off_the_grid_notes_count_from_it() {
    // 96 per quarter: the change lies at 100, which is tick 12.5 and goes to 13; a quarter later is tick 25.
    let track = [&[100, 0xff, 0x58, 4, 3, 2, 24, 8, 96, 0x90, 60, 100, 96, 0x80, 60, 0][..], &END].concat();
    let song = read(&file(0, [0, 96], &[&track])).expect("a sound file");
    assert_eq!((song.bars[1].start, spans(&song)), (13, vec![(25, 12)]));
}

#[test]
fn tempo_changes_are_found_by_tick() {
    let quarter_at = |micros: u32| micros.to_be_bytes();
    let [_, a, b, c] = quarter_at(400_000);
    let [_, d, e, f] = quarter_at(1_000_000);
    let song = song(&[&[12, 0xff, 0x51, 3, a, b, c, 12, 0xff, 0x51, 3, d, e, f]]);
    assert_eq!(
        [0, 11, 12, 23, 24, 9999].map(|tick| song.tempo_at(tick)),
        [120.0, 120.0, 150.0, 150.0, 60.0, 60.0]
    );
}

#[test]
fn smpte_division_is_real_time_at_120_bpm() {
    // 25 frames of 40 ticks: milliseconds. A note at 100 ms (0.2 quarters: 2.4 ticks) for 125 ms (3 ticks).
    let song = read(&one_note([(-25_i8) as u8, 40], 100, 125)).expect("a sound file");
    assert_eq!(spans(&song), [(2, 3)]);
}

#[test]
fn smpte_division_follows_the_tempo_events_where_there_are_any() {
    // 60 BPM from the start, 240 BPM from 120 ms on: 0.12 quarters, then 0.1 s there are 0.4 quarters.
    let slow = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40];
    let fast = [120, 0xff, 0x51, 3, 0x03, 0xd0, 0x90];
    let track = [&slow[..], &fast, &[100, 0x90, 60, 100, 125, 0x80, 60, 0], &END].concat();
    let song = read(&file(0, [(-25_i8) as u8, 40], &[&track])).expect("a sound file");
    assert_eq!(spans(&song), [(6, 6)]);
    assert_eq!((song.tempo_at(0), song.tempo_at(6)), (60.0, 240.0));
}

#[test]
fn every_smpte_frame_rate_of_the_standard_is_known() {
    for fps in [24, 25, 29, 30_i8] {
        assert!(read(&one_note([(-fps) as u8, 80], 10, 10)).is_ok(), "{fps}");
    }
}

#[test]
fn a_window_holds_the_notes_that_start_in_four_bars_of_one_metre() {
    // 2/4: a note in bar 0, one in bar 1 that outlasts bar 4, one in bar 5.
    let notes = [
        0, 0x90, 60, 100, 12, 0x80, 60, 0, 24, 0x90, 62, 100, 84, 0x80, 62, 0, 0, 0x90, 64, 100, 24, 0x80,
        64, 0,
    ];
    let song = song(&[&metre(2, 2), &notes]);
    assert_eq!(song.bars.len(), 6);
    let window = song.window(1).expect("four bars of 2/4");
    assert_eq!((window.metre, window.tempo, window.first_bar), (Metre::TwoFour, 120.0, 1));
    let spans: Vec<_> = window.notes.iter().map(|n| (n.onset, n.pitch, n.duration)).collect();
    assert_eq!(spans, [(Ticks(12), 62, Ticks(84))]);
    assert_eq!(song.windows().map(|w| w.first_bar).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn there_is_no_window_across_a_metre_change_or_beyond_the_end() {
    let track = [&metre(2, 2)[..], &[96, 0xff, 0x58, 4, 3, 2, 24, 8, 108, 0xff, 0x01, 0]].concat();
    let song = song(&[&track]);
    assert_eq!(song.bars.len(), 7);
    assert_eq!(song.windows().map(|w| w.first_bar).collect::<Vec<_>>(), [0]);
    assert_eq!(song.window(usize::MAX), None);
}

#[test]
fn notes_later_than_the_longest_piece_are_dropped_and_counted() {
    let far = [0xff, 0xff, 0xff, 0x7f, 0x90, 60, 100, 12, 0x80, 60, 0, 0, 0xff, 0x2f, 0];
    let reading = score::smf::read_reporting(&file(0, [0, 1], &[&far])).expect("a sound file");
    assert_eq!(reading.song.notes, []);
    assert_eq!(reading.song.bars.len(), 20_000);
    assert_eq!(reading.skipped.len(), 1);
    assert!(reading.skipped[0].to_string().contains("1 notes later"), "{}", reading.skipped[0]);
}
