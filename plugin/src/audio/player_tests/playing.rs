//! How written notes are played: lanes, mute, octaves, feel, gate, programs.

use super::loops::{a_loop, piano};
use super::rig::Rig;
use crate::link::Lane;
use crate::link::Launch;
use score::{Metre, Ticks};
use session::Loop;

/// Eighths on a piano in lane 0 and a note of a bar, on every bar, on strings in lane 1.
fn two_lanes() -> Loop {
    let piano = (0..32).map(|n| (0, n * 6, 6, 60));
    let strings = (0..4).map(|bar| (48, bar * 48, 48, 48));
    a_loop(Metre::FourFour, piano.chain(strings))
}

/// Frames of the note-ons of a key.
fn struck(rig: &Rig, key: u8) -> Vec<u64> {
    rig.ons().into_iter().filter(|on| on.1 == key).map(|on| on.0).collect()
}

#[test]
fn a_mute_ends_the_notes_of_its_lane_alone_and_afterwards_the_lane_goes_on_in_its_place() {
    let mut rig = Rig::new();
    rig.generated(&two_lanes());
    rig.quarters(2.0);
    rig.controls.launch = Launch::Now;
    rig.controls.muted = 0b10;
    rig.quarters(4.0);
    assert_eq!(rig.offs().iter().find(|off| off.1 == 48), Some(&(48_000, 48)));
    assert_eq!((struck(&rig, 48), struck(&rig, 60).len()), (vec![0], 12));
    rig.controls.muted = 0;
    rig.quarters(4.0);
    assert_eq!(struck(&rig, 48), [0, 8 * 24_000]);
    rig.stop();
}

#[test]
fn solo_silences_the_others_and_a_start_is_kept_in_every_pass() {
    let mut rig = Rig::new();
    rig.generated(&two_lanes());
    rig.link.lanes.set(1, Lane { solo: true, start: Ticks(96), ..Lane::default() });
    rig.quarters(32.0);
    let bars = |bars: &[u64]| bars.iter().map(|bar| (bar * 96_000, 48)).collect::<Vec<_>>();
    assert_eq!(rig.ons(), bars(&[2, 3, 6, 7]));
}

#[test]
fn an_octave_that_changes_under_a_held_note_still_ends_the_note_that_sounds() {
    let mut rig = Rig::new();
    rig.generated(&piano(Metre::FourFour, &[(0, 36, 60), (48, 36, 60)]));
    rig.quarters(1.0);
    rig.controls.octaves[0] = 1;
    rig.quarters(7.0);
    assert_eq!(rig.ons(), [(0, 60), (96_000, 72)]);
    assert_eq!(rig.offs(), [(72_000, 60), (96_000 + 72_000, 72)]);
}

#[test]
fn swing_moves_off_beats_later_and_a_change_in_mid_loop_loses_and_doubles_nothing() {
    let mut rig = Rig::new();
    rig.controls.swing = 1.0 / 3.0;
    rig.generated(&two_lanes());
    rig.quarters(2.0);
    assert_eq!(struck(&rig, 60), [0, 16_000, 24_000, 40_000]);
    // Over an off-beat that has not come, and back over one that has.
    rig.frames(14_000);
    rig.controls.swing = 0.0;
    rig.frames(1_000);
    rig.controls.swing = 0.5;
    rig.quarters(14.0 - 15_000.0 / 24_000.0);
    assert_eq!(struck(&rig, 60).len(), 32);
    assert_eq!(struck(&rig, 60)[5], 48_000 + 14_000, "what became due sounds at once");
    rig.stop();
}

#[test]
fn human_timing_is_the_same_in_every_pass_and_never_early_or_over_a_line() {
    let mut rig = Rig::new();
    rig.controls.timing = 1.0;
    rig.generated(&two_lanes());
    rig.quarters(32.0);
    let (tick, pass) = (2_000, 16 * 24_000);
    let heard = struck(&rig, 60);
    assert_eq!(heard.len(), 64);
    assert_eq!(heard[32..].iter().map(|at| at - pass).collect::<Vec<_>>(), heard[..32]);
    let late: Vec<u64> = (0..32).map(|n| heard[n as usize] - n * 6 * tick).collect();
    assert!(late.iter().all(|late| *late < tick / 2) && late.iter().any(|late| *late > 0), "{late:?}");
    rig.stop();
}

#[test]
fn a_gate_shortens_and_a_long_one_does_not_reach_over_the_next_note_of_its_key() {
    for (gate, end) in [(0.5, 6_000), (2.0, 12_000)] {
        let mut rig = Rig::new();
        rig.controls.gate = gate;
        rig.controls.muted = 0b10;
        rig.generated(&two_lanes());
        rig.quarters(4.0);
        assert_eq!(rig.offs()[0], (end, 60));
        rig.stop();
    }
}

#[test]
fn a_loop_is_the_same_in_an_offline_render_whatever_its_blocks_are() {
    let render = |sizes: &[u32]| {
        let mut rig = Rig::new();
        rig.controls.swing = 0.4;
        rig.controls.timing = 0.8;
        rig.controls.dynamics = 1.0;
        rig.controls.gate = 0.9;
        rig.generated(&two_lanes());
        let mut sizes = sizes.iter().copied().cycle();
        while rig.now < 500_000 {
            let left = (500_000 - rig.now) as u32;
            rig.block(sizes.next().unwrap_or(512).min(left));
        }
        let mut heard = rig.heard;
        heard.sort();
        heard
    };
    assert_eq!(render(&[64]), render(&[4096, 1, 333]));
}

#[test]
fn one_chosen_lane_leaves_on_channel_1_and_a_lane_may_have_any_channel() {
    let mut rig = Rig::new();
    rig.controls.output = Some(1);
    rig.generated(&two_lanes());
    rig.quarters(4.0);
    assert!(rig.heard.iter().all(|heard| (heard.channel, heard.key) == (0, 48)));
    rig.controls.output = None;
    rig.link.lanes.set(1, Lane { channel: Some(14), ..Lane::default() });
    rig.quarters(4.0);
    let again = rig.heard.iter().rfind(|heard| heard.on && heard.key == 48);
    assert_eq!(again.map(|heard| heard.channel), Some(14));
    rig.stop();
}

#[test]
fn programs_are_named_before_the_first_note_when_asked_for_and_again_after_a_stop() {
    let mut rig = Rig::new();
    rig.generated(&two_lanes());
    rig.quarters(1.0);
    assert!(rig.programs.is_empty(), "nobody asked");
    rig.controls.programs = true;
    rig.quarters(3.0);
    assert_eq!(rig.programs, [(24_000, 0, 0), (24_000, 1, 48)]);
    rig.stop();
    rig.host.rolling = true;
    rig.quarters(1.0);
    assert_eq!(rig.programs.len(), 4);
}

#[test]
fn while_the_transport_stands_a_channel_belongs_to_who_would_be_heard_on_it() {
    let mut rig = Rig::new();
    rig.host.rolling = false;
    rig.generated(&two_lanes());
    rig.block(512);
    let first = |rig: &Rig| rig.player.players()[0].map(|instrument| instrument.0);
    assert_eq!(first(&rig), Some(0));
    rig.controls.output = Some(1);
    rig.block(512);
    assert_eq!(first(&rig), Some(48));
}

#[test]
fn ends_that_a_full_output_did_not_take_come_before_the_next_program_changes() {
    let mut rig = Rig::new();
    rig.generated(&two_lanes());
    rig.quarters(0.5);
    rig.room = 0;
    rig.seek(1.5);
    rig.block(512);
    rig.controls.programs = true;
    rig.room = 2;
    rig.block(512);
    assert_eq!((rig.offs().len(), rig.programs.len()), (2, 0));
}

#[test]
fn channel_and_level_of_a_lane_act_on_the_next_note_and_what_sounds_ends_where_it_began() {
    let mut rig = Rig::new();
    rig.generated(&two_lanes());
    rig.quarters(2.0);
    rig.link.session.change_rack(|rack| {
        rack.set_channel(0, 11);
        rack.set_channel(1, 11);
        rack.set_level(0, 50);
    });
    rig.quarters(4.0);
    rig.link.session.change_rack(|rack| rack.set_level(0, 0));
    rig.quarters(1.0);
    let of = |key| rig.heard.iter().filter(move |heard| heard.key == key);
    let strings: Vec<(u64, bool, u8)> = of(48).map(|h| (h.at / 24_000, h.on, h.channel)).collect();
    assert_eq!(strings, [(0, true, 1), (4, false, 1), (4, true, 11)]);
    assert!(
        of(60).all(|heard| heard.channel
            == if heard.at < 48_000 || heard.at == 48_000 && !heard.on { 0 } else { 11 })
    );
    let loud: Vec<u8> = rig.velocities.iter().filter(|(_, key, _)| *key == 60).map(|v| v.2).collect();
    assert_eq!(
        (loud[..4].to_vec(), loud[4..12].to_vec(), loud[12]),
        (vec![78; 4], vec![39; 8], 1),
        "the softest is still a note"
    );
    rig.stop();
}
