//! Steering at the points of a loop where it has something to say.

use score::chord::{Chord, ChordSlot, Quality};
use score::grammar::Grammar;
use score::{Cells, Instrument, Note, Request, Ticks, Token, Track};

const BASS: Instrument = Instrument(33);
const PIANO: Instrument = Instrument(0);

/// A loop as far as `tokens` go.
fn written(request: &Request, tokens: &[Token]) -> Grammar {
    let mut grammar = Grammar::new(request, 1000).expect("room");
    for token in tokens {
        grammar.push(*token).unwrap_or_else(|e| panic!("{token:?}: {e}"));
    }
    grammar
}

/// What each of `tokens` is pushed by, within and between families.
fn pushes(grammar: &Grammar, tokens: &[Token]) -> Vec<(f32, f32)> {
    let steering = grammar.steering();
    let push = |token: &Token| steering.push(token.id());
    tokens.iter().map(|token| (push(token).within, push(token).between)).collect()
}

/// A bass note of pitch 36 at the start of the bar, and what follows.
fn one_note(then: &[Token]) -> Vec<Token> {
    let note =
        [Token::Bar, Token::Instrument(BASS), Token::Position(0), Token::Velocity(20), Token::Duration(11)];
    note.iter().chain(&[Token::Pitch(36)]).chain(then).copied().collect()
}

fn bass(track: Track) -> Request {
    Request { tracks: vec![track], ..Request::default() }
}

#[test]
fn nothing_is_pushed_where_nothing_is_asked() {
    let grammar = written(&bass(Track::new(BASS)), &one_note(&[]));
    let tokens = [Token::Position(12), Token::Pitch(48), Token::Velocity(3), Token::Duration(5)];
    assert_eq!(pushes(&grammar, &tokens), [(0.0, 0.0); 4]);
}

#[test]
fn a_mean_that_was_missed_is_made_up_for() {
    let request = bass(Track { mean_pitch: Some(40.0), ..Track::new(BASS) });
    let low = one_note(&[Token::Position(12), Token::Duration(5), Token::Pitch(34), Token::Position(24)]);
    let grammar = written(&request, &low);
    let got = pushes(&grammar, &[Token::Pitch(34), Token::Pitch(38), Token::Pitch(42), Token::Pitch(60)]);
    assert!(got[2].0 > got[1].0 && got[1].0 > got[0].0, "36 and 34 came for 40, so higher is due: {got:?}");
    assert!(got[3].0 < got[2].0, "and not what is far beyond: {got:?}");
    assert!(got.iter().all(|push| push.1 == 0.0), "the number of notes is none of its business");
}

#[test]
fn a_mean_that_is_met_lets_notes_stray_from_it() {
    let request = bass(Track { mean_velocity: Some(82.0), mean_pitch: Some(36.0), ..Track::new(BASS) });
    let grammar = written(&request, &one_note(&[Token::Position(12)]));
    let tokens = [20, 10, 30].map(Token::Velocity).into_iter().chain([38, 31, 43].map(Token::Pitch));
    let got = pushes(&grammar, &tokens.collect::<Vec<_>>());
    assert!(got.iter().all(|push| push.0.abs() < 0.1), "accents and leaps are free: {got:?}");
}

#[test]
fn a_length_far_from_what_is_asked_is_unlikely_from_the_first_note_on() {
    let request = bass(Track { mean_duration: Some(4.0), ..Track::new(BASS) });
    let grammar =
        written(&request, &[Token::Bar, Token::Instrument(BASS), Token::Position(0), Token::Velocity(20)]);
    // A twelfth of a quarter, four quarters, six.
    let got = pushes(&grammar, &[Token::Duration(0), Token::Duration(24), Token::Duration(28)]);
    assert!(got[0].0 < -2.0 && got[1].0 == 0.0 && got[2].0 == 0.0, "{got:?}");
}

#[test]
fn notes_are_worth_what_they_do_for_the_chord() {
    let c = ChordSlot::Chord(Chord { root: 0, quality: Quality::Major });
    let request = Request { chords: [c; 8], ..bass(Track::new(BASS)) };
    let fifth = [Token::Position(12), Token::Pitch(43), Token::Position(18)];
    let grammar = written(&request, &one_note(&fifth));
    let got = pushes(&grammar, &[Token::Pitch(40), Token::Pitch(48), Token::Pitch(42)]);
    assert!(got[0].0 > got[1].0 + 1.0 && got[2].0 < -2.0, "third, root, tritone: {got:?}");
    let piano = Request { tracks: vec![Track::new(PIANO)], ..request };
    let note =
        [Token::Bar, Token::Instrument(PIANO), Token::Position(0), Token::Velocity(20), Token::Duration(11)];
    let grammar =
        written(&piano, &[&note[..], &[Token::Pitch(60), Token::Pitch(67), Token::Position(12)]].concat());
    let plain = pushes(&grammar, &[Token::Pitch(64), Token::Pitch(72), Token::Pitch(65)]);
    assert!(
        plain[0].0 > plain[1].0 && plain[1].0 > plain[2].0,
        "the third lacks, the root sounds: {plain:?}"
    );
    let third =
        [Token::Pitch(60), Token::Pitch(64), Token::Pitch(67), Token::Position(12), Token::Duration(0)];
    let grammar = written(&piano, &[&note[..], &third].concat());
    let passing = pushes(&grammar, &[Token::Pitch(65)])[0].0;
    assert!(passing > -0.5, "where the chord is plain a passing note does no harm: {passing}");
}

#[test]
fn a_note_that_sounds_into_the_next_chord_should_fit_there_too() {
    let chord = |root| ChordSlot::Chord(Chord { root, quality: Quality::Major });
    let mut chords = [chord(0); 8];
    chords[1] = chord(2);
    let request = Request { chords, ..bass(Track::new(BASS)) };
    let note = |duration| {
        let start = [Token::Bar, Token::Instrument(BASS), Token::Position(12), Token::Velocity(20)];
        written(&request, &[&start[..], &[Token::Duration(duration)]].concat())
    };
    let short = pushes(&note(5), &[Token::Pitch(36)]);
    let long = pushes(&note(14), &[Token::Pitch(36)]);
    assert!(short[0].0 == 0.0 && long[0].0 < -2.0, "C over C, and held over D: {short:?} {long:?}");
}

#[test]
fn few_onsets_asked_have_a_cell_left_and_many_have_it_gone_on_with() {
    let asked = |density| {
        let grammar = written(&bass(Track { density: Some(density), ..Track::new(BASS) }), &one_note(&[]));
        let got = pushes(&grammar, &[Token::Position(12), Token::Bar, Token::Pitch(40)]);
        assert_eq!(got[2].1, 0.0, "a chord has no more onsets");
        got[0].1 - got[1].1
    };
    assert!(asked(8.0) > 1.0 && asked(1.0) < -0.5, "{} {}", asked(8.0), asked(1.0));
}

#[test]
fn many_onsets_are_not_left_for_the_end_of_the_bar_nor_few_spent_at_its_start() {
    let asked = |density, position| {
        let grammar = written(&bass(Track { density: Some(density), ..Track::new(BASS) }), &one_note(&[]));
        pushes(&grammar, &[Token::Position(position)])[0].0
    };
    assert!(asked(16.0, 3) == 0.0 && asked(16.0, 24) < -1.0, "{} {}", asked(16.0, 3), asked(16.0, 24));
    assert!(asked(3.0, 16) == 0.0 && asked(3.0, 1) < -0.3, "{} {}", asked(3.0, 16), asked(3.0, 1));
}

#[test]
fn a_part_follows_the_bars_that_are_asked_to_be_dense_or_sparse() {
    let asked = |first| {
        let bar_density = [Some(first), Some(8.0), Some(8.0), Some(8.0)];
        let track = Track { density: Some(8.0), ..Track::new(BASS) };
        let grammar = written(&Request { bar_density, ..bass(track) }, &one_note(&[]));
        let got = pushes(&grammar, &[Token::Position(12), Token::Bar]);
        got[0].1 - got[1].1
    };
    assert!(asked(8.0) > 1.0 && asked(1.0) < -0.5, "{} {}", asked(8.0), asked(1.0));
}

#[test]
fn a_part_that_is_written_anew_is_about_as_dense_as_it_was() {
    let old = |onsets: u16| -> Vec<Note> {
        let note = |i: u16| Note {
            instrument: BASS,
            onset: Ticks(i * 192 / (4 * onsets)),
            pitch: 40,
            velocity: 80,
            duration: Ticks(3),
        };
        (0..4 * onsets).map(note).collect()
    };
    let asked = |onsets| {
        let track = Track { cells: Cells(1), ..Track::new(BASS) };
        let grammar = written(&Request { keep: old(onsets), ..bass(track) }, &one_note(&[]));
        let got = pushes(&grammar, &[Token::Position(12), Token::Bar]);
        got[0].1 - got[1].1
    };
    assert!(asked(8) > 1.0 && asked(1) < -0.5, "{} {}", asked(8), asked(1));
}

#[test]
fn an_asked_instrument_that_has_not_played_is_not_passed_over_lightly() {
    let tracks = vec![Track::new(BASS), Track::new(PIANO), Track::new(Instrument(60))];
    let grammar = written(&Request { tracks, ..Request::default() }, &one_note(&[]));
    let got = pushes(&grammar, &[Token::Instrument(PIANO), Token::Instrument(Instrument(60)), Token::Bar]);
    assert!(got[0].0 == 0.0 && got[1].0 < -2.0 && got[2].0 < got[1].0 - 2.0, "{got:?}");
    assert!(got.iter().all(|push| push.1 == got[0].1), "who comes next says nothing of staying: {got:?}");
}

#[test]
fn keys_a_semitone_beside_one_that_is_held_are_avoided() {
    let grammar = written(&bass(Track::new(BASS)), &one_note(&[]));
    let got = pushes(&grammar, &[Token::Pitch(37), Token::Pitch(38), Token::Pitch(43)]);
    assert!(got[0].0 < -1.0 && got[1].0 == 0.0 && got[2].0 == 0.0, "{got:?}");
}

#[test]
fn kick_and_snare_are_due_until_they_are_heard() {
    let kit = Request { tracks: vec![Track::new(Instrument::DRUMS)], ..Request::default() };
    let start = [Token::Bar, Token::Instrument(Instrument::DRUMS), Token::Position(0), Token::Velocity(20)];
    let got = pushes(&written(&kit, &start), &[36, 38, 42].map(Token::DrumPitch));
    assert!(got[0].0 > 0.0 && got[1].0 == 0.0 && got[2].0 == 0.0, "the kick at first: {got:?}");
    let on = [&start[..], &[Token::DrumPitch(36), Token::Position(12)]].concat();
    let got = pushes(&written(&kit, &on), &[36, 38, 42].map(Token::DrumPitch));
    assert!(got[0].0 == 0.0 && got[1].0 > 0.0 && got[2].0 == 0.0, "then the snare: {got:?}");
}

#[test]
fn the_highest_key_of_the_onset_before_is_less_likely_to_come_again() {
    let chord = [Token::Pitch(41), Token::Position(12)];
    let grammar = written(&bass(Track::new(BASS)), &one_note(&chord));
    let got = pushes(&grammar, &[41, 36, 43].map(Token::Pitch));
    assert!(got[0].0 < -0.3 && got[1].0 == 0.0 && got[2].0 == 0.0, "lower voices may stay: {got:?}");
    let kit = Request { tracks: vec![Track::new(Instrument::DRUMS)], ..Request::default() };
    let hat = [Token::DrumPitch(42), Token::Position(12)];
    let start = [Token::Bar, Token::Instrument(Instrument::DRUMS), Token::Position(0), Token::Velocity(20)];
    let got = pushes(&written(&kit, &[&start[..], &hat].concat()), &[Token::DrumPitch(42)]);
    assert_eq!(got, [(0.0, 0.0)], "drums repeat");
}

#[test]
fn what_is_to_be_avoided_costs_something_where_it_would_be_struck_again_and_nowhere_else() {
    let request = bass(Track::new(BASS));
    let note = |instrument, onset, pitch| Note {
        instrument,
        onset: Ticks(onset),
        duration: Ticks(6),
        pitch,
        velocity: 80,
    };
    let costs = |then: &[Token]| {
        let mut grammar = written(&request, &one_note(then));
        grammar.avoid(vec![note(BASS, 12, 40), note(PIANO, 12, 43), note(BASS, 60, 41)], 3.0);
        grammar.costs().collect::<Vec<_>>()
    };
    assert_eq!(costs(&[]), [], "nothing was struck at the start of the bar");
    assert_eq!(
        costs(&[Token::Position(12)]),
        [(Token::Pitch(40).id(), 3.0)],
        "the piano is another instrument"
    );
    assert_eq!(
        costs(&[Token::Bar, Token::Instrument(BASS), Token::Position(12)]),
        [(Token::Pitch(41).id(), 3.0)]
    );
}
