//! A loop in its place.

use crate::link::Phrase;
use score::Ticks;
use score::schedule::{Cursor, Feel, Place, Strike, floor};

/// Lives on the audio thread. A loop in its place, and what is heard where a bar of it is not written in time: the same bar of the loop
/// that sounded before, or, if none did, the last bar that is written.
#[derive(Debug)]
pub struct Playing {
    pub phrase: Box<Phrase>,
    pub place: Place,
    /// The loop that sounded before, while this one is not whole.
    pub before: Option<Box<Phrase>>,
    cursor: Cursor,
    /// The pass after which it is silent while Loop is off.
    pub last_pass: i64,
    /// Loop is off, and it has been silent since.
    over: bool,
    /// The bar that was chosen last, counted from the start of pass 0.
    bar: i64,
    /// What plays in place of that bar.
    stand_in: Option<StandIn>,
    /// The last bar that was missing.
    missing: Option<i64>,
}

/// One bar that plays in place of another.
#[derive(Clone, Copy, Debug)]
struct StandIn {
    /// It is of the loop that sounded before.
    of_before: bool,
    /// Such that the bar lies where the missing one would.
    place: Place,
    cursor: Cursor,
    /// Song position at which it is over.
    until: f64,
}

/// A strike that is to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coming {
    /// Song position at which it sounds.
    pub beat: f64,
    pub strike: Strike,
    pass: i64,
    place: Place,
    /// Song position that it does not sound beyond.
    until: f64,
}

impl Coming {
    /// Song position at which it ends.
    pub fn end(&self, gate: f64) -> f64 {
        self.place.end(self.pass, &self.strike, gate).min(self.until)
    }
}

/// What was found about the bar that begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// Other music than in the bar before: what sounds must end.
    pub changed: bool,
    /// It is not written, which was not known before.
    pub missing: bool,
}

/// Less than lies between the last strike of a bar and its end, in quarters.
const SLIVER: f64 = 1e-4;

impl Playing {
    pub fn new(phrase: Box<Phrase>, anchor: f64, feel: Feel, before: Option<Box<Phrase>>) -> Playing {
        Playing {
            place: place(&phrase, anchor, feel),
            phrase,
            before,
            cursor: Cursor::default(),
            last_pass: 0,
            over: false,
            bar: 0,
            stand_in: None,
            missing: None,
        }
    }

    /// What sounds: its own music, or that of the loop before.
    pub fn source(&self) -> &Phrase {
        match (&self.stand_in, &self.before) {
            (Some(StandIn { of_before: true, .. }), Some(before)) => before,
            _ => &self.phrase,
        }
    }

    /// How its notes lie in time from now on.
    pub fn feel(&mut self, feel: Feel) {
        let feel = Feel { bar: self.phrase.metre.bar(), ..feel };
        self.place.feel = feel;
        self.stand_in.iter_mut().for_each(|stand_in| stand_in.place.feel = feel);
    }

    /// Goes on at song position `beat`: what lies less than `slack` quarters before it still sounds.
    /// `evolve`: after how many passes the next variation follows.
    pub fn locate(&mut self, beat: f64, slack: f64, evolve: u32) -> Bar {
        self.vary(beat + slack, evolve);
        self.cursor = Cursor::at(&self.phrase.strikes, self.place, beat, slack);
        self.last_pass = self.place.pass(beat + slack);
        self.over = false;
        self.missing = None;
        self.stand_in = None;
        self.choose(beat, slack)
    }

    /// Begins a bar at song position `beat`; at a loop line with the variation that comes next, if it is written.
    pub fn begin_bar(&mut self, beat: f64, slack: f64, evolve: u32) -> Bar {
        let varied =
            self.place.pass(beat + slack) != self.place.pass(beat - slack) && self.vary(beat + slack, evolve);
        if varied {
            self.cursor = Cursor::at(&self.phrase.strikes, self.place, beat, slack);
        }
        let bar = self.choose(beat, slack);
        Bar { changed: bar.changed || varied, ..bar }
    }

    /// Has the variation sound that the place in the song asks for; whether that is other music.
    fn vary(&mut self, beat: f64, evolve: u32) -> bool {
        let pass = self.place.pass(beat).max(0);
        evolve > 0 && self.phrase.show(u32::try_from(pass / i64::from(evolve)).unwrap_or(u32::MAX))
    }

    /// Chooses what is heard in the bar at song position `beat`, from there on.
    pub fn choose(&mut self, beat: f64, slack: f64) -> Bar {
        let stood_in = self.stand_in.take().is_some();
        self.bar = self.bar_at(beat + slack);
        let index = self.index(self.bar);
        if index < self.phrase.bars {
            if stood_in {
                self.cursor = Cursor::at(&self.phrase.strikes, self.place, beat, slack);
            }
            return Bar { changed: stood_in, missing: false };
        }
        let of_before = self.before.as_ref().is_some_and(|before| before.bars > 0);
        let source = self.before.as_ref().filter(|_| of_before).unwrap_or(&self.phrase);
        let same = index % source.length.max(1);
        let stands_in = if same < source.bars { same } else { source.bars.saturating_sub(1) };
        let start = self.place.anchor + self.bar as f64 * self.bar_length();
        let anchor = start - stands_in as f64 * self.bar_length();
        let place = place(source, anchor, self.place.feel);
        let cursor = Cursor::at(&source.strikes, place, beat, slack);
        self.stand_in = Some(StandIn { of_before, place, cursor, until: start + self.bar_length() });
        let missing = self.missing.replace(self.bar) != Some(self.bar);
        Bar { changed: true, missing }
    }

    /// Whether other music plays in place of a bar of it.
    pub fn stands_in(&self) -> bool {
        self.stand_in.is_some()
    }

    /// Song position at which the next bar is to be chosen.
    pub fn next_bar(&self) -> f64 {
        self.place.anchor + (self.bar + 1) as f64 * self.bar_length()
    }

    /// More of it is written. `beat` is where the transport is, if it rolls.
    pub fn grow(&mut self, mut phrase: Box<Phrase>, beat: Option<f64>, slack: f64) -> Box<Phrase> {
        phrase.show(self.phrase.generation);
        let old = std::mem::replace(&mut self.phrase, phrase);
        if let Some(beat) = beat {
            self.cursor = self.cursor.refit(&self.phrase.strikes, self.place, beat, slack);
            if let Some(stand_in) = self.stand_in.as_mut().filter(|stand_in| !stand_in.of_before) {
                let StandIn { cursor, place, .. } = *stand_in;
                stand_in.cursor = cursor.refit(&self.phrase.strikes, place, beat, slack);
            }
        }
        old
    }

    /// The transport goes on at song position `beat`. What it left out while Loop was off is not to come all at once when Loop is on
    /// again.
    pub fn go_on(&mut self, beat: f64, slack: f64) {
        if self.over {
            self.cursor = self.cursor.refit(&self.phrase.strikes, self.place, beat, slack);
        }
    }

    /// Ends a block whose last frame is song position `beat`. While Loop is on, the pass that plays there is the one to end with if it
    /// is turned off.
    pub fn watch(&mut self, looping: bool, beat: f64) {
        let pass = self.place.pass(beat);
        if looping {
            self.last_pass = pass;
        }
        self.over = pass > self.last_pass;
    }

    /// The bar of the loop that song position `beat` lies in.
    pub fn bar_of(&self, beat: f64) -> usize {
        self.index(self.bar_at(beat))
    }

    /// In quarters.
    pub fn bar_length(&self) -> f64 {
        self.phrase.metre.bar().quarters()
    }

    /// Whether it has anything to play at song position `beat`.
    pub fn sounds(&self, looping: bool, beat: f64) -> bool {
        looping || self.place.pass(beat) <= self.last_pass
    }

    /// The next strike that is to sound.
    pub fn next(&self, looping: bool) -> Option<Coming> {
        self.at(self.cursor_of_source(), looping)
    }

    pub fn step(&mut self) {
        match &mut self.stand_in {
            None => self.cursor.step(&self.phrase.strikes, self.place),
            Some(stand_in) => {
                let before = self.before.as_ref().filter(|_| stand_in.of_before);
                stand_in.cursor.step(&before.unwrap_or(&self.phrase).strikes, stand_in.place);
            }
        }
    }

    fn cursor_of_source(&self) -> Cursor {
        self.stand_in.as_ref().map_or(self.cursor, |stand_in| stand_in.cursor)
    }

    fn at(&self, cursor: Cursor, looping: bool) -> Option<Coming> {
        let (place, until) = match &self.stand_in {
            None => (self.place, f64::INFINITY),
            Some(stand_in) => (stand_in.place, stand_in.until),
        };
        let (pass, strike) = cursor.next(&self.source().strikes)?;
        let beat = place.onset(pass, &strike);
        // Of its own music the cursor knows the pass; a bar that stands in lies in the pass of the one that is missing.
        let own_pass = if self.stand_in.is_none() { pass } else { self.bar.div_euclid(self.bars()) };
        let sounds = beat < until - SLIVER && (looping || own_pass <= self.last_pass);
        sounds.then_some(Coming { beat, strike, pass, place, until })
    }

    fn bar_at(&self, beat: f64) -> i64 {
        floor((beat - self.place.anchor) / self.bar_length())
    }

    fn index(&self, bar: i64) -> usize {
        bar.rem_euclid(self.bars()) as usize
    }

    fn bars(&self) -> i64 {
        self.phrase.length.max(1) as i64
    }
}

fn place(phrase: &Phrase, anchor: f64, feel: Feel) -> Place {
    let bar = phrase.metre.bar();
    let length = Ticks(bar.0.saturating_mul(phrase.length.max(1) as u16));
    Place { anchor, length, feel: Feel { bar, ..feel } }
}
