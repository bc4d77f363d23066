//! Loops in time with the host.
//!
//! Decisions that a listener meets:
//! - A loop asked for while the transport rolls begins at the next bar line once its first bar is written; that line is the anchor of
//!   its passes. While another loop sounds, it takes over at that loop's next line, or where Launch says, in the same place.
//! - It begins only if the measured speed says that each of its bars will be written when it is due; till then what plays goes on.
//! - A loop asked for while the transport stands lies in the song's own fours of bars: a pass begins where the number of bars before is a
//!   multiple of four.
//! - Seeking moves through the loop as through a song: bar and beat follow from the anchor. Where a seek or the host's own loop
//!   lands, everything that sounds ends, and a loop that waits takes over if the bar there is written.
//! - A metre change ends everything that sounds, and the loop, in its own metre, begins anew at the bar line where the change came.
//! - With Loop off the loop plays to its end once from wherever play started, landed or a new loop began.
//! - A bar that is not written when it is due is counted, and the same bar of the loop before is heard, or else the last bar that is
//!   written: once something has sounded there is no silence. A loop of another metre than the one that sounds takes over at a
//!   bar line of the host.

use super::follower::{Follower, Motion};
use super::host_time::HostTime;
use super::playing::Coming;
use super::stage::{Stage, Start, Taken};
use super::touch::Touch;
use super::voices::Voices;
use crate::link::{AudioEnd, Controls, Launch, Placement, Send};
use score::Instrument;
use score::schedule::{Clock, Due, Sounding, due};

/// What lies nearer than this before the end of the host's loop belongs to the next pass, and what lies this near after its start
/// to the start; in quarters. Rounded positions would play it twice, or never.
const HOLD: f64 = 1.0 / 960.0;
/// Most notes that are struck together: every lane and key.
const CHORD: usize = 16 * 128;

/// Lives on the audio thread. Plays the loop that was written last, in time with the host; owns everything that sounds.
pub struct Player {
    stage: Stage,
    follower: Follower,
    voices: Voices,
    /// What is struck together, with velocities; never longer than [`CHORD`].
    chord: Vec<(Sounding, u8)>,
    /// Of the block before.
    metre: Option<(u8, u8)>,
    /// What sounds must end when the next block begins.
    interrupted: bool,
    /// What sounded before the block was cut off at its start.
    cut: bool,
    /// The transport rolled in the block before.
    rolled: bool,
    touch: Touch,
}

/// What ends a stretch of a block.
enum Edge {
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
    pub fn new(end: AudioEnd) -> Player {
        Player {
            stage: Stage::new(end),
            follower: Follower::new(48_000.0),
            voices: Voices::default(),
            chord: Vec::with_capacity(CHORD),
            metre: None,
            interrupted: false,
            cut: false,
            rolled: false,
            touch: Touch::default(),
        }
    }

    /// Not on the audio thread: sets the frames per second before processing begins.
    pub fn prepare(&mut self, rate: f64) {
        self.follower.set_rate(rate);
        self.reset();
    }

    /// After a fault: forgets what sounds, which the caller has ended, and everything that was in the middle of something. Allocates.
    pub fn recover(&mut self) {
        self.voices = Voices::default();
        self.chord.clear();
        self.reset();
    }

    /// Forgets where the transport was. What sounds ends when the next block begins: there is no way to the host before.
    pub fn reset(&mut self) {
        self.interrupted = true;
    }

    /// Whether what sounded before the block was cut off at its start: a stop, a seek, bypass, another state.
    pub fn cut(&self) -> bool {
        self.cut
    }

    /// Who is heard on each channel, or would be if the transport rolled; of the lanes that share one, the first.
    pub fn players(&self) -> [Option<Instrument>; 16] {
        self.stage.now().map_or([None; 16], |now| self.touch.players(now.source()))
    }

    /// As [`AudioEnd::at_home`].
    #[cfg(test)]
    pub fn at_home(&self) -> usize {
        self.stage.at_home()
    }

    /// Plays one block of `frames` frames; messages go to `send` sorted by frame. Real-time safe.
    pub fn process(&mut self, host: &HostTime, controls: &Controls, frames: u32, send: Send) {
        if frames == 0 {
            // No frame in which anything could be said. What changed is still to be seen in the next block.
            return;
        }
        self.voices.begin();
        self.stage.feel(controls.feel());
        let motion = self.follower.follow(host);
        let clock = self.follower.clock();
        let (beat, slack) = clock.map_or((None, 0.0), |clock| (Some(clock.position()), half_a_frame(&clock)));
        let told = self.stage.listen(host);
        let own = *controls;
        let (looping, evolve) = told.map_or((own.looping, own.evolve), |told| (told.looping, told.evolve));
        let controls = &Controls { looping, evolve, ..own };
        let taken = self.stage.take(host, beat, told);
        let metre_changed = self.metre.replace(host.metre).is_some_and(|before| before != host.metre);
        let interrupted = std::mem::take(&mut self.interrupted) || taken == Taken::Replaced || metre_changed;
        let rolled = std::mem::replace(&mut self.rolled, motion != Motion::Standing);
        let stands_on = motion == Motion::Standing && !rolled;
        self.cut = motion != Motion::Rolling && !stands_on
            || interrupted
            || taken == Taken::Agreed
            || controls.bypass;
        if self.cut || stands_on {
            self.voices.hush(0, send);
        }
        if matches!(motion, Motion::Standing | Motion::Started) {
            self.stage.settle(host);
        }
        self.touch.begin(*controls, self.stage.lanes());
        if motion != Motion::Rolling {
            self.touch.heard = self.touch.wanted();
        }
        if let Some(beat) = beat {
            if metre_changed && motion == Motion::Rolling {
                self.stage.reanchor(host.bars.line_before(beat, slack));
            }
            if motion != Motion::Rolling || interrupted {
                let slack = self.slack_after_wrap(host, beat, slack);
                self.stage.locate(beat, slack, controls.evolve);
            } else if taken == Taken::Agreed {
                self.stage.relocate(beat, slack, 0);
            } else if let Some(now) = self.stage.now_mut() {
                now.go_on(beat, slack);
            }
            self.voices.hush_lanes(self.touch.audible(), 0, send);
            if motion == Motion::Started || !controls.programs {
                self.voices.forget_programs();
            }
            self.roll(host, frames, send);
        }
        let last = self.follower.clock().map(|clock| clock.position_at(frames - 1));
        self.follower.advance(frames);
        self.publish(host, controls, last);
        self.stage.tell(&own);
    }

    fn roll(&mut self, host: &HostTime, frames: u32, send: Send) {
        let mut from = 0;
        while from < frames {
            let Some(clock) = self.follower.clock() else { return };
            let (until, edge) = self.edge(&clock, host, from, frames);
            self.play(&clock, host, from, until, send);
            match edge {
                Edge::Block => {}
                Edge::Cycle(start) => {
                    self.voices.hush(until, send);
                    self.follower.wrap(until, start);
                    self.stage.locate(start, half_a_frame(&clock), self.touch.controls.evolve);
                }
                Edge::Start(start) => {
                    self.voices.hush(until, send);
                    self.stage.swap(start, half_a_frame(&clock));
                }
                Edge::Lanes => {
                    self.touch.heard = self.touch.wanted();
                    self.voices.hush_lanes(self.touch.audible(), until, send);
                }
                Edge::Bar(line) => {
                    if self.stage.choose(line, half_a_frame(&clock), &self.touch.controls) {
                        self.voices.hush(until, send);
                    }
                }
            }
            from = until;
        }
    }

    /// How far the block can be played from `from` on before something changes, and what changes then.
    fn edge(&self, clock: &Clock, host: &HostTime, from: u32, frames: u32) -> (u32, Edge) {
        let (touch, beat) = (&self.touch, clock.position_at(from));
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
        if let Some(start) = self.stage.start(host, &touch.controls, beat, slack) {
            line(start.at, Edge::Start(start));
        }
        if touch.wanted() != touch.heard {
            line(self.lanes_line(&touch.controls, beat, slack), Edge::Lanes);
        }
        if let Some(now) = self.stage.now() {
            line(now.next_bar(), Edge::Bar(now.next_bar()));
        }
        edge
    }

    /// Song position at which other lanes are heard.
    fn lanes_line(&self, controls: &Controls, beat: f64, slack: f64) -> f64 {
        match self.stage.now().filter(|now| now.sounds(controls.looping, beat + slack)) {
            Some(now) if controls.launch == Launch::Loop => now.place.line(beat, slack),
            Some(now) => controls.launch.line(now.place.anchor, now.bar_length(), beat, slack),
            None => beat,
        }
    }

    /// Plays the frames `from..until` of the block.
    fn play(&mut self, clock: &Clock, host: &HostTime, from: u32, until: u32, send: Send) {
        if from >= until {
            return;
        }
        let hold =
            cycle_ahead(clock, host, clock.position_at(from)).map_or(f64::INFINITY, |(_, end)| end - HOLD);
        let looping = self.touch.controls.looping;
        if self.touch.controls.programs {
            self.tell_programs(clock, from, send);
        }
        if self.voices.owes() {
            self.strike(clock, from, hold, send);
        }
        loop {
            let on = self.stage.now().and_then(|now| now.next(looping)).map(|on| on.beat);
            let off = self.voices.next_off().map(|note| note.end);
            match due(clock, off, on.filter(|on| *on < hold), from, until) {
                Some((frame, Due::Off)) => self.voices.release(frame, send),
                Some((frame, Due::On)) => self.strike(clock, frame, hold, send),
                None => return,
            }
        }
    }

    /// Tells channels at `frame` which programs they are to play, behind the notes that are over there.
    fn tell_programs(&mut self, clock: &Clock, frame: u32, send: Send) {
        while self.voices.next_off().is_some_and(|note| clock.frame_of(note.end) <= i64::from(frame)) {
            self.voices.release(frame, send);
        }
        if let Some(now) = self.stage.now() {
            self.voices.tell_programs(self.touch.programs(now.source()), frame, send);
        }
    }

    /// Plays what is to be struck at `frame`, or should have been before it, behind what could not be sent before. All offs of the frame
    /// come before its first on.
    fn strike(&mut self, clock: &Clock, frame: u32, hold: f64, send: Send) {
        let Controls { looping, gate, bypass, .. } = self.touch.controls;
        let due = |on: &Coming| on.beat < hold && clock.frame_of(on.beat) <= i64::from(frame);
        self.chord.clear();
        while let Some(now) = self.stage.now_mut().filter(|_| self.chord.len() < CHORD)
            && let Some(on) = now.next(looping).filter(due)
        {
            // Has capacity, so this does not allocate.
            self.chord.extend(self.touch.note(now.source(), &on.strike, on.end(gate)).filter(|_| !bypass));
            now.step();
        }
        for (note, _) in &self.chord {
            self.voices.make_way(note.channel, note.key, frame, send);
        }
        if self.voices.owes() {
            self.voices.catch_up(clock, frame, send);
        }
        for note in &self.chord {
            self.voices.strike(clock, *note, frame, send);
        }
    }

    /// How far before `beat` a strike may lie that is still to sound: the host's loop may have begun anew a little before the
    /// block did.
    fn slack_after_wrap(&self, host: &HostTime, beat: f64, slack: f64) -> f64 {
        match host.cycle {
            Some((start, _)) if beat > start && beat - start <= HOLD => beat - start + slack,
            _ => slack,
        }
    }

    /// `last` is the song position of the block's last frame, while the transport rolls.
    fn publish(&mut self, host: &HostTime, controls: &Controls, last: Option<f64>) {
        if let Some((now, last)) = self.stage.now_mut().zip(last) {
            now.watch(controls.looping, last);
        }
        let missing = self.stage.take_missing();
        let beat = self.follower.clock().map(|clock| clock.position());
        let (board, now) = (self.stage.board(), self.stage.now());
        board.count_late(missing);
        board.set_readiness(beat.map_or(1.0, |beat| self.stage.readiness(host, beat)));
        board.set_waiting(self.stage.next().is_some());
        board.set_placement(now.map(|now| Placement {
            epoch: now.phrase.epoch,
            number: now.phrase.number,
            anchor: now.place.anchor,
            length: now.place.length.quarters(),
        }));
        let sounding = now.zip(beat).filter(|(now, beat)| now.sounds(controls.looping, *beat));
        board.set_playhead(sounding.map(|(now, beat)| now.place.phase(beat)));
    }
}

/// The host's loop, if `beat` lies before its end.
fn cycle_ahead(clock: &Clock, host: &HostTime, beat: f64) -> Option<(f64, f64)> {
    host.cycle.filter(|(_, end)| beat + half_a_frame(clock) < *end)
}

/// In quarters: what lies less than this before a position falls on its frame.
fn half_a_frame(clock: &Clock) -> f64 {
    0.5 / clock.frames_per_beat()
}
