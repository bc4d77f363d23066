//! Ethnic instruments, percussion and noises: programs 104..=127.

use super::*;

const fn plucked(position: f32, tilt: f32, damping: f32, decay: f32, room: f32) -> Patch {
    Patch {
        struck: Some(string(position, tilt, damping, decay)),
        hiss: Some(knock(Band::High, 2500.0, 0.03, 0.08)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.4),
        room,
        ..Patch::SILENCE
    }
}

const TINES: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (5.8, 0.18, 0.15), (13.1, 0.06, 0.06)];
const AGOGO: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (2.72, 0.6, 0.7), (4.3, 0.35, 0.5), (5.9, 0.25, 0.3)];
const PAN: &[(f32, f32, f32)] = &[
    (1.0, 1.0, 1.0),
    (2.0, 0.55, 0.8),
    (3.0, 0.25, 0.5),
    (4.01, 0.2, 0.4),
    (5.9, 0.1, 0.2),
    (8.1, 0.06, 0.1),
];
const WOOD: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (2.42, 0.5, 0.6), (4.6, 0.25, 0.4)];
const SKIN: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (1.594, 0.5, 0.6), (2.136, 0.35, 0.45), (2.296, 0.25, 0.4), (2.653, 0.2, 0.3)];
const TINKLE: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (2.4, 0.5, 0.7), (4.1, 0.35, 0.5), (6.8, 0.2, 0.3)];

const SHANAI: Patch = Patch {
    tone: Some(Tone { vibrato: 12.0, ..Tone::new(Shape::DoubleReed) }),
    filter: Some(sweep(5000.0, 0.4, 0.03, 1.0)),
    envelope: Adsr::new(0.025, 1.5, 0.95, 0.1),
    room: 0.25,
    ..Patch::SILENCE
};

pub(super) static ETHNIC: [Patch; 8] = [
    Patch {
        struck: Some(Struck {
            body: Body::String { stiffness: 0.0, position: 0.07, tilt: 0.3, damping: 0.1, double: 3.0 },
            ..string(0.07, 0.3, 0.1, 5.0)
        }),
        ..plucked(0.07, 0.3, 0.1, 5.0, 0.25)
    },
    plucked(0.1, 0.5, 0.35, 1.6, 0.12),
    plucked(0.08, 0.55, 0.5, 1.3, 0.15),
    plucked(0.12, 0.6, 0.3, 3.2, 0.3),
    Patch { struck: Some(bar(TINES, 1.8)), room: 0.2, ..plucked(0.1, 0.5, 0.3, 1.0, 0.2) },
    Patch {
        tone: Some(Tone { intervals: [1.0, 0.5, 1.0, 1.0], ..several(Shape::DoubleReed, 3, 3.0) }),
        ..SHANAI
    },
    Patch {
        tone: Some(Tone { vibrato: 14.0, ..Tone::new(Shape::Bowed) }),
        filter: Some(sweep(5200.0, 0.4, 0.05, 1.2)),
        envelope: Adsr::new(0.04, 2.0, 0.9, 0.18),
        ..SHANAI
    },
    SHANAI,
];

const fn percussion(partials: &'static [(f32, f32, f32)], decay: f32, noise: Hiss) -> Patch {
    Patch {
        struck: Some(Struck { key_decay: 0.4, ..bar(partials, decay) }),
        hiss: Some(noise),
        envelope: Adsr::new(0.0, 1.0, 1.0, 1.0),
        room: 0.2,
        ..Patch::SILENCE
    }
}

pub(super) static PERCUSSIVE: [Patch; 8] = [
    percussion(TINKLE, 2.5, knock(Band::High, 5000.0, 0.02, 0.06)),
    percussion(AGOGO, 0.7, knock(Band::High, 4000.0, 0.02, 0.08)),
    percussion(PAN, 2.0, knock(Band::Pass, 1500.0, 0.03, 0.08)),
    percussion(WOOD, 0.18, knock(Band::Pass, 2500.0, 0.015, 0.2)),
    percussion(SKIN, 1.4, knock(Band::Low, 500.0, 0.1, 0.35)),
    percussion(SKIN, 0.9, knock(Band::Low, 900.0, 0.05, 0.25)),
    Patch {
        tone: Some(Tone { slide: 14.0, slide_time: 0.05, level: 0.9, ..Tone::new(Shape::Sine) }),
        hiss: Some(knock(Band::High, 1500.0, 0.04, 0.12)),
        envelope: Adsr::new(0.0, 0.7, 0.0, 0.4),
        ..Patch::SILENCE
    },
    Patch {
        hiss: Some(Hiss { attack: 0.6, sustain: 1.0, ..knock(Band::High, 4500.0, 1.0, 0.5) }),
        envelope: Adsr::new(0.7, 0.4, 0.0, 0.1),
        ..Patch::SILENCE
    },
];

/// Noise that stays as long as the key is down.
const fn noise(band: Band, center: f32, q: f32, attack: f32, release: f32) -> Patch {
    Patch {
        hiss: Some(Hiss { q, sustain: 1.0, ..knock(band, center, 1.0, 0.6) }),
        envelope: Adsr::new(attack, 1.0, 1.0, release),
        ..Patch::SILENCE
    }
}

pub(super) static NOISES: [Patch; 8] = [
    Patch { envelope: Adsr::new(0.01, 0.25, 0.0, 0.1), ..noise(Band::Pass, 2800.0, 2.0, 0.01, 0.1) },
    Patch { envelope: Adsr::new(0.05, 0.9, 0.0, 0.2), ..noise(Band::Pass, 1800.0, 0.6, 0.05, 0.2) },
    Patch { tremolo: 0.8, tremolo_rate: 0.25, room: 0.3, ..noise(Band::Low, 1800.0, 0.6, 0.5, 1.2) },
    Patch {
        tone: Some(Tone { slide: 9.0, slide_time: 0.06, level: 0.5, ..Tone::new(Shape::Sine) }),
        tremolo: 1.0,
        tremolo_rate: 9.0,
        fixed: Some(2600.0),
        envelope: Adsr::new(0.005, 1.5, 0.3, 0.1),
        ..Patch::SILENCE
    },
    Patch {
        struck: Some(Struck {
            touch: 0.2,
            ..bar(&[(1.0, 1.0, 1.0), (1.26, 0.8, 1.0), (2.9, 0.3, 0.6)], 3.0)
        }),
        tremolo: 0.95,
        tremolo_rate: 20.0,
        fixed: Some(1150.0),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.1),
        ..Patch::SILENCE
    },
    Patch { tremolo: 0.9, tremolo_rate: 11.0, ..noise(Band::Low, 700.0, 0.9, 0.15, 0.6) },
    Patch { tremolo: 0.25, tremolo_rate: 13.0, ..noise(Band::Pass, 2200.0, 0.5, 0.3, 0.8) },
    Patch {
        hiss: Some(knock(Band::Low, 3500.0, 0.9, 1.0)),
        tone: Some(Tone { slide: 20.0, slide_time: 0.04, ..Tone::new(Shape::Sine) }),
        envelope: Adsr::new(0.0, 0.9, 0.0, 0.9),
        fixed: Some(55.0),
        rings: true,
        room: 0.35,
        ..Patch::SILENCE
    },
];
