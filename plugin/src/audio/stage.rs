//! Which loop plays, and which waits for its line.

use super::host_time::HostTime;
use crate::link::{AudioEnd, Board, Lanes, Phrase};
use score::Ticks;
use score::schedule::{Cursor, Feel, Place, Strike};

/// A loop in its place.
#[derive(Debug)]
pub struct Playing {
    pub phrase: Box<Phrase>,
    pub place: Place,
    cursor: Cursor,
    /// The pass after which it is silent while Loop is off.
    last_pass: i64,
    /// Loop is off, and it has been silent since.
    over: bool,
    /// Pass and bar of the last bar that was missing.
    missing: Option<(i64, usize)>,
}

/// A strike that is to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coming {
    /// Song position at which it sounds.
    pub beat: f64,
    pub pass: i64,
    pub strike: Strike,
}

/// Lives on the audio thread. The loop that plays and the one that waits; what is over goes home to be freed there.
pub struct Stage {
    end: AudioEnd,
    now: Option<Playing>,
    next: Option<Box<Phrase>>,
    feel: Feel,
}

/// What of a bar that has just come lies no farther back than this is still played, in quarters: a host that rounds its positions
/// may have stepped over it by so much.
const MISSED: f64 = 1.0 / 480.0;

impl Playing {
    fn new(phrase: Box<Phrase>, anchor: f64, feel: Feel) -> Playing {
        let length = Ticks(phrase.metre.bar().0 * phrase.length.max(1) as u16);
        let place = Place { anchor, length, feel: Feel { bar: phrase.metre.bar(), ..feel } };
        Playing { phrase, place, cursor: Cursor::default(), last_pass: 0, over: false, missing: None }
    }

    /// Goes on at song position `beat`: what lies less than `slack` quarters before it still sounds.
    fn locate(&mut self, beat: f64, slack: f64) {
        self.cursor = Cursor::at(&self.phrase.strikes, self.place, beat, slack);
        self.last_pass = self.place.pass(beat + slack);
        self.over = false;
        self.missing = None;
    }

    /// The bar of the loop, and the pass, that song position `beat` lies in.
    fn bar(&self, beat: f64) -> (i64, usize) {
        let bar = self.phrase.metre.bar().quarters();
        (self.place.pass(beat), ((self.place.phase(beat) / bar) as usize).min(self.phrase.length.max(1) - 1))
    }

    /// Whether it has anything to play at song position `beat`.
    pub fn sounds(&self, looping: bool, beat: f64) -> bool {
        looping || self.place.pass(beat) <= self.last_pass
    }

    /// The next strike that is to sound.
    pub fn next(&self, looping: bool) -> Option<Coming> {
        self.at(self.cursor, looping)
    }

    pub fn step(&mut self) {
        self.cursor.step(&self.phrase.strikes, self.place);
    }

    /// All that is to sound, from the next strike on; without end while `looping`.
    pub fn coming(&self, looping: bool) -> impl Iterator<Item = Coming> + '_ {
        let mut cursor = self.cursor;
        std::iter::from_fn(move || {
            let next = self.at(cursor, looping)?;
            cursor.step(&self.phrase.strikes, self.place);
            Some(next)
        })
    }

    fn at(&self, cursor: Cursor, looping: bool) -> Option<Coming> {
        let (pass, strike) = cursor.next(&self.phrase.strikes)?;
        let beat = self.place.onset(pass, &strike);
        (looping || pass <= self.last_pass).then_some(Coming { beat, pass, strike })
    }
}

/// What a phrase that was taken asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Nothing,
    /// What sounds is of a loop that is gone: it must end now.
    Replaced,
}

impl Stage {
    pub fn new(end: AudioEnd) -> Stage {
        Stage { end, now: None, next: None, feel: Feel::default() }
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
        if let Some(now) = &mut self.now {
            now.place.feel = Feel { bar: now.phrase.metre.bar(), ..feel };
        }
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

    pub fn waits(&self) -> bool {
        self.next.is_some()
    }

    /// Takes every phrase that was sent. `beat` is where the transport is, if it rolls.
    pub fn take(&mut self, host: &HostTime, beat: Option<f64>) -> Taken {
        let mut taken = Taken::Nothing;
        while let Some(phrase) = self.end.take() {
            match phrase.restored {
                Some(restored) => {
                    self.restore(phrase, restored.anchor.unwrap_or(host.bars.origin));
                    taken = Taken::Replaced;
                }
                None => self.receive(phrase, beat),
            }
        }
        taken
    }

    /// The transport stands, or starts: what waits needs no line. Loops written then lie in the song's own fours of bars.
    pub fn settle(&mut self, host: &HostTime) {
        if let Some(next) = self.next.take() {
            self.replace(Playing::new(next, host.bars.origin, self.feel));
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
                self.replace(Playing::new(next, place.anchor, self.feel));
            }
        }
        if let Some(now) = &mut self.now {
            now.locate(beat, slack);
        }
    }

    /// The transport goes on at song position `beat`. What a loop left out while Loop was off is not to come all at once when Loop
    /// is on again.
    pub fn go_on(&mut self, beat: f64, slack: f64) {
        if let Some(now) = self.now.as_mut().filter(|now| now.over) {
            now.cursor = now.cursor.refit(&now.phrase.strikes, now.place, beat, slack);
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
            self.replace(Playing::new(next, line, self.feel));
            if let Some(now) = &mut self.now {
                now.locate(line, slack);
            }
        }
    }

    /// Ends a block whose last frame is song position `beat`. While Loop is on, the pass that plays there is the one to end with if it
    /// is turned off. Says whether the bar there is missing, once for every bar.
    pub fn watch(&mut self, looping: bool, beat: f64) -> bool {
        let Some(now) = &mut self.now else { return false };
        let (pass, bar) = now.bar(beat);
        if looping {
            now.last_pass = pass;
        }
        now.over = pass > now.last_pass;
        let missing = bar >= now.phrase.bars && !now.over && now.missing != Some((pass, bar));
        if missing {
            now.missing = Some((pass, bar));
        }
        missing
    }

    fn receive(&mut self, phrase: Box<Phrase>, beat: Option<f64>) {
        match &mut self.now {
            Some(now) if now.phrase.epoch == phrase.epoch => {
                if let Some(beat) = beat {
                    now.cursor = now.cursor.refit(&phrase.strikes, now.place, beat, MISSED);
                }
                let old = std::mem::replace(&mut now.phrase, phrase);
                self.end.send_home(old);
            }
            _ => {
                let old = self.next.replace(phrase);
                self.send_home(old);
            }
        }
    }

    fn restore(&mut self, phrase: Box<Phrase>, anchor: f64) {
        let old = self.next.take();
        self.send_home(old);
        if phrase.bars > 0 {
            self.replace(Playing::new(phrase, anchor, self.feel));
        } else {
            self.end.send_home(phrase);
            let old = self.now.take();
            self.send_home(old.map(|now| now.phrase));
        }
    }

    fn replace(&mut self, playing: Playing) {
        let old = self.now.replace(playing);
        self.send_home(old.map(|now| now.phrase));
    }

    fn send_home(&self, phrase: Option<Box<Phrase>>) {
        if let Some(phrase) = phrase {
            self.end.send_home(phrase);
        }
    }
}
