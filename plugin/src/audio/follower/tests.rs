use super::*;
use crate::audio::host_time::Bars;

const RATE: f64 = 48_000.0;

fn host(beat: f64, tempo: f64) -> HostTime {
    HostTime {
        rolling: true,
        beat: Some(beat),
        tempo: Some(tempo),
        metre: (4, 4),
        bars: Bars { length: 4.0, origin: 0.0 },
        cycle: None,
    }
}

fn position(follower: &Follower) -> f64 {
    follower.clock().expect("it rolls").position()
}

#[test]
fn positions_rounded_to_1920th_quarters_are_smoothed_and_never_a_jump() {
    let (mut follower, mut error) = (Follower::new(RATE), 0f64);
    for block in 0..4000 {
        let exact = f64::from(block) * 512.0 / RATE * 133.7 / 60.0;
        let motion = follower.follow(&host((exact * 1920.0).round() / 1920.0, 133.7));
        assert_eq!(motion, if block == 0 { Motion::Started } else { Motion::Rolling });
        if block > 200 {
            error = error.max((position(&follower) - exact).abs());
        }
        follower.advance(512);
    }
    assert!(error < 1.0 / 1920.0 / 5.0, "off by {error} quarters");
}

#[test]
fn seeks_replays_and_wraps_are_jumps() {
    for there in [0.0, 3.9, 4.1, 100.0, -4.0] {
        let mut follower = Follower::new(RATE);
        follower.follow(&host(4.0, 120.0));
        follower.advance(24);
        assert_eq!(follower.follow(&host(there, 120.0)), Motion::Jumped, "to {there}");
        assert_eq!(position(&follower), there);
    }
}

#[test]
fn a_tempo_change_is_followed_at_once_wherever_in_the_block_it_came() {
    let quarters = |tempo: f64, frames: f64| frames / RATE * tempo / 60.0;
    for frames_at_old in [0.0, 1000.0, 4096.0] {
        let mut follower = Follower::new(RATE);
        follower.follow(&host(0.0, 40.0));
        follower.advance(4096);
        let there = quarters(40.0, frames_at_old) + quarters(300.0, 4096.0 - frames_at_old);
        assert_eq!(follower.follow(&host(there, 300.0)), Motion::Rolling);
        assert_eq!(position(&follower), there);
    }
}

#[test]
fn a_host_that_says_no_position_is_counted_from_where_it_started() {
    let mut follower = Follower::new(RATE);
    let silent = HostTime { beat: None, ..host(0.0, 120.0) };
    assert_eq!(follower.follow(&silent), Motion::Started);
    follower.advance(48_000);
    assert_eq!(follower.follow(&silent), Motion::Rolling);
    assert!((position(&follower) - 2.0).abs() < 1e-12);
}

#[test]
fn exact_hosts_are_not_pulled_at_all() {
    let mut follower = Follower::new(RATE);
    for block in 0..1000u32 {
        let exact = f64::from(block) * 4.0 / 375.0;
        // What is left of it in CLAP's fixed point.
        let fixed = (exact * 2f64.powi(31)).floor() / 2f64.powi(31);
        follower.follow(&host(fixed, 120.0 / 4.0 * 4.0));
        follower.advance(256);
    }
    let clock = follower.clock().expect("it rolls");
    assert_eq!(clock.frame_of(1000.0 * 4.0 / 375.0), 0);
    assert!((clock.position() - 1000.0 * 4.0 / 375.0).abs() < 1e-9);
}

#[test]
fn a_wrap_inside_a_block_is_not_taken_for_a_jump_when_the_host_confirms_it() {
    let mut follower = Follower::new(RATE);
    follower.follow(&host(3.99, 120.0));
    follower.wrap(240, 0.0);
    follower.advance(1024);
    assert_eq!(follower.follow(&host(784.0 / 24_000.0, 120.0)), Motion::Rolling);
}

/// Positions that move `lie` times as fast as the tempo says, in blocks of `frames`, for `blocks`; how far the clock is off at most in the
/// second half, in quarters.
fn off_after(lie: f64, frames: u32, blocks: u32, reported: fn(f64) -> f64) -> f64 {
    let (mut follower, mut error) = (Follower::new(RATE), 0f64);
    for block in 0..blocks {
        let exact = f64::from(block) * f64::from(frames) / RATE * 2.0 * lie;
        let motion = follower.follow(&host(reported(exact), 120.0));
        assert_eq!(motion == Motion::Started, block == 0);
        assert_ne!(motion, Motion::Jumped, "{lie} times as fast, block {block} of {frames}");
        if block > blocks / 2 {
            error = error.max((position(&follower) - exact).abs());
        }
        follower.advance(frames);
    }
    error
}

#[test]
fn a_position_that_moves_at_another_speed_than_the_tempo_says_is_followed() {
    for lie in [1.0001, 1.001, 1.005, 1.01, 1.02, 0.999, 0.99] {
        for (frames, blocks) in [(32, 12_000), (64, 6_000), (512, 800), (2048, 200), (16_384, 40)] {
            let error = off_after(lie, frames, blocks, |beat| beat);
            assert!(error < 1.0 / 4000.0, "{lie} times as fast, blocks of {frames}: {error} off");
            let error = off_after(lie, frames, blocks, |beat| (beat * 1920.0).round() / 1920.0);
            assert!(error < 1.0 / 1500.0, "{lie} times as fast and rounded, blocks of {frames}: {error} off");
        }
    }
}

#[test]
fn a_host_that_goes_on_at_its_tempo_again_is_followed_back_to_it() {
    let (mut follower, mut beat) = (Follower::new(RATE), 0.0);
    for block in 0..3000 {
        assert_ne!(follower.follow(&host(beat, 120.0)), Motion::Jumped);
        follower.advance(512);
        beat += 512.0 / RATE * 2.0 * if block < 1000 { 1.01 } else { 1.0 };
    }
    assert_eq!(follower.speed.ratio(), 1.0);
    assert!((position(&follower) - beat).abs() < 1e-6);
}

#[test]
fn a_seek_of_a_host_at_another_speed_is_a_jump_all_the_same() {
    let (mut follower, mut beat) = (Follower::new(RATE), 0.0);
    for block in 0..1000 {
        let motion = follower.follow(&host(beat, 120.0));
        assert_eq!(motion == Motion::Jumped, block > 0 && block % 100 == 99, "block {block}");
        follower.advance(512);
        beat += 512.0 / RATE * 2.0 * 1.005 + if block % 100 == 98 { -0.01 } else { 0.0 };
    }
}
