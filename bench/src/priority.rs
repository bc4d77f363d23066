//! The priority of a host's audio thread.

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

fn set(policy: i32, priority: i32) -> bool {
    // SAFETY: zeroed is a valid value of this plain struct, and 0 is the calling thread.
    unsafe {
        let mut parameters: libc::sched_param = std::mem::zeroed();
        parameters.sched_priority = priority;
        libc::sched_setscheduler(0, policy, &parameters) == 0
    }
}
