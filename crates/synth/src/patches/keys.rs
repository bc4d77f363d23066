//! Pianos, chromatic percussion and organs: programs 0..=23.

use super::*;

const fn piano(tilt: f32, decay: f32, double: f32, hammer: f32) -> Patch {
    Patch {
        struck: Some(Struck {
            body: Body::String { stiffness: 0.000_25, position: 0.12, tilt, damping: 0.22, double },
            decay,
            key_decay: 0.75,
            touch: 1.3,
            level: 0.5,
        }),
        hiss: Some(knock(Band::Low, 1400.0, 0.06, hammer)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.35),
        ..Patch::SILENCE
    }
}

/// A tine with a bell above it.
const TINE: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (2.0, 0.12, 0.6), (3.0, 0.08, 0.4), (7.02, 0.22, 0.12), (14.1, 0.07, 0.06)];
const REED: &[(f32, f32, f32)] = &[
    (1.0, 1.0, 1.0),
    (2.0, 0.5, 0.7),
    (3.0, 0.28, 0.5),
    (4.0, 0.16, 0.4),
    (5.0, 0.12, 0.3),
    (6.0, 0.06, 0.25),
];

const fn electric(partials: &'static [(f32, f32, f32)], decay: f32, touch: f32) -> Patch {
    Patch {
        struck: Some(Struck { touch, ..bar(partials, decay) }),
        hiss: Some(knock(Band::Low, 900.0, 0.04, 0.05)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.3),
        tremolo: 0.12,
        tremolo_rate: 4.5,
        room: 0.15,
        ..Patch::SILENCE
    }
}

const HARPSICHORD: Patch = Patch {
    struck: Some(Struck { touch: 0.1, ..string(0.13, 0.35, 0.12, 5.0) }),
    hiss: Some(knock(Band::High, 3500.0, 0.03, 0.06)),
    envelope: Adsr::new(0.0, 1.0, 1.0, 0.15),
    ..Patch::SILENCE
};

pub(super) static PIANO: [Patch; 8] = [
    piano(0.95, 11.0, 2.2, 0.16),
    piano(0.75, 10.0, 2.0, 0.2),
    piano(0.85, 8.0, 0.0, 0.1),
    piano(0.8, 8.0, 7.0, 0.18),
    electric(TINE, 7.0, 1.4),
    electric(REED, 6.0, 1.2),
    HARPSICHORD,
    Patch {
        struck: Some(Struck { touch: 0.7, ..string(0.21, 0.45, 0.25, 3.0) }),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.08),
        filter: Some(Sweep { q: 1.4, ..sweep(2600.0, 0.6, 0.0, 0.6) }),
        ..HARPSICHORD
    },
];

/// A free bar; and bars tuned to the double octave (vibraphone, marimba) and the twelfth (xylophone).
const FREE: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (2.756, 0.35, 0.45), (5.404, 0.2, 0.2), (8.933, 0.1, 0.1)];
const DOUBLE_OCTAVE: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (3.984, 0.25, 0.3), (10.668, 0.1, 0.1)];
const TWELFTH: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (3.0, 0.4, 0.45), (6.1, 0.22, 0.25), (10.2, 0.1, 0.12)];
const COMB: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (2.0, 0.12, 0.6), (6.27, 0.16, 0.2), (17.5, 0.04, 0.05)];
const TUBE: &[(f32, f32, f32)] = &[
    (1.0, 0.7, 1.0),
    (2.0, 1.0, 0.9),
    (3.0, 0.6, 0.7),
    (4.17, 0.5, 0.5),
    (5.43, 0.35, 0.35),
    (6.79, 0.2, 0.25),
    (8.21, 0.15, 0.2),
];

const fn mallet(partials: &'static [(f32, f32, f32)], decay: f32, knock_level: f32) -> Patch {
    Patch {
        struck: Some(bar(partials, decay)),
        hiss: Some(knock(Band::Pass, 2200.0, 0.025, knock_level)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 1.2),
        room: 0.2,
        ..Patch::SILENCE
    }
}

pub(super) static CHROMATIC: [Patch; 8] = [
    mallet(COMB, 4.0, 0.05),
    mallet(FREE, 5.0, 0.04),
    mallet(COMB, 5.0, 0.08),
    Patch { tremolo: 0.3, tremolo_rate: 5.2, ..mallet(DOUBLE_OCTAVE, 7.0, 0.04) },
    mallet(DOUBLE_OCTAVE, 1.1, 0.14),
    mallet(TWELFTH, 0.7, 0.16),
    Patch { envelope: Adsr::new(0.0, 1.0, 1.0, 3.0), room: 0.3, ..mallet(TUBE, 7.0, 0.05) },
    Patch {
        struck: Some(Struck {
            body: Body::String { stiffness: 0.000_15, position: 0.14, tilt: 0.6, damping: 0.2, double: 3.0 },
            ..string(0.14, 0.6, 0.2, 5.0)
        }),
        ..mallet(TUBE, 5.0, 0.1)
    },
];

const fn organ(shape: Shape, click: f32) -> Patch {
    Patch {
        hiss: Some(knock(Band::High, 2500.0, 0.02, click)),
        room: 0.18,
        ..tone(shape, Adsr::new(0.006, 1.0, 1.0, 0.07))
    }
}

const fn free_reed(detune: f32, voices: u8, cutoff: f32) -> Patch {
    Patch {
        tone: Some(several(Shape::FreeReed, voices, detune)),
        filter: Some(Sweep::new(cutoff)),
        ..tone(Shape::FreeReed, Adsr::new(0.04, 1.0, 1.0, 0.12))
    }
}

pub(super) static ORGAN: [Patch; 8] = [
    Patch { tone: Some(several(Shape::Drawbars, 2, 1.5)), ..organ(Shape::Drawbars, 0.06) },
    Patch {
        struck: Some(Struck { touch: 0.0, level: 0.3, ..bar(&[(3.0, 1.0, 1.0)], 0.5) }),
        ..organ(Shape::Drawbars, 0.1)
    },
    Patch {
        tone: Some(several(Shape::FullOrgan, 2, 3.0)),
        drive: 1.2,
        tremolo: 0.15,
        tremolo_rate: 6.6,
        ..organ(Shape::FullOrgan, 0.08)
    },
    Patch {
        tone: Some(several(Shape::Pipes, 3, 2.5)),
        hiss: Some(breath(3.0, 1.0, 0.05)),
        envelope: Adsr::new(0.06, 1.0, 1.0, 0.4),
        room: 0.45,
        ..organ(Shape::Pipes, 0.0)
    },
    free_reed(2.0, 2, 3500.0),
    free_reed(7.0, 3, 4500.0),
    Patch {
        tone: Some(Tone { vibrato: 10.0, ..Tone::new(Shape::FreeReed) }),
        hiss: Some(breath(4.0, 1.0, 0.06)),
        ..free_reed(0.0, 1, 4000.0)
    },
    free_reed(4.0, 2, 3800.0),
];
