//! Keys, chords and progressions by degree.

use crate::prepare::dice::Dice;

/// Scales that styles stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Major,
    Mixolydian,
    Lydian,
    Minor,
    Dorian,
    Phrygian,
    HarmonicMinor,
    /// Fifth mode of harmonic minor.
    PhrygianDominant,
}

impl Mode {
    /// Semitones above the tonic.
    pub fn scale(self) -> [u8; 7] {
        match self {
            Mode::Major => [0, 2, 4, 5, 7, 9, 11],
            Mode::Mixolydian => [0, 2, 4, 5, 7, 9, 10],
            Mode::Lydian => [0, 2, 4, 6, 7, 9, 11],
            Mode::Minor => [0, 2, 3, 5, 7, 8, 10],
            Mode::Dorian => [0, 2, 3, 5, 7, 9, 10],
            Mode::Phrygian => [0, 1, 3, 5, 7, 8, 10],
            Mode::HarmonicMinor => [0, 2, 3, 5, 7, 8, 11],
            Mode::PhrygianDominant => [0, 1, 4, 5, 7, 8, 10],
        }
    }

    /// The five notes of it that never clash.
    fn pentatonic(self) -> [u8; 5] {
        match self {
            Mode::Major | Mode::Mixolydian | Mode::Lydian => [0, 2, 4, 7, 9],
            Mode::Phrygian | Mode::PhrygianDominant => [0, 1, 5, 7, 10],
            Mode::HarmonicMinor => [0, 2, 3, 7, 8],
            Mode::Minor | Mode::Dorian => [0, 3, 5, 7, 10],
        }
    }
}

/// A chord in a key: pitch class of its root and semitones above it, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chord {
    pub root: u8,
    pub tones: Vec<u8>,
}

impl Chord {
    /// Pitch classes, root first.
    pub fn classes(&self) -> Vec<u8> {
        self.tones.iter().map(|tone| (self.root + tone) % 12).collect()
    }

    pub fn has(&self, pitch: u8) -> bool {
        self.classes().contains(&(pitch % 12))
    }

    /// Pitch class of the chord's fifth, whatever its kind; the plain one if it has none.
    pub fn fifth(&self) -> u8 {
        let tone = self.tones.iter().find(|tone| (6..=8).contains(*tone)).copied().unwrap_or(7);
        (self.root + tone) % 12
    }

    /// Pitch class of its third, of its fourth where that is suspended; of its fifth where it has neither.
    pub fn third(&self) -> u8 {
        let third = self.tones.iter().find(|tone| (3..=5).contains(*tone));
        third.map_or(self.fifth(), |tone| (self.root + tone) % 12)
    }

    /// A triad with the seventh that the scale of `key` has above it.
    fn with_seventh(mut self, key: &Key) -> Chord {
        let seventh = [10, 11].into_iter().find(|s| key.holds((self.root + s) % 12));
        if let ([_, _, 7], Some(seventh)) = (self.tones.as_slice(), seventh) {
            self.tones.push(seventh);
        }
        self
    }
}

/// What a song stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Pitch class.
    pub tonic: u8,
    pub mode: Mode,
    /// Melodies keep to five notes.
    pub pentatonic: bool,
}

impl Key {
    pub fn holds(&self, pitch: u8) -> bool {
        self.mode.scale().contains(&((pitch + 12 - self.tonic) % 12))
    }

    /// Whether a melody may rest on or pass through `pitch` over `chord`: chord tones, and notes of the scale that do not stand
    /// against a chord tone from outside of the scale.
    pub fn sings(&self, pitch: u8, chord: &Chord) -> bool {
        let class = pitch % 12;
        let above = (class + 12 - self.tonic) % 12;
        let in_scale =
            if self.pentatonic { self.mode.pentatonic().contains(&above) } else { self.holds(pitch) };
        let foreign = |tone: u8| !self.holds(tone) && [1, 11].contains(&((class + 12 - tone) % 12));
        chord.has(pitch) || (in_scale && !chord.classes().into_iter().any(foreign))
    }

    /// The chord that a numeral means; `None` if it is none. Capital numerals are major, small ones minor, `b` and `#` before
    /// them move the root, and what follows names the kind.
    pub fn chord(&self, numeral: &str) -> Option<Chord> {
        let bare = numeral.trim_start_matches(['b', '#']);
        let moved = numeral[..numeral.len() - bare.len()].chars().map(|c| if c == 'b' { 11 } else { 1 });
        let end = bare.find(|c: char| !"IViv".contains(c)).unwrap_or(bare.len());
        let (degree, kind) = bare.split_at(end);
        let degrees = ["i", "ii", "iii", "iv", "v", "vi", "vii"];
        let at = degrees.iter().position(|d| *d == degree.to_ascii_lowercase())?;
        let tones = tones(degree.starts_with(['I', 'V']), kind)?;
        let root = self.tonic + [0, 2, 4, 5, 7, 9, 11][at] + moved.sum::<u8>();
        Some(Chord { root: root % 12, tones: tones.to_vec() })
    }
}

/// Semitones above the root of a chord.
fn tones(major: bool, kind: &str) -> Option<&'static [u8]> {
    Some(match (kind, major) {
        ("", true) => &[0, 4, 7],
        ("", false) => &[0, 3, 7],
        ("7", true) => &[0, 4, 7, 10],
        ("7", false) => &[0, 3, 7, 10],
        ("9", true) => &[0, 4, 7, 10, 14],
        ("9", false) => &[0, 3, 7, 10, 14],
        ("6", true) => &[0, 4, 7, 9],
        ("6", false) => &[0, 3, 7, 9],
        ("add9", true) => &[0, 4, 7, 14],
        ("add9", false) => &[0, 3, 7, 14],
        ("maj7", _) => &[0, 4, 7, 11],
        ("maj9", _) => &[0, 4, 7, 11, 14],
        ("13", _) => &[0, 4, 10, 14, 21],
        ("7b9", _) => &[0, 4, 7, 10, 13],
        ("7#9", _) => &[0, 4, 7, 10, 15],
        ("sus4", _) => &[0, 5, 7],
        ("sus2", _) => &[0, 2, 7],
        ("7sus4", _) => &[0, 5, 7, 10],
        ("dim", _) => &[0, 3, 6],
        ("dim7", _) => &[0, 3, 6, 9],
        ("m7b5", _) => &[0, 3, 6, 10],
        ("aug", _) => &[0, 4, 8],
        ("5", _) => &[0, 7],
        _ => return None,
    })
}

/// The two chords of a bar: the same one, or one for each half.
pub type BarChords = [Chord; 2];

/// A progression in `key`, one bar after the other: bars are set apart by spaces, two chords in a bar by `-`.
/// `None` if a numeral is none.
pub fn progression(key: &Key, numerals: &str) -> Option<Vec<BarChords>> {
    let bar = |text: &str| {
        let mut halves = text.split('-');
        let first = key.chord(halves.next()?)?;
        let second = halves.next().map_or(Some(first.clone()), |numeral| key.chord(numeral))?;
        Some([first, second])
    };
    numerals.split_whitespace().map(bar).collect()
}

/// Makes a progression a song's own: sevenths by taste (`sevenths` is the chance that the song has them), and now and then another
/// starting point, a relative for a chord, a suspension, or a dominant that leads on.
pub fn vary(bars: &mut [BarChords], key: &Key, sevenths: f64, dice: &mut Dice) {
    if bars.len() == 4 && dice.chance(0.2) {
        bars.rotate_left(1 + dice.below(3));
    }
    let at = dice.below(bars.len());
    let next = bars[(at + 1) % bars.len()][0].clone();
    let (here, whole) = (bars[at][0].clone(), bars[at][0] == bars[at][1]);
    match dice.below(10) {
        0 if at > 0 => bars[at] = [relative(&here, key), relative(&here, key)],
        1 if whole => bars[at][1] = relative(&here, key),
        2 if whole && here.tones.len() == 3 && here.tones[1] == 4 => {
            bars[at][0].tones = vec![0, 5, 7];
        }
        3 if whole && sevenths > 0.3 && next.root != here.root => {
            bars[at][1] = Chord { root: (next.root + 7) % 12, tones: vec![0, 4, 7, 10] };
        }
        4 if at > 0 && bars.len() > 2 => bars[at] = bars[at - 1].clone(),
        _ => {}
    }
    if dice.chance(sevenths) {
        for chord in bars.iter_mut().flatten() {
            *chord = chord.clone().with_seventh(key);
        }
    }
}

/// The chord of the scale a third below, which shares two tones with a triad; `chord` itself if that one is not in the scale.
fn relative(chord: &Chord, key: &Key) -> Chord {
    let minor = chord.tones.get(1) == Some(&3);
    let (down, tones) = if minor { (4, vec![0, 4, 7]) } else { (3, vec![0, 3, 7]) };
    let other = Chord { root: (chord.root + 12 - down) % 12, tones };
    if other.classes().iter().all(|&class| key.holds(class)) { other } else { chord.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const C: Key = Key { tonic: 0, mode: Mode::Major, pentatonic: false };

    #[test]
    fn numerals_name_roots_and_kinds() {
        let classes = |numeral| C.chord(numeral).map(|chord| chord.classes());
        assert_eq!(classes("V7"), Some(vec![7, 11, 2, 5]));
        assert_eq!(classes("bVI"), Some(vec![8, 0, 3]));
        assert_eq!(classes("iim7b5"), Some(vec![2, 5, 8, 0]));
        assert_eq!(classes("x"), None);
        assert_eq!(classes("Vfoo"), None);
    }

    #[test]
    fn a_bar_may_hold_two_chords() {
        let bars = progression(&C, "ii7-V7 Imaj7").expect("numerals");
        assert_eq!((bars.len(), bars[0][1].root, bars[1][0] == bars[1][1]), (2, 7, true));
    }

    #[test]
    fn melodies_avoid_what_stands_against_a_borrowed_chord() {
        let borrowed = C.chord("iv").expect("a chord");
        assert!(C.sings(8, &borrowed) && !C.sings(9, &borrowed) && C.sings(2, &borrowed));
    }

    #[test]
    fn varied_progressions_keep_their_length_and_have_chords_of_three_tones_and_more() {
        for stream in 0..300 {
            let mut dice = Dice::new(3, stream);
            let mut bars = progression(&C, "I V vi IV").expect("numerals");
            vary(&mut bars, &C, 0.5, &mut dice);
            assert_eq!(bars.len(), 4);
            assert!(bars.iter().flatten().all(|chord| chord.tones.len() >= 3));
        }
    }
}
