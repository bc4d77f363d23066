//! Longer pieces and variations.

use super::*;

#[test]
fn a_longer_piece_is_made_of_loops_that_each_follow_the_one_before() {
    let office = Office::small();
    office.set(&office.params.length, 2);
    office.generate();
    office.answered();
    let piece = office.params.session.present().expect("a piece");
    assert_eq!((piece.sections.len(), piece.is_whole()), (4, true));
    for pair in piece.sections.windows(2) {
        assert_eq!(pair[1].asked.past, pair[0].notes);
        assert_ne!(pair[1].asked.seed, pair[0].asked.seed);
    }
    assert_eq!(office.params.session.can_undo_redo(), (false, false), "it is one step");
    let order = cells(&office, Instrument(0), 0b0100);
    office.editor.write_anew(2, order);
    office.answered();
    let after = office.params.session.present().expect("a piece");
    let same: Vec<bool> = piece.sections.iter().zip(&after.sections).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, true, false, true]);
    assert_eq!(
        split(&piece.sections[2], Instrument(0), 0b0100).1,
        split(&after.sections[2], Instrument(0), 0b0100).1
    );
}

#[test]
fn variations_are_written_ahead_and_are_the_same_wherever_they_are_made() {
    let first = Office::small();
    first.set(&first.params.seed, 99);
    first.set(&first.params.vary, 50);
    first.generate();
    first.answered();
    let stored = first.params.session.serialize_fields();
    let chain = |order: &[u32]| {
        let office = Office::small();
        office.params.session.deserialize_fields(&stored);
        office.set(&office.params.seed, 99);
        office.set(&office.params.vary, 50);
        office.set(&office.params.evolve, 1);
        let mut heard = std::collections::BTreeMap::new();
        for &generation in order {
            office.end_at(generation);
            heard.insert(generation, office.present().notes.clone());
        }
        (heard, office)
    };
    let (straight, office) = chain(&[0, 1, 2, 3, 4]);
    assert_eq!(straight[&0], first.present().notes);
    for generation in 1..5 {
        assert_ne!(straight[&generation], straight[&(generation - 1)], "variation {generation}");
    }
    let (jumping, _) = chain(&[4, 0, 2, 1, 3]);
    assert_eq!(straight, jumping);
    assert_eq!(office.params.session.can_undo_redo(), (false, false), "variations are no steps");
}

#[test]
fn locked_cells_survive_variations() {
    let (office, before) = with_a_loop();
    let saved = &office.params.session;
    let place = saved.rack().place(Instrument(0)).expect("a piano");
    saved.change_rack(|rack| rack.set_locked(place, 0b0111, true));
    office.set(&office.params.vary, 100);
    office.set(&office.params.evolve, 1);
    office.end_at(3);
    let after = office.present();
    assert_ne!(after.notes, before.notes);
    assert_eq!(split(&after, Instrument(0), 0b0111).0, split(&before, Instrument(0), 0b0111).0);
}
