//! Every note at the sample that the timing rule says, whatever the host's blocks, rate and tempo.

use crate::bundle::Format;
use crate::session::{assert_played, open_with_loop};
use host::{Blocks, Change, Inside, Setup};

in_both_formats!(
    block_sizes_do_not_move_a_note,
    blocks_of_one_sample_do_not_move_a_note,
    every_rate_and_tempo_keeps_the_rule,
    tempo_changes_anywhere_keep_the_rule,
    a_tempo_ramp_keeps_the_rule,
    a_song_that_starts_before_zero_keeps_the_rule,
);

/// Two passes and a bit, so that the seam is in it.
const PASSES: f64 = 2.2;

fn block_sizes_do_not_move_a_note<F: Format>() {
    for (seed, max) in [(1, 4096), (2, 4096), (3, 4096), (4, 512), (5, 64), (6, 3)] {
        let setup = Setup { blocks: Blocks::random(max, seed), ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        host.set_tempo(133.7);
        host.play();
        host.render_frames(1).expect("it plays");
        host.render_to(placed.length * PASSES).expect("it plays");
        assert_played(&host, &placed);
    }
}

fn blocks_of_one_sample_do_not_move_a_note<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup { blocks: Blocks::Fixed(1), ..Setup::default() });
    host.set_tempo(300.0);
    host.play();
    host.render(1.0).expect("it plays");
    assert_played(&host, &placed);
}

fn every_rate_and_tempo_keeps_the_rule<F: Format>() {
    for rate in [44_100.0, 48_000.0, 88_200.0, 96_000.0, 176_400.0, 192_000.0] {
        for tempo in [40.0, 61.3, 119.99, 133.7, 240.0, 300.0] {
            let setup = Setup { rate, blocks: Blocks::random(4096, tempo as u64), ..Setup::default() };
            let (mut host, placed) = open_with_loop::<F>(setup);
            host.set_tempo(tempo);
            host.play();
            host.render(placed.length * 1.2 * 60.0 / tempo).expect("it plays");
            assert_played(&host, &placed);
        }
    }
}

fn tempo_changes_anywhere_keep_the_rule<F: Format>() {
    for (seed, inside) in [(1, Inside::Told), (2, Inside::Told), (3, Inside::Cut), (4, Inside::Cut)] {
        let setup = Setup { blocks: Blocks::random(4096, seed), inside, ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..40 {
            host.after(random.u64(0..20 * 48_000), Change::Tempo(40.0 + 260.0 * random.f64()));
        }
        host.play();
        host.render(20.0).expect("it plays");
        assert!(host.timeline().beats() > placed.length, "the seam is in it");
        assert_played(&host, &placed);
    }
}

fn a_tempo_ramp_keeps_the_rule<F: Format>() {
    let setup = Setup { blocks: Blocks::Fixed(1024), inside: Inside::Told, ..Setup::default() };
    let (mut host, placed) = open_with_loop::<F>(setup);
    for step in 0..1000 {
        host.after(step * 480, Change::Tempo(60.0 + step as f64 * 0.2));
    }
    host.play();
    host.render(10.0).expect("it plays");
    assert_played(&host, &placed);
}

/// Hosts count in bars before the song.
fn a_song_that_starts_before_zero_keeps_the_rule<F: Format>() {
    let (mut host, placed) =
        open_with_loop::<F>(Setup { blocks: Blocks::random(4096, 7), ..Setup::default() });
    host.seek(-placed.length * 0.6);
    host.play();
    host.render(14.0).expect("it plays");
    assert_played(&host, &placed);
}
