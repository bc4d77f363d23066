//! One window to one training sequence: tokens, and which of them are learned.

use super::augment::Augmentation;
use super::condition;
use super::dice::Dice;
use super::fingerprint::has_dynamics;
use super::task::{self, Task};
use score::{Cells, Metre, Note, Request, Song, Token, canonicalise, metadata, tokens};

/// Set on a token that is context only: no loss when it is the target.
pub const CONTEXT_BIT: u16 = 0x8000;

/// How often the four bars before a loop are given.
const PAST: f64 = 0.5;

/// A window with all that training needs of its song.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    pub metre: Metre,
    /// BPM at the window's start.
    pub tempo: f32,
    /// Canonical.
    pub notes: Vec<Note>,
    /// The four bars before, canonical, in their own time; empty where there are none of this metre.
    pub past: Vec<Note>,
    /// Whether velocities say something.
    pub dynamics: bool,
}

impl Material {
    /// The window of `song` at bar `first`; `None` if there is none. `source` decides whether velocities count.
    pub fn of(song: &Song, first: usize, source: &str) -> Option<Material> {
        let window = song.window(first)?;
        let before = first.checked_sub(score::BARS).and_then(|bar| song.window(bar));
        let past = before.filter(|past| past.metre == window.metre).map_or_else(Vec::new, |past| past.notes);
        let dynamics = has_dynamics(source, &window.notes);
        Some(Material { metre: window.metre, tempo: window.tempo, notes: window.notes, past, dynamics })
    }

    /// The same music otherwise. The past changes with the loop.
    pub fn augmented(self, dice: &mut Dice) -> Material {
        let both: Vec<Note> = self.notes.iter().chain(&self.past).copied().collect();
        let augmentation = Augmentation::draw(&both, dice);
        let change = |notes: &[Note]| canonicalise(&augmentation.apply(notes), self.metre);
        Material { notes: change(&self.notes), past: change(&self.past), ..self }
    }

    /// A sequence for a task and a request that are drawn; without the past if it would be too long with it.
    /// `None` if it is too long even so (more than [`tokens::CONTEXT`]).
    pub fn sequence(&self, dice: &mut Dice) -> Option<Vec<u16>> {
        let (mut request, written) = self.asked(dice);
        let whole = self.encode(&request, &written);
        if whole.len() <= tokens::CONTEXT {
            return Some(whole);
        }
        request.past.clear();
        Some(self.encode(&request, &written)).filter(|without_past| without_past.len() <= tokens::CONTEXT)
    }

    /// A request for this loop, and the notes that answer it.
    fn asked(&self, dice: &mut Dice) -> (Request, Vec<Note>) {
        let task = Task::draw(dice);
        let plan = task::plan(task, &self.notes, self.metre, dice);
        let measured = metadata::extract(&self.notes, self.metre);
        let mut request = condition::request(&measured, self.tempo, &plan, self.dynamics, dice);
        request.metre = self.metre;
        let cells = |note: &Note| plan.iter().find(|p| p.0 == note.instrument).map_or(Cells::ALL, |p| p.1);
        let (written, keep): (Vec<Note>, Vec<Note>) =
            self.notes.iter().partition(|note| cells(note).contains(note.bar(self.metre)));
        request.keep = keep;
        if dice.chance(PAST) {
            request.past.clone_from(&self.past);
        }
        (request, written)
    }

    fn encode(&self, request: &Request, written: &[Note]) -> Vec<u16> {
        let mut sequence = tokens::prompt(request);
        let prompt = sequence.len();
        sequence.extend(tokens::music(written, request.metre));
        sequence.push(Token::End);
        let mut in_past = false;
        let mark = |(at, token): (usize, Token)| {
            in_past = (in_past || token == Token::Past) && !matches!(token, Token::Keep | Token::Write);
            let music = at >= prompt || (in_past && token != Token::Past);
            let learned = music && (self.dynamics || !matches!(token, Token::Velocity(_)));
            if learned { token.id() } else { token.id() | CONTEXT_BIT }
        };
        sequence.into_iter().enumerate().map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::grammar::Grammar;
    use score::song::{SongBar, SongNote};
    use score::{ChordSlot, Instrument, Metre};

    /// Eight bars of piano and bass in 4/4; velocities rise through the piece.
    fn song() -> Song {
        let note = |i: u32, instrument: u8, pitch: u8| SongNote {
            onset: i * 6,
            duration: 5,
            instrument: Instrument(instrument),
            pitch: pitch + (i % 7) as u8,
            velocity: 20 + i as u8,
        };
        Song {
            bars: (0..8).map(|b| SongBar { start: b * 48, metre: Some(Metre::FourFour) }).collect(),
            notes: (0..64).flat_map(|i| [note(i, 0, 60), note(i, 33, 30)]).collect(),
            tempi: Vec::new(),
        }
    }

    fn sequences(source: &str) -> Vec<Vec<u16>> {
        let material = Material::of(&song(), 4, source).expect("bars 4 to 7 are a window");
        (0..300)
            .map(|stream| {
                let mut dice = Dice::new(7, stream);
                material.clone().augmented(&mut dice).sequence(&mut dice).expect("the loop is short")
            })
            .collect()
    }

    fn token(id: u16) -> Token {
        Token::from_id(id & !CONTEXT_BIT).expect("a token of the vocabulary")
    }

    #[test]
    fn a_sequence_starts_and_ends_once_and_writes_four_bars() {
        for sequence in sequences("freedoom") {
            let tokens: Vec<Token> = sequence.iter().map(|&id| token(id)).collect();
            let count = |what| tokens.iter().filter(|t| **t == what).count();
            assert_eq!((tokens[0], tokens[tokens.len() - 1]), (Token::Start, Token::End));
            assert_eq!((count(Token::Start), count(Token::Write), count(Token::End)), (1, 1, 1));
            let write = tokens.iter().position(|t| *t == Token::Write).expect("counted above");
            let written =
                tokens::decode(&tokens[write + 1..tokens.len() - 1], Metre::FourFour).expect("music");
            assert!(!written.is_empty());
        }
    }

    #[test]
    fn only_the_music_of_past_and_of_the_written_cells_is_learned() {
        for sequence in sequences("freedoom") {
            let mut section = Token::Start;
            for &id in &sequence {
                let marker = matches!(token(id), Token::Past | Token::Keep | Token::Write);
                let learned = !marker && matches!(section, Token::Past | Token::Write);
                assert_eq!(id & CONTEXT_BIT == 0, learned, "{:?} in {section:?}", token(id));
                section = if marker { token(id) } else { section };
            }
        }
    }

    #[test]
    fn the_past_is_given_half_of_the_time_and_never_at_the_start_of_a_song() {
        let has_past = |s: &Vec<u16>| s.iter().any(|&id| token(id) == Token::Past);
        let with = sequences("freedoom").iter().filter(|s| has_past(s)).count();
        assert!((110..190).contains(&with), "{with} of 300");
        assert!(Material::of(&song(), 0, "freedoom").expect("a window").past.is_empty());
    }

    #[test]
    fn velocities_that_nobody_played_are_neither_learned_nor_asked_for() {
        for id in sequences("mutopia").into_iter().flatten() {
            match token(id) {
                Token::Velocity(_) => assert_ne!(id & CONTEXT_BIT, 0),
                Token::MeanVelocity(_) | Token::TrackVelocity(_) => panic!("asked for velocity"),
                _ => {}
            }
        }
        let learned = |id: &u16| id & CONTEXT_BIT == 0 && matches!(token(*id), Token::Velocity(_));
        assert!(sequences("freedoom").iter().flatten().any(learned));
    }

    #[test]
    fn tasks_come_in_the_shares_that_were_planned() {
        let keeps = |s: &&Vec<u16>| s.iter().any(|&id| token(id) == Token::Keep);
        let all = sequences("freedoom");
        let share = all.iter().filter(keeps).count() as f64 / all.len() as f64;
        // 55 % are partial tasks; three standard deviations of 300 draws are 9 %.
        assert!((0.46..0.64).contains(&share), "{share}");
        let mut counts = [0; 4];
        let mut dice = Dice::new(1, 0);
        (0..10_000).for_each(|_| counts[Task::draw(&mut dice) as usize] += 1);
        for (count, expected) in counts.into_iter().zip([4500, 2500, 1500, 1500]) {
            assert!(i32::abs(count - expected) < 150, "{counts:?}");
        }
    }

    #[test]
    fn what_is_learned_is_what_the_grammar_of_its_request_allows() {
        let material = Material::of(&song(), 4, "freedoom").expect("a window");
        for stream in 0..200 {
            let mut dice = Dice::new(9, stream);
            let (request, written) = material.clone().augmented(&mut dice).asked(&mut dice);
            let room = tokens::CONTEXT - tokens::prompt(&request).len();
            let mut grammar = Grammar::new(&request, room).expect("room");
            for token in tokens::music(&written, request.metre).into_iter().chain([Token::End]) {
                grammar.push(token).unwrap_or_else(|e| panic!("{e} in answer to {request:?}"));
            }
            assert!(grammar.is_done());
        }
    }

    #[test]
    fn metadata_follow_the_augmented_notes() {
        let material = Material::of(&triads(), 4, "freedoom").expect("a window");
        let measure = |m: &Material| metadata::extract(&m.notes, m.metre);
        let (before, mut keys) = (measure(&material), Vec::new());
        assert!(before.key.is_some() && matches!(before.chords[0], ChordSlot::Chord(_)));
        for stream in 0..100 {
            let changed = material.clone().augmented(&mut Dice::new(11, stream));
            let after = measure(&changed);
            let shift = after.mean_pitch.expect("a mean") - before.mean_pitch.expect("a mean");
            assert!((-5.01..=6.01).contains(&shift) && (shift - shift.round()).abs() < 1e-3, "{shift}");
            let moved = |class: u8| (i16::from(class) + shift.round() as i16).rem_euclid(12) as u8;
            let (key, old_key) = (after.key.expect("a key"), before.key.expect("a key"));
            assert_eq!((key.tonic, key.mode), (moved(old_key.tonic), old_key.mode));
            for (old, new) in before.chords.iter().zip(&after.chords) {
                match (old, new) {
                    (ChordSlot::Chord(old), ChordSlot::Chord(new)) => {
                        assert_eq!((moved(old.root), old.quality), (new.root, new.quality));
                    }
                    _ => assert_eq!(old, new),
                }
            }
            let past_shift = i16::from(changed.past[0].pitch) - i16::from(material.past[0].pitch);
            assert_eq!(f32::from(past_shift), shift.round(), "the past moves with the loop");
            assert_eq!((after.density, after.mean_duration), (before.density, before.mean_duration));
            keys.push(key.tonic);
        }
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 12, "every key occurs");
    }

    /// Eight bars of C, F, G and C, two notes of three on every beat and a bass below.
    fn triads() -> Song {
        let roots = [0, 5, 7, 0];
        let note = |beat: u32, instrument: u8, pitch: u8| SongNote {
            onset: beat * 12,
            duration: 12,
            instrument: Instrument(instrument),
            pitch: pitch + roots[beat as usize / 4 % 4],
            velocity: 40 + beat as u8,
        };
        let chord = |beat| [note(beat, 0, 60), note(beat, 0, 64), note(beat, 0, 67), note(beat, 33, 36)];
        Song { notes: (0..32).flat_map(chord).collect(), ..song() }
    }

    #[test]
    fn a_loop_too_long_with_its_past_goes_without_it() {
        let dense = |n: u32| SongNote {
            onset: n / 5 * 3,
            duration: (n % 4 + 1) as u16,
            instrument: Instrument((n % 5) as u8),
            pitch: (n % 100) as u8,
            velocity: (n * 37 % 100 + 10) as u8,
        };
        let dense = Song { notes: (0..640).map(dense).collect(), ..song() };
        let material = Material::of(&dense, 4, "freedoom").expect("a window");
        let sequences: Vec<_> = (0..50).filter_map(|s| material.sequence(&mut Dice::new(8, s))).collect();
        assert!(!material.past.is_empty() && !sequences.is_empty());
        assert!(sequences.iter().all(|s| s.len() <= tokens::CONTEXT));
        assert!(sequences.iter().flatten().all(|&id| token(id) != Token::Past));
    }
}
