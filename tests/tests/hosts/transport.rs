//! What users do to a transport while notes sound.

use crate::bundle::Format;
use crate::expected::{Expected, Placed};
use crate::session::{assert_expected, assert_played, open_with_loop};
use host::{Blocks, Change, Host, Inside, Instance, Setup};

in_both_formats!(
    the_hosts_loop_wraps_at_its_sample,
    a_seek_ends_what_sounds_and_goes_on_from_there,
    play_pressed_again_without_a_stop_starts_over,
    a_stop_in_a_note_ends_it_at_that_sample,
    a_reset_where_the_position_goes_on_is_not_heard,
    a_host_that_restarts_around_each_block_hears_what_any_other_hears,
    a_position_at_another_speed_than_the_tempo_says_cuts_nothing,
    what_is_deactivated_ends,
    another_rate_goes_on_with_the_same_loop,
    a_metre_change_starts_the_loop_at_its_bar_line,
    bypass_is_silent_and_then_goes_on,
    blocks_without_a_transport_are_silent,
    blocks_without_frames_change_nothing,
    with_loop_off_it_sounds_once_each_time_play_starts,
);

/// Ends of host loops on and off the grid, the last one shorter than the longest block.
const CYCLES: [(f64, f64); 4] = [(4.0, 12.0), (3.3, 7.7), (1.0, 17.25), (5.0, 5.3)];

fn the_hosts_loop_wraps_at_its_sample<F: Format>() {
    for inside in [Inside::Cut, Inside::Told, Inside::WrapsUntold] {
        for (seed, cycle) in CYCLES.into_iter().enumerate() {
            let setup = Setup { blocks: Blocks::random(4096, seed as u64), inside, ..Setup::default() };
            let (mut host, placed) = open_with_loop::<F>(setup);
            host.set_tempo(163.1);
            host.after(0, Change::Cycle(Some(cycle)));
            host.play();
            host.render(15.0).expect("it plays");
            assert!(host.timeline().segments().len() > 2, "it wraps more than once");
            assert_played(&host, &placed);
        }
    }
}

fn a_seek_ends_what_sounds_and_goes_on_from_there<F: Format>() {
    for inside in [Inside::Cut, Inside::Told] {
        let setup = Setup { blocks: Blocks::random(2048, 11), inside, ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        let mut random = fastrand::Rng::with_seed(3);
        host.set_tempo(147.0);
        host.play();
        for _ in 0..60 {
            host.after(random.u64(0..30 * 48_000), Change::Seek(random.f64() * 40.0 - 4.0));
        }
        host.render(30.0).expect("it plays");
        assert_played(&host, &placed);
    }
}

fn play_pressed_again_without_a_stop_starts_over<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    for _ in 0..5 {
        host.seek(1.5);
        host.play();
        host.render(1.37).expect("it plays");
    }
    assert_played(&host, &placed);
}

/// Song positions in the middle of the longest notes, in quarters.
fn middles(placed: &Placed) -> Vec<f64> {
    let mut notes = placed.notes.clone();
    notes.sort_by_key(|note| std::cmp::Reverse(note.duration));
    let middle = |note: &score::Note| note.onset.quarters() + note.duration.quarters() / 2.0;
    notes.iter().take(4).map(middle).collect()
}

fn a_stop_in_a_note_ends_it_at_that_sample<F: Format>() {
    for inside in [Inside::Cut, Inside::Told] {
        let setup = Setup { blocks: Blocks::random(4096, 5), inside, ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        for middle in middles(&placed) {
            host.seek(0.0);
            host.play();
            let stop = (middle * 60.0 / 120.0 * 48_000.0).round() as u64;
            host.after(stop, Change::Stop);
            host.render_frames(stop).expect("it plays");
            assert!(host.sounding() > 0, "a note sounds when the stop comes");
            host.render(0.5).expect("it stands");
            assert_eq!(host.sounding(), 0);
        }
        assert_played(&host, &placed);
    }
}

fn a_reset_where_the_position_goes_on_is_not_heard<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    render_into_a_note(&mut host, &placed);
    host.reset().expect("it is reset");
    host.render(6.0).expect("it plays on");
    assert_played(&host, &placed);
}

fn a_host_that_restarts_around_each_block_hears_what_any_other_hears<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    for _ in 0..1_500 {
        host.restart_processing().expect("it starts anew");
        host.render_frames(512).expect("it plays on");
    }
    assert_played(&host, &placed);
}

/// Half a percent, and a whole one: what sounds is cut by nothing but what is written.
fn a_position_at_another_speed_than_the_tempo_says_cuts_nothing<F: Format>() {
    let lengths = |told: f64| {
        let (mut host, _) = open_with_loop::<F>(Setup { blocks: Blocks::Fixed(512), ..Setup::default() });
        host.tell_tempo(told);
        host.play();
        host.render(32.0).expect("it plays");
        let notes = host.take().notes();
        let ended: Vec<u64> = notes.iter().filter_map(|note| Some(note.off? - note.on)).collect();
        (notes.len(), ended.iter().sum::<u64>())
    };
    let (count, sounding) = lengths(1.0);
    for told in [1.005, 0.995, 1.01, 0.99] {
        let (there, sounds) = lengths(told);
        assert!(there.abs_diff(count) <= 2, "{there} notes for {count} where {told} times the tempo is told");
        let share = sounds as f64 / sounding as f64;
        assert!(
            (0.99..1.01).contains(&share),
            "{share} of the sounding time where {told} times the tempo is told"
        );
    }
}

fn what_is_deactivated_ends<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    render_into_a_note(&mut host, &placed);
    let there = host.timeline().now();
    host.set_offline(false).expect("it is deactivated and activated");
    host.render(6.0).expect("it plays on");
    assert_expected(&host, &Expected::of(host.timeline(), &placed).from(there, Some(&placed)), 0);
}

fn render_into_a_note<I: Instance>(host: &mut Host<I>, placed: &Placed) {
    host.render_frames(1).expect("it plays");
    host.render_to(middles(placed)[0]).expect("it plays");
    assert!(host.sounding() > 0, "a note sounds");
}

fn another_rate_goes_on_with_the_same_loop<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    host.render(2.0).expect("it plays");
    host.stop().expect("it stops");
    host.restart(96_000.0).expect("it starts at another rate");
    let heard = host.take().notes().len();
    host.play();
    host.render(5.0).expect("it plays");
    let later = &host.take().notes()[heard..];
    let expected = Expected::of(host.timeline(), &placed);
    assert!(expected.check(later, 0).expect("as due at the new rate") > 0);
}

/// The loop, in its own metre, begins anew at the bar line at or before the change.
fn a_metre_change_starts_the_loop_at_its_bar_line<F: Format>() {
    let at = |beat: f64| (beat * 0.5 * 48_000.0) as u64;
    // On a bar line; in the middle of a bar of the new metre; back again on a line.
    for (change, line) in [(8.0, 8.0), (10.0, 8.0), (9.5, 8.0)] {
        let setup = Setup { blocks: Blocks::random(1024, 9), ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        host.play();
        host.after(at(change), Change::Metre(3, 4));
        host.after(at(line + 9.0), Change::Metre(4, 4));
        host.render_frames(at(45.0)).expect("it plays");
        let expected = Expected::of(host.timeline(), &placed)
            .from(at(change), Some(&placed.at(line)))
            .from(at(line + 9.0), Some(&placed.at(line + 9.0)));
        assert_expected(&host, &expected, 0);
    }
}

fn bypass_is_silent_and_then_goes_on<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    render_into_a_note(&mut host, &placed);
    let off = host.timeline().now();
    host.bypass(true).expect("it has a bypass");
    host.render(3.3).expect("it is bypassed");
    assert_eq!(host.sounding(), 0);
    let on = host.timeline().now();
    host.bypass(false).expect("it has a bypass");
    host.render(9.0).expect("it plays");
    let expected = Expected::of(host.timeline(), &placed).from(off, None).from(on, Some(&placed));
    assert_expected(&host, &expected, 0);
}

/// What a host does not say is no reason to guess: the transport counts as standing.
fn blocks_without_a_transport_are_silent<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.play();
    render_into_a_note(&mut host, &placed);
    let gone = host.timeline().now();
    (0..9).for_each(|_| host.block_without_transport().expect("it is silent"));
    assert_eq!(host.sounding(), 0);
    let back = host.timeline().now();
    host.render(6.0).expect("it plays");
    let expected = Expected::of(host.timeline(), &placed).from(gone, None).from(back, Some(&placed));
    assert_expected(&host, &expected, 0);
}

fn blocks_without_frames_change_nothing<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.empty_block().expect("it stands");
    host.play();
    for _ in 0..400 {
        host.render_frames(700).expect("it plays");
        host.empty_block().expect("it plays");
    }
    assert_played(&host, &placed);
}

fn with_loop_off_it_sounds_once_each_time_play_starts<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.set_param("Loop", 0.0).expect("it has the parameter");
    host.set_tempo(240.0);
    for _ in 0..2 {
        host.seek(0.0);
        host.play();
        host.render(placed.length * 2.5 / 4.0).expect("it plays");
        host.stop().expect("it stops");
    }
    let mut expected = Expected::of(host.timeline(), &placed);
    for start in [0, host.timeline().segments().iter().filter(|s| s.playing).nth(1).expect("two").start] {
        let end = start + (placed.length / 4.0 * 48_000.0) as u64;
        expected = expected.from(end, None);
        if start == 0 {
            let second = host.timeline().segments().iter().filter(|s| s.playing).nth(1).expect("two").start;
            expected = expected.from(second, Some(&placed));
        }
    }
    assert_expected(&host, &expected, 0);
}
