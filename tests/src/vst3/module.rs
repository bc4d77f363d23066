//! A VST3 module on disk.

use crate::instance::HostError;
use libloading::Library;
use std::ffi::c_void;
use std::path::{Path, PathBuf};

/// The function by which a module gives its factory.
pub type GetFactory = extern "system" fn() -> *mut c_void;

/// Loads the library of a bundle and enters it. It is never left again.
pub fn load(bundle: &Path) -> Result<GetFactory, HostError> {
    let file = library_in(bundle);
    let failed = |reason: String| HostError::Load { path: file.display().to_string(), reason };
    // SAFETY: loading a library runs its code; a plugin host does that on its user's behalf.
    let library = unsafe { Library::new(&file) }.map_err(|error| failed(error.to_string()))?;
    let library: &'static Library = Box::leak(Box::new(library));
    if !enter(library).map_err(|error| failed(error.to_string()))? {
        return Err(HostError::Refused("enter its module"));
    }
    // SAFETY: VST3 fixes the type of this function, and the library is never unloaded.
    let get_factory = unsafe { library.get::<GetFactory>(b"GetPluginFactory\0") };
    get_factory.map(|function| *function).map_err(|error| failed(error.to_string()))
}

/// Where VST3 has the library lie in a bundle.
fn library_in(bundle: &Path) -> PathBuf {
    let name = bundle.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let arch = std::env::consts::ARCH;
    let (folder, file) = match std::env::consts::OS {
        "macos" => ("MacOS".to_owned(), name),
        "windows" => (format!("{arch}-win"), format!("{name}.vst3")),
        system => (format!("{arch}-{system}"), format!("{name}.so")),
    };
    bundle.join("Contents").join(folder).join(file)
}

/// Calls the module's entry function, which has a name of its own on every system.
fn enter(library: &Library) -> Result<bool, libloading::Error> {
    // SAFETY: VST3 fixes the types of these functions. This plugin has no use for the handle that two of them get.
    unsafe {
        match std::env::consts::OS {
            "windows" => library.get::<extern "system" fn() -> bool>(b"InitDll\0").map(|enter| enter()),
            system => {
                let name: &[u8] = if system == "macos" { b"bundleEntry\0" } else { b"ModuleEntry\0" };
                library
                    .get::<extern "C" fn(*mut c_void) -> bool>(name)
                    .map(|enter| enter(std::ptr::null_mut()))
            }
        }
    }
}
