//! What the worker was told and has not done yet.

use crate::link::{Board, Command, Commands, CommandsIn, Pending, What};
use crate::params::QuatrainParams;
use score::BARS;
use score::schedule::LANES;
use std::collections::VecDeque;
use std::sync::Arc;

/// Lives on the worker thread. Takes commands in, does at once what takes no time, and keeps the rest.
pub struct Inbox {
    commands: Arc<Commands>,
    from: CommandsIn,
    /// Taken in and not looked at yet: a fault in one costs none of the others.
    batch: VecDeque<Command>,
    /// Music that is to be written.
    pub pending: Pending,
    /// Performances to be kept: the last command for one.
    pub capture: Option<Command>,
    /// The weights are wanted soon.
    pub warm: bool,
    /// Changes of the chord that is followed, so far.
    pub chords: u64,
}

impl Inbox {
    pub fn new(commands: Arc<Commands>, from: CommandsIn) -> Inbox {
        Inbox {
            commands,
            from,
            batch: VecDeque::new(),
            pending: Pending::default(),
            capture: None,
            warm: false,
            chords: 0,
        }
    }

    /// Takes in what was given since the last look, in its order. Steps of the history and locks are done at once, and the slot and
    /// the variation that are chosen are turned to.
    pub fn receive(&mut self, params: &QuatrainParams, board: &Board) {
        self.batch.extend(self.from.take());
        while let Some(command) = self.batch.pop_front() {
            self.chords += u64::from(command.what == What::FollowChord);
            let Some(Command { seq, slot, what }) = self.pending.add(command) else { continue };
            match what {
                What::Undo | What::Redo => {
                    let stepped = match what {
                        What::Undo => params.session.undo(slot, seq, self.pending.has(slot)),
                        _ => params.session.redo(slot, seq),
                    };
                    // What is asked for would come on top of the step.
                    if stepped {
                        self.pending.give_up(slot);
                    }
                }
                What::ToggleLock { lane } => toggle_lock(params, lane.into()),
                What::Capture => self.capture = Some(command),
                What::Warm => self.warm = true,
                #[cfg(test)]
                What::Panic => panic!("as the test asked for"),
                // Weights are taken where nothing is being written; the slot is looked at below.
                _ => {}
            }
        }
        turn(params, board);
    }

    /// Drops all commands, for what is heard is another instance's; whether one of them asked for anything.
    pub fn refuse(&mut self) -> bool {
        let asks = |command: &Command| !matches!(command.what, What::Look | What::Warm | What::UseWeights);
        self.batch.extend(self.from.take());
        let asked = self.batch.iter().any(asks) || !self.pending.is_empty();
        self.batch.clear();
        self.pending.clear();
        self.capture = None;
        asked
    }

    /// Whether nothing waits to be looked at or to be written.
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty() && self.pending.is_empty()
    }

    /// Nothing is left to be written.
    pub fn set_written(&self) {
        if self.pending.is_empty() {
            self.from.set_written(&self.commands);
        }
    }

    /// Nothing is left to do.
    pub fn set_over(&self) {
        self.from.set_over(&self.commands);
    }
}

/// Plays the slot that is chosen, and the variation that the place in the song asks for.
fn turn(params: &QuatrainParams, board: &Board) {
    params.session.select(params.slot());
    if params.evolves() {
        params.session.turn(board.generation());
    }
}

/// Locks all bars of a lane or, where all are, frees them.
fn toggle_lock(params: &QuatrainParams, lane: usize) {
    let bars = params.session.present().map_or(1, |piece| piece.planned) * BARS;
    let all = u32::MAX >> (32 - bars.clamp(1, 32));
    params.session.change_rack(|rack| {
        let whole = rack.lane(lane % LANES).is_some_and(|lane| lane.locked & all == all);
        rack.set_locked(lane % LANES, u32::MAX, !whole);
    });
}
