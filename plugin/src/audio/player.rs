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

mod edge;

use super::deck::{Deck, Takeover};
use super::follower::{Follower, Motion};
use super::host_time::HostTime;
use super::note_mapper::NoteMapper;
use super::output::NoteOutput;
use super::performer::{Performer, Stretch};
use crate::link::{AudioEnd, Controls, MidiMessage, Placement, SendMidi};
use edge::{Edge, HOLD, cycle_ahead};
use score::Instrument;
use score::schedule::Clock;

/// Lives on the audio thread. Plays the loop that was written last, in time with the host, and passes on what the hand plays; owns
/// everything that sounds.
pub struct Player {
    deck: Deck,
    follower: Follower,
    performer: Performer,
    /// What the transport did since the block before.
    motion: Motion,
    /// Of the block before.
    metre: Option<(u8, u8)>,
    /// What sounds must end when the next block begins.
    interrupted: bool,
    /// The host has reset the instrument since the block before.
    reset: bool,
    /// What sounded before the block was cut off at its start.
    cut: bool,
    /// The transport rolled in the block before.
    rolled: bool,
}

impl Player {
    pub fn new(end: AudioEnd) -> Player {
        Player {
            deck: Deck::new(end),
            follower: Follower::new(48_000.0),
            performer: Performer::new(NoteMapper::default()),
            motion: Motion::Standing,
            metre: None,
            interrupted: false,
            reset: false,
            cut: false,
            rolled: false,
        }
    }

    /// Not on the audio thread: sets the frames per second before processing begins. What sounds ends when the next block begins: there
    /// is no way to the host before.
    pub fn prepare(&mut self, rate: f64) {
        self.follower.set_rate(rate);
        (self.interrupted, self.reset) = (true, true);
    }

    /// After a fault: forgets what sounds, which the caller has ended, and everything that was in the middle of something. Allocates.
    pub fn recover(&mut self) {
        self.performer.output = NoteOutput::default();
        (self.interrupted, self.reset) = (true, true);
    }

    /// The host begins anew: hosts say so when they start to process as well, some around each block. Nothing ends if the song position
    /// goes on; where it does not, everything does, as after any jump, and the hand has let go of its keys. Real-time safe.
    pub fn reset(&mut self) {
        self.reset = true;
    }

    /// Whether what sounded before the block was cut off at its start: a stop, a seek, bypass, another state; and whether nothing that the
    /// hand holds sounds on.
    pub fn cut(&self) -> bool {
        self.cut && !self.performer.output.hand_holds()
    }

    /// Whether the hand holds a key that passed.
    #[cfg(test)]
    pub fn hand_holds(&self) -> bool {
        self.performer.output.hand_holds()
    }

    /// Who is heard on each channel, or would be if the transport rolled; of the lanes that share one, the first.
    pub fn players(&self) -> [Option<Instrument>; 16] {
        self.deck.now().map_or([None; 16], |now| self.performer.mapper.players(now.source()))
    }

    /// As [`AudioEnd::at_home`].
    #[cfg(test)]
    pub fn at_home(&self) -> usize {
        self.deck.at_home()
    }

    /// Begins a block of `frames` frames, before its input is heard. `thru`: whether what the hand plays passes. Whether every key of the
    /// input counts as let go. Real-time safe.
    pub fn begin(&mut self, host: &HostTime, thru: bool, frames: u32) -> bool {
        self.performer.output.open(thru);
        if frames == 0 {
            // No frame in which anything could be said. What changed is still to be seen in the next block.
            return false;
        }
        self.motion = self.follower.follow(host);
        let anew = std::mem::take(&mut self.reset) && self.motion != Motion::Rolling;
        if anew || self.rolled && self.motion == Motion::Standing {
            self.performer.output.end_hand();
        }
        anew
    }

    /// Takes what the hand plays at a frame of the block that was begun. Real-time safe.
    pub fn pass(&mut self, frame: u32, message: MidiMessage) {
        self.performer.output.push(frame, message);
    }

    /// Plays the block that was begun; messages go to `send` sorted by frame. Real-time safe.
    pub fn process(&mut self, host: &HostTime, controls: &Controls, frames: u32, send: SendMidi) {
        if frames == 0 {
            return;
        }
        self.performer.output.begin(send);
        self.deck.feel(controls.feel());
        let here = self.follower.clock().map(|clock| (clock.position(), half_a_frame(&clock)));
        let decided = self.deck.listen(host);
        let own = *controls;
        let (looping, evolve) =
            decided.map_or((own.looping, own.evolve), |decided| (decided.looping, decided.evolve));
        let controls = &Controls { looping, evolve, ..own };
        let takeover = self.deck.take(host, here.map(|(beat, _)| beat), decided);
        let metre_changed = self.metre.replace(host.metre).is_some_and(|before| before != host.metre);
        let interrupted =
            std::mem::take(&mut self.interrupted) || takeover == Takeover::Replaced || metre_changed;
        self.end_what_is_over(controls, interrupted || takeover == Takeover::Agreed, send);
        if matches!(self.motion, Motion::Standing | Motion::Started) {
            self.deck.settle(host);
        }
        self.performer.mapper.begin(*controls, self.deck.lanes());
        if self.motion != Motion::Rolling {
            self.performer.mapper.heard = self.performer.mapper.wanted();
        }
        if let Some((beat, slack)) = here {
            if metre_changed && self.motion == Motion::Rolling {
                self.deck.reanchor(host.bars.line_before(beat, slack));
            }
            self.find_place(host, (beat, slack), interrupted, takeover);
            self.performer.output.hush_lanes(self.performer.mapper.audible(), 0, send);
            if self.motion == Motion::Started || !controls.programs {
                self.performer.output.forget_programs();
            }
            self.roll(host, frames, send);
        }
        self.performer.output.finish(frames, send);
        let last = self.follower.clock().map(|clock| clock.position_at(frames - 1));
        self.follower.advance(frames);
        self.publish(host, controls, last);
        self.deck.tell(&own);
    }

    /// Ends what sounds of the loop where the transport is not where it would be, or for another reason (`over`).
    fn end_what_is_over(&mut self, controls: &Controls, over: bool, send: SendMidi) {
        let rolled = std::mem::replace(&mut self.rolled, self.motion != Motion::Standing);
        let stands_on = self.motion == Motion::Standing && !rolled;
        self.cut = self.motion != Motion::Rolling && !stands_on || over || controls.bypass;
        if self.cut || stands_on {
            self.performer.output.hush(0, send);
        }
    }

    /// Finds what of the loop comes next at the start of the block, song position `beat`; what lies less than `slack` before it is still to
    /// sound.
    fn find_place(
        &mut self,
        host: &HostTime,
        (beat, slack): (f64, f64),
        interrupted: bool,
        takeover: Takeover,
    ) {
        if self.motion != Motion::Rolling || interrupted {
            let slack = slack_after_wrap(host, beat, slack);
            self.deck.locate(beat, slack, self.performer.mapper.controls.evolve);
        } else if takeover == Takeover::Agreed {
            self.deck.relocate(beat, slack, 0);
        } else if let Some(now) = self.deck.now_mut() {
            now.go_on(beat, slack);
        }
    }

    fn roll(&mut self, host: &HostTime, frames: u32, send: SendMidi) {
        let mut from = 0;
        while from < frames {
            let Some(clock) = self.follower.clock() else { return };
            let (until, edge) = self.edge(&clock, host, from, frames);
            if from < until {
                let ahead = cycle_ahead(&clock, host, clock.position_at(from));
                let hold = ahead.map_or(f64::INFINITY, |(_, end)| end - HOLD);
                self.performer.play(self.deck.playing_mut(), &Stretch { clock, from, until, hold }, send);
            }
            match edge {
                Edge::Block => {}
                Edge::Cycle(start) => {
                    self.performer.output.hush(until, send);
                    self.follower.wrap(until, start);
                    self.deck.locate(start, half_a_frame(&clock), self.performer.mapper.controls.evolve);
                }
                Edge::Start(start) => {
                    self.performer.output.hush(until, send);
                    self.deck.swap(start, half_a_frame(&clock));
                }
                Edge::Lanes => {
                    self.performer.mapper.heard = self.performer.mapper.wanted();
                    self.performer.output.hush_lanes(self.performer.mapper.audible(), until, send);
                }
                Edge::Bar(line) => {
                    if self.deck.choose(line, half_a_frame(&clock), &self.performer.mapper.controls) {
                        self.performer.output.hush(until, send);
                    }
                }
            }
            from = until;
        }
    }

    /// `last` is the song position of the block's last frame, while the transport rolls.
    fn publish(&mut self, host: &HostTime, controls: &Controls, last: Option<f64>) {
        if let Some((now, last)) = self.deck.now_mut().zip(last) {
            now.watch(controls.looping, last);
        }
        let missing = self.deck.take_missing();
        let beat = self.follower.clock().map(|clock| clock.position());
        let (board, now) = (self.deck.board(), self.deck.now());
        board.count_late(missing);
        board.set_readiness(beat.map_or(1.0, |beat| self.deck.readiness(host, beat)));
        board.set_waiting(self.deck.next().is_some());
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

/// How far before `beat` a strike may lie that is still to sound: the host's loop may have begun anew a little before the
/// block did.
fn slack_after_wrap(host: &HostTime, beat: f64, slack: f64) -> f64 {
    match host.cycle {
        Some((start, _)) if beat > start && beat - start <= HOLD => beat - start + slack,
        _ => slack,
    }
}

/// In quarters: what lies less than this before a position falls on its frame.
fn half_a_frame(clock: &Clock) -> f64 {
    0.5 / clock.frames_per_beat()
}
