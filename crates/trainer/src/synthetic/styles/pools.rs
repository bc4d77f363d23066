//! Progressions and rhythms that many styles share.

use crate::synthetic::grid::Feel;
use crate::synthetic::harmony::Mode;
use crate::synthetic::style::Tonal;

pub(super) const SWING: &[Feel] = &[Feel::Swing];
pub(super) const SWING16: &[Feel] = &[Feel::Swing16];
pub(super) const EITHER16: &[Feel] = &[Feel::Straight, Feel::Swing16];

pub(super) const MAJOR_POP: Tonal = Tonal {
    mode: Mode::Major,
    progressions: &[
        "I V vi IV",
        "vi IV I V",
        "I vi IV V",
        "IV I V vi",
        "I iii IV V",
        "I IV vi V",
        "IV V iii vi",
        "I V ii IV",
        "vi V IV V",
        "I Iadd9 IV iv",
        "IV V vi I",
        "I V vi iii IV I ii V",
        "I IV I V vi IV ii V",
        "vi IV ii V I V IV V",
        "I iii vi IV I iii IV V",
        "ii IV I V",
        "I bVII IV I",
        "I vi ii V",
    ],
};
pub(super) const MINOR_POP: Tonal = Tonal {
    mode: Mode::Minor,
    progressions: &[
        "i bVI bIII bVII",
        "i bVII bVI bVII",
        "i iv bVI v",
        "i bIII bVII bVI",
        "bVI bVII i i",
        "i v bVI iv",
        "i bVI iv v",
        "i iv bVII bIII",
        "bVI bIII bVII i",
        "i i bVI bVII",
        "i bVII iv bVI",
        "i bVI bIII bVII iv bVI i V",
        "i bIII bVI bVII i bIII iv V",
        "iv i bVI bVII",
        "i v bVI bIII iv i bVI bVII",
    ],
};
pub(super) const DARK: Tonal = Tonal {
    mode: Mode::Minor,
    progressions: &[
        "i i i i",
        "i i bVI bVI",
        "i i i bVII",
        "i bVI i bVII",
        "i i iv i",
        "i i v bVI",
        "i bII i bVII",
    ],
};
pub(super) const PHRYGIAN: Tonal = Tonal {
    mode: Mode::Phrygian,
    progressions: &["i bII i bII", "i i bII i", "i bII bIII bII", "i bvii bII i", "i i i bII", "i bVI bII i"],
};
pub(super) const HARMONIC: Tonal = Tonal {
    mode: Mode::HarmonicMinor,
    progressions: &[
        "i iv V i",
        "i bVI iv V",
        "i i iv V",
        "i V i V",
        "i bVI bII V",
        "iv i V i",
        "i iv i V i bVI iidim V",
    ],
};
pub(super) const DORIAN: Tonal = Tonal {
    mode: Mode::Dorian,
    progressions: &[
        "i7 IV7 i7 IV7",
        "i7 i7 IV7 IV7",
        "i7 IV7 bVIImaj7 IV7",
        "i7 ii7 bIIImaj7 ii7",
        "i7 bVIImaj7 IV7 i7",
        "i9 i9 i9 IV9",
    ],
};
pub(super) const MIXO: Tonal = Tonal {
    mode: Mode::Mixolydian,
    progressions: &[
        "I bVII IV I",
        "I I bVII IV",
        "I IV bVII IV",
        "I bVII I bVII",
        "I v IV I",
        "I bVII bVI bVII",
    ],
};
pub(super) const SOUL_MAJOR: Tonal = Tonal {
    mode: Mode::Major,
    progressions: &[
        "Imaj7 vi7 ii7 V7sus4",
        "IVmaj7 iii7 ii7 Imaj7",
        "ii7 V7sus4 Imaj7 vi7",
        "Imaj9 iii7 IVmaj9 ii7-V7sus4",
        "IVmaj7 V7sus4 iii7 vi7",
        "ii9 iii7 IVmaj7 V7sus4",
        "Imaj7 I7 IVmaj7 iv6",
        "vi9 ii9 V13 Imaj9",
        "IVmaj9 III7#9 vi9 I7",
        "Imaj7 ii7 iii7 ii7",
    ],
};
pub(super) const SOUL_MINOR: Tonal = Tonal {
    mode: Mode::Minor,
    progressions: &[
        "i9 iv9 i9 V7#9",
        "bVImaj7 V7#9 i9 bIIImaj7",
        "i7 bVImaj7 iv7 V7b9",
        "iv9 bVII13 bIIImaj9 bVImaj7",
        "i9 i9 iv9 v7",
        "bVImaj9 v7 i9 i9",
        "i9 bIIImaj7 bVImaj7 V7#9",
        "iim7b5 V7b9 i9 i9",
    ],
};
pub(super) const JAZZ_MAJOR: Tonal = Tonal {
    mode: Mode::Major,
    progressions: &[
        "ii7 V7 Imaj7 vi7",
        "Imaj7-vi7 ii7-V7 iii7-VI7b9 ii7-V7",
        "Imaj7 VI7b9 ii7 V7",
        "IVmaj7 iv6 iii7 VI7b9 ii7 V7 Imaj7 V7",
        "iii7 VI7b9 ii7 V7",
        "ii7 bII7 Imaj7 Imaj7",
        "Imaj7 Imaj7 ii7 V7 iii7 VI7 ii7 V7",
        "I6 I7 IV6 iv6 iii7 VI7 II9 V7",
    ],
};
pub(super) const JAZZ_MINOR: Tonal = Tonal {
    mode: Mode::HarmonicMinor,
    progressions: &[
        "i7 iv7 iim7b5 V7b9",
        "iim7b5 V7b9 i6 i6",
        "i6 i7 iv7 V7b9",
        "i7 bVI7 V7b9 i7",
        "iv7 bVII7 bIIImaj7 bVImaj7 iim7b5 V7b9 i6 V7b9",
        "i6 VI7 iim7b5 V7b9",
    ],
};
pub(super) const BLUES: Tonal = Tonal {
    mode: Mode::Mixolydian,
    progressions: &[
        "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
        "I7 IV7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7 V7",
        "I7 IV7 I7 V7",
        "I7 I7 IV7 V7",
        "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 V7 I7 I7",
    ],
};
pub(super) const FOLK: Tonal = Tonal {
    mode: Mode::Major,
    progressions: &[
        "I IV I V",
        "I I IV V",
        "I V I IV I V I-V I",
        "I IV V I",
        "I vi IV V",
        "I iii IV I",
        "I V IV I",
        "vi V IV I",
        "I I V V IV I V I",
        "I ii V I",
    ],
};
pub(super) const FOLK_MINOR: Tonal = Tonal {
    mode: Mode::Dorian,
    progressions: &[
        "i bVII i bVII",
        "i i bVII i",
        "i IV i bVII",
        "i bIII bVII i",
        "i bVII bIII v",
        "i bVII v i",
    ],
};
pub(super) const CLASSIC: Tonal = Tonal {
    mode: Mode::Major,
    progressions: &[
        "I V vi iii IV I IV V",
        "I IV ii V",
        "I vi ii V",
        "I I V7 V7 V7 V7 I I",
        "I ii V7 I",
        "I VI7 ii V7",
        "IV I V7 I",
        "I iii vi V",
    ],
};
pub(super) const FILM: Tonal = Tonal {
    mode: Mode::Minor,
    progressions: &[
        "i bVI bIII bVII",
        "i bVI iv V",
        "i bIII bVII IV",
        "i v bVI bIII iv i bVI V",
        "bVI bVII i i",
        "i bII bVI V",
        "i bvi bIII IV",
    ],
};
pub(super) const LYDIAN: Tonal = Tonal {
    mode: Mode::Lydian,
    progressions: &["I II I II", "Imaj7 II Imaj7 vii", "I iii II I", "Iadd9 II vi II", "I II iii II"],
};
pub(super) const AIRY: Tonal = Tonal {
    mode: Mode::Major,
    progressions: &[
        "Imaj9 IVmaj9 Imaj9 IVmaj9",
        "IVmaj7 Imaj7 vi9 Iadd9",
        "Imaj7 iii7 IVmaj7 iv6",
        "Iadd9 Vsus4 vi7 IVmaj7",
        "IVmaj9 V vi9 Imaj7",
    ],
};

/// Chords of 4/4.
pub(super) const COMP: &[&str] = &[
    "9010 2040 3030 2040",
    "9000 5030 2050 4010",
    "8020 5020 8020 5020",
    "9030 0360 0050 3020",
    "9000 9000 9000 9000",
    "9000 0060 0000 5000",
];
pub(super) const COMP_EIGHTHS: &[&str] =
    &["9080 8080 8080 8080", "9060 7060 7060 7060", "9050 6070 4060 6060"];
pub(super) const COMP_OFF: &[&str] = &["0090 0090 0090 0090", "0080 1090 0080 1091", "0060 0290 0060 0292"];
pub(super) const COMP_LONG: &[&str] =
    &["9000 0000 0000 0000", "9000 0000 6000 0020", "9000 0040 0000 3000", "9000 0000 9000 0000"];
pub(super) const COMP_SYNC: &[&str] = &[
    "6031 2052 1151 2141",
    "9003 0060 0090 0300",
    "3061 0450 3061 0451",
    "7002 3052 0162 3014",
    "0042 5013 0432 5014",
];
pub(super) const COMP_SWING: &[&str] =
    &["5030 0060 3040 2050", "0040 5020 0060 3020", "8000 0070 0000 0050", "4020 5040 2050 3050"];
pub(super) const STABS: &[&str] =
    &["5020 0050 1040 0050", "0050 0030 0053 0020", "6003 0050 0500 3020", "0060 0060 0030 0062"];
/// Strums of the guitar.
pub(super) const STRUM: &[&str] =
    &["9050 7063 2060 7063", "9040 8050 3080 5060", "9060 6360 4360 6364", "9000 8040 0080 8040"];
/// Melodies of 4/4, from thin to busy.
pub(super) const MELODY: &[&str] = &[
    "7030 5040 5030 4020",
    "6050 6050 5060 4030",
    "4060 5061 3060 4020",
    "7141 4151 5141 4121",
    "5020 7030 6040 3000",
    "0060 6050 6050 5010",
    "8002 3040 6002 4030",
    "3052 3151 3252 3120",
];
pub(super) const MELODY_THIN: &[&str] =
    &["7020 3020 5020 2000", "8000 0040 5000 3000", "6020 4010 5040 1000", "2040 2050 2040 2010"];
pub(super) const MELODY_BUSY: &[&str] =
    &["7353 6353 6353 5342", "6262 5363 6262 5321", "8181 7272 6363 5240", "5454 5353 5452 4210"];
pub(super) const MELODY_SWING: &[&str] = &[
    "5060 5060 4060 5030",
    "3160 5070 4160 5050",
    "6050 6071 5060 4010",
    "0260 5060 6160 3020",
    "7000 5060 0060 5060",
];
/// Runs of an arpeggio.
pub(super) const ARP8: &[&str] = &["9090 9090 9090 9090", "9080 9080 9080 8080", "9070 8080 7080 8070"];
pub(super) const ARP16: &[&str] = &[
    "9999 9999 9999 9999",
    "9797 9797 9797 9797",
    "9086 8690 8680 9086",
    "9690 9690 9690 9690",
    "9360 9360 9360 9360",
];
/// Basses of 4/4.
pub(super) const BASS_ROCK: &[&str] = &[
    "9070 7070 8070 7070",
    "9060 5060 7060 5062",
    "9000 4070 6040 4050",
    "9030 2060 5050 3050",
    "9080 8080 8080 8081",
];
pub(super) const BASS_POP: &[&str] = &[
    "9003 0060 6003 0050",
    "9000 2050 5050 2040",
    "9010 1071 4050 1042",
    "9002 0350 3060 0320",
    "9000 0050 7000 0030",
];
pub(super) const BASS_FUNK: &[&str] = &[
    "9231 3252 3243 3342",
    "9024 0352 2064 1353",
    "9003 2631 0353 2461",
    "9140 1432 4151 2442",
    "8206 1352 0363 2424",
];
pub(super) const BASS_SOUL: &[&str] =
    &["9003 1161 4042 1142", "9020 0452 2050 2341", "9000 3062 3142 1240", "9003 0063 0160 2052"];
pub(super) const BASS_LONG: &[&str] =
    &["9000 0000 0000 0000", "9000 0000 5000 0020", "9000 0030 3000 0030", "9000 0000 0050 0040"];
pub(super) const BASS_CLUB: &[&str] = &[
    "0090 0090 0090 0090",
    "0093 0092 0093 0094",
    "0580 1490 0580 2492",
    "2070 0281 2171 0282",
    "9060 2180 3160 3162",
];
pub(super) const BASS_ROLL: &[&str] =
    &["0999 0999 0999 0999", "0989 0898 0989 0899", "0696 0797 0696 0798", "9393 9393 9393 9394"];
pub(super) const WALK: &[&str] = &["9000 9010 9000 9010", "9000 9000 9010 9020"];
