use super::*;
use crate::note::Instrument;
use Quality::*;

const PIANO: Instrument = Instrument(0);

fn note(onset: u16, duration: u16, pitch: u8) -> Note {
    Note { instrument: PIANO, onset: Ticks(onset), pitch, velocity: 90, duration: Ticks(duration) }
}

fn chords(notes: &[Note], metre: Metre) -> [ChordSlot; CHORD_SLOTS] {
    Harmony::of(notes, metre).chords
}

fn key(notes: &[Note], metre: Metre) -> Option<Key> {
    Harmony::of(notes, metre).key
}

/// The pitches all at once.
fn block(onset: u16, duration: u16, pitches: &[u8]) -> Vec<Note> {
    pitches.iter().map(|&pitch| note(onset, duration, pitch)).collect()
}

fn chord(root: u8, quality: Quality) -> ChordSlot {
    ChordSlot::Chord(Chord { root, quality })
}

#[test]
fn every_chord_of_the_vocabulary_is_recognised_in_root_position() {
    for quality in Quality::ALL {
        for root in 0..12 {
            let pitches: Vec<u8> = quality.intervals().iter().map(|above| 48 + root + above).collect();
            let heard = chords(&block(0, 24, &pitches), Metre::FourFour);
            assert_eq!(heard[0], chord(root, quality));
            assert_eq!(heard[1..], [ChordSlot::None; 7], "{root} {quality:?}");
        }
    }
}

#[test]
fn a_pop_arrangement_of_c_am_f_g7_is_read_exactly() {
    let mut notes = Vec::new();
    let bars: [(u8, &[u8]); 4] =
        [(36, &[60, 64, 67]), (33, &[57, 60, 64]), (41, &[57, 60, 65]), (43, &[59, 62, 65])];
    for (bar, (bass, pad)) in bars.into_iter().enumerate() {
        let start = bar as u16 * 48;
        notes.extend((0..8).map(|eighth| note(start + eighth * 6, 5, bass)));
        notes.extend(block(start, 48, pad));
        // A melody with a passing note between two chord notes of each half.
        for (half, shift) in [(0, 0), (24, 1)] {
            let low = pad[shift] + 12;
            notes.extend([note(start + half, 9, low), note(start + half + 9, 3, low + 2)]);
            notes.push(note(start + half + 12, 12, pad[shift + 1] + 12));
        }
    }
    notes.extend((0..16).map(|q| Note { instrument: Instrument::DRUMS, ..note(q * 12, 1, 37) }));
    let expected =
        [(0, Major), (9, Minor), (5, Major), (7, Dominant7)].map(|(root, quality)| chord(root, quality));
    let heard = chords(&notes, Metre::FourFour);
    assert_eq!(heard, std::array::from_fn(|slot| expected[slot / 2]));
    assert_eq!(key(&notes, Metre::FourFour), Some(Key { tonic: 0, mode: Mode::Major }));
}

#[test]
fn an_arpeggio_over_a_bass_pedal_keeps_its_seventh() {
    let mut notes = vec![note(0, 24, 36)];
    notes.extend([(0, 60), (6, 64), (12, 67), (18, 70)].map(|(onset, pitch)| note(onset, 6, pitch)));
    assert_eq!(chords(&notes, Metre::FourFour)[0], chord(0, Dominant7));
}

#[test]
fn a_short_passing_note_makes_no_seventh_chord() {
    let mut notes = block(0, 24, &[48, 64, 67]);
    notes.push(note(21, 3, 71));
    assert_eq!(chords(&notes, Metre::FourFour)[0], chord(0, Major));
}

#[test]
fn an_inversion_keeps_its_root() {
    let heard = chords(&block(0, 48, &[52, 60, 67]), Metre::FourFour);
    assert_eq!(heard[..2], [chord(0, Major), chord(0, Major)]);
}

#[test]
fn a_power_chord_takes_its_third_from_the_rest_of_the_loop() {
    let riff = |third: u8| [block(0, 48, &[36, 43]), block(48, 48, &[36, 43, third])].concat();
    assert_eq!(chords(&riff(63), Metre::FourFour)[0], chord(0, Minor));
    assert_eq!(chords(&riff(64), Metre::FourFour)[0], chord(0, Major));
}

#[test]
fn a_chord_that_sounds_over_counts_in_the_next_slot_too() {
    let mut notes = block(12, 24, &[45, 60, 64]); // the second quarter, and half of the next slot
    notes.extend(block(36, 12, &[45])); // the rest of the slot adds no other chord
    let heard = chords(&notes, Metre::FourFour);
    assert_eq!(heard[..3], [chord(9, Minor), chord(9, Minor), ChordSlot::None]);
}

#[test]
fn silence_drums_and_clusters_are_no_chord() {
    let drums: Vec<Note> =
        block(0, 1, &[36, 40, 43]).into_iter().map(|n| Note { instrument: Instrument::DRUMS, ..n }).collect();
    let cluster: Vec<u8> = (60..72).collect();
    for notes in [Vec::new(), drums, block(0, 192, &cluster)] {
        assert_eq!(chords(&notes, Metre::FourFour), [ChordSlot::None; CHORD_SLOTS]);
        assert_eq!(key(&notes, Metre::FourFour), None);
    }
}

#[test]
fn a_bar_is_halved_on_a_beat_in_every_metre() {
    let expected = [24, 24, 12, 36, 18, 24, 36, 36].map(Ticks);
    assert_eq!(Metre::ALL.map(first_slot), expected);
    for metre in Metre::ALL {
        let slots: Vec<usize> = (0..CHORD_SLOTS).flat_map(|slot| slot_ticks(slot, metre)).collect();
        assert_eq!(
            slots,
            (0..usize::from(metre.loop_len().0)).collect::<Vec<_>>(),
            "every tick lies in one slot"
        );
    }
}

#[test]
fn chord_changes_fall_into_their_slots_in_odd_metres() {
    for metre in [Metre::FiveFour, Metre::SevenEight, Metre::NineEight, Metre::ThreeFour] {
        let (bar, first) = (metre.bar().0, first_slot(metre).0);
        let mut notes = Vec::new();
        for b in 0..4 {
            notes.extend(block(b * bar, first, &[48, 52, 55]));
            notes.extend(block(b * bar + first, bar - first, &[45, 53, 60]));
        }
        let expected = std::array::from_fn(|slot| chord(if slot % 2 == 0 { 0 } else { 5 }, Major));
        assert_eq!(chords(&notes, metre), expected, "{metre:?}");
    }
}

#[test]
fn scales_with_a_weighty_tonic_are_in_their_key() {
    for tonic in 0..12 {
        for (mode, scale) in [(Mode::Major, [0, 2, 4, 5, 7, 9, 11]), (Mode::Minor, [0, 2, 3, 5, 7, 8, 10])] {
            let mut notes: Vec<Note> =
                (0..).zip(scale).map(|(i, above)| note(i * 12, 12, 48 + tonic + above)).collect();
            notes.extend(block(96, 48, &[36 + tonic, 48 + tonic + scale[2], 43 + tonic]));
            assert_eq!(key(&notes, Metre::FourFour), Some(Key { tonic, mode }));
        }
    }
}

#[test]
fn what_is_held_is_recognised_by_its_pitch_classes_and_its_bass_and_its_scale_holds_it() {
    for quality in Quality::ALL {
        for root in 0..12 {
            let held = Chord { root, quality };
            let classes = held.tones().fold(0, |all, class| all | 1 << class);
            assert_eq!(super::chord(classes, root), Some(held));
            assert!(held.scale().holds(held), "{held} in {}", held.scale());
        }
    }
    assert_eq!(
        super::chord(1 << 0 | 1 << 4 | 1 << 7, 4),
        Some(Chord { root: 0, quality: Major }),
        "inverted"
    );
    assert_eq!(super::chord(0b1111_1111_1111, 0), None);
    assert_eq!(super::chord(0, 0), None);
    let inverted = super::chord(1 << 0 | 1 << 4 | 1 << 7 | 1 << 9, 9);
    assert_eq!(inverted, Some(Chord { root: 9, quality: Minor7 }), "the bass tells Am7 from C6");
}
