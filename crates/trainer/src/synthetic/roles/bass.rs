//! The bass: roots where chords begin, and ways between them.

use super::Player;
use crate::prepare::dice::Dice;
use crate::synthetic::harmony::Chord;
use crate::synthetic::stage::{Onset, Stage, Tone, near};
use crate::synthetic::style::Bass;

/// Longest bass note, in ticks: two bars of 4/4.
const LONGEST: u16 = 96;

/// One bass note to be chosen: what there is and what comes.
struct Choice<'a> {
    stage: &'a Stage<'a>,
    onset: &'a Onset,
    chord: &'a Chord,
    /// The chord of the next onset.
    next: &'a Chord,
    root: u8,
    before: u8,
    range: (u8, u8),
    /// Number of the onset in its bar.
    index: usize,
}

pub fn play(
    player: &mut Player,
    manner: Bass,
    stage: &Stage,
    onsets: &[Onset],
    dice: &mut Dice,
) -> Vec<Tone> {
    let home = player.range.0 + 4 + (player.habit * 6.0) as u8;
    let mut before = player.last.first().copied().unwrap_or(home);
    let mut tones = Vec::new();
    let mut index = 0;
    for (i, onset) in onsets.iter().enumerate() {
        index = if i > 0 && onsets[i - 1].bar == onset.bar { index + 1 } else { 0 };
        let chord = stage.chord(onset.bar, onset.slot);
        let next = onsets.get(i + 1).map_or(&stage.next, |next| stage.chord(next.bar, next.slot));
        let around = (u16::from(home) * 2 + u16::from(before)) / 3;
        let root = near(chord.root, around as u8, player.range);
        let choice = Choice { stage, onset, chord, next, root, before, range: player.range, index };
        let pitch = choice.pitch(manner);
        before = pitch;
        tones.push(player.tone(stage, onset, pitch, LONGEST, dice));
    }
    player.last = vec![before];
    tones
}

impl Choice<'_> {
    fn pitch(&self, manner: Bass) -> u8 {
        let held = self.stage.ends && self.onset.bar == score::BARS - 1;
        if held || (self.onset.fresh && manner != Bass::Pedal) {
            return self.root;
        }
        let lot = self.onset.lot;
        match manner {
            Bass::Roots => match lot {
                _ if self.leaves() && lot > 0.55 => self.approach(),
                x if x < 0.8 => self.root,
                x if x < 0.93 => self.fifth(),
                _ => self.octave(),
            },
            Bass::Octaves => match lot {
                _ if self.leaves() && lot > 0.75 => self.approach(),
                x if x > 0.94 => self.fifth(),
                _ if self.onset.weight >= 0.5 => self.root,
                _ => self.octave(),
            },
            Bass::Fifths if self.leaves() && lot > 0.6 && self.onset.weight < 0.75 => self.approach(),
            Bass::Fifths => [self.root, self.fifth()][self.index % 2],
            Bass::Walk => self.walk(),
            Bass::Line => self.line(),
            Bass::Sub => match lot {
                x if x < 0.78 => self.root,
                x if x < 0.88 => self.fifth(),
                x if x < 0.95 => self.octave(),
                _ => self.approach(),
            },
            Bass::Pedal => match lot {
                x if x < 0.8 => self.tonic(),
                x if x < 0.9 => self.near((self.stage.key.tonic + 12) % 12, self.tonic() + 12),
                _ => self.near((self.stage.key.tonic + 7) % 12, self.tonic()),
            },
        }
    }

    /// Whether the chord changes after this note.
    fn leaves(&self) -> bool {
        self.next != self.chord
    }

    fn near(&self, class: u8, around: u8) -> u8 {
        near(class, around, self.range)
    }

    fn tonic(&self) -> u8 {
        near(self.stage.key.tonic, self.range.0 + 8, self.range)
    }

    fn fifth(&self) -> u8 {
        self.near(self.chord.fifth(), self.root.saturating_sub(u8::from(self.onset.lot < 0.3) * 4) + 2)
    }

    /// An octave above the root, below it where the range ends.
    fn octave(&self) -> u8 {
        match self.root + 12 {
            above if above <= self.range.1 => above,
            _ => self.root.saturating_sub(12).max(self.near(self.root % 12, self.range.0)),
        }
    }

    /// A step above or below the next root.
    fn approach(&self) -> u8 {
        let goal = self.near(self.next.root, self.before);
        let scale = |pitch: u8| self.stage.key.holds(pitch);
        let below = if scale(goal.saturating_sub(2)) && self.onset.lot < 0.8 { 2 } else { 1 };
        let above = if scale(goal + 2) { 2 } else { 1 };
        let pitch = if self.before > goal { goal + above } else { goal.saturating_sub(below) };
        if (self.range.0..=self.range.1).contains(&pitch) {
            pitch
        } else {
            self.near(self.next.fifth(), self.before)
        }
    }

    /// A step by the scale from the note before, up or down.
    fn step(&self, up: bool) -> u8 {
        let fits = |pitch: &u8| self.stage.key.sings(*pitch, self.chord);
        let found = if up {
            (self.before + 1..=self.range.1).find(fits)
        } else {
            (self.range.0..self.before).rev().find(fits)
        };
        found.unwrap_or(self.root)
    }

    /// One step further on the way to the next root; the last one stands beside it.
    fn walk(&self) -> u8 {
        if self.onset.weight < 0.4 {
            // The skipped note between two beats.
            return if self.onset.lot < 0.85 { self.before } else { self.octave() };
        }
        if self.leaves() {
            return self.approach();
        }
        let goal = self.near(self.next.root, self.before);
        let up = match goal.abs_diff(self.before) {
            0..=2 => self.onset.lot < 0.5,
            _ => goal > self.before,
        };
        match self.onset.lot {
            x if x < 0.3 => self
                .near(self.chord.third(), if up { self.before + 4 } else { self.before.saturating_sub(4) }),
            x if x < 0.5 => self.near(self.chord.fifth(), self.before),
            _ => self.step(up),
        }
    }

    fn line(&self) -> u8 {
        let lot = self.onset.lot;
        if self.leaves() && lot > 0.35 {
            return self.approach();
        }
        let seventh = self.chord.tones.iter().copied().find(|tone| (9..=11).contains(tone)).unwrap_or(7);
        match lot {
            x if x < 0.36 => self.root,
            x if x < 0.52 => self.fifth(),
            x if x < 0.64 => self.octave(),
            x if x < 0.72 => self.near((self.chord.root + seventh) % 12, self.root),
            x if x < 0.78 => self.near(self.chord.third(), self.root + 3),
            x => self.step(x < 0.89),
        }
    }
}
