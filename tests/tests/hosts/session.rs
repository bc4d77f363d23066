//! What the cases have in common: hosts with a loop in them.

use crate::bundle::Format;
use crate::expected::{Expected, Placed};
use host::{Host, Instance, SavedLoop, Setup};
use score::BARS;
use std::time::Duration;

/// The longest that a loop may take to write, on a machine that does other things as well.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A host with a new instance, its transport stopped at the song's start.
pub fn open<F: Format>(setup: Setup) -> Host<F::Instance> {
    Host::new(F::instance(), setup).expect("the instance starts")
}

/// A host with an instance that recalled a loop which the model wrote; passes start at song position 0.
pub fn open_with_loop<F: Format>(setup: Setup) -> (Host<F::Instance>, Placed) {
    let state = F::shelf().get_or_init(|| write_loop::<F>(1));
    let mut host = open::<F>(setup);
    host.load_state(state).expect("a state that it saved itself");
    (host, placed(state))
}

/// The state of an instance that wrote a loop from `seed` while the transport stood.
pub fn write_loop<F: Format>(seed: u32) -> Vec<u8> {
    let mut host = open::<F>(Setup::default());
    host.set_param_step("Seed", seed).expect("a seed");
    host.press_generate().expect("it generates");
    wait_for_loop(&mut host, seed);
    // It hands its place to the host's project once it has been in a block.
    host.render_frames(512).expect("a block");
    host.save_state().expect("a state")
}

/// Waits, while song time almost stands still, until the loop of `seed` is whole and handed in: it is in the history.
pub fn wait_for_loop<I: Instance>(host: &mut Host<I>, seed: u32) -> SavedLoop {
    let mut found = None;
    host.wait_until("a whole loop", PATIENCE, |host| {
        let state = host.save_state().expect("a state");
        let written = host::saved_loop(&state).expect("a readable state");
        found = written.filter(|written| written.bars == BARS && written.asked.seed == u64::from(seed));
        found.is_some() && !host::saved_draft(&state).expect("a readable state")
    })
    .expect("the loop is written");
    found.expect("found a moment ago")
}

/// The loop as the instance would store it now.
pub fn the_loop<I: Instance>(host: &mut Host<I>) -> Option<SavedLoop> {
    let state = host.save_state().expect("a state");
    host::saved_loop(&state).expect("a readable state")
}

/// The loop of a state, in its place.
pub fn placed(state: &[u8]) -> Placed {
    let the_loop = host::saved_loop(state).expect("a readable state").expect("a loop");
    let anchor = host::saved_anchor(state).expect("a readable state").expect("a loop that has its place");
    Placed::new(&the_loop, anchor)
}

/// Checks all that a host received against its transport and the one loop that it played; the number of notes.
pub fn assert_played<I: Instance>(host: &Host<I>, placed: &Placed) -> usize {
    assert_expected(host, &Expected::of(host.timeline(), placed), 0)
}

/// Checks what a host received from sample `from` on; the number of notes. A check of nothing is a failure.
pub fn assert_expected<I: Instance>(host: &Host<I>, expected: &Expected, from: u64) -> usize {
    let notes = expected.check(host.take().notes(), from).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(notes > 0, "no note was to be heard: the case checks nothing");
    notes
}
