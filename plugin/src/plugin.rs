//! The instance as the host sees it.

mod block;
mod events;
mod sounding_keys;

pub use crate::link::GENERATE_KEY;

use crate::audio::{MidiInput, Player};
use crate::editor;
use crate::fault::Guard;
use crate::link::{AudioCommands, Board, CaptureCell, Triggers, Wanted, What, begin_restoring};
use crate::log;
use crate::params::{Known, QuatrainParams, Triggered};
use crate::preview::Preview;
use crate::session::{EditorEnd, wire};
use crate::worker::Worker;
use nice_plug::params::persist::{PersistentField, serialize_field};
use nice_plug::plugin::ParamValue;
use nice_plug::prelude::*;
use sounding_keys::SoundingKeys;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Lives with the host, which calls it from its main thread and, for `process` and `reset`, from its audio thread.
pub struct Quatrain {
    params: Arc<QuatrainParams>,
    player: Player,
    input: MidiInput,
    preview: Preview,
    stand: Arc<CaptureCell>,
    commands: AudioCommands,
    board: Arc<Board>,
    editor_end: EditorEnd,
    known: Known,
    /// In the block before.
    triggered: Triggered,
    offline: bool,
    /// What the host was told to sound: what is to end if the playing fails.
    keys: SoundingKeys,
    /// The playing of notes...
    playing: Guard,
    /// ...and the preview.
    sounding: Guard,
    /// How many commands were given when an offline render waited for them in vain: it waits for each but once.
    given_up: u64,
    /// The transport rolled in the block before...
    rolling: bool,
    /// ...in this pass of the loop.
    pass: Option<i64>,
    /// Slot, variation and how often one follows, and the group, as the worker was told last.
    seen: (usize, u32, u32, Option<Wanted>),
    /// Dropped with the instance, and the thread with it.
    _worker: Worker,
}

impl Default for Quatrain {
    fn default() -> Quatrain {
        let link = wire();
        let params = Arc::new(QuatrainParams::new(link.session));
        Quatrain {
            player: Player::new(link.audio),
            input: MidiInput::new(params.triggers.clone()),
            stand: link.stand,
            preview: Preview::new(&params.sound_font),
            commands: link.audio_commands,
            board: link.board,
            editor_end: link.editor,
            known: Known::default(),
            triggered: Triggered::default(),
            offline: false,
            keys: SoundingKeys::default(),
            playing: Guard::default(),
            sounding: Guard::default(),
            given_up: 0,
            rolling: false,
            pass: None,
            seen: (0, 0, 0, None),
            _worker: Worker::start(link.worker, params.clone()),
            params,
        }
    }
}

impl Plugin for Quatrain {
    const NAME: &'static str = "Quatrain";
    const VENDOR: &'static str = "Quatrain";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] =
        &[AudioIOLayout { main_output_channels: NonZeroU32::new(2), ..AudioIOLayout::const_default() }];
    const MIDI_INPUT: MidiConfig = MidiConfig::MidiCCs;
    const MIDI_OUTPUT: MidiConfig = MidiConfig::MidiCCs;

    type Editor = editor::Window;
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        self.params.clone()
    }

    fn editor(&mut self, _tasks: AsyncExecutor<Self>) -> Option<editor::Window> {
        editor::Window::new(self.params.clone(), self.editor_end.clone())
    }

    fn setup_logger() -> Option<bool> {
        Some(log::begin())
    }

    fn filter_state(state: &mut PluginState) {
        // What was turned on when the project was stored asks for nothing now.
        begin_restoring();
        // A project from before there were any has the first triggers, and no slot that one of them selected.
        if state.fields.contains_key("quatrain") {
            let first = Triggers::default().map(serialize_field).unwrap_or_default();
            state.fields.entry("triggers".to_owned()).or_insert(first);
            state.fields.entry("hand".to_owned()).or_insert("0".to_owned());
        }
        // A number may lie outside the choices there are; we only ever store names.
        state.params.retain(|id, value| {
            !(["key", "scale"].contains(&id.as_str()) && matches!(value, ParamValue::I32(_)))
        });
    }

    fn activate(
        &mut self,
        _layout: &AudioIOLayout,
        buffers: &BufferConfig,
        _context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let rate = f64::from(buffers.sample_rate);
        let offline = buffers.process_mode == ProcessMode::Offline;
        log::activated(buffers.sample_rate, buffers.max_buffer_size, offline);
        self.playing.reset();
        self.sounding.reset();
        self.player.prepare(rate);
        self.input.prepare(rate);
        self.preview.prepare(rate);
        self.params.sound_font.prepare(rate);
        self.offline = offline;
        self.triggered = self.params.settings().triggered;
        self.commands.shared().give(0, What::Warm);
        true
    }

    fn reset(&mut self) {
        self.player.reset();
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        _aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let frames = buffer.samples() as u32;
        let (mut playing, mut sounding) =
            (std::mem::take(&mut self.playing), std::mem::take(&mut self.sounding));
        let was_silent = (playing.is_silent(), sounding.is_silent());
        let played = playing.run_audio(|| self.play(frames, context));
        let cut = played.unwrap_or_else(|| self.end_all(!was_silent.0, frames, context));
        if sounding.run_audio(|| self.sound(cut, buffer)).is_none() {
            self.silence(!was_silent.1, buffer);
        }
        (self.playing, self.sounding) = (playing, sounding);
        ProcessStatus::KeepAlive
    }
}

impl ClapPlugin for Quatrain {
    const CLAP_ID: &'static str = "org.quatrain.quatrain";
    const CLAP_DESCRIPTION: Option<&'static str> =
        Some("Writes four-bar loops and plays them to other instruments");
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] =
        &[ClapFeature::Instrument, ClapFeature::NoteEffect, ClapFeature::Stereo];
}

impl Vst3Plugin for Quatrain {
    const VST3_CLASS_ID: [u8; 16] = *b"QuatrainFourBars";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] =
        &[Vst3SubCategory::Instrument, Vst3SubCategory::Stereo];
}
