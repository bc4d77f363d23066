//! Which chords and which key a loop is in, measured on its notes.
//!
//! Chords: pitch-class profiles matched against binary templates (Fujishima, "Realtime chord recognition of musical
//! sound", ICMC 1999; on notes instead of audio, with ties settled by the root, as in Pardo & Birmingham, "Algorithms for
//! chordal analysis", Computer Music Journal 26(2), 2002), on a fixed grid of two slots a bar.
//!
//! Key: correlation of the pitch-class profile with 24 rotated key profiles (Krumhansl, "Cognitive Foundations of Musical
//! Pitch", 1990), with the profiles that Temperley took from the Kostka-Payne corpus ("Music and Probability", 2007). On
//! 3,028 four-bar windows of songs with a notated key they and the square root of lengths agree with the notation in 65 %;
//! Krumhansl's own profiles and plain lengths in 54 %.

use crate::chord::{CHORD_SLOTS, Chord, ChordSlot, Key, Mode, Quality};
use crate::note::Note;
use crate::time::{Metre, TICKS_PER_QUARTER, Ticks};

/// Ticks of the longest loop (four bars of 12/8).
pub(crate) const LONGEST_LOOP: usize = 288;

/// What the lowest sounding note counts on top of its one.
const BASS_WEIGHT: f32 = 0.25;
/// Bonus for a chord whose root lies in the bass all the time: settles inversions that are otherwise as good.
const ROOT_BONUS: f32 = 0.05;
/// What a fourth note costs a chord: a short passing note makes no seventh chord.
const FOURTH_NOTE_COST: f32 = 0.03;
/// Bonus for a chord whose notes all sound in the rest of the loop: settles the third of power chords.
const CONTEXT_BONUS: f32 = 0.02;
/// Share of what sounds that has to belong to the chord; less is [`ChordSlot::None`].
const LEAST_COVERED: f32 = 0.6;

/// Length of the first of a bar's two chord slots: half of the bar, and where the beats do not halve, the larger part of
/// them. 4/4: 2 quarters; 3/4: 2 of 3; 2/4: 1; 5/4: 3 of 5; 6/8: one dotted quarter; 7/8: 4 of 7 eighths; 9/8: 2 of 3
/// dotted quarters; 12/8: 2 dotted quarters.
pub fn first_slot(metre: Metre) -> Ticks {
    let eighth = TICKS_PER_QUARTER / 2;
    let beat = match metre.fraction() {
        (_, 4) => 2 * eighth,
        (7, _) => eighth,
        _ => 3 * eighth,
    };
    Ticks((metre.bar().0 / beat).div_ceil(2) * beat)
}

/// Ticks of the loop that belong to chord slot `slot` (0..[`CHORD_SLOTS`]).
fn slot_ticks(slot: usize, metre: Metre) -> std::ops::Range<usize> {
    let (bar, first) = (usize::from(metre.bar().0), usize::from(first_slot(metre).0));
    let start = slot / 2 * bar;
    if slot.is_multiple_of(2) { start..start + first } else { start + first..start + bar }
}

/// Key and chords of one loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Harmony {
    /// `None` where nothing pitched sounds, or all twelve pitch classes sound equally long.
    pub key: Option<Key>,
    /// Never [`ChordSlot::Any`].
    pub chords: [ChordSlot; CHORD_SLOTS],
}

impl Harmony {
    /// Measures `notes` (one loop of `metre`), drums excluded. The chord of a slot is the best of 9 qualities on 12 roots
    /// for what sounds there, notes that sound over from before included; a pitch class counts by how long it sounds,
    /// however often it is doubled. [`ChordSlot::None`] where nothing pitched sounds or no chord covers most of it.
    pub fn of(notes: &[Note], metre: Metre) -> Harmony {
        let sounding = Sounding::new(notes, metre);
        let whole = sounding.profile(0..usize::from(metre.loop_len().0));
        let context = whole.scaled_to_peak();
        Harmony {
            key: key(&whole),
            chords: std::array::from_fn(|slot| {
                recognise(&sounding.profile(slot_ticks(slot, metre)), &context)
            }),
        }
    }
}

/// The chord that these pitch classes make (bit `c` for class `c`) when they sound together over the class `bass`; `None` where no chord
/// covers most of them.
pub fn chord(classes: u16, bass: u8) -> Option<Chord> {
    let mut profile = Profile::default();
    (0..12).filter(|class| classes >> class & 1 == 1).for_each(|class| profile.sounds[class] = 1.0);
    profile.bass[usize::from(bass % 12)] = 1.0;
    match recognise(&profile, &[0.0; 12]) {
        ChordSlot::Chord(chord) => Some(chord),
        ChordSlot::None | ChordSlot::Any => None,
    }
}

/// What is heard so far of a loop that is being written.
pub(crate) struct Heard {
    metre: Metre,
    slots: [Profile; CHORD_SLOTS],
    context: [f32; 12],
}

impl Heard {
    /// `notes` as for [`Harmony::of`].
    pub(crate) fn of(notes: &[Note], metre: Metre) -> Heard {
        let sounding = Sounding::new(notes, metre);
        Heard {
            metre,
            slots: std::array::from_fn(|slot| sounding.profile(slot_ticks(slot, metre))),
            context: sounding.profile(0..usize::from(metre.loop_len().0)).scaled_to_peak(),
        }
    }

    /// The slots in which a note from tick `onset` on sounds, and for how many ticks of each.
    pub(crate) fn slots(&self, onset: u16, length: u16) -> impl Iterator<Item = (usize, f32)> {
        let (start, end) = (usize::from(onset), usize::from(onset + length));
        let metre = self.metre;
        (0..CHORD_SLOTS).filter_map(move |slot| {
            let ticks = slot_ticks(slot, metre);
            let shared = ticks.end.min(end).saturating_sub(ticks.start.max(start));
            (shared > 0).then_some((slot, shared as f32))
        })
    }

    /// By how much `chord` fits `slot` better than any other chord does; negative where another is better. With one more note if that is given:
    /// its pitch class, its ticks in the slot, and whether it is the bass.
    pub(crate) fn lead(&self, slot: usize, chord: Chord, more: Option<(u8, f32, bool)>) -> f32 {
        let mut profile = self.slots[slot];
        if let Some((class, ticks, bass)) = more {
            profile.sounds[usize::from(class % 12)] += ticks;
            if bass || profile.bass.iter().all(|&ticks| ticks == 0.0) {
                profile.bass[usize::from(class % 12)] += ticks;
            }
        }
        if profile.sounds.iter().all(|&ticks| ticks == 0.0) {
            return 0.0;
        }
        let (mut own, mut best) = (f32::MIN, f32::MIN);
        for (quality, scores) in Quality::ALL.into_iter().zip(scores(&profile, &self.context)) {
            for (root, score) in (0..12u8).zip(scores) {
                match (Chord { root, quality }) == chord {
                    true => own = score,
                    false => best = best.max(score),
                }
            }
        }
        own - best
    }
}

/// What sounds at each tick of a loop, drums excluded.
struct Sounding {
    /// Bit `c` set: pitch class `c` sounds.
    classes: [u16; LONGEST_LOOP],
    /// Lowest MIDI key that sounds; `u8::MAX` in silence.
    lowest: [u8; LONGEST_LOOP],
}

impl Sounding {
    fn new(notes: &[Note], metre: Metre) -> Sounding {
        let mut sounding = Sounding { classes: [0; LONGEST_LOOP], lowest: [u8::MAX; LONGEST_LOOP] };
        let length = usize::from(metre.loop_len().0);
        for note in notes.iter().filter(|n| !n.instrument.is_drums()) {
            let end = length.min(usize::from(note.end().0));
            let ticks = end.min(usize::from(note.onset.0))..end;
            sounding.classes[ticks.clone()].iter_mut().for_each(|c| *c |= 1 << (note.pitch % 12));
            sounding.lowest[ticks].iter_mut().for_each(|l| *l = note.pitch.min(*l));
        }
        sounding
    }

    fn profile(&self, ticks: std::ops::Range<usize>) -> Profile {
        let mut profile = Profile::default();
        for tick in ticks {
            let mut classes = self.classes[tick];
            while classes != 0 {
                profile.sounds[classes.trailing_zeros() as usize] += 1.0;
                classes &= classes - 1;
            }
            if self.lowest[tick] != u8::MAX {
                profile.bass[usize::from(self.lowest[tick] % 12)] += 1.0;
            }
        }
        profile
    }
}

/// Ticks for which each pitch class sounds, and for which it is the bass.
#[derive(Clone, Copy, Default)]
struct Profile {
    sounds: [f32; 12],
    bass: [f32; 12],
}

impl Profile {
    /// How long each pitch class sounds, the longest being 1.
    fn scaled_to_peak(&self) -> [f32; 12] {
        let peak = self.sounds.iter().copied().fold(1.0, f32::max);
        self.sounds.map(|ticks| ticks / peak)
    }
}

/// The best chord for `profile`. `context` says how much each pitch class sounds in the whole loop, 0..=1.
fn recognise(profile: &Profile, context: &[f32; 12]) -> ChordSlot {
    let total: f32 = profile.sounds.iter().sum();
    if total == 0.0 {
        return ChordSlot::None;
    }
    let (mut best, mut found) = (f32::MIN, Chord { root: 0, quality: Quality::Major });
    for (quality, scores) in Quality::ALL.into_iter().zip(scores(profile, context)) {
        for (root, score) in (0..12u8).zip(scores) {
            if score > best {
                (best, found) = (score, Chord { root, quality });
            }
        }
    }
    let covered = over(found.quality, &profile.sounds)[usize::from(found.root)];
    if covered >= LEAST_COVERED * total { ChordSlot::Chord(found) } else { ChordSlot::None }
}

/// How well each chord fits `profile`, in which something sounds: by quality, in the order of [`Quality::ALL`], and root.
fn scores(profile: &Profile, context: &[f32; 12]) -> [[f32; 12]; Quality::ALL.len()] {
    let bass_total: f32 = profile.bass.iter().sum();
    // The square root keeps long notes (a bass pedal) from drowning short ones (an arpeggio's seventh).
    let weights: [f32; 12] =
        std::array::from_fn(|c| (profile.sounds[c] + BASS_WEIGHT * profile.bass[c]).sqrt());
    let norm = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
    Quality::ALL.map(|quality| {
        let size = quality.intervals().len() as f32;
        let cost = if size > 3.0 { FOURTH_NOTE_COST } else { 0.0 };
        let (matched, expected) = (over(quality, &weights), over(quality, context));
        std::array::from_fn(|root| {
            matched[root] / (size.sqrt() * norm) - cost
                + ROOT_BONUS * profile.bass[root] / bass_total
                + CONTEXT_BONUS * expected[root] / size
        })
    })
}

/// For each root: the sum of `weights` over the pitch classes of its chord.
fn over(quality: Quality, weights: &[f32; 12]) -> [f32; 12] {
    let twice: [f32; 24] = std::array::from_fn(|c| weights[c % 12]);
    let mut sums = [0.0; 12];
    for &above in quality.intervals() {
        let shifted = &twice[usize::from(above)..][..12];
        sums.iter_mut().zip(shifted).for_each(|(sum, weight)| *sum += weight);
    }
    sums
}

/// How often each scale degree, in semitones above the tonic, occurs in a segment of music in major (Temperley 2007).
const MAJOR: [f32; 12] = [0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400];
/// The same in minor.
const MINOR: [f32; 12] = [0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330];

/// The key whose profile correlates best with the square root of how long each pitch class sounds.
fn key(profile: &Profile) -> Option<Key> {
    let profile = standardised(profile.sounds.map(f32::sqrt))?;
    let modes = [(Mode::Major, standardised(MAJOR)?), (Mode::Minor, standardised(MINOR)?)];
    let mut best = (f32::MIN, Key { tonic: 0, mode: Mode::Major });
    for tonic in 0..12 {
        for (mode, weights) in &modes {
            let correlation =
                (0..12).map(|above| profile[(usize::from(tonic) + above) % 12] * weights[above]).sum();
            if correlation > best.0 {
                best = (correlation, Key { tonic, mode: *mode });
            }
        }
    }
    Some(best.1)
}

/// `values` with mean 0 and length 1, so that the dot product of two is Pearson's correlation; `None` if they are all equal.
fn standardised(values: [f32; 12]) -> Option<[f32; 12]> {
    let mean = values.iter().sum::<f32>() / 12.0;
    let centred = values.map(|v| v - mean);
    let length = centred.iter().map(|v| v * v).sum::<f32>().sqrt();
    (length > 1e-3).then(|| centred.map(|v| v / length))
}

#[cfg(test)]
#[path = "harmony_tests.rs"]
mod tests;
