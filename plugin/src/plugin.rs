//! The instance as the host sees it.

mod events;
mod told;

pub use crate::link::GENERATE_KEY;

use crate::audio::{Ear, HostTime, Player};
use crate::editor;
use crate::fault::Guard;
use crate::link::{
    Action, AudioCommands, Board, CaptureCell, Fault, Triggers, Wanted, What, begin_restoring,
};
use crate::log;
use crate::params::{Known, QuatrainParams, Settings, Triggered};
use crate::preview::Preview;
use crate::session::{EditorEnd, wire};
use crate::worker::Worker;
use nice_plug::params::persist::{PersistentField, serialize_field};
use nice_plug::plugin::ParamValue;
use nice_plug::prelude::*;
use nice_plug::util::permit_alloc;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};
use told::Told;

/// How long an offline render waits for a loop that was asked for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lives with the host, which calls it from its main thread and, for `process` and `reset`, from its audio thread.
pub struct Quatrain {
    params: Arc<QuatrainParams>,
    player: Player,
    ear: Ear,
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
    told: Told,
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
            ear: Ear::new(params.triggers.clone()),
            stand: link.stand,
            preview: Preview::new(&params.sound_font),
            commands: link.audio_commands,
            board: link.board,
            editor_end: link.editor,
            known: Known::default(),
            triggered: Triggered::default(),
            offline: false,
            told: Told::default(),
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
        self.ear.prepare(rate);
        self.preview.prepare(rate);
        self.params.sound_font.prepare(rate);
        self.offline = offline;
        self.triggered = self.params.settings().triggered;
        self.commands.shared().give(0, What::Warm);
        true
    }

    fn reset(&mut self) {
        self.player.reset();
        self.ear.reset();
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

impl Quatrain {
    /// Plays the notes of a block of `frames` frames; whether what sounded before it was cut off.
    fn play(&mut self, frames: u32, context: &mut impl ProcessContext<Self>) -> bool {
        let host = HostTime::read(context.transport());
        self.commands.process(host.rolling);
        self.board.set_host(host.rolling, host.tempo, host.metre);
        let settings = self.params.settings_after(&mut self.known);
        self.ear.begin(&host, settings.listening, settings.controls.bypass);
        self.listen(settings.triggered, context);
        self.follow(&host, &settings);
        if self.offline {
            self.wait();
        }
        let Quatrain { preview, player, ear, told, .. } = self;
        told.begin();
        let mut send = |frame, message| {
            let sent = context.try_send_event(events::outgoing(frame, message)).is_ok();
            if sent {
                told.note(frame, message);
                preview.hear(frame, message);
            }
            sent
        };
        ear.thru.begin(frames, &mut send);
        player.process(&host, &settings.controls, frames, &mut |frame, message| {
            ear.thru.pass(frame, message, &mut send)
        });
        ear.thru.finish(frames, &mut send);
        if let Some(held) = ear.settle(frames) {
            self.board.set_held(held.classes, held.bass);
            self.commands.give(self.params.slot(), What::FollowChord);
        }
        self.player.cut() && !self.ear.thru.holds()
    }

    /// Writes the sound of the block.
    fn sound(&mut self, cut: bool, buffer: &mut Buffer) {
        let Quatrain { preview, player, params, known, .. } = self;
        let settings = params.settings_after(known);
        preview.process(settings.preview, || player.players(), cut, buffer.as_slice());
    }

    /// The playing has failed just `now`, or is not tried any more: every note that the host was told ends, and nothing else is played in
    /// this block. What was in the middle of something is made anew, which allocates: it happens at most a few times, and the host goes on.
    #[cold]
    fn end_all(&mut self, now: bool, frames: u32, context: &mut impl ProcessContext<Self>) -> bool {
        self.told.end_all(frames.saturating_sub(1), &mut |frame, message| {
            context.try_send_event(events::outgoing(frame, message)).is_ok()
        });
        if now {
            self.board.add_fault(Fault::Playing);
            permit_alloc(|| {
                self.player.recover();
                self.ear.recover();
            });
        }
        true
    }

    /// The preview has failed just `now`, or is not tried any more: the block is silent.
    #[cold]
    fn silence(&mut self, now: bool, buffer: &mut Buffer) {
        buffer.as_slice().iter_mut().for_each(|channel| channel.fill(0.0));
        if now {
            self.board.add_fault(Fault::Preview);
            permit_alloc(|| self.preview.recover());
        }
    }

    /// Hears what comes in, and does what it or a parameter that is turned on asks for.
    fn listen(&mut self, now: Triggered, context: &mut impl ProcessContext<Self>) {
        let before = std::mem::replace(&mut self.triggered, now);
        if now.generate != before.generate {
            self.act(0, Action::Generate);
        }
        if now.capture != before.capture {
            self.act(0, Action::Capture);
        }
        if now.reroll != before.reroll && now.lanes != 0 {
            self.commands.give(self.params.slot(), What::Reroll { lanes: now.lanes });
        }
        while let Some(event) = context.next_event() {
            events::incoming(&event, &mut |frame, message| {
                #[cfg(debug_assertions)]
                told::fail_if_asked(message);
                if let Some(action) = self.ear.hear(frame, message) {
                    self.act(frame, action);
                }
            });
        }
    }

    /// Does what is asked for at `frame` of the block. Real-time safe.
    #[cold]
    fn act(&mut self, frame: u32, action: Action) {
        let what = match action {
            Action::Generate => What::Generate,
            Action::RerollAll => What::Reroll { lanes: u16::MAX },
            Action::Reroll(lane) => What::Reroll { lanes: 1 << (lane & 15) },
            Action::Lock(lane) => What::ToggleLock { lane },
            // That it is another one is seen where the parameter's is.
            Action::Slot(slot) => return self.params.select_slot(slot),
            Action::Capture => {
                self.ear.capture(&self.stand, self.board.line(), frame);
                What::Capture
            }
            Action::Undo => What::Undo,
            Action::Redo => What::Redo,
        };
        self.commands.give(self.params.slot(), what);
    }

    /// Has the worker look when another slot or group is chosen, or another variation is to come: the one of the next pass, or, where the
    /// transport starts or jumps, of the pass there.
    fn follow(&mut self, host: &HostTime, settings: &Settings) {
        let every = settings.controls.evolve;
        let pass = host.beat.and_then(|beat| self.board.pass(beat));
        let goes_on = self.rolling
            && pass.zip(self.pass).is_some_and(|(now, before)| (before..=before + 1).contains(&now));
        (self.rolling, self.pass) = (host.rolling, pass);
        let generation = pass.filter(|_| every > 0).map_or(self.seen.1, |pass| {
            let next = pass + i64::from(goes_on);
            u32::try_from(next.max(0) / i64::from(every)).unwrap_or(u32::MAX)
        });
        let seen = (self.params.slot(), generation, every, settings.group);
        if seen != self.seen {
            self.seen = seen;
            self.board.set_generation(generation);
            self.commands.give(seen.0, What::Look);
        }
    }

    /// An offline render has time: what was asked for is to be in it.
    #[cold]
    fn wait(&mut self) {
        let commands = self.commands.shared();
        let (begun, given) = (Instant::now(), commands.given());
        if self.given_up == given && given > 0 {
            return;
        }
        let busy = || commands.owes() || self.params.sound_font.is_loading();
        while busy() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        if busy() {
            self.given_up = given;
            self.board.set_given_up(true);
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
