//! What the worker does with what is played into the instrument.

use super::*;
use crate::link::{Place, Played};
use score::{Cells, Chord, ChordSlot, Note, Quality, Request, Scale, Track};

const BASS: Instrument = Instrument(33);
const PIANO: Instrument = Instrument(0);
const F_MINOR: Chord = Chord { root: 5, quality: Quality::Minor };
const G7: Chord = Chord { root: 7, quality: Quality::Dominant7 };

impl Office {
    /// The input holds a chord, or none.
    fn hold(&self, chord: Option<Chord>) {
        let classes = chord.map_or(0, |chord| chord.tones().fold(0, |all, class| all | 1 << class));
        self.board.set_held(classes, chord.map_or(0, |chord| chord.root));
        self.commands.give(self.params.slot(), What::FollowChord);
    }

    /// Notes of `keys`, an eighth apart and a velocity each, were played while the transport stood.
    fn captured(&self, keys: &[(u8, u8)]) {
        let notes = keys.iter().zip(0..).map(|(&(key, velocity), index)| Played {
            ago: 8.0 - 0.5 * f64::from(index),
            beat: None,
            length: 0.3,
            key,
            velocity,
        });
        self.stand.put(Place { bars: (0.0, 4.0), ..Place::default() }, notes);
        self.give(What::Capture);
    }
}

fn asked_in(of: &Loop, chord: Chord) -> bool {
    of.asked.chords == [ChordSlot::Chord(chord); 8]
}

/// Whether all pitched notes lie in `scale`.
fn inside(notes: &[Note], scale: Scale) -> bool {
    notes.iter().filter(|note| !note.instrument.is_drums()).all(|note| scale.contains(note.pitch))
}

#[test]
fn a_held_chord_is_asked_of_the_next_loop_and_its_scale_masks_it() {
    let office = Office::small();
    office.hold(Some(F_MINOR));
    office.generate();
    office.answered();
    let written = office.present();
    assert!(asked_in(&written, F_MINOR) && inside(&written.notes, F_MINOR.scale()));
    office.hold(None);
    office.answered();
    assert_eq!(office.present(), written, "what is let go changes nothing");
    office.generate();
    office.answered();
    assert_eq!(office.present().asked.chords, [ChordSlot::Any; 8]);
}

#[test]
fn a_chord_that_changes_brings_all_that_is_not_locked_into_it_and_is_one_step() {
    let (office, before) = with_a_loop();
    let saved = &office.params.session;
    let place = saved.rack().place(BASS).expect("a bass");
    saved.change_rack(|rack| rack.set_locked(place, 0b0010, true));
    office.hold(Some(F_MINOR));
    office.answered();
    let after = office.present();
    assert!(asked_in(&after, F_MINOR));
    let kept = |of: &Loop| (split(of, BASS, 0b0010).0, split(of, Instrument::DRUMS, 0b1111).0);
    assert_eq!(kept(&after), kept(&before), "drums know no chord");
    assert!(inside(&split(&after, BASS, 0b0010).1, F_MINOR.scale()));
    office.editor.undo();
    office.answered();
    office.look();
    office.answered();
    assert_eq!(office.present(), before, "and what is undone is not brought into it again");
    office.hold(Some(G7));
    office.answered();
    assert!(asked_in(&office.present(), G7));
}

#[test]
fn a_chord_that_comes_while_a_loop_is_written_is_that_of_all_of_it_in_the_end() {
    let office = Office::small();
    for chord in [F_MINOR, G7, F_MINOR, G7] {
        office.generate();
        office.wait(|office| office.editor.status().bars_ready > 0);
        office.hold(Some(chord));
        office.answered();
        let written = office.present();
        assert!(asked_in(&written, chord) && inside(&written.notes, chord.scale()), "{:?}", written.asked);
    }
}

#[test]
fn what_is_left_of_a_loop_goes_on_in_the_new_chord_around_what_is_written_and_locked() {
    let (office, before) = with_a_loop();
    let tracks = [Instrument::DRUMS, BASS, PIANO].map(|instrument| Track {
        cells: if instrument == BASS { Cells(0b0111) } else { Cells::ALL },
        ..Track::new(instrument)
    });
    let request = Request { tracks: tracks.to_vec(), keep: before.notes.clone(), ..before.asked.clone() };
    let written: Vec<Note> = before.notes.iter().copied().filter(|note| note.bar(before.metre) < 2).collect();
    let chords = [ChordSlot::Chord(G7); 8];
    let now = Request { chords, scale: Some(G7.scale()), ..Request::default() };
    let rest = task::go_on(&request, 2, &written, &now);
    assert_eq!(rest.chords, [[ChordSlot::Any; 4], [ChordSlot::Chord(G7); 4]].concat()[..]);
    assert_eq!(rest.tracks.iter().map(|t| t.cells.0).collect::<Vec<_>>(), [0b1100, 0b0100, 0b1100]);
    let kept = written.iter().copied().chain(split(&before, BASS, 0b1000).0);
    assert_eq!(rest.kept(), score::note::fit(&kept.collect::<Vec<_>>(), before.metre));
    assert_eq!(rest.scale, Some(G7.scale()));
    let to_come = before.notes.iter().filter(|note| note.bar(before.metre) >= 2);
    assert!(
        { to_come }.all(|note| rest.keep.contains(note)),
        "what makes way is told: it is to become something else"
    );
    drop(office);
}

#[test]
fn what_is_ahead_of_the_playhead_comes_into_the_chord_first() {
    let (office, before) = with_a_loop();
    let rack = office.params.session.rack();
    let [ahead, later] = task::off_chord(&rack, 0, &before, G7, 3);
    let both = |bars| cells(&office, BASS, bars) | cells(&office, PIANO, bars);
    assert_eq!((ahead, later), (both(0b1000), both(0b0111)));
    let in_g7 = Request { chords: [ChordSlot::Chord(G7); 8], ..before.asked.clone() };
    let there = Loop { asked: in_g7, ..(*before).clone() };
    assert_eq!(task::off_chord(&rack, 0, &there, G7, 0), [0, 0]);
}

#[test]
fn what_is_captured_comes_back_as_it_was_played_and_locked_with_the_others_written_around_it() {
    let (office, before) = with_a_loop();
    let played = [(60, 1), (63, 77), (67, 126), (60, 33)];
    office.captured(&played);
    office.answered();
    let of_piano = |office: &Office| {
        let notes = split(&office.present(), PIANO, 0b1111).0;
        notes.iter().map(|n| (n.onset.0, n.pitch, n.velocity, n.duration.0)).collect::<Vec<_>>()
    };
    let expected = [(0, 60, 1, 4), (6, 63, 77, 4), (12, 67, 126, 4), (18, 60, 33, 4)];
    assert_eq!((of_piano(&office), office.editor.status().error), (expected.to_vec(), None));
    let others = |of: &Loop| split(of, PIANO, 0b1111).1;
    assert_ne!(others(&office.present()), others(&before), "the others are new");
    assert_eq!(office.params.session.rack().of(PIANO).map(|lane| lane.locked), Some(0b1111));
    office.generate();
    office.answered();
    assert_eq!(of_piano(&office), expected, "it is locked");
    let stored = office.params.session.serialize_fields();
    let other = Office::small();
    other.params.session.deserialize_fields(&stored);
    assert_eq!(of_piano(&other), expected, "a project keeps it bit for bit");
    (0..3).for_each(|_| office.editor.undo());
    office.wait(|office| office.present() == before);
}

#[test]
fn a_capture_into_nothing_is_a_loop_of_its_own_and_one_without_notes_is_said() {
    let office = Office::small();
    office.captured(&[]);
    office.answered();
    assert!(office.editor.status().error.is_some_and(|error| error.contains("no note was played")));
    office.set(&office.params.listening.capture_to, 2);
    office.captured(&[(40, 90)]);
    office.answered();
    let piece = office.present();
    assert_eq!(split(&piece, BASS, 0b1111).0.len(), 1, "lane 2 is the bass");
    assert!(!split(&piece, PIANO, 0b1111).0.is_empty(), "the others are written");
}

#[test]
fn where_the_composer_chooses_it_chooses_who_plays_around_what_is_captured() {
    let office = Office::small();
    office.params.session.change_rack(|rack| rack.set_asked(&[]));
    office.captured(&[(60, 90), (64, 91)]);
    office.answered();
    let piece = office.present();
    assert_eq!(split(&piece, PIANO, 0b1111).0.len(), 2);
    assert!(office.params.session.rack().asked().is_empty(), "and goes on choosing");
}

#[test]
fn a_lane_is_written_anew_alone_and_all_are_but_for_what_is_locked_by_hand_or_by_automation() {
    let (office, before) = with_a_loop();
    let place = office.params.session.rack().place(BASS).expect("a bass");
    office.give(What::Reroll { lanes: 1 << place });
    office.answered();
    let after = office.present();
    assert_eq!(split(&after, BASS, 0b1111).1, split(&before, BASS, 0b1111).1);
    assert_ne!(split(&after, BASS, 0b1111).0, split(&before, BASS, 0b1111).0);
    let lock = &office.params.listening.locks[place].lock;
    // SAFETY: the parameter lives as long as the office.
    unsafe { lock.as_ptr()._internal_set_normalized_value(1.0) };
    let drums = office.params.session.rack().place(Instrument::DRUMS).expect("drums");
    office.give(What::ToggleLock { lane: drums as u8 });
    office.answered();
    office.give(What::Reroll { lanes: u16::MAX });
    office.answered();
    let last = office.present();
    assert_eq!(split(&last, PIANO, 0b1111).1, split(&after, PIANO, 0b1111).1);
    assert_ne!(split(&last, PIANO, 0b1111).0, split(&after, PIANO, 0b1111).0);
}

#[test]
fn a_lock_that_is_turned_over_locks_a_lane_and_frees_it() {
    let (office, _) = with_a_loop();
    let locked = |office: &Office| office.params.session.rack().lane(0).map(|lane| lane.locked & 0b1111);
    for expected in [0b1111, 0, 0b1111] {
        office.give(What::ToggleLock { lane: 0 });
        office.answered();
        assert_eq!(locked(&office), Some(expected));
    }
    office.params.session.change_rack(|rack| rack.set_locked(0, 0b0100, false));
    office.give(What::ToggleLock { lane: 0 });
    office.answered();
    assert_eq!(locked(&office), Some(0b1111), "one that is locked in part becomes whole");
}

#[test]
fn a_slot_that_is_selected_by_hand_is_the_one_that_is_written() {
    let (office, first) = with_a_loop();
    office.params.select_slot(3);
    office.look();
    office.answered();
    assert_eq!(office.params.session.slots().0, 3);
    office.generate();
    office.answered();
    assert_ne!(office.present(), first);
    office.set(&office.params.slot, 1);
    office.answered();
    assert_eq!(office.params.session.slots().0, 1, "the parameter takes over when it is turned");
    office.set(&office.params.slot, 0);
    office.answered();
    assert_eq!(
        (office.params.session.slots().0, office.params.slot()),
        (0, 0),
        "and has its way from then on"
    );
}
