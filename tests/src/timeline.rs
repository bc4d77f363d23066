//! Song time as a host keeps it: what the transport says at every sample of a run.

/// What a host tells a plugin about its transport, at one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transport {
    pub playing: bool,
    /// Song position in quarters.
    pub beats: f64,
    /// Song position in seconds.
    pub seconds: f64,
    /// Quarters per minute.
    pub tempo: f64,
    /// Numerator and denominator.
    pub metre: (u16, u16),
    /// Song position of the current bar's start, in quarters.
    pub bar_start: f64,
    /// Bars before the current one.
    pub bar_number: i32,
    /// The host's own loop, start and end in quarters, when it is on.
    pub cycle: Option<(f64, f64)>,
}

/// What a user does to the transport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    Play,
    Stop,
    /// Jump to this song position, in quarters.
    Seek(f64),
    /// Quarters per minute.
    Tempo(f64),
    Metre(u16, u16),
    /// Start and end in quarters; the end belongs to the next pass.
    Cycle(Option<(f64, f64)>),
}

/// A stretch of samples over which the transport runs without a change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// First sample, counted from the start of the run.
    pub start: u64,
    /// One past the last sample.
    pub end: u64,
    /// Song position at `start`, in quarters.
    pub beats: f64,
    /// Quarters per minute.
    pub tempo: f64,
    pub playing: bool,
}

impl Segment {
    /// The sample at which song position `beats` falls (it may lie outside the segment).
    pub fn sample_of(&self, beats: f64, rate: f64) -> f64 {
        self.start as f64 + (beats - self.beats) * 60.0 / self.tempo * rate
    }

    /// Song position of `sample`, in quarters.
    pub fn beats_at(&self, sample: u64, rate: f64) -> f64 {
        let elapsed = if self.playing { sample as f64 - self.start as f64 } else { 0.0 };
        self.beats + elapsed * self.tempo / 60.0 / rate
    }
}

/// The host's clock. Positions within a segment are computed from its start, so that they do not drift with block sizes.
#[derive(Clone, Debug)]
pub struct Timeline {
    rate: f64,
    now: u64,
    metre: (u16, u16),
    /// Song position (quarters) and number of a bar from which bars are counted.
    bars_from: (f64, i32),
    cycle: Option<(f64, f64)>,
    /// The last one is running; its `end` is not known yet and reads `now`.
    segments: Vec<Segment>,
    /// Changes to come, by absolute sample, in order.
    planned: Vec<(u64, Change)>,
}

impl Timeline {
    /// Stopped at the song's start, 4/4 at 120 quarters per minute; `rate` in samples per second.
    pub fn new(rate: f64) -> Timeline {
        let start = Segment { start: 0, end: 0, beats: 0.0, tempo: 120.0, playing: false };
        Timeline {
            rate,
            now: 0,
            metre: (4, 4),
            bars_from: (0.0, 0),
            cycle: None,
            segments: vec![start],
            planned: Vec::new(),
        }
    }

    /// Samples since the start of the run.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Samples per second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Every segment up to now, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    fn running(&self) -> &Segment {
        self.segments.last().expect("a timeline is built with one segment and never loses one")
    }

    /// Whether the transport rolls.
    pub fn playing(&self) -> bool {
        self.running().playing
    }

    /// Quarters per minute.
    pub fn tempo(&self) -> f64 {
        self.running().tempo
    }

    /// Song position now, in quarters.
    pub fn beats(&self) -> f64 {
        self.running().beats_at(self.now, self.rate)
    }

    /// Length of a bar, in quarters.
    pub fn bar(&self) -> f64 {
        f64::from(self.metre.0) * 4.0 / f64::from(self.metre.1)
    }

    /// The first bar line at or after song position `beats`, in quarters.
    pub fn bar_line_from(&self, beats: f64) -> f64 {
        let bars = ((beats - self.bars_from.0) / self.bar() - 1e-9).ceil();
        self.bars_from.0 + bars * self.bar()
    }

    /// Plans a change `frames` samples from now. Changes at one sample happen in the order in which they were planned.
    pub fn plan(&mut self, frames: u64, change: Change) {
        let at = self.now + frames;
        let place = self.planned.partition_point(|&(when, _)| when <= at);
        self.planned.insert(place, (at, change));
    }

    /// Samples until the transport next changes, by plan or at the end of the host's own loop.
    pub fn frames_to_change(&self) -> Option<u64> {
        let planned = self.planned.first().map(|&(at, _)| at - self.now);
        match (planned, self.frames_to_wrap()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    fn frames_to_wrap(&self) -> Option<u64> {
        let (_, end) = self.cycle.filter(|&(_, end)| self.playing() && self.beats() < end)?;
        let at = self.running().sample_of(end, self.rate).round() as u64;
        Some(at.saturating_sub(self.now).max(1))
    }

    /// Carries out the changes that are due now; `true` if there were any.
    pub fn settle(&mut self) -> bool {
        let mut changed = false;
        while self.planned.first().is_some_and(|&(at, _)| at <= self.now) {
            let (_, change) = self.planned.remove(0);
            self.apply(change);
            changed = true;
        }
        changed
    }

    /// Moves `frames` samples on, past no change but up to it, and wraps at the end of the host's own loop.
    pub fn advance(&mut self, frames: u64) {
        debug_assert!(
            self.frames_to_change().is_none_or(|limit| frames <= limit),
            "a change was stepped over"
        );
        let wraps = self.frames_to_wrap() == Some(frames);
        self.now += frames;
        let now = self.now;
        if let Some(running) = self.segments.last_mut() {
            running.end = now;
        }
        if let Some((start, _)) = self.cycle.filter(|_| wraps) {
            self.cut(|segment| segment.beats = start);
        }
    }

    /// What a host says of its transport now.
    pub fn transport(&self) -> Transport {
        let beats = self.beats();
        let bars = ((beats - self.bars_from.0) / self.bar() + 1e-9).floor();
        Transport {
            playing: self.playing(),
            beats,
            seconds: beats * 60.0 / self.tempo(),
            tempo: self.tempo(),
            metre: self.metre,
            bar_start: self.bars_from.0 + bars * self.bar(),
            bar_number: self.bars_from.1 + bars as i32,
            cycle: self.cycle,
        }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Play => self.cut(|segment| segment.playing = true),
            Change::Stop => self.cut(|segment| segment.playing = false),
            Change::Seek(beats) => self.cut(|segment| segment.beats = beats),
            Change::Tempo(tempo) => self.cut(|segment| segment.tempo = tempo),
            Change::Cycle(cycle) => self.cycle = cycle,
            Change::Metre(numerator, denominator) => {
                let transport = self.transport();
                self.bars_from = (transport.bar_start, transport.bar_number);
                self.metre = (numerator, denominator);
                self.cut(|_| ());
            }
        }
    }

    /// Ends the running segment now and starts another, edited by `edit`.
    fn cut(&mut self, edit: impl FnOnce(&mut Segment)) {
        let beats = self.beats();
        let mut next = Segment { start: self.now, end: self.now, beats, ..*self.running() };
        edit(&mut next);
        if self.running().start == self.now {
            self.segments.pop();
        }
        self.segments.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_does_not_depend_on_the_blocks_that_led_to_it() {
        let mut fine = Timeline::new(44_100.0);
        fine.plan(0, Change::Tempo(133.7));
        fine.plan(0, Change::Play);
        fine.settle();
        let mut coarse = fine.clone();
        coarse.advance(44_100);
        (0..44_100).for_each(|_| fine.advance(1));
        assert_eq!(fine.beats(), coarse.beats());
        assert_eq!(fine.beats(), 133.7 / 60.0);
    }

    #[test]
    fn the_hosts_own_loop_wraps_at_the_sample_of_its_end() {
        let mut timeline = Timeline::new(48_000.0);
        timeline.plan(0, Change::Cycle(Some((1.0, 2.0))));
        timeline.plan(0, Change::Play);
        timeline.settle();
        assert_eq!(timeline.frames_to_change(), Some(48_000));
        timeline.advance(48_000);
        assert_eq!(timeline.beats(), 1.0);
        assert_eq!(timeline.frames_to_change(), Some(24_000));
        assert_eq!(timeline.segments().len(), 2);
    }

    #[test]
    fn bars_go_on_from_the_bar_in_which_the_metre_changed() {
        let mut timeline = Timeline::new(48_000.0);
        timeline.plan(0, Change::Play);
        timeline.plan(2 * 96_000, Change::Metre(3, 4));
        timeline.settle();
        timeline.advance(2 * 96_000);
        timeline.settle();
        timeline.advance(3 * 24_000);
        let transport = timeline.transport();
        assert_eq!((transport.beats, transport.bar_start, transport.bar_number), (11.0, 11.0, 3));
    }
}
