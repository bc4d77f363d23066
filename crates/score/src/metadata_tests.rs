use super::*;
use crate::chord::{Chord, Mode, Quality};
use crate::note::{DRUM_DURATION, canonicalise};

const PIANO: Instrument = Instrument(0);
const BASS: Instrument = Instrument(33);

fn note(instrument: Instrument, onset: u16, pitch: u8, velocity: u8, duration: u16) -> Note {
    Note { instrument, onset: Ticks(onset), pitch, velocity, duration: Ticks(duration) }
}

/// Drums, bass and piano in 4/4; velocities and durations are those of bins, so that canonical notes keep them.
fn trio() -> Vec<Note> {
    let notes = vec![
        note(Instrument::DRUMS, 0, 36, 127, 1),
        note(Instrument::DRUMS, 0, 42, 74, 1),
        note(Instrument::DRUMS, 24, 38, 123, 1),
        note(Instrument::DRUMS, 48, 36, 127, 1),
        note(BASS, 0, 36, 90, 24),
        note(BASS, 24, 36, 90, 12),
        note(BASS, 48, 43, 90, 48),
        note(PIANO, 0, 60, 82, 48),
        note(PIANO, 0, 64, 82, 48),
        note(PIANO, 6, 67, 82, 42),
        note(PIANO, 48, 62, 82, 48),
        note(PIANO, 48, 59, 82, 48),
    ];
    assert_eq!(canonicalise(&notes, Metre::FourFour).len(), notes.len());
    canonicalise(&notes, Metre::FourFour)
}

#[test]
fn every_key_is_measured_as_by_hand() {
    let got = extract(&trio(), Metre::FourFour);
    assert_eq!(got.key, Some(Key { tonic: 0, mode: Mode::Major }));
    assert_eq!(got.mean_pitch, Some((36 + 36 + 43 + 60 + 64 + 67 + 62 + 59) as f32 / 8.0));
    assert_eq!(got.mean_velocity, Some((127 + 74 + 123 + 127 + 3 * 90 + 5 * 82) as f32 / 12.0));
    assert_eq!(got.mean_duration, Some((24 + 12 + 48 + 48 + 48 + 42 + 48 + 48) as f32 / 8.0 / 12.0));
    assert_eq!(got.bar_density, [3.0, 1.0, 0.0, 0.0], "onsets 0, 6, 24 and 48");
    assert_eq!(got.density, 1.0);
    let chord = |root| ChordSlot::Chord(Chord { root, quality: Quality::Major });
    let (c, g, none) = (chord(0), chord(7), ChordSlot::None);
    assert_eq!(got.chords, [c, c, g, g, none, none, none, none]);
}

#[test]
fn each_instrument_is_measured_for_itself_in_canonical_order() {
    let got = extract(&trio(), Metre::FourFour).tracks;
    let drums = TrackMetadata {
        instrument: Instrument::DRUMS,
        mean_pitch: None,
        mean_velocity: (127 + 74 + 123 + 127) as f32 / 4.0,
        mean_duration: None,
        density: 0.75,
        polyphony: 2,
    };
    let bass = TrackMetadata {
        instrument: BASS,
        mean_pitch: Some((36 + 36 + 43) as f32 / 3.0),
        mean_velocity: 90.0,
        mean_duration: Some(84.0 / 3.0 / 12.0),
        density: 0.75,
        polyphony: 1,
    };
    let piano = TrackMetadata {
        instrument: PIANO,
        mean_pitch: Some((60 + 64 + 67 + 62 + 59) as f32 / 5.0),
        mean_velocity: 82.0,
        mean_duration: Some((48 + 48 + 42 + 48 + 48) as f32 / 5.0 / 12.0),
        density: 0.75,
        polyphony: 3,
    };
    assert_eq!(got, [drums, bass, piano]);
}

#[test]
fn silence_has_no_means_no_key_no_chords_and_no_tracks() {
    let got = extract(&[], Metre::SevenEight);
    assert_eq!(got, Metadata { chords: [ChordSlot::None; CHORD_SLOTS], ..Metadata::default() });
}

#[test]
fn drums_alone_have_velocity_and_density_but_no_pitch_duration_key_or_chord() {
    let notes: Vec<Note> =
        (0..8).map(|i| note(Instrument::DRUMS, i * 18, 36, 102, DRUM_DURATION.0)).collect();
    let got = extract(&notes, Metre::ThreeFour);
    assert_eq!((got.key, got.mean_pitch, got.mean_duration), (None, None, None));
    assert_eq!((got.mean_velocity, got.density, got.bar_density), (Some(102.0), 2.0, [2.0; BARS]));
    assert_eq!(got.chords, [ChordSlot::None; CHORD_SLOTS]);
    assert_eq!((got.tracks[0].mean_pitch, got.tracks[0].polyphony), (None, 1));
}

#[test]
fn polyphony_counts_notes_that_overlap_but_not_notes_that_touch() {
    let touching = [note(PIANO, 0, 60, 82, 12), note(PIANO, 12, 62, 82, 12)];
    let overlapping = [note(PIANO, 0, 60, 82, 15), note(PIANO, 12, 62, 82, 12)];
    assert_eq!(extract(&touching, Metre::FourFour).tracks[0].polyphony, 1);
    assert_eq!(extract(&overlapping, Metre::FourFour).tracks[0].polyphony, 2);
}

#[test]
fn a_note_on_the_last_tick_of_the_longest_loop_counts() {
    let got = extract(&[note(PIANO, 287, 60, 82, 1)], Metre::TwelveEight);
    assert_eq!((got.bar_density, got.tracks[0].polyphony), ([0.0, 0.0, 0.0, 1.0], 1));
    assert_eq!(got.chords[7], ChordSlot::Chord(Chord { root: 0, quality: Quality::Major }));
}
