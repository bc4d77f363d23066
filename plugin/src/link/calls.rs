//! What is asked of the worker.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::Thread;
use std::time::Duration;

/// Loops of which the longest piece is made.
pub const SECTIONS: usize = 8;

/// How often a worker that has nothing to do looks whether something is asked, while blocks are processed...
const LOOKS: Duration = Duration::from_millis(10);
/// ...and while none are.
const LOOKS_SELDOM: Duration = Duration::from_millis(50);

/// Written by every thread, read by the worker. An ask is a number, its epoch: a later one makes the earlier void, so the slot is
/// never full. Cells that are to be written again are bits, which only add up until the worker takes them; a later ask makes them void
/// too. A call leaves a mark and no more: to wake a thread is a call of the kernel, and the audio thread makes none. The worker looks for the
/// mark every [`LOOKS`].
#[derive(Debug, Default)]
pub struct Calls {
    /// The last epoch that was given out.
    epochs: AtomicU64,
    /// Epoch of the latest ask.
    asked: AtomicU64,
    /// Epoch of the latest order to write cells again...
    ordered: AtomicU64,
    /// ...and the cells of each section: bit `lane * 4 + bar`.
    cells: [AtomicU64; SECTIONS],
    /// Epoch of the latest call to look.
    looked: AtomicU64,
    /// Epoch of the latest change of the chord that is followed.
    chorded: AtomicU64,
    /// Lanes whose locks are to be turned over, bit by bit.
    turned: AtomicU32,
    /// Asks and orders up to this epoch are void: something else took their place, a restored state or an earlier step.
    void: AtomicU64,
    /// Steps back and forth in the history that were asked for and not done yet.
    undo: AtomicU32,
    redo: AtomicU32,
    /// Tells the composer to stop at the next token.
    cancel: AtomicBool,
    /// The weights are wanted soon.
    warm: AtomicBool,
    quit: AtomicBool,
    /// `Some(None)`: those inside the plugin. Never touched by the audio thread.
    weights: Mutex<Option<Option<PathBuf>>>,
    /// Something was asked since the worker looked.
    rung: AtomicBool,
    /// A block was processed since the worker looked.
    processing: AtomicBool,
    worker: OnceLock<Thread>,
}

impl Calls {
    /// Asks for a new loop. Real-time safe.
    pub fn ask(&self) {
        let epoch = self.next_epoch();
        self.asked.fetch_max(epoch, Ordering::AcqRel);
        self.interrupt();
    }

    /// Has cells of the present piece written again: bit `lane * 4 + bar` of `cells`, in the loop `section` of the piece. An order that comes
    /// while another is written is answered after it. Real-time safe.
    pub fn rewrite(&self, section: usize, cells: u64) {
        let Some(section) = self.cells.get(section).filter(|_| cells != 0) else { return };
        section.fetch_or(cells, Ordering::AcqRel);
        let epoch = self.next_epoch();
        self.ordered.fetch_max(epoch, Ordering::AcqRel);
        self.wake();
    }

    /// Has everything of some lanes written anew that is not locked, in all loops of the present piece: bit `l` for lane `l`. As
    /// [`Calls::rewrite`]. Real-time safe.
    pub fn reroll(&self, lanes: u16) {
        let bars = |lane: usize| if lanes >> lane & 1 == 1 { 0xf << (4 * lane) } else { 0 };
        let cells = (0..16).fold(0u64, |cells, lane| cells | bars(lane));
        self.cells.iter().for_each(|section| {
            section.fetch_or(cells, Ordering::AcqRel);
        });
        let epoch = self.next_epoch();
        self.ordered.fetch_max(epoch, Ordering::AcqRel);
        self.wake();
    }

    /// Has all bars of a lane locked or, where all are, freed. Real-time safe.
    pub fn turn_lock(&self, lane: u8) {
        self.turned.fetch_xor(1 << (lane & 15), Ordering::AcqRel);
        self.look();
    }

    /// The chord that is to be followed is another one. What is being written goes on with it. Real-time safe.
    pub fn follow_chord(&self) {
        let epoch = self.next_epoch();
        self.chorded.fetch_max(epoch, Ordering::AcqRel);
        self.interrupt();
    }

    /// Asks for one step back in the history, which comes with the next bar that is written at the latest. What is being written for the slot
    /// that plays stops then. Real-time safe.
    pub fn undo(&self) {
        self.undo.fetch_add(1, Ordering::AcqRel);
        self.wake();
    }

    /// The same for one step forth. Real-time safe.
    pub fn redo(&self) {
        self.redo.fetch_add(1, Ordering::AcqRel);
        self.wake();
    }

    /// Stops the composer, so that the worker looks at what is asked for before it goes on. Real-time safe.
    pub fn stop(&self) {
        self.interrupt();
    }

    /// Has the worker look at what a performer turned: slot, place in the song. Real-time safe.
    pub fn look(&self) {
        let epoch = self.next_epoch();
        self.looked.fetch_max(epoch, Ordering::AcqRel);
        self.wake();
    }

    /// A number for music that nobody asked for: what was there before and is there again.
    pub(crate) fn number(&self) -> u64 {
        self.next_epoch()
    }

    /// Makes all asks and orders so far void; the epoch of what takes their place.
    pub fn void(&self) -> u64 {
        let epoch = self.next_epoch();
        self.void.fetch_max(epoch, Ordering::AcqRel);
        self.interrupt();
        epoch
    }

    /// Epoch of the latest ask, void or not.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Acquire)
    }

    /// Epoch of the latest call, void or not: nothing is owed once [`super::Board::finished`] has reached it.
    pub fn latest(&self) -> u64 {
        self.asked().max(self.ordered()).max(self.looked.load(Ordering::Acquire)).max(self.chorded())
    }

    /// Epoch of the latest change of the chord that is followed.
    pub fn chorded(&self) -> u64 {
        self.chorded.load(Ordering::Acquire)
    }

    /// Epoch of the latest order to write cells again.
    pub fn ordered(&self) -> u64 {
        self.ordered.load(Ordering::Acquire)
    }

    /// Whether an ask of this epoch was made void.
    pub fn is_void(&self, epoch: u64) -> bool {
        epoch <= self.void.load(Ordering::Acquire)
    }

    /// Has the weights read ahead of the first ask.
    pub fn warm(&self) {
        self.warm.store(true, Ordering::Release);
        self.wake();
    }

    /// Weights to use from now on: a file, or those inside the plugin.
    pub fn use_weights(&self, file: Option<PathBuf>) {
        *self.weights.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        self.wake();
    }

    /// Ends the worker, at the next token if it is composing.
    pub fn quit(&self) {
        self.quit.store(true, Ordering::Release);
        self.interrupt();
        // Whoever drops an instance waits for its worker, and may call the kernel.
        if let Some(worker) = self.worker.get() {
            worker.unpark();
        }
    }

    /// A block is being processed: what is asked now is wanted soon. Real-time safe.
    pub fn process(&self) {
        self.processing.store(true, Ordering::Relaxed);
    }

    /// Worker: sleeps until something is asked that it has not looked at.
    pub(crate) fn wait(&self) {
        while !self.rung.swap(false, Ordering::AcqRel) {
            let processing = self.processing.swap(false, Ordering::Relaxed);
            std::thread::park_timeout(if processing { LOOKS } else { LOOKS_SELDOM });
        }
    }

    /// Worker: the thread to wake when the instance goes.
    pub(crate) fn attend(&self, thread: Thread) {
        // There is one worker per instance, so nobody came before.
        let _ = self.worker.set(thread);
    }

    /// Worker: what stops the composer. Cleared before it is read who asked last, so that no ask is missed: the swap reads either
    /// what [`Calls::interrupt`] stored, and with it what was asked before that, or lets it stand.
    pub(crate) fn rearm(&self) -> (&AtomicBool, u64) {
        self.cancel.swap(false, Ordering::AcqRel);
        if self.quitting() {
            self.cancel.store(true, Ordering::Release);
        }
        (&self.cancel, self.asked())
    }

    /// Worker: the cells to write again, and the epoch of the order that they answer. Cells that are added while this looks are in it, or
    /// belong to a later order.
    pub fn take_cells(&self) -> (u64, [u64; SECTIONS]) {
        let epoch = self.ordered();
        (epoch, std::array::from_fn(|section| self.cells[section].swap(0, Ordering::AcqRel)))
    }

    /// Worker: cells that it took and did not write.
    pub(crate) fn put_back(&self, cells: &[u64; SECTIONS]) {
        for (section, &bits) in self.cells.iter().zip(cells) {
            section.fetch_or(bits, Ordering::AcqRel);
        }
    }

    /// Worker: drops orders that are older than the ask `epoch`.
    pub(crate) fn drop_orders_before(&self, epoch: u64) {
        if self.ordered() < epoch {
            let (_, dropped) = self.take_cells();
            // One that came in between may have lost its cells; more than were asked for do no harm.
            if self.ordered() > epoch {
                self.put_back(&dropped);
            }
        }
    }

    /// Worker: steps back and forth that were asked for since the last look.
    pub(crate) fn take_steps(&self) -> (u32, u32) {
        (self.undo.swap(0, Ordering::AcqRel), self.redo.swap(0, Ordering::AcqRel))
    }

    /// Worker: whether steps were asked for that are not taken yet.
    pub(crate) fn owes_steps(&self) -> bool {
        self.undo.load(Ordering::Acquire) + self.redo.load(Ordering::Acquire) > 0
    }

    /// Worker: lanes whose locks are to be turned over, since the last look.
    pub(crate) fn take_turned(&self) -> u16 {
        self.turned.swap(0, Ordering::AcqRel) as u16
    }

    /// Worker: whether the weights were wanted since the last look.
    pub(crate) fn take_warm(&self) -> bool {
        self.warm.swap(false, Ordering::AcqRel)
    }

    /// Worker: the weights that were asked for since the last look.
    pub(crate) fn take_weights(&self) -> Option<Option<PathBuf>> {
        self.weights.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn quitting(&self) -> bool {
        self.quit.load(Ordering::Acquire)
    }

    fn next_epoch(&self) -> u64 {
        self.epochs.fetch_add(1, Ordering::AcqRel) + 1
    }

    fn interrupt(&self) {
        self.cancel.swap(true, Ordering::AcqRel);
        self.wake();
    }

    fn wake(&self) {
        self.rung.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_ask_wins_and_stops_the_composer() {
        let calls = Calls::default();
        calls.ask();
        let (cancel, first) = calls.rearm();
        assert!(!cancel.load(Ordering::Acquire));
        calls.ask();
        calls.ask();
        assert!(cancel.load(Ordering::Acquire));
        assert_eq!(calls.asked(), first + 2);
    }

    #[test]
    fn what_takes_the_place_of_asks_is_newer_than_all_of_them() {
        let calls = Calls::default();
        calls.ask();
        let restored = calls.void();
        assert!(restored > calls.asked() && calls.is_void(calls.asked()));
        calls.ask();
        assert!(!calls.is_void(calls.asked()));
    }

    #[test]
    fn orders_for_cells_add_up_until_they_are_taken_and_do_not_stop_the_composer() {
        let calls = Calls::default();
        calls.ask();
        let (cancel, asked) = calls.rearm();
        calls.rewrite(0, 0b1);
        calls.rewrite(0, 0b100);
        calls.rewrite(7, 1 << 63);
        calls.rewrite(8, 1);
        calls.rewrite(1, 0);
        assert!(!cancel.load(Ordering::Acquire));
        let (epoch, cells) = calls.take_cells();
        assert_eq!((epoch, calls.latest(), calls.asked()), (asked + 3, asked + 3, asked));
        assert_eq!(cells, [0b101, 0, 0, 0, 0, 0, 0, 1 << 63]);
        assert_eq!(calls.take_cells(), (epoch, [0; SECTIONS]));
    }

    #[test]
    fn a_new_ask_drops_the_orders_before_it_and_keeps_those_behind_it() {
        let calls = Calls::default();
        calls.rewrite(0, 0b1);
        calls.ask();
        calls.drop_orders_before(calls.asked());
        assert_eq!(calls.take_cells().1, [0; SECTIONS]);
        calls.rewrite(0, 0b10);
        calls.drop_orders_before(calls.asked());
        assert_eq!(calls.take_cells().1[0], 0b10);
    }

    #[test]
    fn quitting_stops_the_composer_however_late_it_starts() {
        let calls = Calls::default();
        calls.quit();
        assert!(calls.rearm().0.load(Ordering::Acquire));
    }
}
