//! Steering at the points of a loop where it has something to say.

use score::chord::{Chord, ChordSlot, Quality};
use score::grammar::Grammar;
use score::{Instrument, Request, Token, Track};

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
    let grammar = written(&request, &one_note(&[Token::Position(12)]));
    let got = pushes(&grammar, &[Token::Pitch(36), Token::Pitch(40), Token::Pitch(44), Token::Pitch(60)]);
    assert!(got[2].0 > got[1].0 && got[1].0 > got[0].0, "36 came for 40, so 44 is due: {got:?}");
    assert!(got[3].0 < got[0].0, "and not what is far beyond: {got:?}");
    assert!(got.iter().all(|push| push.1 == 0.0), "the number of notes is none of its business");
}

#[test]
fn chord_tones_are_worth_more_and_those_that_lack_most() {
    let c = ChordSlot::Chord(Chord { root: 0, quality: Quality::Major });
    let request = Request { chords: [c; 8], ..bass(Track::new(BASS)) };
    let grammar = written(&request, &one_note(&[Token::Position(12)]));
    let got = pushes(&grammar, &[Token::Pitch(48), Token::Pitch(43), Token::Pitch(42)]);
    assert!(got[0].0 > 0.0 && got[1].0 > 0.0 && got[2].0 < -2.0, "{got:?}");
    let piano = Request { tracks: vec![Track::new(PIANO)], ..request };
    let note =
        [Token::Bar, Token::Instrument(PIANO), Token::Position(0), Token::Velocity(20), Token::Duration(11)];
    let grammar = written(&piano, &[&note[..], &[Token::Pitch(60)]].concat());
    let got = pushes(&grammar, &[Token::Pitch(64), Token::Pitch(72)]);
    assert!(got[0].0 > got[1].0, "the third lacks, the root sounds: {got:?}");
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
    assert!(short[0].0 > 0.0 && long[0].0 < 0.0, "C over C, and held over D: {short:?} {long:?}");
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
fn an_asked_instrument_that_has_not_played_is_not_passed_over_lightly() {
    let tracks = vec![Track::new(BASS), Track::new(PIANO), Track::new(Instrument(60))];
    let grammar = written(&Request { tracks, ..Request::default() }, &one_note(&[]));
    let got = pushes(&grammar, &[Token::Instrument(PIANO), Token::Instrument(Instrument(60)), Token::Bar]);
    assert!(got[0].1 == 0.0 && got[1].1 < -2.0 && got[2].1 < got[1].1 - 2.0, "{got:?}");
}
