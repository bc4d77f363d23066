//! Drum patterns by rule that several styles share. Keys are those of General MIDI.

use crate::synthetic::style::{Kit, Line, line};

pub(super) const KICK: u8 = 36;
pub(super) const STICK: u8 = 37;
pub(super) const SNARE: u8 = 38;
pub(super) const CLAP: u8 = 39;
pub(super) const HAT: u8 = 42;
pub(super) const PEDAL: u8 = 44;
pub(super) const OPEN: u8 = 46;
pub(super) const FLOOR_TOM: u8 = 43;
pub(super) const CRASH: u8 = 49;
pub(super) const HIGH_TOM: u8 = 50;
pub(super) const RIDE: u8 = 51;
pub(super) const TAMBOURINE: u8 = 54;
pub(super) const COWBELL: u8 = 56;
pub(super) const BONGO_HIGH: u8 = 60;
pub(super) const BONGO_LOW: u8 = 61;
pub(super) const CONGA_MUTE: u8 = 62;
pub(super) const CONGA_HIGH: u8 = 63;
pub(super) const CONGA_LOW: u8 = 64;
pub(super) const TIMBALE: u8 = 65;
pub(super) const AGOGO_HIGH: u8 = 67;
pub(super) const AGOGO_LOW: u8 = 68;
pub(super) const CABASA: u8 = 69;
pub(super) const SHAKER: u8 = 70;
pub(super) const GUIRO: u8 = 73;
pub(super) const CLAVES: u8 = 75;
pub(super) const TRIANGLE: u8 = 81;

pub(super) const SHAKE: &[Line] = &[line(SHAKER, "5274 5274 5274 5274", 50).from(0.5)];
pub(super) const TAMB: &[Line] = &[line(TAMBOURINE, "0090 0090 0090 0090", 58).from(0.7)];
pub(super) const CONGAS: &[Line] = &[
    line(CONGA_MUTE, "5300 4230 5200 4230", 60).from(0.45),
    line(CONGA_HIGH, "0030 0040 0030 0020", 74).from(0.45),
    line(CONGA_LOW, "0000 0002 0000 0077", 76).from(0.45),
];

pub(super) const HOUSE: Kit = Kit::rules(
    &[
        line(KICK, "9000 9000 9000 9001", 112),
        line(CLAP, "0000 9000 0000 9000", 96).from(0.4),
        line(OPEN, "0090 0090 0090 0090", 82).from(0.45),
        line(HAT, "6161 6161 6161 6162", 62).from(0.3),
        line(STICK, "0001 0010 0100 0020", 52).from(0.6),
    ],
    &[
        line(SHAKER, "5373 5373 5373 5373", 52).from(0.6),
        line(CONGA_HIGH, "0010 0210 0012 0120", 64).from(0.6),
    ],
);
pub(super) const TECHNO: Kit = Kit::rules(
    &[
        line(KICK, "9000 9000 9000 9002", 118),
        line(HAT, "0080 0081 0080 0082", 80).from(0.35),
        line(HAT, "5050 5050 5050 5051", 52).from(0.6),
        line(CLAP, "0000 6000 0000 6000", 86).from(0.6),
        line(FLOOR_TOM, "0010 0100 1001 0020", 70).from(0.5),
        line(RIDE, "0090 0090 0090 0090", 62).from(0.85),
    ],
    &[line(STICK, "0020 1002 0100 2010", 56).from(0.5)],
);
pub(super) const BREAKS: Kit = Kit::rules(
    &[
        line(KICK, "9030 0010 0390 0010", 112),
        line(SNARE, "0000 9000 0000 9000", 112),
        line(SNARE, "0001 0003 0300 0002", 48).from(0.5),
        line(HAT, "9383 9383 9383 9383", 66).from(0.25),
        line(OPEN, "0000 0000 0000 0020", 76).from(0.5),
        line(RIDE, "8080 8080 8080 8080", 60).from(0.85),
    ],
    &[],
);
pub(super) const ROCK: Kit = Kit::rules(
    &[
        line(KICK, "9010 0040 4060 0021", 108),
        line(SNARE, "0000 9000 0000 9000", 106),
        line(HAT, "9080 9080 9080 9080", 74),
        line(OPEN, "0000 0000 0000 0020", 80).from(0.6),
        line(CRASH, "1000 0000 0000 0000", 96).from(0.85),
    ],
    TAMB,
);
pub(super) const HIPHOP: Kit = Kit::rules(
    &[
        line(KICK, "9023 0022 0461 0010", 108),
        line(SNARE, "0000 9000 0000 9000", 102),
        line(SNARE, "0001 0001 0100 0002", 42).from(0.5),
        line(HAT, "9181 9182 9181 9182", 66),
        line(OPEN, "0010 0000 0000 0030", 70).from(0.5),
    ],
    &[line(SHAKER, "3050 3050 3050 3050", 44).from(0.7)],
);
pub(super) const HALF: Kit = Kit::rules(
    &[
        line(KICK, "9001 0023 0020 0130", 114),
        line(SNARE, "0000 0000 9000 0000", 112),
        line(HAT, "9181 9182 9181 9283", 64).from(0.3),
        line(OPEN, "0000 0020 0000 0020", 72).from(0.6),
        line(CRASH, "1000 0000 0000 0000", 92).from(0.85),
    ],
    &[],
);
pub(super) const FUNK: Kit = Kit::rules(
    &[
        line(KICK, "9022 0041 1251 0130", 106),
        line(SNARE, "0000 9000 0000 9000", 106),
        line(SNARE, "0012 0004 0402 0024", 38).from(0.3),
        line(HAT, "9383 9383 9383 9383", 68),
        line(OPEN, "0010 0000 0010 0030", 76).from(0.4),
    ],
    CONGAS,
);
pub(super) const SWUNG: Kit = Kit::rules(
    &[
        line(KICK, "6000 2000 6000 2010", 58),
        line(RIDE, "9000 9090 9000 9090", 78),
        line(PEDAL, "0000 9000 0000 9000", 66),
        line(SNARE, "0010 0020 0030 0030", 50).from(0.4),
    ],
    &[],
);
pub(super) const SHUFFLE: Kit = Kit::rules(
    &[
        line(KICK, "9000 1030 8000 1030", 102),
        line(SNARE, "0000 9000 0000 9000", 100),
        line(SNARE, "0010 0010 0020 0020", 42).from(0.5),
        line(HAT, "9080 9080 9080 9080", 74),
    ],
    &[],
);
pub(super) const WALTZ: Kit = Kit::rules(
    &[
        line(KICK, "9000 0010 0010", 92),
        line(SNARE, "0000 8000 8000", 66).from(0.3),
        line(HAT, "7020 9030 9030", 60),
        line(CRASH, "1000 0000 0000", 80).from(0.85),
    ],
    &[line(TAMBOURINE, "0000 6000 6000", 50).from(0.75)],
);
pub(super) const SIX: Kit = Kit::rules(
    &[
        line(KICK, "900010 102010", 104),
        line(SNARE, "000000 900000", 102),
        line(SNARE, "000010 001010", 44).from(0.5),
        line(HAT, "908080 908080", 70),
        line(RIDE, "908080 908080", 66).from(0.85),
    ],
    &[],
);
pub(super) const TWELVE: Kit = Kit::rules(
    &[
        line(KICK, "900010 001020 901010 001020", 102),
        line(SNARE, "000000 900000 000000 900000", 100),
        line(HAT, "908080 908080 908080 908080", 70),
    ],
    &[],
);
