//! The editor's window: how the host opens it, and how large it was last.

use super::App;
use super::export::Exporter;
use crate::link::EditorEnd;
use crate::params::QuatrainParams;
use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::{LogicalSize, NativeSize};
use nice_plug::editor::{Editor, HostMethods, ParentWindowHandle, ResizeHint, SpawnedEditor};
use nice_plug::params::persist::PersistentField;
use nice_plug_egui::{
    EguiEditor, EguiEditorHandle, EguiEditorState, EguiNiceSettings, RepaintNotifier, create_egui_editor,
};
use std::error::Error;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Least size of the editor, in logical points.
const LEAST: (u32, u32) = (640, 420);
/// Size of the editor before anybody changed it.
const FIRST: (u32, u32) = (1040, 680);

/// How often the framework asks whether anybody but the editor wants a frame. The first time it always finds one wanted,
/// and on X11 (baseview 0.4.2) a frame that is wanted before the window is mapped is waited for in vain: the window stays
/// black for ever (seen once in 14 openings on a busy machine). Our editor looks for changes by itself and needs no asking.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

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

/// Lives on the host's main thread. Opens a fresh [`App`] for every window, at the size that was stored last.
pub struct Window {
    params: Arc<QuatrainParams>,
    end: EditorEnd,
    exports: Arc<Exporter>,
    current: Mutex<Current>,
}

/// The window that is open, or was last.
struct Current {
    state: Arc<EguiEditorState>,
    editor: EguiEditor<App>,
}

impl Window {
    /// `None` where this build can draw no window.
    pub fn new(params: Arc<QuatrainParams>, end: EditorEnd) -> Option<Window> {
        let exports = Arc::new(Exporter::of_user());
        let current = Mutex::new(fresh(&params, &end, &exports)?);
        Some(Window { params, end, exports, current })
    }

    /// Runs `task` on a window of the stored size: on the open one, or on a fresh one while none is open.
    fn with_current<R>(&self, task: impl FnOnce(&Current) -> R) -> R {
        // The content is replaced as a whole, so a poisoned one is still sound.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if !current.state.is_open()
            && let Some(fresh) = fresh(&self.params, &self.end, &self.exports)
        {
            *current = fresh;
        }
        task(&current)
    }
}

fn fresh(params: &Arc<QuatrainParams>, end: &EditorEnd, exports: &Arc<Exporter>) -> Option<Current> {
    let (width, height) = params.window.load();
    let zoom = params.zoom.factor();
    let state = EguiEditorState::from_size(LogicalSize::new(width as f32, height as f32), zoom);
    let least = LogicalSize::new(LEAST.0 as f32 * zoom, LEAST.1 as f32 * zoom);
    let settings = EguiNiceSettings::new()
        .with_tile("Quatrain")
        .with_repaint_poll_interval(NEVER)
        .with_resize_hint(ResizeHint::RESIZABLE.with_min_logical_size(least));
    let app = App::new(params.clone(), end.clone(), exports.clone());
    let editor = create_egui_editor(state.clone(), RepaintNotifier::new(), settings, app)?;
    Some(Current { state, editor })
}

impl Editor for Window {
    type Handle = EguiEditorHandle;

    fn spawn(
        &self,
        parent: Option<ParentWindowHandle>,
        wait_for_parent: bool,
        fallback_scale_factor: Option<f64>,
        context: GuiContext,
        host: Option<HostMethods>,
    ) -> Result<SpawnedEditor<EguiEditorHandle>, Box<dyn Error>> {
        #[cfg(all(unix, not(target_os = "macos")))]
        super::driver::keep();
        self.exports.set_parent(parent);
        self.with_current(|current| {
            current.editor.spawn(parent, wait_for_parent, fallback_scale_factor, context, host)
        })
    }

    fn size(&self) -> NativeSize<u32> {
        self.with_current(|current| {
            // The framework leaves out that it opens the window larger by this factor.
            let zoom = f64::from(current.state.user_scale_factor());
            let size = current.editor.size();
            NativeSize::new(zoomed(size.width, zoom), zoomed(size.height, zoom))
        })
    }

    fn resize_hint(&self) -> ResizeHint {
        self.with_current(|current| current.editor.resize_hint())
    }
}

fn zoomed(length: u32, zoom: f64) -> u32 {
    (f64::from(length) * zoom).round() as u32
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
