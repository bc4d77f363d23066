//! Generate: what is asked for is written, and sounds where it should.

use crate::bundle::Format;
use crate::expected::{Expected, Placed};
use crate::session::{PATIENCE, assert_expected, open, placed, the_loop, wait_for_loop};
use host::{Blocks, Host, Instance, SavedLoop, Setup};
use score::smf::channels;
use score::{BARS, Instrument, Metre};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

in_both_formats!(
    the_parameter_writes_a_loop_that_starts_at_a_bar_line,
    the_midi_note_writes_a_loop_as_the_parameter_does,
    the_first_bar_sounds_while_later_bars_are_written,
    exactly_the_asked_instruments_sound_on_their_channels,
    the_metre_of_the_host_is_the_metre_of_the_loop,
    the_same_seed_writes_the_same_loop_in_two_instances_at_once,
    an_instance_that_is_destroyed_while_it_writes_ends_at_once,
    live_playing_never_waits_for_the_writer,
);

/// As `plugin::GENERATE_KEY`: pinned here, for people play it.
const GENERATE_KEY: u8 = 24;

fn rolling<F: Format>(seed: u32) -> Host<F::Instance> {
    let mut host = open::<F>(Setup { blocks: Blocks::random(1024, u64::from(seed)), ..Setup::default() });
    host.set_param_step("Seed", seed).expect("a seed");
    host.play();
    host.render(0.3).expect("it plays");
    host
}

/// Plays a whole pass of the loop that was written, from its next start on, and checks it and everything before.
fn assert_sounds<I: Instance>(host: &mut Host<I>, asked: f64) -> Placed {
    let line = host.timeline().bar_line_from(host.timeline().beats());
    host.render_to(line + 0.1).expect("it plays");
    let placed = placed(&host.save_state().expect("a state"));
    let bars = placed.anchor / host.timeline().bar();
    assert_eq!(bars, bars.round(), "it starts at a bar line");
    assert!(placed.anchor > asked, "and after it was asked for");
    let start = placed.anchor + placed.length;
    host.render_to(start + placed.length * 1.3).expect("it plays");
    let expected = Expected::of(host.timeline(), &placed);
    let first = expected.sample_of(placed.anchor);
    assert!(host.take().notes().iter().all(|note| note.on >= first), "silence before");
    assert_expected(host, &expected, expected.sample_of(start));
    placed
}

fn the_parameter_writes_a_loop_that_starts_at_a_bar_line<F: Format>() {
    let mut host = rolling::<F>(5);
    let asked = host.timeline().beats();
    host.press_generate().expect("it generates");
    let written = wait_for_loop(&mut host, 5);
    assert_eq!(written.asked.tempo, Some(120.0), "the host's tempo is part of what is asked");
    assert_sounds(&mut host, asked);
}

fn the_midi_note_writes_a_loop_as_the_parameter_does<F: Format>() {
    let mut host = rolling::<F>(5);
    let asked = host.timeline().beats();
    (0..128).filter(|&key| key != GENERATE_KEY).for_each(|key| host.note_in(true, 3, key, 100));
    host.render(0.5).expect("it plays");
    assert_eq!(the_loop(&mut host), None, "other keys ask for nothing");
    host.note_in(true, 3, GENERATE_KEY, 1);
    let by_note = wait_for_loop(&mut host, 5);
    assert_sounds(&mut host, asked);
    let mut other = rolling::<F>(5);
    other.press_generate().expect("it generates");
    assert_eq!(wait_for_loop(&mut other, 5).notes, by_note.notes);
}

/// Many instruments, so that bars take long.
fn many() -> Vec<Instrument> {
    let mut many = vec![Instrument::DRUMS, Instrument(33), Instrument(0), Instrument(4), Instrument(24)];
    many.extend([27, 40, 48, 52, 56, 61, 65].map(Instrument));
    many.sort();
    many
}

fn ask_for<I: Instance>(host: &mut Host<I>, instruments: &[Instrument]) {
    let state = host.save_state().expect("a state");
    let state = host::with_instruments(&state, instruments).expect("its own state");
    host.load_state(&state).expect("its own state");
}

fn the_first_bar_sounds_while_later_bars_are_written<F: Format>() {
    let mut host = rolling::<F>(3);
    host.set_tempo(300.0);
    ask_for(&mut host, &many());
    let mut seen = None;
    // The writer and the host race: of several runs one has to show it.
    for round in 0..5 {
        host.set_param_step("Seed", 100 + round).expect("a seed");
        host.press_generate().expect("it generates");
        host.wait_until("a first bar", PATIENCE, |host| {
            the_loop(host).is_some_and(|l| l.asked.seed == u64::from(100 + round) && l.bars > 0)
        })
        .expect("it writes");
        let (from, bar) = (host.timeline().now(), host.timeline().bar());
        let line = host.timeline().bar_line_from(host.timeline().beats());
        host.render_to(line + bar * 0.9).expect("it plays");
        let now = the_loop(&mut host).expect("a loop");
        if now.bars < BARS {
            seen = Some((from, now));
            break;
        }
        let state = host.save_state().expect("a state");
        host.load_state(&host::without_loop(&state).expect("its own state")).expect("its own state");
    }
    let (from, part) = seen.expect("the first bar was over before the last was written");
    let heard = host.take().notes().iter().filter(|note| note.on >= from).count();
    let first = part.notes.iter().filter(|note| note.bar(part.metre) == 0).count();
    assert!(heard > 0 && heard <= first, "{heard} notes were heard of the {first} in bar 1");
    let whole = wait_for_loop(&mut host, part.asked.seed as u32);
    assert_eq!(part.notes, whole.notes[..part.notes.len()], "what was written is not changed");
}

fn sets() -> Vec<Vec<Instrument>> {
    let programs = |programs: &[u8]| programs.iter().map(|&program| Instrument(program)).collect::<Vec<_>>();
    let mut sixteen = programs(&[33, 0, 4, 11, 16, 24, 27, 30, 40, 42, 48, 56, 61, 66, 73]);
    sixteen.push(Instrument::DRUMS);
    vec![vec![Instrument::DRUMS], programs(&[73]), programs(&[0, 33, 127]), sixteen]
}

fn exactly_the_asked_instruments_sound_on_their_channels<F: Format>() {
    for (seed, mut instruments) in sets().into_iter().enumerate() {
        let seed = seed as u32 + 1;
        let mut host = rolling::<F>(seed);
        ask_for(&mut host, &instruments);
        let asked = host.timeline().beats();
        host.press_generate().expect("it generates");
        let written = wait_for_loop(&mut host, seed);
        instruments.sort();
        assert_eq!(sounding(&written), instruments);
        assert_sounds(&mut host, asked);
        let heard: BTreeSet<u8> = host.take().notes().iter().map(|note| note.channel).collect();
        let theirs: BTreeSet<u8> = channels(&instruments).into_iter().map(|(_, channel)| channel).collect();
        assert_eq!(heard, theirs);
        assert_eq!(heard.contains(&9), instruments.contains(&Instrument::DRUMS), "drums are on channel 10");
    }
}

fn sounding(written: &SavedLoop) -> Vec<Instrument> {
    let mut sounding: Vec<Instrument> = written.notes.iter().map(|note| note.instrument).collect();
    sounding.sort();
    sounding.dedup();
    sounding
}

fn the_metre_of_the_host_is_the_metre_of_the_loop<F: Format>() {
    for (metre, (numerator, denominator)) in [(Metre::SevenEight, (7, 8)), (Metre::TwelveEight, (12, 8))] {
        let mut host = rolling::<F>(8);
        host.seek(0.0);
        host.set_metre(numerator, denominator);
        host.render(0.1).expect("it plays");
        let asked = host.timeline().beats();
        host.press_generate().expect("it generates");
        assert_eq!(wait_for_loop(&mut host, 8).metre, metre);
        assert_sounds(&mut host, asked);
    }
}

fn the_same_seed_writes_the_same_loop_in_two_instances_at_once<F: Format>() {
    let mut hosts = [rolling::<F>(21), rolling::<F>(21), rolling::<F>(22)];
    let asked = hosts[0].timeline().beats();
    hosts.iter_mut().for_each(|host| host.press_generate().expect("it generates"));
    let seeds = [21, 21, 22];
    let written: Vec<SavedLoop> =
        hosts.iter_mut().zip(seeds).map(|(host, seed)| wait_for_loop(host, seed)).collect();
    assert_eq!(written[0].notes, written[1].notes);
    assert_ne!(written[0].notes, written[2].notes);
    hosts.iter_mut().for_each(|host| drop(assert_sounds(host, asked)));
}

fn an_instance_that_is_destroyed_while_it_writes_ends_at_once<F: Format>() {
    for pause in [0, 1, 5, 20, 50, 100, 200] {
        let mut host = rolling::<F>(9);
        ask_for(&mut host, &many());
        host.press_generate().expect("it generates");
        std::thread::sleep(Duration::from_millis(pause));
        let begun = Instant::now();
        drop(host);
        assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?} to end", begun.elapsed());
    }
}

/// VST3 plugins may hear of the end of an offline render one start late: they must not take live playing for one.
fn live_playing_never_waits_for_the_writer<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.set_offline(true).expect("it renders offline");
    host.render(0.1).expect("it renders");
    host.set_offline(false).expect("it plays live");
    ask_for(&mut host, &many());
    host.play();
    let begun = Instant::now();
    host.press_generate().expect("it generates");
    host.render(0.1).expect("it plays");
    assert_eq!(the_loop(&mut host).filter(|written| written.bars == BARS), None, "it was not waited for");
    assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?}", begun.elapsed());
}

/// Only CLAP tells of offline rendering in time.
#[test]
fn an_offline_render_waits_for_what_was_asked() {
    let mut host = open::<crate::bundle::Clap>(Setup::default());
    host.set_offline(true).expect("it renders offline");
    host.set_param_step("Seed", 4).expect("a seed");
    host.play();
    host.render(0.5).expect("it renders");
    host.press_generate().expect("it generates");
    host.render(20.0).expect("it renders");
    let placed = placed(&host.save_state().expect("a state"));
    assert_eq!(placed.anchor, 4.0, "the bar line after Generate");
    let expected = Expected::of(host.timeline(), &placed);
    let start = expected.sample_of(placed.anchor);
    assert_expected(&host, &expected.from(start, Some(&placed)), start);
}
