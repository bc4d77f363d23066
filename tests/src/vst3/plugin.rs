//! A VST3 module.

use super::module::{self, GetFactory};
use super::{Vst3Instance, ok};
use crate::instance::HostError;
use std::ffi::c_void;
use std::path::Path;
use std::ptr;
use vst3::Steinberg::Vst::IComponent;
use vst3::Steinberg::{IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait, PClassInfo};
use vst3::{ComPtr, Interface};

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
