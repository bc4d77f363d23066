//! These weights, this request, temperature 0: exactly these tokens. After a change that is meant to change them (new weights, say):
//! `QUATRAIN_WRITE_GOLDEN=1 cargo test -p quatrain-model golden`, and read the difference.

use crate::embedded;
use model::Composer;
use score::{Instrument, Request, Sampling, Track};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn request() -> Request {
    let tracks = [Instrument::DRUMS, Instrument(33), Instrument(0)].map(Track::new).to_vec();
    Request {
        tracks,
        tempo: Some(110.0),
        sampling: Sampling { temperature: 0.0, top_p: 1.0, guidance: 1.0, candidates: 1 },
        ..Request::default()
    }
}

#[test]
fn golden_tokens_of_the_embedded_weights_at_temperature_zero() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.txt");
    let composed = Composer::new(embedded()).compose(&request(), &AtomicBool::new(false), &mut |_, _| ());
    let got: Vec<String> = composed.expect("a loop").written.iter().map(|t| format!("{t:?}")).collect();
    if std::env::var_os("QUATRAIN_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, got.join("\n") + "\n").expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(&path).expect("tests/golden.txt");
    let golden: Vec<&str> = golden.lines().collect();
    let differs = golden.iter().zip(&got).position(|(a, b)| a != b).unwrap_or(golden.len().min(got.len()));
    assert!(
        golden == got,
        "token {differs} is {:?} instead of {:?}; if the weights are new, renew the file as its test says",
        got.get(differs),
        golden.get(differs)
    );
}
