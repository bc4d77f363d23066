//! Chords: comping, pads, broken chords and hits. Voices are led: each chord is laid where the hand already is.

use super::Player;
use crate::prepare::dice::Dice;
use crate::synthetic::harmony::Chord;
use crate::synthetic::stage::{Onset, Stage, Tone};
use crate::synthetic::style::Voicing;
use score::BARS;

/// Longest chord of a comping hand, in ticks: one bar of 4/4.
const COMP: u16 = 48;

pub fn comp(
    player: &mut Player,
    voicing: Voicing,
    stage: &Stage,
    onsets: &[Onset],
    dice: &mut Dice,
) -> Vec<Tone> {
    let mut tones = Vec::new();
    for onset in onsets {
        if onset.fresh || player.last.is_empty() {
            player.last = voice(stage.chord(onset.bar, onset.slot), voicing, player.range, &player.last);
        }
        // Weak strokes are now and then only half of the hand.
        let thin = onset.lot > 0.88 && onset.weight < 0.4 && player.last.len() > 2;
        let muted = voicing == Voicing::Power && onset.lot > 0.6 && onset.weight < 0.5;
        let pitches = match (muted, thin) {
            (true, _) => &player.last[..1],
            (_, true) => &player.last[player.last.len() - 2..],
            _ => &player.last[..],
        };
        let top = player.tone(stage, onset, player.range.0, COMP, dice);
        tones.extend(pitches.iter().enumerate().map(|(i, &pitch)| layer(top, pitch, i)));
    }
    tones
}

/// The tone `like` at `pitch`, as voice `i` from below: inner voices are a little softer.
fn layer(like: Tone, pitch: u8, i: usize) -> Tone {
    Tone { pitch, velocity: like.velocity.saturating_sub(if i == 1 { 5 } else { 0 }).max(1), ..like }
}

/// Brass, strings or voices together, in two of the four bars.
pub fn hits(player: &mut Player, stage: &Stage, onsets: &[Onset], dice: &mut Dice) -> Vec<Tone> {
    let bars = match player.habit {
        x if x < 0.35 => [false, true, false, true],
        x if x < 0.55 => [true, false, true, false],
        x if x < 0.75 => [false, false, true, true],
        _ => [true, true, false, true],
    };
    let last = |onset: &&Onset| bars[onset.bar] || (stage.ends && onset.bar == BARS - 1);
    let chosen: Vec<Onset> = onsets.iter().filter(last).copied().collect();
    player.last.clear();
    let mut tones = Vec::new();
    for onset in &chosen {
        player.last = voice(stage.chord(onset.bar, onset.slot), Voicing::Close, player.range, &player.last);
        let top = player.tone(stage, onset, player.range.0, 24, dice);
        tones.extend(player.last.iter().map(|&pitch| Tone { pitch, ..top }));
    }
    tones
}

/// Held chords, struck again where the chord changes and every two bars.
pub fn pad(player: &mut Player, stage: &Stage, dice: &mut Dice) -> Vec<Tone> {
    let half = stage.grid.ticks[stage.grid.second_chord()];
    let mut tones: Vec<Tone> = Vec::new();
    let (mut sounding, mut since) = (None, 0);
    for bar in 0..BARS {
        for (part, slot) in [0, stage.grid.second_chord()].into_iter().enumerate() {
            let start = bar as u16 * stage.grid.bar + part as u16 * half;
            let length = if part == 0 { half } else { stage.grid.bar - half };
            let chord = stage.chord(bar, slot);
            let again = part == 0 && start - since >= stage.grid.bar * 2;
            if sounding == Some(chord) && !again {
                let held = tones.iter_mut().rev().take_while(|tone| tone.onset == since);
                held.for_each(|tone| tone.duration += length);
                continue;
            }
            (sounding, since) = (Some(chord), start);
            player.last = voice(chord, Voicing::Close, player.range, &player.last);
            let onset = Onset { bar, slot, tick: start, gap: length, lot: 0.5, weight: 0.4, fresh: true };
            let velocity = stage.velocity(player.part.velocity, &onset, dice);
            let tone = |&pitch| Tone { onset: start, duration: length, pitch, velocity };
            tones.extend(player.last.iter().map(tone));
        }
    }
    tones
}

/// A broken chord: up, down, both, or in an order of its own that returns in every bar.
pub fn arp(player: &mut Player, stage: &Stage, onsets: &[Onset], dice: &mut Dice) -> Vec<Tone> {
    let mut ladder: Vec<u8> = Vec::new();
    let (mut step, mut bar) = (0, usize::MAX);
    let mut tones = Vec::new();
    for onset in onsets {
        if onset.fresh || ladder.is_empty() {
            player.last =
                voice(stage.chord(onset.bar, onset.slot), Voicing::Close, player.range, &player.last);
            ladder.clone_from(&player.last);
            let above = player.last.iter().map(|pitch| pitch + 12).filter(|&pitch| pitch <= player.range.1);
            ladder.extend(above.take(2));
            ladder.sort_unstable();
            ladder.dedup();
        }
        step = if onset.bar == bar && !onset.fresh { step + 1 } else { 0 };
        bar = onset.bar;
        let n = ladder.len();
        let round = (2 * n - 2).max(1);
        let rung = match player.habit {
            x if x < 0.3 => step % n,
            x if x < 0.42 => n - 1 - step % n,
            x if x < 0.7 => (step % round).min(round - step % round),
            x if x < 0.85 => [0, 2, 1, 2, 3, 2, 1, 2][step % 8] % n,
            _ => (onset.lot * n as f64) as usize,
        };
        tones.push(player.tone(stage, onset, ladder[rung.min(n - 1)], 24, dice));
    }
    tones
}

/// Lays `chord` into `range` as near as it goes to `before` (the middle of the range if that is empty); ascending.
pub fn voice(chord: &Chord, voicing: Voicing, range: (u8, u8), before: &[u8]) -> Vec<u8> {
    if voicing == Voicing::Power {
        let lowest = (range.0..=range.1).find(|pitch| pitch % 12 == chord.root).unwrap_or(range.0);
        let fifth = lowest + (chord.fifth() + 12 - chord.root) % 12;
        return [lowest, fifth, lowest + 12].into_iter().filter(|&pitch| pitch <= range.1).collect();
    }
    let classes = choose(chord, voicing);
    let centre =
        |pitches: &[u8]| pitches.iter().map(|&p| f64::from(p)).sum::<f64>() / pitches.len().max(1) as f64;
    let middle = f64::from(range.0) * 0.55 + f64::from(range.1) * 0.45;
    let goal = if before.is_empty() { middle } else { centre(before) * 0.75 + middle * 0.25 };
    let from = |bottom: u8| {
        let mut pitches: Vec<u8> =
            classes.iter().map(|&class| bottom + (class + 12 - bottom % 12) % 12).collect();
        pitches.sort_unstable();
        pitches
    };
    let inside = (range.0..=range.1.saturating_sub(11)).filter(|bottom| classes.contains(&(bottom % 12)));
    let best = inside.map(from).min_by(|a, b| {
        let far = |pitches: &[u8]| (centre(pitches) - goal).abs() + harshness(pitches);
        far(a).total_cmp(&far(b))
    });
    best.unwrap_or_else(|| from(range.0))
}

/// A semitone at the top or the bottom of a chord sounds like a mistake.
fn harshness(pitches: &[u8]) -> f64 {
    let rubs = |two: &[u8]| two[1] - two[0] == 1;
    let ends = [pitches.windows(2).next(), pitches.windows(2).next_back()];
    ends.into_iter().flatten().filter(|two| rubs(two)).count() as f64 * 3.0
}

/// The pitch classes that are played of `chord`.
fn choose(chord: &Chord, voicing: Voicing) -> Vec<u8> {
    let classes = chord.classes();
    let mut chosen = match voicing {
        Voicing::Two => vec![chord.third(), *classes.get(3).unwrap_or(&chord.fifth())],
        Voicing::Rootless if classes.len() > 3 => classes[1..].to_vec(),
        // Five tones are four: the fifth is what nobody misses.
        _ if classes.len() > 4 => classes.iter().copied().filter(|&c| c != chord.fifth()).collect(),
        _ => classes,
    };
    chosen.dedup();
    chosen.truncate(4);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::harmony::{Key, Mode};

    const C: Key = Key { tonic: 0, mode: Mode::Major, pentatonic: false };

    #[test]
    fn voices_move_little_from_chord_to_chord_and_stay_in_range() {
        let mut hand = voice(&C.chord("I").expect("a chord"), Voicing::Close, (52, 77), &[]);
        for numeral in ["IV", "V", "vi", "iii", "ii7", "V7", "Imaj9"] {
            let next = voice(&C.chord(numeral).expect("a chord"), Voicing::Close, (52, 77), &hand);
            assert!(
                next.is_sorted_by(|a, b| a < b) && next[0] >= 52 && next[next.len() - 1] <= 77,
                "{next:?}"
            );
            assert!(next[0].abs_diff(hand[0]) <= 6, "{hand:?} to {next:?}");
            hand = next;
        }
    }

    #[test]
    fn power_chords_are_root_fifth_and_octave() {
        assert_eq!(voice(&C.chord("IV").expect("a chord"), Voicing::Power, (40, 62), &[]), [41, 48, 53]);
    }
}
