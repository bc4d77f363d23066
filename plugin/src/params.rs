//! The parameters that a host sees, and the one place where they become a [`Request`].
//!
//! Ids are for ever: projects that people saved name them. Every amount can be *any*: that is the lowest step of its
//! range, which no amount has.

mod choices;
mod kinds;
mod listening;
mod orders;
mod playing;
mod request;
mod routing;
mod settings;
#[cfg(test)]
mod tests;
mod window;

pub use choices::{KeyChoice, ScaleLock};
pub use kinds::{chosen, nearest_duration};
pub use listening::{FollowChoice, ListeningParams, REROLL_ALL, SlotByHand};
pub use playing::{GATES, PlayingParams, SWINGS};
pub use routing::{RoleChoice, RoutingParams};
pub use session::DURATIONS;
pub use settings::{Known, Settings, Triggered};
pub use window::{LEAST, WindowSize, ZOOMS, Zoom};

use crate::link::Controls;
use crate::link::{SLOTS, Triggers};
use crate::preview::SoundFont;
use crate::session::Session;
use kinds::{amount, decibels, duration, hundredths, named, percent};
use nice_plug::prelude::*;
use orders::Order;
use score::Sampling;
use score::request::{MAX_CANDIDATES, MAX_GUIDANCE};
use score::schedule::LANES;
use session::Rack;
use settings::Turned;
use std::sync::Arc;

/// Lowest and highest mean pitch that can be asked for (MIDI keys).
pub const PITCHES: (i32, i32) = (24, 96);
/// Lowest and highest mean velocity that can be asked for.
pub const VELOCITIES: (i32, i32) = (1, 127);
/// Most onsets per bar that can be asked for.
pub const DENSITIES: (i32, i32) = (1, 48);
/// The seed is this number less one step when every loop gets a fresh one.
pub const SEEDS: (i32, i32) = (1, 65_535);
/// Levels of the preview, in decibels.
pub const LEVELS: (i32, i32) = (-60, 6);
/// Highest temperature, in hundredths.
pub const HOTTEST: i32 = 200;
/// Least and strongest guidance, in hundredths; the least is none.
pub const GUIDANCES: (i32, i32) = (100, (100.0 * MAX_GUIDANCE) as i32);
/// Fewest and most versions of each bar.
pub const CANDIDATES: (i32, i32) = (1, MAX_CANDIDATES as i32);
/// Macros, in percent.
pub const PERCENT: (i32, i32) = (0, 100);
/// Loops that a piece may have.
pub const LENGTHS: [usize; 4] = [1, 2, 4, 8];
/// After how many loops a variation may follow; 0 is never.
pub const EVOLVES: [u32; 5] = [0, 1, 2, 4, 8];

/// Shared by the host, the editor and the worker; the audio thread reads the atomics inside and nothing else.
#[derive(Params)]
pub struct QuatrainParams {
    /// What no parameter can hold: instruments and the loop's notes.
    #[nested]
    pub session: Arc<Session>,
    /// How large the editor is.
    #[persist = "window"]
    pub window: WindowSize,
    /// How large everything in it is.
    #[persist = "zoom"]
    pub zoom: Zoom,
    /// What the preview plays with in place of its own sounds.
    #[persist = "soundfont"]
    pub sound_font: SoundFont,
    /// Which notes and controllers of the input ask for what.
    #[persist = "triggers"]
    pub triggers: Triggers,
    /// The slot that one of them selected.
    #[persist = "hand"]
    pub slot_by_hand: SlotByHand,
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
    /// How much further than the model by itself the music is pushed to what is asked, in hundredths.
    #[id = "guide"]
    pub guidance: IntParam,
    /// Versions of each bar, of which the one nearest to what is asked is kept.
    #[id = "cand"]
    pub candidates: IntParam,
    /// Index of the slot that plays and is written.
    #[id = "slot"]
    pub slot: IntParam,
    /// Step into [`LENGTHS`].
    #[id = "length"]
    pub length: IntParam,
    /// Step into [`EVOLVES`].
    #[id = "evolve"]
    pub evolve: IntParam,
    /// How much of the music a variation writes anew, in percent.
    #[id = "vary"]
    pub vary: IntParam,
    /// How busy and loud the music is to be, in percent, or any: asks for density and velocity where they are any.
    #[id = "intens"]
    pub intensity: IntParam,
    /// How high it is to lie, in percent, or any: asks for the mean pitch where it is any.
    #[id = "regist"]
    pub register: IntParam,
    #[nested]
    pub playing: PlayingParams,
    #[nested]
    pub routing: RoutingParams,
    #[nested]
    pub listening: ListeningParams,
    /// How often Generate was turned on.
    generated: Order,
    turned: Turned,
}

impl QuatrainParams {
    pub fn new(session: Arc<Session>) -> QuatrainParams {
        let (turned, generated) = (Turned::default(), Order::default());
        QuatrainParams {
            session,
            window: WindowSize::default(),
            zoom: Zoom::default(),
            sound_font: SoundFont::default(),
            triggers: Triggers::default(),
            slot_by_hand: SlotByHand::default(),
            generate: BoolParam::new("Generate", false).with_callback(generated.by(&turned)),
            looping: BoolParam::new("Loop", true).with_callback(turned.by()),
            temperature: hundredths("Temperature", 100, (0, HOTTEST)),
            mean_pitch: amount("Mean pitch", PITCHES),
            mean_velocity: amount("Mean velocity", VELOCITIES),
            mean_duration: duration("Mean duration"),
            density: amount("Density", DENSITIES),
            key: EnumParam::new("Key", KeyChoice::Any),
            scale: EnumParam::new("Scale", ScaleLock::Off),
            seed: amount("Seed", SEEDS),
            bypass: BoolParam::new("Bypass", false).make_bypass().with_callback(turned.by()),
            preview: BoolParam::new("Preview", true).with_callback(turned.by()),
            preview_level: decibels("Preview Level", LEVELS).with_callback(turned.by()),
            guidance: hundredths(
                "Guidance",
                (100.0 * Sampling::default().guidance).round() as i32,
                GUIDANCES,
            ),
            candidates: IntParam::new(
                "Candidates",
                Sampling::default().candidates.into(),
                IntRange::Linear { min: CANDIDATES.0, max: CANDIDATES.1 },
            ),
            slot: named("Slot", ["A", "B", "C", "D", "E", "F", "G", "H"]),
            length: named("Length", ["4 bars", "8 bars", "16 bars", "32 bars"]),
            evolve: named("Evolve", ["Off", "Every loop", "Every 2 loops", "Every 4 loops", "Every 8 loops"])
                .with_callback(turned.by()),
            vary: percent("Variation", 25, PERCENT),
            intensity: amount("Intensity", PERCENT),
            register: amount("Register", PERCENT),
            playing: PlayingParams::new(&turned),
            routing: RoutingParams::new(&turned),
            listening: ListeningParams::new(&turned),
            generated,
            turned,
        }
    }

    /// Index of the slot that plays and is written: what the parameter says, or what a note or a controller selected since. Real-time safe.
    pub fn slot(&self) -> usize {
        self.slot_by_hand.over(self.slot_param())
    }

    /// A note or a controller selects a slot. Real-time safe.
    pub fn select_slot(&self, slot: u8) {
        self.slot_by_hand.choose(slot, self.slot_param());
    }

    fn slot_param(&self) -> usize {
        self.slot.value().clamp(0, SLOTS as i32 - 1) as usize
    }

    /// A copy of the rack, with all bars of a lane locked where automation locks the lane.
    pub fn rack(&self) -> Rack {
        let mut rack = self.session.rack();
        (0..LANES)
            .filter(|&lane| self.listening.locks(lane))
            .for_each(|lane| rack.set_locked(lane, u32::MAX, true));
        rack
    }

    /// Loops that the next piece is to have.
    pub fn sections(&self) -> usize {
        LENGTHS.get(self.length.value() as usize).copied().unwrap_or(1)
    }

    /// After how many passes a variation follows; 0 is never.
    pub fn passes(&self) -> u32 {
        EVOLVES.get(self.evolve.value() as usize).copied().unwrap_or(0)
    }

    pub fn evolves(&self) -> bool {
        self.passes() > 0
    }

    /// How much of the music a variation writes anew, 0..=1.
    pub fn variation(&self) -> f32 {
        self.vary.value() as f32 / 100.0
    }

    /// How a block would be played now.
    pub fn controls(&self) -> Controls {
        self.settings().controls
    }
}
