//! The sounds: a patch for each General MIDI program and each note of the drum kit.

mod drums;
mod electronic;
mod keys;
mod levels;
mod plucked;
mod sustained;
mod world;

use crate::patch::{Adsr, Band, Body, Hiss, Patch, Shape, Struck, Sweep, Tone};

pub(crate) use drums::{drum, drum_level};

/// The patch of a GM program, 0..=127; what lies beyond sounds like the last.
pub(crate) fn program(program: u8) -> &'static Patch {
    let (family, index) = (program.min(127) / 8, usize::from(program.min(127) % 8));
    let patches = match family {
        0 => &keys::PIANO,
        1 => &keys::CHROMATIC,
        2 => &keys::ORGAN,
        3 => &plucked::GUITAR,
        4 => &plucked::BASS,
        5 => &sustained::STRINGS,
        6 => &sustained::ENSEMBLE,
        7 => &sustained::BRASS,
        8 => &sustained::REED,
        9 => &sustained::PIPE,
        10 => &electronic::LEAD,
        11 => &electronic::PAD,
        12 => &electronic::EFFECTS,
        13 => &world::ETHNIC,
        14 => &world::PERCUSSIVE,
        _ => &world::NOISES,
    };
    &patches[index]
}

/// Gain of a GM program; see [`levels`].
pub(crate) fn level(program: u8) -> f32 {
    gain(levels::PROGRAMS[usize::from(program.min(127))])
}

/// An amplitude, from decibels.
fn gain(decibels: f32) -> f32 {
    10f32.powf(decibels / 20.0)
}

/// Where a program stands in the stereo picture when its channel has no say: -1 (left) ..= 1. Low notes stay in the middle.
pub(crate) fn place(program: u8, channel: u8) -> f32 {
    const SPREAD: [f32; 16] =
        [-0.15, 0.2, -0.3, 0.35, -0.45, 0.45, -0.1, 0.1, -0.35, 0.0, 0.3, -0.2, 0.25, -0.4, 0.4, 0.0];
    match program {
        32..=39 | 43 | 47 | 58 => 0.0,
        _ => SPREAD[usize::from(channel % 16)],
    }
}

/// A string that is plucked or struck.
const fn string(position: f32, tilt: f32, damping: f32, decay: f32) -> Struck {
    Struck {
        body: Body::String { stiffness: 0.000_1, position, tilt, damping, double: 0.0 },
        decay,
        key_decay: 0.7,
        touch: 0.9,
        level: 0.5,
    }
}

/// A bar, bell or skin with modes of its own.
const fn bar(partials: &'static [(f32, f32, f32)], decay: f32) -> Struck {
    Struck { body: Body::Bar(partials), decay, key_decay: 0.8, touch: 0.6, level: 0.5 }
}

/// A short noise of a stroke.
const fn knock(band: Band, center: f32, decay: f32, level: f32) -> Hiss {
    Hiss { band, center, tracks: false, q: 0.8, attack: 0.0, decay, sustain: 0.0, level }
}

/// Breath or bow, as long as the key is down.
const fn breath(center: f32, q: f32, level: f32) -> Hiss {
    Hiss { band: Band::Pass, center, tracks: true, q, attack: 0.03, decay: 0.3, sustain: 0.45, level }
}

/// A sustained tone under an envelope.
const fn tone(shape: Shape, envelope: Adsr) -> Patch {
    Patch { tone: Some(Tone::new(shape)), envelope, ..Patch::SILENCE }
}

const fn several(shape: Shape, voices: u8, detune: f32) -> Tone {
    Tone { voices, detune, ..Tone::new(shape) }
}

const fn sweep(cutoff: f32, sweep: f32, attack: f32, decay: f32) -> Sweep {
    Sweep { sweep, attack, decay, ..Sweep::new(cutoff) }
}
