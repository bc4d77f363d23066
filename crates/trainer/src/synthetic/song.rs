//! One song: a style, played once.

use super::drums::{self, Drummer};
use super::form::{self, Kind, Section};
use super::grid::Grid;
use super::harmony::{BarChords, Chord, Key, progression, vary};
use super::rhythm::{Cell, Phrase, Vocabulary};
use super::roles::Player;
use super::stage::{Stage, Tone};
use super::style::{Bass, Part, Role, Style, range};
use super::takes::Takes;
use crate::prepare::dice::Dice;
use score::song::{SongBar, SongNote, TempoChange};
use score::{BARS, Instrument, Song};
use std::collections::BTreeMap;

/// Parts beside the drums that sound at once.
const MOST_PARTS: usize = 7;

/// A player with the rhythms of the song.
struct Seat {
    player: Player,
    vocabulary: Vocabulary,
    phrases: BTreeMap<Kind, Phrase>,
}

/// Chords of the song: one progression, and for choruses perhaps another; each goes on where it stopped.
struct Changes {
    bars: [Vec<BarChords>; 2],
    at: [usize; 2],
}

/// Composes the song that `dice` say.
pub fn compose(style: &Style, takes: &Takes, dice: &mut Dice) -> Song {
    let feel = *dice.pick(style.feels).unwrap_or(&super::grid::Feel::Straight);
    let grid = Grid::new(style.metre, feel);
    let (key, mut changes) = harmony(style, dice);
    let mut drummer = Drummer::new(&style.kit, &grid, takes, dice);
    let tempo = tempo(style, drummer.as_ref().and_then(Drummer::tempo), dice);
    let mut seats = band(style, dice);
    let form = form::draw(dice);
    let (push, drive) = (style.push * dice.unit() * 1.4, 0.8 + dice.unit() * 0.4);
    let mut notes = Vec::new();
    for (i, section) in form.iter().enumerate() {
        let start = (i * BARS) as u32 * u32::from(grid.bar);
        let (chords, next) = changes.take(section, &key);
        let mut stage = Stage {
            grid: &grid,
            key: &key,
            chords,
            next,
            energy: section.energy,
            ends: section.kind == Kind::Ending,
            kick: vec![0.0; grid.slots()],
        };
        if let Some(drummer) = &mut drummer {
            let bars = drummer.play(&grid, section, dice);
            stage.kick = drums::kick_profile(&bars, &grid);
            notes.extend(drums::tones(&bars, &grid).iter().map(|tone| note(tone, Instrument::DRUMS, start)));
        }
        for at in playing(&seats, section, drummer.is_some()) {
            let seat = &mut seats[at];
            let phrase = seat.phrase(section, &stage, push, drive, dice);
            let tones = seat.player.play(&stage, &phrase, dice);
            notes.extend(tones.iter().map(|tone| note(tone, Instrument(seat.player.program), start)));
        }
    }
    tidy(&mut notes);
    let bar = |b: usize| SongBar { start: b as u32 * u32::from(grid.bar), metre: Some(style.metre) };
    let bars = (0..form.len() * BARS).map(bar).collect();
    Song { bars, notes, tempi: vec![TempoChange { tick: 0, bpm: tempo }] }
}

fn note(tone: &Tone, instrument: Instrument, start: u32) -> SongNote {
    SongNote {
        onset: start + u32::from(tone.onset),
        duration: tone.duration,
        instrument,
        pitch: tone.pitch,
        velocity: tone.velocity.max(1),
    }
}

/// Puts notes in order; of two at one place the louder stays, and a note ends where its pitch is struck again.
fn tidy(notes: &mut Vec<SongNote>) {
    notes.sort_by_key(|n| (n.instrument, n.pitch, n.onset, u8::MAX - n.velocity));
    notes.dedup_by_key(|n| (n.instrument, n.pitch, n.onset));
    for i in 1..notes.len() {
        let next = notes[i];
        let this = &mut notes[i - 1];
        if (this.instrument, this.pitch) == (next.instrument, next.pitch) {
            this.duration = this.duration.min((next.onset - this.onset) as u16);
        }
    }
    notes.sort_by_key(|n| (n.onset, n.instrument, n.pitch));
}

fn harmony(style: &Style, dice: &mut Dice) -> (Key, Changes) {
    let tonal = &style.keys[dice.below(style.keys.len())];
    let key =
        Key { tonic: dice.below(12) as u8, mode: tonal.mode, pentatonic: dice.chance(style.pentatonic) };
    let draw = |dice: &mut Dice| {
        let numerals = tonal.progressions[dice.below(tonal.progressions.len())];
        let mut bars = progression(&key, numerals).unwrap_or_default();
        vary(&mut bars, &key, style.sevenths, dice);
        bars
    };
    let verse = draw(dice);
    let chorus = if dice.chance(0.6) { draw(dice) } else { verse.clone() };
    (key, Changes { bars: [verse, chorus], at: [0, 0] })
}

impl Changes {
    /// The chords of the next four bars, and the one after them. At the end of the song the last bar is the tonic.
    fn take(&mut self, section: &Section, key: &Key) -> (Vec<BarChords>, Chord) {
        let which = usize::from(matches!(section.kind, Kind::Chorus | Kind::Lift));
        let (bars, at) = (&self.bars[which], &mut self.at[which]);
        let mut chords: Vec<BarChords> = (0..BARS).map(|i| bars[(*at + i) % bars.len()].clone()).collect();
        *at = (*at + BARS) % bars.len().max(1);
        // A section that is heard as a loop goes back to its own start.
        let next = if bars.len() > BARS { bars[*at][0].clone() } else { chords[0][0].clone() };
        if section.kind == Kind::Ending {
            let third = if key.mode.scale().contains(&4) { 4 } else { 3 };
            let tonic = Chord { root: key.tonic, tones: vec![0, third, 7] };
            chords[BARS - 1] = [tonic.clone(), tonic];
        }
        (chords, next)
    }
}

/// The style's tempo, near to that of the take if there is one.
fn tempo(style: &Style, take: Option<f32>, dice: &mut Dice) -> f32 {
    let (slow, fast) = style.tempo;
    let free = slow + (fast - slow) * dice.unit() as f32;
    let near = take.map(|bpm| bpm * (0.94 + 0.12 * dice.unit() as f32));
    near.map_or(free, |bpm| if (slow..=fast).contains(&bpm) { bpm } else { free }).round()
}

/// Who plays: each part with its chance, each with an instrument that nobody else has.
fn band(style: &Style, dice: &mut Dice) -> Vec<Seat> {
    let mut seats: Vec<Seat> = Vec::new();
    for part in style.parts {
        if !dice.chance(part.chance) || seats.len() == MOST_PARTS {
            continue;
        }
        let taken = |program: &u8| seats.iter().any(|seat| seat.player.program == *program);
        let free: Vec<u8> = part.programs.iter().copied().filter(|program| !taken(program)).collect();
        // The first of the list is the style's own sound.
        let Some(&program) = (if dice.chance(0.3) { free.first() } else { dice.pick(&free) }) else {
            continue;
        };
        seats.push(Seat::new(*part, program, dice));
    }
    seats
}

impl Seat {
    fn new(part: Part, program: u8, dice: &mut Dice) -> Seat {
        let vocabulary = dice.pick(part.rhythms).map_or("", |digits| digits);
        let player =
            Player { part, program, range: range(part.role, program), habit: dice.unit(), last: Vec::new() };
        Seat { player, vocabulary: Vocabulary::parse(vocabulary), phrases: BTreeMap::new() }
    }

    /// The rhythm of a section: that of its kind, a little changed when it comes again.
    fn phrase(&mut self, section: &Section, stage: &Stage, push: f64, drive: f64, dice: &mut Dice) -> Phrase {
        if let Some(phrase) = self.phrases.get_mut(&section.kind) {
            for _ in 0..1 + dice.below(3) {
                self.vocabulary.mutate(&mut phrase[dice.below(BARS)], stage.grid, dice);
            }
            return phrase.clone();
        }
        let lock = match self.player.part.role {
            Role::Bass(Bass::Walk | Bass::Fifths | Bass::Octaves | Bass::Pedal) => 0.0,
            Role::Bass(_) => 0.35,
            _ => 0.0,
        };
        let push = match self.player.part.role {
            Role::Comp(_) | Role::Lead | Role::Riff | Role::Hits => push,
            Role::Bass(_) => push * 0.5,
            _ => 0.0,
        };
        let taste = if self.player.part.is_bass() { 0.3 } else { 0.15 };
        let vocabulary = self.vocabulary.personal(stage.grid, taste, dice).locked(&stage.kick, lock);
        // Kinds of section share material: a lift is a verse with more in it.
        let related = self.phrases.values().next_back().filter(|_| dice.chance(0.35)).cloned();
        let drive = drive * (0.75 + 0.4 * section.energy);
        let mut phrase = match related {
            Some(mut phrase) => {
                (0..2).for_each(|_| vocabulary.mutate(&mut phrase[dice.below(BARS)], stage.grid, dice));
                phrase
            }
            None if vocabulary.slots() == 0 => [const { Cell::new() }; BARS],
            None => vocabulary.phrase(stage.grid, drive, push, dice),
        };
        if self.player.part.is_bass() && dice.chance(0.7) {
            vocabulary.mutate(&mut phrase[1 + dice.below(BARS - 1)], stage.grid, dice);
        }
        self.phrases.entry(section.kind).or_insert(phrase).clone()
    }
}

/// Who plays in a section: those whose energy has come, and never fewer than two.
fn playing(seats: &[Seat], section: &Section, drums: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..seats.len()).collect();
    order.sort_by(|&a, &b| seats[a].player.part.from.total_cmp(&seats[b].player.part.from));
    let least = if drums { 2 } else { 3 };
    let ready =
        |&(rank, &seat): &(usize, &usize)| rank < least || seats[seat].player.part.from <= section.energy;
    let mut chosen: Vec<usize> = order.iter().enumerate().filter(ready).map(|(_, &seat)| seat).collect();
    chosen.sort_unstable();
    chosen
}
