//! What the user's actions do.

use super::export::Exporter;
use super::observe::{choice, parameter};
use super::view::{self, Action, Gesture, Knob, Quantity};
use super::words;
use crate::params::{KeyChoice, QuatrainParams, ScaleLock, nearest_duration};
use crate::presets::{Preset, PresetError, Shelf, export, import};
use crate::session::EditorEnd;
use nice_plug::prelude::{IntParam, IntRange, Param, ParamSetter};
use score::{Cells, Instrument};
use session::{Loop, Rack};
use std::path::Path;

/// Carries out `action`: by parameter gestures, which the host records, or by messages.
/// `shelf` is where the user's presets are.
pub fn act(
    action: Action,
    params: &QuatrainParams,
    setter: &ParamSetter<'_>,
    end: &EditorEnd,
    exports: &Exporter,
    shelf: &mut Shelf,
) {
    match action {
        Action::Generate => end.generate(params.slot()),
        Action::Turn(knob, gesture) => {
            if let Some(param) = parameter(params, knob) {
                turn(setter, param, gesture);
            }
        }
        Action::Type(knob, text) => {
            if let Some(param) = parameter(params, knob)
                && let Some(step) = typed(knob, param, &text)
            {
                set(setter, param, step);
            }
        }
        Action::SetAmount(quantity, step) => {
            if let Some(param) = parameter(params, Knob::Amount(quantity)) {
                set(setter, param, step.unwrap_or(any(param)));
            }
        }
        Action::SetKey(key) => set(setter, &params.key, KeyChoice::from_key(key)),
        Action::SetScale(kind) => set(setter, &params.scale, ScaleLock::from_kind(kind)),
        Action::SetSeed(seed) => set(setter, &params.seed, seed.unwrap_or(any(&params.seed))),
        Action::SetRepeat(on) => set(setter, &params.looping, on),
        Action::AddInstrument(instrument) => add(instrument, params, end),
        Action::RemoveInstrument(instrument) => params.session.change_rack(|rack| rack.remove(instrument)),
        Action::LetComposerChoose => params.session.change_rack(Rack::ask_for_none),
        Action::Lock { place, bars, on } => lock(params, place, bars, on),
        Action::Mute { place, on } => {
            if let Some(lane) = params.playing.lanes.get(place) {
                set(setter, &lane.mute, on);
            }
        }
        Action::Solo { place, on } => params.session.change_rack(|rack| rack.set_solo(place, on)),
        Action::Start { place, ticks } => params.session.change_rack(|rack| rack.set_start(place, ticks)),
        Action::WriteAnew { section, cells } => end.write_anew(section, cells),
        Action::Edit(swaps) => end.edit(&swaps),
        Action::GoTo(step) => end.go_to(step),
        Action::Export(what, way) => exports.export(params, what, way),
        Action::DismissExport => exports.dismiss(),
        Action::SetBypass(on) => set(setter, &params.bypass, on),
        Action::Ask { place, quantity, step } => {
            params.session.change_rack(|rack| ask(rack, place, quantity, step));
        }
        Action::SetLevel { place, percent } => {
            params.session.change_rack(|rack| rack.set_level(place, percent));
        }
        Action::SetChannel { place, channel } => {
            params.session.change_rack(|rack| rack.set_channel(place, channel));
        }
        Action::SetOctave { place, octave } => {
            if let Some(lane) = params.playing.lanes.get(place) {
                set(setter, &lane.octave, i32::from(octave));
            }
        }
        Action::SetChords(text) => params.session.change_asking(|asking| asking.chords = text),
        Action::SetBarDensity { bar, onsets } => params.session.change_asking(|asking| {
            if let Some(of) = asking.bar_density.get_mut(bar) {
                *of = onsets;
            }
        }),
        Action::LoadPreset(preset) => load(&preset, params, setter),
        Action::ImportPreset(path) => {
            let read = import(&path).and_then(|preset| shelf.keep(&preset).map(|_| preset));
            match read {
                Ok(preset) => load(&preset, params, setter),
                Err(error) => end.complain(error.to_string()),
            }
        }
        Action::ExportPreset(path) => {
            let name = params.session.asking().preset;
            let name = if name.is_empty() { stem(&path) } else { name };
            tell(end, export(&Preset::of(params, &name), &path));
        }
        Action::KeepPreset(name) => {
            let kept = shelf.keep(&Preset::of(params, &name));
            if kept.is_ok() {
                params.session.change_asking(|asking| asking.preset = name.trim().to_owned());
            }
            tell(end, kept.map(|_| ()));
        }
        Action::RemovePreset(name) => tell(end, shelf.remove(&name)),
        Action::Choose(pick, option) => choice(params, pick).choose(setter, option),
        Action::Capture(on) => set(setter, &params.listening.capture, on),
        Action::Learn(trigger) => params.triggers.learn(trigger),
        Action::Unbind(trigger) => params.triggers.unbind(trigger),
        Action::SetZoom(percent) => params.zoom.store(percent),
        Action::SelectSlot(slot) => {
            params.slot_by_hand.clear();
            set(setter, &params.slot, slot as i32);
        }
        Action::Undo => end.undo(),
        Action::Redo => end.redo(),
        Action::LoadWeights(path) => end.load_weights(Some(path)),
        Action::UseBuiltInWeights => end.load_weights(None),
        Action::SetPreview(on) => set(setter, &params.preview, on),
        Action::LoadSoundFont(path) => params.sound_font.choose(Some(path)),
        Action::UseBuiltInSounds => params.sound_font.choose(None),
        Action::DismissError => {
            end.dismiss_error();
            params.sound_font.dismiss_error();
            exports.dismiss();
        }
    }
}

/// Locks bars of a lane, or frees them, also those that are locked because they were changed by hand.
fn lock(params: &QuatrainParams, place: usize, bars: u32, on: bool) {
    params.session.change_rack(|rack| rack.set_locked(place, bars, on));
    let instrument = params.session.rack().lane(place).map(|lane| lane.instrument);
    if let Some(instrument) = instrument.filter(|_| !on) {
        params.session.release(instrument, bars);
    }
}

/// Shows what went wrong, if anything did.
fn tell(end: &EditorEnd, done: Result<(), PresetError>) {
    if let Err(error) = done {
        end.complain(error.to_string());
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Asks something of one place alone.
fn ask(rack: &mut Rack, place: usize, quantity: Quantity, step: Option<i32>) {
    let Some(lane) = rack.lane(place) else { return };
    let mut amounts = lane.amounts;
    let step = step.and_then(|step| u8::try_from(step).ok());
    match quantity {
        Quantity::Pitch => amounts.pitch = step,
        Quantity::Velocity => amounts.velocity = step,
        Quantity::Duration => amounts.duration = step,
        Quantity::Density => amounts.density = step,
    }
    rack.set_amounts(place, amounts);
}

/// Asks for what `preset` says, and for nothing else. What sounds goes on.
fn load(preset: &Preset, params: &QuatrainParams, setter: &ParamSetter<'_>) {
    params.session.exchange(&preset.parts());
    params.session.change_asking(|asking| *asking = preset.asking());
    turn_to(setter, &params.key, KeyChoice::from_key(preset.key));
    turn_to(setter, &params.scale, ScaleLock::from_kind(preset.scale));
    let whole = |value: Option<f32>| value.map(|value| value.round() as i32);
    for (param, step) in [
        (&params.mean_pitch, whole(preset.mean_pitch)),
        (&params.mean_velocity, whole(preset.mean_velocity)),
        (&params.mean_duration, preset.mean_duration.and_then(nearest_duration)),
        (&params.density, whole(preset.density)),
        (&params.intensity, None),
        (&params.register, None),
    ] {
        turn_to(setter, param, step.unwrap_or(any(param)));
    }
    let hundredths = |value: Option<f32>| value.map(|value| (value * 100.0).round() as i32);
    for (param, step) in [
        (&params.temperature, hundredths(preset.temperature)),
        (&params.guidance, hundredths(preset.guidance)),
        (&params.candidates, preset.candidates.map(i32::from)),
    ] {
        turn_to(setter, param, step.unwrap_or(param.default_plain_value()));
    }
}

/// One whole gesture, where anything changes.
fn turn_to<P: Param>(setter: &ParamSetter<'_>, param: &P, value: P::Plain)
where
    P::Plain: PartialEq,
{
    if param.modulated_plain_value() != value {
        set(setter, param, value);
    }
}

/// Asks for `instrument`. While the host plays it joins what sounds: its part is written around the others.
fn add(instrument: Instrument, params: &QuatrainParams, end: &EditorEnd) {
    params.session.change_rack(|rack| {
        rack.add(instrument);
    });
    let status = end.status();
    let sounds = |the_loop: &Loop| the_loop.notes.iter().any(|note| note.instrument == instrument);
    let Some(place) = params.session.rack().place(instrument).filter(|_| status.host.playing) else { return };
    let present = params.session.present();
    for (section, of) in present.iter().flat_map(|piece| piece.sections.iter().enumerate()) {
        if !sounds(of) {
            end.write_anew(section, view::cells_of(place, Cells::ALL));
        }
    }
}

/// The step that means *any*: the lowest.
fn any(param: &IntParam) -> i32 {
    match param.range() {
        IntRange::Linear { min, .. } => min,
        IntRange::Reversed(_) => 0,
    }
}

/// The step that `text` means for `knob`, at most as far as the knob goes; `None` if it means none.
fn typed(knob: Knob, param: &IntParam, text: &str) -> Option<i32> {
    if text.trim().eq_ignore_ascii_case("any") {
        let open = matches!(knob, Knob::Amount(_) | Knob::Intensity | Knob::Register);
        return open.then(|| any(param));
    }
    let (low, high) = knob.steps();
    match knob {
        Knob::Amount(quantity) => words::step(quantity, text),
        // A step of the others is no number that anybody would write.
        _ => param.string_to_normalized_value(text).map(|share| param.preview_plain(share)),
    }
    .map(|step| step.clamp(low, high))
}

/// One whole gesture.
fn set<P: Param>(setter: &ParamSetter<'_>, param: &P, value: P::Plain) {
    setter.begin_set_parameter(param);
    setter.set_parameter(param, value);
    setter.end_set_parameter(param);
}

fn turn(setter: &ParamSetter<'_>, param: &IntParam, gesture: Gesture) {
    match gesture {
        Gesture::Begin => setter.begin_set_parameter(param),
        Gesture::To(step) => {
            if step != param.value() {
                setter.set_parameter(param, step);
            }
        }
        Gesture::Reset => setter.set_parameter(param, param.default_plain_value()),
        Gesture::End => setter.end_set_parameter(param),
    }
}
