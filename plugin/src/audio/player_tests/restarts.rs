//! Resets, and processing that is stopped and started: where the position goes on, nobody hears of it.

use super::loops::four_bars;
use super::rig::Rig;
use super::transport::in_a_chord;
use crate::link::MidiMessage;

#[test]
fn a_reset_where_the_position_goes_on_is_not_heard_and_where_it_does_not_everything_ends() {
    let mut rig = in_a_chord();
    rig.reset();
    rig.quarters(4.0);
    assert_eq!(rig.offs()[..3], [60, 64, 67].map(|key| (84_000, key)), "they end where they are over");
    assert_eq!(rig.ons()[3..], [60, 64, 67].map(|key| (96_000, key)));
    let mut rig = in_a_chord();
    rig.reset();
    rig.seek(2.0);
    rig.quarters(4.0);
    assert_eq!(rig.offs()[..3], [60, 64, 67].map(|key| (24_000, key)));
    assert_eq!(rig.ons()[3..], [60, 64, 67].map(|key| (72_000, key)));
}

#[test]
fn a_host_that_stops_and_starts_processing_around_each_block_hears_what_any_other_hears() {
    let mut rigs = [Rig::new(), Rig::new()];
    for (resets, rig) in [false, true].into_iter().zip(&mut rigs) {
        rig.listening.thru = true;
        rig.generated(&four_bars(60));
        for block in 0..800 {
            if resets {
                rig.reset();
            }
            let key = MidiMessage::On { channel: 3, key: 40, velocity: 90 };
            rig.hand.extend((block == 7).then_some((9, key)));
            rig.block(512);
        }
    }
    assert_eq!(rigs[0].heard, rigs[1].heard);
    assert_eq!(rigs[0].offs().len() + 1, rigs[0].ons().len(), "the hand holds its key");
}

#[test]
fn a_reset_while_the_transport_stands_ends_what_the_hand_holds() {
    let mut rig = in_a_chord();
    rig.stop();
    rig.listening.thru = true;
    rig.hand.push((0, MidiMessage::On { channel: 3, key: 40, velocity: 90 }));
    rig.block(64);
    rig.reset();
    rig.block(64);
    assert_eq!(rig.offs().last(), Some(&(24_128, 40)));
}

#[test]
fn what_sounded_when_the_host_deactivated_ends_in_the_first_block_after_it() {
    let mut rig = in_a_chord();
    rig.activate();
    rig.quarters(4.0);
    assert_eq!(rig.offs()[..3], [60, 64, 67].map(|key| (24_000, key)));
}
