//! What is promised without exception, for random requests and the weights that ship.

use crate::embedded;
use crate::wild::wild;
use model::{Composed, Composer};
use score::{BARS, Cells, Contradiction, Note, Request, Track, resolve, tokens};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Requests that are tried; `QUATRAIN_REQUESTS` asks for another number.
const REQUESTS: u64 = 1000;

#[test]
fn every_hard_constraint_holds_for_every_request() {
    let requests = std::env::var("QUATRAIN_REQUESTS").ok().and_then(|n| n.parse().ok()).unwrap_or(REQUESTS);
    let next = AtomicU64::new(0);
    let worker = || {
        let mut composer = Composer::new(embedded());
        let mut broken = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= requests {
                return broken;
            }
            let request = wild(seed);
            broken.extend(compose(&mut composer, &request).err().map(|why| (seed, why, request)));
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let broken: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    let reasons: Vec<String> = broken.iter().map(|(seed, why, _)| format!("{seed}: {why}")).collect();
    assert!(broken.is_empty(), "{} of {requests}: {reasons:#?}\n{:#?}", broken.len(), broken[0].2);
}

/// Composes and checks everything that is promised; says what was broken.
pub fn compose(composer: &mut Composer, request: &Request) -> Result<Composed, String> {
    let mut bars: Vec<Vec<Note>> = Vec::new();
    let mut in_order = true;
    let composed = composer
        .compose(request, &AtomicBool::new(false), &mut |bar, notes| {
            in_order &= bar == bars.len();
            bars.push(notes.to_vec());
        })
        .map_err(|e| e.to_string())?;
    let resolved = resolve(request);
    ensure(in_order && bars.len() == BARS, "four bars come in order", &bars.len())?;
    ensure(bars.concat() == composed.notes, "the bars are the loop", &bars)?;
    let said =
        |contradictions: &[Contradiction]| contradictions.iter().map(|c| c.to_string()).collect::<Vec<_>>();
    let told = said(&composed.contradictions);
    ensure(told == said(&resolved.contradictions), "it says what gave way", &told)?;
    let written = written(&resolved.request, &composed)?;
    let decoded =
        tokens::decode(composed.written.split_last().map_or(&[], |(_, music)| music), request.metre);
    ensure(decoded.as_ref() == Ok(&written), "the written notes are the written tokens", &decoded)?;
    notes_hold(&resolved.request, &composed.notes, &written)?;
    resolved
        .request
        .tracks
        .iter()
        .try_for_each(|track| track_holds(&resolved.request, track, &composed.notes, &written))?;
    Ok(composed)
}

fn ensure(holds: bool, promise: &str, seen: &dyn std::fmt::Debug) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("broken: {promise}; {seen:?}")) }
}

/// The notes that are not locked ones. Every locked one has to be there, bit for bit.
fn written(request: &Request, composed: &Composed) -> Result<Vec<Note>, String> {
    let mut rest = composed.notes.clone();
    for locked in request.kept() {
        let at = rest.iter().position(|n| *n == locked).ok_or(format!("broken: {locked:?} is locked"))?;
        rest.remove(at);
    }
    Ok(rest)
}

/// Promises about single notes, and about each note beside the others.
fn notes_hold(request: &Request, all: &[Note], written: &[Note]) -> Result<(), String> {
    let end = request.metre.loop_len();
    for note in written {
        let track = request.tracks.iter().find(|t| t.instrument == note.instrument);
        let in_cell = track.map_or(request.tracks.is_empty(), |t| t.cells.contains(note.bar(request.metre)));
        ensure(in_cell, "only asked cells are written", note)?;
        let pitched = !note.instrument.is_drums();
        ensure(!pitched || request.scale.is_none_or(|s| s.contains(note.pitch)), "scale", note)?;
        let range = track.filter(|_| pitched).and_then(|t| t.range).unwrap_or((0, 127));
        ensure((range.0..=range.1).contains(&note.pitch), "range", note)?;
        ensure(note.end() <= end && note.duration.0 > 0, "notes end by the loop's end", note)?;
        ensure((1..=127).contains(&note.velocity), "velocities are those of MIDI", note)?;
    }
    for (i, note) in all.iter().enumerate() {
        let other = all[i + 1..].iter().find(|other| other.collides(note));
        ensure(other.is_none(), "no key is struck while it sounds", &(note, other))?;
    }
    ensure(
        !all.is_empty() || request.tracks.iter().all(|t| t.cells == Cells::NONE),
        "something sounds",
        &(),
    )?;
    let instruments: BTreeMap<_, _> = all.iter().map(|n| (n.instrument, ())).collect();
    ensure(instruments.len() <= score::request::MAX_TRACKS, "at most sixteen instruments", &instruments.len())
}

/// Promises about one asked instrument: it sounds where it is to be written anew, and no more of it at once than is asked.
fn track_holds(request: &Request, track: &Track, all: &[Note], written: &[Note]) -> Result<(), String> {
    let own = |notes: &[Note]| -> Vec<Note> {
        notes.iter().copied().filter(|n| n.instrument == track.instrument).collect()
    };
    let kept = own(&request.kept());
    let limit = track.polyphony.map_or(128, usize::from);
    let ticks = 0..request.metre.loop_len().0;
    let most = |notes: &[Note]| ticks.clone().map(|tick| sounding(notes, tick).count()).max().unwrap_or(0);
    ensure(most(&own(all)) <= limit.max(most(&kept)), "polyphony", &(track, most(&own(all))))?;
    let free = |tick: u16| {
        let (low, high) = track.range.unwrap_or((0, 127));
        let allowed = |p: &u8| track.instrument.is_drums() || request.scale.is_none_or(|s| s.contains(*p));
        let silent = |p: &u8| sounding(&kept, tick).all(|n| n.pitch != *p);
        sounding(&kept, tick).count() < limit && (low..=high).filter(allowed).any(|p| silent(&p))
    };
    let open = |tick: &u16| track.cells.contains(usize::from(tick / request.metre.bar().0));
    let can_sound = ticks.clone().filter(open).any(free);
    ensure(!can_sound || !own(written).is_empty(), "what is to be written is not empty", track)
}

/// Notes of `notes` that sound at `tick`.
fn sounding(notes: &[Note], tick: u16) -> impl Iterator<Item = &Note> {
    notes.iter().filter(move |n| n.onset.0 <= tick && tick < n.end().0)
}
