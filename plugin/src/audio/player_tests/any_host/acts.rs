//! What a host may do.

use crate::link::{Controls, GENERATE_KEY, Lane, Launch, MidiMessage};
use proptest::prelude::*;
use score::{BARS, Metre, Ticks};

/// What the host, the user or the worker does between two blocks.
#[derive(Clone, Debug)]
pub enum Act {
    Blocks(Vec<u32>),
    Seek(f64),
    /// In BPM, and from which part of the block before on.
    Tempo(f64, f64),
    Metre(Metre),
    Rolling(bool),
    Cycle(Option<(f64, f64)>),
    Looping(bool),
    /// Everything that changes how notes are played.
    Turn(Box<Controls>),
    /// Channel, start and solo of a lane.
    Lane(usize, Lane),
    /// What the worker says that a bar takes, in seconds.
    Pace(f64),
    Bypass(bool),
    Reset,
    /// The host deactivates and activates.
    Activate,
    /// Whether processing is stopped and started around each block.
    Restarts(bool),
    /// How much faster positions move than the tempo says.
    Speed(f64),
    Room(usize),
    Rounded(bool),
    /// The next loop is asked for, and so many bars of it are written.
    Ask(usize),
    /// So many bars of it are written by now.
    Bars(usize),
    /// The next variation is written.
    Vary,
    /// The host says no position from now on, until it is somewhere else.
    Nowhere,
    /// The host loads what was stored.
    Load,
    Store,
    /// What is played into the next block.
    Hand(Vec<(u32, MidiMessage)>),
    /// Whether that passes.
    Thru(bool),
}

pub fn act() -> impl Strategy<Value = Act> {
    let beat = prop_oneof![
        (-8i32..80).prop_map(f64::from),
        (-96i32..960).prop_map(|tick| f64::from(tick) / 12.0),
        -8.0..80.0f64
    ];
    let cycle = (0i32..40, 1i32..80).prop_map(|(start, sixteenths)| {
        let start = f64::from(start) / 2.0;
        (start, start + f64::from(sixteenths) / 4.0)
    });
    prop_oneof![
        6 => prop::collection::vec(prop_oneof![0u32..300, 1u32..5000, 5000u32..60_000], 1..6).prop_map(Act::Blocks),
        2 => beat.prop_map(Act::Seek),
        1 => (20.0..500.0f64, 0.0..=1.0f64).prop_map(|(tempo, part)| Act::Tempo(tempo, part)),
        1 => prop::sample::select(&Metre::ALL[..]).prop_map(Act::Metre),
        2 => any::<bool>().prop_map(Act::Rolling),
        1 => prop::option::weighted(0.7, cycle).prop_map(Act::Cycle),
        1 => any::<bool>().prop_map(Act::Looping),
        4 => turned().prop_map(|controls| Act::Turn(Box::new(controls))),
        1 => (0usize..4, a_lane()).prop_map(|(lane, set)| Act::Lane(lane, set)),
        1 => prop_oneof![Just(0.0), 0.0..4.0f64].prop_map(Act::Pace),
        1 => any::<bool>().prop_map(Act::Bypass),
        2 => Just(Act::Reset),
        1 => Just(Act::Activate),
        2 => any::<bool>().prop_map(Act::Restarts),
        2 => prop_oneof![Just(1.0), 0.99..=1.01f64].prop_map(Act::Speed),
        2 => prop_oneof![0usize..4, Just(usize::MAX)].prop_map(Act::Room),
        1 => any::<bool>().prop_map(Act::Rounded),
        2 => (1..=BARS).prop_map(Act::Ask),
        2 => (1..=BARS).prop_map(Act::Bars),
        2 => Just(Act::Vary),
        1 => Just(Act::Nowhere),
        1 => Just(Act::Load),
        1 => Just(Act::Store),
        6 => hand().prop_map(Act::Hand),
        1 => prop::bool::weighted(0.8).prop_map(Act::Thru),
    ]
}

fn turned() -> impl Strategy<Value = Controls> {
    let launch = prop::sample::select(vec![Launch::Now, Launch::Beat, Launch::Bar, Launch::Loop]);
    let feel = (0.0..=0.5f64, prop::sample::select(vec![3u16, 6]), 0.0..=1.0f64, 0.1..=2.0f64);
    let mutes = prop_oneof![Just(0u16), 0u16..16];
    let lanes = (mutes, prop::array::uniform16(-4i8..=4), prop::option::weighted(0.2, 0u8..16));
    (launch, feel, lanes, any::<bool>(), 0u32..3).prop_map(|(launch, feel, lanes, programs, evolve)| {
        Controls {
            launch,
            evolve,
            swing: feel.0,
            swing_unit: Ticks(feel.1),
            timing: feel.2,
            dynamics: 1.0,
            gate: feel.3,
            muted: lanes.0,
            octaves: lanes.1,
            output: lanes.2,
            programs,
            ..Controls::default()
        }
    })
}

/// Keys that the loops play too, and some that ask for something; wheels, and a host that wants silence.
fn hand() -> impl Strategy<Value = Vec<(u32, MidiMessage)>> {
    let key = prop_oneof![20 => 58u8..66, 1 => Just(GENERATE_KEY)];
    let note = (0u8..3, key, any::<bool>()).prop_map(|(channel, key, on)| match on {
        true => MidiMessage::On { channel, key, velocity: 90 },
        false => MidiMessage::Off { channel, key },
    });
    let controller = prop::sample::select(vec![1u8, 64, 120, 121, 123]);
    let turn = (0u8..3, controller, 0u8..128)
        .prop_map(|(channel, controller, value)| MidiMessage::Controller { channel, controller, value });
    let bend = (0u8..3, 0u16..16_384).prop_map(|(channel, value)| MidiMessage::Bend { channel, value });
    prop::collection::vec((0u32..6000, prop_oneof![8 => note, 1 => turn, 1 => bend]), 0..12).prop_map(
        |mut all| {
            all.sort_by_key(|(frame, _)| *frame);
            all
        },
    )
}

fn a_lane() -> impl Strategy<Value = Lane> {
    (prop::option::of(0u8..3), 0u16..200, 0u8..=200, prop::bool::weighted(0.2))
        .prop_map(|(channel, start, level, solo)| Lane { channel, start: Ticks(start), level, solo })
}
