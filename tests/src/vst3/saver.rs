//! Storing the state from another thread than the one that processes.

use super::stream::Stream;
use super::{HostError, ok};
use vst3::Steinberg::IBStream;
use vst3::Steinberg::Vst::{IComponent, IComponentTrait};
use vst3::{ComPtr, ComWrapper};

/// Stores an instance's state, on any thread, while another one processes: that is what hosts do that save while they play.
#[derive(Clone)]
pub struct Saver(pub(super) ComPtr<IComponent>);

// SAFETY: VST3 has `getState` called beside `process`, and the component's counter is atomic.
unsafe impl Send for Saver {}

impl Saver {
    /// The state as a project stores it.
    pub fn save(&self) -> Result<Vec<u8>, HostError> {
        let stream = ComWrapper::new(Stream::default());
        let target = stream.to_com_ptr::<IBStream>().ok_or(HostError::Refused("take a stream"))?;
        // SAFETY: the component and the stream are alive.
        ok(unsafe { self.0.getState(target.as_ptr()) }, "save its state")?;
        Ok(stream.bytes())
    }
}
