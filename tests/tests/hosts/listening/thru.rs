//! What comes in and passes to the output.

use super::*;

pub fn the_input_passes_at_its_exact_sample_between_the_notes_of_the_loop<F: Format>() {
    let (mut host, placed) = open_with_loop::<F>(Setup::default());
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.play();
    let mut expected = Vec::new();
    for round in 0..600u64 {
        let start = host.timeline().now();
        let (key, at) = (40 + (round % 50) as u8, (round * 37 % 400) as u32);
        host.note_at(at, true, HAND, key, 1 + (round % 127) as u8);
        host.note_at(at + 100, false, HAND, key, 0);
        expected.push((start + u64::from(at), start + u64::from(at) + 100, key, 1 + (round % 127) as u8));
        host.render_frames(BLOCK).expect("it plays");
    }
    host.stop().expect("it stops");
    let by_hand = host.take().notes().iter().filter(|note| note.channel == HAND);
    let heard: Vec<_> = by_hand.map(|n| (n.on, n.off.expect("it ended"), n.key, n.velocity)).collect();
    assert_eq!(heard, expected);
    let of_loop: Vec<_> = host.take().notes().iter().copied().filter(|note| note.channel != HAND).collect();
    let count =
        Expected::of(host.timeline(), &placed).check(&of_loop, 0).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(count > 0, "the loop played");
}

pub fn what_passed_ends_with_a_stop_a_bypass_a_reset_and_the_switch<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it stands");
    let strike = |host: &mut Host<F::Instance>| {
        host.note_at(7, true, HAND, 60, 100);
        host.render_frames(BLOCK).expect("it goes on");
        assert_eq!(host.sounding(), 1, "also while the transport stands");
        assert!(host.peak() > 0.0, "and the preview plays it");
    };
    let release = |host: &mut Host<F::Instance>| {
        assert_eq!(host.sounding(), 0);
        host.note_at(7, false, HAND, 60, 0);
        host.render_frames(BLOCK).expect("it goes on");
        assert_eq!(host.take().unpaired(), 0);
    };
    strike(&mut host);
    host.reset().expect("it resets");
    host.render_frames(BLOCK).expect("it goes on");
    release(&mut host);
    strike(&mut host);
    host.set_param("MIDI thru", 0.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it goes on");
    release(&mut host);
    host.note_at(0, true, HAND, 61, 100);
    host.render_frames(BLOCK).expect("it goes on");
    assert_eq!(host.sounding(), 0, "nothing passes");
    host.note_at(0, false, HAND, 61, 0);
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it goes on");
    strike(&mut host);
    host.bypass(true).expect("it has a bypass");
    host.render_frames(BLOCK).expect("it goes on");
    release(&mut host);
    host.bypass(false).expect("it has a bypass");
    host.play();
    host.render_frames(BLOCK).expect("it plays");
    strike(&mut host);
    host.stop().expect("it stops");
    release(&mut host);
}

pub fn controllers_pass_and_a_pedal_is_not_left_down<F: Format>() {
    let mut host = open::<F>(Setup::default());
    host.set_param("MIDI thru", 1.0).expect("it has the parameter");
    host.render_frames(BLOCK).expect("it stands");
    host.controller_at(3, HAND, 64, 127);
    host.controller_at(9, HAND, 1, 33);
    host.controller_at(9, HAND, 2, 34);
    host.render_frames(BLOCK).expect("it stands");
    host.set_param("MIDI thru", 0.0).expect("it has the parameter");
    host.controller_at(5, HAND, 1, 99);
    host.render_frames(BLOCK).expect("it stands");
    let status = 0xb0 | HAND;
    let expected = [
        (BLOCK + 3, [status, 64, 127]),
        (BLOCK + 9, [status, 1, 33]),
        (BLOCK + 9, [status, 2, 34]),
        (2 * BLOCK, [status, 64, 0]),
    ];
    assert_eq!(host.take().midi(), expected);
}

/// The laws are checked in every block, and that nothing is allocated by the plugin itself.
pub fn whatever_is_played_in_the_host_hears_sorted_pairs<F: Format>() {
    for seed in 0..4 {
        let setup = Setup { blocks: Blocks::random(700, seed), inside: Inside::Told, ..Setup::default() };
        let (mut host, placed) = open_with_loop::<F>(setup);
        let channels: Vec<u8> = (0..4).chain([9]).collect();
        let keys: Vec<u8> = placed.notes.iter().map(|note| note.pitch).collect();
        let mut random = fastrand::Rng::with_seed(seed);
        host.set_param("MIDI thru", 1.0).expect("it has the parameter");
        host.play();
        for _ in 0..3_000 {
            match random.u32(0..60) {
                0 => host.seek(f64::from(random.u32(0..64)) / 3.0),
                1 => host.loop_to(random.bool().then_some((1.0, 2.0 + f64::from(random.u32(0..9))))),
                2 => host.set_param("MIDI thru", f64::from(random.u8(0..2))).expect("a parameter"),
                3 => host.stop().expect("it stops"),
                4..=6 => host.play(),
                7 => host.bypass(random.bool()).expect("a bypass"),
                8 => host.set_tempo(f64::from(random.u32(40..300))),
                9 => host.reset().expect("it resets"),
                10..=12 => {
                    host.controller_at(0, *random.choice(&channels).expect("some"), 64, random.u8(0..128))
                }
                13 => host.controller_at(0, *random.choice(&channels).expect("some"), 123, 0),
                _ => {
                    let (channel, key) = (random.choice(&channels), random.choice(&keys));
                    host.note_in(random.bool(), *channel.expect("some"), *key.expect("some"), 90);
                }
            }
            host.render_frames(random.u64(1..900)).expect("the laws hold");
        }
        host.bypass(false).expect("a bypass");
        host.set_param("MIDI thru", 0.0).expect("it has the parameter");
        host.stop().expect("it stops");
        assert_eq!((host.sounding(), host.take().unpaired()), (0, 0));
        assert!(host.take().notes().len() > 100);
        let _ = placed;
    }
}
