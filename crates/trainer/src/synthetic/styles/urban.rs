//! Hip-hop, R&B and the dance music of the Caribbean and Africa that is made with machines.

use super::kits::{self, CLAP, HAT, KICK, OPEN, SHAKER, SNARE, STICK};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};

pub const URBAN: &[Style] = &[
    Style {
        name: "boom_bap",
        tempo: (82.0, 98.0),
        feels: SWING16,
        keys: &[SOUL_MINOR, DORIAN, MINOR_POP],
        sevenths: 0.7,
        push: 0.25,
        kit: kits::HIPHOP.played(&["hiphop"], 0.8),
        parts: &[
            bass(Bass::Line, &[32, 33, 38], BASS_SOUL),
            comp(Voicing::Rootless, &[0, 4, 26, 11], COMP_SYNC).gate(0.6),
            riff(&[0, 11, 59, 73], &["5020 0304 0040 0020", "0030 4020 0304 0020"]).chance(0.5),
            hits(&[61, 59, 48], STABS).chance(0.4),
            pad(&[48, 49]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "lofi",
        tempo: (68.0, 88.0),
        feels: SWING16,
        keys: &[SOUL_MAJOR, SOUL_MINOR, AIRY],
        sevenths: 0.95,
        push: 0.25,
        kit: kits::HIPHOP.played(&["hiphop", "soul"], 0.6),
        parts: &[
            bass(
                Bass::Line,
                &[32, 33, 35],
                &["9000 0042 0030 0030", "9003 0030 4020 0020", "9000 0050 3042 0020"],
            ),
            comp(Voicing::Rootless, &[4, 5, 0, 26], COMP_SYNC).gate(0.8),
            pad(&[89, 49]).chance(0.5),
            lead(&[11, 73, 0, 26, 66], MELODY_THIN).velocity(78),
            counter(&[42, 48, 71]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "trap",
        tempo: (130.0, 152.0),
        keys: &[DARK, PHRYGIAN, MINOR_POP, HARMONIC],
        push: 0.25,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0030 0030 0302", 114),
                line(CLAP, "0000 0000 9000 0000", 106),
                line(HAT, "9393 9395 9393 9496", 66),
                line(OPEN, "0010 0000 0000 0020", 72).from(0.5),
                line(STICK, "0001 0020 0000 0102", 58).from(0.5),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39],
                &["9000 0030 0030 0200", "9003 0020 0040 0003", "9000 0300 0030 0040"],
            ),
            riff(
                &[10, 11, 0, 46, 14],
                &["6030 5020 5030 4020", "5004 0030 4003 0040", "6060 5050 5050 4040"],
            )
            .from(0.2),
            comp(Voicing::Close, &[0, 90, 14], COMP_LONG).chance(0.5),
            pad(&[52, 89, 91]).chance(0.6),
            lead(&[73, 80, 107, 11], MELODY).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "drill",
        tempo: (138.0, 146.0),
        keys: &[DARK, HARMONIC, PHRYGIAN],
        push: 0.25,
        kit: Kit::rules(
            &[
                line(KICK, "9000 0030 0230 0003", 112),
                line(SNARE, "0000 0080 0000 0002", 104),
                line(SNARE, "0000 0000 0000 9000", 104),
                line(HAT, "9009 0090 9009 0093", 66),
                line(STICK, "0002 0010 0020 0010", 60).from(0.5),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39],
                &["9000 0043 0030 0032", "9002 0030 4003 0040", "9000 0300 0430 0034"],
            ),
            riff(&[0, 48, 14, 10], &["6004 0050 4004 0040", "5030 0405 0030 0400"]).from(0.2),
            pad(&[52, 48, 91]),
            lead(&[0, 73, 54], MELODY_THIN).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "phonk",
        tempo: (118.0, 142.0),
        keys: &[DARK, PHRYGIAN],
        push: 0.2,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0030 9020 0030", 116),
                line(SNARE, "0000 9000 0000 9000", 106),
                line(HAT, "9393 9393 9393 9394", 64),
                line(OPEN, "0000 0000 0000 0030", 72).from(0.5),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Sub, &[38, 39, 87], &["9003 0030 0300 0030", "9006 0030 6003 0060"]),
            riff(&[112, 113, 80, 13], &["9060 3060 6036 0360", "8306 0630 6306 0630", "9003 0063 0060 3060"])
                .from(0.2)
                .gate(0.5),
            pad(&[52, 95]).chance(0.6),
            comp(Voicing::Two, &[4, 16, 90], STABS).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "g_funk",
        tempo: (88.0, 102.0),
        feels: EITHER16,
        keys: &[DORIAN, SOUL_MINOR],
        sevenths: 0.8,
        push: 0.2,
        kit: kits::HIPHOP.played(&["hiphop", "funk"], 0.5),
        parts: &[
            bass(Bass::Line, &[38, 39, 36], BASS_FUNK).gate(0.75),
            comp(Voicing::Rootless, &[4, 5, 16], COMP_SYNC),
            lead(&[80, 81], MELODY_THIN),
            riff(&[28, 27], &["0303 0030 0304 0030", "5020 3003 0204 0030"]).chance(0.5).gate(0.4),
            pad(&[50, 89]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "rnb",
        tempo: (66.0, 98.0),
        feels: EITHER16,
        keys: &[SOUL_MAJOR, SOUL_MINOR],
        sevenths: 0.9,
        push: 0.3,
        kit: kits::HIPHOP.played(&["soul", "hiphop", "gospel"], 0.5),
        parts: &[
            bass(Bass::Line, &[38, 33, 35, 39], BASS_SOUL),
            comp(Voicing::Rootless, &[4, 5, 0], COMP_SYNC),
            pad(&[89, 54, 49]),
            arp(&[24, 46, 11], ARP8).chance(0.4).velocity(58),
            lead(&[54, 73, 81, 66], MELODY),
        ],
        ..PLAIN
    },
    Style {
        name: "neo_soul",
        tempo: (74.0, 98.0),
        feels: SWING16,
        keys: &[SOUL_MAJOR, SOUL_MINOR, DORIAN],
        sevenths: 1.0,
        push: 0.35,
        kit: kits::HIPHOP.played(&["soul", "hiphop", "funk-groove"], 0.8),
        parts: &[
            bass(Bass::Line, &[33, 35, 32], BASS_FUNK),
            comp(Voicing::Rootless, &[4, 5, 16], COMP_SYNC),
            riff(&[27, 26], &["0020 3020 0302 0030", "0304 0020 0040 0302"]).chance(0.5).velocity(66),
            lead(&[66, 56, 59, 73, 4], MELODY_BUSY).chance(0.7),
            hits(&[61, 54], STABS).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "reggaeton",
        tempo: (88.0, 102.0),
        keys: &[MINOR_POP, HARMONIC],
        push: 0.15,
        kit: Kit::rules(
            &[
                line(KICK, "9000 9000 9000 9001", 112),
                line(SNARE, "0009 0090 0009 0090", 98),
                line(HAT, "7070 7070 7070 7071", 58).from(0.4),
                line(SHAKER, "5363 5363 5363 5363", 46).from(0.6),
            ],
            &[line(kits::TIMBALE, "0000 0000 0000 0034", 84).from(0.7)],
        ),
        parts: &[
            bass(
                Bass::Roots,
                &[38, 39],
                &["9003 0060 6003 0060", "9006 0060 0006 0060", "9000 0060 6000 0360"],
            ),
            comp(
                Voicing::Close,
                &[0, 24, 90],
                &["0009 0090 0009 0090", "9006 0060 9006 0060", "0060 0060 0060 0060"],
            )
            .gate(0.5),
            riff(&[24, 12, 80, 105], &["6003 0060 5003 0050", "5050 4005 0050 4050"]).chance(0.6),
            lead(&[80, 73, 81, 56], MELODY),
            pad(&[89, 50]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "dancehall",
        tempo: (92.0, 112.0),
        keys: &[MINOR_POP, DARK],
        push: 0.2,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0060 0003 0030", 112),
                line(SNARE, "0000 0090 0000 0090", 98),
                line(STICK, "0009 0000 0009 0000", 80),
                line(HAT, "8080 8080 8080 8081", 58).from(0.4),
            ],
            &[line(SHAKER, "5252 5252 5252 5252", 44).from(0.6)],
        ),
        parts: &[
            bass(
                Bass::Roots,
                &[38, 39],
                &["9003 0060 0030 0040", "9006 0030 6003 0030", "9000 0306 0030 0060"],
            ),
            comp(Voicing::Close, &[17, 90, 4], COMP_OFF).gate(0.4),
            lead(&[80, 114, 81], MELODY),
            riff(&[81, 62, 12], &["5003 0040 4003 0040", "6060 0006 0060 0030"]).chance(0.6),
            pad(&[89, 50]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "afrobeats",
        tempo: (96.0, 116.0),
        feels: EITHER16,
        keys: &[MAJOR_POP, MINOR_POP, SOUL_MINOR],
        sevenths: 0.4,
        pentatonic: 0.7,
        push: 0.3,
        kit: Kit::rules(
            &[
                line(KICK, "9002 0030 6002 0030", 106),
                line(STICK, "0009 0090 0009 0030", 84),
                line(SNARE, "0000 0000 0000 9002", 84).from(0.5),
                line(HAT, "5182 5182 5182 5182", 54),
            ],
            &[
                line(SHAKER, "7484 7484 7484 7484", 52).from(0.3),
                line(kits::CONGA_HIGH, "0020 3002 0030 0042", 68).from(0.5),
            ],
        ),
        parts: &[
            bass(
                Bass::Line,
                &[38, 33, 39],
                &["9003 0040 0340 0030", "6002 0450 0030 4030", "0060 3004 0060 0340"],
            )
            .gate(0.7),
            comp(Voicing::Close, &[4, 0, 90], COMP_SYNC).gate(0.5),
            riff(&[27, 24, 12], &["5030 4020 5030 0403", "0304 0340 2040 3020"]).gate(0.6),
            lead(&[80, 73, 66, 54], MELODY),
            pad(&[89, 54]).chance(0.5),
            hits(&[61], STABS).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "amapiano",
        tempo: (108.0, 116.0),
        feels: EITHER16,
        keys: &[DORIAN, SOUL_MINOR, AIRY],
        sevenths: 0.8,
        push: 0.3,
        kit: Kit::rules(
            &[
                line(KICK, "9000 7000 7000 7000", 92),
                line(STICK, "0003 0050 0003 0050", 78).from(0.4),
                line(SNARE, "0000 0000 0000 0320", 76).from(0.5),
                line(HAT, "0060 0060 0060 0060", 56),
            ],
            &[
                line(SHAKER, "8484 8484 8484 8484", 54),
                line(kits::CONGA_LOW, "0002 0030 0020 0302", 66).from(0.5),
            ],
        ),
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39, 87],
                &["0003 0060 0300 5030", "0030 0302 6000 0360", "0003 0040 0030 6030", "0360 0030 0304 0030"],
            ),
            comp(Voicing::Rootless, &[0, 4, 5], COMP_SYNC),
            pad(&[89, 95, 49]),
            lead(&[80, 73, 12, 66], MELODY_THIN),
            arp(&[12, 88], ARP8).chance(0.3),
        ],
        ..PLAIN
    },
];
