//! When the loop that waits begins.

use super::Deck;
use crate::audio::HostTime;
use crate::link::{Controls, Launch, Phrase};

/// Where a loop that waits is to begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// Song position at which it takes over.
    pub at: f64,
    /// Song position at which its first pass starts.
    pub anchor: f64,
}

impl Deck {
    /// Where the loop that waits is to begin, if every bar of it that is not written yet will probably be when it is due: while another
    /// of its metre sounds, at that one's next loop line or where `launch` says, else in the host's bars. A variation always waits for
    /// the loop line.
    pub fn start(&self, host: &HostTime, controls: &Controls, beat: f64, slack: f64) -> Option<Start> {
        let next = self.next()?;
        let launch = self.end.group.told().map_or(controls.launch, |decision| decision.launch);
        let sounding = self.now.as_ref().filter(|now| now.sounds(controls.looping, beat + slack));
        let variation = |now: &Phrase| now.slot == next.slot && now.generation != next.generation;
        let whole_loop = |now: &Phrase| launch == Launch::Loop || now.length != next.length || variation(now);
        let start = match sounding.filter(|now| now.phrase.metre == next.metre) {
            Some(now) if whole_loop(&now.phrase) => {
                let at = now.place.line(beat, slack);
                Start { at, anchor: at }
            }
            Some(now) => Start {
                at: launch.line(now.place.anchor, now.bar_length(), beat, slack),
                anchor: now.place.anchor,
            },
            None => {
                let (origin, length) = (host.bars.origin, host.bars.length);
                let launch = if launch == Launch::Loop { Launch::Bar } else { launch };
                let at = launch.line(origin, length, beat, slack);
                Start { at, anchor: host.bars.line_before(at, slack) }
            }
        };
        self.in_time(next, host, start, slack).then_some(start)
    }

    /// Whether every bar of `next` will probably be written when it is due.
    fn in_time(&self, next: &Phrase, host: &HostTime, start: Start, slack: f64) -> bool {
        if next.bars >= next.length {
            return true;
        }
        let bar = next.metre.bar().quarters();
        let first = ((start.at + slack - start.anchor) / bar).floor().rem_euclid(next.length as f64);
        let Some(tempo) = host.tempo.filter(|_| (first as usize) < next.bars) else { return false };
        let (pace, bar) = (self.end.board.pace(), bar * 60.0 / tempo);
        // Bars are written evenly, so the first and the last that is missing are the ones to look at.
        let in_time = |due: usize| (due as f64 - first) * bar >= (due + 1 - next.bars) as f64 * pace;
        in_time(next.bars) && in_time(next.length - 1)
    }

    /// How much of the time that it needs until every bar is due the loop has that is being written, 0..=1; 1 if none is.
    pub fn readiness(&self, host: &HostTime, beat: f64) -> f32 {
        let unwritten = |phrase: &Phrase| phrase.bars < phrase.length;
        let now = self.now.as_ref().filter(|now| unwritten(&now.phrase));
        let Some((now, tempo)) = now.zip(host.tempo) else {
            return self.next().map_or(1.0, |next| next.bars as f32 / next.length.max(1) as f32);
        };
        let (phrase, bar) = (&now.phrase, now.bar_length());
        let into = (beat - now.place.anchor).rem_euclid(bar * phrase.length as f64);
        let share = |due: usize| {
            let time = (due as f64 * bar - into) * 60.0 / tempo;
            let needed = (due + 1 - phrase.bars) as f64 * self.end.board.pace();
            if needed > 0.0 { (time / needed).clamp(0.0, 1.0) } else { f64::from(u8::from(time > 0.0)) }
        };
        share(phrase.bars).min(share(phrase.length - 1)) as f32
    }
}
