//! Notes to tokens and back.

use proptest::prelude::*;
use score::tokens::{decode, music, prompt};
use score::{
    Cells, Chord, ChordSlot, Instrument, Metre, Note, Quality, Request, Ticks, Token, Track, bins,
    canonicalise,
};

/// Any note at all, on or off the grid.
fn any_note() -> impl Strategy<Value = Note> {
    (0..=128u8, 0..300u16, 0..=127u8, 1..=127u8, 1..400u16).prop_map(
        |(instrument, onset, pitch, velocity, duration)| Note {
            instrument: Instrument(instrument),
            onset: Ticks(onset),
            pitch,
            velocity,
            duration: Ticks(duration),
        },
    )
}

fn any_metre() -> impl Strategy<Value = Metre> {
    proptest::sample::select(Metre::ALL.to_vec())
}

fn note(instrument: Instrument, onset: u16, pitch: u8, velocity: u8, duration: u16) -> Note {
    Note { instrument, onset: Ticks(onset), pitch, velocity, duration: Ticks(duration) }
}

proptest! {
    #[test]
    fn decoding_what_was_encoded_gives_the_same_notes(
        notes in proptest::collection::vec(any_note(), 0..200),
        metre in any_metre(),
    ) {
        let notes = canonicalise(&notes, metre);
        prop_assert_eq!(&canonicalise(&notes, metre), &notes);
        prop_assert_eq!(decode(&music(&notes, metre), metre).unwrap(), notes);
    }

}

#[test]
fn every_value_of_every_field_survives_the_round_trip() {
    for metre in Metre::ALL {
        for program in 0..=128 {
            for pitch in 0..128 {
                let (velocity, duration) =
                    (bins::velocity_value(pitch % 32), bins::DURATIONS[usize::from(pitch) % 24]);
                let at = metre.loop_len().0 * u16::from(pitch) / 256;
                let notes = canonicalise(&[note(Instrument(program), at, pitch, velocity, duration)], metre);
                assert_eq!((notes[0].pitch, notes[0].velocity, notes[0].onset.0), (pitch, velocity, at));
                assert_eq!(decode(&music(&notes, metre), metre).unwrap(), notes);
            }
        }
        for at in 0..metre.loop_len().0 {
            let notes = canonicalise(&[note(Instrument(40), at, 60, 64, 300)], metre);
            assert!(notes[0].end() <= metre.loop_len(), "a note at {at} of {metre:?} ends after the loop");
            assert_eq!(decode(&music(&notes, metre), metre).unwrap(), notes);
        }
    }
}

#[test]
fn velocity_and_duration_are_said_once_and_drums_have_no_duration() {
    let (kick, bass) = (note(Instrument::DRUMS, 0, 36, 102, 1), note(Instrument(33), 0, 40, 102, 12));
    let notes = canonicalise(
        &[kick, Note { onset: Ticks(12), ..kick }, bass, Note { onset: Ticks(12), pitch: 43, ..bass }],
        Metre::FourFour,
    );
    let velocity = Token::Velocity(bins::velocity_bin(102));
    let expected = [
        Token::Bar,
        Token::Instrument(Instrument::DRUMS),
        Token::Position(0),
        velocity,
        Token::DrumPitch(36),
        Token::Position(12),
        Token::DrumPitch(36),
        Token::Instrument(Instrument(33)),
        Token::Position(0),
        velocity,
        Token::Duration(11),
        Token::Pitch(40),
        Token::Position(12),
        Token::Pitch(43),
        Token::Bar,
        Token::Bar,
        Token::Bar,
    ];
    assert_eq!(music(&notes, Metre::FourFour), expected);
}

#[test]
fn a_struck_again_pitch_ends_the_note_before_it_and_doubles_become_one() {
    let long = note(Instrument(0), 0, 60, 64, 48);
    let notes = canonicalise(
        &[long, Note { onset: Ticks(10), ..long }, Note { velocity: 30, ..long }],
        Metre::FourFour,
    );
    assert_eq!(notes.len(), 2);
    assert_eq!(
        (notes[0].velocity, notes[0].duration),
        (bins::velocity_value(bins::velocity_bin(64)), Ticks(10))
    );
}

#[test]
fn the_prompt_says_what_was_asked_and_nothing_else() {
    let bare = Request {
        tracks: vec![Track::new(Instrument(33)), Track::new(Instrument::DRUMS)],
        ..Request::default()
    };
    let expected = [
        Token::Start,
        Token::TimeSig(Metre::FourFour),
        Token::Instrument(Instrument::DRUMS),
        Token::Instrument(Instrument(33)),
        Token::Write,
    ];
    assert_eq!(prompt(&bare), expected);

    let mut full = bare.clone();
    (full.tempo, full.mean_pitch, full.density) = (Some(120.0), Some(60.0), Some(8.0));
    full.bar_density[2] = Some(0.0);
    full.chords[0] = ChordSlot::Chord(Chord { root: 9, quality: Quality::Minor7 });
    full.tracks[0].cells = Cells(0b0010);
    full.tracks[0].polyphony = Some(1);
    full.keep = vec![note(Instrument(33), 0, 40, 127, 12), note(Instrument(33), 48, 40, 127, 12)];
    full.past = vec![note(Instrument(5), 0, 64, 127, 12)];
    let tokens = prompt(&full);
    for token in [
        Token::MeanPitch(30),
        Token::Density(7),
        Token::BarDensity(None),
        Token::BarDensity(Some(0)),
        Token::Chord(full.chords[0]),
        Token::Cells(Cells(2)),
        Token::TrackPolyphony(0),
        Token::Past,
        Token::Keep,
    ] {
        assert!(tokens.contains(&token), "{token:?} is missing in {tokens:?}");
    }
    let kept = &tokens[tokens.iter().position(|&t| t == Token::Keep).unwrap() + 1..tokens.len() - 1];
    assert_eq!(
        decode(kept, Metre::FourFour).unwrap(),
        vec![full.keep[0]],
        "the cell of bar 2 is to be written, not kept"
    );
}

#[test]
fn a_token_out_of_place_is_refused_with_its_index_and_reason() {
    let error = decode(&[Token::Bar, Token::Position(3)], Metre::FourFour).unwrap_err();
    assert_eq!((error.index, error.token), (1, Token::Position(3)));
    assert!(error.to_string().contains("no instrument"), "{error}");
    assert!(decode(&[Token::Bar; 3], Metre::FourFour).is_err());
    assert!(decode(&[Token::Bar, Token::Instrument(Instrument(0)), Token::Bar], Metre::FourFour).is_err());
}
