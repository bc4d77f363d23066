//! Instances that follow another one.

use super::*;
use crate::session::{Standing, groups_for_this_test};

fn standing(office: &Office) -> Option<Standing> {
    office.editor.status().group.map(|group| group.standing)
}

#[test]
fn a_follower_has_the_leaders_loop_without_writing_any_and_says_why_it_does_not_write() {
    let _groups = groups_for_this_test();
    let (leader, _) = with_a_loop();
    leader.set(&leader.params.routing.group, 1);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(0)));
    let follower = Office::small();
    follower.set(&follower.params.routing.group, 1);
    follower.wait(|follower| follower.the_loop() == leader.the_loop());
    assert_eq!((standing(&leader), standing(&follower)), (Some(Standing::Leads(1)), Some(Standing::Follows)));
    follower.generate();
    follower.answered();
    let error = follower.editor.status().error.unwrap_or_default();
    assert!(error.contains("Follows group A"), "{error}");
    leader.generate();
    leader.answered();
    assert_eq!(follower.the_loop(), leader.the_loop(), "there with the leader's answer");
    assert_eq!(follower.params.session.rack(), leader.params.session.rack());
    assert_eq!(follower.editor.status().tokens_per_second, None, "it wrote nothing");
    let last = leader.the_loop();
    drop(leader);
    follower.wait(|follower| standing(follower) == Some(Standing::Abandoned));
    assert_eq!(follower.the_loop(), last, "it goes on with what it has");
    follower.set(&follower.params.routing.group, 0);
    follower.wait(|follower| follower.editor.status().group.is_none());
    follower.answered();
    assert_eq!(follower.the_loop(), None, "its own music: there was none");
    follower.generate();
    follower.answered();
    assert!(follower.the_loop().is_some(), "and it writes again");
}

#[test]
fn a_follower_that_is_dropped_is_no_follower_any_more() {
    let _groups = groups_for_this_test();
    let (leader, follower) = (Office::small(), Office::small());
    leader.set(&leader.params.routing.group, 8);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(0)));
    follower.set(&follower.params.routing.group, 8);
    leader.wait(|leader| standing(leader) == Some(Standing::Leads(1)));
    drop(follower);
    assert_eq!(standing(&leader), Some(Standing::Leads(0)));
}
