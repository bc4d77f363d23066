//! A CLAP library.

use super::ClapInstance;
use super::handlers::{Main, Shared};
use crate::instance::HostError;
use clack_host::entry::EntryDescriptor;
use clack_host::prelude::{HostInfo, PluginEntry, PluginInstance};
use std::path::Path;

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
