//! Film, orchestra and chamber.

use super::kits::{self, CRASH, FLOOR_TOM, HAT, HIGH_TOM, KICK, SNARE};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};
use score::Metre;

pub const SCREEN: &[Style] = &[
    Style {
        name: "cinematic",
        tempo: (72.0, 110.0),
        keys: &[FILM, AIRY],
        kit: Kit::rules(
            &[
                line(KICK, "9000 0000 6000 0020", 104).from(0.5),
                line(FLOOR_TOM, "6030 0060 6003 0060", 92).from(0.65),
                line(CRASH, "1000 0000 0000 0000", 88).from(0.85),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Roots, &[43, 38], BASS_LONG),
            riff(&[48, 45, 41], &["9696 9696 9696 9696", "9090 9090 9090 9090", "9366 9366 9366 9366"])
                .from(0.3)
                .gate(0.5)
                .velocity(70),
            pad(&[49, 52, 89]),
            lead(&[60, 40, 73, 68], MELODY_THIN),
            counter(&[42, 60]).chance(0.7),
            hits(&[61, 55], &["9000 0000 0000 0000", "9000 0000 6003 0000"]).chance(0.4),
            arp(&[46, 0], ARP8).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "epic_orchestral",
        tempo: (88.0, 144.0),
        keys: &[FILM, HARMONIC],
        kit: Kit::rules(
            &[
                line(KICK, "9003 0060 9000 6003", 112).from(0.4),
                line(FLOOR_TOM, "0366 0336 0366 0636", 92).from(0.5),
                line(SNARE, "0003 6003 0003 6036", 70).from(0.7),
                line(CRASH, "2000 0000 0000 0000", 96).from(0.8),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Roots,
                &[43, 58, 38],
                &["9000 0000 9000 0000", "9003 0060 9000 6000", "9090 9090 9090 9090"],
            ),
            riff(&[48, 44], &["9966 9966 9966 9966", "9363 6363 9363 6363", "9099 0990 9099 0990"])
                .from(0.2)
                .gate(0.5),
            comp(Voicing::Close, &[61, 60], COMP_LONG).from(0.5),
            pad(&[52, 49]),
            lead(&[60, 56, 48], MELODY).from(0.55),
            counter(&[40, 42]).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "cinematic_6_8",
        metre: Metre::SixEight,
        tempo: (66.0, 108.0),
        keys: &[FILM, LYDIAN],
        kit: Kit::rules(
            &[
                line(KICK, "900000 600030", 104).from(0.5),
                line(HIGH_TOM, "003060 003060", 80).from(0.65),
                line(CRASH, "100000 000000", 88).from(0.85),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Roots, &[43, 38], &["900000 000000", "900000 600000", "900000 500030"]),
            riff(&[48, 45], &["906060 906060", "966696 966696", "900060 900060"])
                .from(0.3)
                .gate(0.6)
                .velocity(70),
            pad(&[49, 52]),
            lead(&[60, 73, 40, 68], &["700030 500030", "800000 500030", "604040 500020"]),
            counter(&[42, 71]).chance(0.6),
            arp(&[46, 0], &["908080 908080"]).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "waltz",
        metre: Metre::ThreeFour,
        tempo: (108.0, 176.0),
        keys: &[CLASSIC, HARMONIC],
        pentatonic: 0.0,
        push: 0.0,
        kit: Kit::NONE,
        parts: &[
            bass(Bass::Fifths, &[43, 32], &["9000 0000 0000", "9000 0000 1010", "9000 0000 3000"]).from(0.1),
            comp(Voicing::Close, &[48, 0, 45, 60], &["0000 9000 9000", "0000 9000 6000"]).gate(0.5),
            lead(
                &[40, 73, 71, 68],
                &["7000 5040 5040", "8000 3000 6020", "6040 6040 5040", "9000 0040 5040"],
            )
            .from(0.2),
            counter(&[42, 60]).chance(0.7),
            pad(&[49]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "musette",
        metre: Metre::ThreeFour,
        tempo: (140.0, 190.0),
        keys: &[HARMONIC, CLASSIC],
        pentatonic: 0.0,
        push: 0.0,
        kit: kits::WALTZ,
        parts: &[
            bass(Bass::Fifths, &[32], &["9000 0000 0000", "9000 0000 2000"]),
            comp(Voicing::Close, &[26, 24, 0], &["0000 9000 9000"]).gate(0.4),
            lead(&[21], &["7060 6060 6050", "8000 5050 5060", "6363 6060 6050"]).from(0.2),
            counter(&[40, 71]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "lullaby",
        metre: Metre::ThreeFour,
        tempo: (72.0, 104.0),
        keys: &[AIRY, FOLK],
        pentatonic: 0.5,
        push: 0.0,
        parts: &[
            bass(Bass::Roots, &[32, 43], &["9000 0000 0000", "9000 0000 3000"]).velocity(64).from(0.4),
            arp(&[46, 0, 10, 24], &["9080 8080 8080", "9000 8000 8000", "9060 7060 7060"])
                .from(0.0)
                .velocity(58),
            lead(&[10, 8, 73, 68], &["7000 5030 5020", "8000 3000 5000", "6030 5030 4000"])
                .from(0.2)
                .velocity(74),
            pad(&[49, 52, 89]).chance(0.7),
            counter(&[42, 71]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "piano_ballad_6_8",
        metre: Metre::SixEight,
        tempo: (54.0, 84.0),
        keys: &[MAJOR_POP, MINOR_POP, AIRY],
        kit: Kit::rules(
            &[
                line(KICK, "900000 000030", 86).from(0.6),
                line(SNARE, "000000 900000", 80).from(0.7),
                line(HAT, "906060 906060", 50).from(0.6),
            ],
            &[],
        )
        .played(&["rock"], 0.3),
        parts: &[
            bass(Bass::Roots, &[33, 32, 43], &["900000 000030", "900000 600030", "900000 600000"]).from(0.5),
            arp(&[0, 4], &["908080 908080", "969080 906080", "908080 708050"]).from(0.0),
            lead(
                &[54, 40, 73, 68, 85],
                &["600030 504030", "704050 500020", "500050 504000", "604260 500230"],
            ),
            pad(&[49, 48]),
            counter(&[42, 60]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "chamber_pop",
        tempo: (84.0, 124.0),
        keys: &[MAJOR_POP, CLASSIC],
        kit: kits::ROCK.played(&["pop", "rock-folk", "rock-indie"], 0.5),
        parts: &[
            bass(Bass::Roots, &[33, 32, 42], BASS_POP),
            comp(Voicing::Close, &[0, 6, 24], COMP_EIGHTHS),
            riff(&[45, 46, 9], &["9090 9090 9090 9090", "6060 6060 6060 6060", "0060 0060 0060 0060"])
                .chance(0.5)
                .gate(0.5),
            lead(&[54, 68, 56, 73], MELODY),
            counter(&[40, 42, 60]),
            pad(&[48]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "minimalism_5_4",
        metre: Metre::FiveFour,
        tempo: (104.0, 152.0),
        keys: &[AIRY, LYDIAN, DORIAN],
        push: 0.0,
        pentatonic: 0.6,
        parts: &[
            bass(Bass::Roots, &[43, 38, 32], &["9000 0000 0000 9000 0000", "9000 0060 0000 9000 0060"])
                .from(0.5),
            arp(
                &[12, 11, 0],
                &["9696 9696 9696 9696 9696", "9090 9090 9090 9090 9090", "9096 0960 9609 6096 0960"],
            )
            .from(0.0),
            riff(&[0, 13, 71, 46], &["9030 6060 3060 9030 6060", "6360 3606 0363 6036 0360"]).from(0.2),
            pad(&[49, 52]),
            lead(&[73, 71, 40], &["7000 5000 4000 6000 3000", "6040 4040 4040 6040 3000"]).from(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "horror_7_8",
        metre: Metre::SevenEight,
        tempo: (96.0, 140.0),
        keys: &[HARMONIC, PHRYGIAN],
        pentatonic: 0.0,
        push: 0.0,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0000 600000", 100).from(0.5),
                line(FLOOR_TOM, "0030 6000 306030", 84).from(0.6),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Roots, &[43, 38], &["9000 0000 900000", "9000 6000 600000"]),
            arp(&[8, 0, 46, 14], &["9080 8080 808080", "9090 9090 909090"]).from(0.1),
            pad(&[44, 52, 95]),
            lead(&[40, 68, 71], &["7000 5000 604000", "6040 5040 504020"]),
            counter(&[42, 70]).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "baroque",
        tempo: (84.0, 116.0),
        keys: &[CLASSIC, HARMONIC],
        pentatonic: 0.0,
        push: 0.0,
        parts: &[
            bass(
                Bass::Walk,
                &[43, 32, 42],
                &["9080 9080 9080 9080", "9000 9000 9000 9000", "9050 9050 9050 9050"],
            )
            .from(0.1),
            comp(
                Voicing::Close,
                &[6, 19],
                &["9000 9000 9000 9000", "9000 0000 9000 0000", "9000 6000 9000 6000"],
            ),
            lead(&[40, 73, 68, 6], MELODY_BUSY).from(0.2),
            counter(&[41, 71, 68]).from(0.35),
            arp(&[40, 6], ARP16).chance(0.4),
        ],
        ..PLAIN
    },
];
