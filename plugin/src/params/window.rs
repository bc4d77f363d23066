//! How large the editor is, and everything in it: kept with the host's project.

use nice_plug::params::persist::PersistentField;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Least size of the editor, in logical points.
pub const LEAST: (u32, u32) = (640, 420);
/// Size of the editor before anybody changed it.
const FIRST: (u32, u32) = (1040, 680);

/// Width and height of the editor in logical points, kept with the host's project. Written by the GUI thread, read by the
/// host's main thread. Clones share one size.
#[derive(Clone, Debug)]
pub struct WindowSize(Arc<AtomicU64>);

impl Default for WindowSize {
    fn default() -> WindowSize {
        WindowSize(Arc::new(AtomicU64::new(packed(FIRST.0, FIRST.1))))
    }
}

impl WindowSize {
    pub fn load(&self) -> (u32, u32) {
        let packed = self.0.load(Ordering::Relaxed);
        ((packed >> 32) as u32, packed as u32)
    }

    /// Keeps the size, or the least one where that is larger.
    pub fn store(&self, width: u32, height: u32) {
        self.0.store(packed(width.max(LEAST.0), height.max(LEAST.1)), Ordering::Relaxed);
    }
}

fn packed(width: u32, height: u32) -> u64 {
    u64::from(width) << 32 | u64::from(height)
}

impl PersistentField<'_, (u32, u32)> for WindowSize {
    fn set(&self, (width, height): (u32, u32)) {
        self.store(width, height);
    }

    fn map<F: Fn(&(u32, u32)) -> R, R>(&self, look: F) -> R {
        look(&self.load())
    }
}

/// How large everything in the editor is, in percent, on top of what the system says.
pub const ZOOMS: [u32; 5] = [100, 125, 150, 175, 200];

/// One of [`ZOOMS`], kept with the host's project. Written by the GUI thread, read by it and the host's main thread. Clones share one.
#[derive(Clone, Debug)]
pub struct Zoom(Arc<AtomicU32>);

impl Default for Zoom {
    fn default() -> Zoom {
        Zoom(Arc::new(AtomicU32::new(ZOOMS[0])))
    }
}

impl Zoom {
    pub fn percent(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    pub fn factor(&self) -> f32 {
        self.percent() as f32 / 100.0
    }

    /// Keeps the nearest of [`ZOOMS`].
    pub fn store(&self, percent: u32) {
        let nearest = ZOOMS.into_iter().min_by_key(|zoom| zoom.abs_diff(percent));
        self.0.store(nearest.unwrap_or(ZOOMS[0]), Ordering::Relaxed);
    }
}

impl PersistentField<'_, u32> for Zoom {
    fn set(&self, percent: u32) {
        self.store(percent);
    }

    fn map<F: Fn(&u32) -> R, R>(&self, look: F) -> R {
        look(&self.percent())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_is_one_of_those_there_are() {
        let zoom = Zoom::default();
        assert_eq!((zoom.percent(), zoom.factor()), (100, 1.0));
        for (stored, becomes) in [(150, 150), (0, 100), (9999, 200), (140, 150)] {
            PersistentField::set(&zoom, stored);
            assert_eq!(zoom.map(|&percent| percent), becomes);
        }
    }

    #[test]
    fn a_stored_size_comes_back_and_never_falls_below_the_least() {
        let size = WindowSize::default();
        assert_eq!(size.load(), FIRST);
        PersistentField::set(&size, (1600, 1000));
        assert_eq!(size.map(|&size| size), (1600, 1000));
        PersistentField::set(&size, (0, 5));
        assert_eq!(size.load(), LEAST);
    }
}
