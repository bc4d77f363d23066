//! Soft control: classifier-free guidance and candidates, with the weights that ship.

use crate::embedded;
use model::{ComposeError, Composed, Composer, Transformer};
use score::{Instrument, Note, Request, Sampling, Token, Track, asked, tokens};
use std::sync::atomic::{AtomicBool, Ordering};

const BASS: Instrument = Instrument(33);

fn compose(request: &Request) -> Composed {
    Composer::new(embedded()).compose(request, &AtomicBool::new(false), &mut |_, _| ()).expect("a loop")
}

fn sampling(guidance: f32, candidates: u8) -> Sampling {
    Sampling { guidance, candidates, ..Sampling::default() }
}

/// A bass that is asked to play higher and more evenly than basses do.
fn asking(seed: u64, sampling: Sampling) -> Request {
    let tracks = vec![Track::new(BASS)];
    Request { tracks, mean_pitch: Some(52.0), density: Some(6.0), seed, sampling, ..Request::default() }
}

#[test]
fn of_more_candidates_nearer_loops_come() {
    let mean_distance = |candidates| {
        (0..12).map(|seed| compose(&asking(seed, sampling(1.0, candidates))).distance).sum::<f32>() / 12.0
    };
    let (one, four) = (mean_distance(1), mean_distance(4));
    assert!(four < one * 0.9, "with four {four}, with one {one}");
}

/// Nats of the tokens `written` behind the prompt of `request`.
fn nats(request: &Request, written: &[Token]) -> f64 {
    let prompt = tokens::prompt(request);
    let ids: Vec<u16> = prompt.iter().chain(written).map(|token| token.id()).collect();
    let transformer = Transformer::new(embedded());
    let logits = transformer.forward_all(&mut transformer.cache(), &ids).expect("logits");
    let rows = logits.chunks_exact(1152).skip(prompt.len() - 1);
    let nats = |(logits, token): (&[f32], &Token)| {
        let total: f64 = logits.iter().map(|&logit| f64::from(logit).exp()).sum();
        total.ln() - f64::from(logits[usize::from(token.id())])
    };
    rows.zip(written).map(nats).sum()
}

/// How much more the tokens written by guidance speak for the request than for one that says nothing, in nats a token. How far that brings
/// *got* to *asked* depends on how well the weights have learned to be asked, and is measured by `cargo xtask eval`.
#[test]
fn the_stronger_the_guidance_the_more_a_loop_tells_of_its_request() {
    let told = |guidance| {
        let mut sums = (0.0, 0.0);
        for seed in 0..24 {
            let (mean_velocity, mean_duration) = (Some(60.0), Some(1.5));
            let request = Request { mean_velocity, mean_duration, ..asking(seed, sampling(guidance, 1)) };
            let written = compose(&request).written;
            let bare = Request { tracks: request.tracks.clone(), ..Request::default() };
            sums.0 += nats(&bare, &written) - nats(&request, &written);
            sums.1 += written.len() as f64;
        }
        sums.0 / sums.1
    };
    let (off, on) = (told(1.0), told(4.0));
    assert!(on > off + 0.03, "off {off}, on {on}");
}

#[test]
fn guidance_of_one_is_off_and_nothing_is_guided_where_nothing_soft_is_asked() {
    let off = compose(&asking(3, sampling(1.0, 1)));
    for none in [0.0, -2.0] {
        assert_eq!(compose(&asking(3, sampling(none, 1))).written, off.written);
    }
    let strongest = compose(&asking(3, sampling(4.0, 1)));
    assert_ne!(strongest.written, off.written);
    assert_eq!(compose(&asking(3, sampling(1e9, 1))).written, strongest.written, "the strength is limited");
    let free = |sampling| Request { sampling, ..Request::default() };
    let (one, many) = (compose(&free(sampling(1.0, 1))), compose(&free(sampling(4.0, 8))));
    assert_eq!((one.written, one.chosen), (many.written, many.chosen));
}

#[test]
fn candidates_are_written_the_same_again_and_the_first_is_the_one_of_a_loop_without_others() {
    let first_bar = |composed: &Composed| -> Vec<Note> {
        composed.notes.iter().copied().filter(|n| n.bar(Default::default()) == 0).collect()
    };
    let mut firsts = 0;
    for seed in 0..8 {
        let request = asking(seed, sampling(1.0, 3));
        let composed = compose(&request);
        let again = compose(&request);
        assert_eq!((&again.written, &again.chosen), (&composed.written, &composed.chosen));
        assert!(composed.chosen.len() == 4 && composed.chosen.iter().all(|&i| i < 3));
        assert_eq!(composed.distance, asked::distance(&request, &composed.notes, 4));
        let alone = compose(&asking(seed, sampling(1.0, 1)));
        assert_eq!(alone.chosen, [0; 4]);
        let same = first_bar(&alone) == first_bar(&composed);
        assert_eq!(same, composed.chosen[0] == 0, "seed {seed}");
        let (nearer, farther) = (first_bar(&composed), first_bar(&alone));
        assert!(asked::distance(&request, &nearer, 1) <= asked::distance(&request, &farther, 1));
        firsts += usize::from(same);
    }
    assert!((1..8).contains(&firsts), "{firsts} of 8 first candidates were the nearest");
}

#[test]
fn only_chosen_bars_are_handed_out() {
    let mut bars: Vec<Note> = Vec::new();
    let mut indices = Vec::new();
    let request = asking(5, sampling(1.5, 4));
    let composed = Composer::new(embedded()).compose(&request, &AtomicBool::new(false), &mut |bar, notes| {
        indices.push(bar);
        bars.extend(notes);
    });
    assert_eq!(indices, [0, 1, 2, 3]);
    assert_eq!(bars, composed.expect("a loop").notes);
}

#[test]
fn a_batch_is_cancelled_like_a_single_loop() {
    let cancel = AtomicBool::new(false);
    let mut bars = 0;
    let stopped = Composer::new(embedded()).compose(&asking(1, sampling(2.0, 4)), &cancel, &mut |_, _| {
        bars += 1;
        cancel.store(true, Ordering::Relaxed);
    });
    assert!(matches!(stopped, Err(ComposeError::Cancelled)));
    assert_eq!(bars, 1);
}
