//! Files that are not what they should be.

use crate::{END, file, spans};
use proptest::prelude::*;
use score::smf::{Arrangement, Skip, SmfError, read, read_reporting, write};
use score::{Instrument, Metre, Note, Ticks};

/// A quarter note at once, with its end; 8 bytes.
const NOTE: [u8; 8] = [0, 0x90, 60, 100, 12, 0x80, 60, 0];

/// First byte behind the header of the first track.
const FIRST_EVENT: usize = 14 + 8;

fn one_track(track: &[&[u8]]) -> Vec<u8> {
    file(1, [0, 12], &[&track.concat()])
}

fn error(bytes: &[u8]) -> SmfError {
    read(bytes).expect_err("damage")
}

fn skipped(bytes: &[u8]) -> Vec<(usize, Skip)> {
    let reading = read_reporting(bytes).expect("harmless damage");
    assert_eq!(spans(&reading.song), [(0, 12)]);
    reading.skipped.iter().map(|skip| (skip.position, skip.what)).collect()
}

#[test]
fn what_is_no_midi_file_is_refused_at_its_first_byte() {
    for bytes in [&b""[..], b"MTh", b"PK\x03\x04 a zip", b"MTrk\0\0\0\x04\0\xff\x2f\0"] {
        assert_eq!(error(bytes), SmfError::NotMidi { position: 0, expected: "MThd" });
    }
    assert_eq!(error(b"RIFF\x04\0\0\0WAVE"), SmfError::NotMidi { position: 8, expected: "RMID" });
    assert_eq!(error(b"RIFF\x04\0\0\0RMID"), SmfError::NotMidi { position: 12, expected: "data" });
}

#[test]
fn a_damaged_header_is_refused_at_the_wrong_byte() {
    let with = |at: usize, byte: u8| {
        let mut bytes = one_track(&[&NOTE, &END]);
        bytes[at] = byte;
        bytes
    };
    let position = |bytes: &[u8]| match error(bytes) {
        SmfError::Header { position, .. } | SmfError::Type2 { position } => position,
        other => panic!("{other}"),
    };
    assert_eq!(position(&with(7, 5)), 4);
    assert_eq!(position(&with(9, 3)), 8);
    assert_eq!(position(&with(9, 2)), 8);
    // No ticks per quarter; frame rates that are none (one of them the lowest number of a byte); no ticks per frame.
    assert_eq!([with(13, 0), with(12, 0x80), with(12, 0xff)].map(|bytes| position(&bytes)), [12; 3]);
    let mut smpte = with(12, (-25_i8) as u8);
    smpte[13] = 0;
    assert_eq!(position(&smpte), 13);
    assert_eq!(position(&one_track(&[])[..11]), 11);
}

#[test]
fn type_2_is_refused_with_what_to_do() {
    let mut bytes = one_track(&[&NOTE, &END]);
    bytes[9] = 2;
    assert_eq!(error(&bytes), SmfError::Type2 { position: 8 });
    assert!(error(&bytes).to_string().contains("save the file as type 0 or 1"));
}

#[test]
fn a_file_without_tracks_is_refused() {
    assert_eq!(error(&file(1, [0, 12], &[])), SmfError::NoTrack { position: 14 });
}

#[test]
fn a_broken_event_is_refused_with_its_track_and_byte() {
    let cases: [(&[u8], &str); 3] = [
        (&[0, 0x90, 60, 200], "0xc8 stands where a data byte"),
        (&[0, 0xf4, 1], "status 0xf4 has no place in a file"),
        (&[0, 0x90, 0x80, 60], "0x80 stands where a data byte"),
    ];
    for (event, why) in cases {
        let bytes = one_track(&[&NOTE, event, &END]);
        let SmfError::Event { track: 0, position, reason } = error(&bytes) else {
            panic!("{:?}", error(&bytes))
        };
        assert_eq!(position, FIRST_EVENT + NOTE.len());
        assert!(reason.contains(why), "{reason}");
    }
    let second = file(1, [0, 12], &[&[&NOTE[..], &END].concat(), &[0, 60, 100]]);
    let SmfError::Event { track: 1, position, reason } = error(&second) else {
        panic!("{:?}", error(&second))
    };
    assert_eq!(position, FIRST_EVENT + 12 + 8);
    assert!(reason.contains("0x3c stands where its status should"), "{reason}");
}

#[test]
fn a_file_cut_anywhere_inside_a_track_is_refused_with_its_length() {
    let bytes = one_track(&[&NOTE, &NOTE, &END]);
    for length in FIRST_EVENT..bytes.len() - 1 {
        let missing = bytes.len() - length;
        assert_eq!(error(&bytes[..length]), SmfError::Truncated { track: 0, position: length, missing });
    }
}

#[test]
fn a_file_cut_inside_the_header_of_a_track_is_refused() {
    let track = [&NOTE[..], &END].concat();
    let bytes = file(1, [0, 12], &[&track, &END]);
    let second = FIRST_EVENT + track.len();
    for length in second + 1..second + 8 {
        let missing = second + 8 - length;
        assert_eq!(error(&bytes[..length]), SmfError::Truncated { track: 1, position: length, missing });
    }
}

#[test]
fn bytes_behind_the_last_track_are_passed_over() {
    let mut bytes = one_track(&[&NOTE, &END]);
    let end = bytes.len();
    bytes.extend([0, 0, 0x1a, 0xff, 7, 7, 7, 7, 7]);
    assert_eq!(skipped(&bytes), [(end, Skip::Trailing { bytes: 9 })]);
}

#[test]
fn foreign_chunks_and_wrong_track_counts_are_passed_over() {
    let mut bytes = b"MThd\0\0\0\x06\0\x01\0\x03\0\x0cXFIH\0\0\0\x02ab".to_vec();
    bytes.extend(&one_track(&[&NOTE, &END])[14..]);
    let expected =
        [(14, Skip::ForeignChunk { id: *b"XFIH" }), (10, Skip::TrackCount { declared: 3, found: 1 })];
    assert_eq!(skipped(&bytes), expected);
}

#[test]
fn wrong_track_lengths_yield_to_the_end_of_track() {
    let track = [&NOTE[..], &END].concat();
    for wrong in [0, 5, 11, 13, 200] {
        let mut bytes = file(1, [0, 12], &[&track, &END]);
        bytes[FIRST_EVENT - 1] = wrong;
        let what = Skip::TrackLength { track: 0, declared: wrong.into() };
        assert_eq!(skipped(&bytes), [(FIRST_EVENT - 4, what)], "{wrong}");
    }
}

#[test]
fn a_track_may_end_without_or_before_its_last_byte() {
    let bytes = file(1, [0, 12], &[&NOTE, &[&END[..], &[1, 2, 3]].concat()]);
    let second = FIRST_EVENT + NOTE.len() + 8;
    let expected = [
        (second - 8, Skip::NoEndOfTrack { track: 0 }),
        (second + 4, Skip::AfterEndOfTrack { track: 1, bytes: 3 }),
    ];
    assert_eq!(skipped(&bytes), expected);
}

#[test]
fn meta_events_that_make_no_sense_are_passed_over() {
    // A key signature without data, a metre without beats, a metre of 256ths, a tempo of no time.
    let strange = [
        &[0, 0xff, 0x59, 0][..],
        &[0, 0xff, 0x58, 4, 0, 2, 24, 8],
        &[0, 0xff, 0x58, 4, 4, 8, 24, 8],
        &[0, 0xff, 0x51, 3, 0, 0, 0],
    ];
    let bytes = one_track(&[&strange.concat(), &NOTE, &END]);
    let expected = [
        (FIRST_EVENT, Skip::MetaEvent { kind: 0x59 }),
        (FIRST_EVENT + 4, Skip::Metre { numerator: 0, power: 2 }),
        (FIRST_EVENT + 12, Skip::Metre { numerator: 4, power: 8 }),
        (FIRST_EVENT + 20, Skip::MetaEvent { kind: 0x51 }),
    ];
    assert_eq!(skipped(&bytes), expected);
}

/// A file like those that sequencers write: several tracks, programs, pedal, tempo and metre changes.
fn lively() -> Vec<u8> {
    let note = |i: u16| Note {
        instrument: [Instrument::DRUMS, Instrument(33), Instrument(0)][usize::from(i % 3)],
        onset: Ticks(i * 5 % 192),
        pitch: 30 + (i * 7 % 60) as u8,
        velocity: 1 + (i * 11 % 127) as u8,
        duration: Ticks(1 + i % 30),
    };
    let notes: Vec<Note> = (0..120).map(note).collect();
    let mut bytes = write(&Arrangement { notes: &notes, metre: Metre::FourFour, tempo: Some(133.7) });
    let changes = [
        &[0, 0xb1, 64, 127, 0, 0xff, 0x21, 1, 1, 0x60, 0xc1, 48, 0, 0xff, 0x58, 4, 7, 3, 24, 8][..],
        &[0x83, 0x60, 0xb1, 64, 0, 0, 0xff, 0x54, 5, 0x21, 0, 0, 0, 0, 0, 0xf0, 3, 1, 2, 0xf7],
        &[0x87, 0x40, 0xff, 0x51, 3, 0x0f, 0x42, 0x40],
        &END,
    ];
    bytes[11] += 1;
    bytes.extend(b"MTrk");
    bytes.extend((changes.concat().len() as u32).to_be_bytes());
    bytes.extend(changes.concat());
    bytes
}

/// What must hold of whatever was read.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    match read_reporting(bytes) {
        Ok(reading) => {
            let song = &reading.song;
            prop_assert!(song.notes.iter().all(|n| n.duration >= 1 && (1..128).contains(&n.velocity)));
            prop_assert!(song.notes.is_sorted_by_key(|n| n.onset) && song.bars.is_sorted_by_key(|b| b.start));
            prop_assert!(reading.skipped.iter().all(|skip| skip.position <= bytes.len()));
            song.windows().for_each(drop);
        }
        Err(
            SmfError::NotMidi { position, .. }
            | SmfError::Header { position, .. }
            | SmfError::Event { position, .. }
            | SmfError::Truncated { position, .. }
            | SmfError::Type2 { position }
            | SmfError::NoTrack { position },
        ) => prop_assert!(position <= bytes.len()),
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_cut_file_never_panics(length in 0..lively().len()) {
        check(&lively()[..length])?;
    }

    #[test]
    fn a_file_with_wrong_bytes_never_panics(
        wrong in proptest::collection::vec((0..lively().len(), any::<u8>()), 1..8)
    ) {
        let mut bytes = lively();
        wrong.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        check(&bytes)?;
    }

    #[test]
    fn arbitrary_events_never_panic(division in any::<[u8; 2]>(), track in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&file(1, division, &[&track, &END]))?;
    }
}
