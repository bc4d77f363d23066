//! Which SoundFont the preview plays with, and the thread that reads it.

use super::Post;
use nice_plug::params::persist::PersistentField;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use synth::Sounds;

/// How often the loader looks for sounds that came home.
const LOOK: Duration = Duration::from_millis(250);

/// The SoundFont of one instance, kept with the host's project as a path. Written by the main and the GUI thread; never touched by
/// the audio thread, which holds the [`Post`] alone. Clones share one choice.
#[derive(Clone, Default)]
pub struct SoundFont(Arc<Choice>);

#[derive(Default)]
struct Choice {
    content: Mutex<Content>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Content {
    /// `None`: the built-in sounds.
    path: Option<PathBuf>,
    /// Frames per second; 0 before the first activation.
    rate: f64,
    /// Made with the first SoundFont.
    loader: Option<Loader>,
}

struct Loader {
    wishes: Sender<Wish>,
    thread: JoinHandle<()>,
}

/// What the loader shares with everybody.
#[derive(Default)]
struct Shared {
    post: Arc<Post>,
    /// Why the last SoundFont was not read, in words.
    error: Mutex<Option<String>>,
    /// Wishes that are not yet answered.
    open: AtomicUsize,
}

struct Wish {
    path: Option<PathBuf>,
    rate: f64,
}

impl SoundFont {
    pub(super) fn post(&self) -> Arc<Post> {
        self.0.shared.post.clone()
    }

    /// Plays with the SoundFont at `path` as soon as it is read, or with the built-in sounds.
    pub fn choose(&self, path: Option<PathBuf>) {
        let mut content = self.lock();
        content.path = path;
        self.wish(&mut content);
    }

    /// Before processing begins: sets the frames per second for which SoundFonts are read.
    pub fn prepare(&self, rate: f64) {
        let mut content = self.lock();
        if content.rate != rate {
            content.rate = rate;
            self.wish(&mut content);
        }
    }

    pub fn path(&self) -> Option<PathBuf> {
        self.lock().path.clone()
    }

    /// Why the last SoundFont could not be used.
    pub fn error(&self) -> Option<String> {
        self.0.shared.error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn dismiss_error(&self) {
        self.0.shared.say(None);
    }

    /// A SoundFont is being read.
    pub fn is_loading(&self) -> bool {
        self.0.shared.open.load(Ordering::Acquire) > 0
    }

    fn wish(&self, content: &mut Content) {
        let unasked = content.path.is_none() && content.loader.is_none();
        if content.rate == 0.0 || unasked {
            return;
        }
        let wish = Wish { path: content.path.clone(), rate: content.rate };
        if content.loader.is_none() {
            match Loader::start(self.0.shared.clone()) {
                Ok(loader) => content.loader = Some(loader),
                Err(error) => {
                    let said = format!("The SoundFont is not read: the system gives no thread ({error}).");
                    return self.0.shared.say(Some(said));
                }
            }
        }
        if let Some(loader) = &content.loader {
            self.0.shared.open.fetch_add(1, Ordering::AcqRel);
            // It ends only after this sender.
            let _ = loader.wishes.send(wish);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        // Plain assignments: a poisoned content is still whole.
        self.0.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Choice {
    fn drop(&mut self) {
        let content = self.content.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(Loader { wishes, thread }) = content.loader.take() {
            drop(wishes);
            // Reading a SoundFont catches its own panics, so there is nothing to be told.
            let _ = thread.join();
        }
    }
}

impl Loader {
    fn start(shared: Arc<Shared>) -> std::io::Result<Loader> {
        let (wishes, wanted) = channel();
        let name = "quatrain soundfont".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || run(&wanted, &shared))?;
        Ok(Loader { wishes, thread })
    }
}

/// The loader thread: answers wishes, of several the last, and frees what the audio thread sends home.
fn run(wanted: &Receiver<Wish>, shared: &Shared) {
    loop {
        match wanted.recv_timeout(LOOK) {
            Ok(first) => {
                let mut answered = 1;
                let mut last = first;
                while let Ok(later) = wanted.try_recv() {
                    (last, answered) = (later, answered + 1);
                }
                shared.answer(&last);
                shared.open.fetch_sub(answered, Ordering::AcqRel);
            }
            Err(RecvTimeoutError::Timeout) => shared.post.clear(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

impl Shared {
    fn answer(&self, wish: &Wish) {
        let read = wish.path.as_deref().map(|path: &Path| Sounds::read(path, wish.rate));
        match read.transpose() {
            Ok(sounds) => {
                self.say(None);
                self.post.send(sounds.unwrap_or_default());
            }
            Err(error) => {
                self.say(Some(format!("The built-in sounds play on: {error}.")));
                self.post.send(Sounds::built_in());
            }
        }
    }

    fn say(&self, error: Option<String>) {
        *self.error.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }
}

/// Stored as text, none as an empty one.
impl PersistentField<'_, String> for SoundFont {
    fn set(&self, path: String) {
        let path = Some(path).filter(|path| !path.is_empty()).map(PathBuf::from);
        if path != self.path() {
            self.choose(path);
        }
    }

    fn map<F: Fn(&String) -> R, R>(&self, look: F) -> R {
        look(&self.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default())
    }
}
