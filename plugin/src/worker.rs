//! The worker's room: the composer, on a thread of its own.

#[cfg(test)]
mod tests;
mod weights;

pub use weights::set_default_weights;

use crate::link::{Calls, WorkerEnd};
use crate::params::QuatrainParams;
use crate::state::Loop;
use model::{ComposeError, Composed, Composer};
use score::{BARS, Note, Request};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use thread_priority::{ThreadPriority, ThreadPriorityValue};
use weights::Named;

/// Lives with the instance: holds the worker thread, and ends it when dropped, within one token.
pub struct Worker {
    calls: Arc<Calls>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the worker thread of one instance. It sleeps until it is called.
    pub fn start(end: WorkerEnd, params: Arc<QuatrainParams>) -> Worker {
        let (calls, report, board) = (end.calls.clone(), end.report.clone(), end.board.clone());
        let desk = Desk { end, params, composer: None, done: 0 };
        match std::thread::Builder::new().name("quatrain worker".to_owned()).spawn(move || desk.run()) {
            Ok(thread) => {
                calls.attend(thread.thread().clone());
                Worker { calls, thread: Some(thread) }
            }
            Err(error) => {
                report.lock().error =
                    Some(format!("Quatrain cannot write: the system gives it no thread ({error})."));
                // So that nobody waits for an answer.
                board.set_finished(u64::MAX);
                Worker { calls, thread: None }
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.calls.quit();
        if let Some(thread) = self.thread.take() {
            // It catches its own panics, so there is nothing to be told.
            let _ = thread.join();
        }
    }
}

/// Below the host's own threads on every system (Linux: nice 7; macOS: 28, where 31 is normal; Windows: below normal), but not so
/// low that other work starves it; 0..=99.
const PRIORITY: u8 = 28;

/// Gives the current thread [`PRIORITY`], and on Unix the common scheduling too: a host may make its plugins on a real-time thread,
/// whose scheduling new threads inherit.
fn step_back() {
    let Ok(priority) = ThreadPriorityValue::try_from(PRIORITY).map(ThreadPriority::Crossplatform) else {
        return;
    };
    // Where it is refused the worker runs no slower, and hosts run their audio far above either way.
    #[cfg(unix)]
    let _ = {
        use thread_priority::unix::*;
        let common = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Other);
        set_thread_priority_and_policy(thread_native_id(), priority, common)
    };
    #[cfg(not(unix))]
    let _ = thread_priority::set_current_thread_priority(priority);
}

/// Lives on the worker thread: the composer, and what it answers.
struct Desk {
    end: WorkerEnd,
    params: Arc<QuatrainParams>,
    /// With what its weights are called.
    composer: Option<(Composer, String)>,
    /// The last ask that is over.
    done: u64,
}

impl Desk {
    fn run(mut self) {
        step_back();
        while !self.end.calls.quitting() {
            if let Some(file) = self.end.calls.take_weights() {
                self.change_weights(file);
            }
            if self.end.calls.take_warm()
                && let Err(error) = self.warm()
            {
                self.report(error);
            }
            if !self.answer() {
                std::thread::park();
            }
        }
    }

    /// Other weights, from a file or from inside the plugin. If they cannot be used the old ones stay.
    fn change_weights(&mut self, file: Option<PathBuf>) {
        let load = || file.as_deref().map_or_else(weights::built_in, |file| weights::load(Some(file)));
        match guarded(load) {
            Ok(named) => {
                self.end.report.lock().error = None;
                self.take_weights(named);
            }
            Err(error) => self.report(error),
        }
    }

    /// Has weights, if there are any.
    ///
    /// # Errors
    /// In words.
    fn warm(&mut self) -> Result<(), String> {
        if self.composer.is_none() {
            self.take_weights(guarded(|| weights::load(None))?);
        }
        Ok(())
    }

    fn take_weights(&mut self, Named { weights, name }: Named) {
        self.end.report.lock().weights = Some(name.clone());
        self.composer = Some((Composer::new(weights), name));
    }

    fn report(&self, error: String) {
        self.end.report.lock().error = Some(error);
    }

    /// Answers the latest ask; `false` if there is none.
    fn answer(&mut self) -> bool {
        let asked = self.end.calls.rearm().1;
        if asked <= self.done {
            return false;
        }
        if !self.end.calls.is_void(asked) {
            self.end.board.set_bars(0);
            match self.warm().map_err(Some).and_then(|()| self.compose(asked)) {
                // A restored state or a later ask stopped it; or one that was already answered for.
                Err(None) if asked == self.end.calls.asked() && !self.end.calls.is_void(asked) => {
                    return true;
                }
                Ok(()) | Err(None) => {}
                Err(Some(error)) => self.report(error),
            }
        }
        self.done = asked;
        self.end.board.set_finished(asked);
        true
    }

    /// Composes for the ask `epoch`, and hands on every bar as it is written.
    ///
    /// # Errors
    /// In words; `None` if it was stopped.
    fn compose(&mut self, epoch: u64) -> Result<(), Option<String>> {
        let Desk { end, params, composer, .. } = self;
        let Some((composer, _)) = composer else { return Err(Some(NO_WEIGHTS.to_owned())) };
        let (cancel, latest) = end.calls.rearm();
        if latest != epoch || end.calls.is_void(epoch) {
            return Err(None);
        }
        let request = params.request(&end.board.host(), epoch, entropy());
        end.report.lock().error = None;
        let mut notes = Vec::new();
        let mut on_bar = |bar: usize, written: &[Note]| {
            notes.extend_from_slice(written);
            params.saved.write(epoch, part(&request, bar + 1, &notes));
            end.board.set_bars(bar + 1);
        };
        let composed = guarded(|| match composer.compose(&request, cancel, &mut on_bar) {
            Ok(composed) => Ok(Some(composed)),
            Err(ComposeError::Cancelled) => Ok(None),
            Err(error) => Err(format!("No loop was written: {error}.")),
        });
        match composed {
            Ok(Some(composed)) => {
                self.hand_in(epoch, request, composed);
                Ok(())
            }
            Ok(None) => Err(None),
            Err(error) => {
                // A panic may have left it in the middle of something.
                *composer = Composer::new(composer.weights().clone());
                Err(Some(error))
            }
        }
    }

    fn hand_in(&self, epoch: u64, request: Request, composed: Composed) {
        let Composed { notes, got, tokens, seconds, .. } = composed;
        self.end.report.lock().tokens_per_second = Some(tokens as f32 / seconds.max(1e-6) as f32);
        let whole = Loop { metre: request.metre, notes, bars: BARS, asked: request, got: Some(got) };
        self.params.saved.write(epoch, whole);
        self.end.board.set_bars(BARS);
    }
}

const NO_WEIGHTS: &str = "No loop was written: there are no weights. Load a file of weights.";

/// The first `bars` bars of the loop that answers `request`.
fn part(request: &Request, bars: usize, notes: &[Note]) -> Loop {
    Loop { metre: request.metre, notes: notes.to_vec(), bars, asked: request.clone(), got: None }
}

/// Runs `work`; a panic in it becomes an error, so that it never reaches the host.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        Err(format!("The composer failed ({said}). Please report this as a bug."))
    })
}

/// A number that nobody can foresee.
fn entropy() -> u64 {
    RandomState::new().build_hasher().finish()
}
