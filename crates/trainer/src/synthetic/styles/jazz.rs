//! Jazz and its neighbours.

use super::kits::{self, HAT, KICK, OPEN, PEDAL, RIDE, SNARE};
use super::pools::*;
use crate::synthetic::style::{Bass, Kit, PLAIN, Style, Voicing, bass, comp, counter, hits, lead, line, pad};
use score::Metre;

pub const JAZZ: &[Style] = &[
    Style {
        name: "swing",
        tempo: (112.0, 192.0),
        feels: SWING,
        keys: &[JAZZ_MAJOR, JAZZ_MINOR],
        sevenths: 1.0,
        pentatonic: 0.1,
        push: 0.2,
        kit: kits::SWUNG.played(&["jazz-swing", "jazz_", "jazz-mediumfast"], 0.7),
        parts: &[
            bass(Bass::Walk, &[32], WALK),
            comp(Voicing::Rootless, &[0, 26, 4], COMP_SWING).gate(0.6),
            lead(&[66, 56, 65, 11, 71], MELODY_SWING),
            hits(&[61, 57], &["0060 0000 0060 0000", "0000 0060 0000 3060"]).chance(0.4),
            counter(&[67, 57]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "bebop",
        tempo: (176.0, 210.0),
        feels: SWING,
        keys: &[JAZZ_MAJOR, JAZZ_MINOR],
        sevenths: 1.0,
        pentatonic: 0.0,
        push: 0.25,
        kit: kits::SWUNG.played(&["jazz-fast", "jazz-mediumfast", "jazz_"], 0.5),
        parts: &[
            bass(Bass::Walk, &[32], WALK),
            comp(Voicing::Rootless, &[0, 26], COMP_SWING).gate(0.5),
            lead(
                &[65, 56, 66, 0],
                &["7080 8080 7080 8060", "6070 7070 7080 6040", "0070 8080 8070 6050", "7071 8071 7080 5020"],
            ),
        ],
        ..PLAIN
    },
    Style {
        name: "jazz_ballad",
        tempo: (58.0, 80.0),
        feels: SWING,
        keys: &[JAZZ_MAJOR, JAZZ_MINOR],
        sevenths: 1.0,
        pentatonic: 0.1,
        push: 0.15,
        kit: kits::SWUNG,
        parts: &[
            bass(
                Bass::Line,
                &[32, 35],
                &["9000 0000 9000 0030", "9000 0030 7000 3030", "9000 2020 6020 3030"],
            ),
            comp(Voicing::Rootless, &[0, 26, 4], COMP_LONG),
            pad(&[49, 48]).chance(0.4),
            lead(&[66, 59, 64, 11], MELODY_SWING).velocity(76),
            counter(&[42, 49]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "jazz_waltz",
        metre: Metre::ThreeFour,
        tempo: (124.0, 190.0),
        feels: SWING,
        keys: &[JAZZ_MAJOR, JAZZ_MINOR, DORIAN],
        sevenths: 1.0,
        pentatonic: 0.1,
        push: 0.15,
        kit: Kit::rules(
            &[
                line(KICK, "7000 0010 0020", 62),
                line(RIDE, "9000 9060 9030", 76),
                line(PEDAL, "0000 9000 0000", 64),
                line(SNARE, "0020 0020 0030", 48).from(0.4),
            ],
            &[],
        )
        .played(&["jazz_"], 0.4),
        parts: &[
            bass(Bass::Walk, &[32], &["9000 0000 9000", "9000 9000 9000", "9000 5030 9020"]),
            comp(Voicing::Rootless, &[0, 26, 4], &["0000 8000 0060", "5000 0060 0020", "0040 6000 5020"])
                .gate(0.7),
            lead(
                &[64, 66, 11, 73, 56],
                &["6050 5060 5040", "7000 0060 5050", "5060 5071 4020", "8000 4040 3040"],
            ),
            counter(&[71, 57]).chance(0.3),
        ],
    },
    Style {
        name: "jazz_5_4",
        metre: Metre::FiveFour,
        tempo: (132.0, 180.0),
        feels: SWING,
        keys: &[DORIAN, JAZZ_MINOR],
        sevenths: 1.0,
        push: 0.05,
        kit: Kit::rules(
            &[
                line(KICK, "8000 0010 0020 7000 0010", 66),
                line(RIDE, "9000 9060 9000 9000 9060", 76),
                line(PEDAL, "0000 9000 0000 0000 9000", 62),
                line(SNARE, "0020 0030 0030 0020 0030", 50).from(0.4),
            ],
            &[],
        ),
        parts: &[
            bass(
                Bass::Line,
                &[32],
                &["9000 0060 0060 9000 6000", "9000 0000 6030 9000 6020", "9000 3050 5020 9000 9020"],
            ),
            comp(Voicing::Rootless, &[0, 26], &["9000 0090 0000 9000 9000", "6000 0070 0000 6000 5020"])
                .gate(0.7),
            lead(
                &[65, 66, 64, 11],
                &["6060 6050 5060 6050 4030", "7000 5060 4060 7000 3030", "5070 6060 5050 5040 2020"],
            ),
        ],
        ..PLAIN
    },
    Style {
        name: "jazz_funk",
        tempo: (94.0, 118.0),
        feels: EITHER16,
        keys: &[DORIAN, SOUL_MINOR],
        sevenths: 1.0,
        push: 0.35,
        kit: kits::FUNK.played(&["jazz-funk", "jazz-fusion", "jazz-linear", "funk_"], 0.9),
        parts: &[
            bass(Bass::Line, &[33, 36, 35], BASS_FUNK),
            comp(Voicing::Rootless, &[4, 7, 26], COMP_SYNC).gate(0.6),
            hits(&[61, 66], STABS),
            lead(&[66, 65, 56, 26, 73], MELODY_BUSY),
            pad(&[49, 89]).chance(0.3),
        ],
        ..PLAIN
    },
    Style {
        name: "fusion_7_8",
        metre: Metre::SevenEight,
        tempo: (112.0, 156.0),
        keys: &[DORIAN, SOUL_MINOR],
        sevenths: 0.9,
        push: 0.1,
        kit: Kit::rules(
            &[
                line(KICK, "9003 0030 903020", 100),
                line(SNARE, "0000 9000 000090", 98),
                line(SNARE, "0010 0002 020000", 42).from(0.4),
                line(HAT, "9383 9383 938383", 62),
                line(OPEN, "0000 0000 000020", 72).from(0.5),
            ],
            &[],
        ),
        parts: &[
            bass(Bass::Line, &[33, 35, 36], &["9003 4042 903040", "9030 0450 800340", "9004 0300 903060"]),
            comp(
                Voicing::Rootless,
                &[4, 7, 16],
                &["6003 0040 600300", "0040 5000 603000", "9000 0000 900000"],
            )
            .gate(0.6),
            lead(&[65, 81, 73, 26], &["5353 5250 535020", "6050 5050 605030"]),
            pad(&[50, 89]).chance(0.5),
        ],
        ..PLAIN
    },
    Style {
        name: "smooth_jazz",
        tempo: (84.0, 108.0),
        feels: EITHER16,
        keys: &[SOUL_MAJOR, SOUL_MINOR],
        sevenths: 1.0,
        push: 0.25,
        kit: kits::HIPHOP.played(&["soul", "pop-soft", "jazz-funk"], 0.7),
        parts: &[
            bass(Bass::Line, &[33, 35], BASS_SOUL),
            comp(Voicing::Rootless, &[4, 5, 26], COMP_SYNC),
            pad(&[49, 89]),
            lead(&[64, 65, 26, 73], MELODY),
            counter(&[48, 94]).chance(0.4),
        ],
        ..PLAIN
    },
    Style {
        name: "big_band",
        tempo: (118.0, 180.0),
        feels: SWING,
        keys: &[JAZZ_MAJOR, BLUES],
        sevenths: 1.0,
        push: 0.3,
        kit: kits::SWUNG.played(&["jazz-swing", "jazz_"], 0.6),
        parts: &[
            bass(Bass::Walk, &[32], WALK),
            comp(Voicing::Two, &[26], &["9000 9000 9000 9000"]).gate(0.5).velocity(60),
            comp(Voicing::Rootless, &[0], COMP_SWING).gate(0.5),
            lead(&[56, 66, 65, 71], MELODY_SWING),
            hits(&[61, 57], &["0060 0040 0060 0000", "6050 0060 0000 0060", "0000 0060 0050 4000"]).from(0.5),
            counter(&[67, 65, 60]).chance(0.6),
        ],
        ..PLAIN
    },
];
