//! What the parameters say to a block of audio.

use super::QuatrainParams;
use crate::link::{Controls, Listening};
use crate::link::{Switches, Wanted};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Everything that a block asks of the parameters, as they are in it; but the slot, which is to be read together with what was selected
/// by hand: [`QuatrainParams::slot`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub controls: Controls,
    pub listening: Listening,
    pub preview: Switches,
    pub triggered: Triggered,
    /// The group and the role in it.
    pub group: Option<Wanted>,
}

/// How often the parameters were turned on that ask for something by being turned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triggered {
    pub generate: u32,
    pub capture: u32,
    pub reroll: u32,
    /// Lanes that Re-roll stands at, bit by bit.
    pub lanes: u16,
}

/// Lives on the audio thread. What the parameters said when one was turned last: they are many, and every block would have to fetch them
/// from memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known(Option<(u64, Settings)>);

/// How often one of the parameters that make the [`Settings`] was turned. Clones share the count.
#[derive(Clone, Debug, Default)]
pub(super) struct Turned(Arc<AtomicU64>);

impl Turned {
    /// To be called by a parameter behind each change of its value: who sees the count sees the value.
    pub fn by<T>(&self) -> Arc<dyn Fn(T) + Send + Sync> {
        let count = self.0.clone();
        Arc::new(move |_| _ = count.fetch_add(1, Ordering::Release))
    }
}

impl QuatrainParams {
    /// What holds for a block: as it was `known`, or, where a parameter was turned since, as it is now. Real-time safe.
    pub fn settings_after(&self, known: &mut Known) -> Settings {
        let turned = self.turned.0.load(Ordering::Acquire);
        match known.0 {
            Some((before, settings)) if before == turned => settings,
            _ => known.0.insert((turned, self.settings())).1,
        }
    }

    /// What would hold for a block now. Real-time safe.
    #[cold]
    pub fn settings(&self) -> Settings {
        let (looping, bypass) = (self.looping.value(), self.bypass.value());
        Settings {
            controls: Controls { looping, bypass, evolve: self.passes(), ..self.playing.controls() },
            listening: self.listening.listening(),
            preview: Switches { on: self.preview.value() && !bypass, level: self.preview_level.value() },
            triggered: Triggered {
                generate: self.generated.turns(),
                capture: self.listening.captured.turns(),
                reroll: self.listening.rerolled.turns(),
                lanes: self.listening.rerolled(),
            },
            group: self.routing.wanted(),
        }
    }
}
