//! Slots, and the pieces and variations in them.

use super::*;

#[test]
fn eight_slots_hold_their_own_music_and_all_of_it_comes_back() {
    let mut project = playing();
    let music = |seed: u64| Loop { asked: Request { seed, ..a_loop().asked }, ..a_loop() };
    for slot in 0..SLOTS {
        project.ask();
        project.saved.write(project.asked(), slot, Piece::of(music(slot as u64)), true);
    }
    while project.audio.take().is_some() {}
    project.saved.select(5);
    assert_eq!(project.the_loop().map(|shown| shown.asked.seed), Some(5));
    assert!(project.audio.take().is_some(), "it is to be heard");
    let later = self::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    for slot in (0..SLOTS).rev() {
        later.saved.select(slot);
        assert_eq!(later.the_loop().map(|shown| shown.asked.seed), Some(slot as u64));
        assert_eq!(later.saved.can_undo_redo(), (slot == 0, false), "each with its own history");
    }
}

#[test]
fn an_empty_slot_lets_what_sounds_go_on_and_takes_what_is_written_next() {
    let mut project = playing();
    while project.audio.take().is_some() {}
    project.saved.select(3);
    assert_eq!((project.the_loop(), project.audio.take()), (None, None));
    assert_eq!(project.saved.slots(), (3, std::array::from_fn(|slot| slot == 0)));
    project.ask();
    project.saved.write(project.asked(), 3, Piece::of(a_loop()), true);
    assert!(project.audio.take().is_some());
    project.saved.select(0);
    assert_eq!(project.the_loop().as_deref(), Some(&a_loop()));
}

#[test]
fn what_is_written_for_a_slot_that_does_not_play_is_kept_and_not_heard() {
    let mut project = playing();
    project.ask();
    project.saved.write(
        2,
        1,
        Piece { sections: vec![Arc::new(Loop { bars: 2, ..a_loop() })], planned: 1 },
        false,
    );
    project.saved.select(1);
    project.saved.select(0);
    while project.audio.take().is_some() {}
    project.saved.write(2, 1, Piece::of(a_loop()), true);
    assert_eq!(project.audio.take(), None);
    project.saved.select(1);
    assert_eq!(project.saved.present().map(|piece| piece.is_whole()), Some(true));
}

#[test]
fn pieces_and_their_variations_come_back_and_the_place_in_the_song_says_which_is_heard() {
    let mut project = playing();
    let music = |seed: u64| {
        let one = |n: u64| Arc::new(Loop { asked: Request { seed: seed + n, ..a_loop().asked }, ..a_loop() });
        Piece { sections: vec![one(0), one(1)], planned: 2 }
    };
    project.ask();
    project.saved.write(2, 0, music(10), true);
    for (latest, seed) in [(1, 20), (2, 30)] {
        let (slot, generation, parent) = project.saved.next_variation(latest).expect("one is to be written");
        assert_eq!((slot, generation), (0, latest));
        project.saved.add_variation(slot, generation, &parent, music(seed));
        assert_eq!(project.saved.next_variation(latest), None, "there are enough");
    }
    let later = self::project();
    later.saved.deserialize_fields(&project.saved.serialize_fields());
    while project.audio.take().is_some() {}
    for project in [&mut project, &mut { later }] {
        for (generation, seed) in [(2, 30), (1, 20), (0, 10), (7, 30)] {
            project.saved.turn(generation);
            assert_eq!(project.the_loop().map(|shown| shown.asked.seed), Some(seed));
            assert_eq!(project.saved.present().map(|piece| piece.sections.len()), Some(2));
        }
    }
    let phrase = project.audio.take().expect("it is to be heard");
    assert_eq!((phrase.strikes.len(), phrase.bars), (6, 8));
    let end = Metre::SevenEight.loop_len();
    assert!(phrase.strikes[3..].iter().all(|strike| strike.onset >= end));
}

#[test]
fn a_variation_of_what_is_gone_is_dropped() {
    let project = playing();
    let (slot, generation, parent) = project.saved.next_variation(1).expect("one is to be written");
    write(&project, 2, a_loop());
    project.saved.add_variation(slot, generation, &parent, Piece::of(a_loop()));
    assert_eq!(project.saved.next_variation(1).map(|(_, generation, _)| generation), Some(1));
}
