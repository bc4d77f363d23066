//! From strikes that are due to notes on their way: what playing and printing share.

use super::note_mapper::NoteMapper;
use super::output::NoteOutput;
use super::playing::{Coming, Playing};
use crate::link::{Controls, SendMidi};
use score::schedule::{Clock, Due, LANES, Sounding, due};

/// Most notes that are struck together: every lane and key.
const CHORD: usize = LANES * 128;

/// Lives on the audio thread; a print makes one of its own. Takes the strikes of a loop as they become due, maps them to notes and hands
/// these, and their ends, to the output.
#[derive(Debug)]
pub struct Performer {
    pub mapper: NoteMapper,
    pub output: NoteOutput,
    /// What was struck together last, with velocities; never longer than [`CHORD`].
    chord: Vec<(Sounding, u8)>,
}

/// A part of a block in which nothing changes.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub clock: Clock,
    /// Frames of the block.
    pub from: u32,
    pub until: u32,
    /// Song position from which on nothing is struck: it belongs to the next pass of the host's loop.
    pub hold: f64,
}

impl Performer {
    pub fn new(mapper: NoteMapper) -> Performer {
        Performer { mapper, output: NoteOutput::default(), chord: Vec::with_capacity(CHORD) }
    }

    /// Plays a stretch of a block. Real-time safe.
    pub fn play(&mut self, playing: &mut Option<Playing>, stretch: &Stretch, send: SendMidi) {
        if self.mapper.controls.programs {
            self.tell_programs(playing.as_ref(), stretch, send);
        }
        if self.output.owes() {
            self.strike(playing, stretch, stretch.from, send);
        }
        while self.step(playing, stretch, send) {}
    }

    /// Plays what is due next in a stretch: one end, or all that is struck in one frame; `false` if nothing is. Real-time safe.
    pub fn step(&mut self, playing: &mut Option<Playing>, stretch: &Stretch, send: SendMidi) -> bool {
        let looping = self.mapper.controls.looping;
        let on = playing.as_ref().and_then(|playing| playing.next(looping)).map(|on| on.beat);
        let off = self.output.next_off().map(|note| note.end);
        let on = on.filter(|on| *on < stretch.hold);
        match due(&stretch.clock, off, on, stretch.from, stretch.until) {
            Some((frame, Due::Off)) => self.output.release(frame, send),
            Some((frame, Due::On)) => self.strike(playing, stretch, frame, send),
            None => return false,
        }
        true
    }

    /// The notes that were struck together last, with velocities, in the order of their strikes.
    pub fn struck(&self) -> &[(Sounding, u8)] {
        &self.chord
    }

    /// Tells channels at the stretch's start which programs they are to play, behind the notes that are over there.
    fn tell_programs(&mut self, playing: Option<&Playing>, stretch: &Stretch, send: SendMidi) {
        self.output.release_over(&stretch.clock, stretch.from, send);
        if let Some(playing) = playing {
            self.output.tell_programs(self.mapper.programs(playing.source()), stretch.from, send);
        }
    }

    /// Plays what is to be struck at `frame`, or should have been before it, behind what could not be sent before. All ends of the frame
    /// come before its first strike.
    fn strike(&mut self, playing: &mut Option<Playing>, stretch: &Stretch, frame: u32, send: SendMidi) {
        let clock = &stretch.clock;
        self.gather(playing, stretch, frame);
        for (note, _) in &self.chord {
            self.output.make_way(note.channel, note.key, frame, send);
        }
        if self.output.owes() {
            self.output.catch_up(clock, frame, send);
        }
        for note in &self.chord {
            self.output.strike(clock, *note, frame, send);
        }
    }

    /// Gathers the notes that are to be struck at `frame`, so that all keys make way before the first of them is struck.
    fn gather(&mut self, playing: &mut Option<Playing>, stretch: &Stretch, frame: u32) {
        let Controls { looping, gate, bypass, .. } = self.mapper.controls;
        let due = |on: &Coming| on.beat < stretch.hold && stretch.clock.frame_of(on.beat) <= i64::from(frame);
        self.chord.clear();
        while let Some(playing) = playing.as_mut().filter(|_| self.chord.len() < CHORD)
            && let Some(on) = playing.next(looping).filter(due)
        {
            let note = self.mapper.note(playing.source(), &on.strike, on.end(gate));
            // Has capacity, so this does not allocate.
            self.chord.extend(note.filter(|_| !bypass));
            playing.step();
        }
    }
}
