//! The drum kit of channel 10: the GM notes 35..=81 and Roland's 27..=34 and 82..=87 around them.

use super::*;

/// A drum, and where it stands: -1 (left, as the audience sees it) ..= 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drum {
    pub patch: Patch,
    pub pan: f32,
}

const FIRST: u8 = 27;
const LAST: u8 = 87;
/// Choke groups.
const HATS: u8 = 1;
const WHISTLE: u8 = 2;
const GUIRO: u8 = 3;
const CUICA: u8 = 4;
const TRIANGLE: u8 = 5;
const SURDO: u8 = 6;

/// The drum of a key; keys outside of the kit sound like its nearest.
pub(crate) fn drum(key: u8) -> &'static Drum {
    &KIT[usize::from(key.clamp(FIRST, LAST) - FIRST)]
}

/// Gain of the drum of a key.
pub(crate) fn drum_level(key: u8) -> f32 {
    gain(levels::DRUMS[usize::from(key.clamp(FIRST, LAST) - FIRST)])
}

const fn at(pan: f32, patch: Patch) -> Drum {
    Drum { patch, pan }
}

/// A stroke that rings out by itself.
const STROKE: Patch =
    Patch { envelope: Adsr::new(0.0, 1.0, 1.0, 0.3), rings: true, room: 0.08, ..Patch::SILENCE };

const fn kick(hz: f32, slide: f32, decay: f32, click: f32) -> Patch {
    Patch {
        tone: Some(Tone { slide, slide_time: 0.022, level: 1.0, ..Tone::new(Shape::Sine) }),
        hiss: Some(knock(Band::Low, 3200.0, 0.018, click)),
        envelope: Adsr::new(0.0, decay, 0.0, 0.3),
        fixed: Some(hz),
        room: 0.03,
        ..STROKE
    }
}

const HEAD: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (1.593, 0.6, 0.6), (2.135, 0.35, 0.5), (2.65, 0.2, 0.4), (3.5, 0.15, 0.3)];
const SHELL: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (2.4, 0.7, 0.7), (4.7, 0.5, 0.5), (6.9, 0.3, 0.3)];
const BELL: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (1.48, 0.8, 0.8), (2.68, 0.4, 0.5), (4.1, 0.25, 0.3)];
const STICK: &[(f32, f32, f32)] = &[(1.0, 1.0, 1.0), (2.6, 0.35, 0.5), (5.2, 0.15, 0.3)];
const RODS: &[(f32, f32, f32)] =
    &[(1.0, 1.0, 1.0), (1.83, 0.7, 0.9), (2.75, 0.6, 0.8), (3.9, 0.5, 0.6), (5.4, 0.3, 0.4)];

const fn snare(hz: f32, body: f32, wires: f32, decay: f32) -> Patch {
    Patch {
        struck: Some(Struck { level: body, ..bar(HEAD, 0.22) }),
        hiss: Some(Hiss { q: 0.5, ..knock(Band::High, 1700.0, decay, wires) }),
        fixed: Some(hz),
        room: 0.12,
        ..STROKE
    }
}

const fn tom(hz: f32) -> Patch {
    Patch {
        tone: Some(Tone { slide: 5.0, slide_time: 0.05, level: 0.7, ..Tone::new(Shape::Sine) }),
        struck: Some(Struck { level: 0.35, ..bar(HEAD, 0.4) }),
        hiss: Some(knock(Band::Low, 1800.0, 0.04, 0.15)),
        envelope: Adsr::new(0.0, 0.75, 0.0, 0.3),
        fixed: Some(hz),
        room: 0.1,
        ..STROKE
    }
}

const fn hat(decay: f32) -> Patch {
    Patch {
        struck: Some(Struck { body: Body::Plate { low: 1.0, high: 3.6 }, touch: 0.3, ..bar(BELL, decay) }),
        hiss: Some(Hiss { q: 0.6, ..knock(Band::High, 7500.0, decay * 0.8, 0.5) }),
        fixed: Some(3900.0),
        choke: HATS,
        room: 0.05,
        ..STROKE
    }
}

const fn cymbal(low: f32, high: f32, decay: f32, wash: f32, swell: f32) -> Patch {
    Patch {
        struck: Some(Struck { body: Body::Plate { low, high }, touch: 0.5, ..bar(BELL, decay) }),
        hiss: Some(Hiss { q: 0.5, attack: swell, ..knock(Band::High, 5200.0, decay * 0.6, wash) }),
        fixed: Some(440.0),
        room: 0.12,
        ..STROKE
    }
}

const fn ride(bell: f32, wash: f32) -> Patch {
    Patch {
        tone: None,
        struck: Some(Struck { touch: 0.5, level: bell, ..bar(RODS, 1.6) }),
        hiss: Some(Hiss { q: 0.6, ..knock(Band::High, 6500.0, 1.1, wash) }),
        fixed: Some(1870.0),
        room: 0.1,
        ..STROKE
    }
}

/// A skin struck by hand.
const fn hand(hz: f32, decay: f32, slap: f32, slide: f32) -> Patch {
    Patch {
        tone: Some(Tone { slide, slide_time: 0.02, level: 0.6, ..Tone::new(Shape::Sine) }),
        struck: Some(Struck { level: 0.3, ..bar(HEAD, decay * 0.7) }),
        hiss: Some(knock(Band::Pass, 1600.0, 0.03, slap)),
        envelope: Adsr::new(0.0, decay, 0.0, 0.3),
        fixed: Some(hz),
        ..STROKE
    }
}

const fn hard(partials: &'static [(f32, f32, f32)], hz: f32, decay: f32, click: f32) -> Patch {
    Patch {
        struck: Some(bar(partials, decay)),
        hiss: Some(knock(Band::High, 3000.0, 0.012, click)),
        fixed: Some(hz),
        ..STROKE
    }
}

const fn rattle(band: Band, center: f32, attack: f32, decay: f32) -> Patch {
    Patch { hiss: Some(Hiss { attack, q: 1.0, ..knock(band, center, decay, 0.6) }), ..STROKE }
}

/// Whistles and cuicas: a tone that stays a while.
const fn cry(hz: f32, slide: f32, decay: f32, choke: u8) -> Patch {
    Patch {
        tone: Some(Tone { slide, slide_time: 0.08, ..Tone::new(Shape::Triangle) }),
        hiss: Some(knock(Band::Pass, hz, decay, 0.15)),
        envelope: Adsr::new(0.004, decay, 0.0, 0.1),
        fixed: Some(hz),
        choke,
        ..STROKE
    }
}

const fn choked(choke: u8, patch: Patch) -> Patch {
    Patch { choke, ..patch }
}

const CLAP: Patch = Patch {
    hiss: Some(Hiss { q: 1.3, ..knock(Band::Pass, 1250.0, 0.28, 1.0) }),
    // Hands never meet at once: the first tenth of a second flutters.
    tremolo: 0.6,
    tremolo_rate: 90.0,
    room: 0.2,
    ..STROKE
};

const TAMBOURINE: Patch = Patch {
    struck: Some(Struck { body: Body::Plate { low: 1.0, high: 1.9 }, level: 0.35, ..bar(BELL, 0.35) }),
    hiss: Some(knock(Band::High, 7000.0, 0.25, 0.35)),
    fixed: Some(5200.0),
    ..STROKE
};

static KIT: [Drum; (LAST - FIRST + 1) as usize] = [
    /* 27 high Q          */ at(0.1, cry(1500.0, 18.0, 0.12, 0)),
    /* 28 slap            */ at(0.1, snare(330.0, 0.4, 0.5, 0.12)),
    /* 29 scratch push    */ at(-0.1, rattle(Band::Pass, 1800.0, 0.03, 0.15)),
    /* 30 scratch pull    */ at(-0.1, rattle(Band::Pass, 1100.0, 0.02, 0.15)),
    /* 31 sticks          */ at(0.1, hard(STICK, 2300.0, 0.06, 0.3)),
    /* 32 square click    */ at(0.0, hard(STICK, 1600.0, 0.04, 0.2)),
    /* 33 metronome click */ at(0.0, hard(STICK, 1900.0, 0.05, 0.2)),
    /* 34 metronome bell  */ at(0.0, hard(BELL, 1760.0, 0.5, 0.1)),
    /* 35 acoustic kick   */ at(0.0, kick(47.0, 19.0, 0.42, 0.3)),
    /* 36 kick            */ at(0.0, kick(51.0, 22.0, 0.36, 0.45)),
    /* 37 side stick      */ at(-0.1, hard(SHELL, 520.0, 0.09, 0.5)),
    /* 38 acoustic snare  */ at(-0.05, snare(188.0, 0.55, 0.55, 0.32)),
    /* 39 clap            */ at(0.1, CLAP),
    /* 40 electric snare  */ at(-0.05, snare(215.0, 0.5, 0.65, 0.26)),
    /* 41 low floor tom   */ at(-0.45, tom(82.0)),
    /* 42 closed hat      */ at(0.3, hat(0.09)),
    /* 43 high floor tom  */ at(-0.3, tom(98.0)),
    /* 44 pedal hat       */ at(0.3, hat(0.12)),
    /* 45 low tom         */ at(-0.15, tom(118.0)),
    /* 46 open hat        */ at(0.3, hat(0.85)),
    /* 47 low-mid tom     */ at(0.05, tom(142.0)),
    /* 48 high-mid tom    */ at(0.2, tom(168.0)),
    /* 49 crash 1         */ at(-0.4, cymbal(1.0, 22.0, 2.6, 0.5, 0.0)),
    /* 50 high tom        */ at(0.35, tom(198.0)),
    /* 51 ride 1          */ at(0.4, ride(0.3, 0.16)),
    /* 52 china           */ at(0.45, cymbal(0.8, 18.0, 1.6, 0.6, 0.0)),
    /* 53 ride bell       */ at(0.4, ride(0.55, 0.08)),
    /* 54 tambourine      */ at(0.25, TAMBOURINE),
    /* 55 splash          */ at(-0.3, cymbal(1.6, 24.0, 0.9, 0.5, 0.0)),
    /* 56 cowbell         */ at(0.2, hard(BELL, 562.0, 0.35, 0.15)),
    /* 57 crash 2         */ at(0.4, cymbal(1.2, 23.0, 2.2, 0.5, 0.0)),
    /* 58 vibraslap       */
    at(-0.3, Patch { tremolo: 0.9, tremolo_rate: 27.0, ..rattle(Band::Pass, 3300.0, 0.0, 0.9) }),
    /* 59 ride 2          */ at(0.45, ride(0.25, 0.2)),
    /* 60 high bongo      */ at(0.25, hand(410.0, 0.2, 0.25, 2.0)),
    /* 61 low bongo       */ at(0.25, hand(295.0, 0.26, 0.25, 2.0)),
    /* 62 mute conga      */ at(-0.3, hand(330.0, 0.1, 0.35, 2.0)),
    /* 63 open conga      */ at(-0.3, hand(240.0, 0.4, 0.2, 2.5)),
    /* 64 low conga       */ at(-0.3, hand(180.0, 0.45, 0.2, 2.5)),
    /* 65 high timbale    */ at(0.35, hard(HEAD, 420.0, 0.45, 0.25)),
    /* 66 low timbale     */ at(0.35, hard(HEAD, 310.0, 0.5, 0.25)),
    /* 67 high agogo      */ at(-0.4, hard(BELL, 930.0, 0.5, 0.1)),
    /* 68 low agogo       */ at(-0.4, hard(BELL, 690.0, 0.55, 0.1)),
    /* 69 cabasa          */ at(-0.35, rattle(Band::High, 6000.0, 0.015, 0.1)),
    /* 70 maracas         */ at(0.35, rattle(Band::High, 7500.0, 0.005, 0.07)),
    /* 71 short whistle   */ at(-0.3, cry(2350.0, -1.0, 0.25, WHISTLE)),
    /* 72 long whistle    */ at(-0.3, cry(2350.0, -1.0, 0.7, WHISTLE)),
    /* 73 short guiro     */
    at(
        0.3,
        choked(GUIRO, Patch { tremolo: 0.9, tremolo_rate: 60.0, ..rattle(Band::Pass, 3200.0, 0.005, 0.15) }),
    ),
    /* 74 long guiro      */
    at(
        0.3,
        choked(GUIRO, Patch { tremolo: 0.9, tremolo_rate: 48.0, ..rattle(Band::Pass, 2800.0, 0.02, 0.6) }),
    ),
    /* 75 claves          */ at(0.2, hard(STICK, 2480.0, 0.1, 0.08)),
    /* 76 high wood block */ at(0.3, hard(SHELL, 1150.0, 0.1, 0.1)),
    /* 77 low wood block  */ at(0.3, hard(SHELL, 820.0, 0.12, 0.1)),
    /* 78 mute cuica      */ at(-0.2, cry(620.0, -6.0, 0.14, CUICA)),
    /* 79 open cuica      */ at(-0.2, cry(480.0, -8.0, 0.35, CUICA)),
    /* 80 mute triangle   */ at(0.4, choked(TRIANGLE, hard(RODS, 2700.0, 0.12, 0.05))),
    /* 81 open triangle   */ at(0.4, choked(TRIANGLE, hard(RODS, 2700.0, 2.0, 0.05))),
    /* 82 shaker          */ at(-0.3, rattle(Band::High, 6500.0, 0.025, 0.12)),
    /* 83 jingle bell     */ at(0.3, TAMBOURINE),
    /* 84 bell tree       */ at(-0.4, cymbal(5.0, 20.0, 2.2, 0.0, 0.0)),
    /* 85 castanets       */ at(0.3, hard(STICK, 1750.0, 0.05, 0.25)),
    /* 86 mute surdo      */ at(0.0, choked(SURDO, hand(88.0, 0.18, 0.15, 3.0))),
    /* 87 open surdo      */ at(0.0, choked(SURDO, hand(76.0, 0.7, 0.12, 3.0))),
];
