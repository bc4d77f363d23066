//! What `process()` costs the audio thread, and what it asks of the system.

use crate::AnyError;
use crate::counting::{self, Asked};
use crate::figures::{Figures, Reach, Report};
use crate::options::Options;
use crate::plugin::{FRAMES, RATE};
use crate::priority::{Awake, Priority};
use host::{Blocks, ClapInstance, ClapPlugin, Host, Inside, Setup};
use score::Instrument;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Song time over which blocks are timed.
const SECONDS: f64 = 120.0;
/// Microseconds of a block.
const BLOCK_US: f64 = FRAMES as f64 / RATE * 1e6;
const PATIENCE: Duration = Duration::from_secs(120);
/// Sixteen instruments, drums among them.
const BAND: [u8; 16] = [128, 33, 0, 4, 11, 16, 24, 27, 30, 40, 42, 48, 56, 61, 66, 73];

pub fn measure(options: &Options, report: &mut Report) -> Result<(), AnyError> {
    let plugin = ClapPlugin::load(&options.plugin)?;
    let reach = Reach::NearlyAlwaysAtMost(BLOCK_US / 100.0);
    let alone = Around { preview: false, cold: false, awake: false };
    let times = blocks(&plugin, alone)?;
    report.add("audio.process_us", times.process, reach);
    report.add("audio.arithmetic_us", times.arithmetic, Reach::Told);
    for (key, around) in [
        ("audio.process_awake_us", Around { awake: true, ..alone }),
        ("audio.process_cold_us", Around { cold: true, ..alone }),
        ("audio.process_with_preview_us", Around { preview: true, ..alone }),
    ] {
        report.add(key, blocks(&plugin, around)?.process, Reach::Told);
    }
    let asked = everything(&plugin, options.minutes)?;
    let key = "audio.allocs_locks_syscalls";
    report.tell(key, (asked.memory + asked.kernel) as f64, Reach::AtMost(0.0));
    Ok(())
}

/// Microseconds of every block by the clock on the wall.
#[derive(Default)]
struct Times {
    process: Figures,
    /// Of a few microseconds of arithmetic in registers, behind each block: always the same work, so what makes it longer now and then
    /// is the machine.
    arithmetic: Figures,
}

/// What blocks are played in.
#[derive(Clone, Copy)]
struct Around {
    /// With the preview's sound.
    preview: bool,
    /// With nothing of ours in the core's caches when a block begins.
    cold: bool,
    /// On cores that are kept from sleeping between blocks.
    awake: bool,
}

/// Plays in real time, on a thread with a host's priority.
fn blocks(plugin: &ClapPlugin, around: Around) -> Result<Times, AnyError> {
    let times = Rc::new(RefCell::new(Times::default()));
    let (seen, mut others) = (times.clone(), Others::new(around.cold));
    let mut host = band(plugin, move |call| {
        others.play();
        let us = |work: &mut dyn FnMut()| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64() * 1e6
        };
        let mut times = seen.borrow_mut();
        times.process.push(us(call));
        times.arithmetic.push(us(&mut arithmetic));
    })?;
    host.set_param("Preview", if around.preview { 1.0 } else { 0.0 })?;
    let awake = around.awake.then(Awake::keep);
    let priority = Priority::raise();
    host.render(1.0)?;
    times.take();
    host.render_until("the blocks to be played", Duration::MAX, {
        let end = host.timeline().now() + (SECONDS * RATE) as u64;
        move |host| host.timeline().now() >= end
    })?;
    drop((priority, awake));
    Ok(times.take())
}

/// About as long as a block in which nothing happens.
fn arithmetic() {
    let mut x = std::hint::black_box(1u64);
    for _ in 0..1_000 {
        // Each step needs the one before (xorshift).
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    std::hint::black_box(x);
}

/// The rest of a project, which leaves nothing of ours in the core's caches.
struct Others(Vec<u8>);

impl Others {
    fn new(there: bool) -> Others {
        Others(vec![1; if there { 8 << 20 } else { 0 }])
    }

    fn play(&mut self) {
        self.0.iter_mut().step_by(64).for_each(|byte| *byte = byte.wrapping_mul(3));
        std::hint::black_box(&self.0);
    }
}

/// A host that plays sixteen dense instruments, which change with every loop.
fn band(
    plugin: &ClapPlugin,
    probe: impl FnMut(&mut dyn FnMut()) + 'static,
) -> Result<Host<ClapInstance>, AnyError> {
    let mut instance = plugin.instance()?;
    instance.probe(Box::new(probe));
    let setup = Setup { rate: RATE, blocks: Blocks::Fixed(FRAMES), inside: Inside::Cut };
    let mut host = Host::new(instance, setup)?;
    let band = BAND.map(Instrument);
    let state = host::with_instruments(&host.save_state()?, &band)?;
    host.load_state(&state)?;
    host.set_param("Density", 0.6)?;
    host.set_param_step("Evolve", 1)?;
    host.set_param("Candidates", 0.0)?;
    host.set_param_step("Seed", 5)?;
    host.press_generate()?;
    host.wait_until("a loop", PATIENCE, |host| {
        let state = host.save_state().ok();
        state.and_then(|state| host::saved_loop(&state).ok()?).is_some_and(|l| l.bars == score::BARS)
    })?;
    host.play();
    Ok(host)
}

/// Everything that a performer and a host do, `minutes` long; what the audio thread asked of the system.
fn everything(plugin: &ClapPlugin, minutes: f64) -> Result<Asked, AnyError> {
    counting::prepare()?;
    // The plugin's way to memory has to lead through here too: making an instance takes some.
    let (made, asked) = counting::watch(|| plugin.instance().map(drop));
    made?;
    if asked.memory == 0 {
        return Err("the plugin's memory cannot be counted here".into());
    }
    let total = Rc::new(Cell::new(Asked::default()));
    let seen = total.clone();
    let mut host = band(plugin, move |call| {
        let (so_far, ((), asked)) = (seen.get(), counting::watch(call));
        seen.set(Asked { memory: so_far.memory + asked.memory, kernel: so_far.kernel + asked.kernel });
    })?;
    // Once a host has turned a controller the laws let program changes pass, which one of the parameters asks for.
    host.controller_at(0, 0, 1, 64);
    let mut random = fastrand::Rng::with_seed(1);
    let parameters: Vec<(String, u32)> = host
        .params()
        .iter()
        .filter(|param| !param.bypass && !["Generate", "Candidates"].contains(&param.name.as_str()))
        .map(|param| (param.name.clone(), param.steps))
        .collect();
    let end = host.timeline().now() + (minutes * 60.0 * RATE) as u64;
    while host.timeline().now() < end {
        match random.u8(0..24) {
            0 => host.press_generate()?,
            1 => host.seek(f64::from(random.u8(0..64))),
            2 => host.loop_to(random.bool().then_some((8.0, 16.0))),
            3 => host.set_tempo(random.f64() * 200.0 + 40.0),
            4 => {
                host.stop()?;
                host.play();
            }
            5 => host.bypass(random.bool())?,
            6..=11 => host.note_in(random.bool(), 0, random.u8(24..96), 100),
            _ => {
                if let Some((name, steps)) = random.choice(&parameters).cloned() {
                    host.set_param_step(&name, random.u32(0..=steps.max(1)))?;
                }
            }
        }
        host.render(random.f64() * 2.0)?;
        // The worker needs a moment now and then: song time runs faster than its own here.
        std::thread::sleep(Duration::from_millis(random.u64(0..150)));
    }
    Ok(total.get())
}
