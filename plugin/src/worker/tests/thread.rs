//! The worker's thread itself.

use super::*;

#[test]
fn an_instance_that_is_dropped_while_it_writes_ends_its_thread() {
    for wait_for_bar in [false, true] {
        let mut office = Office::small();
        (0..3).for_each(|_| _ = office.generate());
        office.wait(|office| !wait_for_bar || office.editor.status().bars_ready > 0);
        drop(office.worker.take());
        assert_eq!(Arc::strong_count(&office.params), 1, "the thread is gone, and what it held");
    }
}

#[test]
fn a_panic_becomes_an_error_in_words() {
    let error = guarded::<()>(|| panic!("of {}", "course")).expect_err("it failed");
    assert!(error.contains("of course"), "{error}");
    assert_eq!(guarded(|| Ok(3)), Ok(3));
}

#[cfg(target_os = "linux")]
#[test]
fn the_worker_is_nicer_than_the_host() {
    /// The nice value of a thread, or of the calling one.
    fn niceness(stat: &str) -> i32 {
        let stat = std::fs::read_to_string(stat).unwrap_or_default();
        let behind_the_name = stat.rsplit(')').next().unwrap_or_default().to_owned();
        behind_the_name.split_whitespace().nth(16).and_then(|nice| nice.parse().ok()).unwrap_or(i32::MIN)
    }
    let seen = std::thread::spawn(|| {
        let before = niceness("/proc/thread-self/stat");
        step_back();
        (before, niceness("/proc/thread-self/stat"))
    });
    let (before, after) = seen.join().expect("it ends");
    assert_eq!(after, 7, "it was {before}");
}
