//! Who gets the weight of a token that the mask takes away.

use score::grammar::{Grammar, Heir, Kind};
use score::{Instrument, Request, Scale, ScaleKind, Token, Track};

const BASS: Instrument = Instrument(33);
const PIANO: Instrument = Instrument(0);
const ORGAN: Instrument = Instrument(16);

/// A loop as far as `tokens` go.
fn written(request: &Request, tokens: &[Token]) -> Grammar {
    let mut grammar = Grammar::new(request, 1000).expect("room");
    for token in tokens {
        grammar.push(*token).unwrap_or_else(|e| panic!("{token:?}: {e}"));
    }
    grammar
}

fn heir(grammar: &Grammar, token: Token) -> Option<Heir> {
    assert!(!grammar.mask().allows(token.id()), "{token:?} is allowed");
    grammar.heir(token.id())
}

fn asked(tracks: &[Track]) -> Request {
    Request { tracks: tracks.to_vec(), ..Request::default() }
}

#[test]
fn what_would_pass_over_an_instrument_that_must_come_means_that_instrument() {
    let note = [Token::Position(0), Token::Velocity(20), Token::Duration(5), Token::Pitch(40)];
    let request = asked(&[Track::new(BASS), Track::new(PIANO), Track::new(ORGAN)]);
    let bars = [Token::Bar, Token::Bar, Token::Bar, Token::Bar, Token::Instrument(BASS)];
    let grammar = written(&request, &[&bars[..], &note].concat());
    let due = Some(Heir::One(Token::Instrument(PIANO)));
    assert_eq!(heir(&grammar, Token::End), due);
    assert_eq!(heir(&grammar, Token::Instrument(ORGAN)), due);
    assert_eq!(
        heir(&grammar, Token::Instrument(Instrument(5))),
        due,
        "nobody asked for it, and it lies beyond"
    );
    assert_eq!(heir(&grammar, Token::Position(0)), Some(Heir::Kind(Kind::Position)));
}

#[test]
fn an_instrument_that_nobody_asked_for_leaves_the_cell_to_others() {
    let grammar = written(&asked(&[Track::new(BASS), Track::new(PIANO)]), &[Token::Bar]);
    assert_eq!(heir(&grammar, Token::Instrument(ORGAN)), Some(Heir::Kind(Kind::Leave)));
}

#[test]
fn keys_outside_of_range_and_scale_become_those_nearest_in_sound() {
    let scale = Some(Scale { tonic: 0, kind: ScaleKind::Major });
    let range = Some((48, 64));
    let request = Request { scale, ..asked(&[Track { range, ..Track::new(PIANO) }]) };
    let start =
        [Token::Bar, Token::Instrument(PIANO), Token::Position(0), Token::Velocity(20), Token::Duration(5)];
    let grammar = written(&request, &start);
    let becomes = |from, to| {
        assert_eq!(heir(&grammar, Token::Pitch(from)), Some(Heir::One(Token::Pitch(to))), "{from}");
    };
    becomes(84, 60);
    becomes(31, 55);
    becomes(61, 60);
    becomes(78, 55);
}

#[test]
fn a_length_that_has_no_room_becomes_the_longest_that_has() {
    let request = asked(&[Track::new(PIANO)]);
    let start = [Token::Bar, Token::Bar, Token::Bar, Token::Bar, Token::Instrument(PIANO)];
    let late = [Token::Position(36), Token::Velocity(20)];
    let grammar = written(&request, &[&start[..], &late].concat());
    // Two quarters do not fit before the end; one does.
    assert_eq!(heir(&grammar, Token::Duration(23)), Some(Heir::One(Token::Duration(11))));
    let said = written(&request, &[&start[..], &late, &[Token::Duration(11)]].concat());
    assert_eq!(heir(&said, Token::Duration(11)), None, "it is said already");
}
