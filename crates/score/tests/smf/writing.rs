//! Loops as files, and back.

use proptest::prelude::*;
use score::smf::{Arrangement, channels, read_reporting, write};
use score::{Instrument, Metre, Note, Ticks, canonicalise};

const PIANO: Instrument = Instrument(0);
const BASS: Instrument = Instrument(33);

fn note(instrument: Instrument, onset: u16, pitch: u8, duration: u16) -> Note {
    Note { instrument, onset: Ticks(onset), pitch, velocity: 99, duration: Ticks(duration) }
}

/// Whether `needle` stands somewhere in `bytes`.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn a_written_file_is_this_byte_for_byte() {
    let notes = [note(Instrument::DRUMS, 0, 36, 1)];
    let bytes = write(&Arrangement { notes: &notes, metre: Metre::SixEight, tempo: Some(120.0) });
    let mut expected = b"MThd\0\0\0\x06\0\x01\0\x02\x01\xe0".to_vec();
    // 6/8, 120 BPM, and an end after four bars of 3 quarters: 5,760 ticks of 480 per quarter.
    expected
        .extend(b"MTrk\0\0\0\x14\0\xff\x58\x04\x06\x03\x18\x08\0\xff\x51\x03\x07\xa1\x20\xad\0\xff\x2f\0");
    expected
        .extend(b"MTrk\0\0\0\x19\0\xff\x03\x05Drums\0\xc9\0\0\x99\x24\x63\x28\x89\x24\x40\xac\x58\xff\x2f\0");
    assert_eq!(bytes, expected);
}

#[test]
fn no_tempo_is_written_unless_asked() {
    let notes = [note(PIANO, 0, 60, 12)];
    let written = |tempo| write(&Arrangement { notes: &notes, metre: Metre::FourFour, tempo });
    assert!(!contains(&written(None), &[0xff, 0x51]));
    assert!(contains(&written(Some(90.0)), &[0xff, 0x51, 3, 0x0a, 0x2c, 0x2b]));
    for impossible in [0.0, -1.0, f32::NAN] {
        assert!(!contains(&written(Some(impossible)), &[0xff, 0x51]));
    }
}

#[test]
fn each_instrument_has_a_track_with_its_name_and_program_in_canonical_order() {
    let notes = [note(PIANO, 0, 60, 12), note(BASS, 0, 40, 12), note(Instrument::DRUMS, 0, 36, 1)];
    let bytes = write(&Arrangement { notes: &notes, metre: Metre::FourFour, tempo: None });
    assert_eq!(bytes[10..12], [0, 4]);
    let position = |needle: &[u8]| bytes.windows(needle.len()).position(|window| window == needle);
    let names = [&b"\x05Drums"[..], b"\x16Electric Bass (finger)", b"\x14Acoustic Grand Piano"].map(position);
    assert!(names.iter().all(Option::is_some) && names.is_sorted(), "{names:?}");
    assert!(contains(&bytes, &[0xc0, 33]) && contains(&bytes, &[0xc1, 0]) && contains(&bytes, &[0xc9, 0]));
}

#[test]
fn drums_have_channel_10_and_the_others_count_up_around_it() {
    let instruments: Vec<Instrument> =
        (0..15).map(|i| Instrument(40 + i)).chain([Instrument::DRUMS]).collect();
    let numbers: Vec<u8> = channels(&instruments).into_iter().map(|(_, channel)| channel).collect();
    assert_eq!(numbers, [9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]);
    assert_eq!(channels(&[PIANO, BASS, PIANO]), [(BASS, 0), (PIANO, 1)]);
}

#[test]
fn a_sixteenth_pitched_instrument_shares_the_last_channel_and_its_program() {
    let instruments: Vec<Instrument> = (0..16).map(Instrument).collect();
    let shared = channels(&instruments);
    assert_eq!(shared[14..], [(Instrument(14), 15), (Instrument(15), 15)]);
    let notes: Vec<Note> = instruments.iter().map(|&i| note(i, 0, 40 + i.0, 12)).collect();
    let bytes = write(&Arrangement { notes: &notes, metre: Metre::FourFour, tempo: None });
    let song = read_reporting(&bytes).expect("our own file").song;
    assert_eq!((song.notes.len(), song.instruments().len()), (16, 15));
}

#[test]
fn an_empty_loop_is_four_bars_of_silence() {
    for metre in Metre::ALL {
        let bytes = write(&Arrangement { notes: &[], metre, tempo: None });
        let song = read_reporting(&bytes).expect("our own file").song;
        assert_eq!(song.bars.len(), 4, "{metre:?}");
        assert_eq!(song.window(0).map(|w| (w.metre, w.notes)), Some((metre, vec![])));
    }
}

fn any_note() -> impl Strategy<Value = Note> {
    let instrument = prop_oneof![Just(Instrument::DRUMS), Just(BASS), (60..72u8).prop_map(Instrument)];
    (instrument, 0..300u16, 0..128u8, 1..128u8, 1..400u16).prop_map(
        |(instrument, onset, pitch, velocity, duration)| Note {
            instrument,
            onset: Ticks(onset),
            pitch,
            velocity,
            duration: Ticks(duration),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_note_for_note_in_every_metre(
        notes in proptest::collection::vec(any_note(), 0..200),
        metre in proptest::sample::select(Metre::ALL.to_vec()),
        tempo in proptest::option::of(30.0..250.0f32),
    ) {
        let bytes = write(&Arrangement { notes: &notes, metre, tempo });
        let reading = read_reporting(&bytes).expect("our own file");
        prop_assert_eq!(reading.skipped, vec![]);
        prop_assert_eq!(reading.song.bars.len(), 4);
        let window = reading.song.window(0).expect("four bars of one metre");
        prop_assert_eq!(window.metre, metre);
        prop_assert_eq!(window.notes, canonicalise(&notes, metre));
        prop_assert!((window.tempo - tempo.unwrap_or(120.0)).abs() < 0.01);
    }
}
