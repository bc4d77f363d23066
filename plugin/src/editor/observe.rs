//! What the parameters and the status mean for the eye.

use super::export::Exporter;
use super::view::{
    Asking, BarState, Choice, Engine, Hands, Knob, Music, Phase, Pick, Preview, Quantity, Setting, View,
};
use crate::params::{QuatrainParams, chosen};
use crate::session::Status;
use nice_plug::prelude::{IntParam, Param, ParamSetter};
use score::{BARS, Request, TICKS_PER_QUARTER};
use std::path::PathBuf;

/// One look, for one frame.
pub fn observe(params: &QuatrainParams, status: &Status, exports: &Exporter) -> View {
    View {
        asking: asking(params, status),
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
        hands: hands(params, status),
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

/// The parameter behind a knob, if there is one.
pub fn parameter(params: &QuatrainParams, knob: Knob) -> Option<&IntParam> {
    Some(match knob {
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
        Knob::Swing => &params.playing.swing,
        Knob::Timing => &params.playing.timing,
        Knob::Dynamics => &params.playing.dynamics,
        Knob::Gate => &params.playing.gate,
        Knob::Loudness => return None,
    })
}

/// A parameter of a few steps, whatever its type.
pub trait Stepped {
    fn options(&self) -> Vec<String>;
    fn now(&self) -> usize;
    /// One whole gesture.
    fn choose(&self, setter: &ParamSetter<'_>, option: usize);
}

impl<P: Param> Stepped for P {
    fn options(&self) -> Vec<String> {
        let last = self.step_count().unwrap_or(1);
        let share = |step: usize| step as f32 / last.max(1) as f32;
        (0..=last).map(|step| self.normalized_value_to_string(share(step), true)).collect()
    }

    fn now(&self) -> usize {
        (self.unmodulated_normalized_value() * self.step_count().unwrap_or(1) as f32).round() as usize
    }

    fn choose(&self, setter: &ParamSetter<'_>, option: usize) {
        let share = option as f32 / self.step_count().unwrap_or(1).max(1) as f32;
        setter.begin_set_parameter(self);
        setter.set_parameter_normalized(self, share.clamp(0.0, 1.0));
        setter.end_set_parameter(self);
    }
}

/// The parameter behind a choice.
pub fn choice(params: &QuatrainParams, pick: Pick) -> &dyn Stepped {
    match pick {
        Pick::SwingUnit => &params.playing.swing_unit,
        Pick::Launch => &params.playing.launch,
        Pick::Output => &params.playing.output,
        Pick::Programs => &params.playing.programs,
        Pick::Follow => &params.listening.follow,
        Pick::Thru => &params.listening.thru,
        Pick::SlotOctave => &params.listening.slot_octave,
        Pick::CaptureTo => &params.listening.capture_to,
        Pick::Group => &params.routing.group,
        Pick::Role => &params.routing.role,
    }
}

fn hands(params: &QuatrainParams, status: &Status) -> Hands {
    let stands = |pick| {
        let param = choice(params, pick);
        Choice { pick, options: param.options(), now: param.now() }
    };
    Hands {
        knobs: Knob::PLAYING.into_iter().filter_map(|knob| setting(params, knob)).collect(),
        choices: Pick::ALL.map(stands).into(),
        capturing: params.listening.capture.value(),
        bindings: params.triggers.bindings(),
        learning: params.triggers.learning(),
        group: status.group.map(|group| group.to_string()),
    }
}

fn asking(params: &QuatrainParams, status: &Status) -> Asking {
    let asking = &status.asking;
    let next = params.request_of(asking, status.rack.tracks(), &status.host, 0, 0);
    Asking {
        instruments: status.rack.asked(),
        amounts: Quantity::ALL.map(|quantity| parameter(params, Knob::Amount(quantity)).and_then(chosen)),
        key: params.key.value().key(),
        scale: params.scale.value().kind(),
        settings: Knob::SETTINGS.into_iter().filter_map(|knob| setting(params, knob)).collect(),
        seed: chosen(&params.seed),
        repeat: params.looping.value(),
        notices: notices(&next),
        chords: asking.chords.clone(),
        bar_density: asking.bar_density,
        preset: asking.preset.clone(),
    }
}

fn setting(params: &QuatrainParams, knob: Knob) -> Option<Setting> {
    let param = parameter(params, knob)?;
    let text = param.normalized_value_to_string(param.unmodulated_normalized_value(), true);
    Some(Setting { knob, step: param.value(), text })
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
        notices: status.notices.clone(),
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
