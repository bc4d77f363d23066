//! Bowed strings, ensembles, choirs, brass, reeds and pipes: programs 40..=79.

use super::*;

const fn bowed(cutoff: f32, vibrato: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato, ..Tone::new(Shape::Bowed) }),
        hiss: Some(breath(5.0, 0.8, 0.03)),
        filter: Some(sweep(cutoff, 0.4, 0.08, 1.5)),
        room: 0.3,
        ..tone(Shape::Bowed, Adsr::new(0.07, 2.0, 0.85, 0.25))
    }
}

const TIMPANI: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (1.504, 0.55, 0.75), (1.99, 0.3, 0.6), (2.44, 0.2, 0.5), (2.89, 0.12, 0.4)];

pub(super) static STRINGS: [Patch; 8] = [
    bowed(4500.0, 16.0),
    bowed(3400.0, 15.0),
    bowed(2800.0, 13.0),
    bowed(2000.0, 8.0),
    Patch { tremolo: 0.65, tremolo_rate: 11.0, ..section(4, 9.0, 3800.0, 0.05) },
    Patch {
        struck: Some(Struck { touch: 0.8, ..string(0.2, 1.0, 0.7, 0.9) }),
        hiss: Some(knock(Band::Low, 1200.0, 0.03, 0.1)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.5),
        room: 0.35,
        ..Patch::SILENCE
    },
    Patch {
        struck: Some(string(0.35, 0.9, 0.4, 4.0)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 1.5),
        room: 0.3,
        ..Patch::SILENCE
    },
    Patch {
        struck: Some(Struck { key_decay: 0.3, ..bar(TIMPANI, 2.2) }),
        hiss: Some(knock(Band::Low, 400.0, 0.09, 0.3)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.9),
        room: 0.3,
        ..Patch::SILENCE
    },
];

const fn section(voices: u8, detune: f32, cutoff: f32, attack: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato: 5.0, ..several(Shape::Section, voices, detune) }),
        filter: Some(sweep(cutoff, 0.3, attack, 2.0)),
        room: 0.35,
        ..tone(Shape::Section, Adsr::new(attack, 2.0, 0.9, 0.45))
    }
}

const fn synth_strings(cutoff: f32) -> Patch {
    Patch {
        tone: Some(several(Shape::Saw, 4, 11.0)),
        filter: Some(sweep(cutoff, 0.5, 0.1, 1.5)),
        ..section(4, 11.0, cutoff, 0.09)
    }
}

const fn choir(shape: Shape, detune: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato: 9.0, ..several(shape, 3, detune) }),
        hiss: Some(breath(4.0, 0.6, 0.015)),
        room: 0.4,
        ..tone(shape, Adsr::new(0.1, 2.0, 0.9, 0.4))
    }
}

pub(super) static ENSEMBLE: [Patch; 8] = [
    section(4, 8.0, 4200.0, 0.08),
    section(4, 10.0, 3000.0, 0.16),
    synth_strings(3200.0),
    synth_strings(2200.0),
    choir(Shape::Aah, 8.0),
    choir(Shape::Ooh, 6.0),
    Patch { tone: Some(several(Shape::Aah, 4, 12.0)), ..choir(Shape::Aah, 12.0) },
    Patch {
        tone: Some(Tone { intervals: [2.0, 1.0, 1.0, 0.5], ..several(Shape::Saw, 4, 6.0) }),
        hiss: Some(knock(Band::Low, 1800.0, 0.25, 0.25)),
        filter: Some(sweep(2600.0, 0.8, 0.0, 0.7)),
        envelope: Adsr::new(0.002, 0.9, 0.0, 0.3),
        room: 0.4,
        ..Patch::SILENCE
    },
];

const fn brass(shape: Shape, cutoff: f32, attack: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato: 7.0, slide: -0.35, slide_time: 0.03, ..Tone::new(shape) }),
        filter: Some(Sweep { touch: 3.0, ..sweep(cutoff, 1.1, attack * 1.6, 1.2) }),
        room: 0.22,
        ..tone(shape, Adsr::new(attack, 1.5, 0.85, 0.12))
    }
}

const fn synth_brass(cutoff: f32, detune: f32) -> Patch {
    Patch { tone: Some(several(Shape::Saw, 3, detune)), ..brass(Shape::Saw, cutoff, 0.03) }
}

pub(super) static BRASS: [Patch; 8] = [
    brass(Shape::Trumpet, 2600.0, 0.028),
    brass(Shape::Trumpet, 1500.0, 0.04),
    brass(Shape::Horn, 900.0, 0.05),
    brass(Shape::Muted, 4500.0, 0.025),
    Patch { room: 0.35, ..brass(Shape::Horn, 1100.0, 0.06) },
    Patch {
        tone: Some(Tone { slide: -0.3, slide_time: 0.03, ..several(Shape::Trumpet, 4, 7.0) }),
        ..brass(Shape::Trumpet, 2200.0, 0.035)
    },
    synth_brass(1500.0, 8.0),
    synth_brass(1000.0, 6.0),
];

const fn reed(shape: Shape, cutoff: f32, vibrato: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato, ..Tone::new(shape) }),
        hiss: Some(breath(3.0, 0.7, 0.03)),
        filter: Some(sweep(cutoff, 0.6, 0.04, 1.0)),
        room: 0.2,
        ..tone(shape, Adsr::new(0.03, 1.5, 0.9, 0.1))
    }
}

pub(super) static REED: [Patch; 8] = [
    reed(Shape::Sax, 4000.0, 12.0),
    reed(Shape::Sax, 3200.0, 12.0),
    reed(Shape::Sax, 2500.0, 11.0),
    reed(Shape::Sax, 1800.0, 8.0),
    reed(Shape::DoubleReed, 4500.0, 11.0),
    reed(Shape::DoubleReed, 2800.0, 9.0),
    reed(Shape::DoubleReed, 1700.0, 6.0),
    reed(Shape::Clarinet, 3000.0, 4.0),
];

const fn pipe(air: f32, vibrato: f32, attack: f32) -> Patch {
    Patch {
        tone: Some(Tone { vibrato, ..Tone::new(Shape::Flute) }),
        hiss: Some(breath(2.0, 0.9, air)),
        filter: Some(Sweep { touch: 3.0, tracks: 0.9, ..sweep(1300.0, 0.6, attack, 1.0) }),
        room: 0.28,
        ..tone(Shape::Flute, Adsr::new(attack, 1.5, 0.9, 0.12))
    }
}

pub(super) static PIPE: [Patch; 8] = [
    pipe(0.05, 9.0, 0.03),
    pipe(0.08, 14.0, 0.045),
    Patch { filter: Some(Sweep::new(2200.0)), ..pipe(0.03, 4.0, 0.025) },
    pipe(0.28, 8.0, 0.04),
    pipe(0.35, 0.0, 0.06),
    pipe(0.3, 14.0, 0.06),
    Patch { tone: Some(Tone { vibrato: 18.0, ..Tone::new(Shape::Sine) }), ..pipe(0.02, 18.0, 0.03) },
    Patch { tone: Some(Tone { vibrato: 5.0, ..Tone::new(Shape::Triangle) }), ..pipe(0.04, 5.0, 0.03) },
];
