//! What the plugin may ask the host.

use clack_extensions::gui::{GuiSize, HostGui, HostGuiImpl};
use clack_extensions::latency::{HostLatency, HostLatencyImpl};
use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags,
};
use clack_extensions::thread_check::{HostThreadCheck, HostThreadCheckImpl};
use clack_host::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

/// The host's types for clack.
pub(super) struct Handlers;

impl HostHandlers for Handlers {
    type Shared<'a> = Shared;
    type MainThread<'a> = Main;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _shared: &Shared) {
        builder.register::<HostThreadCheck>().register::<HostParams>().register::<HostLatency>();
        builder.register::<HostGui>();
    }
}

/// What any thread of the plugin may ask the host.
pub(super) struct Shared {
    home: ThreadId,
    /// Whether the home thread plays the audio thread at the moment.
    pub(super) audio: AtomicBool,
    /// Whether the plugin asked for the main thread.
    pub(super) callback: AtomicBool,
}

impl Shared {
    pub(super) fn new() -> Shared {
        Shared {
            home: std::thread::current().id(),
            audio: AtomicBool::new(false),
            callback: AtomicBool::new(false),
        }
    }

    fn is_home(&self) -> bool {
        std::thread::current().id() == self.home
    }
}

impl SharedHandler<'_> for Shared {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, Ordering::Relaxed);
    }
}

impl HostThreadCheckImpl for Shared {
    fn is_main_thread(&self) -> bool {
        self.is_home() && !self.audio.load(Ordering::Relaxed)
    }

    fn is_audio_thread(&self) -> bool {
        self.is_home() && self.audio.load(Ordering::Relaxed)
    }
}

impl HostGuiImpl for Shared {
    fn resize_hints_changed(&self) {}

    fn request_resize(&self, _new_size: GuiSize) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn request_show(&self) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn request_hide(&self) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn closed(&self, _was_destroyed: bool) {}
}

impl HostParamsImplShared for Shared {
    fn request_flush(&self) {}
}

/// What only the plugin's main thread may ask the host.
pub(super) struct Main;

impl MainThreadHandler<'_> for Main {}

impl HostParamsImplMainThread for Main {
    fn rescan(&self, _flags: ParamRescanFlags) {}
    fn clear(&self, _param_id: ClapId, _flags: ParamClearFlags) {}
}

impl HostLatencyImpl for Main {
    fn changed(&self) {}
}
