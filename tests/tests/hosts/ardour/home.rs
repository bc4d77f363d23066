//! A home of Ardour's own, so that nothing of the user's is touched.

use crate::bundle::bundle;
use crate::programs::run;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

pub const SCANNER: &str = "/usr/lib/ardour7/ardour-vst3-scanner";
const LIBRARIES: &str = "/usr/lib/ardour7";

/// Puts the plugin into the home in `folder` and has Ardour learn of it; its id.
pub fn install(folder: &Path) -> Result<String, String> {
    let plugins = folder.join("home/.vst3");
    std::fs::create_dir_all(&plugins).map_err(|error| error.to_string())?;
    let plugin = plugins.join("Quatrain.vst3");
    link(&bundle("Quatrain.vst3"), &plugin)?;
    scan(folder, &plugin)
}

/// Makes `to` a name of `from`.
#[cfg(unix)]
pub fn link(from: &Path, to: &Path) -> Result<(), String> {
    std::os::unix::fs::symlink(from, to).map_err(|error| error.to_string())
}

#[cfg(not(unix))]
pub fn link(_from: &Path, _to: &Path) -> Result<(), String> {
    Err("Ardour is only looked for on Unix".to_owned())
}

/// A program whose home is in `folder`.
pub fn in_home(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("HOME", folder.join("home"));
    for name in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command
}

/// Has Ardour learn of the plugin; its id.
fn scan(folder: &Path, plugin: &Path) -> Result<String, String> {
    let said = run(
        in_home(folder, SCANNER).arg("-f").arg(plugin).env("LD_LIBRARY_PATH", LIBRARIES),
        Duration::from_secs(30),
    )?;
    let cache =
        said.lines().find_map(|line| line.split_once("plugin cache to ")).map(|(_, file)| file.trim());
    let cache = cache.ok_or(format!("the scanner kept nothing: {said}"))?;
    let cache = std::fs::read_to_string(cache).map_err(|error| format!("{cache}: {error}"))?;
    let uid = cache.split("uid=\"").nth(1).and_then(|rest| rest.split('"').next());
    uid.map(str::to_owned).ok_or(format!("the scanner named no plugin: {cache}"))
}
