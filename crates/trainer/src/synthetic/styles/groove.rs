//! Soul, funk, disco, blues, gospel and reggae.

use super::kits::{self, HAT, KICK, OPEN, SNARE, STICK};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};
use score::Metre;

const ONE_DROP: &[crate::synthetic::style::Line] = &[
    line(KICK, "0000 0000 9000 0000", 104),
    line(STICK, "0000 0000 9000 0010", 92),
    line(HAT, "8080 8080 8080 8080", 66),
    line(OPEN, "0000 0000 0000 0030", 70).from(0.5),
];

pub const GROOVE: &[Style] = &[
    Style {
        name: "soul",
        tempo: (76.0, 112.0),
        keys: &[SOUL_MAJOR, SOUL_MINOR, MAJOR_POP],
        sevenths: 0.6,
        push: 0.25,
        kit: kits::FUNK.played(&["soul", "gospel"], 0.9),
        parts: &[
            bass(Bass::Line, &[33, 32], BASS_SOUL),
            comp(Voicing::Close, &[4, 16, 0], COMP),
            comp(Voicing::Two, &[27, 26], COMP_OFF).chance(0.5).gate(0.4),
            hits(&[61, 56, 66], STABS),
            lead(&[66, 54, 65, 56], MELODY),
            pad(&[48, 49, 16]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "motown",
        tempo: (104.0, 136.0),
        keys: &[MAJOR_POP, CLASSIC],
        sevenths: 0.3,
        push: 0.2,
        kit: kits::ROCK.played(&["soul-motown", "soul_"], 0.9),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32],
                &["9003 1062 4042 2152", "9030 2062 0352 4142", "9002 6130 3062 4052"],
            ),
            comp(
                Voicing::Close,
                &[0, 27],
                &["0000 9000 0000 9000", "9090 9090 9090 9090", "0030 9030 0030 9030"],
            )
            .gate(0.5),
            hits(&[61, 67], STABS),
            lead(&[54, 66, 11, 48], MELODY),
            counter(&[48, 49]),
        ],
        ..PLAIN
    },
    Style {
        name: "funk",
        tempo: (92.0, 118.0),
        feels: EITHER16,
        keys: &[DORIAN, MIXO],
        sevenths: 0.8,
        pentatonic: 0.7,
        push: 0.35,
        kit: kits::FUNK.played(&["funk_", "funk-groove", "funk-fast", "jazz-funk", "funk-latin"], 0.9),
        parts: &[
            bass(Bass::Line, &[33, 36, 37], BASS_FUNK).gate(0.65),
            comp(
                Voicing::Two,
                &[28, 27],
                &["3635 3645 3635 3645", "0402 3034 0403 3042", "5353 0353 5303 0353"],
            )
            .gate(0.4),
            comp(Voicing::Rootless, &[7, 16, 4], COMP_SYNC).gate(0.5),
            hits(&[61, 66, 56], STABS),
            lead(&[66, 65, 56, 81], MELODY_BUSY).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "purdie_shuffle",
        tempo: (84.0, 112.0),
        feels: SWING,
        keys: &[DORIAN, SOUL_MAJOR, BLUES],
        sevenths: 0.7,
        push: 0.1,
        kit: kits::SHUFFLE.played(&["funk-purdieshuffle", "rock-shuffle", "neworleans-shuffle"], 0.9),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32],
                &["9030 2060 5050 3050", "9000 0060 6030 0060", "9060 0050 6050 0060"],
            ),
            comp(Voicing::Rootless, &[4, 0, 16], COMP_SWING),
            hits(&[61, 66], &["0060 0050 0000 0060", "6050 0000 0060 0000"]),
            lead(&[66, 26, 54, 56], MELODY_SWING),
            pad(&[16, 49]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "disco",
        tempo: (110.0, 126.0),
        keys: &[MINOR_POP, DORIAN, SOUL_MINOR],
        sevenths: 0.5,
        push: 0.2,
        kit: Kit::rules(
            &[
                line(KICK, "9000 9000 9000 9000", 108),
                line(SNARE, "0000 9000 0000 9000", 100),
                line(OPEN, "0090 0090 0090 0090", 82),
                line(HAT, "9303 9303 9303 9303", 62),
            ],
            kits::CONGAS,
        )
        .played(&["dance-disco"], 0.4),
        parts: &[
            bass(
                Bass::Octaves,
                &[33, 36],
                &["9090 9090 9090 9090", "9093 9093 9093 9095", "9039 0390 9030 9395", "9392 9391 9392 9395"],
            )
            .gate(0.6),
            comp(
                Voicing::Two,
                &[27, 28],
                &["3636 3636 3636 3636", "0390 0390 0390 0393", "6363 0363 6363 0363"],
            )
            .gate(0.4),
            comp(Voicing::Close, &[0, 4], COMP_SYNC),
            hits(&[61, 56], STABS),
            counter(&[48, 49]),
            lead(&[54, 73, 66, 48], MELODY),
        ],
        ..PLAIN
    },
    Style {
        name: "boogie",
        tempo: (100.0, 118.0),
        keys: &[DORIAN, SOUL_MINOR],
        sevenths: 0.8,
        push: 0.3,
        kit: kits::FUNK.played(&["dance-disco", "funk_", "pop"], 0.4),
        parts: &[
            bass(Bass::Line, &[38, 36, 39], BASS_FUNK).gate(0.6),
            comp(Voicing::Rootless, &[5, 90, 4], COMP_SYNC).gate(0.6),
            comp(Voicing::Two, &[28, 27], COMP_OFF).chance(0.5).gate(0.35),
            lead(&[81, 80, 54], MELODY),
            pad(&[50, 89]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "gospel",
        tempo: (70.0, 112.0),
        keys: &[SOUL_MAJOR, CLASSIC],
        sevenths: 0.7,
        push: 0.2,
        kit: kits::ROCK.played(&["gospel", "soul"], 0.9),
        parts: &[
            bass(Bass::Line, &[33, 32], BASS_SOUL),
            comp(Voicing::Close, &[0, 16], COMP),
            pad(&[16, 52]),
            lead(&[53, 54, 66], MELODY),
            hits(&[61, 52], STABS).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "gospel_6_8",
        metre: Metre::SixEight,
        tempo: (60.0, 88.0),
        keys: &[SOUL_MAJOR, CLASSIC],
        sevenths: 0.6,
        kit: kits::SIX.played(&["rock"], 0.4),
        parts: &[
            bass(Bass::Line, &[33, 32], &["900000 600030", "900030 503040", "900020 603040"]),
            comp(Voicing::Close, &[0, 16], &["908080 908080", "900060 800060", "903060 803060"]),
            pad(&[16, 52, 48]),
            lead(&[53, 54, 66, 65], &["602050 504030", "700030 604030", "504060 505020"]),
        ],
        ..PLAIN
    },
    Style {
        name: "blues_shuffle",
        tempo: (92.0, 136.0),
        feels: SWING,
        keys: &[BLUES],
        pentatonic: 0.5,
        push: 0.1,
        kit: kits::SHUFFLE.played(&["blues-shuffle", "rock-shuffle", "neworleans-shuffle"], 0.8),
        parts: &[
            bass(
                Bass::Walk,
                &[32, 33],
                &["9000 9000 9000 9000", "9000 9010 9000 9020", "9020 9020 9020 9030"],
            ),
            comp(
                Voicing::Close,
                &[0, 16, 27],
                &["0000 9000 0000 9000", "9080 9080 9080 9080", "0040 6000 0040 6020"],
            ),
            riff(&[26, 27], &["9080 9080 9080 9080", "5040 4060 4040 3040"]).chance(0.5),
            lead(&[22, 29, 66, 27], MELODY_SWING),
            hits(&[66, 61], &["0060 0000 0000 0060", "0000 0060 0060 0000"]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "new_orleans",
        tempo: (86.0, 110.0),
        feels: EITHER16,
        keys: &[BLUES, DORIAN, CLASSIC],
        sevenths: 0.7,
        push: 0.25,
        kit: kits::FUNK.played(&["neworleans"], 0.9),
        parts: &[
            bass(
                Bass::Line,
                &[58, 33, 32],
                &["9003 0060 6003 0060", "9003 0063 0060 6030", "9000 3060 5003 0050"],
            ),
            comp(Voicing::Close, &[0, 3], COMP_SYNC),
            hits(&[57, 61, 66], STABS),
            lead(&[56, 71, 66], MELODY_BUSY),
            counter(&[57, 67]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "reggae",
        tempo: (68.0, 92.0),
        keys: &[MINOR_POP, FOLK, DARK],
        push: 0.15,
        kit: Kit::rules(ONE_DROP, &[line(kits::BONGO_HIGH, "0010 0203 0010 0230", 60).from(0.6)])
            .played(&["reggae"], 0.6),
        parts: &[
            bass(
                Bass::Line,
                &[33, 32, 38],
                &["9003 0060 0043 0250", "0060 6030 9003 0030", "9000 3063 0060 3000", "3060 0060 6060 0020"],
            )
            .gate(0.8),
            comp(Voicing::Close, &[27, 0], &["0000 9000 0000 9000", "0000 9010 0000 9020"]).gate(0.3),
            comp(Voicing::Close, &[16, 17], &["0090 0090 0090 0090", "0393 0393 0393 0393"]).gate(0.4),
            riff(&[28, 27], &["5030 4030 5030 4000", "0350 0320 0350 0300"]).chance(0.4),
            lead(&[22, 57, 66, 80], MELODY),
            hits(&[61, 57], STABS).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "dub",
        tempo: (66.0, 82.0),
        keys: &[DARK, MINOR_POP],
        push: 0.15,
        kit: Kit::rules(ONE_DROP, kits::SHAKE).played(&["reggae"], 0.5),
        parts: &[
            bass(
                Bass::Line,
                &[33, 38, 39],
                &["9000 3060 0030 0060", "9003 0030 6000 0300", "9060 0060 0000 6030"],
            ),
            comp(Voicing::Close, &[27, 4], &["0000 9000 0000 5000", "0000 9000 0000 9000"])
                .chance(0.8)
                .gate(0.3),
            comp(Voicing::Close, &[16, 17], COMP_OFF).from(0.5).gate(0.4),
            lead(&[22, 57, 59], MELODY_THIN),
            pad(&[95, 89]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "ska",
        tempo: (124.0, 168.0),
        keys: &[FOLK, MINOR_POP, MAJOR_POP],
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "6000 2000 9000 2020", 100),
                line(SNARE, "0000 9000 0000 9000", 100),
                line(HAT, "9090 9090 9090 9090", 70),
            ],
            &[],
        )
        .played(&["punk", "reggae"], 0.2),
        parts: &[
            bass(
                Bass::Walk,
                &[33, 32],
                &["9000 9000 9000 9000", "9060 9060 9060 9060", "9020 9020 9020 9040"],
            ),
            comp(Voicing::Close, &[27, 28], &["0090 0090 0090 0090"]).gate(0.35),
            comp(Voicing::Close, &[16, 0], &["0090 0090 0090 0090", "0060 0060 0060 0060"])
                .chance(0.6)
                .gate(0.4),
            lead(&[57, 56, 66], MELODY),
            hits(&[61, 66], STABS),
            arp(&[28], ARP8).chance(0.2),
        ],
        ..PLAIN
    },
];
