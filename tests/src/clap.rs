//! The CLAP side of the headless host, on clack-host.

use crate::instance::{Block, ControllerIn, HostError, Instance, NoteIn, Param, ParamIn, Shows};
use crate::laws::{Sent, What};
use crate::timeline::Transport;
use clack_extensions::gui::{GuiApiType, GuiConfiguration, GuiSize, HostGui, HostGuiImpl, PluginGui, Window};
use clack_extensions::latency::{HostLatency, HostLatencyImpl};
use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamInfoBuffer,
    ParamInfoFlags, ParamRescanFlags, PluginParams,
};
use clack_extensions::render::{PluginRender, RenderMode};
use clack_extensions::state::PluginState;
use clack_extensions::thread_check::{HostThreadCheck, HostThreadCheckImpl};
use clack_host::entry::EntryDescriptor;
use clack_host::events::event_types::{
    MidiEvent, NoteOffEvent, NoteOnEvent, ParamValueEvent, TransportEvent, TransportFlags,
};
use clack_host::events::io::{OutputEventBuffer, TryPushError};
use clack_host::events::spaces::CoreEventSpace;
use clack_host::events::{EventFlags, EventHeader, Match};
use clack_host::prelude::*;
use clack_host::utils::FixedPoint;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

/// A CLAP library with one plugin in it.
#[derive(Clone)]
pub struct ClapPlugin {
    entry: PluginEntry,
}

impl ClapPlugin {
    /// Loads a `.clap` file.
    pub fn load(path: &Path) -> Result<ClapPlugin, HostError> {
        // SAFETY: loading a library runs its code; a plugin host does that on its user's behalf.
        let entry = unsafe { PluginEntry::load(path) };
        entry
            .map(|entry| ClapPlugin { entry })
            .map_err(|error| HostError::Load { path: path.display().to_string(), reason: error.to_string() })
    }

    /// Takes the entry of a plugin that is linked into this program.
    ///
    /// # Safety
    /// `entry` must be a valid CLAP entry.
    pub unsafe fn linked(entry: &'static EntryDescriptor) -> Result<ClapPlugin, HostError> {
        // SAFETY: the caller vouches for the entry.
        let entry = unsafe { PluginEntry::load_from_raw(entry, c"linked") };
        entry.map(|entry| ClapPlugin { entry }).map_err(|error| HostError::Load {
            path: "the linked plugin".to_owned(),
            reason: error.to_string(),
        })
    }

    /// What the library calls its first plugin.
    pub fn name(&self) -> Result<String, HostError> {
        let factory = self.entry.get_plugin_factory().ok_or(HostError::Refused("give its plugin factory"))?;
        let name =
            factory.plugin_descriptor(0).and_then(|plugin| Some(plugin.name()?.to_string_lossy().into()));
        name.ok_or(HostError::Refused("name its plugin"))
    }

    /// Creates an instance of the library's first plugin.
    pub fn instance(&self) -> Result<ClapInstance, HostError> {
        let factory = self.entry.get_plugin_factory().ok_or(HostError::Refused("give its plugin factory"))?;
        let descriptor = factory.plugin_descriptor(0);
        let id = descriptor.and_then(|plugin| plugin.id()).ok_or(HostError::Refused("name its plugin"))?;
        let info = HostInfo::new("Quatrain's headless host", "Quatrain", "", env!("CARGO_PKG_VERSION"));
        let info = info.map_err(|_| HostError::Refused("hear the host's name"))?;
        let instance = PluginInstance::new(|_| Shared::new(), |_| Main, &self.entry, id, &info);
        let mut instance = instance.map_err(|_| HostError::Refused("create an instance"))?;
        let handle = instance.plugin_handle();
        let (Some(params), Some(state)) = (handle.get_extension(), handle.get_extension()) else {
            return Err(HostError::Refused("offer parameters and state"));
        };
        let render = handle.get_extension();
        Ok(ClapInstance {
            instance,
            params,
            state,
            render,
            processor: None,
            probe: None,
            steady: 0,
            ranges: Vec::new(),
        })
    }
}

/// Runs the call of the plugin's `process`, and nothing of the host's, and looks at it.
pub type Probe = Box<dyn FnMut(&mut dyn FnMut())>;

/// One instance in the CLAP host. It lives on the thread that made it, which is main and audio thread by turns.
pub struct ClapInstance {
    instance: PluginInstance<Handlers>,
    params: PluginParams,
    state: PluginState,
    render: Option<PluginRender>,
    processor: Option<StartedPluginAudioProcessor<Handlers>>,
    probe: Option<Probe>,
    /// Samples processed since activation.
    steady: u64,
    /// Id, least and greatest plain value of each parameter.
    ranges: Vec<(u32, f64, f64)>,
}

impl ClapInstance {
    /// Has `probe` look at every block from now on.
    pub fn probe(&mut self, probe: Probe) {
        self.probe = Some(probe);
    }

    /// Runs `call` as the audio thread.
    fn on_audio_thread<R>(&mut self, call: impl FnOnce(&mut Self) -> R) -> R {
        let as_audio = |instance: &Self, audio| {
            instance.instance.access_shared_handler(|shared| shared.audio.store(audio, Ordering::Relaxed));
        };
        as_audio(self, true);
        let result = call(self);
        as_audio(self, false);
        result
    }

    fn range(&self, id: u32) -> Option<(f64, f64)> {
        self.ranges.iter().find(|range| range.0 == id).map(|&(_, least, greatest)| (least, greatest))
    }

    /// The block's events in the order in which CLAP wants them: by time, transport before parameters before notes.
    fn events_of(&self, block: &Block) -> EventBuffer {
        let mut events = EventBuffer::new();
        block.changes.iter().for_each(|(offset, now)| events.push(&transport_event(*offset, now)));
        for &ParamIn { offset, id, value } in block.params {
            let (Some((least, greatest)), Some(id)) = (self.range(id), ClapId::from_raw(id)) else {
                continue;
            };
            let plain = least + (greatest - least) * value;
            events.push(&ParamValueEvent::new(offset, id, Pckn::match_all(), plain));
        }
        for &NoteIn { offset, on, channel, key, velocity } in block.notes {
            let pckn = Pckn::new(0u16, u16::from(channel), u16::from(key), Match::All);
            let velocity = f64::from(velocity) / 127.0;
            match on {
                true => events.push(&NoteOnEvent::new(offset, pckn, velocity)),
                false => events.push(&NoteOffEvent::new(offset, pckn, velocity)),
            }
        }
        for &ControllerIn { offset, channel, controller, value } in block.controllers {
            events.push(&MidiEvent::new(offset, 0, [0xb0 | channel, controller, value]));
        }
        events.sort();
        events
    }
}

impl Shows for ClapInstance {
    fn open_editor(&mut self, parent: u32) -> Result<(u32, u32), HostError> {
        let gui = self.gui()?;
        let handle = self.instance.plugin_handle();
        let embedded = GuiConfiguration { api_type: GuiApiType::X11, is_floating: false };
        gui.create(&handle, embedded).map_err(|_| HostError::Refused("make its editor"))?;
        let size = gui.get_size(&handle).ok_or(HostError::Refused("say how large its editor is"))?;
        // SAFETY: the caller keeps the window.
        unsafe { gui.set_parent(&handle, Window::from_x11_handle(parent.into())) }
            .map_err(|_| HostError::Refused("put its editor into a window"))?;
        gui.show(&handle).map_err(|_| HostError::Refused("show its editor"))?;
        Ok((size.width, size.height))
    }

    fn resize_editor(&mut self, (width, height): (u32, u32)) -> Result<(), HostError> {
        let set = self.gui()?.set_size(&self.instance.plugin_handle(), GuiSize { width, height });
        set.map_err(|_| HostError::Refused("resize its editor"))
    }

    fn close_editor(&mut self) -> Result<(), HostError> {
        let gui = self.gui()?;
        gui.destroy(&self.instance.plugin_handle());
        Ok(())
    }
}

impl ClapInstance {
    fn gui(&mut self) -> Result<PluginGui, HostError> {
        self.instance.plugin_handle().get_extension().ok_or(HostError::Refused("offer an editor"))
    }
}

impl Instance for ClapInstance {
    const CHANGES_INSIDE_BLOCKS: bool = true;

    fn activate(&mut self, rate: f64, max_frames: u32) -> Result<(), HostError> {
        self.ranges = read_ranges(&mut self.instance, &self.params);
        let configuration =
            PluginAudioConfiguration { sample_rate: rate, min_frames_count: 1, max_frames_count: max_frames };
        let stopped = self.instance.activate(|_, _| (), configuration);
        let stopped = stopped.map_err(|_| HostError::Refused("activate"))?;
        let started = self.on_audio_thread(|_| stopped.start_processing());
        self.processor = Some(started.map_err(|_| HostError::Refused("start processing"))?);
        self.steady = 0;
        Ok(())
    }

    fn deactivate(&mut self) {
        if let Some(processor) = self.processor.take() {
            let stopped = self.on_audio_thread(|_| processor.stop_processing());
            self.instance.deactivate(stopped);
        }
    }

    fn reset(&mut self) -> Result<(), HostError> {
        self.on_audio_thread(|this| match &mut this.processor {
            Some(processor) => {
                processor.reset();
                Ok(())
            }
            None => Err(HostError::Refused("be reset while inactive")),
        })
    }

    fn set_offline(&mut self, offline: bool) -> Result<(), HostError> {
        let mode = if offline { RenderMode::Offline } else { RenderMode::Realtime };
        let render = self.render.ok_or(HostError::Refused("offer offline rendering"))?;
        render.set(&self.instance.plugin_handle(), mode).map_err(|_| HostError::Refused("change render mode"))
    }

    fn process(
        &mut self,
        block: &Block,
        outputs: &mut [Vec<f32>],
        sent: &mut Vec<Sent>,
    ) -> Result<(), HostError> {
        let events = self.events_of(block);
        let transport = block.transport.as_ref().map(|now| transport_event(0, now));
        let mut ports = AudioPorts::with_capacity(outputs.len(), 1);
        let channels = outputs.iter_mut().map(|channel| &mut channel[..block.frames as usize]);
        let port = AudioPortBuffer { latency: 0, channels: AudioPortBufferType::f32_output_only(channels) };
        let mut audio = ports.with_output_buffers([port]);
        let mut list = SentList(sent);
        let steady = self.steady;
        self.steady += u64::from(block.frames);
        self.on_audio_thread(|this| {
            let processor = this.processor.as_mut().ok_or(HostError::Refused("process while inactive"))?;
            let (silence, events) = (InputAudioBuffers::empty(), events.as_input());
            let mut list = OutputEvents::from_buffer(&mut list);
            let mut done = false;
            let mut call = || {
                let status = processor.process(
                    &silence,
                    &mut audio,
                    &events,
                    &mut list,
                    Some(steady),
                    transport.as_ref(),
                );
                done = status.is_ok();
            };
            match &mut this.probe {
                Some(probe) => probe(&mut call),
                None => call(),
            }
            if done { Ok(()) } else { Err(HostError::Refused("process a block")) }
        })
    }

    fn idle(&mut self) {
        let wanted = |shared: &Shared| shared.callback.swap(false, Ordering::Relaxed);
        if self.instance.access_shared_handler(wanted) {
            self.instance.call_on_main_thread_callback();
        }
    }

    fn params(&mut self) -> Vec<Param> {
        let handle = self.instance.plugin_handle();
        let mut buffer = ParamInfoBuffer::new();
        let count = self.params.count(&handle);
        let describe = |index| {
            let info = self.params.get_info(&handle, index, &mut buffer)?;
            let span = info.max_value - info.min_value;
            Some(Param {
                id: info.id.get(),
                name: String::from_utf8_lossy(info.name).into_owned(),
                default: if span > 0.0 { (info.default_value - info.min_value) / span } else { 0.0 },
                steps: if info.flags.contains(ParamInfoFlags::IS_STEPPED) { span.round() as u32 } else { 0 },
                bypass: info.flags.contains(ParamInfoFlags::IS_BYPASS),
            })
        };
        (0..count).filter_map(describe).collect()
    }

    fn value(&mut self, id: u32) -> Option<f64> {
        let (least, greatest) = self.range(id)?;
        let value = self.params.get_value(&self.instance.plugin_handle(), ClapId::from_raw(id)?)?;
        Some((value - least) / (greatest - least))
    }

    fn save(&mut self) -> Result<Vec<u8>, HostError> {
        let mut state = Vec::new();
        let saved = self.state.save(&self.instance.plugin_handle(), &mut state);
        saved.map(|()| state).map_err(|_| HostError::Refused("save its state"))
    }

    fn load(&mut self, mut state: &[u8]) -> Result<(), HostError> {
        let loaded = self.state.load(&self.instance.plugin_handle(), &mut state);
        loaded.map_err(|_| HostError::Refused("load its state"))
    }
}

fn read_ranges(instance: &mut PluginInstance<Handlers>, params: &PluginParams) -> Vec<(u32, f64, f64)> {
    let handle = instance.plugin_handle();
    let mut buffer = ParamInfoBuffer::new();
    let range = |index| {
        let info = params.get_info(&handle, index, &mut buffer)?;
        Some((info.id.get(), info.min_value, info.max_value))
    };
    (0..params.count(&handle)).filter_map(range).collect()
}

fn transport_event(offset: u32, now: &Transport) -> TransportEvent {
    let mut flags = TransportFlags::HAS_TEMPO
        | TransportFlags::HAS_BEATS_TIMELINE
        | TransportFlags::HAS_SECONDS_TIMELINE
        | TransportFlags::HAS_TIME_SIGNATURE;
    flags.set(TransportFlags::IS_PLAYING, now.playing);
    flags.set(TransportFlags::IS_LOOP_ACTIVE, now.cycle.is_some());
    let (loop_start, loop_end) = now.cycle.unwrap_or_default();
    let seconds = |beats: f64| FixedPoint::from_float(beats * 60.0 / now.tempo);
    TransportEvent {
        header: EventHeader::new_core(offset, EventFlags::empty()),
        flags,
        song_pos_beats: FixedPoint::from_float(now.beats),
        song_pos_seconds: FixedPoint::from_float(now.seconds),
        tempo: now.tempo,
        tempo_inc: 0.0,
        loop_start_beats: FixedPoint::from_float(loop_start),
        loop_end_beats: FixedPoint::from_float(loop_end),
        loop_start_seconds: seconds(loop_start),
        loop_end_seconds: seconds(loop_end),
        bar_start: FixedPoint::from_float(now.bar_start),
        bar_number: now.bar_number,
        time_signature_numerator: now.metre.0,
        time_signature_denominator: now.metre.1,
    }
}

/// The host's event list: keeps push order, and is full when its capacity is.
struct SentList<'a>(&'a mut Vec<Sent>);

impl OutputEventBuffer for SentList<'_> {
    fn try_push(&mut self, event: &UnknownEvent) -> Result<(), TryPushError> {
        if self.0.len() == self.0.capacity() {
            return Err(TryPushError::new());
        }
        let (offset, kind) = (event.header().time(), event.header().type_id());
        let what = match event.as_core_event() {
            Some(CoreEventSpace::NoteOn(on)) => {
                let (channel, key) = (on.pckn().raw_channel(), on.pckn().raw_key());
                What::On { channel, key, velocity: on.velocity() }
            }
            Some(CoreEventSpace::NoteOff(off)) => {
                What::Off { channel: off.pckn().raw_channel(), key: off.pckn().raw_key() }
            }
            Some(
                CoreEventSpace::ParamValue(_)
                | CoreEventSpace::ParamGestureBegin(_)
                | CoreEventSpace::ParamGestureEnd(_),
            ) => What::Parameter,
            Some(CoreEventSpace::Midi(midi)) => What::Midi(midi.data()),
            _ => What::Other(kind),
        };
        self.0.push(Sent { offset, what }); // has capacity, so this does not allocate
        Ok(())
    }
}

/// The host's types for clack.
struct Handlers;

impl HostHandlers for Handlers {
    type Shared<'a> = Shared;
    type MainThread<'a> = Main;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _shared: &Shared) {
        builder.register::<HostThreadCheck>().register::<HostParams>().register::<HostLatency>();
        builder.register::<HostGui>();
    }
}

/// What any thread of the plugin may ask the host.
struct Shared {
    home: ThreadId,
    /// Whether the home thread plays the audio thread at the moment.
    audio: AtomicBool,
    /// Whether the plugin asked for the main thread.
    callback: AtomicBool,
}

impl Shared {
    fn new() -> Shared {
        Shared {
            home: std::thread::current().id(),
            audio: AtomicBool::new(false),
            callback: AtomicBool::new(false),
        }
    }

    fn is_home(&self) -> bool {
        std::thread::current().id() == self.home
    }
}

impl SharedHandler<'_> for Shared {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, Ordering::Relaxed);
    }
}

impl HostThreadCheckImpl for Shared {
    fn is_main_thread(&self) -> bool {
        self.is_home() && !self.audio.load(Ordering::Relaxed)
    }

    fn is_audio_thread(&self) -> bool {
        self.is_home() && self.audio.load(Ordering::Relaxed)
    }
}

impl HostGuiImpl for Shared {
    fn resize_hints_changed(&self) {}

    fn request_resize(&self, _new_size: GuiSize) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn request_show(&self) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn request_hide(&self) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn closed(&self, _was_destroyed: bool) {}
}

impl HostParamsImplShared for Shared {
    fn request_flush(&self) {}
}

/// What only the plugin's main thread may ask the host.
struct Main;

impl MainThreadHandler<'_> for Main {}

impl HostParamsImplMainThread for Main {
    fn rescan(&self, _flags: ParamRescanFlags) {}
    fn clear(&self, _param_id: ClapId, _flags: ParamClearFlags) {}
}

impl HostLatencyImpl for Main {
    fn changed(&self) {}
}
