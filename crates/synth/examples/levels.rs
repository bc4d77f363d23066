//! Measures how loud each program and drum is and writes the gains that make them balanced: `src/patches/levels.rs`. Run it again after
//! a patch has changed, until it changes nothing.

use score::Instrument;
use std::fmt::Write;
use synth::{DRUMS, Event, Message, Synth};

#[allow(dead_code)]
#[path = "../src/patches/levels.rs"]
mod levels;

const RATE: usize = 48_000;
/// Far below where the limiter begins.
const QUIET: f32 = 0.05;
/// Loudest window of a program at velocity 100, in dBFS RMS.
const PROGRAM: f32 = -27.0;
/// Highest peak of one note at velocity 100, in dBFS, both sides' power counted.
const PEAK: f32 = -13.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let programs: Vec<f32> = (0..128).map(|p| levels::PROGRAMS[p as usize] + correction(p)).collect();
    let drums: Vec<f32> = (27..88)
        .map(|key| levels::DRUMS[key as usize - 27] + balance(target(key), &sound(DRUMS, 0, key), 0.06))
        .collect();
    let mut text = String::from(
        "//! Gains in dB that make programs and drums equally loud, written by `cargo run --release -p quatrain-synth --example levels`.\n",
    );
    for (name, gains) in [("PROGRAMS", programs), ("DRUMS", drums)] {
        write!(text, "\n#[rustfmt::skip]\npub const {name}: [f32; {}] = [", gains.len())?;
        for (index, gain) in gains.iter().enumerate() {
            write!(text, "{}{:.1},", if index % 8 == 0 { "\n    " } else { " " }, gain.clamp(-40.0, 40.0))?;
        }
        text.push_str("\n];\n");
    }
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/patches/levels.rs"), text)?;
    Ok(())
}

/// What a program lacks, in dB, as a mean over its range.
fn correction(program: u8) -> f32 {
    let keys: &[u8] = match program {
        32..=39 | 43 | 47 | 58 | 70 => &[33, 40, 47],
        9 | 72 => &[72, 79, 86],
        _ => &[52, 60, 67],
    };
    // Backgrounds lie a little lower, what carries the bass a little higher.
    let target = PROGRAM
        + match program {
            32..=39 => 1.5,
            48..=54 | 88..=95 => -2.5,
            120..=127 => -4.0,
            _ => 0.0,
        };
    let each = keys.iter().map(|key| balance(target, &sound(0, program, *key), 0.3));
    each.sum::<f32>() / keys.len() as f32
}

/// What `sound` lacks to be as loud as `target` dBFS over its loudest window of `seconds`, without a peak above [`PEAK`].
fn balance(target: f32, sound: &[f32], seconds: f32) -> f32 {
    let peak = 20.0 * sound.iter().fold(1e-6f32, |peak, x| peak.max(*x)).log10();
    (target - loudest(sound, seconds)).min(PEAK - peak)
}

/// How loud a drum is to be, in dBFS RMS over its loudest 60 ms at velocity 100.
fn target(key: u8) -> f32 {
    match key {
        35 | 36 => -19.0,
        38 | 40 => -21.5,
        39 => -23.0,
        41 | 43 | 45 | 47 | 48 | 50 => -22.0,
        37 => -27.0,
        42 | 44 => -32.0,
        46 => -30.5,
        49 | 52 | 55 | 57 => -27.0,
        51 | 53 | 59 => -31.5,
        60..=68 => -26.0,
        69 | 70 | 82 => -34.0,
        86 | 87 => -23.0,
        _ => -30.0,
    }
}

fn sound(channel: u8, program: u8, key: u8) -> Vec<f32> {
    let mut synth = Synth::new(RATE as f64);
    synth.set_gain(QUIET);
    let (mut left, mut right) = (vec![0.0; RATE], vec![0.0; RATE]);
    synth.process(&[], &mut left, &mut right);
    let instrument = if channel == DRUMS { Instrument::DRUMS } else { Instrument(program) };
    let events = [
        Event { frame: 0, message: Message::Instrument { channel, instrument } },
        Event { frame: 0, message: Message::On { channel, key, velocity: 100 } },
    ];
    synth.process(&events, &mut left, &mut right);
    // Power of both sides, as a mono sum would not know it.
    left.iter().zip(&right).map(|(l, r)| ((l * l + r * r) / 2.0).sqrt() / QUIET).collect()
}

/// dBFS RMS of the loudest window of `seconds`.
fn loudest(sound: &[f32], seconds: f32) -> f32 {
    let window = (seconds * RATE as f32) as usize;
    let power = |window: &[f32]| window.iter().map(|x| f64::from(x * x)).sum::<f64>() / window.len() as f64;
    let loudest = sound.windows(window).step_by(window / 10).map(power).fold(1e-12, f64::max);
    10.0 * loudest.log10() as f32
}
