//! House, techno, trance and their kin: four on the floor.

use super::kits::{self, HAT, KICK, OPEN, SNARE};
use super::pools::*;
use crate::synthetic::style::{
    Bass, Kit, PLAIN, Style, Voicing, arp, bass, comp, counter, hits, lead, line, pad, riff,
};

pub const ELECTRONIC: &[Style] = &[
    Style {
        name: "house",
        tempo: (119.0, 128.0),
        keys: &[MINOR_POP, DORIAN, MAJOR_POP],
        sevenths: 0.5,
        push: 0.3,
        kit: kits::HOUSE,
        parts: &[
            bass(
                Bass::Roots,
                &[38, 39, 33],
                &["0580 1490 0580 2492", "9030 0360 0063 0230", "0090 0093 0090 0294", "6031 0460 1051 0462"],
            )
            .gate(0.7),
            comp(Voicing::Close, &[0, 1, 4, 16, 90], COMP_SYNC).gate(0.5),
            pad(&[89, 50, 95]).chance(0.5),
            lead(&[80, 81, 85, 11], MELODY_THIN).chance(0.55),
            arp(&[88, 80, 12, 5], ARP16).chance(0.3).from(0.6),
            hits(&[61, 48, 62], STABS).chance(0.35),
        ],
        ..PLAIN
    },
    Style {
        name: "deep_house",
        tempo: (116.0, 124.0),
        feels: EITHER16,
        keys: &[DORIAN, SOUL_MINOR],
        sevenths: 0.9,
        push: 0.3,
        kit: kits::HOUSE,
        parts: &[
            bass(
                Bass::Line,
                &[38, 39, 35],
                &["9003 0052 0360 0330", "0350 0260 0350 0462", "9001 3040 0160 0242"],
            ),
            comp(Voicing::Rootless, &[4, 5, 16, 90], COMP_SYNC).gate(0.6),
            pad(&[89, 94, 95]).chance(0.7),
            lead(&[73, 66, 80, 11, 54], MELODY_THIN).chance(0.5),
            counter(&[49, 92]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "tech_house",
        tempo: (122.0, 129.0),
        keys: &[DARK, DORIAN],
        push: 0.35,
        kit: kits::HOUSE,
        parts: &[
            bass(
                Bass::Line,
                &[38, 39, 87],
                &["0393 0295 0393 2494", "9035 0243 0355 0244", "0063 2063 1163 2064"],
            )
            .gate(0.55),
            riff(&[80, 81, 17, 4], &["0030 0502 0030 2050", "5002 0030 0403 0020"]).chance(0.7).gate(0.4),
            comp(Voicing::Two, &[90, 4, 62], STABS).gate(0.3),
            pad(&[95, 89]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "progressive_house",
        tempo: (122.0, 128.0),
        keys: &[MINOR_POP, AIRY],
        kit: kits::HOUSE,
        parts: &[
            bass(Bass::Roots, &[38, 39], BASS_CLUB).gate(0.6),
            comp(Voicing::Close, &[81, 90, 0], COMP_SYNC),
            pad(&[89, 50, 94]),
            arp(&[80, 88, 99], ARP16).chance(0.7),
            lead(&[81, 80, 85], MELODY).chance(0.7),
        ],
        ..PLAIN
    },
    Style {
        name: "techno",
        tempo: (128.0, 140.0),
        keys: &[DARK, PHRYGIAN],
        push: 0.2,
        kit: kits::TECHNO,
        parts: &[
            bass(
                Bass::Pedal,
                &[38, 39, 87],
                &["0999 0999 0999 0999", "0959 0593 0959 0594", "0090 0390 0093 0292", "0393 0693 0393 0695"],
            )
            .gate(0.5),
            riff(&[81, 80, 63, 90], &["5203 2050 3203 2050", "4030 0340 3003 0430", "3320 4032 3320 4033"])
                .gate(0.4),
            comp(Voicing::Two, &[90, 62, 93], &["0003 0050 0030 0500", "0060 0000 0050 0003"])
                .chance(0.6)
                .gate(0.4),
            pad(&[95, 92, 89]).chance(0.5),
            arp(&[80, 99, 13], ARP16).chance(0.35).from(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "minimal",
        tempo: (122.0, 130.0),
        keys: &[DARK, DORIAN],
        push: 0.3,
        kit: kits::TECHNO,
        parts: &[
            bass(
                Bass::Roots,
                &[38, 39],
                &["0030 0205 0030 0302", "9002 0030 0040 0300", "0300 0430 0030 2041"],
            )
            .gate(0.4),
            riff(&[12, 115, 80, 13], &["3030 0204 0302 0030", "0402 0030 2003 0040"]).gate(0.4),
            comp(Voicing::Two, &[4, 90], STABS).chance(0.5).gate(0.3),
            pad(&[92, 95]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "acid",
        tempo: (124.0, 138.0),
        keys: &[DARK, PHRYGIAN],
        push: 0.2,
        kit: kits::TECHNO,
        parts: &[
            bass(Bass::Octaves, &[38], &["0090 0090 0090 0091"]).chance(0.6).gate(0.5),
            riff(&[87, 81, 39], &["9365 4645 7465 4656", "8456 6345 8456 6346", "9094 6340 8494 6340"])
                .from(0.1)
                .gate(0.7),
            comp(Voicing::Close, &[90, 62], STABS).chance(0.5).gate(0.3),
            pad(&[95, 50]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "trance",
        tempo: (134.0, 142.0),
        keys: &[MINOR_POP],
        pentatonic: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9000 9000 9000 9000", 116),
                line(OPEN, "0090 0090 0090 0090", 86).from(0.4),
                line(HAT, "8383 8383 8383 8384", 58).from(0.5),
                line(kits::CLAP, "0000 9000 0000 9000", 92).from(0.5),
                line(SNARE, "0000 0000 0000 0013", 70).from(0.7),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Roots, &[38, 39], BASS_ROLL).gate(0.6),
            comp(
                Voicing::Close,
                &[81, 90],
                &["9093 0930 9093 0930", "9939 9399 3993 9399", "9039 0390 9039 0399"],
            )
            .gate(0.5),
            pad(&[89, 50, 91]),
            arp(&[80, 81, 88], ARP16),
            lead(&[81, 84, 80], MELODY).from(0.75),
        ],
        ..PLAIN
    },
    Style {
        name: "psytrance",
        tempo: (140.0, 148.0),
        keys: &[PHRYGIAN, HARMONIC],
        kit: kits::TECHNO,
        parts: &[
            bass(
                Bass::Pedal,
                &[38, 39],
                &["0999 0999 0999 0999", "0999 0999 0999 0998", "0989 0999 0989 0999"],
            )
            .gate(0.5),
            riff(&[81, 87, 80], &["0304 3050 4303 0540", "5403 0453 4043 5034"]).gate(0.5),
            arp(&[80, 90, 99], ARP16).chance(0.6),
            pad(&[95, 91]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "eurodance",
        tempo: (130.0, 145.0),
        keys: &[MINOR_POP],
        kit: kits::HOUSE,
        parts: &[
            bass(
                Bass::Octaves,
                &[38, 39],
                &["0090 0090 0090 0090", "9090 9090 9090 9090", "0099 0099 0099 0099"],
            )
            .gate(0.6),
            comp(
                Voicing::Close,
                &[90, 1, 81],
                &["9003 0090 0300 9030", "8030 0800 8003 0080", "0090 0090 0090 0090"],
            )
            .gate(0.5),
            lead(&[81, 80, 62], MELODY),
            riff(&[80, 84], &["9090 0909 0090 9090", "9390 6390 6936 0930"]).chance(0.5).from(0.7),
            pad(&[50, 48]).chance(0.6),
        ],
        ..PLAIN
    },
    Style {
        name: "festival_edm",
        tempo: (126.0, 130.0),
        keys: &[MINOR_POP, MAJOR_POP],
        kit: kits::HOUSE,
        parts: &[
            bass(
                Bass::Roots,
                &[38, 39],
                &["9003 0090 0300 9030", "9090 9090 9090 9090", "0090 0090 0090 0092"],
            )
            .gate(0.7),
            comp(
                Voicing::Close,
                &[81, 90, 62],
                &["9003 0090 0300 9030", "9000 3090 0090 3020", "9003 9000 9003 0090"],
            ),
            lead(&[81, 80, 84], MELODY).from(0.65),
            arp(&[88, 0, 80], ARP8).chance(0.5),
            pad(&[89, 48]).chance(0.7),
        ],
        ..PLAIN
    },
    Style {
        name: "synthwave",
        tempo: (84.0, 118.0),
        keys: &[MINOR_POP, MAJOR_POP],
        kit: Kit::rules(
            &[
                line(KICK, "9000 0030 9020 0020", 112),
                line(SNARE, "0000 9000 0000 9000", 112),
                line(HAT, "8080 8080 8080 8081", 62).from(0.3),
                line(OPEN, "0000 0000 0000 0030", 76).from(0.6),
                line(kits::HIGH_TOM, "0000 0000 0000 0011", 90).from(0.7),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Octaves,
                &[38, 39, 81],
                &["9090 9090 9090 9090", "9999 9999 9999 9999", "9939 9939 9939 9939"],
            )
            .gate(0.7),
            comp(Voicing::Close, &[90, 50, 62], COMP_LONG),
            pad(&[89, 50, 95]).chance(0.6),
            arp(&[80, 88, 81], ARP16).chance(0.75),
            lead(&[81, 80, 84], MELODY),
        ],
        ..PLAIN
    },
    Style {
        name: "italo_disco",
        tempo: (112.0, 126.0),
        keys: &[MINOR_POP],
        kit: kits::HOUSE,
        parts: &[
            bass(
                Bass::Octaves,
                &[38, 39],
                &["9090 9090 9090 9090", "9099 9099 9099 9099", "9393 9393 9393 9393"],
            )
            .gate(0.6),
            comp(Voicing::Close, &[50, 90, 4], COMP_SYNC).gate(0.5),
            lead(&[80, 81, 54], MELODY),
            counter(&[48, 51]).chance(0.5),
            arp(&[88, 11], ARP8).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "hardstyle",
        tempo: (148.0, 156.0),
        keys: &[MINOR_POP, HARMONIC],
        kit: kits::TECHNO,
        parts: &[
            bass(
                Bass::Roots,
                &[38, 87],
                &["0090 0090 0090 0090", "0099 0099 0099 0099", "0093 0093 0093 0095"],
            )
            .gate(0.6),
            lead(&[81, 84, 80], MELODY),
            comp(Voicing::Close, &[81, 90], COMP_SYNC).from(0.6),
            pad(&[91, 48, 50]).chance(0.6),
        ],
        ..PLAIN
    },
];
