//! The CLAP side of the headless host, on clack-host.

mod editor;
mod events;
mod handlers;
mod plugin;

pub use plugin::ClapPlugin;

use crate::instance::{Block, HostError, Instance, Param};
use crate::laws::Sent;
use clack_extensions::params::{ParamInfoBuffer, ParamInfoFlags, PluginParams};
use clack_extensions::render::{PluginRender, RenderMode};
use clack_extensions::state::PluginState;
use clack_host::prelude::*;
use events::{SentList, transport_event};
use handlers::{Handlers, Shared};
use std::sync::atomic::Ordering;

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

    fn restart_processing(&mut self) -> Result<(), HostError> {
        let started = self.processor.take().ok_or(HostError::Refused("restart while inactive"))?;
        let stopped = self.on_audio_thread(|_| started.stop_processing());
        let started = self.on_audio_thread(|_| stopped.start_processing());
        self.processor = Some(started.map_err(|_| HostError::Refused("start processing"))?);
        Ok(())
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
