//! What the tracks say, put together on the token grid.

use super::track::{Channel, Division, Gathered, RawNote};
use crate::gm::DRUM_CHANNEL;
use crate::note::Instrument;
use crate::song::{MAX_TICKS, Song, SongBar, SongNote, TempoChange};
use crate::time::{Metre, TICKS_PER_QUARTER};

/// Microseconds per quarter of a file that says nothing: 120 BPM.
const DEFAULT_MICROS: u32 = 500_000;

/// Resolution to which files with SMPTE division are brought, in ticks per quarter.
const FINE: u16 = 9_600;

/// The song, and how many notes start too late for it.
pub(super) fn assemble(mut gathered: Gathered, division: Division) -> (Song, usize) {
    gathered.metres.sort_by_key(|m| m.0);
    gathered.tempi.sort_by_key(|t| t.0);
    let per_quarter = match division {
        Division::Quarter(ticks) => ticks,
        Division::Second(ticks) => {
            to_quarters(&mut gathered, ticks);
            FINE
        }
    };
    let grid = Grid::new(&gathered.metres, per_quarter);
    let programs = Programs::new(std::mem::take(&mut gathered.programs));
    let pedals = Pedals::new(std::mem::take(&mut gathered.pedals), gathered.end);
    let mut late = 0;
    let mut notes = Vec::with_capacity(gathered.notes.len());
    for raw in &gathered.notes {
        let onset = grid.tick(raw.start);
        if onset >= MAX_TICKS {
            late += 1;
            continue;
        }
        notes.push(SongNote {
            onset: onset as u32,
            duration: grid.length(pedals.end(raw).saturating_sub(raw.start)),
            instrument: programs.instrument(raw),
            pitch: raw.pitch,
            velocity: raw.velocity,
        });
    }
    notes.sort_unstable_by_key(|n| (n.onset, n.instrument.rank(), n.pitch, n.velocity, n.duration));
    let after_last_onset = notes.last().map_or(0, |n| u64::from(n.onset) + 1);
    let bars = grid.bars(grid.tick(gathered.end).max(after_last_onset).min(MAX_TICKS));
    (Song { bars, notes, tempi: tempi(&gathered.tempi, &grid) }, late)
}

/// `value * numerator / denominator`, to the nearest integer, halves up.
fn scale(value: u64, numerator: u64, denominator: u64) -> u64 {
    (value.saturating_mul(2 * numerator).saturating_add(denominator)) / (2 * denominator)
}

/// From one change of metre to the next.
struct Section {
    /// In file ticks.
    start: u64,
    /// In grid ticks.
    tick: u64,
    numerator: u8,
    /// Denominator as a power of two, at most 6.
    power: u8,
}

impl Section {
    /// Start of its bar `bar` in grid ticks (a sixteenth and shorter beats need not lie on the grid).
    fn bar(&self, bar: u64) -> u64 {
        let whole = u64::from(TICKS_PER_QUARTER) * 4;
        self.tick + scale(bar, u64::from(self.numerator) * whole, 1 << self.power)
    }

    fn metre(&self) -> Option<Metre> {
        Metre::from_fraction(self.numerator, 1 << self.power)
    }
}

/// File ticks to grid ticks. Each change of metre lies on the grid, and time in between counts from there.
struct Grid {
    per_quarter: u64,
    /// Never empty; the first starts at 0.
    sections: Vec<Section>,
}

impl Grid {
    /// `metres` in time order. The metre that holds already is no change, wherever it is said again.
    fn new(metres: &[(u64, u8, u8)], per_quarter: u16) -> Grid {
        let sections = vec![Section { start: 0, tick: 0, numerator: 4, power: 2 }];
        let mut grid = Grid { per_quarter: per_quarter.into(), sections };
        for (i, &(start, numerator, power)) in metres.iter().enumerate() {
            let superseded = metres.get(i + 1).is_some_and(|next| next.0 == start);
            let holds = grid.sections.last().is_some_and(|s| (s.numerator, s.power) == (numerator, power));
            if superseded || holds {
                continue;
            }
            if start == 0 {
                grid.sections.clear();
            }
            let tick = grid.tick(start);
            grid.sections.push(Section { start, tick, numerator, power });
        }
        grid
    }

    fn length(&self, file_ticks: u64) -> u16 {
        let ticks = scale(file_ticks, TICKS_PER_QUARTER.into(), self.per_quarter);
        ticks.clamp(1, u16::MAX.into()) as u16
    }

    fn tick(&self, time: u64) -> u64 {
        let after = self.sections.partition_point(|s| s.start <= time);
        let (start, tick) =
            after.checked_sub(1).map_or((0, 0), |i| (self.sections[i].start, self.sections[i].tick));
        let tick = tick + scale(time - start, TICKS_PER_QUARTER.into(), self.per_quarter);
        self.sections.get(after).map_or(tick, |next| tick.min(next.tick))
    }

    /// Every bar that starts before `end` (in grid ticks, at most [`MAX_TICKS`]).
    fn bars(&self, end: u64) -> Vec<SongBar> {
        let mut bars = Vec::new();
        for (i, section) in self.sections.iter().enumerate() {
            let change = self.sections.get(i + 1).map(|next| next.tick);
            let last = change.unwrap_or(end).min(end);
            for bar in (0..).take_while(|&bar| section.bar(bar) < last) {
                let whole = change.is_none_or(|change| section.bar(bar + 1) <= change);
                let metre = section.metre().filter(|_| whole);
                bars.push(SongBar { start: section.bar(bar) as u32, metre });
            }
        }
        bars
    }
}

fn tempi(changes: &[(u64, u32)], grid: &Grid) -> Vec<TempoChange> {
    let mut tempi: Vec<TempoChange> = Vec::new();
    for &(time, micros) in changes {
        let tick = grid.tick(time);
        if tick >= MAX_TICKS {
            break;
        }
        let change = TempoChange { tick: tick as u32, bpm: (60e6 / f64::from(micros)) as f32 };
        match tempi.last_mut() {
            Some(last) if last.tick == change.tick => *last = change,
            Some(last) if last.bpm == change.bpm => {}
            _ => tempi.push(change),
        }
    }
    tempi
}

/// The programs of every channel.
struct Programs(Vec<(Channel, u64, u8)>);

impl Programs {
    fn new(mut changes: Vec<(Channel, u64, u8)>) -> Programs {
        changes.sort_by_key(|change| (change.0, change.1));
        Programs(changes)
    }

    /// A change at the note's own onset counts, wherever in the file it stands.
    fn instrument(&self, note: &RawNote) -> Instrument {
        if note.channel % 16 == u16::from(DRUM_CHANNEL) {
            return Instrument::DRUMS;
        }
        let after = self.0.partition_point(|change| (change.0, change.1) <= (note.channel, note.start));
        let last = after.checked_sub(1).map(|i| self.0[i]).filter(|change| change.0 == note.channel);
        Instrument(last.map_or(0, |change| change.2))
    }
}

/// When the sustain pedal of every channel is down: channel, from, until.
struct Pedals(Vec<(Channel, u64, u64)>);

impl Pedals {
    /// `end`: when a pedal that is never lifted goes up.
    fn new(mut changes: Vec<(Channel, u64, bool)>, end: u64) -> Pedals {
        changes.sort_by_key(|change| (change.0, change.1));
        let mut down: Vec<(Channel, u64, u64)> = Vec::new();
        let mut held = None;
        for (channel, time, pressed) in changes {
            match (held, pressed) {
                (Some(by), true) if by == channel => {}
                (_, true) => {
                    down.push((channel, time, end));
                    held = Some(channel);
                }
                (Some(by), false) if by == channel => {
                    down.last_mut().into_iter().for_each(|span| span.2 = time);
                    held = None;
                }
                (_, false) => {}
            }
        }
        Pedals(down)
    }

    /// When the note falls silent: lifted while the pedal is down (pressed before, not at, that moment), it goes on.
    fn end(&self, note: &RawNote) -> u64 {
        let after = self.0.partition_point(|span| (span.0, span.1) < (note.channel, note.end));
        let span = after.checked_sub(1).map(|i| self.0[i]).filter(|span| span.0 == note.channel);
        span.map_or(note.end, |span| span.2.max(note.end))
    }
}

/// Brings times in real time (`per_second` ticks) to [`FINE`] ticks per quarter by the tempo events.
fn to_quarters(gathered: &mut Gathered, per_second: f64) {
    let changes = std::mem::take(&mut gathered.tempi);
    // For each stretch of one tempo: where it starts in both times, and its speed.
    let mut stretches = vec![(0, 0.0, DEFAULT_MICROS)];
    let at = |stretches: &[(u64, f64, u32)], time: u64| {
        let after = stretches.partition_point(|s| s.0 <= time);
        let (start, fine, micros) = stretches[after.saturating_sub(1)];
        let quarters = (time - start) as f64 / per_second * 1e6 / f64::from(micros);
        fine + quarters * f64::from(FINE)
    };
    for &(time, micros) in &changes {
        let fine = at(&stretches, time);
        stretches.push((time, fine, micros));
    }
    let to_fine = |time: &mut u64| *time = at(&stretches, *time).round() as u64;
    gathered.notes.iter_mut().for_each(|n| [&mut n.start, &mut n.end].into_iter().for_each(to_fine));
    gathered.programs.iter_mut().for_each(|p| to_fine(&mut p.1));
    gathered.pedals.iter_mut().for_each(|p| to_fine(&mut p.1));
    gathered.metres.iter_mut().for_each(|m| to_fine(&mut m.0));
    gathered.tempi = changes;
    gathered.tempi.iter_mut().for_each(|t| to_fine(&mut t.0));
    to_fine(&mut gathered.end);
}
