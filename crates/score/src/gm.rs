//! General MIDI: names of the programs and their families.

use crate::note::Instrument;
use std::ops::Range;

/// MIDI channel of the drums, counted from 0: 10 as users count.
pub const DRUM_CHANNEL: u8 = 9;

/// Programs per family.
const FAMILY_SIZE: u8 = 8;

/// One of the sixteen groups of eight programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    pub name: &'static str,
    /// Its first program.
    pub first: u8,
}

impl Family {
    /// Its eight programs.
    pub fn programs(self) -> Range<u8> {
        self.first..self.first + FAMILY_SIZE
    }

    /// Its eight instruments, by program.
    pub fn instruments(self) -> impl Iterator<Item = Instrument> {
        self.programs().map(Instrument)
    }
}

/// The families, by program.
pub const FAMILIES: [Family; 16] = [
    Family { name: "Piano", first: 0 },
    Family { name: "Chromatic Percussion", first: 8 },
    Family { name: "Organ", first: 16 },
    Family { name: "Guitar", first: 24 },
    Family { name: "Bass", first: 32 },
    Family { name: "Strings", first: 40 },
    Family { name: "Ensemble", first: 48 },
    Family { name: "Brass", first: 56 },
    Family { name: "Reed", first: 64 },
    Family { name: "Pipe", first: 72 },
    Family { name: "Synth Lead", first: 80 },
    Family { name: "Synth Pad", first: 88 },
    Family { name: "Synth Effects", first: 96 },
    Family { name: "Ethnic", first: 104 },
    Family { name: "Percussive", first: 112 },
    Family { name: "Sound Effects", first: 120 },
];

/// Names of the programs 0..=127 (General MIDI level 1), and of the drum kit.
const NAMES: [&str; 129] = [
    "Acoustic Grand Piano",
    "Bright Acoustic Piano",
    "Electric Grand Piano",
    "Honky-tonk Piano",
    "Electric Piano 1",
    "Electric Piano 2",
    "Harpsichord",
    "Clavinet",
    "Celesta",
    "Glockenspiel",
    "Music Box",
    "Vibraphone",
    "Marimba",
    "Xylophone",
    "Tubular Bells",
    "Dulcimer",
    "Drawbar Organ",
    "Percussive Organ",
    "Rock Organ",
    "Church Organ",
    "Reed Organ",
    "Accordion",
    "Harmonica",
    "Tango Accordion",
    "Acoustic Guitar (nylon)",
    "Acoustic Guitar (steel)",
    "Electric Guitar (jazz)",
    "Electric Guitar (clean)",
    "Electric Guitar (muted)",
    "Overdriven Guitar",
    "Distortion Guitar",
    "Guitar Harmonics",
    "Acoustic Bass",
    "Electric Bass (finger)",
    "Electric Bass (pick)",
    "Fretless Bass",
    "Slap Bass 1",
    "Slap Bass 2",
    "Synth Bass 1",
    "Synth Bass 2",
    "Violin",
    "Viola",
    "Cello",
    "Contrabass",
    "Tremolo Strings",
    "Pizzicato Strings",
    "Orchestral Harp",
    "Timpani",
    "String Ensemble 1",
    "String Ensemble 2",
    "Synth Strings 1",
    "Synth Strings 2",
    "Choir Aahs",
    "Voice Oohs",
    "Synth Voice",
    "Orchestra Hit",
    "Trumpet",
    "Trombone",
    "Tuba",
    "Muted Trumpet",
    "French Horn",
    "Brass Section",
    "Synth Brass 1",
    "Synth Brass 2",
    "Soprano Sax",
    "Alto Sax",
    "Tenor Sax",
    "Baritone Sax",
    "Oboe",
    "English Horn",
    "Bassoon",
    "Clarinet",
    "Piccolo",
    "Flute",
    "Recorder",
    "Pan Flute",
    "Blown Bottle",
    "Shakuhachi",
    "Whistle",
    "Ocarina",
    "Lead 1 (square)",
    "Lead 2 (sawtooth)",
    "Lead 3 (calliope)",
    "Lead 4 (chiff)",
    "Lead 5 (charang)",
    "Lead 6 (voice)",
    "Lead 7 (fifths)",
    "Lead 8 (bass + lead)",
    "Pad 1 (new age)",
    "Pad 2 (warm)",
    "Pad 3 (polysynth)",
    "Pad 4 (choir)",
    "Pad 5 (bowed)",
    "Pad 6 (metallic)",
    "Pad 7 (halo)",
    "Pad 8 (sweep)",
    "FX 1 (rain)",
    "FX 2 (soundtrack)",
    "FX 3 (crystal)",
    "FX 4 (atmosphere)",
    "FX 5 (brightness)",
    "FX 6 (goblins)",
    "FX 7 (echoes)",
    "FX 8 (sci-fi)",
    "Sitar",
    "Banjo",
    "Shamisen",
    "Koto",
    "Kalimba",
    "Bagpipe",
    "Fiddle",
    "Shanai",
    "Tinkle Bell",
    "Agogo",
    "Steel Drums",
    "Woodblock",
    "Taiko Drum",
    "Melodic Tom",
    "Synth Drum",
    "Reverse Cymbal",
    "Guitar Fret Noise",
    "Breath Noise",
    "Seashore",
    "Bird Tweet",
    "Telephone Ring",
    "Helicopter",
    "Applause",
    "Gunshot",
    "Drums",
];

impl Instrument {
    /// Every instrument by program, drums last.
    pub fn all() -> impl Iterator<Item = Instrument> {
        (0..=Instrument::DRUMS.0).map(Instrument)
    }

    /// General MIDI name, or "Drums".
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or("Unknown Instrument")
    }

    /// Lowest and highest MIDI key that it can play, generously: what sounds good lies inside. Synthesisers, effects and drums have all.
    pub fn range(self) -> (u8, u8) {
        match self.0 {
            0..=5 | 7 => (21, 108),         // pianos, clavinet
            6 => (24, 96),                  // harpsichord
            8..=10 => (60, 120),            // celesta, glockenspiel, music box
            11..=13 => (36, 108),           // vibraphone, marimba, xylophone
            14 => (48, 89),                 // tubular bells
            15 => (36, 96),                 // dulcimer
            16..=20 => (24, 108),           // organs
            21 | 23 => (36, 101),           // accordions
            22 => (48, 101),                // harmonica
            24..=31 => (36, 96),            // guitars
            32..=37 => (21, 72),            // basses
            40 => (55, 108),                // violin
            41 => (48, 96),                 // viola
            42 => (36, 84),                 // cello
            43 => (23, 67),                 // contrabass
            44 | 45 | 48..=51 => (23, 108), // string sections
            46 => (23, 104),                // harp
            47 => (36, 60),                 // timpani
            52..=54 => (36, 88),            // choirs
            56 | 59 => (52, 91),            // trumpets
            57 => (33, 79),                 // trombone
            58 => (24, 67),                 // tuba
            60 => (34, 84),                 // horn
            61 => (33, 96),                 // brass section
            64 => (54, 96),                 // soprano saxophone
            65 => (49, 91),                 // alto saxophone
            66 => (42, 84),                 // tenor saxophone
            67 => (36, 79),                 // baritone saxophone
            68 => (58, 96),                 // oboe
            69 => (52, 89),                 // English horn
            70 => (33, 79),                 // bassoon
            71 => (50, 98),                 // clarinet
            72 => (72, 112),                // piccolo
            73 => (58, 100),                // flute
            74..=79 => (53, 105),           // recorder and other pipes
            104..=108 => (36, 96),          // sitar to kalimba
            109 => (53, 86),                // bagpipe
            110 => (55, 108),               // fiddle
            111 => (55, 91),                // shanai
            114 => (48, 93),                // steel drums
            _ => (0, 127),
        }
    }

    /// Family of its program; `None` for drums.
    pub fn family(self) -> Option<Family> {
        FAMILIES.get(usize::from(self.0 / FAMILY_SIZE)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_program_has_its_own_name_and_lies_in_its_family() {
        let names: HashSet<&str> = Instrument::all().map(Instrument::name).collect();
        assert_eq!(names.len(), 129);
        for family in FAMILIES {
            assert!(family.instruments().all(|i| i.family() == Some(family)), "{}", family.name);
        }
        let programs: Vec<u8> = FAMILIES.iter().flat_map(|family| family.programs()).collect();
        assert_eq!(programs, (0..128).collect::<Vec<u8>>());
    }

    #[test]
    fn well_known_programs_have_their_general_midi_names() {
        let name = |program| Instrument(program).name();
        assert_eq!(
            (name(0), name(33), name(73)),
            ("Acoustic Grand Piano", "Electric Bass (finger)", "Flute")
        );
        assert_eq!((name(80), name(104), name(127)), ("Lead 1 (square)", "Sitar", "Gunshot"));
        assert_eq!((name(128), name(129)), ("Drums", "Unknown Instrument"));
    }

    #[test]
    fn ranges_hold_more_than_two_octaves_and_the_open_strings() {
        for instrument in Instrument::all().filter(|i| *i != Instrument(47)) {
            let (low, high) = instrument.range();
            assert!(high <= 127 && high - low >= 28, "{}", instrument.name());
        }
        assert_eq!((Instrument(40).range().0, Instrument(0).range()), (55, (21, 108)));
        assert_eq!(Instrument::DRUMS.range(), (0, 127));
    }

    #[test]
    fn the_bass_family_is_what_the_canonical_order_calls_basses() {
        assert!(Instrument::all().all(|i| i.is_bass() == i.family().is_some_and(|f| f.name == "Bass")));
        assert_eq!(Instrument::DRUMS.family(), None);
    }
}
