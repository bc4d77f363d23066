//! Guitars and basses: programs 24..=39.

use super::*;

const fn guitar(position: f32, tilt: f32, damping: f32, decay: f32) -> Patch {
    Patch {
        struck: Some(string(position, tilt, damping, decay)),
        hiss: Some(knock(Band::High, 2800.0, 0.025, 0.07)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.18),
        ..Patch::SILENCE
    }
}

/// Through an amplifier: a string into saturation into a loudspeaker.
const fn driven(drive: f32, cutoff: f32) -> Patch {
    Patch {
        struck: Some(Struck { level: 1.0, ..string(0.17, 0.5, 0.1, 9.0) }),
        drive,
        filter: Some(Sweep { touch: 0.8, tracks: 0.1, q: 0.9, ..Sweep::new(cutoff) }),
        envelope: Adsr::new(0.0, 6.0, 0.4, 0.12),
        ..Patch::SILENCE
    }
}

pub(super) static GUITAR: [Patch; 8] = [
    guitar(0.22, 1.0, 0.45, 3.2),
    guitar(0.14, 0.6, 0.25, 4.5),
    guitar(0.3, 1.25, 0.3, 3.8),
    guitar(0.18, 0.75, 0.16, 5.5),
    Patch { envelope: Adsr::new(0.0, 1.0, 1.0, 0.05), ..guitar(0.1, 0.9, 0.6, 0.55) },
    driven(6.0, 3600.0),
    driven(22.0, 4200.0),
    Patch { room: 0.25, ..guitar(0.5, 0.5, 0.35, 5.0) },
];

const fn bass(position: f32, tilt: f32, damping: f32, decay: f32) -> Patch {
    Patch {
        struck: Some(Struck { key_decay: 0.45, ..string(position, tilt, damping, decay) }),
        hiss: Some(knock(Band::Low, 700.0, 0.03, 0.12)),
        envelope: Adsr::new(0.0, 1.0, 1.0, 0.1),
        room: 0.03,
        ..Patch::SILENCE
    }
}

const fn slap(snap: f32) -> Patch {
    Patch { hiss: Some(knock(Band::High, 2600.0, 0.05, snap)), ..bass(0.08, 0.45, 0.12, 2.6) }
}

const fn synth_bass(shape: Shape, cutoff: f32, octaves: f32, decay: f32) -> Patch {
    Patch {
        filter: Some(Sweep { q: 1.6, ..sweep(cutoff, octaves, 0.0, decay) }),
        room: 0.03,
        ..tone(shape, Adsr::new(0.002, 3.0, 0.75, 0.08))
    }
}

pub(super) static BASS: [Patch; 8] = [
    bass(0.25, 1.25, 0.4, 1.6),
    bass(0.2, 1.0, 0.22, 2.8),
    Patch { hiss: Some(knock(Band::High, 2000.0, 0.03, 0.1)), ..bass(0.12, 0.7, 0.16, 2.8) },
    Patch {
        tone: Some(Tone { vibrato: 9.0, level: 0.35, ..Tone::new(Shape::Triangle) }),
        envelope: Adsr::new(0.015, 2.5, 0.5, 0.12),
        ..bass(0.3, 1.3, 0.3, 2.4)
    },
    slap(0.3),
    slap(0.45),
    synth_bass(Shape::Saw, 420.0, 2.4, 0.6),
    synth_bass(Shape::Square, 500.0, 1.6, 0.9),
];
