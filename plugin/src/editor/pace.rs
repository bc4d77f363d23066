//! Frames at the display's own pace.
//!
//! On X11 the framework's window (baseview 0.4.2) asks the server for a number when the refresh after the next comes, and draws when it gets
//! that number back: 30 frames a second on a display of 60. The answer goes to everybody who listens at that window, whoever asked, and its
//! numbers count the frames. So we ask for the coming refresh with the same number, and the window draws then; the later answer it no longer
//! knows. Where this does not hold, no number fits and the window goes at its own pace.

use nice_plug_egui::Frame;
use raw_window_handle::{HasWindowHandle, RawWindowHandle};
use std::error::Error;
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::present::{ConnectionExt as _, X11_EXTENSION_NAME};
use x11rb::protocol::xproto::Window;
use x11rb::rust_connection::RustConnection;

/// Lives on the GUI thread, as long as its window is open.
pub struct Pace {
    connection: RustConnection,
    window: Window,
}

impl Pace {
    /// `None` where the server cannot tell when it refreshes.
    pub fn of(frame: &Frame) -> Option<Pace> {
        let window = match frame.baseview_window().window_handle().ok()?.as_raw() {
            RawWindowHandle::Xlib(handle) => handle.window as Window,
            RawWindowHandle::Xcb(handle) => handle.window.get(),
            _ => return None,
        };
        let (connection, _) = x11rb::connect(None).ok()?;
        connection.extension_information(X11_EXTENSION_NAME).ok()??;
        connection.present_query_version(1, 0).ok()?.reply().ok()?;
        Some(Pace { connection, window })
    }

    /// Has a frame follow at the next refresh, if the window asks for one too; `drawn` frames came before the one that is being drawn.
    /// Whether that was said.
    pub fn follow(&self, drawn: u64) -> bool {
        self.ask(drawn as u32 + 1).is_ok()
    }

    fn ask(&self, number: u32) -> Result<(), Box<dyn Error>> {
        // A refresh that is over, and one in one: the next.
        self.connection.present_notify_msc(self.window, number, 0, 1, 0)?;
        self.connection.flush()?;
        // Nothing is expected but errors of a window that is gone.
        while self.connection.poll_for_event()?.is_some() {}
        Ok(())
    }
}
