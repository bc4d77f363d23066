//! One block, in VST3's words.

use super::Vst3Instance;
use super::lists::{Changes, Events};
use crate::instance::{Block, ControllerIn, ParamIn};
use crate::timeline::Transport;
use std::ptr;
use vst3::ComWrapper;
use vst3::Steinberg::Vst::{
    AudioBusBuffers, AudioBusBuffers__type0, IAudioProcessorTrait, IEventList, IMidiMapping,
    IMidiMappingTrait, IParameterChanges, ProcessContext, ProcessContext_, ProcessData, ProcessModes_,
    SymbolicSampleSizes_,
};
use vst3::Steinberg::{kResultOk, tresult};

impl Vst3Instance {
    pub(super) fn mode(&self) -> i32 {
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
    pub(super) fn mapped(&self, turned: &ControllerIn) -> Option<ParamIn> {
        let &ControllerIn { offset, channel, controller, value } = turned;
        let mapping = self.controller.cast::<IMidiMapping>()?;
        let mut id = 0;
        // SAFETY: the controller is alive and the pointer valid for the call.
        let known =
            unsafe { mapping.getMidiControllerAssignment(0, channel.into(), controller.into(), &mut id) };
        (known == kResultOk).then_some(ParamIn { offset, id, value: f64::from(value) / 127.0 })
    }

    pub(super) fn call(&mut self, block: &Block, channels: &mut [*mut f32]) -> tresult {
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
