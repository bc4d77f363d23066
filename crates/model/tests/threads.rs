//! Alone in its process, because it counts the process's threads: a DAW must get none from us.
#![cfg(target_os = "linux")]

use model::{Composer, Config, Weights};
use score::{Instrument, Request, Track};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").expect("Linux lists a process's threads").count()
}

#[test]
fn loading_and_composing_start_no_thread() {
    let before = threads();
    let full = Weights::random(&Config { num_hidden_layers: 2, ..Config::shipped() }, 1).expect("a shape");
    let q8 =
        Weights::from_bytes(include_bytes!("../../../model/quatrain.gguf")).expect("the shipped weights");
    assert_eq!(threads(), before, "after loading");
    let tracks: Vec<Track> = [Instrument::DRUMS, Instrument(33), Instrument(0)].map(Track::new).to_vec();
    let past = (0..96)
        .map(|step| score::Note {
            instrument: Instrument(0),
            onset: score::Ticks(step * 2),
            pitch: 60 + (step % 12) as u8,
            velocity: 80,
            duration: score::Ticks(1),
        })
        .collect();
    let request = Request { tracks, past, ..Request::default() };
    for weights in [q8, full] {
        let mut most = 0;
        let mut composer = Composer::new(Arc::new(weights));
        let composed =
            composer.compose(&request, &AtomicBool::new(false), &mut |_, _| most = most.max(threads()));
        assert!(composed.expect("a loop").tokens > 10);
        assert_eq!((most, threads()), (before, before), "while composing and after");
    }
}
