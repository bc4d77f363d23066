//! Dropouts of a simulated DAW with and without sixteen instances that write music.
//!
//! JACK's dummy driver asks for 64 frames at a time; a client computes for a part of each block, as a project full of tracks does, and in
//! every second stretch of time also plays sixteen instances, which write all the time. Counted is what JACK calls an xrun.

use crate::AnyError;
use crate::figures::{Clock, Figures, Reach, Report};
use crate::options::Options;
use crate::plugin::{FRAMES, Played, RATE};
use host::{ClapInstance, ClapPlugin, Instance, JackError, JackServer, ParamIn};
use jack::{Client, ClientOptions, Control, NotificationHandler, ProcessHandler, ProcessScope};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

const INSTANCES: usize = 16;
/// Part of a block that the client computes.
const LOAD: f64 = 0.3;
/// Stretches of time with and without, in turn.
const TURNS: usize = 3;
const STRETCH: Duration = Duration::from_secs(15);
/// After a change, for what has to settle.
const PAUSE: Duration = Duration::from_secs(5);
/// Blocks between two presses of Generate.
const PRESSES: u64 = 1_500;

pub fn measure(options: &Options, report: &mut Report) -> Result<(), AnyError> {
    let server = match server() {
        Ok(server) => server,
        Err(JackError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("  jackd is not installed: left out");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let shared = Arc::new(Shared::default());
    let (client, _) = Client::new("project", ClientOptions::NO_START_SERVER)?;
    let project = Project { shared: shared.clone(), plugin: options.plugin.clone() };
    let active = client.activate_async(Xruns(shared.clone()), project)?;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        for (on, xruns) in [(false, &mut without), (true, &mut with)] {
            shared.play.store(on, Ordering::Relaxed);
            std::thread::sleep(PAUSE);
            let before = shared.xruns.load(Ordering::Relaxed);
            std::thread::sleep(STRETCH);
            xruns.push(f64::from(shared.xruns.load(Ordering::Relaxed) - before));
        }
    }
    shared.play.store(false, Ordering::Relaxed);
    std::thread::sleep(PAUSE);
    if shared.failed.load(Ordering::Relaxed) {
        return Err("an instance did not play".into());
    }
    drop(active.deactivate()?);
    drop(server);
    let most = Figures::from(without.clone()).median();
    report.add("host.xruns_without", Figures::from(without), Reach::Told);
    report.add("host.xruns", Figures::from(with), Reach::AtMost(most));
    Ok(())
}

/// A server of our own, in real time where that is allowed.
fn server() -> Result<JackServer, JackError> {
    let (rate, frames) = (format!("{RATE}"), FRAMES.to_string());
    let log = std::env::temp_dir().join(format!("quatrain-jack-{}", std::process::id()));
    let driver = ["-d", "dummy", "-r", &rate, "-p", &frames];
    let start = |priority: &[&str]| JackServer::start(&[priority, &driver].concat(), &log);
    let server = start(&["-R", "-P10"]).or_else(|_| start(&["-r"]));
    // What it said is in the error, if there is one.
    let _ = std::fs::remove_file(&log);
    let server = server?;
    // SAFETY: no other thread of this program reads or changes the environment now.
    unsafe { std::env::set_var("JACK_DEFAULT_SERVER", server.name()) };
    Ok(server)
}

#[derive(Default)]
struct Shared {
    /// The instances are there and write.
    play: AtomicBool,
    xruns: AtomicU32,
    failed: AtomicBool,
}

struct Xruns(Arc<Shared>);

impl NotificationHandler for Xruns {
    fn xrun(&mut self, _: &Client) -> Control {
        self.0.xruns.fetch_add(1, Ordering::Relaxed);
        Control::Continue
    }
}

struct Project {
    shared: Arc<Shared>,
    plugin: PathBuf,
}

thread_local! {
    /// An instance of the headless host stays on the thread that made it: JACK's.
    static BAND: RefCell<Option<Band>> = const { RefCell::new(None) };
}

impl ProcessHandler for Project {
    fn process(&mut self, _: &Client, _: &ProcessScope) -> Control {
        let block = f64::from(FRAMES) / RATE;
        let clock = Clock::start();
        while clock.seconds() < LOAD * block {
            std::hint::black_box((0..200).fold(0.0f64, |sum, n| sum + f64::from(n).sin()));
        }
        BAND.with_borrow_mut(|band| {
            let play = self.shared.play.load(Ordering::Relaxed);
            if play != band.is_some() {
                *band = play.then(|| Band::new(&self.plugin).ok()).flatten();
                self.shared.failed.fetch_or(play && band.is_none(), Ordering::Relaxed);
            }
            let played = band.as_mut().is_none_or(|band| band.block().is_ok());
            self.shared.failed.fetch_or(!played, Ordering::Relaxed);
        });
        Control::Continue
    }
}

/// Sixteen instances that write without end.
struct Band {
    instances: Vec<(ClapInstance, Played)>,
    generate: u32,
    preview: u32,
    blocks: u64,
}

impl Band {
    fn new(plugin: &Path) -> Result<Band, AnyError> {
        let plugin = ClapPlugin::load(plugin)?;
        let mut instances = Vec::new();
        for _ in 0..INSTANCES {
            let mut instance = plugin.instance()?;
            instance.activate(RATE, FRAMES)?;
            instances.push((instance, Played::default()));
        }
        let params = instances[0].0.params();
        let id =
            |name: &str| params.iter().find(|p| p.name == name).map(|p| p.id).ok_or(format!("no {name}"));
        Ok(Band { generate: id("Generate")?, preview: id("Preview")?, instances, blocks: 0 })
    }

    fn block(&mut self) -> Result<(), AnyError> {
        let press = |value| ParamIn { offset: 0, id: self.generate, value };
        let silent = ParamIn { offset: 0, id: self.preview, value: 0.0 };
        let params: &[ParamIn] = match self.blocks % PRESSES {
            0 => &[silent, press(1.0)],
            1 => &[press(0.0)],
            _ => &[],
        };
        self.blocks += 1;
        for (instance, played) in &mut self.instances {
            played.block(instance, params)?;
        }
        Ok(())
    }
}

impl Drop for Band {
    fn drop(&mut self) {
        self.instances.iter_mut().for_each(|(instance, _)| instance.deactivate());
    }
}
