//! Dances and grooves of Africa, Europe and the East.

use super::kits::{self, *};
use super::pools::*;
use crate::synthetic::harmony::Mode;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Tonal, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};
use score::Metre;

const EAST: Tonal = Tonal {
    mode: Mode::PhrygianDominant,
    progressions: &["I I bII I", "I bII I bvii", "I iv I bII", "I I bvii I", "I bII bvii I"],
};

pub const WORLD: &[Style] = &[
    Style {
        name: "afrobeat",
        tempo: (98.0, 122.0),
        keys: &[DORIAN, DARK],
        sevenths: 0.7,
        pentatonic: 0.7,
        push: 0.25,
        kit: kits::FUNK.played(&["afrobeat", "highlife"], 0.8),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32],
                &["9003 0040 0340 3030", "6003 0450 0030 4003", "0060 3003 6000 0340"],
            )
            .gate(0.7),
            riff(&[28, 27], &["5303 5303 5303 5303", "3053 0350 3053 0350", "0503 0305 0503 0305"]).gate(0.4),
            comp(Voicing::Rootless, &[16, 4], COMP_SYNC).gate(0.5),
            hits(&[61, 66, 67], STABS).from(0.5),
            lead(&[66, 56, 16], MELODY_BUSY).chance(0.7),
        ],
        ..PLAIN
    },
    Style {
        name: "highlife",
        tempo: (104.0, 132.0),
        keys: &[FOLK, CLASSIC],
        pentatonic: 0.3,
        push: 0.15,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0030 9000 0030", 96),
                line(STICK, "0000 9000 0000 9003", 74),
                line(HAT, "8083 8083 8083 8083", 56),
            ],
            &[line(CLAVES, "9003 0090 0090 9000", 66), line(SHAKER, "6363 6363 6363 6363", 46)],
        )
        .played(&["highlife", "afrobeat"], 0.4),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32],
                &["9000 6060 6000 0060", "9003 0060 6003 0060", "9000 0060 5050 3030"],
            ),
            arp(&[27, 28], &["9060 6336 6063 6060", "6363 6363 6363 6363", "6036 0636 6036 0636"]).from(0.1),
            comp(Voicing::Two, &[25, 24], COMP_OFF).gate(0.4),
            lead(&[56, 66, 54], MELODY),
            hits(&[61], STABS).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "bembe_12_8",
        metre: Metre::TwelveEight,
        tempo: (126.0, 174.0),
        keys: &[DORIAN, FOLK_MINOR, MIXO],
        pentatonic: 0.7,
        push: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "900000 000000 900000 003000", 96),
                line(SNARE, "000000 300020 000000 600020", 70),
                line(HAT, "000000 900000 000000 900000", 56),
            ],
            &[
                line(COWBELL, "900090 009090 009000 900090", 74),
                line(CONGA_HIGH, "004030 300040 004030 300040", 70),
                line(CONGA_LOW, "300000 006030 300000 006030", 74),
                line(kits::CABASA, "605050 605050 605050 605050", 48),
            ],
        ),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32],
                &[
                    "900000 006000 000060 006000",
                    "000060 006000 900000 006000",
                    "900030 003000 600030 003000",
                ],
            ),
            riff(&[108, 12, 27], &["603060 306030 603060 306030", "006030 603060 003060 306000"]).from(0.1),
            comp(Voicing::Close, &[0, 27], &["000060 006000 000060 006000", "600060 006060 006000 600060"])
                .gate(0.5),
            lead(&[73, 66, 56], &["600030 500030 600030 300000", "006030 500030 006030 300000"]),
            hits(&[61], &["000060 006000 000000 000000"]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "polka",
        metre: Metre::TwoFour,
        tempo: (104.0, 128.0),
        keys: &[CLASSIC, FOLK],
        pentatonic: 0.0,
        kit: TWO_BEAT,
        parts: &[
            bass(Bass::Fifths, &[58, 32, 33], &["9000 9000", "9000 9010", "9000 9030"]).gate(0.6),
            comp(Voicing::Close, &[21, 0, 60], &["0090 0090", "0090 0093"]).gate(0.5),
            lead(&[21, 71, 56], &["7363 6350", "6060 6060", "7070 5353", "8060 6030"]),
            counter(&[71, 57]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "march",
        metre: Metre::TwoFour,
        tempo: (104.0, 124.0),
        keys: &[CLASSIC],
        pentatonic: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "9000 9000", 100),
                line(SNARE, "9063 9363", 70),
                line(CRASH, "1000 0000", 84).from(0.8),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Fifths, &[58], &["9000 9000", "9000 9030", "9060 9060"]).gate(0.6),
            comp(Voicing::Close, &[60, 61], &["0090 0090"]).gate(0.5),
            lead(&[56, 72, 61], &["7030 6030", "8003 6050", "6060 6040", "9003 7030"]),
            counter(&[57, 71]),
        ],
        ..PLAIN
    },
    Style {
        name: "klezmer",
        tempo: (112.0, 152.0),
        keys: &[EAST, HARMONIC],
        pentatonic: 0.0,
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0060 9000 6000", 96),
                line(SNARE, "0003 0060 0003 0060", 80),
                line(HAT, "0060 0060 0060 0060", 56),
            ],
            &[line(TAMBOURINE, "0060 0060 0060 0060", 54).from(0.6)],
        )
        .played(&["jazz-klezmer"], 0.3),
        parts: &[
            bass(
                Bass::Fifths,
                &[58, 43, 32],
                &["9000 0000 9000 0000", "9003 0060 9000 6000", "9000 6000 9000 6000"],
            ),
            comp(Voicing::Close, &[21, 0], COMP_OFF).gate(0.4),
            lead(&[71, 40], MELODY_BUSY).from(0.3),
            counter(&[40, 57, 21]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "balkan_7_8",
        metre: Metre::SevenEight,
        tempo: (112.0, 156.0),
        keys: &[EAST, FOLK_MINOR, HARMONIC],
        pentatonic: 0.0,
        push: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0000 900000", 104),
                line(SNARE, "0030 9030 003060", 78),
                line(HAT, "8080 8080 808080", 52).from(0.4),
            ],
            &[line(TAMBOURINE, "6363 6363 636363", 50).from(0.5)],
        ),
        parts: &[
            bass(Bass::Fifths, &[58, 32, 33], &["9000 6000 900000", "9000 9000 900060", "9000 6000 900030"]),
            comp(
                Voicing::Close,
                &[21, 25, 15],
                &["0090 0090 009090", "0090 0090 009000", "9000 9000 900060"],
            )
            .gate(0.4),
            lead(&[71, 56, 110, 21], &["7363 6363 736360", "6060 6060 706060", "7353 6050 706030"]).from(0.3),
            counter(&[57, 66]).chance(0.5),
            hits(&[61], &["6000 0000 600000", "0000 6000 600060"]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "karsilama_9_8",
        metre: Metre::NineEight,
        tempo: (116.0, 160.0),
        keys: &[EAST, FOLK_MINOR],
        pentatonic: 0.0,
        push: 0.0,
        kit: Kit::rules(
            // Two, two, two and three eighths.
            &[
                line(KICK, "9000 0000 9000 900000", 100),
                line(SNARE, "0000 9000 0030 006060", 80),
                line(HAT, "8080 8080 8080 808080", 50).from(0.4),
            ],
            &[line(TAMBOURINE, "6030 6030 6030 606060", 54).from(0.3)],
        ),
        parts: &[
            bass(
                Bass::Fifths,
                &[32, 33],
                &["9000 6000 9000 600000", "9000 0000 9000 900060", "9000 6000 6000 900000"],
            ),
            comp(Voicing::Close, &[25, 15, 21], &["0090 0090 0090 009090", "9000 9000 9000 900000"])
                .gate(0.4),
            lead(
                &[71, 104, 110, 111],
                &["7363 6363 7363 736360", "7060 6060 6060 706030", "8030 6050 7030 604020"],
            )
            .from(0.3),
            counter(&[40, 71]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "irish_jig",
        metre: Metre::SixEight,
        tempo: (150.0, 186.0),
        keys: &[FOLK, FOLK_MINOR, MIXO],
        pentatonic: 0.2,
        push: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "900000 900000", 90),
                line(STICK, "003060 003060", 60),
                line(HAT, "906060 906060", 46),
            ],
            &[line(TAMBOURINE, "600060 600060", 50).from(0.6)],
        ),
        parts: &[
            bass(Bass::Roots, &[32, 43], &["900000 900000", "900000 600030", "900060 900060"]),
            comp(Voicing::Close, &[25, 21, 15], &["900060 900060", "908060 908060", "000090 000090"]),
            lead(&[73, 110, 78, 109], &["908080 908080", "909080 908050", "900080 908080"]).from(0.2),
            counter(&[46, 21, 110]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "slip_jig_9_8",
        metre: Metre::NineEight,
        tempo: (150.0, 182.0),
        keys: &[FOLK, FOLK_MINOR],
        pentatonic: 0.2,
        push: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "900000 600000 600000", 88),
                line(STICK, "003060 003060 003060", 58),
                line(HAT, "906060 906060 906060", 44),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Roots,
                &[32, 43],
                &["900000 900000 900000", "900000 000030 600000", "900060 000060 900000"],
            ),
            comp(Voicing::Close, &[25, 21, 46], &["900060 900060 900060", "908060 908060 908060"]),
            lead(&[73, 110, 78], &["908080 908080 908080", "900080 908080 900040", "909080 908080 908000"])
                .from(0.2),
            counter(&[110, 42, 21]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "middle_eastern",
        tempo: (88.0, 118.0),
        keys: &[EAST, HARMONIC],
        pentatonic: 0.0,
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9090 0000 9000 0000", 98),
                line(STICK, "0003 0090 0003 9003", 76),
                line(SNARE, "0000 0000 0000 2020", 60).from(0.6),
            ],
            &[line(TAMBOURINE, "6363 6393 6363 9363", 52)],
        )
        .played(&["middleeastern"], 0.2),
        parts: &[
            bass(
                Bass::Pedal,
                &[32, 33, 38],
                &["9060 0030 9000 3020", "9000 0060 6000 0030", "9060 0060 6000 6000"],
            ),
            pad(&[48, 89, 95]),
            riff(&[104, 105, 15], &["6363 5340 6363 5340", "6030 5343 6030 5343"]).chance(0.6),
            lead(&[111, 40, 104, 73], MELODY_BUSY),
            counter(&[48, 42]).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "flamenco_12_8",
        metre: Metre::TwelveEight,
        tempo: (132.0, 180.0),
        keys: &[PHRYGIAN, EAST],
        pentatonic: 0.0,
        push: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "900000 000030 600000 003000", 88),
                line(CLAP, "000060 006000 906000 900060", 74),
                line(STICK, "303030 303030 303030 303030", 42).from(0.5),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Roots,
                &[32],
                &[
                    "900000 000000 600000 600000",
                    "900000 600000 900000 000030",
                    "900000 000060 000000 600000",
                ],
            ),
            comp(Voicing::Close, &[24], &["900060 006000 906000 900060", "908080 908080 908080 908080"])
                .gate(0.6),
            arp(&[25], &["999090 909090 999090 909090", "906060 906060 906060 906060"]).chance(0.5),
            lead(&[24, 73, 23, 40], &["603050 504060 504030 300000", "800030 504060 603030 300000"]),
            pad(&[48]).chance(0.3),
        ],
        ..PLAIN
    },
];

const TWO_BEAT: Kit = Kit::rules(
    &[
        line(KICK, "9000 9000", 98),
        line(SNARE, "0090 0090", 74),
        line(HAT, "0060 0060", 50).from(0.5),
        line(CRASH, "1000 0000", 80).from(0.85),
    ],
    &[],
);
