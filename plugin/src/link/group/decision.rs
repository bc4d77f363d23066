//! What a leader tells its followers, from audio thread to audio thread.

use crate::link::Launch;
use std::array::from_fn;
use std::sync::atomic::{AtomicU64, Ordering, fence};

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
const NOBODY: u64 = 0;
/// How often a reader looks whom a writer overtook: it takes nanoseconds, and a writer comes once a block.
const TRIES: usize = 4;

/// One group's page, of all instances of the process. Written by the leader's audio thread at the end of each block, read by the followers' at
/// the start; neither waits. Of its two copies one is whole at any time, and a reader whom
/// a writer overtakes looks again.
pub struct DecisionCell {
    version: AtomicU64,
    copies: [[AtomicU64; CELL]; 2],
}

impl DecisionCell {
    pub const fn new() -> DecisionCell {
        DecisionCell {
            version: AtomicU64::new(0),
            copies: [const { [const { AtomicU64::new(NOBODY) }; CELL] }; 2],
        }
    }

    /// Audio thread of `leader`, of which there is one at a time: the block that is over began with `before`, and the next begins with
    /// `after`. Real-time safe.
    pub fn write(&self, leader: u64, (beat, rolling): Block, before: Decision, after: Decision) {
        let version = self.version.load(Ordering::Relaxed).wrapping_add(1);
        let copy = &self.copies[version as usize % 2];
        let [before, after] = [before, after].map(pack);
        let words = [leader, beat, rolling.into()].into_iter().chain(before).chain(after);
        fence(Ordering::Release);
        for (cell, word) in copy.iter().zip(words) {
            cell.store(word, Ordering::Relaxed);
        }
        self.version.store(version, Ordering::Release);
    }

    /// Audio thread: what `leader` has told for the block `here`, whether it has played that block already or not. Real-time safe.
    pub fn read(&self, leader: u64, here: Block) -> Option<Decision> {
        let words = (0..TRIES).find_map(|_| self.whole())?;
        if words[0] != leader {
            return None;
        }
        let played = (words[1], words[2] != 0) == here;
        let from = if played { 3 } else { 3 + WORDS };
        Some(unpack(from_fn(|word| words[from + word])))
    }

    fn whole(&self) -> Option<[u64; CELL]> {
        let version = self.version.load(Ordering::Acquire);
        let words = from_fn(|word| self.copies[version as usize % 2][word].load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        // Once the other copy is whole this one may be written anew.
        (self.version.load(Ordering::Relaxed) == version).then_some(words)
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
    fn a_reader_never_sees_halves_of_two_blocks() {
        let page = DecisionCell::new();
        page.write(1, block(Some(1.0), true), told(1), told(1));
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                (2..200_000).for_each(|n| page.write(1, block(Some(n as f64), true), told(n), told(n)));
            });
            let mut last = 0;
            while !writer.is_finished() {
                if let Some(read) = page.read(1, block(None, true)) {
                    assert_eq!(read, told(read.released));
                    assert!(read.released >= last, "in order");
                    last = read.released;
                }
            }
        });
    }
}
