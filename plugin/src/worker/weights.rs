//! Weights, read once per process and shared by all instances.

use model::Weights;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::SystemTime;

/// Names a file of weights for every instance that chose none itself.
const VARIABLE: &str = "QUATRAIN_WEIGHTS";

static EMBEDDED: OnceLock<Result<Arc<Weights>, String>> = OnceLock::new();
static FILES: Mutex<Vec<(File, Weak<Weights>)>> = Mutex::new(Vec::new());
static DEFAULT: OnceLock<PathBuf> = OnceLock::new();

/// A file as it was when it was read: one that was written anew since is another.
#[derive(PartialEq)]
struct File {
    path: PathBuf,
    written: Option<SystemTime>,
}

/// Weights in use, and what they are called.
#[derive(Clone)]
pub struct Named {
    pub weights: Arc<Weights>,
    pub name: String,
}

/// The weights file for every instance of this process that chose none itself; takes precedence over the environment's
/// `QUATRAIN_WEIGHTS`. Only the first call counts.
pub fn set_default_weights(file: PathBuf) {
    let _ = DEFAULT.set(file);
}

/// The weights of a `file`; without one, those that the process or the environment names, or else those inside the plugin. Takes as long
/// as reading does, once per process and file.
///
/// # Errors
/// In words, for the user.
pub fn load(file: Option<&Path>) -> Result<Named, String> {
    let fallback = || DEFAULT.get().cloned().or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
    match file.map(Path::to_path_buf).or_else(fallback) {
        Some(file) => Ok(Named { weights: shared(&file)?, name: name(&file) }),
        None => Ok(Named { weights: embedded()?, name: "built in".to_owned() }),
    }
}

/// The weights inside the plugin, whatever the process or the environment names.
///
/// # Errors
/// In words, for the user.
pub fn built_in() -> Result<Named, String> {
    Ok(Named { weights: embedded()?, name: "built in".to_owned() })
}

fn embedded() -> Result<Arc<Weights>, String> {
    let read = || {
        Weights::embedded()
            .map(Arc::new)
            .map_err(|e| format!("The weights inside the plugin cannot be used: {e}."))
    };
    EMBEDDED.get_or_init(read).clone()
}

fn shared(path: &Path) -> Result<Arc<Weights>, String> {
    let file = File { path: path.to_owned(), written: path.metadata().and_then(|m| m.modified()).ok() };
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    files.retain(|(_, weights)| weights.strong_count() > 0);
    let known = files.iter().find(|(known, _)| *known == file).and_then(|(_, weights)| weights.upgrade());
    if let Some(weights) = known {
        return Ok(weights);
    }
    let weights = Weights::open(path).map_err(|e| format!("These weights cannot be used: {e}."))?;
    let weights = Arc::new(weights);
    files.push((file, Arc::downgrade(&weights)));
    Ok(weights)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
