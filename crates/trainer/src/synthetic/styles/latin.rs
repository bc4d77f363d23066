//! Latin America and the Caribbean.

use super::kits::{self, *};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, Line, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};
use score::Metre;

const MONTUNO: &[&str] = &["9036 0360 0936 0360", "9060 0603 0606 0603", "6036 0636 0636 0636"];
const LATIN_PERCUSSION: &[Line] = &[
    line(CONGA_MUTE, "6330 4330 6330 4330", 58),
    line(CONGA_HIGH, "0000 9000 0000 5000", 78),
    line(CONGA_LOW, "0000 0000 0000 0099", 78),
    line(CLAVES, "9003 0090 0090 9000", 70).from(0.6),
];

pub const LATIN: &[Style] = &[
    Style {
        name: "bossa_nova",
        tempo: (108.0, 144.0),
        keys: &[JAZZ_MAJOR, JAZZ_MINOR, SOUL_MAJOR],
        sevenths: 1.0,
        pentatonic: 0.1,
        push: 0.25,
        kit: Kit::rules(
            &[
                line(KICK, "9003 9000 9003 9000", 72),
                line(STICK, "9003 0030 0030 0300", 66),
                line(HAT, "8080 8080 8080 8080", 46),
            ],
            &[line(SHAKER, "6363 6363 6363 6363", 42).from(0.5)],
        )
        .played(&["latin-brazilian-bossa", "latin-brazilian_"], 0.4),
        parts: &[
            bass(
                Bass::Fifths,
                &[32, 33],
                &["9003 9000 9003 9000", "9000 0030 9000 0030", "9000 0060 9000 0040"],
            ),
            comp(
                Voicing::Rootless,
                &[24, 26, 0],
                &["9003 0060 0090 0300", "6030 0603 0060 6000", "9000 9003 0060 0300"],
            )
            .gate(0.8),
            lead(&[73, 66, 11, 54], MELODY).velocity(80),
            pad(&[49, 48]).chance(0.4),
            counter(&[42, 71]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "samba",
        metre: Metre::TwoFour,
        tempo: (88.0, 112.0),
        keys: &[JAZZ_MAJOR, FOLK, JAZZ_MINOR],
        sevenths: 0.7,
        push: 0.2,
        kit: Kit::rules(
            &[line(KICK, "5003 9003", 100), line(SNARE, "4363 4363", 62), line(HAT, "8080 8080", 54)],
            &[
                line(SHAKER, "9696 9696", 56),
                line(TAMBOURINE, "6036 0636", 64).from(0.4),
                line(AGOGO_HIGH, "6030 0303", 70).from(0.6),
                line(AGOGO_LOW, "0030 3060", 70).from(0.6),
            ],
        ),
        parts: &[
            bass(Bass::Fifths, &[33, 32], &["9003 9003", "9000 9003", "6003 9030"]),
            comp(Voicing::Rootless, &[24, 0, 27], &["6036 0360", "0360 6030", "6060 3060"]).gate(0.6),
            lead(&[73, 56, 72, 54], &["6353 5350", "5260 5240", "7050 5030", "3450 4350"]),
            hits(&[61, 57], &["0060 0300", "6003 0000"]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "baiao",
        tempo: (92.0, 124.0),
        keys: &[MIXO, FOLK, FOLK_MINOR],
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0000 9003 0000", 104),
                line(SNARE, "0000 0090 0000 0090", 80),
                line(HAT, "8080 8080 8080 8080", 56),
            ],
            &[line(TRIANGLE, "5393 5393 5393 5393", 56)],
        )
        .played(&["latin-brazilian-baiao"], 0.8),
        parts: &[
            bass(
                Bass::Fifths,
                &[33, 32],
                &["9003 0060 9003 0020", "9003 0000 9003 0060", "9003 0030 9003 0030"],
            ),
            comp(Voicing::Close, &[21, 24, 0], COMP_OFF).gate(0.5),
            lead(&[21, 73, 110, 22], MELODY_BUSY),
            pad(&[48]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "salsa",
        tempo: (84.0, 108.0),
        keys: &[HARMONIC, DORIAN, CLASSIC],
        sevenths: 0.4,
        push: 0.2,
        kit: Kit::rules(
            &[
                line(KICK, "0003 0000 0003 0000", 92),
                line(COWBELL, "9060 9060 9060 9060", 76),
                line(TIMBALE, "0000 0300 0000 0304", 70).from(0.5),
            ],
            LATIN_PERCUSSION,
        )
        .played(&["afrocuban_", "latin_"], 0.2),
        parts: &[
            bass(
                Bass::Line,
                &[32, 33],
                &["0003 0090 0003 0090", "0003 0090 0003 0092", "3003 0090 0003 0090", "0030 0090 0030 0090"],
            )
            .gate(0.95),
            arp(&[0, 1], MONTUNO).from(0.2),
            hits(&[61, 57, 56], STABS),
            lead(&[56, 73, 57, 54], MELODY),
            counter(&[57, 67]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "cha_cha",
        tempo: (108.0, 130.0),
        keys: &[HARMONIC, DORIAN, MAJOR_POP],
        sevenths: 0.4,
        push: 0.15,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0020 9000 0020", 88),
                line(COWBELL, "9000 9000 9000 9000", 74),
                line(HAT, "8080 8080 8080 8080", 46),
            ],
            &[
                line(GUIRO, "9000 9090 9000 9090", 64),
                line(CONGA_HIGH, "0000 9000 0000 5000", 74),
                line(CONGA_LOW, "0000 0000 0000 9090", 78),
            ],
        ),
        parts: &[
            bass(
                Bass::Line,
                &[32, 33],
                &["9000 0060 6000 6060", "9000 0090 0000 9000", "9000 3060 0030 6030"],
            ),
            comp(
                Voicing::Close,
                &[0, 16],
                &["0000 9000 0000 9000", "0060 6060 0060 6060", "9060 0060 0060 0060"],
            )
            .gate(0.5),
            arp(&[0], MONTUNO).chance(0.3),
            lead(&[73, 56, 40], MELODY),
            hits(&[61], STABS).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "merengue",
        metre: Metre::TwoFour,
        tempo: (118.0, 150.0),
        keys: &[HARMONIC, CLASSIC],
        kit: Kit::rules(
            &[line(KICK, "9000 9000", 104), line(SNARE, "0003 0393", 72), line(HAT, "8080 8080", 48)],
            &[line(GUIRO, "9363 9363", 62), line(CONGA_LOW, "0000 0090", 74)],
        ),
        parts: &[
            bass(Bass::Fifths, &[33, 32], &["9000 9000", "9000 9030", "9003 9000"]),
            arp(&[0, 21], &["6366 3663", "9696 9696", "6063 6036"]),
            hits(&[66, 61, 56], &["6036 0300", "0360 6030", "6060 0030"]).from(0.5),
            lead(&[66, 56, 54], &["6060 5050", "7030 5040", "5353 5040"]),
        ],
        ..PLAIN
    },
    Style {
        name: "cumbia",
        tempo: (84.0, 104.0),
        keys: &[MINOR_POP, HARMONIC, FOLK],
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0000 9000 0000", 98),
                line(STICK, "0000 9000 0000 9000", 70),
                line(COWBELL, "9000 9000 9000 9000", 60).from(0.5),
            ],
            &[line(GUIRO, "9066 9066 9066 9066", 62), line(CONGA_HIGH, "0060 0060 0060 0063", 74)],
        ),
        parts: &[
            bass(
                Bass::Fifths,
                &[33, 38],
                &["9000 6060 9000 6060", "9000 9090 9000 9090", "9000 6030 9000 6060"],
            ),
            comp(Voicing::Close, &[21, 16, 27], COMP_OFF).gate(0.4),
            lead(&[21, 73, 71, 80], MELODY),
            hits(&[56, 61], STABS).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "tango",
        tempo: (108.0, 132.0),
        keys: &[HARMONIC],
        pentatonic: 0.0,
        push: 0.1,
        parts: &[
            bass(
                Bass::Roots,
                &[43, 32],
                &["9000 0060 6000 3020", "9000 9000 9000 9000", "9003 0060 9000 6000"],
            )
            .gate(0.6),
            comp(
                Voicing::Close,
                &[0],
                &["9000 0090 0000 6060", "9000 9000 9000 9000", "9003 0060 9000 6000"],
            )
            .gate(0.5),
            lead(&[23, 40], MELODY).from(0.3),
            counter(&[40, 48, 42]).from(0.5),
            pad(&[48]).chance(0.6).from(0.4),
            riff(&[45, 24], &["0060 6060 0060 6060", "6060 0060 6060 0060"]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "bachata",
        tempo: (118.0, 138.0),
        keys: &[MINOR_POP, CLASSIC, HARMONIC],
        push: 0.1,
        kit: Kit::rules(
            &[line(KICK, "9000 0000 9000 0000", 92), line(SNARE, "0000 0000 0000 8000", 66)],
            &[
                line(GUIRO, "9060 9060 9060 9060", 54),
                line(BONGO_HIGH, "9363 9363 9363 5333", 66),
                line(BONGO_LOW, "0000 0000 0000 9090", 82),
            ],
        ),
        parts: &[
            bass(Bass::Fifths, &[33], &["9000 0000 6000 9000", "9000 0060 6000 9000", "9000 0000 9000 9030"]),
            arp(&[25, 27], &["9090 9090 9090 9090", "9093 9090 9093 9090"]).from(0.1),
            comp(Voicing::Two, &[24, 28], COMP_OFF).gate(0.4),
            lead(&[54, 27, 73], MELODY),
            pad(&[48, 49]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "calypso",
        tempo: (104.0, 132.0),
        keys: &[FOLK, CLASSIC],
        pentatonic: 0.2,
        push: 0.2,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0030 9000 0030", 98),
                line(SNARE, "0003 0060 0003 0060", 78),
                line(HAT, "8282 8282 8282 8282", 56),
            ],
            &[
                line(COWBELL, "6030 6060 6030 6060", 64).from(0.5),
                line(kits::SHAKER, "6363 6363 6363 6363", 48),
            ],
        )
        .played(&["afrocuban-calypso", "highlife"], 0.4),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32],
                &["9003 0060 6000 0060", "9000 0060 9000 6000", "6003 0060 0060 6000"],
            ),
            comp(Voicing::Close, &[25, 0, 27], COMP_OFF).gate(0.4),
            lead(&[114, 12, 73], MELODY_BUSY),
            counter(&[114, 11, 57]).chance(0.5),
            hits(&[61, 56], STABS).chance(0.4),
        ],
        ..PLAIN
    },
];
