//! What a frame costs. A measurement, not a test:
//! `cargo test -p quatrain --lib frames -- --ignored --nocapture` (with `--release` for what ships).

use super::bench::showing;
use super::showing::written;
use egui::vec2;
use score::{Instrument, Metre, Note, Ticks, Track};
use std::sync::Arc;
use std::time::{Duration, Instant};

const FRAMES: usize = 300;

#[test]
#[ignore = "a measurement"]
fn a_frame_of_a_thousand_notes() {
    let sixteen: Vec<Instrument> = (24..40).map(Instrument).collect();
    let mut view = written(|asked| asked.tracks = sixteen.iter().map(|&i| Track::new(i)).collect());
    let notes: Vec<Note> = (0..1_000u16)
        .map(|number| Note {
            instrument: sixteen[usize::from(number % 16)],
            onset: Ticks(3 * (number / 16)),
            pitch: 36 + (number % 48) as u8,
            velocity: 40 + (number % 80) as u8,
            duration: Ticks(3),
        })
        .collect();
    let notes = score::canonicalise(&notes, Metre::FourFour);
    let mut music = (*view.music.of.clone().expect("a loop")).clone();
    music.notes = notes;
    let count = music.notes.len();
    view.music.of = Some(Arc::new(music.clone()));
    view.music.piece = Some(Arc::new(session::Piece::of(music)));
    view.music.playhead = Some(17.0);
    for size in [vec2(1040.0, 680.0), vec2(3840.0, 2160.0)] {
        let mut bench = showing(view.clone(), size);
        let mut times: Vec<Duration> = (0..FRAMES)
            .map(|_| {
                let begun = Instant::now();
                bench.step();
                let scale = bench.ctx.pixels_per_point();
                let meshes = bench.ctx.tessellate(bench.output().shapes.clone(), scale);
                assert!(!meshes.is_empty());
                begun.elapsed()
            })
            .collect();
        times.sort();
        let at = |share: usize| times[FRAMES * share / 100];
        println!("{count} notes, {size:?}: median {:?}, 95 % {:?}, layout and triangles", at(50), at(95));
    }
}
