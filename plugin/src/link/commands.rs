//! The way of commands to the worker, and what tells it to stop and to wake.

use super::command::{Command, What};
use crossbeam_channel::{Receiver, Sender};
use rtrb::{Consumer, Producer, RingBuffer};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::Thread;
use std::time::Duration;

/// Commands of the audio thread that may wait; a hand gives a few in a block, and the worker looks a hundred times a second.
const RING: usize = 256;

/// How long a worker that has nothing to do sleeps at most, by what the audio thread did since: only that cannot wake it, for to wake a
/// thread is a call of the kernel. While the transport rolls...
const ROLLING: Duration = Duration::from_millis(10);
/// ...while it stands and blocks are processed...
const STANDING: Duration = Duration::from_millis(25);
/// ...and while none are: then only others can ask for anything.
const IDLE: Duration = Duration::from_millis(500);

/// Shared by all threads of an instance. Written by whoever gives commands, read by the worker.
///
/// A command gets its number when it is made. The editor, the main thread and other workers give commands through a channel and wake the
/// worker; the audio thread through a ring of [`RING`] (see [`AudioCommands`]). Every command that is given is counted, and counted again
/// once it is over, so that an offline render can wait for all of them.
#[derive(Debug)]
pub struct Commands {
    /// The last number that was given out.
    numbers: AtomicU64,
    given: Count,
    over: Count,
    /// Commands of the audio thread for which there was no room.
    lost: AtomicU32,
    /// Tells the composer to stop at the next token.
    cancel: AtomicBool,
    quit: AtomicBool,
    /// Nobody answers.
    closed: AtomicBool,
    /// `Some(None)`: those inside the plugin. Never touched by the audio thread.
    weights: Mutex<Option<Option<PathBuf>>>,
    channel: Sender<Command>,
    /// Something was given since the worker looked.
    rung: AtomicBool,
    /// What the audio thread did since the worker slept last: nothing, processed blocks, or processed blocks while the transport rolled.
    awake: AtomicU8,
    worker: OnceLock<Thread>,
}

/// Commands, and those among them of which music comes.
#[derive(Debug, Default)]
struct Count {
    all: AtomicU64,
    written: AtomicU64,
}

/// Lives on the worker thread.
pub struct CommandsIn {
    channel: Receiver<Command>,
    ring: Consumer<Command>,
    /// Taken in so far.
    all: u64,
    written: u64,
}

/// Lives on the audio thread, the only one that writes its ring. When the ring is full a command is counted as lost, which the editor
/// says in words.
pub struct AudioCommands {
    commands: Arc<Commands>,
    ring: Producer<Command>,
}

/// Makes the way of commands, all ends together.
pub fn commands() -> (Arc<Commands>, AudioCommands, CommandsIn) {
    let (channel, from_channel) = crossbeam_channel::unbounded();
    let (ring, from_ring) = RingBuffer::new(RING);
    let commands = Arc::new(Commands {
        numbers: AtomicU64::new(0),
        given: Count::default(),
        over: Count::default(),
        lost: AtomicU32::new(0),
        cancel: AtomicBool::new(false),
        quit: AtomicBool::new(false),
        closed: AtomicBool::new(false),
        weights: Mutex::new(None),
        channel,
        rung: AtomicBool::new(false),
        awake: AtomicU8::new(0),
        worker: OnceLock::new(),
    });
    let audio = AudioCommands { commands: commands.clone(), ring };
    (commands, audio, CommandsIn { channel: from_channel, ring: from_ring, all: 0, written: 0 })
}

impl Commands {
    /// Gives a command that means `slot`, and wakes the worker. Not for the audio thread. Returns the command's number.
    pub fn give(&self, slot: usize, what: What) -> u64 {
        let command = self.make(slot, what);
        // The receiver goes with the worker: then nobody answers anyway.
        let _ = self.channel.send(command);
        self.ring(what);
        self.wake();
        command.seq
    }

    /// Weights to use from now on: a file, or those inside the plugin. Not for the audio thread.
    pub fn use_weights(&self, file: Option<PathBuf>) {
        *self.weights.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        self.give(0, What::UseWeights);
    }

    /// A number for music that nobody asked for: what was there before and is there again.
    pub(crate) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// The last number that was given out.
    pub(crate) fn latest(&self) -> u64 {
        self.numbers.load(Ordering::Acquire)
    }

    /// Whether a command was given that is not over.
    pub fn owes(&self) -> bool {
        let over = self.over.all.load(Ordering::Acquire);
        over < self.given.all.load(Ordering::Acquire) && !self.closed.load(Ordering::Acquire)
    }

    /// Whether music was asked for that is not written.
    pub fn owes_music(&self) -> bool {
        let over = self.over.written.load(Ordering::Acquire);
        over < self.given.written.load(Ordering::Acquire) && !self.closed.load(Ordering::Acquire)
    }

    /// How many commands were given so far.
    pub fn given(&self) -> u64 {
        self.given.all.load(Ordering::Acquire)
    }

    /// Commands of the audio thread that were lost, because too many came at once.
    pub fn lost(&self) -> u32 {
        self.lost.load(Ordering::Relaxed)
    }

    /// The loss has been read.
    pub(crate) fn forget_lost(&self) {
        self.lost.store(0, Ordering::Relaxed);
    }

    /// Stops the composer at the next token, so that the worker looks at what it is to do before it goes on.
    pub(crate) fn interrupt(&self) {
        self.cancel.swap(true, Ordering::AcqRel);
        self.rung.store(true, Ordering::Release);
    }

    /// Ends the worker, at the next token if it is composing.
    pub fn quit(&self) {
        self.quit.store(true, Ordering::Release);
        self.interrupt();
        self.wake();
    }

    /// Nobody will answer: there is no worker.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// Worker: the thread to wake.
    pub(crate) fn attend(&self, thread: Thread) {
        // There is one worker per instance, so nobody came before.
        let _ = self.worker.set(thread);
    }

    /// Worker: what stops the composer, armed anew. To be called before commands are taken in, so that none is missed.
    pub(crate) fn rearm(&self) -> &AtomicBool {
        self.cancel.swap(false, Ordering::AcqRel);
        if self.quitting() {
            self.cancel.store(true, Ordering::Release);
        }
        &self.cancel
    }

    /// Worker: sleeps until something is given that it has not looked at.
    pub(crate) fn wait(&self) {
        while !self.rung.swap(false, Ordering::AcqRel) {
            let sleep = match self.awake.swap(0, Ordering::Relaxed) {
                0 => IDLE,
                1 => STANDING,
                _ => ROLLING,
            };
            std::thread::park_timeout(sleep);
        }
    }

    /// Worker: the weights that were asked for since the last look.
    pub(crate) fn take_weights(&self) -> Option<Option<PathBuf>> {
        self.weights.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn quitting(&self) -> bool {
        self.quit.load(Ordering::Acquire)
    }

    fn make(&self, slot: usize, what: What) -> Command {
        self.given.written.fetch_add(what.is_written().into(), Ordering::AcqRel);
        self.given.all.fetch_add(1, Ordering::AcqRel);
        Command { seq: self.number(), slot, what }
    }

    fn ring(&self, what: What) {
        if what.interrupts() {
            self.cancel.swap(true, Ordering::AcqRel);
        }
        self.rung.store(true, Ordering::Release);
    }

    fn wake(&self) {
        if let Some(worker) = self.worker.get() {
            worker.unpark();
        }
    }
}

impl CommandsIn {
    /// Everything that was given since the last look, in the order of the numbers.
    pub(crate) fn take(&mut self) -> Vec<Command> {
        let mut commands: Vec<Command> = self.channel.try_iter().collect();
        while let Ok(command) = self.ring.pop() {
            commands.push(command);
        }
        commands.sort_by_key(|command| command.seq);
        self.all += commands.len() as u64;
        self.written += commands.iter().filter(|command| command.what.is_written()).count() as u64;
        commands
    }

    /// Everything that was taken in is over, and what came of it can be read by the audio thread.
    pub(crate) fn set_over(&self, of: &Commands) {
        self.set_written(of);
        of.over.all.fetch_max(self.all, Ordering::AcqRel);
    }

    /// All music that was asked for is written.
    pub(crate) fn set_written(&self, of: &Commands) {
        of.over.written.fetch_max(self.written, Ordering::AcqRel);
    }
}

impl AudioCommands {
    /// Gives a command that means `slot`. Real-time safe: no memory, no lock, no call of the kernel; the worker looks by itself.
    pub fn give(&mut self, slot: usize, what: What) {
        if self.ring.is_full() {
            self.commands.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        // There is room, for nobody else pushes.
        let _ = self.ring.push(self.commands.make(slot, what));
        self.commands.ring(what);
    }

    /// A block is being processed: what is asked for now is wanted soon. Real-time safe.
    pub fn process(&self, rolling: bool) {
        let awake = 1 + u8::from(rolling);
        // A plain look first: a change is seldom, and would be a locked instruction in each block.
        if self.commands.awake.load(Ordering::Relaxed) < awake {
            self.commands.awake.fetch_max(awake, Ordering::Relaxed);
        }
    }

    /// What the other threads see of the commands.
    pub fn shared(&self) -> &Commands {
        &self.commands
    }
}

#[cfg(test)]
mod tests;
