//! Broken beats and quiet electronics.

use super::kits::{self, CLAP, HAT, KICK, OPEN, SNARE};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};

pub const CLUB: &[Style] = &[
    Style {
        name: "drum_and_bass",
        tempo: (168.0, 178.0),
        keys: &[DARK, MINOR_POP],
        push: 0.25,
        kit: kits::BREAKS.played(&["dance-breakbeat", "funk-fast"], 0.3),
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39, 87],
                &["9000 0030 0300 0020", "9003 0020 0040 0300", "9000 0003 0060 0032", "8020 0430 0060 0402"],
            ),
            riff(&[87, 81, 39], &["0030 0402 0050 0302", "4003 0040 0304 0030"]).chance(0.5).from(0.6),
            comp(Voicing::Close, &[4, 90, 0], STABS).chance(0.6).gate(0.5),
            pad(&[89, 95, 50]),
            lead(&[80, 81, 54, 73], MELODY_THIN).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "liquid_dnb",
        tempo: (170.0, 176.0),
        keys: &[SOUL_MINOR, AIRY, DORIAN],
        sevenths: 0.9,
        kit: kits::BREAKS,
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39, 35],
                &["9000 0030 0060 0020", "9003 0040 0060 0200", "9000 0040 5000 0040"],
            ),
            comp(Voicing::Rootless, &[4, 5, 0], COMP_SYNC),
            pad(&[89, 94, 49]),
            lead(&[54, 73, 0, 11], MELODY_THIN).chance(0.7),
            arp(&[46, 88, 11], ARP8).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "jungle",
        tempo: (158.0, 172.0),
        keys: &[DARK, DORIAN],
        push: 0.3,
        kit: Kit::rules(
            &[
                line(KICK, "9040 0020 0360 0020", 110),
                line(SNARE, "0000 9003 0200 9020", 108),
                line(SNARE, "0002 0014 0403 0214", 50),
                line(HAT, "9090 9090 9090 9090", 66),
                line(OPEN, "0000 0000 0020 0020", 74).from(0.5),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39],
                &["9000 0050 0030 0040", "9020 0304 0040 0300", "9000 4000 0040 4020"],
            ),
            pad(&[89, 95, 52]),
            comp(Voicing::Close, &[4, 90, 16], STABS).chance(0.7).gate(0.5),
            lead(&[11, 80, 75], MELODY_THIN).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "breakbeat",
        tempo: (118.0, 138.0),
        keys: &[DARK, MINOR_POP, DORIAN],
        push: 0.25,
        kit: kits::BREAKS.played(&["dance-breakbeat", "funk", "hiphop"], 0.7),
        parts: &[
            bass(Bass::Line, &[38, 39, 87], BASS_FUNK).gate(0.7),
            riff(&[81, 62, 29], &["5030 0402 3050 0320", "4302 0430 0204 3020"]).chance(0.6),
            comp(Voicing::Close, &[90, 16, 4], STABS).gate(0.4),
            pad(&[89, 50]).chance(0.6),
            lead(&[80, 81], MELODY_THIN).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "uk_garage",
        tempo: (128.0, 136.0),
        feels: SWING16,
        keys: &[SOUL_MINOR, DORIAN, MINOR_POP],
        sevenths: 0.8,
        push: 0.35,
        kit: Kit::rules(
            &[
                line(KICK, "9002 0030 0260 0030", 108),
                line(SNARE, "0000 9000 0000 9000", 100),
                line(SNARE, "0001 0002 0200 0003", 48),
                line(HAT, "5282 5283 5282 5283", 64),
                line(OPEN, "0030 0030 0030 0030", 72).from(0.5),
            ],
            &[line(kits::STICK, "0003 0100 0030 0102", 56).from(0.5)],
        ),
        parts: &[
            bass(
                Bass::Line,
                &[38, 39, 35],
                &["9003 0040 0042 0302", "0340 0204 0360 0042", "6002 0430 0250 0403"],
            )
            .gate(0.6),
            comp(Voicing::Rootless, &[16, 4, 90, 0], COMP_SYNC).gate(0.4),
            pad(&[89, 50]).chance(0.5),
            lead(&[80, 54, 11], MELODY).chance(0.6),
            hits(&[48, 51], STABS).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "dubstep",
        tempo: (138.0, 142.0),
        keys: &[DARK, PHRYGIAN, MINOR_POP],
        push: 0.2,
        kit: kits::HALF,
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39],
                &["9000 0040 0020 0040", "9030 0300 4000 0302", "9003 0030 0030 0040"],
            ),
            riff(&[87, 81, 84], &["9036 0305 0364 3054", "8404 4304 0434 5043"]).from(0.65),
            pad(&[89, 95, 52]),
            lead(&[80, 0, 11], MELODY_THIN).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "future_bass",
        tempo: (136.0, 160.0),
        keys: &[AIRY, MAJOR_POP, SOUL_MAJOR],
        sevenths: 0.7,
        push: 0.3,
        kit: kits::HALF,
        parts: &[
            bass(
                Bass::Sub,
                &[38, 39],
                &["9003 0060 0300 6030", "9000 0060 0003 0060", "9003 0030 6003 0060"],
            ),
            comp(
                Voicing::Close,
                &[81, 90, 62],
                &["9003 0060 0303 6033", "9036 0360 0636 0366", "9000 0093 0090 0390"],
            )
            .from(0.4),
            arp(&[88, 10, 12, 80], ARP16).chance(0.6),
            lead(&[85, 80, 54, 81], MELODY),
            pad(&[89, 94]),
        ],
        ..PLAIN
    },
    Style {
        name: "electro",
        tempo: (110.0, 132.0),
        keys: &[DARK, MINOR_POP],
        push: 0.3,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0030 0053 0020", 114),
                line(SNARE, "0000 9000 0000 9000", 104),
                line(CLAP, "0000 9000 0000 9002", 80).from(0.6),
                line(HAT, "8383 8383 8383 8384", 60),
                line(kits::COWBELL, "0030 0300 0030 3000", 66).from(0.6),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Octaves,
                &[38, 39],
                &["9304 3043 0340 4034", "9093 0390 0936 0390", "9003 0640 3036 0360"],
            )
            .gate(0.5),
            riff(&[80, 81, 63], &["5030 3050 0302 4030", "3403 0340 2304 0340"]).chance(0.7).gate(0.5),
            comp(Voicing::Close, &[90, 50], STABS).gate(0.4),
            pad(&[50, 54, 91]).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "ambient",
        tempo: (60.0, 90.0),
        keys: &[AIRY, LYDIAN, FILM],
        sevenths: 0.5,
        parts: &[
            bass(Bass::Roots, &[38, 39, 35], BASS_LONG).from(0.5).velocity(66),
            pad(&[89, 95, 49, 94, 91]),
            arp(
                &[88, 99, 46, 11, 10],
                &["9060 7060 7060 7060", "9000 7000 7000 7000", "9030 5030 5030 5030", "4030 4030 4030 4030"],
            )
            .from(0.3),
            lead(&[0, 73, 54, 92, 4], MELODY_THIN).velocity(70),
            counter(&[48, 52, 42]),
        ],
        ..PLAIN
    },
    Style {
        name: "downtempo",
        tempo: (78.0, 104.0),
        feels: EITHER16,
        keys: &[DORIAN, SOUL_MINOR, MINOR_POP],
        sevenths: 0.7,
        push: 0.25,
        kit: kits::HIPHOP.played(&["hiphop", "soul", "funk-groove"], 0.5),
        parts: &[
            bass(Bass::Line, &[38, 33, 35, 32], BASS_SOUL),
            comp(Voicing::Rootless, &[4, 5, 11, 26], COMP_SYNC),
            pad(&[89, 49, 95]),
            lead(&[73, 66, 11, 59, 80], MELODY_THIN),
            arp(&[46, 108, 12], ARP8).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "chillwave",
        tempo: (84.0, 112.0),
        keys: &[AIRY, MAJOR_POP, DORIAN],
        sevenths: 0.6,
        kit: kits::ROCK.played(&["soul", "pop-soft", "rock-indie"], 0.4),
        parts: &[
            bass(Bass::Roots, &[38, 33, 39], BASS_POP),
            comp(Voicing::Close, &[5, 90, 27], COMP_LONG),
            pad(&[89, 94, 50]),
            arp(&[27, 88, 80], ARP8).chance(0.6),
            lead(&[80, 54, 85, 27], MELODY),
        ],
        ..PLAIN
    },
    Style {
        name: "chiptune",
        tempo: (120.0, 168.0),
        keys: &[MAJOR_POP, MINOR_POP, MIXO],
        kit: kits::ROCK,
        parts: &[
            bass(
                Bass::Octaves,
                &[38, 39],
                &["9090 9090 9090 9090", "9060 6060 9060 6060", "9006 0090 0690 0690"],
            )
            .gate(0.6),
            arp(&[80], ARP16).from(0.2),
            lead(&[81, 82], MELODY_BUSY).from(0.4),
            counter(&[79, 87]).chance(0.5),
        ],
        ..PLAIN
    },
];
