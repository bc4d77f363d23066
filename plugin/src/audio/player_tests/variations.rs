//! Variations that are written are heard where the place in the song asks for them, whoever has turned to them by then.

use super::loops::four_bars;
use super::rig::Rig;
use session::Piece;

/// Frames of a pass.
const PASS: u64 = 16 * 24_000;

/// A loop of key 60 and three variations of it, ten keys higher each; one follows in every pass.
fn evolving() -> Rig {
    let mut rig = Rig::new();
    rig.controls.evolve = 1;
    rig.generated(&four_bars(20));
    evolve(&rig, 3);
    rig
}

fn evolve(rig: &Rig, latest: u32) {
    while let Some((slot, generation, parent)) = rig.link.session.next_variation(latest) {
        let piece = Piece::of(four_bars(20 + 10 * generation as u8));
        rig.link.session.add_variation(slot, generation, &parent, piece);
    }
}

fn keys(rig: &Rig) -> Vec<u8> {
    rig.ons().iter().map(|on| on.1).collect()
}

#[test]
fn they_follow_each_other_at_the_loop_lines_and_the_last_that_is_written_goes_on() {
    let mut rig = evolving();
    rig.quarters(5.0 * 16.0 - 1.0);
    let all = [20, 30, 40, 50, 50].map(|key| [key, key + 1, key + 2, key + 3]).concat();
    assert_eq!(keys(&rig), all);
    assert!(rig.ons().iter().enumerate().all(|(bar, on)| on.0 == bar as u64 * PASS / 4));
    rig.stop();
}

#[test]
fn a_seek_plays_at_once_what_an_offline_render_plays_there() {
    let mut straight = evolving();
    straight.quarters(64.0);
    for there in [17.5, 40.0, 3.0, 48.0, 0.0] {
        let mut rig = evolving();
        rig.quarters(6.0);
        let (from, before) = (rig.now, rig.ons().len());
        rig.seek(there);
        rig.quarters(12.0);
        let shift = (there * 24_000.0) as u64;
        let rendered = straight.ons().into_iter().filter(|on| (shift..shift + 12 * 24_000).contains(&on.0));
        let rendered: Vec<(u64, u8)> = rendered.map(|on| (on.0 - shift + from, on.1)).collect();
        assert_eq!(rig.ons()[before..], rendered, "to {there}");
    }
}

#[test]
fn that_the_worker_turns_to_what_is_heard_already_is_not_heard() {
    let mut rig = evolving();
    rig.quarters(2.0);
    rig.seek(34.0);
    rig.quarters(3.5);
    rig.link.session.turn(2);
    rig.quarters(8.0);
    assert_eq!(keys(&rig), [20, 41, 42, 43][..keys(&rig).len()]);
    assert_eq!(keys(&rig).len(), 4);
    // It has its place for the project, as what the worker sent.
    let other = Rig::new();
    other.load(&rig.store());
    assert_eq!(rig.link.session.shown(), rig.link.session.present());
    rig.stop();
}

#[test]
fn one_that_is_written_while_the_loop_plays_is_heard_from_its_line_on_and_changes_nothing_before() {
    let mut rig = Rig::new();
    rig.controls.evolve = 1;
    rig.generated(&four_bars(20));
    rig.quarters(4.5);
    evolve(&rig, 1);
    rig.quarters(15.0);
    assert_eq!(keys(&rig), [20, 21, 22, 23, 30]);
    assert_eq!(rig.offs()[1], (96_000 + 24_000, 21), "what sounded goes on");
    rig.stop();
}
