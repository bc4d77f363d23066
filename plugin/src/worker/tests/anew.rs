//! Parts that are written anew, and what stays.

use super::*;

#[test]
fn a_cell_is_written_anew_and_all_others_stay_bit_for_bit() {
    let (office, before) = with_a_loop();
    for (instrument, bars) in [(Instrument(33), 0b0010), (Instrument::DRUMS, 0b1111), (Instrument(0), 0b1001)]
    {
        let before = if bars == 0b0010 { before.clone() } else { office.present() };
        office.editor.write_anew(0, cells(&office, instrument, bars));
        office.answered();
        let after = office.present();
        let ((old, others), (new, same)) =
            (split(&before, instrument, bars as u8), split(&after, instrument, bars as u8));
        assert_eq!(others, same, "{instrument:?} {bars:b}");
        assert_ne!(old, new, "{instrument:?} {bars:b}");
    }
    assert_eq!(office.params.session.can_undo_redo(), (true, false));
}

#[test]
fn locked_cells_survive_orders_and_new_loops_bit_for_bit() {
    let (office, before) = with_a_loop();
    let saved = &office.params.session;
    let place = saved.rack().place(Instrument(33)).expect("a bass");
    saved.change_rack(|rack| rack.set_locked(place, 0b0110, true));
    let locked = split(&before, Instrument(33), 0b0110).0;
    for everything in [true, false, true] {
        match everything {
            true => _ = office.generate(),
            false => office.editor.write_anew(0, cells(&office, Instrument(33), 0b1111)),
        }
        let last = office.present();
        office.answered();
        let after = office.present();
        assert_eq!(split(&after, Instrument(33), 0b0110).0, locked);
        assert_ne!(last, after, "the rest is new");
    }
}

#[test]
fn what_was_changed_by_hand_survives_new_loops_orders_and_variations_bit_for_bit() {
    let (office, before) = with_a_loop();
    let piano = Instrument(0);
    // A note of the same key that is there already would cut it short.
    let free = |pitch: &u8| !before.notes.iter().any(|note| (note.instrument, note.pitch) == (piano, *pitch));
    let pitch = (60..=127).find(free).expect("a free key");
    let to = Note { instrument: piano, onset: Ticks(53), pitch, velocity: 90, duration: Ticks(13) };
    office.editor.edit(&[Swap { from: None, to: Some(to) }]);
    let by_hand = split(&office.present(), piano, 0b10).0;
    assert!(by_hand.contains(&to));
    office.editor.write_anew(0, cells(&office, piano, 0b1111));
    office.answered();
    office.generate();
    office.answered();
    assert_eq!(split(&office.present(), piano, 0b10).0, by_hand);
    office.set(&office.params.vary, 100);
    office.set(&office.params.evolve, 1);
    office.end_at(1);
    assert_eq!(split(&office.present(), piano, 0b10).0, by_hand);
    office.params.session.release(piano, 0b10);
    office.generate();
    office.answered();
    assert!(!office.present().notes.contains(&to), "once it is released it is written like any other");
}

#[test]
fn where_everything_is_locked_nothing_is_written_and_it_is_said() {
    let (office, before) = with_a_loop();
    let saved = &office.params.session;
    (0..3).for_each(|place| saved.change_rack(|rack| rack.set_locked(place, 0b1111, true)));
    office.generate();
    office.answered();
    assert_eq!(office.the_loop(), Some(before));
    assert!(office.editor.status().error.is_some_and(|error| error.contains("locked")));
}

#[test]
fn an_instrument_that_joins_is_written_around_the_others() {
    let (office, before) = with_a_loop();
    let cello = Instrument(42);
    office.params.session.change_rack(|rack| assert!(rack.add(cello)));
    office.editor.write_anew(0, cells(&office, cello, 0b1111));
    office.answered();
    let after = office.present();
    let (new, others) = split(&after, cello, 0b1111);
    assert!(!new.is_empty());
    assert_eq!(others, before.notes);
}

#[test]
fn orders_that_come_while_a_loop_is_written_are_answered_after_it() {
    let office = Office::small();
    let first_asked = office.generate();
    office.editor.write_anew(0, cells(&office, Instrument(0), 0b0001));
    office.editor.write_anew(0, cells(&office, Instrument(33), 0b1000));
    office.answered();
    let saved = &office.params.session;
    let after = office.present();
    saved.undo(0, u64::MAX, false);
    let first = office.present();
    assert_eq!((first.asked.epoch, after.asked.epoch), (first_asked, first_asked + 2), "both orders are one");
    assert_eq!(split(&first, Instrument(0), 0b1110).0, split(&after, Instrument(0), 0b1110).0);
}

#[test]
fn a_part_of_music_that_is_written_anew_plays_with_the_rest_of_what_was_there() {
    let (mut office, before) = with_a_loop();
    while office.audio.take().is_some() {}
    office.editor.write_anew(0, cells(&office, Instrument(0), 0b1111));
    office.answered();
    let (_, others) = split(&before, Instrument(0), 0b1111);
    let lane = office.params.session.rack().place(Instrument(0)).expect("a piano") as u8;
    while let Some(phrase) = office.audio.take() {
        let kept = phrase.strikes.iter().filter(|strike| strike.lane != lane).count();
        assert_eq!(kept, others.len(), "{} bars", phrase.bars);
    }
}
