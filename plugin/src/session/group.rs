//! Groups: instances of one process that play the loop of one of them, each its own lane on a channel of its own.
//!
//! | crossing | writes | reads | when full | frees |
//! |---|---|---|---|---|
//! | phrases | the leader's worker or main thread, a copy to each follower | the follower's audio thread | as its own phrases | as its own phrases |
//! | [`Followed`]: the music itself | the leader's worker or main thread | the follower's, for its project and its editor | every write replaces the one before | whoever lets go last |
//!
//! What a leader decides from block to block crosses by [`crate::link`]. While somebody follows, loops go out whole.

use super::membership::{Membership, Standing};
use super::music;
use crate::link::{
    Commands, GROUPS, GroupRole, GroupRoleCell, Lanes, Phrase, PhraseSender, Role, UNREAD, Wanted, What,
};
use session::Followed;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// The leader of each group, and who follows or waits for one. Locked by workers that join and leave, and by editors that look.
static REGISTRY: Mutex<[Group; GROUPS]> =
    Mutex::new([const { Group { leader: None, followers: Vec::new() } }; GROUPS]);
/// Numbers of members and of phrases, of the whole process: 0 is nobody and nothing.
static NUMBERS: AtomicU64 = AtomicU64::new(1);

pub(super) fn number() -> u64 {
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

struct Group {
    leader: Option<Arc<Member>>,
    followers: Vec<Arc<Member>>,
}

/// One instance, as the others of its group see it. Shared by its worker, its main thread, and theirs.
#[derive(Debug)]
pub struct Member {
    /// Its number and its role, for its audio thread.
    role: Arc<GroupRoleCell>,
    /// The way to its own audio thread, for itself and for its leader.
    to_audio: Mutex<PhraseSender>,
    /// The settings of its lanes.
    lanes: Arc<Lanes>,
    commands: Arc<Commands>,
    led: Mutex<Led>,
    /// What it heard last of a leader.
    followed: Mutex<Option<Followed>>,
    wanted: Mutex<Option<Wanted>>,
}

/// What a leader has for who joins.
#[derive(Debug, Default)]
struct Led {
    followers: Vec<Weak<Member>>,
    /// What sounds and what was sent since, the oldest first.
    recent: Vec<Phrase>,
    latest: Option<Followed>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Plain assignments: poisoned content is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} followers", self.followers.len())
    }
}

impl Member {
    pub(super) fn new(
        role: Arc<GroupRoleCell>,
        to_audio: PhraseSender,
        lanes: Arc<Lanes>,
        commands: Arc<Commands>,
    ) -> Member {
        Member {
            role,
            to_audio: Mutex::new(to_audio),
            lanes,
            commands,
            led: Mutex::default(),
            followed: Mutex::default(),
            wanted: Mutex::default(),
        }
    }

    /// Real-time safe.
    pub fn role(&self) -> GroupRole {
        self.role.get()
    }

    /// Its number in the process.
    fn id(&self) -> u64 {
        self.role.member
    }

    /// Whether a leader sends what it plays.
    pub fn follows(&self) -> bool {
        matches!(self.role(), GroupRole::Follows { .. })
    }

    /// Whether others play what it sends.
    pub fn is_followed(&self) -> bool {
        matches!(self.role(), GroupRole::Leads { .. })
    }

    /// What it heard last of a leader, while it follows or waits for one.
    pub fn followed(&self) -> Option<Followed> {
        locked(&self.followed).clone()
    }

    /// Music of a leader that a project brings, or nothing any more.
    pub fn set_followed(&self, followed: Option<Followed>) {
        *locked(&self.followed) = followed;
    }

    /// Sends `phrase`, which is of `music`, to the own audio thread and to all that follow. `heard` is the number of the phrase that is in its
    /// place: who joins later needs it, and what came since.
    pub fn send(&self, phrase: Phrase, music: Option<Followed>, heard: u64) {
        let phrase = Phrase { number: number(), by: self.id(), ..phrase };
        let mut led = locked(&self.led);
        led.recent.retain(|recent| recent.number >= heard);
        if led.recent.len() >= UNREAD {
            // The first is heard.
            led.recent.remove(1);
        }
        led.recent.push(phrase.clone());
        led.latest = music;
        for follower in led.followers.iter().filter_map(Weak::upgrade) {
            follower.hear(&phrase, led.latest.as_ref());
        }
        locked(&self.to_audio).send(phrase);
    }

    /// The settings of its lanes or the names of its instruments changed.
    pub fn pass_on(&self, music: Followed) {
        let mut led = locked(&self.led);
        for follower in led.followers.iter().filter_map(Weak::upgrade) {
            music::publish(&music.rack, &follower.lanes);
            follower.set_followed(Some(music.clone()));
        }
        led.latest = Some(music);
    }

    fn hear(&self, phrase: &Phrase, music: Option<&Followed>) {
        if let Some(music) = music {
            music::publish(&music.rack, &self.lanes);
            self.set_followed(Some(music.clone()));
        }
        locked(&self.to_audio).send(phrase.clone());
    }

    /// The group and role that it was told last.
    pub fn wanted(&self) -> Option<Wanted> {
        *locked(&self.wanted)
    }

    /// What it is in its group now.
    pub fn membership(&self) -> Option<Membership> {
        let Wanted { group, role } = self.wanted()?;
        let registry = locked(&REGISTRY);
        let leader = registry[group].leader.as_ref();
        let standing = match leader {
            Some(leader) if leader.id() == self.id() => Standing::Leads(registry[group].followers.len()),
            Some(_) if role == Role::Leads => Standing::Outrun,
            Some(_) => Standing::Follows,
            None => Standing::Abandoned,
        };
        Some(Membership { letter: (b'A' + group as u8) as char, standing })
    }

    /// Why nothing is written here, in words.
    pub(crate) fn refusal(&self) -> String {
        let group = self.membership().map_or(String::new(), |group| format!(" {group}."));
        format!("Nothing is written here.{group} Ask the instance that leads, or set Group to Off.")
    }

    /// Worker: is in the group that is `wanted` from now on, as leader or follower. What it was before.
    pub(crate) fn attend(self: &Arc<Member>, wanted: Option<Wanted>) -> Attended {
        let before = self.wanted();
        let mut registry = locked(&REGISTRY);
        let may_lead = |wanted: Wanted, registry: &[Group; GROUPS]| {
            let first = wanted.role == Role::First && locked(&self.followed).is_none();
            registry[wanted.group].leader.is_none() && (wanted.role == Role::Leads || first)
        };
        if wanted == before
            && !wanted.is_some_and(|wanted| wanted.role == Role::Leads && may_lead(wanted, &registry))
        {
            return Attended::AsBefore;
        }
        if let Some(before) = before {
            self.leave(&mut registry[before.group]);
        }
        *locked(&self.wanted) = wanted;
        let Some(wanted) = wanted else { return Attended::Left };
        if may_lead(wanted, &registry) {
            self.lead(wanted.group, &mut registry[wanted.group]);
            Attended::Leads
        } else {
            self.follow(wanted.group, &mut registry[wanted.group]);
            Attended::Follows
        }
    }

    fn lead(self: &Arc<Member>, index: usize, group: &mut Group) {
        group.leader = Some(self.clone());
        for follower in &group.followers {
            self.welcome(index, follower);
        }
    }

    fn follow(self: &Arc<Member>, index: usize, group: &mut Group) {
        // What it sent is not what it plays.
        *locked(&self.led) = Led::default();
        group.followers.push(self.clone());
        if let Some(leader) = &group.leader {
            leader.welcome(index, self);
        }
    }

    /// As leader: `follower` is one of them, and gets what sounds.
    fn welcome(&self, group: usize, follower: &Arc<Member>) {
        let mut led = locked(&self.led);
        led.followers.push(Arc::downgrade(follower));
        follower.role.set(GroupRole::Follows { group, leader: self.id() });
        self.role.set(GroupRole::Leads { group });
        for phrase in &led.recent {
            follower.hear(phrase, led.latest.as_ref());
        }
    }

    fn leave(&self, group: &mut Group) {
        group.followers.retain(|follower| follower.id() != self.id());
        match &group.leader {
            Some(leader) if leader.id() == self.id() => {
                group.leader = None;
                locked(&self.led).followers.clear();
                for follower in &group.followers {
                    follower.role.set(GroupRole::Alone);
                    // One of them may want to lead.
                    follower.commands.give(0, What::Look);
                }
            }
            Some(leader) => {
                let mut led = locked(&leader.led);
                led.followers.retain(|follower| !std::ptr::eq(follower.as_ptr(), self));
                if led.followers.is_empty() {
                    leader.role.set(GroupRole::Alone);
                }
            }
            None => {}
        }
        self.role.set(GroupRole::Alone);
    }
}

/// What came of [`Member::attend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attended {
    AsBefore,
    /// It is in no group any more.
    Left,
    Leads,
    Follows,
}

/// Lives on the worker thread. When it is dropped the instance is in no group any more.
#[derive(Debug)]
pub(crate) struct Attendance(pub Arc<Member>);

impl Drop for Attendance {
    fn drop(&mut self) {
        self.0.attend(None);
    }
}

/// Groups are of the process, where tests run beside each other: one at a time has them.
#[cfg(test)]
pub(crate) fn groups_for_this_test() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    locked(&TURN)
}
