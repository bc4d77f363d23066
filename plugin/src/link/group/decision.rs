//! What a leader tells its followers, from audio thread to audio thread.

use crate::link::Launch;
use cells::Sequence;
use std::array::from_fn;

/// What a leader has decided when a block begins. Whoever plays that block from the same place, with the same phrases and by the
/// same host's transport, plays the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// What is in its place.
    pub now: Option<PlacedPhrase>,
    /// Phrases up to this number may be taken in the block.
    pub released: u64,
    pub looping: bool,
    pub launch: Launch,
    /// After how many passes the next variation follows; 0 is never.
    pub evolve: u32,
    /// The pass after which it is silent while Loop is off.
    pub last_pass: i64,
}

/// A phrase in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedPhrase {
    pub number: u64,
    /// Which of its variations is heard.
    pub generation: u32,
    /// A song position in quarters at which a pass of it starts.
    pub anchor: f64,
}

/// A block as everybody knows it who plays it: its song position as bits, and whether the transport rolls.
pub type Block = (u64, bool);

/// Which block a transport says this is; of a host that says no position no block is known again.
pub fn block(beat: Option<f64>, rolling: bool) -> Block {
    (beat.unwrap_or(f64::NAN).to_bits(), rolling)
}

const WORDS: usize = 6;
/// The leader, the block, and what was told for it and for the next.
const CELL: usize = 3 + 2 * WORDS;

/// One group's decisions, of all instances of the process. Written by the leader's audio thread at the end of each block, read by the
/// followers' at the start; neither waits. While the lead changes hands, of two instances that both take themselves for the leader one
/// gives way for a block.
pub struct DecisionCell(Sequence<CELL>);

impl DecisionCell {
    pub const fn new() -> DecisionCell {
        DecisionCell(Sequence::new())
    }

    /// Audio thread of `leader`, of which there is one at a time: the block that is over began with `before`, and the next begins with
    /// `after`. Real-time safe.
    pub fn write(&self, leader: u64, (beat, rolling): Block, before: Decision, after: Decision) {
        let [before, after] = [before, after].map(pack);
        self.0.write([leader, beat, rolling.into()].into_iter().chain(before).chain(after));
    }

    /// Audio thread: what `leader` has told for the block `here`, whether it has played that block already or not. Real-time safe.
    pub fn read(&self, leader: u64, here: Block) -> Option<Decision> {
        let (_, words) = self.0.read()?;
        if words[0] != leader {
            return None;
        }
        let played = (words[1], words[2] != 0) == here;
        let from = if played { 3 } else { 3 + WORDS };
        Some(unpack(from_fn(|word| words[from + word])))
    }
}

fn pack(told: Decision) -> [u64; WORDS] {
    let PlacedPhrase { number, generation, anchor } = told.now.unwrap_or(NOTHING);
    let flags = u64::from(told.looping) | (told.launch as u64) << 1 | u64::from(told.evolve) << 32;
    [number, anchor.to_bits(), told.released, flags, told.last_pass as u64, generation.into()]
}

fn unpack([number, anchor, released, flags, last_pass, generation]: [u64; WORDS]) -> Decision {
    let launch = [Launch::Now, Launch::Beat, Launch::Bar, Launch::Loop];
    let now = PlacedPhrase { number, generation: generation as u32, anchor: f64::from_bits(anchor) };
    Decision {
        now: (number != NOTHING.number).then_some(now),
        released,
        looping: flags & 1 == 1,
        launch: launch[(flags >> 1) as usize % launch.len()],
        evolve: (flags >> 32) as u32,
        last_pass: last_pass as i64,
    }
}

const NOTHING: PlacedPhrase = PlacedPhrase { number: 0, generation: 0, anchor: 0.0 };

#[cfg(test)]
mod tests {
    use super::*;

    fn told(number: u64) -> Decision {
        let now = Some(PlacedPhrase { number, generation: number as u32 + 1, anchor: number as f64 });
        let last_pass = -(number as i64);
        Decision { now, released: number, looping: true, launch: Launch::Loop, evolve: 8, last_pass }
    }

    #[test]
    fn a_block_is_told_the_same_before_and_after_the_leader_has_played_it() {
        let page = DecisionCell::new();
        assert_eq!(page.read(7, block(Some(0.0), true)), None);
        page.write(7, block(Some(0.0), true), told(1), told(2));
        assert_eq!(page.read(7, block(Some(4.0), true)), Some(told(2)), "not played yet");
        page.write(7, block(Some(4.0), true), told(2), told(3));
        assert_eq!(page.read(7, block(Some(4.0), true)), Some(told(2)), "played");
        assert_eq!(page.read(7, block(Some(4.0), false)), Some(told(3)), "it stood there before");
        assert_eq!(page.read(8, block(Some(4.0), true)), None, "of another leader");
    }

    #[test]
    fn everything_that_is_told_arrives() {
        let page = DecisionCell::new();
        for launch in [Launch::Now, Launch::Beat, Launch::Bar, Launch::Loop] {
            let all = Decision { now: None, looping: false, launch, ..told(9) };
            page.write(1, block(None, true), all, all);
            assert_eq!(page.read(1, block(None, true)), Some(all));
        }
    }

    #[test]
    fn of_two_leaders_at_once_a_follower_hears_its_own_or_none() {
        let page = DecisionCell::new();
        std::thread::scope(|scope| {
            let lead = |leader: u64| {
                let page = &page;
                scope.spawn(move || {
                    (1..50_000).for_each(|n| {
                        page.write(leader, block(None, true), told(leader + n), told(leader + n))
                    });
                })
            };
            let leaders = [lead(1_000_000), lead(2_000_000)];
            while !leaders.iter().all(|leader| leader.is_finished()) {
                if let Some(read) = page.read(1_000_000, block(None, true)) {
                    assert_eq!(read, told(read.released), "never halves of two blocks");
                    assert!(read.released < 2_000_000, "of another leader");
                }
            }
        });
    }
}
