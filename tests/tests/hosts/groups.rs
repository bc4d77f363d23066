//! Several instances in one process that play one loop, for hosts that pass channel 1 only.

use crate::bundle::Format;
use crate::expected::Expected;
use crate::session::{PATIENCE, open, open_with_loop, the_loop};
use host::{Host, Instance, Played, Setup};
use std::time::Instant;

in_both_formats!(
    followers_send_their_lanes_of_the_leaders_loop_at_its_samples,
    when_the_leader_is_destroyed_the_others_go_on,
);

const BLOCK: u64 = 512;

/// Plays blocks as a host does: every instance one, then every instance the next; in turn forwards and backwards.
fn together<I: Instance>(hosts: &mut [Host<I>], blocks: u64) {
    for block in 0..blocks {
        let ahead = (hosts[0].timeline().now() / BLOCK).is_multiple_of(2) && block % 3 != 1;
        let mut all: Vec<&mut Host<I>> = hosts.iter_mut().collect();
        if !ahead {
            all.reverse();
        }
        all.into_iter().for_each(|host| host.render_frames(BLOCK).expect("it plays"));
    }
}

/// What a follower would store of its leader's loop.
fn follows<I: Instance>(host: &mut Host<I>) -> bool {
    let object = host::saved_object(&host.save_state().expect("a state")).expect("its own state");
    let text = object["fields"]["quatrain"].as_str().expect("a field").to_owned();
    let field: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    !field["followed"].is_null()
}

/// A leader of the group with a loop, and followers for lanes 1 and 2, all standing.
fn group<F: Format>(letter: u32) -> (Vec<Host<F::Instance>>, crate::expected::Placed) {
    let (leader, placed) = open_with_loop::<F>(Setup::default());
    let mut hosts = vec![leader, open::<F>(Setup::default()), open::<F>(Setup::default())];
    for (lane, host) in hosts.iter_mut().enumerate() {
        host.set_param_step("Group", letter).expect("it has the parameter");
        host.set_param_step("Role", if lane == 0 { 1 } else { 2 }).expect("it has the parameter");
        host.set_param_step("Output", lane as u32).expect("it has the parameter");
    }
    let begun = Instant::now();
    while !(follows(&mut hosts[1]) && follows(&mut hosts[2])) {
        assert!(begun.elapsed() < PATIENCE, "they follow");
        together(&mut hosts, 1);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    together(&mut hosts, 4);
    (hosts, placed)
}

/// The notes of a channel, as if they had come on channel 1.
fn on_channel_1(notes: &[Played], channel: u8) -> Vec<Played> {
    let of = notes.iter().filter(|note| note.channel == channel);
    of.map(|note| Played { channel: 0, ..*note }).collect()
}

/// Channels of the lanes of a new instance: drums on 10, a bass on 1.
const LANES: [u8; 2] = [9, 0];

fn followers_send_their_lanes_of_the_leaders_loop_at_its_samples<F: Format>() {
    let (mut hosts, old) = group::<F>(1);
    hosts.iter_mut().for_each(Host::play);
    let seconds = |seconds: f64| (seconds * 48_000.0) as u64 / BLOCK;
    together(&mut hosts, seconds(3.0));
    hosts[0].set_param_step("Seed", 31).expect("it has the parameter");
    hosts[0].set_param("Generate", 1.0).expect("it has the parameter");
    let begun = Instant::now();
    while the_loop(&mut hosts[0]).is_none_or(|there| there.asked.seed != 31 || there.bars < 4) {
        assert!(begun.elapsed() < PATIENCE, "it writes");
        together(&mut hosts, 1);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // The pass that plays and the two after it.
    together(&mut hosts, seconds(24.0));
    hosts.iter_mut().for_each(|host| host.seek(2.5));
    together(&mut hosts, seconds(5.0));
    let new = crate::session::placed(&hosts[0].save_state().expect("a state"));
    assert_ne!(new.notes, old.notes, "another loop took over");
    hosts.iter_mut().for_each(|host| host.stop().expect("it stops"));
    let led = hosts[0].take().notes();
    for (lane, channel) in LANES.into_iter().enumerate() {
        let own = hosts[lane + 1].take().notes();
        assert!(own.len() > 10, "{} notes", own.len());
        assert_eq!(own, on_channel_1(led, channel), "lane {}", lane + 1);
    }
}

fn when_the_leader_is_destroyed_the_others_go_on<F: Format>() {
    let (mut hosts, placed) = group::<F>(2);
    hosts.iter_mut().for_each(Host::play);
    together(&mut hosts, 300);
    let began = hosts[0].timeline().now();
    drop(hosts.remove(0));
    together(&mut hosts, 2000);
    hosts.iter_mut().for_each(|host| host.stop().expect("it stops"));
    for (lane, channel) in LANES.into_iter().enumerate() {
        let expected = Expected::of(hosts[lane].timeline(), &placed.of_channel(channel, 0));
        let checked = expected.check(hosts[lane].take().notes(), 0).unwrap_or_else(|wrong| panic!("{wrong}"));
        let later = hosts[lane].take().notes().iter().filter(|note| note.on >= began).count();
        assert!(later > 5 && checked > later, "{checked} notes, {later} without the leader");
    }
}
