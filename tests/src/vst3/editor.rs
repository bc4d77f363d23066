//! The editor in a window of the host.

use super::{Vst3Instance, ok};
use crate::instance::{HostError, Shows};
use std::ptr;
use vst3::ComPtr;
use vst3::Steinberg::Vst::IEditControllerTrait;
use vst3::Steinberg::{IPlugView, IPlugViewTrait, ViewRect};

impl Shows for Vst3Instance {
    fn open_editor(&mut self, parent: u32) -> Result<(u32, u32), HostError> {
        // SAFETY: the controller is alive; it returns a view with one count for us.
        let view = unsafe { ComPtr::<IPlugView>::from_raw(self.controller.createView(c"editor".as_ptr())) };
        let view = view.ok_or(HostError::Refused("make its editor"))?;
        let mut size = ViewRect { left: 0, top: 0, right: 0, bottom: 0 };
        // SAFETY: the view is alive, and the caller keeps the window, whose number stands for a pointer.
        unsafe {
            ok(view.getSize(&mut size), "say how large its editor is")?;
            let parent = ptr::without_provenance_mut(parent as usize);
            ok(view.attached(parent, c"X11EmbedWindowID".as_ptr()), "put its editor into a window")?;
        }
        self.view = Some(view);
        Ok(((size.right - size.left) as u32, (size.bottom - size.top) as u32))
    }

    fn resize_editor(&mut self, (width, height): (u32, u32)) -> Result<(), HostError> {
        let view = self.view.as_ref().ok_or(HostError::Refused("resize an editor that is closed"))?;
        let mut size = ViewRect { left: 0, top: 0, right: width as i32, bottom: height as i32 };
        // SAFETY: the view is alive.
        ok(unsafe { view.onSize(&mut size) }, "resize its editor")
    }

    fn close_editor(&mut self) -> Result<(), HostError> {
        let view = self.view.take().ok_or(HostError::Refused("close an editor that is closed"))?;
        // SAFETY: the view is alive.
        ok(unsafe { view.removed() }, "close its editor")
    }
}
