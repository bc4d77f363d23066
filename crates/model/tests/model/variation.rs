//! How far a variation leads away from the loop that it varies.

use crate::{embedded, hard};
use model::Composer;
use score::{Instrument, Note, Request, Track};
use std::collections::BTreeSet;

const AMOUNTS: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
const LOOPS: u64 = 12;

fn band(seed: u64) -> Request {
    let tracks = [128, 33, 27, 0].map(|program| Track::new(Instrument(program))).to_vec();
    Request { tracks, tempo: Some(110.0), seed, ..Request::default() }
}

fn varied(composer: &mut Composer, seed: u64, keep: &[Note], amount: f32) -> Vec<Note> {
    let request = Request { keep: keep.to_vec(), variation: Some(amount), ..band(seed) };
    hard::compose(composer, &request).expect("a variation").notes
}

/// Share of the notes of both, told apart by instrument, onset and pitch, that only one has (1 - Jaccard).
fn distance(a: &[Note], b: &[Note]) -> f64 {
    let set =
        |notes: &[Note]| -> BTreeSet<_> { notes.iter().map(|n| (n.instrument, n.onset, n.pitch)).collect() };
    let (a, b) = (set(a), set(b));
    1.0 - a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}

#[test]
fn distance_from_the_present_loop_grows_with_the_amount() {
    let curve = |seeds: Vec<u64>| -> Vec<Vec<f64>> {
        let mut composer = Composer::new(embedded());
        let mut rows = Vec::new();
        for seed in seeds {
            let present = hard::compose(&mut composer, &band(seed)).expect("a loop").notes;
            let mut row = Vec::new();
            for amount in AMOUNTS {
                let notes = varied(&mut composer, seed, &present, amount);
                assert!(amount > 0.0 || notes == present, "no variation is the same loop, bit for bit");
                row.push(distance(&present, &notes));
            }
            rows.push(row);
        }
        rows
    };
    let rows: Vec<Vec<f64>> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || curve((half..LOOPS).step_by(2).collect())));
        halves.into_iter().flat_map(|half| half.join().expect("loops")).collect()
    });
    let means: Vec<f64> =
        (0..AMOUNTS.len()).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64).collect();
    for (i, amount) in AMOUNTS.iter().enumerate() {
        let column = || rows.iter().map(|row| row[i]);
        let (low, high) = (column().fold(1.0, f64::min), column().fold(0.0, f64::max));
        println!("{:3.0} %: {:.2} ({low:.2} to {high:.2})", amount * 100.0, means[i]);
    }
    assert_eq!(means[0], 0.0);
    assert!(means.windows(2).all(|pair| pair[1] > pair[0] + 0.05), "{means:?}");
    assert!(means[4] > 0.7, "a whole variation is a new loop: {means:?}");
}

#[test]
fn the_seed_decides_the_variation() {
    let mut composer = Composer::new(embedded());
    let present = hard::compose(&mut composer, &band(3)).expect("a loop").notes;
    let first = varied(&mut composer, 3, &present, 0.25);
    assert_eq!(first, varied(&mut Composer::new(embedded()), 3, &present, 0.25));
    assert_ne!(first, varied(&mut composer, 4, &present, 0.25));
}
