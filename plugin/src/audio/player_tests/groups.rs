//! Players that follow another one: whatever the order and the threads in which their host plays them, all play the same.

mod any_host;

use super::loops::{a_loop, four_bars, piano};
use super::rig::{Heard, Rig};
use crate::link::Launch;
use crate::link::{Role, Wanted};
use crate::session::{Attendance, Standing, groups_for_this_test};
use score::{BARS, Metre};

/// A player in a group; out of it when dropped, as an instance is.
struct Seated {
    rig: Rig,
    _attendance: Attendance,
}

fn seated(group: usize, role: Role) -> Seated {
    let rig = Rig::new();
    let _attendance = Attendance(rig.link.member.clone());
    rig.link.session.attend(Some(Wanted { group, role }));
    Seated { rig, _attendance }
}

/// The first leads, the others follow; all have stood for a block.
fn band<const N: usize>(group: usize) -> [Seated; N] {
    let mut band = std::array::from_fn(|_| seated(group, Role::First));
    band.iter_mut().for_each(|seated| stand(&mut seated.rig));
    band
}

fn stand(rig: &mut Rig) {
    rig.host.rolling = false;
    rig.block(64);
    rig.host.rolling = true;
}

fn standing(seated: &Seated) -> Option<Standing> {
    seated.rig.link.member.membership().map(|membership| membership.standing)
}

/// One block for all, in this order.
fn block<const N: usize>(band: &mut [Seated; N], order: [usize; N], frames: u32) {
    order.iter().for_each(|&index| band[index].rig.block(frames));
}

fn quarters<const N: usize>(band: &mut [Seated; N], order: [usize; N], quarters: f64) {
    let frames = (quarters * band[0].rig.quarter()).round() as u32;
    (0..frames / 500).for_each(|_| block(band, order, 500));
}

/// What was heard from a frame on, in one order for all.
fn heard(seated: &Seated, from: u64) -> Vec<Heard> {
    let mut heard: Vec<Heard> = seated.rig.heard.iter().copied().filter(|heard| heard.at >= from).collect();
    heard.sort();
    heard
}

#[test]
fn a_follower_plays_the_leaders_loop_at_the_same_frames_whichever_is_played_first() {
    let _groups = groups_for_this_test();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let mut band = band::<3>(0);
        assert_eq!(standing(&band[0]), Some(Standing::Leads(2)));
        assert_eq!(
            (standing(&band[1]), standing(&band[2])),
            (Some(Standing::Follows), Some(Standing::Follows))
        );
        quarters(&mut band, order, 1.5);
        band[0].rig.generated(&four_bars(60));
        quarters(&mut band, order, 10.0);
        band[0].rig.generated(&four_bars(80));
        quarters(&mut band, order, 20.0);
        let led = heard(&band[0], 0);
        assert!(led.iter().any(|heard| heard.key == 60) && led.iter().any(|heard| heard.key == 81));
        assert_eq!((heard(&band[1], 0), heard(&band[2], 0)), (led.clone(), led), "{order:?}");
    }
}

#[test]
fn each_follower_sends_its_own_lane_on_channel_1_with_its_own_mute() {
    let _groups = groups_for_this_test();
    let mut band = band::<3>(1);
    (band[1].rig.controls.output, band[2].rig.controls.output) = (Some(0), Some(1));
    band[0].rig.generated(&a_loop(Metre::FourFour, [(0, 0, 12, 60), (40, 0, 12, 72), (40, 24, 12, 74)]));
    band.iter_mut().for_each(|seated| stand(&mut seated.rig));
    quarters(&mut band, [1, 0, 2], 4.0);
    let ons = |index: usize| -> Vec<(u8, u8)> {
        let heard = band[index].rig.heard.iter().filter(|heard| heard.on);
        heard.map(|heard| (heard.channel, heard.key)).collect()
    };
    assert_eq!(ons(0).len(), 3);
    assert_eq!((ons(1), ons(2)), (vec![(0, 60)], vec![(0, 72), (0, 74)]));
    band[2].rig.controls.muted = 0b10;
    quarters(&mut band, [2, 1, 0], 16.0);
    assert_eq!(band[0].rig.ons().len(), 6);
    assert_eq!((band[1].rig.ons().len(), band[2].rig.ons().len()), (2, 2));
}

#[test]
fn who_joins_in_mid_loop_is_in_its_place_with_the_next_block_also_while_another_loop_waits() {
    let _groups = groups_for_this_test();
    let mut leader = seated(2, Role::First);
    leader.rig.generated(&four_bars(60));
    leader.rig.quarters(5.0);
    leader.rig.generated(&four_bars(80));
    leader.rig.quarters(1.0);
    let mut late = seated(2, Role::Follows);
    late.rig.seek(leader.rig.beat());
    late.rig.now = leader.rig.now;
    let joined = leader.rig.now;
    let mut band = [leader, late];
    quarters(&mut band, [1, 0], 20.0);
    let led = heard(&band[0], joined);
    assert!(led.iter().any(|heard| heard.key == 62) && led.iter().any(|heard| heard.key == 80));
    assert_eq!(heard(&band[1], joined), led);
}

#[test]
fn when_the_leader_goes_the_others_go_on_with_what_they_have_and_one_may_take_over() {
    let _groups = groups_for_this_test();
    let [mut leader, mut second, mut third] = band::<3>(3);
    let mut alone = Rig::new();
    stand(&mut alone);
    leader.rig.generated(&four_bars(60));
    alone.generated(&four_bars(60));
    [&mut leader.rig, &mut second.rig, &mut third.rig, &mut alone].into_iter().for_each(stand);
    let mut both = |second: &mut Seated, third: &mut Seated, quarters: f64| {
        second.rig.quarters(quarters);
        third.rig.quarters(quarters);
        alone.quarters(quarters);
    };
    leader.rig.quarters(0.02);
    both(&mut second, &mut third, 0.02);
    leader.rig.quarters(6.0);
    both(&mut second, &mut third, 6.0);
    drop(leader);
    both(&mut second, &mut third, 20.0);
    let said = second.rig.link.member.membership().map(|membership| membership.to_string());
    assert!(said.is_some_and(|said| said.starts_with("Nobody leads group D")));
    assert_eq!((heard(&second, 24_000), heard(&third, 24_000)), (heard_of(&alone), heard_of(&alone)));
    assert_eq!(second.rig.link.session.shown(), third.rig.link.session.shown());
    second.rig.link.session.attend(Some(Wanted { group: 3, role: Role::Leads }));
    assert_eq!((standing(&second), standing(&third)), (Some(Standing::Leads(1)), Some(Standing::Follows)));
    let mut band = [second, third];
    quarters(&mut band, [1, 0], 1.0);
    band[0].rig.generated(&four_bars(90));
    quarters(&mut band, [0, 1], 30.0);
    assert_eq!(heard(&band[1], 24_000), heard(&band[0], 24_000));
    assert!(band[1].rig.ons().iter().any(|on| on.1 == 91));
    assert!(band[0].rig.link.session.can_undo_redo().0, "what was heard is a step");
}

fn heard_of(rig: &Rig) -> Vec<Heard> {
    let mut heard: Vec<Heard> = rig.heard.iter().copied().filter(|heard| heard.at >= 24_000).collect();
    heard.sort();
    heard
}

#[test]
fn a_follower_is_stored_with_what_it_heard_and_plays_it_alone_when_it_is_opened() {
    let _groups = groups_for_this_test();
    let mut band = band::<2>(4);
    band[1].rig.generated(&four_bars(40));
    quarters(&mut band, [0, 1], 1.0);
    band[0].rig.generated(&four_bars(60));
    quarters(&mut band, [0, 1], 3.5);
    let stored = band[1].rig.store();
    let mut alone = Rig::new();
    alone.load(&stored);
    let notes = |rig: &Rig| rig.link.session.shown().map(|piece| piece.sections[0].notes.clone());
    assert_eq!(notes(&alone), notes(&band[0].rig));
    alone.seek(3.9);
    alone.quarters(4.5);
    assert_eq!(alone.ons().iter().map(|on| on.1).collect::<Vec<_>>(), [60, 61]);
    let again = alone.store();
    assert_eq!(again, stored, "opened and stored it is the same");
    // Its own music is there too, for when it is in no group any more.
    alone.link.session.attend(Some(Wanted { group: 5, role: Role::First }));
    assert_eq!(
        alone.link.member.membership().map(|m| m.standing),
        Some(Standing::Abandoned),
        "it was a follower"
    );
    alone.link.session.attend(None);
    alone.quarters(16.0);
    assert!(alone.ons()[2..].iter().all(|on| (40..44).contains(&on.1)), "{:?}", alone.ons());
    alone.stop();
}

#[test]
fn of_two_that_want_to_lead_the_second_follows_and_says_so_until_the_first_goes() {
    let _groups = groups_for_this_test();
    let first = seated(6, Role::Leads);
    let second = seated(6, Role::Leads);
    assert_eq!((standing(&first), standing(&second)), (Some(Standing::Leads(1)), Some(Standing::Outrun)));
    drop(first);
    second.rig.link.session.attend(second.rig.link.member.wanted());
    assert_eq!(standing(&second), Some(Standing::Leads(0)));
}

#[test]
fn while_somebody_follows_loops_go_out_whole() {
    let _groups = groups_for_this_test();
    let mut band = band::<2>(7);
    let epoch = band[0].rig.ask();
    for bars in 1..=BARS {
        band[0].rig.written(epoch, &four_bars(60), bars);
        quarters(&mut band, [1, 0], 2.0);
        assert!(band[0].rig.ons().is_empty(), "of {bars} bars");
    }
    quarters(&mut band, [1, 0], 20.0);
    assert!(!band[0].rig.ons().is_empty());
    assert_eq!(heard(&band[0], 0), heard(&band[1], 0));
}
