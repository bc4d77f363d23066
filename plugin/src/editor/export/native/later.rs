//! Does something once the frame that is being painted is over.
//!
//! On Windows a drag runs the thread's messages until it ends, and one of them may be the next frame: within a frame the framework
//! (egui-baseview 0.9) would panic, and the host end. On macOS a drag is only begun.

use std::io::Error;

#[cfg(not(windows))]
pub fn later(task: impl FnOnce() + 'static) -> Result<(), Error> {
    task();
    Ok(())
}

#[cfg(windows)]
pub fn later(task: impl FnOnce() + 'static) -> Result<(), Error> {
    use std::ptr::null_mut;
    use windows_sys::Win32::UI::WindowsAndMessaging::SetTimer;

    // SAFETY: a timer without a window calls the function, on this thread, when its messages are looked at next.
    let timer = unsafe { SetTimer(null_mut(), 0, 0, Some(run)) };
    if timer == 0 {
        return Err(Error::last_os_error());
    }
    TASKS.with_borrow_mut(|tasks| tasks.push((timer, Box::new(task))));
    Ok(())
}

#[cfg(windows)]
type Task = Box<dyn FnOnce()>;

#[cfg(windows)]
thread_local! {
    /// What waits, with its timer.
    static TASKS: std::cell::RefCell<Vec<(usize, Task)>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[cfg(windows)]
unsafe extern "system" fn run(
    _window: windows_sys::Win32::Foundation::HWND,
    _message: u32,
    timer: usize,
    _time: u32,
) {
    // SAFETY: our own timer.
    unsafe { windows_sys::Win32::UI::WindowsAndMessaging::KillTimer(std::ptr::null_mut(), timer) };
    let task = TASKS.with_borrow_mut(|tasks| {
        let place = tasks.iter().position(|(waits, _)| *waits == timer)?;
        Some(tasks.remove(place).1)
    });
    if let Some(task) = task {
        task();
    }
}
