//! A memory stream, as a COM object, for the plugin's state. It lives on the host's one thread.

use std::cell::RefCell;
use std::ffi::c_void;
use vst3::Class;
use vst3::Steinberg::{
    IBStream, IBStream_, IBStreamTrait, int32, int64, kInvalidArgument, kResultOk, tresult,
};

/// Bytes and the place at which they are read and written.
#[derive(Default)]
pub struct Stream(RefCell<(Vec<u8>, usize)>);

impl Stream {
    /// Stands at the start of `bytes`.
    pub fn holding(bytes: &[u8]) -> Stream {
        Stream(RefCell::new((bytes.to_vec(), 0)))
    }

    /// Everything written.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.borrow().0.clone()
    }
}

impl Class for Stream {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Stream {
    unsafe fn read(&self, buffer: *mut c_void, count: int32, read: *mut int32) -> tresult {
        let (bytes, place) = &mut *self.0.borrow_mut();
        let rest = &bytes[*place..];
        let length = rest.len().min(count.max(0) as usize);
        // SAFETY: the caller's buffer holds `count` bytes, and `read` may be null.
        unsafe {
            std::ptr::copy_nonoverlapping(rest.as_ptr(), buffer.cast(), length);
            if let Some(read) = read.as_mut() {
                *read = length as int32;
            }
        }
        *place += length;
        kResultOk
    }

    unsafe fn write(&self, buffer: *mut c_void, count: int32, written: *mut int32) -> tresult {
        let (bytes, place) = &mut *self.0.borrow_mut();
        // SAFETY: the caller's buffer holds `count` bytes, and `written` may be null.
        let new = unsafe {
            if let Some(written) = written.as_mut() {
                *written = count;
            }
            std::slice::from_raw_parts(buffer.cast::<u8>(), count.max(0) as usize)
        };
        bytes.truncate(*place);
        bytes.extend_from_slice(new);
        *place = bytes.len();
        kResultOk
    }

    unsafe fn seek(&self, position: int64, mode: int32, result: *mut int64) -> tresult {
        use IBStream_::IStreamSeekMode_ as Mode;
        let (bytes, place) = &mut *self.0.borrow_mut();
        let from = match mode {
            set if set == Mode::kIBSeekSet as int32 => 0,
            current if current == Mode::kIBSeekCur as int32 => *place as int64,
            _ => bytes.len() as int64,
        };
        let Some(target) = usize::try_from(from + position).ok().filter(|&place| place <= bytes.len()) else {
            return kInvalidArgument;
        };
        *place = target;
        // SAFETY: `result` is null or a place for the position.
        unsafe { result.as_mut().map(|result| *result = target as int64) };
        kResultOk
    }

    unsafe fn tell(&self, position: *mut int64) -> tresult {
        // SAFETY: the caller gives a place for the position.
        unsafe { position.write(self.0.borrow().1 as int64) };
        kResultOk
    }
}
