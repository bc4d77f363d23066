//! The VST3 side of the headless host, on the bare bindings of the `vst3` crate.

mod editor;
mod lists;
mod module;
mod saver;
mod stream;

use crate::instance::{Block, ControllerIn, HostError, Instance, Param, ParamIn};
use crate::laws::Sent;
use crate::timeline::Transport;
use lists::{Changes, Events};
use module::GetFactory;
pub use saver::Saver;
use std::ffi::c_void;
use std::path::Path;
use std::ptr;
use stream::Stream;
use vst3::Steinberg::Vst::{
    AudioBusBuffers, AudioBusBuffers__type0, BusDirections_, IAudioProcessor, IAudioProcessorTrait,
    IComponent, IComponentTrait, IEditController, IEditControllerTrait, IEventList, IMidiMapping,
    IMidiMappingTrait, IParameterChanges, MediaTypes_, ParameterInfo, ParameterInfo_, ProcessContext,
    ProcessContext_, ProcessData, ProcessModes_, ProcessSetup, SymbolicSampleSizes_,
};
use vst3::Steinberg::{
    IBStream, IPlugView, IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait, PClassInfo, kResultOk,
    tresult,
};
use vst3::{ComPtr, ComWrapper, Interface};

/// A VST3 module with one plugin in it.
#[derive(Clone, Copy)]
pub struct Vst3Plugin {
    get_factory: GetFactory,
}

impl Vst3Plugin {
    /// Loads a `.vst3` bundle. It stays loaded as long as the program runs, as it does in hosts that have scanned it.
    pub fn load(bundle: &Path) -> Result<Vst3Plugin, HostError> {
        module::load(bundle).map(|get_factory| Vst3Plugin { get_factory })
    }

    /// Takes the factory of a plugin that is linked into this program.
    ///
    /// # Safety
    /// `get_factory` must be a VST3 module's `GetPluginFactory`.
    pub unsafe fn linked(get_factory: GetFactory) -> Vst3Plugin {
        Vst3Plugin { get_factory }
    }

    fn factory(self) -> Result<ComPtr<IPluginFactory>, HostError> {
        // SAFETY: whoever made `self` vouches that this is a factory, of which the callee holds one count for us.
        let factory = unsafe { ComPtr::from_raw((self.get_factory)().cast::<IPluginFactory>()) };
        factory.ok_or(HostError::Refused("give its plugin factory"))
    }

    /// Creates an instance of the module's first class.
    pub fn instance(self) -> Result<Vst3Instance, HostError> {
        let factory = self.factory()?;
        // SAFETY: `PClassInfo` is plain data, for which zeroes are valid; the factory fills it.
        let mut class: PClassInfo = unsafe { std::mem::zeroed() };
        // SAFETY: the factory is alive and the pointer valid for the call.
        ok(unsafe { factory.getClassInfo(0, &mut class) }, "describe its class")?;
        let mut object: *mut c_void = ptr::null_mut();
        // SAFETY: as above; both ids are 16 bytes long.
        let made = unsafe {
            let iid = IComponent::IID.as_ptr().cast();
            factory.createInstance(class.cid.as_ptr().cast(), iid, &mut object)
        };
        ok(made, "create an instance")?;
        // SAFETY: the factory returned an object of the interface asked for, with one count for us.
        let component = unsafe { ComPtr::from_raw(object.cast::<IComponent>()) };
        let component = component.ok_or(HostError::Refused("create an instance"))?;
        // SAFETY: a component may be initialised without a host context.
        ok(unsafe { component.initialize(ptr::null_mut()) }, "initialise")?;
        let (Some(processor), Some(controller)) = (component.cast(), component.cast()) else {
            return Err(HostError::Refused("be processor and controller in one"));
        };
        Ok(Vst3Instance::new(component, processor, controller))
    }
}

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

    fn mode(&self) -> i32 {
        let mode = if self.offline { ProcessModes_::kOffline } else { ProcessModes_::kRealtime };
        mode as i32
    }

    fn context(&self, now: &Transport) -> ProcessContext {
        use ProcessContext_::StatesAndFlags_ as Flags;
        let mut state = Flags::kTempoValid
            | Flags::kTimeSigValid
            | Flags::kProjectTimeMusicValid
            | Flags::kBarPositionValid
            | Flags::kContTimeValid;
        if now.playing {
            state |= Flags::kPlaying;
        }
        if now.cycle.is_some() {
            state |= Flags::kCycleActive | Flags::kCycleValid;
        }
        let (start, end) = now.cycle.unwrap_or_default();
        // SAFETY: `ProcessContext` is plain data, for which zeroes are valid.
        let mut context: ProcessContext = unsafe { std::mem::zeroed() };
        // Windows has these flags signed.
        #[allow(clippy::unnecessary_cast)]
        let state = state as u32;
        context.state = state;
        context.sampleRate = self.rate;
        context.projectTimeSamples = (now.seconds * self.rate).round() as i64;
        context.continousTimeSamples = self.steady;
        context.projectTimeMusic = now.beats;
        context.barPositionMusic = now.bar_start;
        (context.cycleStartMusic, context.cycleEndMusic) = (start, end);
        context.tempo = now.tempo;
        context.timeSigNumerator = i32::from(now.metre.0);
        context.timeSigDenominator = i32::from(now.metre.1);
        context
    }

    /// VST3 has no controllers: the plugin names a parameter for each.
    fn mapped(&self, turned: &ControllerIn) -> Option<ParamIn> {
        let &ControllerIn { offset, channel, controller, value } = turned;
        let mapping = self.controller.cast::<IMidiMapping>()?;
        let mut id = 0;
        // SAFETY: the controller is alive and the pointer valid for the call.
        let known =
            unsafe { mapping.getMidiControllerAssignment(0, channel.into(), controller.into(), &mut id) };
        (known == kResultOk).then_some(ParamIn { offset, id, value: f64::from(value) / 127.0 })
    }

    fn call(&mut self, block: &Block, channels: &mut [*mut f32]) -> tresult {
        let mut output = AudioBusBuffers {
            numChannels: channels.len() as i32,
            silenceFlags: 0,
            __field0: AudioBusBuffers__type0 { channelBuffers32: channels.as_mut_ptr() },
        };
        let mut context = block.transport.as_ref().map(|now| self.context(now));
        let pointer = |list: &ComWrapper<Events>| {
            list.as_com_ref::<IEventList>().map_or(ptr::null_mut(), |list| list.as_ptr())
        };
        let changes = |list: &ComWrapper<Changes>| {
            list.as_com_ref::<IParameterChanges>().map_or(ptr::null_mut(), |list| list.as_ptr())
        };
        let mut data = ProcessData {
            processMode: self.mode(),
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as i32,
            numSamples: block.frames as i32,
            numInputs: 0,
            numOutputs: 1,
            inputs: ptr::null_mut(),
            outputs: &mut output,
            inputParameterChanges: changes(&self.changes_in),
            outputParameterChanges: changes(&self.changes_out),
            inputEvents: pointer(&self.events_in),
            outputEvents: pointer(&self.events_out),
            processContext: context.as_mut().map_or(ptr::null_mut(), |context| context),
        };
        // SAFETY: every pointer in `data` is to something that outlives the call.
        unsafe { self.processor.process(&mut data) }
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
