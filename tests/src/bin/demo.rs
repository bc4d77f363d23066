//! Plays the bundled instrument in the headless host and keeps what the host received: `loop.mid`, `loop.png`, a summary.

use host::{Blocks, ClapInstance, ClapPlugin, Host, Inside, Played, SavedLoop, Segment, Setup};
use score::smf::{Arrangement, channels};
use score::{BARS, Instrument, Note, Ticks};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const USAGE: &str = "usage: demo --plugin FILE.clap [--out DIR] [--tempo BPM] [--seed N] [--bars N] [--json]";

/// Samples per second.
const RATE: f64 = 48_000.0;

/// The longest that one loop may take to write.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the command line asks for.
struct Options {
    plugin: PathBuf,
    out: PathBuf,
    /// Quarters per minute.
    tempo: f64,
    seed: u32,
    /// Bars to play.
    bars: u32,
    json: bool,
}

type AnyError = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match demo(&options) {
        Ok(summary) => {
            println!("{}", if options.json { summary.json().to_string() } else { summary.text() });
            ExitCode::from(u8::from(!summary.is_right()))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut plugin, mut out) = (None, PathBuf::from("target/demo"));
    let (mut tempo, mut seed, mut bars, mut json) = (120.0, 1, BARS as u32, false);
    while let Some(flag) = arguments.next() {
        if flag == "--json" {
            json = true;
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
        let wrong = |range: &str| format!("{flag} {value}: give {range}");
        match flag.as_str() {
            "--plugin" => plugin = Some(PathBuf::from(&value)),
            "--out" => out = PathBuf::from(&value),
            "--tempo" => tempo = number(&value, 20.0, 999.0).ok_or_else(|| wrong("20 to 999 BPM"))?,
            "--seed" => seed = number(&value, 1, 65_535).ok_or_else(|| wrong("1 to 65535"))?,
            "--bars" => bars = number(&value, 1, 4_096).ok_or_else(|| wrong("1 to 4096 bars"))?,
            _ => return Err(format!("unknown option {flag}")),
        }
    }
    let plugin = plugin.ok_or("--plugin is missing")?;
    Ok(Options { plugin, out, tempo, seed, bars, json })
}

fn number<N: std::str::FromStr + PartialOrd>(text: &str, least: N, most: N) -> Option<N> {
    text.parse().ok().filter(|number| *number >= least && *number <= most)
}

/// What came of a demo.
struct Summary<'a> {
    options: &'a Options,
    asked: Vec<Instrument>,
    sounding: Vec<Instrument>,
    notes: usize,
    /// Farthest that any note-on or note-off was from where the timing rule puts it.
    max_timing_error_samples: u64,
    unpaired_note_ons: usize,
    /// From pressing Generate to the first bar, and to the last.
    first_bar_ms: u128,
    loop_ms: u128,
}

fn demo(options: &Options) -> Result<Summary<'_>, AnyError> {
    let setup = Setup { rate: RATE, blocks: Blocks::Fixed(512), inside: Inside::Cut };
    let mut host = Host::new(ClapPlugin::load(&options.plugin)?.instance()?, setup)?;
    host.set_tempo(options.tempo);
    host.set_param_step("Seed", options.seed)?;
    host.play();
    host.render_frames(512)?;
    let written = generate(&mut host)?;
    let start = start_of_loop(&mut host, &written.the_loop)?;
    host.render_to(start + f64::from(options.bars) * host.timeline().bar())?;
    host.stop()?;
    let summary = summarise(options, &host, &written, start)?;
    Ok(summary)
}

/// A loop, and how long it took to write.
struct Written {
    the_loop: SavedLoop,
    first_bar: Duration,
    whole: Duration,
}

/// Presses Generate while the host plays on, until the loop is whole.
fn generate(host: &mut Host<ClapInstance>) -> Result<Written, AnyError> {
    let pressed = Instant::now();
    host.press_generate()?;
    let (mut first_bar, mut whole) = (None, None);
    host.render_until("the loop to be written", PATIENCE, |host| {
        let state = host.save_state().ok().and_then(|state| host::saved_loop(&state).ok().flatten());
        let bars = state.as_ref().map_or(0, |written| written.bars);
        if bars > 0 {
            first_bar.get_or_insert_with(|| pressed.elapsed());
        }
        whole = state.filter(|written| written.bars == BARS);
        whole.is_some()
    })?;
    let the_loop = whole.ok_or("the loop was never whole")?;
    let whole = pressed.elapsed();
    Ok(Written { the_loop, first_bar: first_bar.unwrap_or(whole), whole })
}

/// Plays until the loop has begun, and gives the song position of its first bar line in quarters. A pass in which a bar
/// came too late to sound does not count.
fn start_of_loop(host: &mut Host<ClapInstance>, the_loop: &SavedLoop) -> Result<f64, AnyError> {
    let first = the_loop.notes.first().ok_or("the loop has no notes")?;
    host.render_until("the loop to sound", PATIENCE, |host| !host.take().notes().is_empty())?;
    let (rate, bar) = (host.timeline().rate(), host.timeline().bar());
    let length = BARS as f64 * bar;
    let heard = rolling(host)?.beats_at(host.take().notes()[0].on, rate);
    let line = ((heard + 1e-6) / bar).floor() * bar;
    let mut start = line - first.bar(the_loop.metre) as f64 * bar;
    host.render_to(start + length)?;
    if received(host, start, length)?.len() < the_loop.notes.len() {
        start += length;
    }
    Ok(start)
}

fn rolling(host: &Host<ClapInstance>) -> Result<Segment, AnyError> {
    let segment = host.timeline().segments().iter().find(|segment| segment.playing);
    Ok(*segment.ok_or("the host never played")?)
}

/// Notes struck over `length` quarters from song position `start`.
fn received(host: &Host<ClapInstance>, start: f64, length: f64) -> Result<Vec<Played>, AnyError> {
    let (segment, rate) = (rolling(host)?, host.timeline().rate());
    let sample = |beats| segment.sample_of(beats, rate).round().max(0.0) as u64;
    Ok(host.take().struck_in(sample(start)..sample(start + length)).copied().collect())
}

fn summarise<'a>(
    options: &'a Options,
    host: &Host<ClapInstance>,
    written: &Written,
    start: f64,
) -> Result<Summary<'a>, AnyError> {
    let asked: Vec<Instrument> = written.the_loop.asked.tracks.iter().map(|track| track.instrument).collect();
    let (segment, metre) = (rolling(host)?, written.the_loop.metre);
    let played = received(host, start, f64::from(options.bars) * host.timeline().bar())?;
    let heard = channels(&asked);
    let mut notes = Vec::new();
    let mut error = 0;
    for played in &played {
        let (note, off_by) = on_grid(played, &heard, &segment, start).ok_or_else(|| {
            format!("a note came on channel {}, where no instrument is", played.channel + 1)
        })?;
        error = error.max(off_by);
        notes.push(note);
    }
    let mut sounding: Vec<Instrument> = notes.iter().map(|note| note.instrument).collect();
    sounding.sort_unstable();
    sounding.dedup();
    notes.retain(|note| note.onset < metre.loop_len());
    keep(options, &notes, metre)?;
    Ok(Summary {
        options,
        asked,
        sounding,
        notes: notes.len(),
        max_timing_error_samples: error,
        unpaired_note_ons: host.take().unpaired(),
        first_bar_ms: written.first_bar.as_millis(),
        loop_ms: written.whole.as_millis(),
    })
}

/// A received note on the token grid, and how many samples it was off the grid.
fn on_grid(
    played: &Played,
    channels: &[(Instrument, u8)],
    segment: &Segment,
    start: f64,
) -> Option<(Note, u64)> {
    let &(instrument, _) = channels.iter().find(|(_, channel)| *channel == played.channel)?;
    let per_quarter = f64::from(score::TICKS_PER_QUARTER);
    let nearest = |sample: u64| {
        let tick = ((segment.beats_at(sample, RATE) - start) * per_quarter).round();
        let due = segment.sample_of(start + tick / per_quarter, RATE);
        // Half-way between two samples, either is the nearest.
        let off_by = (sample as f64 - due).abs() - 0.5 - 1e-3;
        (tick as u16, off_by.max(0.0).ceil() as u64)
    };
    let (onset, on_error) = nearest(played.on);
    let (end, off_error) = played.off.map_or((onset + 1, 0), nearest);
    let duration = Ticks(end.saturating_sub(onset).max(1));
    let (pitch, velocity) = (played.key, played.velocity);
    let note = Note { instrument, onset: Ticks(onset), pitch, velocity, duration };
    Some((note, on_error.max(off_error)))
}

/// Writes `loop.mid` and `loop.png`.
fn keep(options: &Options, notes: &[Note], metre: score::Metre) -> Result<(), AnyError> {
    std::fs::create_dir_all(&options.out)?;
    let tempo = Some(options.tempo as f32);
    std::fs::write(options.out.join("loop.mid"), score::smf::write(&Arrangement { notes, metre, tempo }))?;
    let (numerator, denominator) = metre.fraction();
    let title = format!(
        "Quatrain: {numerator}/{denominator}, {} BPM, seed {}, {} notes",
        options.tempo,
        options.seed,
        notes.len()
    );
    Ok(std::fs::write(options.out.join("loop.png"), host::piano_roll(notes, metre, &title)?)?)
}

impl Summary<'_> {
    fn is_right(&self) -> bool {
        let asked = self.asked.is_empty() || self.asked == self.sounding;
        asked
            && !self.sounding.is_empty()
            && self.max_timing_error_samples == 0
            && self.unpaired_note_ons == 0
    }

    fn json(&self) -> serde_json::Value {
        let names = |instruments: &[Instrument]| instruments.iter().map(|i| i.name()).collect::<Vec<_>>();
        serde_json::json!({
            "out": self.options.out,
            "tempo": self.options.tempo,
            "seed": self.options.seed,
            "bars": self.options.bars,
            "instruments_asked": names(&self.asked),
            "instruments_sounding": names(&self.sounding),
            "notes": self.notes,
            "max_timing_error_samples": self.max_timing_error_samples,
            "unpaired_note_ons": self.unpaired_note_ons,
            "first_bar_ms": self.first_bar_ms as u64,
            "loop_ms": self.loop_ms as u64,
        })
    }

    fn text(&self) -> String {
        let names =
            |instruments: &[Instrument]| instruments.iter().map(|i| i.name()).collect::<Vec<_>>().join(", ");
        let out = self.options.out.display();
        let ons = if self.unpaired_note_ons == 0 {
            "every one with its note-off"
        } else {
            "NOT all with note-offs"
        };
        [
            format!("asked     {}", names(&self.asked)),
            format!("sounding  {}", names(&self.sounding)),
            format!("notes     {}, {ons}", self.notes),
            format!("timing    {} samples off at most", self.max_timing_error_samples),
            format!("written   first bar after {} ms, all four after {} ms", self.first_bar_ms, self.loop_ms),
            format!("kept      {out}/loop.mid and {out}/loop.png"),
        ]
        .join("\n")
    }
}
