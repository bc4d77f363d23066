//! The editor's window: how the host opens it, and how large it was last.

use super::App;
use super::export::Exporter;
use crate::params::{LEAST, QuatrainParams};
use crate::session::EditorEnd;
use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::{LogicalSize, NativeSize};
use nice_plug::editor::{Editor, HostMethods, ParentWindowHandle, ResizeHint, SpawnedEditor};
use nice_plug_egui::{
    EguiEditor, EguiEditorHandle, EguiEditorState, EguiNiceSettings, RepaintNotifier, create_egui_editor,
};
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often the framework asks whether anybody but the editor wants a frame. The first time it always finds one wanted,
/// and on X11 (baseview 0.4.2) a frame that is wanted before the window is mapped is waited for in vain: the window stays
/// black for ever (seen once in 14 openings on a busy machine). Our editor looks for changes by itself and needs no asking.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

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
