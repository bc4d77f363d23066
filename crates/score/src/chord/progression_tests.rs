use super::*;
use crate::chord::{Chord, Quality};
use proptest::prelude::*;

fn shown(text: &str) -> Vec<String> {
    Progression::read(text).bars.iter().map(|bar| write(&[*bar]).trim_end_matches(" |").to_owned()).collect()
}

#[test]
fn bars_are_divided_by_lines_and_a_bar_has_two_halves() {
    assert_eq!(shown("Am7 | F | C/G | G7sus4"), ["Am7", "F", "C", "Gsus4"]);
    assert_eq!(shown("| Am F | C G |"), ["Am F", "C G"]);
    assert_eq!(shown("Am || F"), ["Am", "F"], "a double line is one");
    assert_eq!(shown("Am\nF"), ["Am", "F"]);
}

#[test]
fn without_lines_every_chord_has_a_bar_of_its_own() {
    assert_eq!(shown("Am F, C - G"), ["Am", "F", "C", "G"]);
}

#[test]
fn a_bar_can_be_open_empty_or_that_before() {
    assert_eq!(shown("Am F | % | ? | N.C."), ["Am F", "Am F", "", "N.C."]);
    assert_eq!(shown("Am | | F"), ["Am", "", "F"]);
    assert!(Progression::read("% | Am").is_wrong());
    assert_eq!(Progression::read("  ").bars, Progression::default().bars);
}

#[test]
fn what_is_wrong_is_left_open_and_marked_and_the_rest_counts() {
    let text = "Am | Hm7 | F C G | Dm9";
    let read = Progression::read(text);
    assert_eq!(shown(text), ["Am", "", "F C", "Dm7"]);
    let marked: Vec<(&str, bool)> = read.remarks.iter().map(|r| (&text[r.at.clone()], r.wrong)).collect();
    assert_eq!(marked, [("H", true), ("G", true), ("Dm9", false)]);
    assert!(read.is_wrong() && !Progression::read("Dm9").is_wrong());
    assert_eq!(read.remarks[2].text, "Dm9 is asked for as Dm7, the nearest.");
}

#[test]
fn few_bars_repeat_in_each_loop_and_many_go_on_from_loop_to_loop() {
    let roots = |text: &str, section| {
        Progression::read(text).section(section).map(|slot| match slot {
            ChordSlot::Chord(chord) => chord.to_string(),
            ChordSlot::None => "N.C.".to_owned(),
            ChordSlot::Any => "?".to_owned(),
        })
    };
    assert_eq!(roots("A | B", 1), ["A", "A", "B", "B", "A", "A", "B", "B"]);
    assert_eq!(roots("A | B | C | D | E", 1), ["E", "E", "?", "?", "?", "?", "?", "?"]);
    assert_eq!(roots("A | B | C | D | E", 2), roots("A | B | C | D", 0));
    assert_eq!(roots("", 0), ["?"; 8]);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_and_marks_lie_in_the_text(text in "\\PC{0,60}") {
        let read = Progression::read(&text);
        prop_assert!(read.bars.len() <= MAX_BARS);
        for remark in &read.remarks {
            prop_assert!(text.get(remark.at.clone()).is_some());
        }
    }

    #[test]
    fn what_is_written_reads_the_same(slots in prop::collection::vec(prop::option::of((0u8..12, 0usize..9)), 2..32)) {
        let slot = |slot: &Option<(u8, usize)>| slot.map_or(ChordSlot::Any, |(root, quality)| {
            ChordSlot::Chord(Chord { root, quality: Quality::ALL[quality] })
        });
        let bars: Vec<[ChordSlot; 2]> = slots.chunks_exact(2).map(|two| [slot(&two[0]), slot(&two[1])]).collect();
        let read = Progression::read(&write(&bars));
        prop_assert_eq!(&read.remarks, &[]);
        let open = bars.iter().flatten().all(|slot| *slot == ChordSlot::Any);
        prop_assert_eq!(read.bars, if open { Vec::new() } else { bars });
    }
}
