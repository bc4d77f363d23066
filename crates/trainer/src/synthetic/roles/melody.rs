//! Lines: melodies, riffs and second voices. They move mostly by step, return to their motifs and rest on chord tones.

use super::Player;
use crate::prepare::dice::Dice;
use crate::synthetic::harmony::Chord;
use crate::synthetic::stage::{Onset, Stage, Tone, near};
use score::BARS;

/// The longest note of a melody: six quarters.
const LONGEST: u16 = 72;

pub fn lead(player: &mut Player, stage: &Stage, onsets: &[Onset], dice: &mut Dice) -> Vec<Tone> {
    let breath = stage.grid.slots() * 3 / 4;
    let (low, high) = player.range;
    let middle = low + (high - low) / 2;
    let home = low + ((f64::from(high - low)) * (0.25 + 0.3 * player.habit)) as u8;
    let home = home + if stage.energy > 0.75 { 3 } else { 0 };
    let mut at = home;
    let mut tones: Vec<Tone> = Vec::new();
    for (i, onset) in onsets.iter().enumerate() {
        let chord = stage.chord(onset.bar, onset.slot);
        let first = i == 0 || onsets[i - 1].bar != onset.bar;
        let ending = onset.bar == BARS - 1 && onsets.get(i + 1).is_none_or(|next| next.slot >= breath);
        if onset.bar == BARS - 1 && onset.slot >= breath && !tones.is_empty() {
            // The phrase has ended: time to breathe.
            continue;
        }
        at = if first && onset.bar % 2 == 0 {
            // A motif that returns begins where it began, in the third bar perhaps higher.
            let rise = if onset.bar == 2 { (onset.lot * 7.0) as u8 } else { 0 };
            nearest_tone(chord, ((u16::from(home) * 2 + u16::from(at)) / 3) as u8 + rise, player.range)
        } else {
            let moved = step(stage, chord, at, onset.lot, middle, player.range);
            if onset.weight >= 0.5 || ending { tone_beyond(chord, at, moved, player.range) } else { moved }
        };
        at = unstick(&tones, at, stage, chord, player.range);
        let most = if ending { LONGEST } else { (stage.grid.bar / 2).max(18) };
        tones.push(player.tone(stage, onset, at, most, dice));
    }
    player.last = vec![at];
    tones
}

/// A third time the same pitch in a row becomes the next note of the scale.
fn unstick(tones: &[Tone], pitch: u8, stage: &Stage, chord: &Chord, range: (u8, u8)) -> u8 {
    let stuck = tones.len() >= 2 && tones[tones.len() - 2..].iter().all(|tone| tone.pitch == pitch);
    if stuck { neighbour(stage, chord, pitch, pitch.is_multiple_of(2), range) } else { pitch }
}

/// From `at` by what `lot` says: mostly a step, sometimes the same note, a third, or a leap; back to the middle where it is far.
fn step(stage: &Stage, chord: &Chord, at: u8, lot: f64, middle: u8, range: (u8, u8)) -> u8 {
    let (steps, up) = match lot {
        x if x < 0.06 => (0, true),
        x if x < 0.42 => (1, false),
        x if x < 0.74 => (1, true),
        x if x < 0.82 => (2, false),
        x if x < 0.91 => (2, true),
        x if x < 0.95 => (3, false),
        _ => (4, true),
    };
    let far = at.abs_diff(middle) > (range.1 - range.0) / 3;
    let up = if far { at < middle } else { up };
    (0..steps).fold(at, |pitch, _| neighbour(stage, chord, pitch, up, range))
}

/// The next note above or below that can be sung over `chord`; the other way at the end of the range.
fn neighbour(stage: &Stage, chord: &Chord, pitch: u8, up: bool, range: (u8, u8)) -> u8 {
    let sings = |pitch: &u8| stage.key.sings(*pitch, chord);
    let above = || (pitch + 1..=range.1).find(sings);
    let below = || (range.0..pitch).rev().find(sings);
    let found = if up { above().or_else(below) } else { below().or_else(above) };
    found.unwrap_or(pitch)
}

fn nearest_tone(chord: &Chord, pitch: u8, range: (u8, u8)) -> u8 {
    let tones = chord.classes().into_iter().take(4).map(|class| near(class, pitch, range));
    tones.min_by_key(|tone| tone.abs_diff(pitch)).unwrap_or(pitch)
}

/// The chord tone at `to`, or the next one in the direction from `from`, so that a line that moves is not called back.
fn tone_beyond(chord: &Chord, from: u8, to: u8, range: (u8, u8)) -> u8 {
    let found = match to.cmp(&from) {
        std::cmp::Ordering::Greater => (to..=range.1.min(to + 4)).find(|&pitch| chord.has(pitch)),
        std::cmp::Ordering::Less => {
            (range.0.max(to.saturating_sub(4))..=to).rev().find(|&pitch| chord.has(pitch))
        }
        std::cmp::Ordering::Equal => None,
    };
    found.unwrap_or_else(|| nearest_tone(chord, to, range))
}

/// A figure around the chord's root that moves with the chords; on distorted guitars with fifths on its strong notes.
pub fn riff(player: &mut Player, stage: &Stage, onsets: &[Onset], dice: &mut Dice) -> Vec<Tone> {
    // Semitones above the root; the scale decides what becomes of them.
    const FIGURE: [u8; 12] = [0, 0, 0, 3, 5, 7, 7, 10, 12, 2, 0, 12];
    let power = matches!(player.program, 29 | 30);
    let low = player.range.0 + (player.habit * 7.0) as u8 + if power { 0 } else { 4 };
    let mut tones: Vec<Tone> = Vec::new();
    for onset in onsets {
        let chord = stage.chord(onset.bar, onset.slot);
        let root = (low..low + 12).find(|pitch| pitch % 12 == chord.root).unwrap_or(low);
        let above =
            if onset.fresh || onset.weight > 0.9 { 0 } else { FIGURE[(onset.lot * 12.0) as usize % 12] };
        let wanted = root + above;
        let sung =
            [wanted, wanted + 1, wanted.saturating_sub(1)].into_iter().find(|p| stage.key.sings(*p, chord));
        let pitch = sung.unwrap_or(root).clamp(player.range.0, player.range.1);
        let tone = player.tone(stage, onset, pitch, 24, dice);
        tones.push(tone);
        if power && (above == 0 || onset.gap >= 9) && onset.lot < 0.7 && stage.key.holds(pitch + 7) {
            tones.push(Tone { pitch: (pitch + 7).min(player.range.1), ..tone });
        }
    }
    tones
}

/// A slow second voice: one chord tone to each chord, led by step where that can be, with a passing note now and then.
pub fn counter(player: &mut Player, stage: &Stage, dice: &mut Dice) -> Vec<Tone> {
    let half = stage.grid.second_chord();
    let middle = player.range.0 + (player.range.1 - player.range.0) / 2;
    let mut at = player.last.first().copied().unwrap_or(middle);
    let mut tones: Vec<Tone> = Vec::new();
    for bar in 0..BARS {
        let split = stage.chords[bar][0] != stage.chords[bar][1]
            || (player.habit > 0.5 && !(stage.ends && bar == BARS - 1));
        let slots: &[usize] = if split { &[0, half] } else { &[0] };
        for (i, &slot) in slots.iter().enumerate() {
            let chord = stage.chord(bar, slot);
            let wander = if i == 0 { 0 } else { 3 };
            let towards = if at > middle { at.saturating_sub(wander) } else { at + wander };
            at = nearest_tone(chord, towards, player.range);
            let start = stage.grid.ticks[slot];
            let end = slots.get(i + 1).map_or(stage.grid.bar, |&next| stage.grid.ticks[next]);
            let tick = bar as u16 * stage.grid.bar + start;
            let weight = stage.grid.weight(slot);
            let onset = Onset { bar, slot, tick, gap: end - start, lot: 0.5, weight, fresh: true };
            tones.push(player.tone(stage, &onset, at, LONGEST, dice));
        }
    }
    player.last = vec![at];
    pass(player, stage, &mut tones, dice);
    tones
}

/// Puts a note of the scale in the middle of some leaps of a third or a fourth.
fn pass(player: &Player, stage: &Stage, tones: &mut Vec<Tone>, dice: &mut Dice) {
    let two: Vec<(Tone, Tone)> = tones.windows(2).map(|two| (two[0], two[1])).collect();
    for (from, to) in two {
        let leap = from.pitch.abs_diff(to.pitch);
        let bar = usize::from(from.onset / stage.grid.bar);
        if !(3..=5).contains(&leap) || from.duration < 24 || !dice.chance(0.5) {
            continue;
        }
        let chord = stage.chord(bar, stage.grid.slots() - 1);
        let pitch = neighbour(stage, chord, from.pitch, to.pitch > from.pitch, player.range);
        let onset = to.onset.saturating_sub(12);
        if onset > from.onset + 6
            && let Some(held) = tones.iter_mut().find(|tone| tone.onset == from.onset)
        {
            held.duration = onset - from.onset;
            tones.push(Tone {
                onset,
                duration: to.onset - onset,
                pitch,
                velocity: from.velocity.saturating_sub(4).max(1),
            });
        }
    }
    tones.sort_by_key(|tone| tone.onset);
}
