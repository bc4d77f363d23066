//! The standalone program under JACK, with its dummy driver: it follows the transport, and notes leave its MIDI port.

use crate::bundle::bundle;
use crate::programs::{run, say};
use host::JackServer;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const JACKD: &str = "/usr/bin/jackd";
/// Each step of the way may take so long, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(60);
/// Notes that are enough to go on.
const NOTES: usize = 40;
/// The key that asks for a loop.
const GENERATE_KEY: &str = "24";

#[test]
fn under_jack_the_standalone_follows_the_transport_and_its_notes_leave_its_midi_port() {
    let program = standalone();
    if !Path::new(JACKD).exists() || !program.exists() {
        say(
            "SKIPPED: jackd or the standalone program is not here; `cargo xtask test` sees to both on Debian.",
        );
        return;
    }
    let jack = Jack::start();
    let backend = ["--backend", "jack"];
    let _standalone = jack.background(&program.to_string_lossy(), &backend, Stdio::null());
    jack.wait_for_port("quatrain:midi_output");
    let dump = jack.folder.path().join("notes");
    let file = File::create(&dump).expect("room for what is heard");
    // Line by line, so that all of it is there when it is looked at.
    let _monitor = jack.background("stdbuf", &["-oL", "jack_midi_dump", "-a", "monitor"], file.into());
    jack.wait_for_port("monitor:input");
    jack.run("jack_connect", &["quatrain:midi_output", "monitor:input"]);
    // One note, a second after it has begun.
    let note = ["keys", "48000000", "48000", GENERATE_KEY, "4800"];
    let _keys = jack.background("jack_midiseq", &note, Stdio::null());
    jack.wait_for_port("keys:out");
    jack.run("jack_connect", &["keys:out", "quatrain:midi_input"]);

    std::thread::sleep(Duration::from_secs(3));
    assert!(heard(&dump).is_empty(), "nothing sounds while the transport stands");
    jack.transport("play");
    wait("notes", || heard(&dump).iter().filter(|note| note.on).count() >= NOTES);
    jack.transport("stop");
    std::thread::sleep(Duration::from_secs(1));
    let all = heard(&dump);
    let sounding = sounding(&all).unwrap_or_else(|wrong| panic!("{wrong} in {all:?}"));
    assert!(sounding.is_empty(), "left sounding: {sounding:?}");
    let channels: BTreeSet<u8> = all.iter().map(|note| note.channel).collect();
    assert!(channels.len() > 1 && channels.contains(&9), "a band: {channels:?}");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(heard(&dump).len(), all.len(), "and nothing comes behind the stop");
    say(&format!("JACK: {} events left the standalone's MIDI port, each note with its end", all.len()));
}

/// JACK has places for eight; one that is ended out of order keeps its place until the computer starts again.
#[test]
fn a_server_that_is_ended_leaves_its_place_to_the_next() {
    if !Path::new(JACKD).exists() {
        say("SKIPPED: jackd is not here; `cargo xtask test` sees to it on Debian.");
        return;
    }
    for _ in 0..9 {
        drop(Jack::start());
    }
}

/// Where `cargo xtask test` builds it: beside the folder that it bundles into.
fn standalone() -> PathBuf {
    let bundles = bundle("");
    bundles.join("../../debug").join(format!("quatrain-standalone{}", std::env::consts::EXE_SUFFIX))
}

fn wait(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A program that goes on beside the case, and is ended with it.
struct Background(Child);

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A JACK server of this case alone, and the programs that are its clients.
struct Jack {
    server: JackServer,
    folder: TempDir,
}

impl Jack {
    fn start() -> Jack {
        let folder = tempfile::tempdir().expect("a folder for the case");
        let driver = ["--no-realtime", "-d", "dummy", "--rate", "48000", "--period", "512"];
        let server = JackServer::start(&driver, &folder.path().join("server"));
        let jack = Jack { server: server.unwrap_or_else(|error| panic!("{error}")), folder };
        jack.wait_for_port("system:playback_1");
        jack
    }

    /// A client that goes on beside the case; what it hears goes to `heard`.
    fn background(&self, program: &str, arguments: &[&str], heard: Stdio) -> Background {
        let mut command = self.server.client(program);
        // No window: it would wait for one.
        command.args(arguments).env_remove("DISPLAY").stdout(heard).stderr(Stdio::null());
        Background(command.spawn().unwrap_or_else(|error| panic!("{program}: {error}")))
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        run(self.server.client(program).args(arguments), PATIENCE).unwrap_or_else(|error| panic!("{error}"))
    }

    fn wait_for_port(&self, port: &str) {
        let list = || run(&mut self.server.client("jack_lsp"), PATIENCE).unwrap_or_default();
        wait(port, || list().lines().any(|line| line == port));
    }

    /// Tells the transport to play or to stop.
    fn transport(&self, what: &str) {
        let mut command = self.server.client("jack_transport");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
        let mut child = Background(child);
        let mut to = child.0.stdin.take().expect("a pipe");
        writeln!(to, "{what}\nquit").expect("it reads");
        drop(to);
        let begun = Instant::now();
        while child.0.try_wait().expect("a child").is_none() && begun.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A note that begins or ends, as the monitor shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Event {
    frame: u64,
    on: bool,
    channel: u8,
    key: u8,
}

/// Lines like ` 782336: 90 1d 63 note on  (channel  0): pitch  29, velocity  99`.
fn heard(dump: &Path) -> Vec<Event> {
    let text = std::fs::read_to_string(dump).unwrap_or_default();
    let event = |line: &str| {
        let (frame, bytes) = line.split_once(':')?;
        let mut bytes = bytes.split_whitespace().map(|byte| u8::from_str_radix(byte, 16));
        let (status, key) = (bytes.next()?.ok()?, bytes.next()?.ok()?);
        let note = matches!(status >> 4, 8 | 9);
        note.then_some(Event {
            frame: frame.trim().parse().ok()?,
            on: status >> 4 == 9,
            channel: status & 15,
            key,
        })
    };
    text.lines().filter_map(event).collect()
}

/// What sounds at the end; an error if notes are out of order, doubled, or end without having begun.
fn sounding(events: &[Event]) -> Result<BTreeSet<(u8, u8)>, String> {
    let mut sounding = BTreeSet::new();
    let mut last = 0;
    for event in events {
        if event.frame < last {
            return Err(format!("{event:?} comes too late"));
        }
        last = event.frame;
        let note = (event.channel, event.key);
        let lawful = if event.on { sounding.insert(note) } else { sounding.remove(&note) };
        if !lawful {
            return Err(format!("{event:?} is doubled"));
        }
    }
    Ok(sounding)
}

#[test]
fn a_note_that_is_doubled_late_or_never_ends_would_be_found() {
    let event = |frame, on| Event { frame, on, channel: 0, key: 60 };
    assert_eq!(sounding(&[event(0, true), event(9, false)]), Ok(BTreeSet::new()));
    assert_eq!(sounding(&[event(0, true)]), Ok(BTreeSet::from([(0, 60)])));
    for wrong in [
        [event(0, true), event(9, true)],
        [event(9, true), event(0, false)],
        [event(0, false), event(0, true)],
    ] {
        assert!(sounding(&wrong).is_err());
    }
}
