//! What a host says to its plugin: parameters, notes and controllers.

use super::Host;
use crate::instance::{ControllerIn, HostError, Instance, NoteIn, Param, ParamIn};

impl<I: Instance> Host<I> {
    /// Sets a parameter by its name, 0..=1, with the next block.
    pub fn set_param(&mut self, name: &str, value: f64) -> Result<(), HostError> {
        let id = self.param(name)?.id;
        self.params_in.push(ParamIn { offset: 0, id, value });
        Ok(())
    }

    /// Sets a stepped parameter by its name to a step counted from 0, with the next block.
    pub fn set_param_step(&mut self, name: &str, step: u32) -> Result<(), HostError> {
        let steps = self.param(name)?.steps.max(1);
        self.set_param(name, f64::from(step) / f64::from(steps))
    }

    /// Present value of a parameter by its name, 0..=1.
    pub fn param_value(&mut self, name: &str) -> Result<f64, HostError> {
        let id = self.param(name)?.id;
        self.instance.value(id).ok_or(HostError::Refused("tell a parameter's value"))
    }

    /// Parameters as the plugin described them when it was loaded, in its order.
    pub fn params(&self) -> &[Param] {
        &self.params
    }

    fn param(&self, name: &str) -> Result<&Param, HostError> {
        self.params.iter().find(|param| param.name == name).ok_or_else(|| HostError::NoParam {
            name: name.to_owned(),
            known: self.params.iter().map(|param| param.name.clone()).collect(),
        })
    }

    /// Presses the Generate button and lets go of it: two blocks.
    pub fn press_generate(&mut self) -> Result<(), HostError> {
        self.set_param("Generate", 1.0)?;
        self.block(u64::MAX)?;
        self.set_param("Generate", 0.0)?;
        self.block(u64::MAX)
    }

    /// Sends a note to the plugin with the next block.
    pub fn note_in(&mut self, on: bool, channel: u8, key: u8, velocity: u8) {
        self.note_at(0, on, channel, key, velocity);
    }

    /// Sends a note to the plugin with the next block, `offset` samples into it. Notes are to be given in order.
    pub fn note_at(&mut self, offset: u32, on: bool, channel: u8, key: u8, velocity: u8) {
        self.notes_in.push(NoteIn { offset, on, channel, key, velocity });
    }

    /// Turns a controller with the next block, `offset` samples into it. Controllers are to be given in order.
    pub fn controller_at(&mut self, offset: u32, channel: u8, controller: u8, value: u8) {
        self.controllers_in.push(ControllerIn { offset, channel, controller, value });
    }

    /// Turns the plugin's bypass on or off with the next block. It must have one.
    pub fn bypass(&mut self, on: bool) -> Result<(), HostError> {
        let bypass = self.params.iter().find(|param| param.bypass);
        let id = bypass.ok_or(HostError::Refused("offer a bypass parameter"))?.id;
        self.params_in.push(ParamIn { offset: 0, id, value: f64::from(u8::from(on)) });
        Ok(())
    }
}
