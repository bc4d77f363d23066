//! Guitars, drums and a singer's part: pop, rock and what is near.

use super::kits::{self, CRASH, HAT, KICK, RIDE, SNARE};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};
use score::Metre;

pub const BAND: &[Style] = &[
    Style {
        name: "pop",
        tempo: (92.0, 128.0),
        keys: &[MAJOR_POP, MINOR_POP],
        push: 0.2,
        kit: kits::ROCK.played(&["pop", "rock", "soul"], 0.7),
        parts: &[
            bass(Bass::Roots, &[33, 38, 34], BASS_POP),
            comp(Voicing::Close, &[0, 27, 4, 25], COMP),
            riff(&[27, 28, 80], &["5030 4030 5040 4030", "0350 0350 0350 0340"]).chance(0.4),
            pad(&[89, 48, 50]).chance(0.6),
            lead(&[54, 81, 73, 85, 0], MELODY),
            counter(&[48, 49]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "pop_ballad",
        tempo: (62.0, 86.0),
        keys: &[MAJOR_POP, MINOR_POP],
        sevenths: 0.3,
        kit: kits::ROCK.played(&["pop-soft", "rock-groove", "soul-groove"], 0.6),
        parts: &[
            bass(
                Bass::Roots,
                &[33, 35, 32],
                &["9000 0000 6003 0020", "9003 0060 6003 0030", "9000 0020 9000 0020"],
            ),
            arp(&[0, 25, 4], &["9080 8080 8080 8080", "9070 8070 9070 8070", "9696 8686 8686 8686"])
                .from(0.1),
            comp(Voicing::Close, &[4, 27, 0], COMP_LONG).chance(0.5),
            pad(&[48, 49, 89]),
            lead(&[54, 68, 66, 73, 85], MELODY),
            counter(&[42, 48, 60]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "rock",
        tempo: (96.0, 148.0),
        keys: &[MIXO, MINOR_POP, MAJOR_POP],
        pentatonic: 0.7,
        push: 0.2,
        kit: kits::ROCK.played(&["rock_", "rock-groove", "rock-indie", "funk-rock"], 0.9),
        parts: &[
            bass(Bass::Roots, &[34, 33], BASS_ROCK),
            comp(
                Voicing::Power,
                &[30, 29],
                &["9050 6060 5060 6050", "9003 0060 9000 0360", "9000 0090 0000 0060", "9090 9090 9090 9090"],
            ),
            riff(&[29, 30, 27], &["7030 5052 4050 5030", "9060 0360 5060 0340", "6053 0350 6053 0304"])
                .chance(0.6),
            comp(Voicing::Close, &[18, 16, 0], COMP_LONG).chance(0.4).velocity(62),
            lead(&[30, 29, 54], MELODY).chance(0.8),
        ],
        ..PLAIN
    },
    Style {
        name: "indie_rock",
        tempo: (104.0, 156.0),
        keys: &[MAJOR_POP, MINOR_POP],
        push: 0.15,
        kit: kits::ROCK.played(&["rock-indie", "rock_", "pop_"], 0.8),
        parts: &[
            bass(Bass::Roots, &[34, 33], BASS_ROCK),
            comp(Voicing::Close, &[27, 25, 29], COMP_EIGHTHS),
            comp(Voicing::Close, &[25, 24], STRUM).chance(0.5).velocity(62),
            arp(&[27, 28], ARP8).chance(0.6),
            lead(&[27, 80, 54, 29], MELODY),
            pad(&[50, 89]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "hard_rock",
        tempo: (110.0, 150.0),
        keys: &[MINOR_POP, MIXO, DORIAN],
        pentatonic: 0.8,
        push: 0.25,
        kit: kits::ROCK.played(&["rock_", "rock-halftime", "funk-rock"], 0.9),
        parts: &[
            bass(Bass::Roots, &[34, 33], BASS_ROCK),
            riff(&[30, 29], &["9053 0350 6053 0350", "9030 5305 0350 5030", "9900 3090 0390 3030"]).from(0.1),
            comp(
                Voicing::Power,
                &[29, 30],
                &["9003 0060 6000 0360", "9000 0000 9000 0060", "9060 0360 0060 6030"],
            ),
            lead(&[30, 81], MELODY_BUSY).chance(0.7),
        ],
        ..PLAIN
    },
    Style {
        name: "metal",
        tempo: (120.0, 190.0),
        keys: &[PHRYGIAN, MINOR_POP, HARMONIC],
        push: 0.15,
        kit: Kit::rules(
            &[
                line(KICK, "9094 0490 9094 0494", 116),
                line(SNARE, "0000 9000 0000 9000", 116),
                line(HAT, "9090 9090 9090 9090", 78),
                line(RIDE, "9090 9090 9090 9090", 78).from(0.75),
                line(CRASH, "3000 0000 2000 0000", 104).from(0.6),
            ],
            &[],
        )
        .played(&["rock_", "punk"], 0.3),
        parts: &[
            bass(
                Bass::Roots,
                &[34, 33],
                &["9599 5959 9599 5959", "9099 0990 9099 0990", "9399 3393 9399 3393"],
            )
            .gate(0.7),
            riff(&[30], &["9599 4595 9499 5459", "9099 0930 6099 0903", "9999 5959 9999 5393"])
                .from(0.1)
                .gate(0.6),
            comp(
                Voicing::Power,
                &[29, 30],
                &["9000 0000 9000 0000", "9003 0060 0030 6000", "9003 9003 9003 9030"],
            ),
            lead(&[30, 29, 81], MELODY_BUSY).chance(0.7),
            pad(&[48, 52, 91]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "punk",
        tempo: (160.0, 200.0),
        keys: &[MAJOR_POP, MIXO],
        kit: Kit::rules(
            &[
                line(KICK, "9000 0060 9060 0020", 112),
                line(SNARE, "0000 9000 0000 9000", 112),
                line(HAT, "9090 9090 9090 9090", 82),
                line(CRASH, "4000 0000 2000 0000", 100).from(0.7),
            ],
            &[],
        )
        .played(&["punk"], 0.8),
        parts: &[
            bass(
                Bass::Roots,
                &[34, 33],
                &["9090 9090 9090 9090", "9090 8090 9090 8092", "9060 9090 6090 9090"],
            ),
            comp(
                Voicing::Power,
                &[30, 29],
                &["9090 9090 9090 9090", "9090 0090 9090 0090", "9000 9090 9000 9090"],
            ),
            lead(&[29, 81, 54], MELODY),
            riff(&[29, 27], &["9090 9090 9090 9090", "9090 6060 9090 6060"]).chance(0.4).from(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "grunge",
        tempo: (90.0, 126.0),
        keys: &[MIXO, MINOR_POP, DORIAN],
        push: 0.25,
        pentatonic: 0.6,
        kit: kits::ROCK.played(&["rock_", "rock-halftime"], 0.9),
        parts: &[
            bass(Bass::Roots, &[34, 33], BASS_ROCK),
            comp(
                Voicing::Power,
                &[30, 29],
                &["9003 6036 0360 6036", "9060 3060 6036 0360", "9000 6060 0060 6060"],
            ),
            arp(&[27, 28], ARP8).chance(0.5).from(0.1),
            lead(&[29, 54, 30], MELODY),
        ],
        ..PLAIN
    },
    Style {
        name: "country",
        tempo: (92.0, 132.0),
        keys: &[FOLK, MAJOR_POP],
        pentatonic: 0.7,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0000 9000 0010", 96),
                line(SNARE, "0000 9000 0000 9000", 92),
                line(SNARE, "0262 0262 0262 0262", 44),
                line(HAT, "8080 8080 8080 8080", 60).from(0.5),
            ],
            &[],
        )
        .played(&["country"], 0.8),
        parts: &[
            bass(
                Bass::Fifths,
                &[32, 33],
                &["9000 0000 9000 0010", "9000 0010 9000 1030", "9000 3000 9000 3020"],
            ),
            comp(
                Voicing::Close,
                &[25, 0, 24],
                &["0000 9000 0000 9000", "0000 9030 0000 9040", "2060 9050 2060 9050"],
            ),
            riff(&[105, 27, 25], &["9696 7676 9696 7676", "5363 5363 5363 5340"]).chance(0.6),
            lead(&[110, 22, 27, 54], MELODY),
            counter(&[48, 49]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "country_waltz",
        metre: Metre::ThreeFour,
        tempo: (84.0, 132.0),
        keys: &[FOLK, CLASSIC],
        pentatonic: 0.5,
        kit: kits::WALTZ,
        parts: &[
            bass(Bass::Fifths, &[32, 33], &["9000 0000 0000", "9000 0010 3020", "9000 0020 5010"]),
            comp(Voicing::Close, &[25, 0, 24], &["0000 9000 9000", "0000 9040 9040", "0020 9000 9030"]),
            lead(
                &[110, 22, 54, 25],
                &["7020 5050 5040", "8000 4020 5040", "6040 5040 5030", "7150 5150 5130"],
            ),
            pad(&[48, 49]).chance(0.5),
            counter(&[42, 48]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "folk_rock_6_8",
        metre: Metre::SixEight,
        tempo: (66.0, 96.0),
        keys: &[FOLK, MAJOR_POP, FOLK_MINOR],
        kit: kits::SIX.played(&["rock"], 0.4),
        parts: &[
            bass(
                Bass::Roots,
                &[33, 32],
                &["900000 600030", "900030 503040", "900020 900020", "903000 602030"],
            ),
            arp(&[25, 24, 0], &["908080 908080", "908050 808050", "969080 969080"]).from(0.1),
            comp(Voicing::Close, &[27, 0, 16], &["900000 900000", "900060 800060", "906060 906060"]),
            lead(&[54, 73, 110, 22], &["604050 503040", "702030 604030", "500050 505030", "604260 504230"]),
            pad(&[48, 89]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "blues_rock_12_8",
        metre: Metre::TwelveEight,
        tempo: (78.0, 118.0),
        keys: &[BLUES],
        pentatonic: 0.6,
        kit: kits::TWELVE,
        parts: &[
            bass(
                Bass::Line,
                &[33, 34],
                &[
                    "900030 500030 500030 500040",
                    "900000 600030 600030 600040",
                    "900060 900060 900060 900060",
                ],
            ),
            comp(
                Voicing::Close,
                &[0, 16, 27],
                &[
                    "000060 900000 000060 900000",
                    "900000 000060 000000 600030",
                    "908080 908080 908080 908080",
                ],
            ),
            riff(&[29, 27], &["500030 400050 400030 300030", "900070 900070 900070 900070"]).chance(0.5),
            lead(
                &[29, 22, 66, 30],
                &[
                    "503050 304050 403050 302010",
                    "600050 203040 500030 300000",
                    "305060 205040 306040 200020",
                ],
            ),
        ],
        ..PLAIN
    },
    Style {
        name: "slow_rock_12_8",
        metre: Metre::TwelveEight,
        tempo: (84.0, 126.0),
        keys: &[CLASSIC, MAJOR_POP],
        kit: kits::TWELVE,
        parts: &[
            bass(
                Bass::Roots,
                &[33, 32],
                &[
                    "900000 000030 700000 300030",
                    "900000 500000 700000 500030",
                    "900000 000060 900000 000060",
                ],
            ),
            comp(
                Voicing::Close,
                &[0, 3, 27],
                &["909090 909090 909090 909090", "907070 907070 907070 907070"],
            ),
            lead(
                &[66, 54, 65, 81],
                &[
                    "600030 400030 500030 300000",
                    "604050 300030 504040 200000",
                    "500000 500050 400030 300020",
                ],
            ),
            pad(&[53, 48, 52]),
            hits(&[61, 66], &["000000 600000 000030 600000", "000060 000060 000000 000000"]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "prog_rock_5_4",
        metre: Metre::FiveFour,
        tempo: (98.0, 148.0),
        keys: &[DORIAN, MINOR_POP, MIXO],
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0030 0020 9020 0020", 106),
                line(SNARE, "0000 9000 0000 0000 9000", 104),
                line(HAT, "9080 9080 9080 9080 9080", 70),
                line(RIDE, "9080 9080 9080 9080 9080", 66).from(0.8),
            ],
            &[],
        )
        .played(&["rock-prog"], 0.3),
        parts: &[
            bass(
                Bass::Line,
                &[33, 34],
                &["9030 2050 3040 9030 4030", "9003 0060 0060 9000 5030", "9060 6060 6060 9060 6060"],
            ),
            riff(&[27, 29, 80], &["9050 5060 4050 8050 5050", "7030 0530 0350 7030 0350"]).from(0.2),
            comp(Voicing::Close, &[18, 16, 4], &["9000 0000 0000 9000 0000", "9003 0060 0060 9000 6000"]),
            lead(
                &[81, 30, 73, 80],
                &["6040 5050 4050 6040 4020", "8000 4040 3040 6040 3000", "5353 5250 4250 5350 4020"],
            ),
            pad(&[50, 89]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "prog_rock_7_8",
        metre: Metre::SevenEight,
        tempo: (116.0, 168.0),
        keys: &[DORIAN, MINOR_POP, MIXO],
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0020 900020", 106),
                line(SNARE, "0000 9000 003090", 102),
                line(HAT, "9080 9080 908080", 70),
                line(RIDE, "9080 9080 908080", 66).from(0.8),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Line, &[33, 34], &["9030 5030 903040", "9060 3060 906030", "9000 6030 900060"]),
            riff(&[27, 29, 80], &["9060 7060 806060", "9030 5053 803050"]).from(0.2),
            comp(Voicing::Close, &[18, 16, 90], &["9000 0000 900000", "9000 6000 900060"]),
            lead(&[81, 30, 73, 80], &["6040 5040 604030", "8000 5000 504030", "5350 4250 535020"]),
            pad(&[50, 89]).chance(0.5),
        ],
        ..PLAIN
    },
];
