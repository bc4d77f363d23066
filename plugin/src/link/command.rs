//! What somebody asks of an instance: one type of order, and the one place where orders come together.

use super::{SECTIONS, SLOTS};

/// An order. Plain data, so that the audio thread can give one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its number: counted up as commands are given, over all threads of the instance.
    pub seq: u64,
    /// The slot that was meant when it was given, below [`SLOTS`].
    pub slot: usize,
    pub what: What,
}

/// What a [`Command`] asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A new piece for the slot.
    Generate,
    /// Cells of the loop `section` of the slot's piece are to be written again: bit `lane * 4 + bar`.
    Rewrite { section: usize, cells: u64 },
    /// Everything of some lanes that is not locked is to be written again: bit `l` for lane `l`.
    Reroll { lanes: u16 },
    /// The chord that the music follows is another one.
    FollowChord,
    /// One step back in the history of the slot, or what is being written for it is given up.
    Undo,
    /// One step forth in the history of the slot.
    Redo,
    /// All bars of a lane are locked or, where all are, freed.
    ToggleLock { lane: u8 },
    /// The performance that lies ready becomes a part of the slot's piece.
    Capture,
    /// The weights are wanted soon.
    Warm,
    /// Other weights are to be used; which lies beside, see [`super::Commands::use_weights`].
    UseWeights,
    /// Slot, place in the song, or group changed: the worker is to look.
    Look,
    /// A fault, to prove that it does no harm.
    #[cfg(test)]
    Panic,
}

impl What {
    /// Whether music comes of it that takes time to write.
    pub fn is_written(self) -> bool {
        matches!(self, What::Generate | What::Rewrite { .. } | What::Reroll { .. } | What::FollowChord)
    }

    /// Whether a composer that writes for `slot` stops at the next token: what it writes may be void, or is to go on otherwise.
    pub(super) fn interrupts(self) -> bool {
        matches!(self, What::Generate | What::FollowChord)
    }
}

/// Music that is to be written, for one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Number of the last command that it answers.
    pub seq: u64,
    pub slot: usize,
    pub work: Work,
}

/// What is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A new piece.
    Generate,
    /// Cells of each section: bit `lane * 4 + bar`.
    Rewrite([u64; SECTIONS]),
    /// What is there comes into the chord that is held.
    Follow,
}

/// Lives on the worker thread. The music that was asked for and is not written yet, in the order in which it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// What is being written; what is asked for meanwhile is a job of its own.
    begun: Option<Job>,
    jobs: Vec<Job>,
}

impl Pending {
    /// Takes a command in, the only place where commands come together; hands back what is not music to be written, to be done at once:
    ///
    /// - a piece takes the place of everything that was asked for its slot before;
    /// - cells add up with the cells asked for last in their slot, unless a piece was asked for behind those;
    /// - a chord takes the place of the chord before, in whatever slot.
    ///
    /// What is asked for in one slot changes nothing of another.
    pub fn add(&mut self, Command { seq, slot, what }: Command) -> Option<Command> {
        if slot >= SLOTS {
            return None;
        }
        match what {
            What::Generate => {
                self.give_up(slot);
                self.jobs.push(Job { seq, slot, work: Work::Generate });
            }
            What::Rewrite { section, cells } => {
                let of = |index: usize| if index == section { cells } else { 0 };
                self.add_cells(seq, slot, std::array::from_fn(of));
            }
            What::Reroll { lanes } => self.add_cells(seq, slot, [all_bars(lanes); SECTIONS]),
            What::FollowChord => {
                self.keep(|job| job.work != Work::Follow);
                self.jobs.push(Job { seq, slot, work: Work::Follow });
            }
            _ => return Some(Command { seq, slot, what }),
        }
        None
    }

    /// Begins the job to do next: the first that was asked for in the slot that `plays`, or else the first of all.
    pub fn begin(&mut self, plays: usize) -> Option<Job> {
        let index = self.jobs.iter().position(|job| job.slot == plays).unwrap_or(0);
        self.begun = (index < self.jobs.len()).then(|| self.jobs.remove(index));
        self.begun
    }

    /// The job that was begun is over, or, where it was stopped, waits again before all others.
    pub fn end(&mut self, is_over: bool) {
        let stopped = self.begun.take().filter(|_| !is_over);
        stopped.into_iter().for_each(|job| self.jobs.insert(0, job));
    }

    /// Whether the job that was begun is still wanted: it was neither given up nor replaced.
    pub fn wants_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.keep(|_| false);
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.begun.is_none() && self.jobs.is_empty()
    }

    /// Whether a piece or cells are to be written for `slot`.
    pub fn has(&self, slot: usize) -> bool {
        let of = |job: &Job| job.slot == slot && job.work != Work::Follow;
        self.jobs.iter().chain(&self.begun).any(of)
    }

    /// Whether a piece is to be written for `slot`.
    pub fn has_piece(&self, slot: usize) -> bool {
        let piece = |job: &Job| job.slot == slot && job.work == Work::Generate;
        self.jobs.iter().chain(&self.begun).any(piece)
    }

    /// Drops what was asked for `slot`, but for the chord; whether there was anything.
    pub fn give_up(&mut self, slot: usize) -> bool {
        self.keep(|job| job.slot != slot || job.work == Work::Follow)
    }

    /// Whether anything was dropped.
    fn keep(&mut self, stays: impl Fn(&Job) -> bool) -> bool {
        let before = self.jobs.len() + usize::from(self.begun.is_some());
        self.jobs.retain(&stays);
        self.begun = self.begun.filter(stays);
        self.jobs.len() + usize::from(self.begun.is_some()) < before
    }

    fn add_cells(&mut self, seq: u64, slot: usize, more: [u64; SECTIONS]) {
        if more == [0; SECTIONS] {
            return;
        }
        let last = self.jobs.iter_mut().rfind(|job| job.slot == slot && job.work != Work::Follow);
        match last {
            Some(Job { seq: latest, work: Work::Rewrite(cells), .. }) => {
                cells.iter_mut().zip(more).for_each(|(cells, more)| *cells |= more);
                *latest = seq;
            }
            _ => self.jobs.push(Job { seq, slot, work: Work::Rewrite(more) }),
        }
    }
}

/// All bars of some lanes, as cells.
fn all_bars(lanes: u16) -> u64 {
    (0..16).filter(|lane| lanes >> lane & 1 == 1).fold(0, |cells, lane| cells | 0xf << (4 * lane))
}

#[cfg(test)]
mod tests;
