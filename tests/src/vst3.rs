//! The VST3 side of the headless host, on the bare bindings of the `vst3` crate.

mod block;
mod editor;
mod lists;
mod module;
mod plugin;
mod saver;
mod stream;

use crate::instance::{Block, HostError, Instance, Param, ParamIn};
use crate::laws::Sent;
use lists::{Changes, Events};
pub use plugin::Vst3Plugin;
pub use saver::Saver;
use stream::Stream;
use vst3::Steinberg::Vst::{
    BusDirections_, IAudioProcessor, IAudioProcessorTrait, IComponent, IComponentTrait, IEditController,
    IEditControllerTrait, MediaTypes_, ParameterInfo, ParameterInfo_, ProcessSetup, SymbolicSampleSizes_,
};
use vst3::Steinberg::{IBStream, IPlugView, IPluginBaseTrait, kResultOk, tresult};
use vst3::{ComPtr, ComWrapper};

fn ok(result: tresult, what: &'static str) -> Result<(), HostError> {
    if result == kResultOk { Ok(()) } else { Err(HostError::Refused(what)) }
}

/// One instance in the VST3 host. It lives on the thread that made it, which is main and audio thread by turns.
pub struct Vst3Instance {
    component: ComPtr<IComponent>,
    processor: ComPtr<IAudioProcessor>,
    controller: ComPtr<IEditController>,
    events_in: ComWrapper<Events>,
    events_out: ComWrapper<Events>,
    changes_in: ComWrapper<Changes>,
    changes_out: ComWrapper<Changes>,
    rate: f64,
    offline: bool,
    active: bool,
    /// Samples processed since activation.
    steady: i64,
    /// The editor, while it is open.
    view: Option<ComPtr<IPlugView>>,
}

impl Vst3Instance {
    fn new(
        component: ComPtr<IComponent>,
        processor: ComPtr<IAudioProcessor>,
        controller: ComPtr<IEditController>,
    ) -> Vst3Instance {
        Vst3Instance {
            component,
            processor,
            controller,
            events_in: ComWrapper::new(Events::default()),
            events_out: ComWrapper::new(Events::default()),
            changes_in: ComWrapper::new(Changes::default()),
            changes_out: ComWrapper::new(Changes::default()),
            rate: 0.0,
            offline: false,
            active: false,
            steady: 0,
            view: None,
        }
    }

    /// What stores its state on another thread.
    pub fn saver(&self) -> Saver {
        Saver(self.component.clone())
    }
}

impl Instance for Vst3Instance {
    const CHANGES_INSIDE_BLOCKS: bool = false;

    fn activate(&mut self, rate: f64, max_frames: u32) -> Result<(), HostError> {
        let mut setup = ProcessSetup {
            processMode: self.mode(),
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as i32,
            maxSamplesPerBlock: max_frames as i32,
            sampleRate: rate,
        };
        let (audio, events) = (MediaTypes_::kAudio as i32, MediaTypes_::kEvent as i32);
        let (input, output) = (BusDirections_::kInput as i32, BusDirections_::kOutput as i32);
        // SAFETY: the component is alive, and these are the calls in the order in which VST3 asks for them.
        unsafe {
            ok(self.processor.setupProcessing(&mut setup), "set up processing")?;
            for (media, direction) in [(audio, output), (events, input), (events, output)] {
                if self.component.getBusCount(media, direction) > 0 {
                    ok(self.component.activateBus(media, direction, 0, 1), "activate a bus")?;
                }
            }
            ok(self.component.setActive(1), "activate")?;
            ok(self.processor.setProcessing(1), "start processing")?;
        }
        (self.rate, self.active, self.steady) = (rate, true, 0);
        Ok(())
    }

    fn deactivate(&mut self) {
        if std::mem::take(&mut self.active) {
            // SAFETY: the component is alive and active.
            unsafe {
                self.processor.setProcessing(0);
                self.component.setActive(0);
            }
        }
    }

    fn reset(&mut self) -> Result<(), HostError> {
        // SAFETY: the component is alive and active.
        unsafe {
            ok(self.processor.setProcessing(0), "stop processing")?;
            ok(self.processor.setProcessing(1), "start processing")
        }
    }

    fn restart_processing(&mut self) -> Result<(), HostError> {
        self.reset()
    }

    fn set_offline(&mut self, offline: bool) -> Result<(), HostError> {
        self.offline = offline;
        Ok(())
    }

    fn process(
        &mut self,
        block: &Block,
        outputs: &mut [Vec<f32>],
        sent: &mut Vec<Sent>,
    ) -> Result<(), HostError> {
        self.events_in.fill(block.notes);
        self.events_out.clear();
        let controllers = block.controllers.iter().filter_map(|turned| self.mapped(turned));
        let changes: Vec<ParamIn> = block.params.iter().copied().chain(controllers).collect();
        self.changes_in.fill(&changes);
        self.changes_out.fill(&[]);
        let mut channels: Vec<*mut f32> = outputs.iter_mut().map(|channel| channel.as_mut_ptr()).collect();
        ok(self.call(block, &mut channels), "process a block")?;
        self.steady += i64::from(block.frames);
        // The host gives parameters to the controller as well, once they have been played.
        for &ParamIn { id, value, .. } in block.params {
            // SAFETY: the controller is alive.
            unsafe { self.controller.setParamNormalized(id, value) };
        }
        self.events_out.drain_into(sent);
        Ok(())
    }

    fn idle(&mut self) {}

    fn params(&mut self) -> Vec<Param> {
        // SAFETY: the controller is alive; `ParameterInfo` is plain data, for which zeroes are valid.
        let describe = |index| unsafe {
            let mut info: ParameterInfo = std::mem::zeroed();
            (self.controller.getParameterInfo(index, &mut info) == kResultOk).then_some(info)
        };
        // SAFETY: the controller is alive.
        let count = unsafe { self.controller.getParameterCount() };
        let named = |info: &ParameterInfo| info.flags & ParameterInfo_::ParameterFlags_::kIsHidden == 0;
        (0..count).filter_map(describe).filter(named).map(|info| param_of(&info)).collect()
    }

    fn value(&mut self, id: u32) -> Option<f64> {
        // SAFETY: the controller is alive.
        Some(unsafe { self.controller.getParamNormalized(id) })
    }

    fn save(&mut self) -> Result<Vec<u8>, HostError> {
        self.saver().save()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), HostError> {
        let stream = ComWrapper::new(Stream::holding(state));
        let source = stream.to_com_ptr::<IBStream>().ok_or(HostError::Refused("take a stream"))?;
        // SAFETY: the component and the stream are alive.
        ok(unsafe { self.component.setState(source.as_ptr()) }, "load its state")
    }
}

impl Drop for Vst3Instance {
    fn drop(&mut self) {
        self.deactivate();
        // SAFETY: the component is alive and was initialised.
        unsafe { self.component.terminate() };
    }
}

fn param_of(info: &ParameterInfo) -> Param {
    let end = info.title.iter().position(|&unit| unit == 0).unwrap_or(info.title.len());
    Param {
        id: info.id,
        name: String::from_utf16_lossy(&info.title[..end]),
        default: info.defaultNormalizedValue,
        steps: info.stepCount.max(0) as u32,
        bypass: info.flags & ParameterInfo_::ParameterFlags_::kIsBypass != 0,
    }
}
