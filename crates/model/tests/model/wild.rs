//! Random requests: every field, in every combination, small enough to write a thousand of them.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use score::{
    Cells, Chord, ChordSlot, Instrument, Key, Metre, Mode, Note, Quality, Request, Sampling, Scale,
    ScaleKind, Ticks, Track, note,
};

/// The request that `seed` stands for.
pub fn wild(seed: u64) -> Request {
    let mut dice = Dice(Xoshiro256PlusPlus::seed_from_u64(seed));
    let metre = dice.of(&Metre::ALL);
    let tracks = tracks(&mut dice);
    let instruments: Vec<Instrument> = tracks.iter().map(|t| t.instrument).collect();
    let amount = dice.between(0.0, 1.0);
    let variation = dice.maybe(0.15, |d| d.of(&[0.0, 0.1, 0.5, 1.0, amount]));
    let (full, bare) = (dice.chance(0.5) || variation.is_some(), dice.chance(0.2));
    let keep =
        if bare { Vec::new() } else { notes(&mut dice, metre, &instruments, if full { 3 } else { 1 }) };
    let past = if dice.chance(0.8) { Vec::new() } else { notes(&mut dice, metre, &instruments, 2) };
    let mut request = Request {
        metre,
        tempo: dice.maybe(0.5, |d| d.between(40.0, 200.0)),
        key: dice.maybe(0.3, |d| Key { tonic: d.below(12), mode: d.of(&[Mode::Major, Mode::Minor]) }),
        scale: dice.maybe(0.5, |d| Scale { tonic: d.below(12), kind: d.of(&ScaleKind::ALL) }),
        mean_pitch: dice.maybe(0.3, |d| d.between(20.0, 110.0)),
        mean_velocity: dice.maybe(0.3, |d| d.between(1.0, 127.0)),
        mean_duration: dice.maybe(0.3, |d| d.between(0.05, 8.0)),
        // Low, so that loops stay short.
        density: dice.maybe(0.7, |d| d.between(0.0, 5.0)),
        tracks,
        keep,
        past,
        variation,
        sampling: sampling(&mut dice),
        seed,
        ..Request::default()
    };
    if dice.chance(0.2) {
        request.bar_density = std::array::from_fn(|_| dice.maybe(0.7, |d| d.between(0.0, 8.0)));
    }
    if dice.chance(0.3) {
        request.chords = std::array::from_fn(|_| chord(&mut dice));
    }
    if dice.chance(0.05) {
        nonsense(&mut dice, &mut request);
    }
    request
}

fn tracks(dice: &mut Dice) -> Vec<Track> {
    // A choice left to the model makes long loops, sixteen instruments make long prompts.
    let count = dice.of(&[1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4]);
    let count = if dice.chance(0.02) {
        0
    } else if dice.chance(0.01) {
        16
    } else {
        count
    };
    let mut tracks: Vec<Track> = Vec::new();
    for _ in 0..count {
        let instrument = Instrument(if dice.chance(0.3) { 128 } else { dice.below(129) });
        if tracks.iter().all(|t| t.instrument != instrument) {
            tracks.push(track(dice, instrument));
        }
    }
    tracks
}

fn track(dice: &mut Dice, instrument: Instrument) -> Track {
    let some = Cells(dice.below(16));
    let one = Cells(1 << dice.below(4));
    let low = dice.below(116);
    Track {
        instrument,
        cells: dice.of(&[one, one, one, one, some, some, Cells::ALL]),
        mean_pitch: dice.maybe(0.2, |d| d.between(20.0, 110.0)),
        mean_velocity: dice.maybe(0.2, |d| d.between(1.0, 127.0)),
        mean_duration: dice.maybe(0.2, |d| d.between(0.05, 8.0)),
        density: dice.maybe(0.5, |d| d.between(0.0, 4.0)),
        polyphony: dice.maybe(0.4, |d| 1 + d.below(4)),
        range: dice.maybe(0.4, |d| (low, (low + d.of(&[0, 1, 5, 12, 24])).min(127))),
    }
}

/// A loop of up to `most` notes a cell, as it is or by the bins of the token format; sometimes by an instrument more than is asked.
fn notes(dice: &mut Dice, metre: Metre, instruments: &[Instrument], most: u8) -> Vec<Note> {
    let mut instruments = instruments.to_vec();
    if dice.chance(0.2) && instruments.len() < 16 {
        instruments.push(Instrument(dice.below(129)));
    }
    let bar = metre.bar().0;
    let mut notes = Vec::new();
    for (start, instrument) in (0..4).flat_map(|b| instruments.iter().map(move |i| (b * bar, *i))) {
        for _ in 0..dice.below(most + 1) {
            let onset = Ticks(start + dice.next() as u16 % bar);
            let duration = Ticks(if instrument.is_drums() { 1 } else { 1 + dice.next() as u16 % 60 });
            let (pitch, velocity) = (dice.below(128), 1 + dice.below(127));
            notes.push(Note { instrument, onset, pitch, velocity, duration });
        }
    }
    if dice.chance(0.5) { note::fit(&notes, metre) } else { note::canonicalise(&notes, metre) }
}

fn chord(dice: &mut Dice) -> ChordSlot {
    let chord = Chord { root: dice.below(12), quality: dice.of(&Quality::ALL) };
    dice.of(&[ChordSlot::Any, ChordSlot::Chord(chord), ChordSlot::Chord(chord), ChordSlot::None])
}

fn sampling(dice: &mut Dice) -> Sampling {
    Sampling {
        temperature: dice.of(&[0.0, 0.7, 1.0, 1.0, 1.0, 2.0]),
        top_p: dice.of(&[0.5, 0.95, 0.95, 1.0]),
        guidance: dice.maybe(0.15, |d| d.between(1.0, 4.0)).unwrap_or(1.0),
        candidates: dice.maybe(0.1, |d| 2 + d.below(3)).unwrap_or(1),
    }
}

/// What nobody should ask.
fn nonsense(dice: &mut Dice, request: &mut Request) {
    request.tempo = Some(dice.of(&[f32::NAN, -1.0, f32::INFINITY]));
    request.mean_pitch = Some(900.0);
    request.sampling.guidance = dice.of(&[f32::NAN, 0.0, 1e9]);
    request.keep.extend(request.past.clone());
    let low = Note {
        instrument: Instrument(200),
        onset: Ticks(5),
        pitch: 200,
        velocity: 0,
        duration: Ticks(u16::MAX),
    };
    request.keep.push(low);
    if let Some(first) = request.tracks.first_mut() {
        first.range = Some((120, 3));
        first.cells = Cells(first.cells.0 | 0xf0);
        let again = first.clone();
        request.tracks.push(again);
    }
    request.tracks.push(Track::new(Instrument(222)));
}

struct Dice(Xoshiro256PlusPlus);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0.next_u64() >> 32
    }

    /// 0..`n`.
    fn below(&mut self, n: u8) -> u8 {
        (self.next() % u64::from(n)) as u8
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() % 10_001) as f32 / 10_000.0
    }

    fn chance(&mut self, probability: f32) -> bool {
        self.between(0.0, 1.0) < probability
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.next() as usize % values.len()]
    }

    fn maybe<T>(&mut self, probability: f32, value: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        if self.chance(probability) { Some(value(self)) } else { None }
    }
}
