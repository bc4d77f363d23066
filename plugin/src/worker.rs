//! The worker's room: the composer, on a thread of its own.

mod compose;
mod inbox;
mod listening;
mod played;
mod service;
mod task;
#[cfg(test)]
mod tests;
mod weights;
mod write;

pub use weights::set_default_weights;

use crate::fault;
use crate::link::Commands;
use crate::params::QuatrainParams;
use crate::session::WorkerEnd;
use service::Service;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use thread_priority::{ThreadPriority, ThreadPriorityValue};

/// Lives with the instance: holds the worker thread, and ends it when dropped, within one token.
pub struct Worker {
    commands: Arc<Commands>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the worker thread of one instance. It sleeps until it is called.
    pub fn start(end: WorkerEnd, params: Arc<QuatrainParams>) -> Worker {
        let (commands, report) = (end.commands.clone(), end.report.clone());
        let service = Service::new(end, params);
        match std::thread::Builder::new().name("quatrain worker".to_owned()).spawn(move || {
            step_back();
            service.run();
        }) {
            Ok(thread) => {
                commands.attend(thread.thread().clone());
                Worker { commands, thread: Some(thread) }
            }
            Err(error) => {
                report.lock().error =
                    Some(format!("Quatrain cannot write: the system gives it no thread ({error})."));
                commands.close();
                Worker { commands, thread: None }
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.commands.quit();
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

/// Runs `work`; a panic in it becomes an error, so that it never reaches the host.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(format!("The composer failed ({}). Please report this as a bug.", fault::said(&*panic)))
    })
}
