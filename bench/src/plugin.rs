//! What the plugin costs a host beside time: loading, memory, disk. Processes that have just started measure themselves.

use crate::AnyError;
use crate::figures::{Figures, Reach, Report};
use crate::options::Options;
use host::{Block, ClapInstance, ClapPlugin, Instance, ParamIn, Transport};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const STARTS: usize = 15;
const MEMORIES: usize = 3;
/// Instances beside the first.
const MORE: usize = 15;
pub const RATE: f64 = 48_000.0;
pub const FRAMES: u32 = 64;
/// The longest that a loop may take here.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn measure(options: &Options, report: &mut Report) -> Result<(), AnyError> {
    let mut starts: Vec<Vec<f64>> = Vec::new();
    for _ in 0..STARTS {
        starts.push(ask("start", &options.plugin)?);
    }
    let column = |table: &[Vec<f64>], n: usize| Figures::from(table.iter().map(|row| row[n]));
    report.add("plugin.scan_ms", column(&starts, 0), Reach::AtMost(30.0));
    report.add("plugin.first_process_ms", column(&starts, 1), Reach::AtMost(150.0));
    let mut memories: Vec<Vec<f64>> = Vec::new();
    for _ in 0..MEMORIES {
        memories.push(ask("memory", &options.plugin)?);
    }
    report.add("plugin.rss_mb", column(&memories, 0), Reach::AtMost(60.0));
    report.add("plugin.rss_per_extra_instance_mb", column(&memories, 1), Reach::AtMost(4.0));
    let size = std::fs::metadata(&options.plugin)?.len() as f64 / 1e6;
    report.tell("plugin.size_mb", size, Reach::AtMost(25.0));
    Ok(())
}

/// Has a new process of this program measure; its two figures.
fn ask(what: &str, plugin: &Path) -> Result<Vec<f64>, AnyError> {
    let output = Command::new(std::env::current_exe()?).args(["--child", what]).arg(plugin).output()?;
    let said = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    match numbers.len() {
        2 => Ok(numbers),
        _ => Err(format!("{what}: {said}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// What such a process does.
pub fn child(arguments: &[String]) -> Result<(), AnyError> {
    let [what, plugin] = arguments else { return Err("--child WHAT PLUGIN".into()) };
    let plugin = Path::new(plugin);
    let [a, b] = if what == "memory" { memory(plugin)? } else { start(plugin)? };
    println!("{a} {b}");
    Ok(())
}

/// Milliseconds to load and describe, and to create, activate and play the first block.
fn start(plugin: &Path) -> Result<[f64; 2], AnyError> {
    let begun = Instant::now();
    let plugin = ClapPlugin::load(plugin)?;
    plugin.name()?;
    let scanned = begun.elapsed();
    let begun = Instant::now();
    let mut instance = plugin.instance()?;
    instance.activate(RATE, FRAMES)?;
    Played::default().block(&mut instance, &[])?;
    let first = begun.elapsed();
    instance.deactivate();
    Ok([scanned, first].map(|time| time.as_secs_f64() * 1e3))
}

/// Megabytes of one instance that has written a loop, and of each of [`MORE`] that have.
fn memory(plugin: &Path) -> Result<[f64; 2], AnyError> {
    let before = resident()?;
    let plugin = ClapPlugin::load(plugin)?;
    let mut instances = vec![written(&plugin)?];
    let one = resident()?;
    for _ in 0..MORE {
        instances.push(written(&plugin)?);
    }
    let all = resident()?;
    instances.iter_mut().for_each(Instance::deactivate);
    Ok([one - before, (all - one) / MORE as f64])
}

/// An instance that has written a loop.
fn written(plugin: &ClapPlugin) -> Result<ClapInstance, AnyError> {
    let mut instance = plugin.instance()?;
    let params = instance.params();
    let generate = params.iter().find(|param| param.name == "Generate").ok_or("no Generate")?.id;
    instance.activate(RATE, FRAMES)?;
    let mut played = Played::default();
    played.block(&mut instance, &[ParamIn { offset: 0, id: generate, value: 1.0 }])?;
    let begun = Instant::now();
    while host::saved_loop(&instance.save()?)?.is_none_or(|written| written.bars < score::BARS) {
        played.block(&mut instance, &[])?;
        std::thread::sleep(Duration::from_millis(5));
        if begun.elapsed() > PATIENCE {
            return Err("the loop is not written".into());
        }
    }
    Ok(instance)
}

/// Megabytes of this process in memory.
fn resident() -> Result<f64, AnyError> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}

/// The song of an instance that is played without a [`host::Host`]: it stands at its start.
#[derive(Default)]
pub struct Played {
    outputs: Vec<Vec<f32>>,
    sent: Vec<host::laws::Sent>,
}

impl Played {
    /// One block.
    pub fn block(&mut self, instance: &mut ClapInstance, params: &[ParamIn]) -> Result<(), AnyError> {
        self.outputs.resize(2, vec![0.0; FRAMES as usize]);
        self.sent.clear();
        self.sent.reserve(4_096);
        let transport = Transport {
            playing: false,
            beats: 0.0,
            seconds: 0.0,
            tempo: 120.0,
            metre: (4, 4),
            bar_start: 0.0,
            bar_number: 0,
            cycle: None,
        };
        let block = Block {
            frames: FRAMES,
            transport: Some(transport),
            changes: &[],
            params,
            notes: &[],
            controllers: &[],
        };
        instance.process(&block, &mut self.outputs, &mut self.sent)?;
        instance.idle();
        Ok(())
    }
}
