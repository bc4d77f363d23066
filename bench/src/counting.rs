//! Counts what a thread asks of the system while it is watched: memory, and calls of the kernel.
//!
//! Memory: this program's `malloc` and its like take the place of the C library's, for the plugin too, which is loaded later.
//! Kernel: Linux's syscall user dispatch sends a signal instead of doing the call; the handler counts it and has it done.
//! A lock that is free asks nothing of the kernel and is not seen; one that somebody holds is (futex).

use std::cell::Cell;

/// What was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Blocks of memory taken, changed in size or given back.
    pub memory: u64,
    /// Watches in which the kernel was called at all.
    pub kernel: u64,
}

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static MEMORY: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // A thread that is ending has no cells any more, and is not watched.
    let _ = WATCHED.try_with(|watched| {
        if watched.get() {
            MEMORY.set(MEMORY.get() + 1);
        }
    });
}

/// Runs `call` and counts what this thread asks for meanwhile.
pub fn watch<R>(call: impl FnOnce() -> R) -> (R, Asked) {
    MEMORY.set(0);
    let calls = kernel::calls();
    WATCHED.set(true);
    kernel::block();
    let result = call();
    kernel::allow();
    WATCHED.set(false);
    (result, Asked { memory: MEMORY.get(), kernel: kernel::calls() - calls })
}

/// Prepares this thread to be watched.
///
/// # Errors
/// If this system cannot count.
pub fn prepare() -> Result<(), String> {
    kernel::prepare()?;
    // The ways to memory are the linker's doing, and a signal's the kernel's: see that both count.
    let (_, asked) = watch(|| {
        // SAFETY: getpid has no conditions, and what malloc gives goes back by free.
        unsafe {
            libc::syscall(libc::SYS_getpid);
            libc::free(std::hint::black_box(libc::malloc(100)));
        }
    });
    if asked == (Asked { memory: 2, kernel: 1 }) {
        Ok(())
    } else {
        Err(format!("memory and kernel calls cannot be counted here: {asked:?} for two and one"))
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod memory {
    use super::count;
    use libc::{c_int, c_void, size_t};

    unsafe extern "C" {
        fn __libc_malloc(size: size_t) -> *mut c_void;
        fn __libc_calloc(count: size_t, size: size_t) -> *mut c_void;
        fn __libc_realloc(block: *mut c_void, size: size_t) -> *mut c_void;
        fn __libc_free(block: *mut c_void);
        fn __libc_memalign(align: size_t, size: size_t) -> *mut c_void;
    }

    // SAFETY of all: the arguments go on to the C library's own functions as they came, under the same contract.

    #[unsafe(no_mangle)]
    unsafe extern "C" fn malloc(size: size_t) -> *mut c_void {
        count();
        // SAFETY: as above.
        unsafe { __libc_malloc(size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn calloc(number: size_t, size: size_t) -> *mut c_void {
        count();
        // SAFETY: as above.
        unsafe { __libc_calloc(number, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn realloc(block: *mut c_void, size: size_t) -> *mut c_void {
        count();
        // SAFETY: as above.
        unsafe { __libc_realloc(block, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn free(block: *mut c_void) {
        count();
        // SAFETY: as above.
        unsafe { __libc_free(block) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn aligned_alloc(align: size_t, size: size_t) -> *mut c_void {
        count();
        // SAFETY: as above.
        unsafe { __libc_memalign(align, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memalign(align: size_t, size: size_t) -> *mut c_void {
        count();
        // SAFETY: as above.
        unsafe { __libc_memalign(align, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn posix_memalign(to: *mut *mut c_void, align: size_t, size: size_t) -> c_int {
        count();
        // SAFETY: as above; the caller's `to` can be written to.
        unsafe {
            *to = __libc_memalign(align, size);
            if (*to).is_null() { libc::ENOMEM } else { 0 }
        }
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod kernel {
    use std::cell::Cell;
    use std::sync::atomic::{AtomicU8, Ordering};

    const SET_SYSCALL_USER_DISPATCH: libc::c_int = 59;
    const ON: libc::c_ulong = 1;
    const ALLOW: u8 = 0;
    const BLOCK: u8 = 1;
    /// Bytes of the instruction that calls the kernel.
    const INSTRUCTION: i64 = 2;

    thread_local! {
        static SELECTOR: AtomicU8 = const { AtomicU8::new(ALLOW) };
        static CALLS: Cell<u64> = const { Cell::new(0) };
    }

    pub fn calls() -> u64 {
        CALLS.get()
    }

    pub fn block() {
        SELECTOR.with(|selector| selector.store(BLOCK, Ordering::Relaxed));
    }

    pub fn allow() {
        SELECTOR.with(|selector| selector.store(ALLOW, Ordering::Relaxed));
    }

    pub fn prepare() -> Result<(), String> {
        let address = SELECTOR.with(AtomicU8::as_ptr);
        // SAFETY: the action is whole before it is set, and its handler touches this thread's own cells and registers alone. The
        // selector lives as long as the thread, and there is one of the two values in it.
        let done = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = counted as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_NODEFER;
            libc::sigaction(libc::SIGSYS, &action, std::ptr::null_mut()) == 0
                && libc::prctl(SET_SYSCALL_USER_DISPATCH, ON, 0 as libc::c_ulong, 0 as libc::c_ulong, address)
                    == 0
        };
        if done { Ok(()) } else { Err("this kernel has no syscall user dispatch".to_owned()) }
    }

    /// Counts the call and goes back to its instruction, which does it now: till the end of the watch all calls are let through.
    extern "C" fn counted(_signal: libc::c_int, _info: *mut libc::siginfo_t, context: *mut libc::c_void) {
        allow();
        CALLS.set(CALLS.get() + 1);
        // SAFETY: the kernel gives the interrupted thread's context to a handler with SA_SIGINFO; registers are as before the call.
        unsafe {
            let context = &mut *context.cast::<libc::ucontext_t>();
            context.uc_mcontext.gregs[libc::REG_RIP as usize] -= INSTRUCTION;
        }
    }
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
mod kernel {
    pub fn calls() -> u64 {
        0
    }

    pub fn block() {}

    pub fn allow() {}

    pub fn prepare() -> Result<(), String> {
        Err("calls of the kernel are counted on Linux and x86-64 only".to_owned())
    }
}
