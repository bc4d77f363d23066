//! A worker that is slow, on purpose: there is valid music at every bar line all the same.

use super::loops::four_bars;
use super::rig::{RATE, Rig};
use crate::link::Launch;
use score::BARS;

/// A loop of `key` sounds and another, twelve higher, is asked for two beats into it. Each of its bars takes `seconds`; the worker says that
/// it takes `said`. Plays so many bars, and says which keys were struck at which bar lines.
fn perform(tempo: f64, seconds: f64, said: f64, bars: u64) -> (Rig, Vec<u8>) {
    let mut rig = Rig::new();
    rig.host.tempo = Some(tempo);
    rig.generated(&four_bars(60));
    rig.link.board.set_pace(said);
    let two_beats = (2.0 * rig.quarter()) as u64;
    rig.frames(two_beats);
    let (epoch, asked_at) = (rig.ask(), rig.now);
    let mut written = 0;
    let end = (bars as f64 * 4.0 * rig.quarter()) as u64;
    while rig.now < end {
        let due = (((rig.now - asked_at) as f64 / RATE / seconds) as usize).min(BARS);
        if due > written {
            written = due;
            rig.written(epoch, &four_bars(72), written);
        }
        rig.block(256);
    }
    let keys = (0..bars).map(|bar| {
        let line = (bar as f64 * 4.0 * rig.quarter()).round();
        let near: Vec<u8> =
            rig.ons().iter().filter(|on| (on.0 as f64 - line).abs() < 2.0).map(|on| on.1).collect();
        assert_eq!(near.len(), 1, "one note at bar {bar} of {:?}", rig.ons());
        near[0]
    });
    let keys = keys.collect();
    (rig, keys)
}

#[test]
fn a_loop_that_will_not_be_in_time_lets_the_other_go_on_and_misses_no_deadline() {
    for tempo in [40.0, 120.0, 133.7, 300.0] {
        let bar = 240.0 / tempo;
        for pace in [0.1, 0.5, 0.9, 1.3, 2.0, 4.0] {
            let (rig, keys) = perform(tempo, pace * bar, pace * bar, 32);
            assert_eq!(rig.link.board.late(), 0, "at {tempo} BPM, {pace} of real time");
            let began = keys.iter().position(|key| *key >= 72).expect("it begins in the end");
            assert_eq!(began % 4, 0);
            for (bar, key) in keys.iter().enumerate() {
                let own = if bar < began { 60 } else { 72 };
                assert_eq!(*key, own + (bar % 4) as u8, "bar {bar} at {tempo} BPM, {pace} of real time");
            }
        }
    }
}

#[test]
fn a_worker_that_turns_out_slower_than_measured_is_covered_by_the_loop_before_and_counted() {
    for tempo in [40.0, 120.0, 300.0] {
        let bar = 240.0 / tempo;
        let (rig, keys) = perform(tempo, 2.0 * bar, 0.01 * bar, 16);
        // Its bars are written 2.5, 4.5, 6.5 and 8.5 bars from the start: the third and the fourth come too late for bars 6 and 7.
        assert_eq!(keys, [60, 61, 62, 63, 72, 73, 62, 63, 72, 73, 74, 75, 72, 73, 74, 75], "at {tempo} BPM");
        assert_eq!(rig.link.board.late(), 2);
    }
}

#[test]
fn without_a_loop_before_the_last_written_bar_is_heard_again() {
    let mut rig = Rig::new();
    let (epoch, music) = (rig.ask(), four_bars(60));
    rig.written(epoch, &music, 2);
    rig.quarters(15.0);
    let line = |bar: u64| bar * 96_000;
    assert_eq!(rig.ons(), [(0, 60), (line(1), 61), (line(2), 61), (line(3), 61)]);
    assert_eq!(rig.link.board.late(), 2);
    rig.written(epoch, &music, BARS);
    rig.quarters(17.0);
    let keys: Vec<u8> = rig.ons()[4..].iter().map(|on| on.1).collect();
    assert_eq!((keys, rig.link.board.late()), (vec![60, 61, 62, 63], 2));
    rig.stop();
}

#[test]
fn readiness_is_whole_when_everything_is_written_and_falls_as_the_deadline_comes_nearer() {
    let mut rig = Rig::new();
    rig.generated(&four_bars(60));
    rig.block(64);
    assert_eq!(rig.link.board.readiness(), 1.0);
    let mut rig = Rig::new();
    rig.link.board.set_pace(1.0);
    let epoch = rig.ask();
    rig.written(epoch, &four_bars(60), 1);
    rig.quarters(2.0);
    let early = rig.link.board.readiness();
    rig.quarters(1.5);
    let late = rig.link.board.readiness();
    assert!(late < early && early <= 1.0 && late > 0.0, "{early} {late}");
}

#[test]
fn a_launch_at_the_next_bar_beat_or_now_goes_on_in_the_same_place() {
    let bar = 96_000;
    for (launch, expected) in [(Launch::Bar, 73), (Launch::Beat, 73), (Launch::Now, 73)] {
        let mut rig = Rig::new();
        rig.controls.launch = launch;
        rig.generated(&four_bars(60));
        rig.quarters(2.5);
        rig.generated(&four_bars(72));
        rig.quarters(5.5);
        assert_eq!(rig.ons(), [(0, 60), (bar, expected)], "{launch:?}");
        rig.stop();
    }
    let held = super::loops::piano(score::Metre::FourFour, &[(0, 48, 60)]);
    for (launch, over) in [(Launch::Now, 60_000), (Launch::Beat, 72_000), (Launch::Bar, 96_000)] {
        let mut rig = Rig::new();
        rig.controls.launch = launch;
        rig.generated(&held);
        rig.quarters(2.5);
        rig.generated(&four_bars(72));
        rig.quarters(2.5);
        assert_eq!(rig.offs()[0], (over, 60), "{launch:?}");
    }
}

#[test]
fn a_mute_waits_for_the_line_that_launch_says() {
    let held = super::loops::piano(score::Metre::FourFour, &[(0, 192, 60)]);
    for (launch, over) in
        [(Launch::Now, 60_000), (Launch::Beat, 72_000), (Launch::Bar, 96_000), (Launch::Loop, 384_000)]
    {
        let mut rig = Rig::new();
        rig.controls.launch = launch;
        rig.generated(&held);
        rig.quarters(2.5);
        rig.controls.muted = 1;
        rig.quarters(20.0);
        assert_eq!((rig.offs(), rig.ons().len()), (vec![(over, 60)], 1), "{launch:?}");
    }
}
