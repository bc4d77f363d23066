//! Synthesiser leads, pads and effects: programs 80..=103.

use super::*;

const fn lead(tone_of: Tone, cutoff: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato: 8.0, ..tone_of }),
        filter: Some(Sweep { q: 1.1, ..sweep(cutoff, 1.0, 0.0, 0.9) }),
        envelope: Adsr::new(0.004, 1.5, 0.8, 0.12),
        room: 0.22,
        ..Patch::SILENCE
    }
}

pub(super) static LEAD: [Patch; 8] = [
    lead(several(Shape::Square, 2, 3.0), 3500.0),
    lead(several(Shape::Saw, 2, 6.0), 3800.0),
    Patch { hiss: Some(breath(2.0, 0.9, 0.1)), ..lead(Tone::new(Shape::Triangle), 3000.0) },
    Patch {
        hiss: Some(Hiss { tracks: true, ..knock(Band::Pass, 4.0, 0.12, 0.3) }),
        ..lead(several(Shape::Square, 1, 0.0), 2600.0)
    },
    Patch { drive: 4.0, ..lead(several(Shape::Saw, 2, 5.0), 3200.0) },
    Patch { envelope: Adsr::new(0.04, 1.5, 0.9, 0.2), ..lead(several(Shape::Aah, 2, 6.0), 6000.0) },
    lead(Tone { intervals: [1.0, 1.5, 1.0, 1.0], ..several(Shape::Saw, 2, 1.5) }, 3200.0),
    lead(Tone { intervals: [1.0, 0.5, 1.0, 1.0], ..several(Shape::Saw, 3, 4.0) }, 2400.0),
];

const fn pad(tone_of: Tone, cutoff: f32, attack: f32, octaves: f32) -> Patch {
    Patch {
        tone: Some(tone_of),
        filter: Some(sweep(cutoff, octaves, attack * 2.0, 4.0)),
        envelope: Adsr::new(attack, 3.0, 0.9, 0.9),
        room: 0.45,
        ..Patch::SILENCE
    }
}

/// Bells over a pad.
const SHIMMER: &[(f32, f32, f32)] =
    &[(1.0, 0.5, 1.0), (2.0, 0.5, 0.9), (4.02, 0.5, 0.7), (6.05, 0.3, 0.5), (9.1, 0.2, 0.3)];
const GLASS: &[(f32, f32, f32)] = &[
    (1.0, 1.0, 1.0),
    (2.01, 0.4, 0.8),
    (3.0, 0.3, 0.5),
    (5.39, 0.3, 0.35),
    (8.93, 0.2, 0.2),
    (12.1, 0.1, 0.1),
];

pub(super) static PAD: [Patch; 8] = [
    Patch {
        struck: Some(Struck { level: 0.3, ..bar(SHIMMER, 4.0) }),
        ..pad(several(Shape::Triangle, 3, 7.0), 3000.0, 0.15, 0.3)
    },
    pad(several(Shape::Saw, 4, 9.0), 900.0, 0.25, 0.5),
    pad(several(Shape::Saw, 4, 12.0), 2600.0, 0.08, 0.4),
    pad(several(Shape::Ooh, 4, 8.0), 5000.0, 0.25, 0.0),
    pad(several(Shape::Bowed, 3, 6.0), 3500.0, 0.3, 0.3),
    Patch {
        struck: Some(Struck { level: 0.25, ..bar(GLASS, 5.0) }),
        ..pad(several(Shape::Pulse, 3, 8.0), 1800.0, 0.15, 0.5)
    },
    pad(several(Shape::Aah, 4, 10.0), 4000.0, 0.4, 0.0),
    pad(several(Shape::Saw, 4, 9.0), 700.0, 0.3, 2.2),
];

const fn bell_pad(partials: &'static [(f32, f32, f32)], decay: f32, tone_of: Tone, cutoff: f32) -> Patch {
    Patch {
        struck: Some(Struck { level: 0.4, ..bar(partials, decay) }),
        envelope: Adsr::new(0.0, 5.0, 0.5, 0.8),
        ..pad(tone_of, cutoff, 0.05, 0.4)
    }
}

pub(super) static EFFECTS: [Patch; 8] = [
    bell_pad(SHIMMER, 1.2, several(Shape::Triangle, 3, 9.0), 1800.0),
    pad(Tone { intervals: [1.0, 1.5, 1.0, 1.0], ..several(Shape::Saw, 3, 7.0) }, 1300.0, 0.35, 0.9),
    Patch {
        struck: Some(bar(GLASS, 4.5)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 1.5),
        room: 0.4,
        ..Patch::SILENCE
    },
    Patch {
        struck: Some(string(0.2, 0.8, 0.3, 4.0)),
        ..pad(Tone { level: 0.35, ..several(Shape::Section, 3, 8.0) }, 2000.0, 0.02, 0.3)
    },
    bell_pad(SHIMMER, 3.0, several(Shape::Saw, 3, 7.0), 4500.0),
    Patch {
        tremolo: 0.4,
        tremolo_rate: 3.1,
        ..pad(Tone { vibrato: 8.0, ..several(Shape::Ooh, 3, 8.0) }, 2600.0, 0.2, 0.8)
    },
    Patch {
        tremolo: 0.6,
        tremolo_rate: 4.0,
        ..bell_pad(SHIMMER, 2.0, several(Shape::Triangle, 2, 6.0), 2400.0)
    },
    Patch {
        tremolo: 0.3,
        tremolo_rate: 6.0,
        ..pad(Tone { vibrato: 7.0, ..several(Shape::Pulse, 3, 6.0) }, 1500.0, 0.05, 1.5)
    },
];
