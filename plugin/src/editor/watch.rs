//! Looks for changes while the editor stands still: a frame is painted when there is something new to see, and only then.

use super::view::View;
use crate::fault::caught;
use egui::Context;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{JoinHandle, park_timeout};
use std::time::Duration;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(100);

/// Lives on the GUI thread, as long as its window is open; its own thread ends with it.
pub struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    /// What the last frame showed; `None` while frames are asked for anyway. Written by the GUI thread, read by the watch's.
    shown: Mutex<Option<View>>,
    over: AtomicBool,
}

impl Shared {
    fn shown(&self) -> MutexGuard<'_, Option<View>> {
        // Replaced as a whole: a poisoned one is still sound.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch {
    /// Has `context` painted anew once `look` sees something else than was shown last; `None` where there is no thread to be had.
    pub fn start(context: Context, look: impl Fn() -> View + Send + 'static) -> Option<Watch> {
        let shared = Arc::<Shared>::default();
        let watched = shared.clone();
        let run = move || {
            while !watched.over.load(Ordering::Acquire) {
                park_timeout(LOOK);
                let stale = watched
                    .shown()
                    .as_ref()
                    .is_some_and(|shown| caught(&look).is_some_and(|now| *shown != now));
                if stale {
                    context.request_repaint();
                }
            }
        };
        let thread = std::thread::Builder::new().name("quatrain watch".to_owned()).spawn(run).ok()?;
        Some(Watch { shared, thread: Some(thread) })
    }

    /// This is shown from now on; `None`: the next frame comes by itself.
    pub fn show(&self, view: Option<View>) {
        *self.shared.shown() = view;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Instant;

    #[test]
    fn a_frame_is_asked_for_when_something_changed_and_only_then() {
        let (context, asked) = (Context::default(), Arc::new(AtomicUsize::new(0)));
        let counter = asked.clone();
        context.set_request_repaint_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let now = Arc::new(Mutex::new(View::default()));
        let seen = now.clone();
        let watch = Watch::start(context, move || seen.lock().expect("sound").clone()).expect("a thread");
        watch.show(Some(View::default()));
        std::thread::sleep(5 * LOOK);
        assert_eq!(asked.load(Ordering::Relaxed), 0, "nothing changed");
        now.lock().expect("sound").zoom = 150;
        let begun = Instant::now();
        while asked.load(Ordering::Relaxed) == 0 && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(LOOK / 10);
        }
        assert!(asked.load(Ordering::Relaxed) > 0, "it changed");
    }
}
