//! The bundled plugin in hosts. Each case exists once and runs in both formats; every block of every run is checked against the
//! hosts' laws, and the plugin under test aborts when its audio thread allocates or frees.

/// Makes a test of each case in each format.
macro_rules! in_both_formats {
    ($($case:ident),* $(,)?) => {
        mod clap { $(#[test] fn $case() { super::$case::<crate::bundle::Clap>() })* }
        mod vst3 { $(#[test] fn $case() { super::$case::<crate::bundle::Vst3>() })* }
    };
}

mod ardour;
mod bundle;
mod damage;
mod display;
mod editor;
mod expected;
mod export;
mod faults;
mod generate;
mod groups;
mod jack;
mod listening;
mod live;
mod panel;
mod parameters;
mod preview;
mod programs;
mod recall;
mod scan;
mod session;
mod takeover;
mod timing;
mod transport;
