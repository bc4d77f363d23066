//! Wild requests are made possible, possible ones are left alone.

use proptest::prelude::*;
use proptest::sample::select;
use score::{
    BARS, Cells, Chord, ChordSlot, Contradiction, Instrument, Key, Metre, Mode, Note, Quality, Request,
    Sampling, Scale, ScaleKind, Ticks, Track, canonicalise, metadata, resolve, tokens,
};

fn any_number() -> impl Strategy<Value = Option<f32>> {
    prop_oneof![Just(None), any::<f32>().prop_map(Some), (-10.0..200f32).prop_map(Some)]
}

prop_compose! {
    fn any_track()(
        instrument in prop_oneof![Just(Instrument::DRUMS), any::<u8>().prop_map(Instrument)],
        cells in any::<u8>().prop_map(Cells),
        (mean_pitch, mean_velocity, mean_duration, density) in (any_number(), any_number(), any_number(), any_number()),
        polyphony in any::<Option<u8>>(),
        range in any::<Option<(u8, u8)>>(),
    ) -> Track {
        Track { instrument, cells, mean_pitch, mean_velocity, mean_duration, density, polyphony, range }
    }
}

fn any_note(any_value: bool) -> impl Strategy<Value = Note> {
    let wild = (any::<u8>(), any::<u16>(), any::<u8>(), any::<u8>(), any::<u16>()).boxed();
    let tame = (0..129u8, 0..96u16, 0..128u8, 1..128u8, 1..60u16).boxed();
    let values = if any_value { prop_oneof![wild, tame].boxed() } else { tame };
    values.prop_map(|(instrument, onset, pitch, velocity, duration)| Note {
        instrument: Instrument(instrument),
        onset: Ticks(onset),
        pitch,
        velocity,
        duration: Ticks(duration),
    })
}

fn any_chord() -> impl Strategy<Value = ChordSlot> {
    let chord = (any::<u8>(), select(Quality::ALL.to_vec()));
    prop_oneof![
        Just(ChordSlot::Any),
        Just(ChordSlot::None),
        chord.prop_map(|(root, quality)| ChordSlot::Chord(Chord { root, quality })),
    ]
}

prop_compose! {
    fn any_request()(
        (metre, tempo, seed, variation) in (select(Metre::ALL.to_vec()), any_number(), any::<u64>(), any_number()),
        key in proptest::option::of((any::<u8>(), select(vec![Mode::Major, Mode::Minor]))),
        scale in proptest::option::of((any::<u8>(), select(ScaleKind::ALL.to_vec()))),
        (mean_pitch, mean_velocity, mean_duration, density) in (any_number(), any_number(), any_number(), any_number()),
        bar_density in [any_number(), any_number(), any_number(), any_number()],
        chords in proptest::array::uniform8(any_chord()),
        tracks in proptest::collection::vec(any_track(), 0..20),
        keep in proptest::collection::vec(any_note(true), 0..30),
        past in proptest::collection::vec(any_note(true), 0..10),
        (temperature, top_p, guidance, candidates) in (any::<f32>(), any::<f32>(), any::<f32>(), any::<u8>()),
    ) -> Request {
        Request {
            metre, tempo, mean_pitch, mean_velocity, mean_duration, density, bar_density, chords, tracks, keep, past, variation, seed,
            key: key.map(|(tonic, mode)| Key { tonic, mode }),
            scale: scale.map(|(tonic, kind)| Scale { tonic, kind }),
            sampling: Sampling { temperature, top_p, guidance, candidates },
            epoch: 0,
        }
    }
}

/// Everything that can be said about a loop.
fn everything(notes: &[Note], metre: Metre) -> Request {
    let measured = metadata::extract(notes, metre);
    let track = |t: &metadata::TrackMetadata| Track {
        mean_pitch: t.mean_pitch,
        mean_velocity: Some(t.mean_velocity),
        mean_duration: t.mean_duration,
        density: Some(t.density),
        polyphony: Some(t.polyphony),
        ..Track::new(t.instrument)
    };
    Request {
        metre,
        key: measured.key,
        mean_pitch: measured.mean_pitch,
        mean_velocity: measured.mean_velocity,
        mean_duration: measured.mean_duration,
        density: Some(measured.density),
        bar_density: measured.bar_density.map(Some),
        chords: measured.chords,
        tracks: measured.tracks.iter().map(track).collect(),
        ..Request::default()
    }
}

/// Cells that the resolved `request` writes, as (instrument, bar).
fn written(request: &Request) -> Vec<(Instrument, usize)> {
    let bars = |track: &Track| {
        let (instrument, cells) = (track.instrument, track.cells);
        (0..BARS).filter(move |&bar| cells.contains(bar)).map(move |bar| (instrument, bar))
    };
    request.tracks.iter().flat_map(bars).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn whatever_is_asked_becomes_possible_and_resolving_again_changes_nothing(request in any_request()) {
        let once = resolve(&request);
        let again = resolve(&once.request);
        prop_assert_eq!(&again.request, &once.request);
        prop_assert!(again.contradictions.iter().all(|c| matches!(c, Contradiction::Silent(_))), "{:?}", again.contradictions);
        let said = once.contradictions.iter().map(ToString::to_string);
        said.for_each(|sentence| assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}"));
        let prompt = tokens::prompt(&once.request);
        prop_assert!(prompt.iter().all(|t| score::Token::from_id(t.id()) == Some(*t)), "{:?}", prompt);
        if request.variation.is_none() && once.contradictions.is_empty() {
            prop_assert_eq!(once.request, request);
        }
    }

    #[test]
    fn what_a_loop_is_can_be_asked_for_without_contradiction(
        notes in proptest::collection::vec((any_note(false), 0..8usize), 0..60),
        metre in select(Metre::ALL.to_vec()),
        programs in prop_oneof![9 => proptest::array::uniform8(0..129u8), 1 => Just([Instrument::DRUMS.0; 8])],
    ) {
        let of = |(note, i): (Note, usize)| Note { instrument: Instrument(programs[i]), ..note };
        let notes = canonicalise(&notes.into_iter().map(of).collect::<Vec<_>>(), metre);
        let mut request = everything(&notes, metre);
        request.tracks.iter_mut().for_each(|t| t.polyphony = t.polyphony.map(|p| p.min(16)));
        let resolved = resolve(&request);
        prop_assert_eq!(resolved.contradictions, vec![]);
        prop_assert_eq!(resolved.request, request);
    }

    #[test]
    fn a_larger_variation_writes_the_same_cells_and_more(
        notes in proptest::collection::vec(any_note(false), 1..30),
        seed in any::<u64>(),
        (less, more) in (0.0..=1.0f32, 0.0..=1.0f32),
        open in any::<u8>(),
    ) {
        let (less, more) = (less.min(more), less.max(more));
        let keep = canonicalise(&notes, Metre::FourFour);
        let mut tracks: Vec<Track> = keep.iter().map(|n| Track { cells: Cells(open & 15), ..Track::new(n.instrument) }).collect();
        tracks.sort_by_key(|t| t.instrument);
        tracks.dedup();
        tracks.truncate(16);
        let keep: Vec<Note> = keep.into_iter().filter(|n| tracks.iter().any(|t| t.instrument == n.instrument)).collect();
        let with = |amount| resolve(&Request { keep: keep.clone(), tracks: tracks.clone(), seed, variation: Some(amount), ..Request::default() });
        let of = |amount| written(&with(amount).request);
        let (few, many, all) = (of(less), of(more), of(1.0));
        prop_assert!(few.iter().all(|cell| many.contains(cell)));
        prop_assert!(of(0.0).is_empty(), "no variation, no new cell");
        prop_assert_eq!(with(0.0).request.kept(), keep.clone());
        let open_cells: Vec<_> = tracks.iter().flat_map(|t| (0..BARS).map(|bar| (t.instrument, bar))).filter(|c| open >> c.1 & 1 == 1).collect();
        prop_assert_eq!(&all, &open_cells, "all but the locked cells");
        let share = (more * all.len() as f32 - 1e-3).ceil();
        prop_assert!((many.len() as f32 - share).abs() <= 1.0 && (more == 0.0 || all.is_empty() || !many.is_empty()));
    }
}
