//! Plays the bundled instrument in the headless host and keeps what the host received: `loop.mid`, `loop.png`, `loop.wav`,
//! `loop-spectrogram.png`, a summary.

mod options;
mod summary;

use host::{Blocks, ClapInstance, ClapPlugin, Host, Inside, Played, SavedLoop, Segment, Setup};
use options::{Options, USAGE, options};
use score::smf::{Arrangement, channels};
use score::{BARS, Instrument, Note, Ticks};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use summary::Summary;

/// Samples per second.
const RATE: f64 = 48_000.0;

/// The longest that one loop may take to write.
const PATIENCE: Duration = Duration::from_secs(60);

type AnyError = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}; {USAGE}");
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

/// Plays until the loop has its place, and gives the song position of its first bar line in quarters. A pass in which a bar
/// came too late to sound does not count.
fn start_of_loop(host: &mut Host<ClapInstance>, the_loop: &SavedLoop) -> Result<f64, AnyError> {
    let length = BARS as f64 * host.timeline().bar();
    let mut start = None;
    host.render_until("the loop to begin", PATIENCE, |host| {
        let state = host.save_state().ok();
        start = state.and_then(|state| host::saved_anchor(&state).ok().flatten());
        start.is_some()
    })?;
    let mut start = start.ok_or("the loop never began")?;
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
    let end = kept_until(metre, options.bars);
    notes = first(&notes, end);
    notes.sort_by_key(|note| note.order(metre));
    keep(options, &notes, metre)?;
    Ok(Summary {
        options,
        asked,
        sounding,
        notes: notes.len(),
        as_stored: notes == first(&written.the_loop.notes, end),
        max_timing_error_samples: error,
        unpaired_note_ons: host.take().unpaired(),
        first_bar_ms: written.first_bar.as_millis(),
        loop_ms: written.whole.as_millis(),
    })
}

/// Where what is kept ends: with the loop, or with the bars that were asked for, if they are fewer.
fn kept_until(metre: score::Metre, bars: u32) -> Ticks {
    Ticks(metre.bar().0 * bars.min(BARS as u32) as u16)
}

/// What of `notes` starts before `end`, cut off there.
fn first(notes: &[Note], end: Ticks) -> Vec<Note> {
    let cut = |note: &Note| Note { duration: note.duration.min(end - note.onset), ..*note };
    notes.iter().filter(|note| note.onset < end).map(cut).collect()
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

/// Writes `loop.mid`, `loop.png`, `loop.wav` and `loop-spectrogram.png`.
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
    std::fs::write(options.out.join("loop.png"), picture::piano_roll(notes, metre, &title)?)?;
    let audio = synth::render(notes, options.tempo, RATE as u32);
    audio.write_wav(std::io::BufWriter::new(std::fs::File::create(options.out.join("loop.wav"))?))?;
    let picture = picture::spectrogram(&audio.mono(), audio.rate, &title)?;
    Ok(std::fs::write(options.out.join("loop-spectrogram.png"), picture)?)
}
