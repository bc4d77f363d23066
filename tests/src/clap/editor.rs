//! The editor in a window of the host.

use super::ClapInstance;
use crate::instance::{HostError, Shows};
use clack_extensions::gui::{GuiApiType, GuiConfiguration, GuiSize, PluginGui, Window};

impl Shows for ClapInstance {
    fn open_editor(&mut self, parent: u32) -> Result<(u32, u32), HostError> {
        let gui = self.gui()?;
        let handle = self.instance.plugin_handle();
        let embedded = GuiConfiguration { api_type: GuiApiType::X11, is_floating: false };
        gui.create(&handle, embedded).map_err(|_| HostError::Refused("make its editor"))?;
        let size = gui.get_size(&handle).ok_or(HostError::Refused("say how large its editor is"))?;
        // SAFETY: the caller keeps the window.
        unsafe { gui.set_parent(&handle, Window::from_x11_handle(parent.into())) }
            .map_err(|_| HostError::Refused("put its editor into a window"))?;
        gui.show(&handle).map_err(|_| HostError::Refused("show its editor"))?;
        Ok((size.width, size.height))
    }

    fn resize_editor(&mut self, (width, height): (u32, u32)) -> Result<(), HostError> {
        let set = self.gui()?.set_size(&self.instance.plugin_handle(), GuiSize { width, height });
        set.map_err(|_| HostError::Refused("resize its editor"))
    }

    fn close_editor(&mut self) -> Result<(), HostError> {
        let gui = self.gui()?;
        gui.destroy(&self.instance.plugin_handle());
        Ok(())
    }
}

impl ClapInstance {
    fn gui(&mut self) -> Result<PluginGui, HostError> {
        self.instance.plugin_handle().get_extension().ok_or(HostError::Refused("offer an editor"))
    }
}
