//! The VST3 entry: the framework's, except that an instance knows of an offline render when it begins.
//!
//! The framework passes the mode of `setupProcessing` on with the next call of it: an instance would hear of a bounce when it is over. Here
//! each call reaches the framework twice, so that the second passes on what the first has said.

use crate::Quatrain;
use crate::log;
use nice_plug::wrapper::setup_logger;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    IAudioProcessor, IAudioProcessorVtbl, IHostApplication, IHostApplicationTrait, ProcessSetup, String128,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FIDString, FUnknown, IPluginFactory, IPluginFactory2, IPluginFactory2Trait, IPluginFactory3,
    IPluginFactory3Trait, IPluginFactoryTrait, PClassInfo, PClassInfo2, PClassInfoW, PFactoryInfo, TUID,
    int32, kInvalidArgument, kResultOk, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComRef, ComWrapper};
use nice_plug::wrapper::vst3::{PluginInfo, Wrapper};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::OnceLock;

/// Makes instances of the one class that there is.
struct Factory {
    info: PluginInfo,
}

impl Class for Factory {
    type Interfaces = (IPluginFactory, IPluginFactory2, IPluginFactory3);
}

/// Writes to where a host wants it, if that is anywhere and it asks for the one class.
///
/// # Safety
/// `to` must be null or valid for writes.
unsafe fn tell<T>(index: int32, to: *mut T, info: impl FnOnce() -> T) -> tresult {
    if index != 0 || to.is_null() {
        return kInvalidArgument;
    }
    // SAFETY: not null, so it is as the caller promises.
    unsafe { to.write(info()) };
    kResultOk
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        // SAFETY: a host passes null or room for it.
        unsafe { tell(0, info, || self.info.create_factory_info()) }
    }

    unsafe fn countClasses(&self) -> int32 {
        1
    }

    unsafe fn getClassInfo(&self, index: int32, info: *mut PClassInfo) -> tresult {
        // SAFETY: as above.
        unsafe { tell(index, info, || self.info.create_class_info()) }
    }

    unsafe fn createInstance(&self, class: FIDString, interface: FIDString, to: *mut *mut c_void) -> tresult {
        // SAFETY: a host passes null or the sixteen bytes of an id.
        let ours = unsafe { class.cast::<[u8; 16]>().as_ref() }.is_some_and(|class| class == self.info.cid);
        if !ours || interface.is_null() || to.is_null() {
            return kInvalidArgument;
        }
        let wrapper = ComWrapper::new(Wrapper::<Quatrain>::new());
        let (Some(processor), Some(unknown)) =
            (wrapper.as_com_ref::<IAudioProcessor>(), wrapper.as_com_ref::<FUnknown>())
        else {
            return kInvalidArgument;
        };
        // SAFETY: the instance is whole, nobody else has it yet, and what it is given lives as long as the process. The host's arguments are
        // valid.
        unsafe {
            let processor = processor.as_ptr();
            (*processor).vtbl = told_twice(&*(*processor).vtbl);
            let unknown = unknown.as_ptr();
            ((*(*unknown).vtbl).queryInterface)(unknown, interface as *const TUID, to)
        }
    }
}

impl IPluginFactory2Trait for Factory {
    unsafe fn getClassInfo2(&self, index: int32, info: *mut PClassInfo2) -> tresult {
        // SAFETY: as above.
        unsafe { tell(index, info, || self.info.create_class_info_2()) }
    }
}

impl IPluginFactory3Trait for Factory {
    unsafe fn getClassInfoUnicode(&self, index: int32, info: *mut PClassInfoW) -> tresult {
        // SAFETY: as above.
        unsafe { tell(index, info, || self.info.create_class_info_unicode()) }
    }

    unsafe fn setHostContext(&self, context: *mut FUnknown) -> tresult {
        // SAFETY: a host passes null or an object that lives during the call.
        let host =
            unsafe { ComRef::from_raw(context) }.and_then(|context| context.cast::<IHostApplication>());
        if let Some(host) = host {
            let mut name: String128 = [0; 128];
            // SAFETY: there is room for what the call writes.
            if unsafe { host.getName(&mut name) } == kResultOk {
                let length = name.iter().position(|&unit| unit == 0).unwrap_or(name.len());
                log::host("VST3", &String::from_utf16_lossy(&name[..length]), "");
            }
        }
        kResultOk
    }
}

type Setup = unsafe extern "system" fn(*mut IAudioProcessor, *mut ProcessSetup) -> tresult;

/// The framework's own, the same for every instance.
static FRAMEWORK: OnceLock<Setup> = OnceLock::new();
static TOLD_TWICE: OnceLock<IAudioProcessorVtbl> = OnceLock::new();

/// The framework's functions, with our `setupProcessing`.
fn told_twice(framework: &IAudioProcessorVtbl) -> &'static IAudioProcessorVtbl {
    TOLD_TWICE.get_or_init(|| {
        let _ = FRAMEWORK.set(framework.setupProcessing);
        // SAFETY: a table of functions is plain data.
        let mut functions: IAudioProcessorVtbl = unsafe { std::ptr::read(framework) };
        functions.setupProcessing = set_up_twice;
        functions
    })
}

unsafe extern "system" fn set_up_twice(this: *mut IAudioProcessor, setup: *mut ProcessSetup) -> tresult {
    let Some(framework) = FRAMEWORK.get() else { return kInvalidArgument };
    // SAFETY: the host's own arguments; the framework's function notes what it is told and does nothing else.
    unsafe {
        framework(this, setup);
        framework(this, setup)
    }
}

/// What a VST3 host looks for in the file.
#[unsafe(no_mangle)]
pub extern "system" fn GetPluginFactory() -> *mut c_void {
    let factory = ComWrapper::new(Factory { info: PluginInfo::for_plugin::<Quatrain>() });
    factory.to_com_ptr::<IPluginFactory>().map_or(null_mut(), |factory| factory.into_raw().cast())
}

/// The file is loaded, on Linux.
#[unsafe(no_mangle)]
#[cfg(all(target_family = "unix", not(target_os = "macos")))]
pub extern "C" fn ModuleEntry(_library: *mut c_void) -> bool {
    setup_logger::<Quatrain>();
    true
}

/// The file is unloaded, on Linux.
#[unsafe(no_mangle)]
#[cfg(all(target_family = "unix", not(target_os = "macos")))]
pub extern "C" fn ModuleExit() -> bool {
    true
}

/// The file is loaded, on macOS.
#[unsafe(no_mangle)]
#[cfg(target_os = "macos")]
pub extern "C" fn bundleEntry(_library: *mut c_void) -> bool {
    setup_logger::<Quatrain>();
    true
}

/// The file is unloaded, on macOS.
#[unsafe(no_mangle)]
#[cfg(target_os = "macos")]
pub extern "C" fn bundleExit() -> bool {
    true
}

/// The file is loaded, on Windows.
#[unsafe(no_mangle)]
#[cfg(target_os = "windows")]
pub extern "system" fn InitDll() -> bool {
    setup_logger::<Quatrain>();
    true
}

/// The file is unloaded, on Windows.
#[unsafe(no_mangle)]
#[cfg(target_os = "windows")]
pub extern "system" fn ExitDll() -> bool {
    true
}
