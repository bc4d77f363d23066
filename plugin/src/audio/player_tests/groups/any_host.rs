//! Whatever the host of a group does, all play the same.

use super::*;
use proptest::prelude::*;
use std::sync::Barrier;

/// What happens to the leader or to the transport that all share.
#[derive(Clone, Debug)]
enum Act {
    Blocks(Vec<(u32, usize)>),
    Seek(f64),
    Tempo(f64),
    Metre(Metre),
    Rolling(bool),
    Cycle(Option<(f64, f64)>),
    Looping(bool),
    Launch(Launch),
    /// A loop is written while so many have played the next block.
    Write(u8, usize),
    Load(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let launch = prop::sample::select(vec![Launch::Now, Launch::Beat, Launch::Bar, Launch::Loop]);
    let blocks = prop::collection::vec((prop_oneof![1u32..3000, 3000u32..60_000], 0usize..6), 1..5);
    prop_oneof![
        6 => blocks.prop_map(Act::Blocks),
        2 => (-8.0..40.0f64).prop_map(Act::Seek),
        1 => (40.0..300.0f64).prop_map(Act::Tempo),
        1 => prop::sample::select(vec![Metre::FourFour, Metre::ThreeFour]).prop_map(Act::Metre),
        2 => any::<bool>().prop_map(Act::Rolling),
        1 => prop::option::of((0.0..8.0f64, 1.0..20.0f64).prop_map(|(start, length)| (start, start + length))).prop_map(Act::Cycle),
        1 => any::<bool>().prop_map(Act::Looping),
        1 => launch.prop_map(Act::Launch),
        4 => (1u8..100, 0usize..4).prop_map(|(key, played)| Act::Write(key, played)),
        1 => (0usize..4).prop_map(Act::Load),
    ]
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

fn go(band: &mut [Seated; 3], act: &Act, order: &mut [usize; 3]) {
    let all = |band: &mut [Seated; 3], change: &dyn Fn(&mut Rig)| {
        band.iter_mut().for_each(|seated| change(&mut seated.rig));
    };
    // A block in the middle of which, when so many have played it, something comes from the leader's other threads.
    let amid = |band: &mut [Seated; 3], order: &[usize; 3], played: usize, change: &dyn Fn(&Rig)| {
        order[..played.min(3)].iter().for_each(|&index| band[index].rig.block(700));
        change(&band[0].rig);
        order[played.min(3)..].iter().for_each(|&index| band[index].rig.block(700));
    };
    match act {
        Act::Blocks(blocks) => blocks.iter().for_each(|&(frames, shuffled)| {
            *order = ORDERS[shuffled];
            block(band, *order, frames);
        }),
        Act::Seek(beat) => all(band, &|rig| rig.seek(*beat)),
        Act::Tempo(tempo) => all(band, &|rig| rig.tempo(*tempo, 1.0)),
        Act::Metre(metre) => all(band, &|rig| rig.metre(metre.fraction())),
        Act::Rolling(rolling) => all(band, &|rig| rig.host.rolling = *rolling),
        Act::Cycle(cycle) => all(band, &|rig| rig.host.cycle = *cycle),
        Act::Looping(looping) => band[0].rig.controls.looping = *looping,
        Act::Launch(launch) => band[0].rig.controls.launch = *launch,
        Act::Write(key, played) => {
            let notes: Vec<(u16, u16, u8)> = (0..24).map(|n| (n * 6, 5, key + (n % 5) as u8)).collect();
            amid(band, order, *played, &|rig| rig.generated(&piano(rig_metre(rig), &notes)));
        }
        Act::Load(played) => amid(band, order, *played, &|rig| rig.load(&rig.store())),
    }
}

fn rig_metre(rig: &Rig) -> Metre {
    Metre::from_fraction(rig.host.metre.0, rig.host.metre.1).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_host_does_in_whatever_order_all_play_the_same(acts in prop::collection::vec(act(), 1..40)) {
        let _groups = groups_for_this_test();
        let mut band = band::<3>(5);
        let mut order = ORDERS[0];
        block(&mut band, order, 64);
        acts.iter().for_each(|act| go(&mut band, act, &mut order));
        let led = heard(&band[0], 0);
        prop_assert_eq!(&heard(&band[1], 0), &led);
        prop_assert_eq!(&heard(&band[2], 0), &led);
        band.iter_mut().for_each(|seated| seated.rig.stop());
    }
}

#[test]
fn players_on_threads_of_their_own_play_the_same_without_waiting_for_each_other() {
    let _groups = groups_for_this_test();
    let mut band = band::<3>(0);
    let music = |key: u8| {
        let notes: Vec<(u16, u16, u8)> = (0..32).map(|n| (n * 6, 5, key + (n % 5) as u8)).collect();
        piano(Metre::FourFour, &notes)
    };
    for round in 0..40u8 {
        let starts = Barrier::new(3);
        std::thread::scope(|scope| {
            for (index, seated) in band.iter_mut().enumerate() {
                let (starts, music) = (&starts, &music);
                scope.spawn(move || {
                    // As hosts do: all have played a block before anybody plays the next.
                    for block in 0..50 {
                        starts.wait();
                        if index == 0 && block == 7 {
                            seated.rig.generated(&music(20 + round));
                        }
                        seated.rig.block(600);
                    }
                });
            }
        });
    }
    let led = heard(&band[0], 0);
    assert!(led.len() > 150, "{}", led.len());
    assert_eq!((heard(&band[1], 0), heard(&band[2], 0)), (led.clone(), led));
}
