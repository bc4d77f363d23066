//! Random writing under the grammar's mask: whatever is drawn ends, decodes and obeys its request.

use proptest::prelude::*;
use score::grammar::{Event, Grammar, GrammarError};
use score::tokens::{decode, music};
use score::{
    BARS, Cells, Instrument, Metre, Note, Request, Scale, ScaleKind, Ticks, Token, Track, canonicalise,
};

/// A small generator for the walks (Steele & Vigna's SplitMix64), so that proptest shrinks requests and not walks.
struct Walk(u64);

impl Walk {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

struct Written {
    tokens: Vec<Token>,
    notes: Vec<Note>,
    bars: Vec<Vec<Note>>,
}

fn write(request: &Request, budget: usize, seed: u64) -> Result<Written, GrammarError> {
    let mut grammar = Grammar::new(request, budget)?;
    let (mut walk, mut out) = (Walk(seed), Written { tokens: vec![], notes: vec![], bars: vec![] });
    while !grammar.is_done() {
        let ids: Vec<u16> = grammar.mask().ids().collect();
        assert!(!ids.is_empty(), "a dead end after {:?}", out.tokens);
        let token = Token::from_id(ids[walk.below(ids.len())]).unwrap();
        out.tokens.push(token);
        for event in grammar.push(token)? {
            match event {
                Event::Note(note) => out.notes.push(note),
                Event::Bar { index, notes } => {
                    assert_eq!(index, out.bars.len(), "bars come in order");
                    out.bars.push(notes);
                }
                Event::End => assert_eq!(token, Token::End),
            }
        }
        assert!(out.tokens.len() <= budget, "more tokens than the budget");
    }
    assert!(grammar.mask().is_empty());
    Ok(out)
}

fn any_instrument() -> impl Strategy<Value = Instrument> {
    prop_oneof![Just(Instrument::DRUMS), (0..128u8).prop_map(Instrument)]
}

fn any_track() -> impl Strategy<Value = Track> {
    let range = proptest::option::of((0..128u8, 0..128u8));
    (any_instrument(), 1..16u8, proptest::option::of(1..5u8), range).prop_map(
        |(instrument, cells, polyphony, range)| Track {
            cells: Cells(cells),
            polyphony,
            range,
            ..Track::new(instrument)
        },
    )
}

fn any_note() -> impl Strategy<Value = Note> {
    (any_instrument(), 0..288u16, 0..128u8, 1..128u8, 1..200u16).prop_map(
        |(instrument, onset, pitch, velocity, duration)| Note {
            instrument,
            onset: Ticks(onset),
            pitch,
            velocity,
            duration: Ticks(duration),
        },
    )
}

prop_compose! {
    fn any_request()(
        metre in proptest::sample::select(Metre::ALL.to_vec()),
        scale in proptest::option::of((0..12u8, proptest::sample::select(ScaleKind::ALL.to_vec()))),
        mut tracks in proptest::collection::vec(any_track(), 0..8),
        keep in proptest::collection::vec((any_note(), any::<proptest::sample::Index>()), 0..60),
    ) -> Request {
        tracks.sort_by_key(|t| t.instrument);
        tracks.dedup_by_key(|t| t.instrument);
        // Most locked notes belong to instruments of the request: locks beside cells to be written are the hard case.
        let keep: Vec<Note> = keep
            .into_iter()
            .map(|(note, i)| match tracks.is_empty() {
                true => note,
                false => Note { instrument: tracks[i.index(tracks.len())].instrument, ..note },
            })
            .collect();
        Request {
            metre,
            scale: scale.map(|(tonic, kind)| Scale { tonic, kind }),
            keep: canonicalise(&keep, metre),
            tracks,
            ..Request::default()
        }
    }
}

/// Most notes of `notes` that sound at one tick of the loop.
fn most_at_once<'a>(notes: impl Iterator<Item = &'a Note> + Clone, metre: Metre) -> usize {
    let at = |t: u16| notes.clone().filter(|n| n.onset.0 <= t && t < n.end().0).count();
    (0..metre.loop_len().0).map(at).max().unwrap_or(0)
}

fn obeys(request: &Request, written: &Written) {
    let kept = request.kept();
    for note in &written.notes {
        let track = request.tracks.iter().find(|t| t.instrument == note.instrument);
        if let Some(track) = track {
            assert!(
                track.cells.contains(note.bar(request.metre)),
                "{note:?} lies outside the cells to be written"
            );
        } else {
            assert!(request.tracks.is_empty(), "{note:?} is of an instrument nobody asked for");
        }
        if !note.instrument.is_drums() {
            assert!(request.scale.is_none_or(|s| s.contains(note.pitch)), "{note:?} leaves the scale");
        }
        assert!(note.end() <= request.metre.loop_len(), "{note:?} ends after the loop");
    }
    let all: Vec<Note> = kept.iter().chain(&written.notes).copied().collect();
    for (i, note) in all.iter().enumerate() {
        assert!(!all[i + 1..].iter().any(|other| other.collides(note)), "{note:?} is struck while it sounds");
    }
    for track in &request.tracks {
        let own = all.iter().filter(|n| n.instrument == track.instrument);
        assert!(own.clone().next().is_some(), "{:?} does not sound", track.instrument);
        let is_free = track.range.is_none() && track.polyphony.is_none();
        if is_free && track.cells != Cells::NONE {
            let anew = written.notes.iter().any(|n| n.instrument == track.instrument);
            assert!(anew, "nothing was written for {:?}", track.instrument);
        }
        if let Some(limit) = track.polyphony {
            let before =
                most_at_once(kept.iter().filter(|n| n.instrument == track.instrument), request.metre);
            let most = most_at_once(own, request.metre);
            assert!(most <= before.max(limit.into()), "{most} notes of {:?} at once", track.instrument);
        }
    }
    let mut bars: Vec<Note> = written.bars.concat();
    let mut all = all;
    bars.sort_by_key(|n| n.order(request.metre));
    all.sort_by_key(|n| n.order(request.metre));
    assert_eq!(bars, all, "the bars handed out are the locked and the written notes, each once");
    assert_eq!(written.bars.len(), BARS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_is_drawn_under_the_mask_ends_decodes_and_obeys_the_request(
        request in any_request(),
        budget in 20..1500usize,
        seed in any::<u64>(),
    ) {
        match write(&request, budget, seed) {
            Ok(written) => {
                obeys(&request, &written);
                let (end, body) = written.tokens.split_last().unwrap();
                prop_assert_eq!(*end, Token::End);
                prop_assert_eq!(&decode(body, request.metre).unwrap(), &written.notes);
                prop_assert_eq!(music(&written.notes, request.metre), body, "one spelling for each loop");
            }
            Err(GrammarError::NoRoom { needed, .. }) => {
                prop_assert!(needed > budget);
                obeys(&request, &write(&request, needed, seed).unwrap());
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

#[test]
fn a_pitch_range_is_kept_and_widened_only_as_far_as_the_scale_demands() {
    let mut track = Track { range: Some((61, 61)), ..Track::new(Instrument(0)) };
    let c_major = Some(Scale { tonic: 0, kind: ScaleKind::Major });
    let request = Request { tracks: vec![track.clone()], scale: c_major, ..Request::default() };
    let written = write(&request, 400, 7).unwrap();
    assert!(
        written.notes.iter().all(|n| n.pitch == 60 || n.pitch == 62),
        "C sharp gives way to its neighbours"
    );

    track.range = Some((40, 52));
    let request = Request { tracks: vec![track], ..Request::default() };
    assert!(write(&request, 900, 3).unwrap().notes.iter().all(|n| (40..=52).contains(&n.pitch)));
}

#[test]
fn a_token_that_the_mask_forbids_is_refused_and_changes_nothing() {
    let request = Request { tracks: vec![Track::new(Instrument(0))], ..Request::default() };
    let mut grammar = Grammar::new(&request, 100).unwrap();
    let before = grammar.mask().clone();
    assert_eq!(grammar.push(Token::End), Err(GrammarError::Forbidden(Token::End)));
    assert_eq!(grammar.mask(), &before);
    assert!(grammar.push(Token::Bar).is_ok());
}

#[test]
fn an_unasked_instrument_set_is_left_to_the_model_but_never_stays_silent() {
    for seed in 0..50 {
        let written = write(&Request::default(), 12, seed).unwrap();
        assert!(!written.notes.is_empty());
    }
}

/// A bass that holds `pitch` from bar 0 to the end of the loop.
fn held(pitch: u8) -> Note {
    Note { instrument: Instrument(33), onset: Ticks(0), pitch, velocity: 90, duration: Ticks(192) }
}

#[test]
fn a_cell_that_is_written_anew_does_not_come_out_empty_because_the_instrument_sounds_elsewhere() {
    let track = Track { cells: Cells(0b0110), ..Track::new(Instrument(33)) };
    let request = Request { tracks: vec![track], keep: vec![held(40)], ..Request::default() };
    for seed in 0..50 {
        assert!(!write(&request, 12, seed).unwrap().notes.is_empty());
    }
}

#[test]
fn a_cell_without_a_free_key_may_stay_as_it_is() {
    let track = Track { cells: Cells(0b0110), range: Some((40, 40)), ..Track::new(Instrument(33)) };
    let request = Request { tracks: vec![track], keep: vec![held(40)], ..Request::default() };
    assert!(write(&request, 100, 1).unwrap().notes.is_empty());
}
