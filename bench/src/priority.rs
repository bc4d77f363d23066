//! What a system that is set up for audio grants a host: an audio thread that comes first, and cores that stay awake.

use std::fs::File;
use std::io::Write;

/// Held by a thread that runs before all ordinary ones, as a host's audio thread does; dropped, it is an ordinary one again. Threads
/// that it starts meanwhile are ordinary.
pub struct Priority(());

/// Enough to come before every ordinary thread.
const REAL_TIME: i32 = 10;

impl Priority {
    /// Says so and changes nothing where the system does not allow it.
    pub fn raise() -> Priority {
        if !set(libc::SCHED_FIFO | libc::SCHED_RESET_ON_FORK, REAL_TIME) {
            eprintln!("  no real-time priority is allowed here: other programs interrupt what is timed");
        }
        Priority(())
    }
}

impl Drop for Priority {
    fn drop(&mut self) {
        set(libc::SCHED_OTHER, 0);
    }
}

/// While it is held no core falls into a sleep from which it wakes late and with empty caches: the system is asked for no latency at all, as
/// cyclictest does before it measures.
pub struct Awake {
    /// Counts as long as it is open.
    _asked: Option<File>,
}

const LATENCY: &str = "/dev/cpu_dma_latency";

impl Awake {
    /// Says so and changes nothing where the system does not allow it.
    pub fn keep() -> Awake {
        let ask = || -> std::io::Result<File> {
            let mut file = File::options().write(true).open(LATENCY)?;
            // In microseconds.
            file.write_all(&0i32.to_ne_bytes())?;
            Ok(file)
        };
        let file = ask().map_err(|error| {
            eprintln!(
                "  cores may sleep between blocks, which then begin with empty caches: {LATENCY}: {error}"
            );
        });
        Awake { _asked: file.ok() }
    }
}

fn set(policy: i32, priority: i32) -> bool {
    // SAFETY: zeroed is a valid value of this plain struct, and 0 is the calling thread.
    unsafe {
        let mut parameters: libc::sched_param = std::mem::zeroed();
        parameters.sched_priority = priority;
        libc::sched_setscheduler(0, policy, &parameters) == 0
    }
}
