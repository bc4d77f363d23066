//! The instance as the host sees it.

use crate::audio::{HostTime, Message, Player};
use crate::editor;
use crate::link::{self, Board, Calls, EditorEnd, Wanted};
use crate::params::QuatrainParams;
use crate::preview::{self, Preview};
use crate::worker::Worker;
use nice_plug::midi::{Channel, Key, VoiceID};
use nice_plug::plugin::ParamValue;
use nice_plug::prelude::*;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The MIDI key that asks for a new loop, on any channel: C1 where middle C is C4, below what loops play, so that a host that feeds
/// the loop back does not ask for the next.
pub const GENERATE_KEY: u8 = 24;

/// How long an offline render waits for a loop that was asked for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lives with the host, which calls it from its main thread and, for `process` and `reset`, from its audio thread.
pub struct Quatrain {
    params: Arc<QuatrainParams>,
    player: Player,
    preview: Preview,
    calls: Arc<Calls>,
    board: Arc<Board>,
    editor_end: EditorEnd,
    /// Generate was on in the block before.
    generate_was_on: bool,
    offline: bool,
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
        let link = link::wire();
        let params = Arc::new(QuatrainParams::new(link.saved));
        Quatrain {
            player: Player::new(link.audio),
            preview: Preview::new(&params.sound_font),
            calls: link.calls,
            board: link.board,
            editor_end: link.editor,
            generate_was_on: false,
            offline: false,
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
    const MIDI_INPUT: MidiConfig = MidiConfig::Basic;
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

    fn filter_state(state: &mut PluginState) {
        // A trigger is not to fire because it was on when the project was stored.
        state.params.insert("gen".to_owned(), ParamValue::Bool(false));
        // A number may lie outside the choices there are; we only ever store names.
        state.params.retain(|id, value| {
            !(["key", "scale"].contains(&id.as_str()) && matches!(value, ParamValue::I32(_)))
        });
    }

    fn activate(
        &mut self,
        _layout: &AudioIOLayout,
        buffers: &BufferConfig,
        context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let rate = f64::from(buffers.sample_rate);
        self.player.prepare(rate);
        self.preview.prepare(rate);
        self.params.sound_font.prepare(rate);
        // In VST3 the framework tells of a change one start late: live playing after a bounce would count as one.
        let in_time = context.plugin_api() != PluginApi::Vst3;
        self.offline = in_time && buffers.process_mode == ProcessMode::Offline;
        self.generate_was_on = self.params.generate.value();
        self.calls.warm();
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
        let host = HostTime::read(context.transport());
        self.board.set_host(host.rolling, host.tempo, host.metre);
        self.listen(context);
        self.follow(&host);
        if self.offline {
            self.wait();
        }
        let controls = self.params.controls();
        let preview = &mut self.preview;
        self.player.process(&host, &controls, buffer.samples() as u32, &mut |frame, message| {
            let sent = context.try_send_event(event(frame, message)).is_ok();
            if sent {
                preview.hear(frame, message);
            }
            sent
        });
        let ear = preview::Switches {
            on: self.params.preview.value() && !controls.bypass,
            level: self.params.preview_level.value(),
        };
        self.preview.process(ear, self.player.players(), self.player.cut(), buffer.as_slice());
        ProcessStatus::KeepAlive
    }
}

impl Quatrain {
    /// Passes on what asks for a new loop: the parameter turned on, or the key struck.
    fn listen(&mut self, context: &mut impl ProcessContext<Self>) {
        let on = self.params.generate.value();
        let mut asked = on && !self.generate_was_on;
        self.generate_was_on = on;
        while let Some(event) = context.next_event() {
            asked |= matches!(event, NoteEvent::NoteOn { key: Key::Number(GENERATE_KEY), .. });
        }
        if asked {
            self.calls.ask();
        }
    }

    /// Has the worker look when another slot or group is chosen, or another variation is to come: the one of the next pass, or, where the
    /// transport starts or jumps, of the pass there.
    fn follow(&mut self, host: &HostTime) {
        let every = self.params.passes();
        let pass = host.beat.and_then(|beat| self.board.pass(beat));
        let goes_on = self.rolling
            && pass.zip(self.pass).is_some_and(|(now, before)| (before..=before + 1).contains(&now));
        (self.rolling, self.pass) = (host.rolling, pass);
        let generation = pass.filter(|_| every > 0).map_or(self.seen.1, |pass| {
            let next = pass + i64::from(goes_on);
            u32::try_from(next.max(0) / i64::from(every)).unwrap_or(u32::MAX)
        });
        let seen = (self.params.slot(), generation, every, self.params.routing.wanted());
        if seen != self.seen {
            self.seen = seen;
            self.board.set_generation(generation);
            self.calls.look();
        }
    }

    /// An offline render has time: what was asked for is to be in it.
    fn wait(&self) {
        let begun = Instant::now();
        let busy = || self.board.finished() < self.calls.latest() || self.params.sound_font.is_loading();
        while busy() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn event(frame: u32, message: Message) -> NoteEvent<()> {
    match message {
        Message::On { channel, key, velocity } => NoteEvent::NoteOn {
            timing: frame,
            voice_id: VoiceID::Wildcard,
            channel: Channel::Number(channel),
            key: Key::Number(key),
            velocity: f32::from(velocity) / 127.0,
        },
        Message::Off { channel, key } => NoteEvent::NoteOff {
            timing: frame,
            voice_id: VoiceID::Wildcard,
            channel: Channel::Number(channel),
            key: Key::Number(key),
            velocity: 0.0,
        },
        Message::Program { channel, program } => {
            NoteEvent::MidiProgramChange { timing: frame, channel, program }
        }
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
