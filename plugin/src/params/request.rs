//! What the parameters ask of the composer: the one place where they become a [`Request`].

use super::{DURATIONS, QuatrainParams, SEEDS, chosen};
use crate::link::HostNow;
use nice_plug::prelude::IntParam;
use score::chord::CHORD_SLOTS;
use score::{Chord, ChordSlot, Key, Request, Sampling, Scale, Track};
use session::Asking;

/// What the least and the greatest intensity ask for: onsets per bar, and MIDI velocity.
const CALM: (f32, f32) = (2.0, 45.0);
const WILD: (f32, f32) = (24.0, 115.0);
/// What the lowest and the highest register ask for, as MIDI keys.
const REGISTERS: (f32, f32) = (36.0, 84.0);

impl QuatrainParams {
    /// The chords that the loop `section` of the next piece is asked for: the one that is `held`, or else those that are written.
    pub fn chords(&self, section: usize, held: Option<Chord>) -> [ChordSlot; CHORD_SLOTS] {
        chords(&self.session.asking(), section, held)
    }

    /// The request that parameters, rack and the rest of what is asked mean now, for the first loop of a piece and a host that stands as `host` says. `entropy` becomes the seed where
    /// every loop is to get a fresh one.
    pub fn request(&self, host: &HostNow, epoch: u64, entropy: u64) -> Request {
        let (asking, rack) = (self.session.asking(), self.session.rack());
        self.request_of(&asking, rack.tracks(), host, epoch, entropy)
    }

    /// The same with what is asked beside the parameters as it was at one moment.
    pub fn request_of(
        &self,
        asking: &Asking,
        tracks: Vec<Track>,
        host: &HostNow,
        epoch: u64,
        entropy: u64,
    ) -> Request {
        let seed = chosen(&self.seed).map_or(1 + entropy % SEEDS.1 as u64, |seed| seed as u64);
        let scale = self.scale.value().kind();
        let key = self.key.value().key();
        // A lock needs a tonic: where the key may be any, the seed chooses it.
        let scale = scale.map(|kind| Scale { tonic: key.map_or((seed % 12) as u8, |key| key.tonic), kind });
        let (key, scale) = host.chord.map_or((key, scale), |chord| over(chord, key, scale));
        let share = |param: &IntParam| chosen(param).map(|percent| percent as f32 / 100.0);
        let intensity = share(&self.intensity);
        // Densities are heard in ratios.
        let density = intensity.map(|share| CALM.0 * (WILD.0 / CALM.0).powf(share));
        let velocity = intensity.map(|share| CALM.1 + (WILD.1 - CALM.1) * share);
        let register = share(&self.register).map(|share| REGISTERS.0 + (REGISTERS.1 - REGISTERS.0) * share);
        Request {
            metre: host.metre,
            tempo: host.tempo,
            key,
            scale,
            mean_pitch: chosen(&self.mean_pitch).map(|key| key as f32).or(register),
            mean_velocity: chosen(&self.mean_velocity).map(|velocity| velocity as f32).or(velocity),
            mean_duration: chosen(&self.mean_duration).map(|step| DURATIONS[step as usize - 1]),
            density: chosen(&self.density).map(|onsets| onsets as f32).or(density),
            bar_density: asking.bar_density.map(|onsets| onsets.map(f32::from)),
            chords: chords(asking, 0, host.chord),
            tracks,
            sampling: Sampling {
                temperature: self.temperature.value() as f32 / 100.0,
                guidance: self.guidance.value() as f32 / 100.0,
                candidates: self.candidates.value() as u8,
                ..Sampling::default()
            },
            seed,
            epoch,
            ..Request::default()
        }
    }
}

/// The chord that is `held`, or else those that are written for the loop `section` of a piece.
fn chords(asking: &Asking, section: usize, held: Option<Chord>) -> [ChordSlot; CHORD_SLOTS] {
    let written = || asking.progression().section(section);
    held.map_or_else(written, |chord| [ChordSlot::Chord(chord); CHORD_SLOTS])
}

/// Key and scale to play in over `chord`: the scale that is locked, or else that of the key, if the chord belongs to it; else the chord's
/// own, and then the key is any.
fn over(chord: Chord, key: Option<Key>, scale: Option<Scale>) -> (Option<Key>, Option<Scale>) {
    match scale.or(key.map(Key::scale)).filter(|scale| scale.holds(chord)) {
        Some(scale) => (key, Some(scale)),
        None => (None, Some(chord.scale())),
    }
}
