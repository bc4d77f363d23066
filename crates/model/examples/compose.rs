//! From a request to a `.mid` file: `cargo run --release -p quatrain-model --example compose [FILE.mid]`.

use model::{Composer, Weights};
use score::smf::{self, Arrangement};
use score::{ChordSlot, Instrument, Request, Track};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or("loop.mid".to_owned());
    // Drums, fingered bass and electric piano over two chords, two bars each, twelve onsets a bar.
    let chord = |name: &str| score::chord::Progression::read(name).section(0)[0];
    let [am, f] = ["Am7", "F"].map(chord);
    let request = Request {
        tracks: [Instrument::DRUMS, Instrument(33), Instrument(4)].map(Track::new).to_vec(),
        chords: [am, am, am, am, f, f, f, f] as [ChordSlot; 8],
        density: Some(12.0),
        tempo: Some(118.0),
        seed: 7,
        ..Request::default()
    };
    let mut composer = Composer::new(Arc::new(Weights::embedded()?));
    let composed = composer.compose(&request, &AtomicBool::new(false), &mut |bar, notes| {
        println!("bar {} has {} notes", bar + 1, notes.len());
    })?;
    let music = Arrangement { notes: &composed.notes, metre: request.metre, tempo: request.tempo };
    std::fs::write(&path, smf::write(&music))?;
    println!("{path}: {} notes, {} tokens, {:.2} s", composed.notes.len(), composed.tokens, composed.seconds);
    Ok(())
}
