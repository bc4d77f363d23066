//! Where something changes within a block.

use super::{Player, half_a_frame};
use crate::audio::HostTime;
use crate::audio::deck::Start;
use crate::link::{Controls, Launch};
use score::schedule::Clock;

/// What lies nearer than this before the end of the host's loop belongs to the next pass, and what lies this near after its start
/// to the start; in quarters. Rounded positions would play it twice, or never.
pub const HOLD: f64 = 1.0 / 960.0;

/// What ends a stretch of a block.
pub enum Edge {
    Block,
    /// The host's loop begins anew at this song position.
    Cycle(f64),
    /// The loop that waits begins.
    Start(Start),
    /// Other lanes are heard.
    Lanes,
    /// A bar of the loop begins at this song position.
    Bar(f64),
}

impl Player {
    /// How far the block can be played from `from` on before something changes, and what changes then.
    pub(super) fn edge(&self, clock: &Clock, host: &HostTime, from: u32, frames: u32) -> (u32, Edge) {
        let (mapper, beat) = (&self.performer.mapper, clock.position_at(from));
        let mut edge = (frames, Edge::Block);
        let mut before = |at: i64, what: Edge| {
            if at < i64::from(edge.0) {
                edge = (at.max(i64::from(from)) as u32, what);
            }
        };
        let cycle = cycle_ahead(clock, host, beat);
        if let Some((start, end)) = cycle {
            // A block may reach a little past the end through rounding alone.
            if clock.position_at(frames) - end > self.follower.rounding(half_a_frame(clock), HOLD) {
                before(clock.frame_of(end), Edge::Cycle(start));
            }
        }
        let slack = half_a_frame(clock);
        let mut line = |line: f64, what: Edge| {
            if cycle.is_none_or(|(_, end)| line < end - HOLD) {
                before(clock.frame_of(line), what);
            }
        };
        if let Some(start) = self.deck.start(host, &mapper.controls, beat, slack) {
            line(start.at, Edge::Start(start));
        }
        if mapper.wanted() != mapper.heard {
            line(self.lanes_line(&mapper.controls, beat, slack), Edge::Lanes);
        }
        if let Some(now) = self.deck.now() {
            line(now.next_bar(), Edge::Bar(now.next_bar()));
        }
        edge
    }

    /// Song position at which other lanes are heard.
    fn lanes_line(&self, controls: &Controls, beat: f64, slack: f64) -> f64 {
        match self.deck.now().filter(|now| now.sounds(controls.looping, beat + slack)) {
            Some(now) if controls.launch == Launch::Loop => now.place.line(beat, slack),
            Some(now) => controls.launch.line(now.place.anchor, now.bar_length(), beat, slack),
            None => beat,
        }
    }
}

/// The host's loop, if `beat` lies before its end.
pub fn cycle_ahead(clock: &Clock, host: &HostTime, beat: f64) -> Option<(f64, f64)> {
    host.cycle.filter(|(_, end)| beat + half_a_frame(clock) < *end)
}
