//! What a host must have received: the timing rule, applied to a loop and to the transport as the host ran it. It shares no
//! arithmetic with the plugin.

use host::{Played, SavedLoop, Timeline};
use score::smf::channels;
use score::{Instrument, Note, TICKS_PER_QUARTER};
use std::collections::BTreeMap;

/// A loop and where it lies in the song.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub notes: Vec<Note>,
    channels: BTreeMap<Instrument, u8>,
    /// Song position at which a pass starts, in quarters.
    pub anchor: f64,
    /// In quarters.
    pub length: f64,
}

impl Placed {
    pub fn new(the_loop: &SavedLoop, anchor: f64) -> Placed {
        let asked = the_loop.asked.tracks.iter().map(|track| track.instrument);
        let instruments: Vec<Instrument> = asked.chain(the_loop.notes.iter().map(|n| n.instrument)).collect();
        Placed {
            notes: the_loop.notes.clone(),
            channels: channels(&instruments).into_iter().collect(),
            anchor,
            length: the_loop.metre.loop_len().quarters(),
        }
    }

    /// The same loop at another place.
    pub fn at(&self, anchor: f64) -> Placed {
        Placed { anchor, ..self.clone() }
    }

    /// What of it is on one channel, on another.
    pub fn of_channel(&self, channel: u8, other: u8) -> Placed {
        let channels: BTreeMap<Instrument, u8> =
            self.channels.iter().filter(|of| *of.1 == channel).map(|of| (*of.0, other)).collect();
        let notes =
            self.notes.iter().copied().filter(|note| channels.contains_key(&note.instrument)).collect();
        Placed { notes, channels, ..self.clone() }
    }

    /// Start, end and note of everything that starts in song positions `from..until`, in every pass.
    fn between(&self, from: f64, until: f64) -> impl Iterator<Item = (f64, f64, &Note)> {
        let quarters = |ticks: u16| f64::from(ticks) / f64::from(TICKS_PER_QUARTER);
        let pass = move |beat: f64| ((beat - self.anchor) / self.length).floor() as i64;
        let starts = (pass(from)..=pass(until)).map(|pass| self.anchor + pass as f64 * self.length);
        let notes = starts.flat_map(move |start| {
            self.notes.iter().map(move |note| {
                let on = start + quarters(note.onset.0);
                (on, on + quarters(note.duration.0), note)
            })
        });
        notes.filter(move |(on, _, _)| (from..until).contains(on))
    }
}

/// Samples over which the transport runs evenly and one loop plays, or none.
#[derive(Clone, Debug)]
pub struct Span {
    from: u64,
    until: u64,
    /// Song position at `from`, in quarters.
    beats: f64,
    /// Quarters per sample.
    pace: f64,
    pub plays: Option<Placed>,
    /// What sounded before ends at `from`.
    breaks: bool,
}

impl Span {
    /// With fraction.
    fn sample_of(&self, beat: f64) -> f64 {
        self.from as f64 + (beat - self.beats) / self.pace
    }

    fn beat_at(&self, sample: u64) -> f64 {
        self.beats + (sample - self.from) as f64 * self.pace
    }
}

/// Everything that a host must have received.
#[derive(Clone, Debug)]
pub struct Expected {
    spans: Vec<Span>,
    /// One past the last sample of the run.
    end: u64,
}

/// A note that must have been received, at samples with fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Due {
    channel: u8,
    key: u8,
    velocity: u8,
    on: f64,
    /// `None`: it still sounds.
    off: Option<f64>,
}

/// The sample on which a due time falls: the nearest, and of two the later.
fn nearest(due: f64) -> i64 {
    (due + 0.5 + 1e-6).floor() as i64
}

/// Whether `sample` is the nearest to `due`; half-way between two samples, and hosts' positions have limits, either is.
fn is_nearest(sample: u64, due: f64) -> bool {
    (sample as f64 - due).abs() <= 0.5 + 1e-3
}

impl Expected {
    /// `placed` sounds wherever the transport of the run so far rolled.
    pub fn of(timeline: &Timeline, placed: &Placed) -> Expected {
        let mut spans: Vec<Span> = Vec::new();
        for segment in timeline.segments().iter().filter(|s| s.playing && s.end > s.start) {
            let goes_on = |last: &Span| {
                last.until == segment.start && (last.beat_at(last.until) - segment.beats).abs() < 1e-9
            };
            spans.push(Span {
                from: segment.start,
                until: segment.end,
                beats: segment.beats,
                pace: segment.tempo / 60.0 / timeline.rate(),
                plays: Some(placed.clone()),
                breaks: !spans.last().is_some_and(goes_on),
            });
        }
        Expected { spans, end: timeline.now() }
    }

    /// From `sample` on, something else plays; what sounded ends there.
    pub fn from(mut self, sample: u64, plays: Option<&Placed>) -> Expected {
        if let Some(index) = self.spans.iter().position(|s| s.from < sample && sample < s.until) {
            let mut rest = self.spans[index].clone();
            (rest.beats, rest.from) = (rest.beat_at(sample), sample);
            self.spans[index].until = sample;
            self.spans.insert(index + 1, rest);
        }
        let first = self.spans.iter().position(|span| span.from >= sample);
        if let Some(first) = first {
            self.spans[first].breaks = true;
            self.spans[first..].iter_mut().for_each(|span| span.plays = plays.cloned());
        }
        self
    }

    /// The sample at which song position `beat` was first passed. It must have been.
    pub fn sample_of(&self, beat: f64) -> u64 {
        let span = self.spans.iter().find(|s| beat >= s.beats - 1e-9 && beat < s.beat_at(s.until));
        nearest(span.expect("the song passed it").sample_of(beat)) as u64
    }

    /// Compares with all that was received from sample `from` on.
    ///
    /// # Errors
    /// Names the first difference; otherwise tells the number of notes.
    pub fn check(&self, received: &[Played], from: u64) -> Result<usize, String> {
        let mut due: Vec<Due> = self.due().into_iter().filter(|due| nearest(due.on) >= from as i64).collect();
        let mut received: Vec<Played> = received.iter().filter(|note| note.on >= from).copied().collect();
        due.sort_by(|a, b| a.on.total_cmp(&b.on).then((a.channel, a.key).cmp(&(b.channel, b.key))));
        received.sort_by_key(|note| (note.channel, note.key, note.on));
        due.sort_by_key(|due| (due.channel, due.key));
        for (due, note) in due.iter().zip(&received) {
            let same = (due.channel, due.key, due.velocity) == (note.channel, note.key, note.velocity);
            let ends = match (due.off, note.off) {
                (Some(due), Some(off)) => is_nearest(off, due),
                (due, off) => due.is_none() && off.is_none(),
            };
            if !(same && ends && is_nearest(note.on, due.on)) {
                return Err(format!("due was {due:?}, received {note:?}"));
            }
        }
        match (due.len(), received.len()) {
            (a, b) if a == b => Ok(a),
            (a, b) => Err(format!(
                "{a} notes were due and {b} came; behind those that match: {:?}, {:?}",
                due.get(b),
                received.get(a)
            )),
        }
    }

    fn due(&self) -> Vec<Due> {
        let mut all = Vec::new();
        for (index, span) in self.spans.iter().enumerate() {
            let Some(placed) = &span.plays else { continue };
            let margin = 1.0;
            for (on, end, note) in placed.between(span.beats - margin, span.beat_at(span.until) + margin) {
                if self.starts_in(index, on) {
                    all.push(Due {
                        channel: placed.channels[&note.instrument],
                        key: note.pitch,
                        velocity: note.velocity,
                        on: span.sample_of(on),
                        off: self.off(index, end),
                    });
                }
            }
        }
        all
    }

    /// Where a span goes over into the next without a break, song position decides in which of the two an event lies;
    /// elsewhere its sample does.
    fn starts_in(&self, index: usize, beat: f64) -> bool {
        let span = &self.spans[index];
        let begun =
            if span.breaks { nearest(span.sample_of(beat)) >= span.from as i64 } else { beat >= span.beats };
        begun && !self.is_over(index, beat)
    }

    fn is_over(&self, index: usize, beat: f64) -> bool {
        let span = &self.spans[index];
        match self.spans.get(index + 1).filter(|next| !next.breaks) {
            Some(next) => beat >= next.beats,
            None => nearest(span.sample_of(beat)) >= span.until as i64,
        }
    }

    /// When a note that was struck in span `index` and is to end at song position `beat` ends.
    fn off(&self, index: usize, beat: f64) -> Option<f64> {
        for (place, span) in self.spans.iter().enumerate().skip(index) {
            if !self.is_over(place, beat) {
                return Some(span.sample_of(beat));
            }
            if self.spans.get(place + 1).is_none_or(|next| next.breaks) {
                return (span.until < self.end).then_some(span.until as f64);
            }
        }
        None
    }
}

/// A check that finds nothing wrong is worth something only if it finds what is wrong.
#[test]
fn the_check_finds_every_kind_of_wrong_note() {
    let (mut host, placed) = crate::session::open_with_loop::<crate::bundle::Clap>(host::Setup::default());
    host.play();
    host.render(10.0).expect("it plays");
    let (right, expected) = (host.take().notes(), Expected::of(host.timeline(), &placed));
    let middle = right.len() / 2;
    let wrong = |edit: fn(&mut Vec<Played>, usize)| {
        let mut notes = right.to_vec();
        edit(&mut notes, middle);
        expected.check(&notes, 0)
    };
    assert_eq!(expected.check(right, 0), Ok(right.len()));
    let edits: [fn(&mut Vec<Played>, usize); 8] = [
        |notes, at| notes[at].on += 1,
        |notes, at| notes[at].on -= 1,
        |notes, at| notes[at].off = notes[at].off.map(|off| off + 1),
        |notes, at| notes[at].velocity ^= 1,
        |notes, at| notes[at].channel ^= 1,
        |notes, at| notes[at].key ^= 1,
        |notes, at| notes.truncate(at),
        |notes, at| notes.push(notes[at]),
    ];
    for (number, edit) in edits.into_iter().enumerate() {
        assert!(wrong(edit).is_err(), "edit {number}");
    }
    let other = Placed { anchor: placed.anchor + 1.0 / 12.0, ..placed };
    assert!(Expected::of(host.timeline(), &other).check(right, 0).is_err(), "one tick late");
}
