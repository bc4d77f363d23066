//! Has the plugin stay in memory once a host on Linux loaded it. Threads of windows and of what the standard library keeps for a thread may
//! end after the host unloads the plugin, and end in its code.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let elf = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if elf {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
