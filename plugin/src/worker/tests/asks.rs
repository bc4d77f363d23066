//! Loops that are asked for, and what else happens meanwhile.

use super::*;

#[test]
fn an_ask_is_answered_bar_by_bar_and_the_loop_is_kept() {
    let mut office = Office::small();
    let asked = office.generate();
    office.answered();
    let status = office.editor.status();
    assert_eq!((status.error, status.weights.as_deref()), (None, Some("small.gguf")));
    assert_eq!(status.bars_ready, BARS);
    let written = status.the_loop.expect("a loop");
    assert_eq!(written.bars, BARS);
    let sounding: Vec<Instrument> =
        written.got.as_ref().expect("measured").tracks.iter().map(|t| t.instrument).collect();
    assert_eq!(sounding, [Instrument(33), Instrument(0)]);
    let phrases: Vec<_> = std::iter::from_fn(|| office.audio.take()).collect();
    assert!(
        phrases.is_sorted_by_key(|phrase| phrase.bars) && phrases.iter().all(|phrase| phrase.epoch == asked)
    );
    let last = phrases.last().expect("the whole loop came last");
    assert_eq!((last.bars, last.strikes.len()), (BARS, written.notes.len()));
}

#[test]
fn the_same_seed_writes_the_same_loop_and_another_seed_another() {
    let write = |seed: i32| {
        let office = Office::small();
        let seed_param = office.params.seed.as_ptr();
        // SAFETY: the parameter lives as long as the office.
        unsafe { seed_param._internal_set_normalized_value(office.params.seed.preview_normalized(seed)) };
        office.generate();
        office.answered();
        office.the_loop().map(|written| written.notes.clone())
    };
    assert_eq!(write(7), write(7));
    assert_ne!(write(7), write(8));
}

#[test]
fn of_many_asks_the_latest_is_answered_and_is_the_one_that_stays() {
    let office = Office::small();
    let mut last = 0;
    for _ in 0..50 {
        last = office.generate();
        std::thread::yield_now();
    }
    office.answered();
    let kept = office.the_loop().expect("a loop");
    assert_eq!((kept.asked.epoch, kept.bars), (last, BARS));
}

#[test]
fn a_state_that_is_loaded_stops_what_is_being_written_and_stays() {
    let stored = Office::small();
    stored.generate();
    stored.answered();
    let fields = stored.params.session.serialize_fields();
    let office = Office::small();
    office.generate();
    office.wait(|office| office.editor.status().bars_ready > 0);
    office.params.session.deserialize_fields(&fields);
    office.answered();
    assert_eq!(office.the_loop(), stored.the_loop());
    assert_eq!(office.editor.status().error, None);
}

#[test]
fn undo_stops_what_is_being_written_and_brings_back_what_was_there() {
    let (office, before) = with_a_loop();
    office.generate();
    office.wait(|office| office.editor.status().bars_ready > 0);
    office.editor.undo();
    office.wait(|office| office.the_loop().as_ref() == Some(&before));
    office.answered();
    assert_eq!(office.the_loop(), Some(before.clone()));
    office.generate();
    office.answered();
    assert_ne!(office.the_loop(), Some(before), "and the next loop is written as ever");
}

#[test]
fn undo_in_one_slot_leaves_what_is_being_written_for_another() {
    let (office, first) = with_a_loop();
    office.generate();
    office.answered();
    office.set(&office.params.slot, 4);
    office.set(&office.params.length, 3);
    office.generate();
    office.wait(|office| office.board.writing() == Some(4) && office.board.bars() > 0);
    let epoch = office.commands.latest();
    office.set(&office.params.slot, 0);
    office.wait(|office| office.params.session.slots().0 == 0);
    office.editor.undo();
    office.wait(|office| office.the_loop().as_ref() == Some(&first));
    office.answered();
    assert_eq!(office.the_loop(), Some(first));
    let other = office.params.session.present_in(4).expect("it was written");
    assert_eq!((other.sections.len(), other.sections[0].asked.epoch), (8, epoch), "without being begun anew");
}

#[test]
fn music_is_written_into_the_slot_that_is_chosen() {
    let (office, first) = with_a_loop();
    office.set(&office.params.slot, 4);
    office.generate();
    office.answered();
    assert_ne!(office.present(), first);
    assert_eq!(office.params.session.slots(), (4, std::array::from_fn(|slot| slot == 0 || slot == 4)));
    office.set(&office.params.slot, 0);
    office.answered();
    assert_eq!(office.present(), first, "note for note");
}
