//! How sounds change threads.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use synth::Sounds;

/// Two slots of one box each, between the loader and the audio thread. Neither ever waits for the other. Frees what is left in them.
#[derive(Default)]
pub struct Post {
    to_audio: Slot,
    home: Slot,
}

impl Post {
    /// Loader: has the audio thread play with `sounds`, and frees what it never took and what came home.
    pub fn send(&self, sounds: Sounds) {
        self.clear();
        drop(self.to_audio.swap(Some(Box::new(sounds))));
    }

    /// Loader: frees what came home.
    pub fn clear(&self) {
        drop(self.home.swap(None));
    }

    /// Audio: what was sent. Real-time safe.
    pub fn take(&self) -> Option<Box<Sounds>> {
        self.to_audio.swap(None)
    }

    /// Audio: sends `sounds` home to be freed; they come back if the slot is not yet empty. Real-time safe.
    pub fn send_home(&self, sounds: Box<Sounds>) -> Option<Box<Sounds>> {
        self.home.offer(sounds)
    }
}

#[derive(Default)]
struct Slot(AtomicPtr<Sounds>);

impl Slot {
    fn swap(&self, sounds: Option<Box<Sounds>>) -> Option<Box<Sounds>> {
        let new = sounds.map_or(null_mut(), Box::into_raw);
        let old = self.0.swap(new, Ordering::AcqRel);
        // SAFETY: only `swap` and `offer` put pointers in, each from `Box::into_raw`, and by the swap each comes out once.
        (!old.is_null()).then(|| unsafe { Box::from_raw(old) })
    }

    fn offer(&self, sounds: Box<Sounds>) -> Option<Box<Sounds>> {
        let new = Box::into_raw(sounds);
        match self.0.compare_exchange(null_mut(), new, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => None,
            // SAFETY: `new` comes from `Box::into_raw` above and went nowhere.
            Err(_) => Some(unsafe { Box::from_raw(new) }),
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        drop(self.swap(None));
    }
}
