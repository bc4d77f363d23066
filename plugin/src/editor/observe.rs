//! What the parameters and the status mean for the eye.

use super::export::Exporter;
use super::view::{Asking, BarState, Engine, Knob, Music, Phase, Preview, Quantity, Setting, View};
use crate::link::{HostNow, Status};
use crate::params::{QuatrainParams, chosen};
use nice_plug::prelude::{IntParam, Param};
use score::{BARS, Request, TICKS_PER_QUARTER};
use std::path::PathBuf;

/// One look, for one frame.
pub fn observe(params: &QuatrainParams, status: &Status, exports: &Exporter) -> View {
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
        exported: exports.done(),
        error: status.error.clone().or_else(|| params.sound_font.error()).or_else(|| exports.error()),
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
        octaves: controls.octaves,
        notices: status.the_loop.as_ref().map_or_else(Vec::new, |of| notices(&of.asked)),
        piece: status.piece.clone(),
        piece_bars: piece_bars(status),
        pieces: status.pieces.clone(),
        history: status.history,
        muted: controls.muted,
        bypassed: controls.bypass,
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

/// How far each bar of the piece is.
fn piece_bars(status: &Status) -> Vec<BarState> {
    let Some(piece) = status.piece.as_ref().filter(|piece| piece.planned > 1) else { return Vec::new() };
    let (planned, there) = (BARS * piece.planned, |section: usize| piece.sections.get(section));
    if status.generating && piece.is_whole() {
        // What is to come has not begun to take the place of what is there.
        let state = |bar| if bar == 0 { BarState::Writing } else { BarState::Planned };
        return (0..planned).map(state).collect();
    }
    let mut states = Vec::with_capacity(planned);
    for bar in 0..planned {
        let written = there(bar / BARS).is_some_and(|section| bar % BARS < section.bars);
        let first = states.last().is_none_or(|before| *before == BarState::Written);
        states.push(match (written, status.generating) {
            (true, _) => BarState::Written,
            (false, false) => BarState::Empty,
            (false, true) if first => BarState::Writing,
            (false, true) => BarState::Planned,
        });
    }
    states
}

fn phase(status: &Status) -> Phase {
    match (status.generating, status.weights.is_some(), status.error.is_some()) {
        (true, true, _) => Phase::Writing,
        (true, false, _) => Phase::Loading,
        (false, false, true) => Phase::Failed,
        (false, _, _) => Phase::Ready,
    }
}
