//! The parameters that a host sees, and the one place where they become a [`Request`].
//!
//! Ids are for ever: projects that people saved name them. Every amount can be *any*: that is the lowest step of its
//! range, which no amount has.

mod playing;

pub use playing::PlayingParams;

use crate::audio::Controls;
use crate::editor::WindowSize;
use crate::link::HostNow;
use crate::preview::SoundFont;
use crate::state::Saved;
use nice_plug::prelude::*;
use score::{Key, Mode, Request, Sampling, Scale, ScaleKind, Track};
use std::sync::Arc;

/// Lowest and highest mean pitch that can be asked for (MIDI keys).
pub const PITCHES: (i32, i32) = (24, 96);
/// Lowest and highest mean velocity that can be asked for.
pub const VELOCITIES: (i32, i32) = (1, 127);
/// Most onsets per bar that can be asked for.
pub const DENSITIES: (i32, i32) = (1, 48);
/// Mean durations that can be asked for, in quarters.
pub const DURATIONS: [f32; 16] =
    [0.083, 0.125, 0.17, 0.25, 0.33, 0.5, 0.67, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 16.0];
/// The seed is this number less one step when every loop gets a fresh one.
pub const SEEDS: (i32, i32) = (1, 65_535);
/// Levels of the preview, in decibels.
pub const LEVELS: (i32, i32) = (-60, 6);
/// Highest temperature, in hundredths.
pub const HOTTEST: i32 = 200;

/// Shared by the host, the editor and the worker; the audio thread reads the atomics inside and nothing else.
#[derive(Params)]
pub struct QuatrainParams {
    /// What no parameter can hold: instruments and the loop's notes.
    #[nested]
    pub saved: Arc<Saved>,
    /// How large the editor is.
    #[persist = "window"]
    pub window: WindowSize,
    /// What the preview plays with in place of its own sounds.
    #[persist = "soundfont"]
    pub sound_font: SoundFont,
    /// A trigger: turning it on asks for a new loop.
    #[id = "gen"]
    pub generate: BoolParam,
    /// Off: the loop sounds once each time that play starts.
    #[id = "loop"]
    pub looping: BoolParam,
    /// In hundredths; 0 always takes the likeliest token.
    #[id = "temp"]
    pub temperature: IntParam,
    /// MIDI key, or any.
    #[id = "pitch"]
    pub mean_pitch: IntParam,
    /// MIDI velocity, or any.
    #[id = "veloc"]
    pub mean_velocity: IntParam,
    /// Step into [`DURATIONS`], counted from 1, or any.
    #[id = "durat"]
    pub mean_duration: IntParam,
    /// Onsets per bar, or any.
    #[id = "dens"]
    pub density: IntParam,
    #[id = "key"]
    pub key: EnumParam<KeyChoice>,
    #[id = "scale"]
    pub scale: EnumParam<ScaleLock>,
    /// A number, or a fresh one for every loop.
    #[id = "seed"]
    pub seed: IntParam,
    #[id = "bypass"]
    pub bypass: BoolParam,
    /// Whether the loop is heard from the plugin itself.
    #[id = "prev"]
    pub preview: BoolParam,
    /// In decibels.
    #[id = "prevlvl"]
    pub preview_level: IntParam,
    #[nested]
    pub playing: PlayingParams,
}

/// The key, or any: tonic by tonic, major before minor.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    #[id = "any"]
    Any,
    #[id = "c"]
    #[name = "C major"]
    CMajor,
    #[id = "cm"]
    #[name = "C minor"]
    CMinor,
    #[id = "cs"]
    #[name = "C# major"]
    CSharpMajor,
    #[id = "csm"]
    #[name = "C# minor"]
    CSharpMinor,
    #[id = "d"]
    #[name = "D major"]
    DMajor,
    #[id = "dm"]
    #[name = "D minor"]
    DMinor,
    #[id = "ds"]
    #[name = "Eb major"]
    DSharpMajor,
    #[id = "dsm"]
    #[name = "Eb minor"]
    DSharpMinor,
    #[id = "e"]
    #[name = "E major"]
    EMajor,
    #[id = "em"]
    #[name = "E minor"]
    EMinor,
    #[id = "f"]
    #[name = "F major"]
    FMajor,
    #[id = "fm"]
    #[name = "F minor"]
    FMinor,
    #[id = "fs"]
    #[name = "F# major"]
    FSharpMajor,
    #[id = "fsm"]
    #[name = "F# minor"]
    FSharpMinor,
    #[id = "g"]
    #[name = "G major"]
    GMajor,
    #[id = "gm"]
    #[name = "G minor"]
    GMinor,
    #[id = "gs"]
    #[name = "Ab major"]
    GSharpMajor,
    #[id = "gsm"]
    #[name = "Ab minor"]
    GSharpMinor,
    #[id = "a"]
    #[name = "A major"]
    AMajor,
    #[id = "am"]
    #[name = "A minor"]
    AMinor,
    #[id = "as"]
    #[name = "Bb major"]
    ASharpMajor,
    #[id = "asm"]
    #[name = "Bb minor"]
    ASharpMinor,
    #[id = "b"]
    #[name = "B major"]
    BMajor,
    #[id = "bm"]
    #[name = "B minor"]
    BMinor,
}

/// The scale that pitched notes are locked to, or none.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleLock {
    #[id = "off"]
    Off,
    #[id = "major"]
    Major,
    #[id = "minor"]
    Minor,
    #[id = "harmonic_minor"]
    #[name = "Harmonic minor"]
    HarmonicMinor,
    #[id = "dorian"]
    Dorian,
    #[id = "phrygian"]
    Phrygian,
    #[id = "lydian"]
    Lydian,
    #[id = "mixolydian"]
    Mixolydian,
    #[id = "major_pentatonic"]
    #[name = "Major pentatonic"]
    MajorPentatonic,
    #[id = "minor_pentatonic"]
    #[name = "Minor pentatonic"]
    MinorPentatonic,
    #[id = "blues"]
    Blues,
}

impl KeyChoice {
    pub fn key(self) -> Option<Key> {
        let index = (self as u8).checked_sub(1)?;
        Some(Key { tonic: index / 2, mode: if index.is_multiple_of(2) { Mode::Major } else { Mode::Minor } })
    }

    pub fn from_key(key: Option<Key>) -> KeyChoice {
        key.map_or(KeyChoice::Any, |key| {
            KeyChoice::from_index(1 + usize::from(key.tonic) * 2 + key.mode as usize)
        })
    }
}

impl ScaleLock {
    pub fn kind(self) -> Option<ScaleKind> {
        (self as usize).checked_sub(1).and_then(|index| ScaleKind::ALL.get(index).copied())
    }

    pub fn from_kind(kind: Option<ScaleKind>) -> ScaleLock {
        kind.map_or(ScaleLock::Off, |kind| ScaleLock::from_index(1 + kind as usize))
    }
}

impl QuatrainParams {
    pub fn new(saved: Arc<Saved>) -> QuatrainParams {
        QuatrainParams {
            saved,
            window: WindowSize::default(),
            sound_font: SoundFont::default(),
            generate: BoolParam::new("Generate", false),
            looping: BoolParam::new("Loop", true),
            temperature: hundredths("Temperature", 100, HOTTEST),
            mean_pitch: amount("Mean pitch", PITCHES),
            mean_velocity: amount("Mean velocity", VELOCITIES),
            mean_duration: duration("Mean duration"),
            density: amount("Density", DENSITIES),
            key: EnumParam::new("Key", KeyChoice::Any),
            scale: EnumParam::new("Scale", ScaleLock::Off),
            seed: amount("Seed", SEEDS),
            bypass: BoolParam::new("Bypass", false).make_bypass(),
            preview: BoolParam::new("Preview", true),
            preview_level: decibels("Preview Level", LEVELS),
            playing: PlayingParams::default(),
        }
    }

    /// How a block is to be played. Real-time safe.
    pub fn controls(&self) -> Controls {
        let (looping, bypass) = (self.looping.value(), self.bypass.value());
        Controls { looping, bypass, ..self.playing.controls() }
    }

    /// The request that the parameters mean now, for a host that stands as `host` says. `entropy` becomes the seed where
    /// every loop is to get a fresh one.
    pub fn request(&self, host: &HostNow, epoch: u64, entropy: u64) -> Request {
        let seed = chosen(&self.seed).map_or(1 + entropy % SEEDS.1 as u64, |seed| seed as u64);
        let scale = self.scale.value().kind();
        let key = self.key.value().key();
        Request {
            metre: host.metre,
            tempo: host.tempo,
            key,
            // A lock needs a tonic: where the key may be any, the seed chooses it.
            scale: scale.map(|kind| Scale { tonic: key.map_or((seed % 12) as u8, |key| key.tonic), kind }),
            mean_pitch: chosen(&self.mean_pitch).map(|key| key as f32),
            mean_velocity: chosen(&self.mean_velocity).map(|velocity| velocity as f32),
            mean_duration: chosen(&self.mean_duration).map(|step| DURATIONS[step as usize - 1]),
            density: chosen(&self.density).map(|onsets| onsets as f32),
            tracks: self.saved.instruments().into_iter().map(Track::new).collect(),
            sampling: Sampling {
                temperature: self.temperature.value() as f32 / 100.0,
                ..Sampling::default()
            },
            seed,
            epoch,
            ..Request::default()
        }
    }
}

/// The amount that `param` asks for; `None` is any.
pub fn chosen(param: &IntParam) -> Option<i32> {
    let value = param.value();
    match param.range() {
        IntRange::Linear { min, max } if value > min && value <= max => Some(value),
        _ => None,
    }
}

const ANY: &str = "Any";

/// Any, then `low..=high`.
fn amount(name: &str, (low, high): (i32, i32)) -> IntParam {
    IntParam::new(name, low - 1, IntRange::Linear { min: low - 1, max: high })
        .with_value_to_string(Arc::new(
            move |value| {
                if value < low { ANY.to_owned() } else { value.to_string() }
            },
        ))
        .with_string_to_value(Arc::new(move |text| match text.trim() {
            any if any.eq_ignore_ascii_case(ANY) => Some(low - 1),
            number => number.parse().ok().filter(|value| (low..=high).contains(value)),
        }))
}

fn duration(name: &str) -> IntParam {
    IntParam::new(name, 0, IntRange::Linear { min: 0, max: DURATIONS.len() as i32 })
        .with_value_to_string(Arc::new(|step| match usize::try_from(step - 1) {
            Ok(index) if index < DURATIONS.len() => format!("{} beats", DURATIONS[index]),
            _ => ANY.to_owned(),
        }))
        .with_string_to_value(Arc::new(|text| match text.trim() {
            any if any.eq_ignore_ascii_case(ANY) => Some(0),
            beats => nearest_duration(beats.trim_end_matches("beats").trim().parse().ok()?),
        }))
}

/// The step of [`DURATIONS`] nearest to `quarters`, counted from 1.
fn nearest_duration(quarters: f32) -> Option<i32> {
    let distance = |d: &f32| (d - quarters).abs();
    let nearest =
        (0..DURATIONS.len()).min_by(|&a, &b| distance(&DURATIONS[a]).total_cmp(&distance(&DURATIONS[b])))?;
    quarters.is_finite().then_some(nearest as i32 + 1)
}

fn hundredths(name: &str, default: i32, max: i32) -> IntParam {
    IntParam::new(name, default, IntRange::Linear { min: 0, max })
        .with_value_to_string(Arc::new(|value| format!("{:.2}", value as f32 / 100.0)))
        .with_string_to_value(Arc::new(move |text| {
            let value: f32 = text.trim().parse().ok()?;
            value.is_finite().then(|| ((value * 100.0).round() as i32).clamp(0, max))
        }))
}

/// Whole decibels, at first 0.
fn decibels(name: &str, (low, high): (i32, i32)) -> IntParam {
    IntParam::new(name, 0, IntRange::Linear { min: low, max: high })
        .with_value_to_string(Arc::new(|value| format!("{value} dB")))
        .with_string_to_value(Arc::new(move |text| {
            let number = text.trim().trim_end_matches(['d', 'D', 'b', 'B']).trim();
            let value: f32 = number.parse().ok()?;
            value.is_finite().then(|| (value.round() as i32).clamp(low, high))
        }))
}

#[cfg(test)]
mod tests;
