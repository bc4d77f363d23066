//! Whatever a host does, the laws hold: the rig checks them in every block. And where it does nothing odd, every note sounds once
//! and at its exact frame.

mod acts;

use super::loops::a_loop;
use super::rig::{Heard, Rig};
use crate::link::Controls;
use acts::{Act, act};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use score::{BARS, Instrument, Metre, smf};
use session::{Loop, Piece};

/// Few keys and lengths on many programs, so that notes meet; more pitched instruments than there are channels for them.
fn any_loop() -> impl Strategy<Value = Loop> {
    let note = (0u8..16, 0u16..288, prop::sample::select(vec![1u16, 3, 6, 12, 24, 48]), 60u8..63);
    (prop::sample::select(&Metre::ALL[..]), prop::collection::vec(note, 1..60))
        .prop_map(|(metre, notes)| a_loop(metre, notes))
}

/// One instrument, so that what sounds is what is written.
fn one_voice() -> impl Strategy<Value = Loop> {
    let note = (0u16..192, prop::sample::select(vec![1u16, 3, 6, 12, 24, 48]), 60u8..64);
    prop::collection::vec(note, 1..50).prop_map(|notes| {
        a_loop(Metre::FourFour, notes.into_iter().map(|(onset, length, key)| (0, onset, length, key)))
    })
}

/// What is done, and what of it is still going on.
struct Story {
    rig: Rig,
    loops: std::iter::Cycle<std::vec::IntoIter<Loop>>,
    writing: Option<(u64, Loop)>,
    stored: std::collections::BTreeMap<String, String>,
}

impl Story {
    fn go(&mut self, act: &Act) {
        let rig = &mut self.rig;
        match act {
            Act::Blocks(blocks) => blocks.iter().for_each(|&frames| rig.block(frames)),
            Act::Seek(beat) => rig.seek(*beat),
            Act::Tempo(tempo, part) => rig.tempo(*tempo, *part),
            Act::Metre(metre) => rig.metre(metre.fraction()),
            Act::Rolling(rolling) => rig.host.rolling = *rolling,
            Act::Cycle(cycle) => rig.host.cycle = *cycle,
            Act::Turn(turned) => {
                let (looping, bypass) = (rig.controls.looping, rig.controls.bypass);
                rig.controls = Controls { looping, bypass, ..**turned };
            }
            Act::Lane(lane, set) => rig.link.lanes.set(*lane, *set),
            Act::Pace(seconds) => rig.link.board.set_pace(*seconds),
            Act::Looping(looping) => rig.controls.looping = *looping,
            Act::Bypass(bypass) => rig.controls.bypass = *bypass,
            Act::Reset => rig.reset(),
            Act::Activate => rig.activate(),
            Act::Restarts(restarts) => rig.restarts = *restarts,
            Act::Speed(speed) => rig.speed = *speed,
            Act::Room(room) => rig.room = *room,
            Act::Rounded(false) => rig.reported = |beat| beat,
            Act::Rounded(true) => rig.reported = |beat| (beat * 1920.0).round() / 1920.0,
            Act::Ask(bars) => {
                self.writing = self.loops.next().map(|of| (rig.ask(), of));
                self.write(*bars);
            }
            Act::Bars(bars) => self.write(*bars),
            Act::Vary => {
                let next = self.loops.next().zip(rig.link.session.next_variation(u32::MAX));
                if let Some((of, (slot, generation, parent))) =
                    next.filter(|(of, next)| of.metre == next.2.metre())
                {
                    rig.link.session.add_variation(slot, generation, &parent, Piece::of(of));
                }
            }
            Act::Nowhere => rig.host.beat = None,
            Act::Load => rig.load(&self.stored),
            Act::Store => self.stored = rig.store(),
            Act::Hand(hand) => rig.hand.extend(hand),
            Act::Thru(thru) => rig.listening.thru = *thru,
        }
    }

    fn write(&mut self, bars: usize) {
        if let Some((epoch, of)) = &self.writing {
            self.rig.written(*epoch, of, bars);
        }
    }
}

/// Blocks that the random host plays; [`LONG`] may say more.
const BLOCKS: u64 = 30_000;
/// Name of the environment's variable with the number of blocks for a long run, which is to be ten million at least.
const LONG: &str = "QUATRAIN_BLOCKS";

#[test]
fn whatever_the_host_does_messages_are_sorted_paired_and_nothing_is_left_sounding() {
    let blocks = std::env::var(LONG).ok().and_then(|text| text.parse().ok()).unwrap_or(BLOCKS);
    let played = std::cell::Cell::new(0);
    let stories = (prop::collection::vec(any_loop(), 1..4), prop::collection::vec(act(), 1..80));
    while played.get() < blocks {
        // A runner stops at its number of successes, so each round has its own.
        let config = ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() };
        let run = TestRunner::new(config).run(&stories, |(loops, acts)| {
            let rig = Rig::new();
            let stored = rig.store();
            let mut story = Story { rig, loops: loops.into_iter().cycle(), writing: None, stored };
            story.go(&Act::Ask(BARS));
            acts.iter().for_each(|act| story.go(act));
            story.rig.stop();
            played.set(played.get() + story.rig.blocks);
            Ok(())
        });
        if let Err(failure) = run {
            panic!("{failure}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn where_nothing_disturbs_every_note_sounds_once_at_its_exact_frame(
        (first, second) in (one_voice(), one_voice()),
        start in 0.0..8.0f64,
        tempo in 40.0..300.0f64,
        (asked, again) in (1usize..40, 1usize..60),
        blocks in prop::collection::vec(1u32..9000, 4..20),
        restarts in any::<bool>(),
    ) {
        let mut rig = Rig::new();
        rig.restarts = restarts;
        rig.host.tempo = Some(tempo);
        rig.seek(start);
        let mut blocks = blocks.iter().copied().cycle();
        let mut play = |rig: &mut Rig, count: usize| (0..count).for_each(|_| rig.block(blocks.next().unwrap_or(1)));
        play(&mut rig, asked);
        // A line that falls on the block's first frame is reached.
        let half_a_frame = 0.5 / rig.quarter();
        let line = ((rig.beat() - half_a_frame) / 4.0).ceil() * 4.0;
        rig.generated(&first);
        play(&mut rig, again);
        let swap = line + ((rig.beat() - half_a_frame - line) / 16.0).ceil().max(0.0) * 16.0;
        rig.generated(&second);
        while rig.beat() < swap + 24.0 {
            play(&mut rig, 1);
        }
        let frame = |beat: f64| ((beat - start) * 60.0 / tempo * 48_000.0 + 0.5 + 1e-6).floor() as u64;
        let mut expected = passes(&first, line, swap, &frame);
        expected.extend(passes(&second, swap, f64::INFINITY, &frame).into_iter().filter(|heard| heard.at < rig.now));
        expected.sort();
        let mut heard = rig.heard.clone();
        heard.sort();
        prop_assert_eq!(heard, expected);
    }
}

/// All that is to be heard of a loop that plays from `line` until `end`, or for two passes.
fn passes(of: &Loop, line: f64, end: f64, frame: &dyn Fn(f64) -> u64) -> Vec<Heard> {
    let channel = smf::channels(&[Instrument(0)])[0].1;
    let mut all = Vec::new();
    let mut from = line;
    while from < end.min(line + 32.0) || from < end && end.is_finite() {
        for note in &of.notes {
            let beat = from + note.onset.quarters();
            let mut add = |beat, on| all.push(Heard { at: frame(beat), on, channel, key: note.pitch });
            add(beat, true);
            add(beat + note.duration.quarters(), false);
        }
        from += 16.0;
    }
    all
}
