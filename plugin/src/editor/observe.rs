//! What the parameters and the status mean for the eye.

use super::view::{Asking, BarState, Engine, Knob, Music, Phase, Preview, Quantity, Setting, View};
use crate::link::{HostNow, Status};
use crate::params::{QuatrainParams, chosen};
use nice_plug::prelude::{IntParam, Param};
use score::{BARS, Request, TICKS_PER_QUARTER};
use std::path::PathBuf;

/// One look, for one frame.
pub fn observe(params: &QuatrainParams, status: &Status) -> View {
    View {
        asking: asking(params, &status.host),
        host: status.host,
        music: music(params, status),
        engine: Engine {
            phase: phase(status),
            weights: status.weights.clone(),
            tokens_per_second: status.tokens_per_second,
            waiting: status.waiting,
            late: status.late,
            readiness: status.readiness,
        },
        zoom: params.zoom.percent(),
        preview: preview(params),
        error: status.error.clone().or_else(|| params.sound_font.error()),
    }
}

fn preview(params: &QuatrainParams) -> Preview {
    let name = |path: PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    Preview {
        on: params.preview.value(),
        level: params.preview_level.value(),
        sound_font: params.sound_font.path().and_then(name),
        loading: params.sound_font.is_loading(),
    }
}

/// The parameter behind a knob.
pub fn parameter(params: &QuatrainParams, knob: Knob) -> &IntParam {
    match knob {
        Knob::Amount(Quantity::Pitch) => &params.mean_pitch,
        Knob::Amount(Quantity::Velocity) => &params.mean_velocity,
        Knob::Amount(Quantity::Duration) => &params.mean_duration,
        Knob::Amount(Quantity::Density) => &params.density,
        Knob::Temperature => &params.temperature,
        Knob::Level => &params.preview_level,
        Knob::Guidance => &params.guidance,
        Knob::Candidates => &params.candidates,
        Knob::Length => &params.length,
        Knob::Evolve => &params.evolve,
        Knob::Variation => &params.vary,
        Knob::Intensity => &params.intensity,
        Knob::Register => &params.register,
    }
}

fn asking(params: &QuatrainParams, host: &HostNow) -> Asking {
    let saved = params.saved.asking();
    Asking {
        instruments: params.saved.rack().asked(),
        amounts: Quantity::ALL.map(|quantity| chosen(parameter(params, Knob::Amount(quantity)))),
        key: params.key.value().key(),
        scale: params.scale.value().kind(),
        settings: Knob::SETTINGS.map(|knob| setting(params, knob)).into(),
        seed: chosen(&params.seed),
        repeat: params.looping.value(),
        notices: notices(&params.request(host, 0, 0)),
        chords: saved.chords,
        bar_density: saved.bar_density,
        preset: saved.preset,
    }
}

fn setting(params: &QuatrainParams, knob: Knob) -> Setting {
    let param = parameter(params, knob);
    let text = param.normalized_value_to_string(param.unmodulated_normalized_value(), true);
    Setting { knob, step: param.value(), text }
}

/// What of `asked` contradicts itself.
fn notices(asked: &Request) -> Vec<String> {
    score::resolve(asked).contradictions.iter().map(ToString::to_string).collect()
}

fn music(params: &QuatrainParams, status: &Status) -> Music {
    let controls = params.controls();
    Music {
        next_metre: status.host.metre,
        bars: std::array::from_fn(|bar| bar_state(status, bar)),
        playhead: status.playhead.map(|quarters| (quarters * f64::from(TICKS_PER_QUARTER)) as f32),
        of: status.the_loop.clone(),
        section: status.section,
        sections: status.sections,
        slots: status.slots,
        rack: status.rack.clone(),
        muted: controls.muted,
        octaves: controls.octaves,
        notices: status.the_loop.as_ref().map_or_else(Vec::new, |of| notices(&of.asked)),
        can_undo: status.can_undo,
        can_redo: status.can_redo,
    }
}

fn bar_state(status: &Status, bar: usize) -> BarState {
    if !status.generating {
        let written = status.the_loop.as_ref().map_or(0, |of| of.bars.min(BARS));
        return if bar < written { BarState::Written } else { BarState::Empty };
    }
    match bar.cmp(&status.bars_ready) {
        std::cmp::Ordering::Less => BarState::Written,
        std::cmp::Ordering::Equal => BarState::Writing,
        std::cmp::Ordering::Greater => BarState::Planned,
    }
}

fn phase(status: &Status) -> Phase {
    match (status.generating, status.weights.is_some(), status.error.is_some()) {
        (true, true, _) => Phase::Writing,
        (true, false, _) => Phase::Loading,
        (false, false, true) => Phase::Failed,
        (false, _, _) => Phase::Ready,
    }
}
