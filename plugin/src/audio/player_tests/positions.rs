//! Positions that are rounded, or move at another speed than the tempo says.

use super::loops::{four_bars, piano};
use super::rig::Rig;
use score::Metre;

#[test]
fn a_host_that_rounds_its_positions_hears_every_note_once_and_nothing_cut_short() {
    let mut rig = Rig::new();
    rig.reported = |beat| (beat * 1920.0).round() / 1920.0;
    rig.host.tempo = Some(133.7);
    let sixteenths: Vec<(u16, u16, u8)> = (0..64).map(|n| (n * 3, 3, 60 + (n % 7) as u8)).collect();
    rig.generated(&piano(Metre::FourFour, &sixteenths));
    rig.frames(4 * 64 * 5385);
    let sixteenth = rig.quarter() / 4.0;
    assert!((255..=257).contains(&rig.ons().len()), "{}", rig.ons().len());
    for (n, (at, key)) in rig.ons().into_iter().enumerate() {
        assert_eq!(key, 60 + (n % 64 % 7) as u8);
        assert!((at as f64 - n as f64 * sixteenth).abs() < 12.0, "note {n} at {at}");
    }
    for (at, _) in rig.offs() {
        let late = (at as f64 / sixteenth).round() * sixteenth - at as f64;
        assert!(late.abs() < 12.0, "an end at {at}");
    }
}

#[test]
fn a_host_whose_position_moves_at_another_speed_than_its_tempo_says_hears_every_note_once_and_in_full() {
    let sixteenths: Vec<(u16, u16, u8)> = (0..64).map(|n| (n * 3, 3, 60 + (n % 7) as u8)).collect();
    for speed in [1.001, 1.005, 1.01, 0.99, 1.02] {
        for frames in [64, 512, 2048] {
            let mut rig = Rig::new();
            rig.speed = speed;
            rig.generated(&piano(Metre::FourFour, &sixteenths));
            while rig.beat() < 32.0 {
                rig.block(frames);
            }
            // The last block may have begun the next pass.
            let ons: Vec<(u64, u8)> = rig.ons().into_iter().take(128).collect();
            let keys: Vec<u8> = ons.iter().map(|(_, key)| *key).collect();
            let written: Vec<u8> = (0..128).map(|n| 60 + (n % 64 % 7) as u8).collect();
            assert_eq!(keys, written, "{speed} times as fast, blocks of {frames}");
            let sixteenth = 6_000.0 / speed;
            for (n, (at, _)) in ons.iter().enumerate() {
                let off = *at as f64 - n as f64 * sixteenth;
                assert!(
                    off.abs() < 60.0,
                    "{speed} times as fast, blocks of {frames}: note {n} is {off} frames off"
                );
            }
            let lengths = rig.lengths();
            let short = lengths.iter().filter(|length| **length < 5_800).count();
            assert_eq!(short, 0, "{speed} times as fast, blocks of {frames}: {lengths:?}");
        }
    }
}

#[test]
fn a_position_that_steps_back_by_a_frame_doubles_nothing() {
    let mut rig = Rig::new();
    rig.generated(&four_bars(60));
    rig.quarters(4.0);
    rig.block(1);
    let back = rig.beat() - 1.0 / 24_000.0;
    rig.seek(back);
    rig.quarters(8.0);
    assert_eq!(rig.ons().iter().map(|(_, key)| *key).collect::<Vec<_>>(), [60, 61, 62, 63][..3]);
    assert_eq!(rig.ons()[1], (96_000, 61));
}
