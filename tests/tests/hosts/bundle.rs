//! The bundles under test, and their two formats.

use host::{ClapInstance, ClapPlugin, Shows, Vst3Instance, Vst3Plugin};
use std::path::PathBuf;
use std::sync::OnceLock;

/// A plugin format, as the cases see it.
pub trait Format {
    type Instance: Shows;

    /// A new instance of the bundled plugin.
    fn instance() -> Self::Instance;

    /// Where the state of one loop is kept, which is written once and recalled in many cases.
    fn shelf() -> &'static OnceLock<Vec<u8>>;
}

pub struct Clap;
pub struct Vst3;

/// `Quatrain.clap` or `Quatrain.vst3` as `cargo xtask test` built it.
pub fn bundle(name: &str) -> PathBuf {
    let folder = std::env::var_os("QUATRAIN_BUNDLES");
    let folder = folder.expect(
        "QUATRAIN_BUNDLES is not set: call `cargo xtask test`, which bundles the plugin for these tests",
    );
    PathBuf::from(folder).join(name)
}

impl Format for Clap {
    type Instance = ClapInstance;

    fn instance() -> ClapInstance {
        static PLUGIN: OnceLock<ClapPlugin> = OnceLock::new();
        let load = || ClapPlugin::load(&bundle("Quatrain.clap")).expect("the CLAP bundle loads");
        PLUGIN.get_or_init(load).instance().expect("an instance")
    }

    fn shelf() -> &'static OnceLock<Vec<u8>> {
        static SHELF: OnceLock<Vec<u8>> = OnceLock::new();
        &SHELF
    }
}

impl Format for Vst3 {
    type Instance = Vst3Instance;

    fn instance() -> Vst3Instance {
        static PLUGIN: OnceLock<Vst3Plugin> = OnceLock::new();
        let load = || Vst3Plugin::load(&bundle("Quatrain.vst3")).expect("the VST3 bundle loads");
        PLUGIN.get_or_init(load).instance().expect("an instance")
    }

    fn shelf() -> &'static OnceLock<Vec<u8>> {
        static SHELF: OnceLock<Vec<u8>> = OnceLock::new();
        &SHELF
    }
}
