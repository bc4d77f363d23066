//! Presets: what is asked of a loop, by name. Thirty of our own, and those that users keep as files.
//!
//! A preset holds no music. It can be loaded while a loop plays: what sounds goes on until the next one is written.

mod files;

pub use files::{PresetError, Shelf, export, import};

use crate::params::{DURATIONS, QuatrainParams, chosen};
use nice_plug::prelude::IntParam;
use score::request::MAX_TRACKS;
use score::{BARS, Instrument, Key, ScaleKind};
use serde::{Deserialize, Serialize};
use session::{Amounts, Asking};
use std::sync::LazyLock;

/// Version of the files that is written; newer ones are refused.
pub const FORMAT: u32 = 1;

/// Everything that can be asked of a loop, in the units of [`score::Request`]. What is left out is *any*, or stays at its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preset {
    #[serde(skip_serializing_if = "is_zero")]
    pub format: u32,
    pub name: String,
    /// What it is listed under.
    pub style: String,
    /// The metre and tempo that it is meant for, in words: the host owns both.
    pub hint: String,
    /// None: the composer chooses.
    pub instruments: Vec<Part>,
    pub key: Option<Key>,
    pub scale: Option<ScaleKind>,
    pub mean_pitch: Option<f32>,
    pub mean_velocity: Option<f32>,
    pub mean_duration: Option<f32>,
    pub density: Option<f32>,
    pub bar_density: [Option<f32>; BARS],
    pub chords: String,
    pub temperature: Option<f32>,
    pub guidance: Option<f32>,
    pub candidates: Option<u8>,
}

/// One instrument of a preset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Part {
    /// GM program 0..=127, or 128 for drums.
    pub program: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_pitch: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_velocity: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_duration: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density: Option<f32>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The presets that come with the plugin, by style.
pub fn factory() -> &'static [Preset] {
    // A test reads the same text, so the fallback is never taken.
    static FACTORY: LazyLock<Vec<Preset>> =
        LazyLock::new(|| serde_json::from_str(include_str!("presets/factory.json")).unwrap_or_default());
    &FACTORY
}

impl Preset {
    /// What is asked now, under `name`.
    pub fn of(params: &QuatrainParams, name: &str) -> Preset {
        let (rack, asking) = (params.session.rack(), params.session.asking());
        let number = |param: &IntParam| chosen(param).map(|value| value as f32);
        let parts = rack.lanes().filter(|(_, lane)| !lane.chosen).map(|(_, lane)| Part {
            program: lane.instrument.0,
            mean_pitch: lane.amounts.pitch.map(f32::from),
            mean_velocity: lane.amounts.velocity.map(f32::from),
            mean_duration: lane.amounts.duration.and_then(|step| length(i32::from(step))),
            density: lane.amounts.density.map(f32::from),
        });
        Preset {
            format: FORMAT,
            name: name.trim().to_owned(),
            style: String::new(),
            hint: String::new(),
            instruments: parts.collect(),
            key: params.key.value().key(),
            scale: params.scale.value().kind(),
            mean_pitch: number(&params.mean_pitch),
            mean_velocity: number(&params.mean_velocity),
            mean_duration: chosen(&params.mean_duration).and_then(length),
            density: number(&params.density),
            bar_density: asking.bar_density.map(|onsets| onsets.map(f32::from)),
            chords: asking.chords,
            temperature: Some(params.temperature.value() as f32 / 100.0),
            guidance: Some(params.guidance.value() as f32 / 100.0),
            candidates: Some(params.candidates.value() as u8),
        }
    }

    /// Its instruments with what is asked of each; those that there are, each once, and no more than sixteen.
    pub fn parts(&self) -> Vec<(Instrument, Amounts)> {
        let mut parts: Vec<(Instrument, Amounts)> = Vec::new();
        for part in &self.instruments {
            let instrument = Instrument(part.program);
            let new = instrument.exists() && parts.iter().all(|(there, _)| *there != instrument);
            if new && parts.len() < MAX_TRACKS {
                parts.push((instrument, part.amounts()));
            }
        }
        parts
    }

    /// Chords and densities of the bars.
    pub fn asking(&self) -> Asking {
        let onsets = |onsets: Option<f32>| onsets.map(|onsets| onsets.round().clamp(1.0, 48.0) as u8);
        Asking {
            chords: self.chords.clone(),
            bar_density: self.bar_density.map(onsets),
            preset: self.name.clone(),
        }
    }
}

impl Part {
    fn amounts(&self) -> Amounts {
        let step = |value: Option<f32>, low: f32, high: f32| {
            value.filter(|value| value.is_finite()).map(|value| value.round().clamp(low, high) as u8)
        };
        Amounts {
            pitch: step(self.mean_pitch, 0.0, 127.0),
            velocity: step(self.mean_velocity, 1.0, 127.0),
            duration: self.mean_duration.and_then(crate::params::nearest_duration).map(|step| step as u8),
            density: step(self.density, 1.0, 48.0),
        }
    }
}

/// The mean duration, in quarters, of a step of the parameter.
fn length(step: i32) -> Option<f32> {
    DURATIONS.get(usize::try_from(step - 1).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::chord::Progression;
    use score::{Request, Scale, Track, resolve};
    use std::collections::BTreeSet;

    #[test]
    fn there_are_thirty_presets_of_different_names() {
        let names: BTreeSet<&str> = factory().iter().map(|preset| preset.name.as_str()).collect();
        assert!(names.len() >= 30 && names.len() == factory().len(), "{names:?}");
    }

    #[test]
    fn every_preset_asks_for_something_that_can_be_had_as_it_is_asked() {
        for preset in factory() {
            let progression = Progression::read(&preset.chords);
            assert_eq!(progression.remarks, [], "{}: {}", preset.name, preset.chords);
            let parts = preset.parts();
            assert_eq!(parts.len(), preset.instruments.len(), "{}", preset.name);
            let tonic = preset.key.map_or(0, |key| key.tonic);
            let mut tracks: Vec<Track> =
                parts.iter().map(|(i, amounts)| amounts.ask(Track::new(*i))).collect();
            tracks.sort_by_key(|track| track.instrument);
            let request = Request {
                key: preset.key,
                scale: preset.scale.map(|kind| Scale { tonic, kind }),
                chords: progression.section(0),
                tracks,
                ..Request::default()
            };
            let said: Vec<String> =
                resolve(&request).contradictions.iter().map(ToString::to_string).collect();
            assert_eq!(said, [""; 0], "{}", preset.name);
        }
    }

    #[test]
    fn presets_of_one_style_stand_together() {
        let styles = factory().chunk_by(|a, b| a.style == b.style).count();
        let distinct: BTreeSet<&str> = factory().iter().map(|preset| preset.style.as_str()).collect();
        assert_eq!(styles, distinct.len());
        assert!(distinct.iter().all(|style| !style.is_empty()));
    }

    #[test]
    fn nonsense_in_a_preset_is_put_right() {
        let part = |program, density| Part { program, density: Some(density), ..Part::default() };
        let instruments = vec![part(0, 1e9), part(200, 4.0), part(0, 4.0), part(128, f32::NAN)];
        let preset = Preset { instruments, ..Preset::default() };
        let densities: Vec<Option<u8>> = preset.parts().iter().map(|(_, amounts)| amounts.density).collect();
        assert_eq!(densities, [Some(48), None]);
    }
}
