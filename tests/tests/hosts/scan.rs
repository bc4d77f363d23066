//! A host that scans the plugin makes an instance and throws it away.

use crate::bundle::{Clap, Format, Vst3};
use host::Instance;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The scan needs a process of its own: threads of other cases would be counted.
#[test]
fn a_scan_leaves_nothing_behind() {
    let home = std::env::temp_dir().join(format!("quatrain-scan-{}", std::process::id()));
    std::fs::create_dir_all(&home).expect("a folder");
    let this = std::env::current_exe().expect("this program");
    let scan = Command::new(this)
        .args(["--exact", "scan::alone", "--ignored", "--nocapture", "--test-threads=1"])
        .envs(
            ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"]
                .map(|name| (name, &home)),
        )
        .current_dir(&home)
        .output()
        .expect("it starts");
    let said = [scan.stdout, scan.stderr].concat();
    assert!(scan.status.success(), "{}", String::from_utf8_lossy(&said));
    assert_eq!(files_in(&home), Vec::<PathBuf>::new(), "no file is written");
    std::fs::remove_dir(&home).expect("an empty folder");
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
#[ignore = "a_scan_leaves_nothing_behind runs it in a process of its own"]
fn alone() {
    let begun = Instant::now();
    let before = threads();
    scan::<Clap>();
    scan::<Vst3>();
    assert_eq!(threads(), before, "no thread stays");
    assert!(begun.elapsed() < Duration::from_secs(5), "a scan is quick: {:?}", begun.elapsed());
}

fn scan<F: Format>() {
    for _ in 0..3 {
        let mut instance = F::instance();
        assert!(!instance.params().is_empty());
        instance.save().expect("a state");
    }
}

/// Threads of this process, where the system tells.
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, |tasks| tasks.count())
}
