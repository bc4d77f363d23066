//! Which loop plays, and which waits for its line.

use super::host_time::HostTime;
use crate::link::{AudioEnd, Phrase};
use score::BARS;
use score::schedule::{Cursor, Place, Strike};

/// A loop in its place.
#[derive(Debug)]
pub struct Playing {
    pub phrase: Box<Phrase>,
    pub place: Place,
    cursor: Cursor,
    /// The pass after which it is silent while Loop is off.
    last_pass: i64,
    /// Pass and bar of the last bar that was missing.
    missing: Option<(i64, usize)>,
}

/// Lives on the audio thread. The loop that plays and the one that waits; what is over goes home to be freed there.
pub struct Stage {
    now: Option<Playing>,
    next: Option<Box<Phrase>>,
    /// Phrases that found no room on the way home. While there is one no new phrase is taken, and a phrase that is taken
    /// displaces at most three, and one more goes at a line: so [`LEAVING`] is never exceeded.
    leaving: Vec<Box<Phrase>>,
}

const LEAVING: usize = 4;

impl Playing {
    fn new(phrase: Box<Phrase>, anchor: f64) -> Playing {
        let place = Place { anchor, length: phrase.metre.loop_len() };
        Playing { phrase, place, cursor: Cursor::default(), last_pass: 0, missing: None }
    }

    /// Goes on at song position `beat`: what lies less than `slack` quarters before it still sounds.
    fn locate(&mut self, beat: f64, slack: f64) {
        self.cursor = Cursor::at(&self.phrase.strikes, self.place, beat, slack);
        self.last_pass = self.place.pass(beat + slack);
        self.missing = None;
    }

    /// The bar of the loop, and the pass, that song position `beat` lies in.
    fn bar(&self, beat: f64) -> (i64, usize) {
        let bar = self.phrase.metre.bar().quarters();
        (self.place.pass(beat), ((self.place.phase(beat) / bar) as usize).min(BARS - 1))
    }

    /// Whether it has anything to play at song position `beat`.
    pub fn sounds(&self, looping: bool, beat: f64) -> bool {
        looping || self.place.pass(beat) <= self.last_pass
    }

    /// The next strike that is to sound, and its song position.
    pub fn next(&self, looping: bool) -> Option<(f64, Strike)> {
        let (tick, strike) = self.cursor.next(&self.phrase.strikes, self.place)?;
        let pass = tick.div_euclid(i64::from(self.place.length.0));
        (looping || pass <= self.last_pass).then(|| (self.place.beat(tick), strike))
    }

    pub fn step(&mut self) {
        self.cursor.step(&self.phrase.strikes, self.place);
    }

    /// The strikes that come at the same position as the next one, it included.
    pub fn chord(&self) -> impl Iterator<Item = Strike> + '_ {
        let mut cursor = self.cursor;
        let first = cursor.next(&self.phrase.strikes, self.place).map(|(tick, _)| tick);
        std::iter::from_fn(move || {
            let (tick, strike) = cursor.next(&self.phrase.strikes, self.place)?;
            cursor.step(&self.phrase.strikes, self.place);
            (Some(tick) == first).then_some(strike)
        })
    }
}

/// What a phrase that was taken asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Nothing,
    /// What sounds is of a loop that is gone: it must end now.
    Replaced,
}

impl Default for Stage {
    fn default() -> Stage {
        Stage { now: None, next: None, leaving: Vec::with_capacity(LEAVING) }
    }
}

impl Stage {
    pub fn now(&self) -> Option<&Playing> {
        self.now.as_ref()
    }

    pub fn now_mut(&mut self) -> Option<&mut Playing> {
        self.now.as_mut()
    }

    pub fn waits(&self) -> bool {
        self.next.is_some()
    }

    /// Takes every phrase that was sent. `beat` is where the transport is, if it rolls, and `slack` half a frame, in quarters.
    pub fn take(&mut self, end: &AudioEnd, host: &HostTime, beat: Option<f64>, slack: f64) -> Taken {
        let mut taken = Taken::Nothing;
        self.send_home(end);
        while self.leaving.is_empty() {
            let Some(phrase) = end.take() else { break };
            match phrase.restored {
                Some(restored) => {
                    self.restore(phrase, restored.anchor.unwrap_or(host.bars.origin));
                    taken = Taken::Replaced;
                }
                None => self.receive(phrase, beat, slack),
            }
            self.send_home(end);
        }
        taken
    }

    /// The transport stands, or starts: what waits needs no line. Loops written then lie in the song's own fours of bars.
    pub fn settle(&mut self, host: &HostTime) {
        if let Some(next) = self.next.take() {
            self.replace(Playing::new(next, host.bars.origin));
        }
    }

    /// The transport is at song position `beat` anew: finds what comes next there. What waits takes over if the bar that lies there is
    /// written and it needs no other place.
    pub fn locate(&mut self, beat: f64, slack: f64) {
        if let (Some(now), Some(next)) = (&self.now, &self.next)
            && next.metre == now.phrase.metre
            && now.bar(beat + slack).1 < next.bars
        {
            let place = now.place;
            if let Some(next) = self.next.take() {
                self.replace(Playing::new(next, place.anchor));
            }
        }
        if let Some(now) = &mut self.now {
            now.locate(beat, slack);
        }
    }

    /// The metre changed: the loop begins anew at song position `line`.
    pub fn reanchor(&mut self, line: f64) {
        if let Some(now) = &mut self.now {
            now.place.anchor = line;
        }
    }

    /// Where the loop that waits is to begin: at the next line of the loop that sounds, or, if none does or its bars are of another
    /// length, at the next bar line.
    pub fn line(&self, host: &HostTime, looping: bool, beat: f64, slack: f64) -> Option<f64> {
        let next = self.next.as_ref()?;
        match &self.now {
            Some(now) if now.phrase.metre == next.metre && now.sounds(looping, beat + slack) => {
                Some(now.place.line(beat, slack))
            }
            _ => Some(host.bars.line(beat, slack)),
        }
    }

    /// What waits takes over at its `line`, a song position.
    pub fn swap(&mut self, line: f64, slack: f64) {
        if let Some(next) = self.next.take() {
            self.replace(Playing::new(next, line));
            if let Some(now) = &mut self.now {
                now.locate(line, slack);
            }
        }
    }

    /// While Loop is on, the pass that plays at song position `beat` is the one to end with if it is turned off. Says whether the bar
    /// there is missing, once for every bar.
    pub fn watch(&mut self, looping: bool, beat: f64) -> bool {
        let Some(now) = &mut self.now else { return false };
        let (pass, bar) = now.bar(beat);
        if looping {
            now.last_pass = pass;
        }
        let missing = bar >= now.phrase.bars && pass <= now.last_pass && now.missing != Some((pass, bar));
        if missing {
            now.missing = Some((pass, bar));
        }
        missing
    }

    fn receive(&mut self, phrase: Box<Phrase>, beat: Option<f64>, slack: f64) {
        match &mut self.now {
            Some(now) if now.phrase.epoch == phrase.epoch => {
                if let Some(beat) = beat {
                    now.cursor = now.cursor.refit(&phrase.strikes, now.place, beat, slack);
                }
                let old = std::mem::replace(&mut now.phrase, phrase);
                self.leaving.push(old);
            }
            _ => {
                let old = self.next.replace(phrase);
                self.leaving.extend(old);
            }
        }
    }

    fn restore(&mut self, phrase: Box<Phrase>, anchor: f64) {
        let old = self.next.take();
        self.leaving.extend(old);
        if phrase.bars > 0 {
            self.replace(Playing::new(phrase, anchor));
        } else {
            self.leaving.push(phrase);
            let old = self.now.take();
            self.leaving.extend(old.map(|now| now.phrase));
        }
    }

    fn replace(&mut self, playing: Playing) {
        let old = self.now.replace(playing);
        self.leaving.extend(old.map(|now| now.phrase));
    }

    fn send_home(&mut self, end: &AudioEnd) {
        while let Some(phrase) = self.leaving.pop() {
            if let Err(phrase) = end.send_home(phrase) {
                // Has capacity: it was in there a moment ago.
                self.leaving.push(phrase);
                break;
            }
        }
    }
}
