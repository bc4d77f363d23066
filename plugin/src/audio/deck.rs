//! Which loop plays, and which waits for its line.

mod start;

pub use start::Start;

use super::host_time::HostTime;
use super::playing::{Bar, Playing};
use crate::link::{AudioEnd, Board, Controls, Decision, Lanes, Phrase, PlacedPhrase};
use score::schedule::Feel;

/// Lives on the audio thread. The loop that plays and the one that waits, whatever slot it is of; what is over goes home to be freed there.
///
/// What happens seldom is marked cold: so what every block needs lies close together, and little of it has to be fetched.
pub struct Deck {
    end: AudioEnd,
    now: Option<Playing>,
    next: Option<Box<Phrase>>,
    feel: Feel,
    /// Bars that were not written when they were due, since the last look.
    missing: u32,
}

/// What of a bar that has just come lies no farther back than this is still played, in quarters: a host that rounds its positions
/// may have stepped over it by so much.
const MISSED: f64 = 1.0 / 480.0;

/// What a phrase that was taken asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takeover {
    Nothing,
    /// What sounds is of a loop that is gone: it must end now.
    Replaced,
    /// The same, because the leader is elsewhere: what waits goes on waiting.
    Agreed,
}

impl Deck {
    pub fn new(end: AudioEnd) -> Deck {
        Deck { end, now: None, next: None, feel: Feel::default(), missing: 0 }
    }

    pub fn board(&self) -> &Board {
        &self.end.board
    }

    pub fn lanes(&self) -> &Lanes {
        &self.end.lanes
    }

    /// How all notes lie in time from now on.
    pub fn feel(&mut self, feel: Feel) {
        self.feel = feel;
        self.now.iter_mut().for_each(|now| now.feel(feel));
    }

    #[cfg(test)]
    pub fn at_home(&self) -> usize {
        self.end.at_home()
    }

    pub fn now(&self) -> Option<&Playing> {
        self.now.as_ref()
    }

    pub fn now_mut(&mut self) -> Option<&mut Playing> {
        self.now.as_mut()
    }

    /// Where the loop that plays is, if one does.
    pub fn playing_mut(&mut self) -> &mut Option<Playing> {
        &mut self.now
    }

    /// The loop that waits for its line.
    pub fn next(&self) -> Option<&Phrase> {
        self.next.as_deref()
    }

    /// Begins a block: what the group that it is in with others has decided for it.
    pub fn listen(&mut self, host: &HostTime) -> Option<Decision> {
        self.end.group.listen(host.beat, host.rolling)
    }

    /// Ends a block: says to who follows what holds in the next.
    pub fn tell(&mut self, controls: &Controls) {
        if !self.end.group.leads() {
            return;
        }
        let now = self.now.as_ref();
        let waits = self.next.as_ref().map_or(0, |next| next.number);
        let newest = self.end.newest().max(waits).max(now.map_or(0, |now| now.phrase.number));
        self.end.group.tell(Decision {
            now: now.map(|now| PlacedPhrase {
                number: now.phrase.number,
                generation: now.phrase.generation,
                anchor: now.place.anchor,
            }),
            released: newest,
            looping: controls.looping,
            launch: controls.launch,
            evolve: controls.evolve,
            last_pass: now.map_or(0, |now| now.last_pass),
        });
    }

    /// Takes every phrase that was sent and may be heard in this block. `beat` is where the transport is, if it rolls; `decision` is what its
    /// group has decided.
    pub fn take(&mut self, host: &HostTime, beat: Option<f64>, decision: Option<Decision>) -> Takeover {
        let leaders = decision.filter(|_| self.end.group.follows());
        let leaders_now = leaders.and_then(|decision| decision.now);
        let mut takeover = Takeover::Nothing;
        while let Some(phrase) = self.end.take() {
            match phrase.restored {
                _ if leaders_now.is_some_and(|leaders| leaders.number == phrase.number) => {
                    let waits = self.next.replace(phrase);
                    self.send_home(waits);
                    takeover = self.agree(leaders_now).unwrap_or(takeover);
                }
                Some(restored) => {
                    self.restore(phrase, restored.anchor.unwrap_or(host.bars.origin));
                    takeover = Takeover::Replaced;
                }
                None => self.receive(phrase, beat),
            }
        }
        if let Some(decision) = leaders {
            takeover = self.agree(decision.now).unwrap_or(takeover);
            self.now.iter_mut().for_each(|now| now.last_pass = decision.last_pass);
        }
        takeover
    }

    /// Has the phrase in its place that the leader has in its own, if it is here: who joins late, or has missed something, is there again.
    #[cold]
    fn agree(&mut self, leaders: Option<PlacedPhrase>) -> Option<Takeover> {
        let PlacedPhrase { number, generation, anchor } = leaders?;
        if self.now.as_ref().is_none_or(|now| now.phrase.number != number) {
            self.next.as_ref().filter(|next| next.number == number)?;
            self.replace(anchor);
            self.now.as_mut()?.phrase.show(generation);
            return Some(Takeover::Agreed);
        }
        let now = self.now.as_mut()?;
        let moved = now.place.anchor != anchor;
        now.place.anchor = anchor;
        let other = now.phrase.generation != generation && now.phrase.show(generation);
        (moved || other).then_some(Takeover::Agreed)
    }

    /// The transport stands, or starts: what waits needs no line. Loops written then lie in the song's own fours of bars.
    pub fn settle(&mut self, host: &HostTime) {
        if self.next().is_some() {
            self.replace(host.bars.origin);
        }
    }

    /// The transport is at song position `beat` anew: finds what comes next there. What waits takes over if the bar that lies there is
    /// written and it needs no other place.
    /// `evolve`: after how many passes the next variation follows.
    #[cold]
    pub fn locate(&mut self, beat: f64, slack: f64, evolve: u32) {
        if let (Some(now), Some(next)) = (&self.now, self.next())
            && next.metre == now.phrase.metre
            && next.length == now.phrase.length
            && now.bar_of(beat + slack) < next.bars
        {
            self.replace(now.place.anchor);
        }
        self.relocate(beat, slack, evolve);
    }

    /// The loop that plays is in another place.
    #[cold]
    pub fn relocate(&mut self, beat: f64, slack: f64, evolve: u32) {
        if let Some(bar) = self.now.as_mut().map(|now| now.locate(beat, slack, evolve)) {
            self.missing += u32::from(bar.missing);
        }
    }

    /// A bar line of the loop that plays is at song position `beat`: whether what sounds must end.
    pub fn choose(&mut self, beat: f64, slack: f64, controls: &Controls) -> bool {
        let Some(now) = &mut self.now else { return false };
        let Bar { changed, missing } = now.begin_bar(beat, slack, controls.evolve);
        self.missing += u32::from(missing && now.sounds(controls.looping, beat + slack));
        let whole = now.phrase.bars >= now.phrase.length && !now.stands_in();
        let needless = if whole { now.before.take() } else { None };
        self.send_home(needless);
        changed
    }

    /// The metre changed: the loop begins anew at song position `line`.
    #[cold]
    pub fn reanchor(&mut self, line: f64) {
        if let Some(now) = &mut self.now {
            now.place.anchor = line;
        }
    }

    /// What waits takes over.
    #[cold]
    pub fn swap(&mut self, start: Start, slack: f64) {
        self.replace(start.anchor);
        if let Some(now) = &mut self.now {
            // It is the one that was waited for.
            let bar = now.locate(start.at, slack, 0);
            self.missing += u32::from(bar.missing);
        }
    }

    /// Bars that were not written when they were due, since the last look.
    pub fn take_missing(&mut self) -> u32 {
        std::mem::take(&mut self.missing)
    }

    #[cold]
    fn receive(&mut self, phrase: Box<Phrase>, beat: Option<f64>) {
        match &mut self.now {
            Some(now) if now.phrase.epoch == phrase.epoch || varied(&now.phrase, &phrase) => {
                let whole = phrase.bars >= phrase.length;
                let old = now.grow(phrase, beat, MISSED);
                // What stands in is needed to the end of its bar.
                let needless = if whole && !now.stands_in() { now.before.take() } else { None };
                self.end.send_home(old);
                self.send_home(needless);
            }
            _ => {
                let old = self.next.replace(phrase);
                self.send_home(old);
            }
        }
    }

    #[cold]
    fn restore(&mut self, phrase: Box<Phrase>, anchor: f64) {
        let (old, waited) = (self.now.take(), self.next.take());
        let (old, before) = old.map_or((None, None), |old| (Some(old.phrase), old.before));
        self.send_home(waited);
        self.send_home(old);
        self.send_home(before);
        if phrase.bars > 0 {
            self.now = Some(Playing::new(phrase, anchor, self.feel, None));
        } else {
            self.end.send_home(phrase);
        }
    }

    /// What waits takes the place of what plays, with its first pass at `anchor`.
    #[cold]
    fn replace(&mut self, anchor: f64) {
        let Some(next) = self.next.take() else { return };
        let (old, before) = self.now.take().map_or((None, None), |old| (Some(old.phrase), old.before));
        // An unfinished one is no help where the one before it was whole.
        let (stays, goes) = match (old, before) {
            (Some(old), Some(before)) if old.bars < old.length => (Some(before), Some(old)),
            (old, before) => (old, before),
        };
        let needed = |old: &Phrase| next.bars < next.length && old.metre == next.metre && old.bars > 0;
        let (stays, needless) = match stays {
            Some(old) if needed(&old) => (Some(old), None),
            old => (None, old),
        };
        self.now = Some(Playing::new(next, anchor, self.feel, stays));
        self.send_home(goes);
        self.send_home(needless);
    }

    fn send_home(&self, phrase: Option<Box<Phrase>>) {
        if let Some(phrase) = phrase {
            self.end.send_home(phrase);
        }
    }
}

/// Whether `new` is the variation that `now` shows already: it was found by the place in the song before the worker had turned to it.
fn varied(now: &Phrase, new: &Phrase) -> bool {
    !now.variations.is_empty() && now.sounds_like(new)
}
