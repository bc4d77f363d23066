//! The order of a song's sections.

use crate::prepare::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Intro,
    Verse,
    Lift,
    Chorus,
    Break,
    Ending,
}

/// Four bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    pub kind: Kind,
    /// How much goes on: 0.0..=1.0. Parts come in at energies of their own.
    pub energy: f64,
    /// Whether another kind of section follows, so that a fill leads over to it.
    pub leads_over: bool,
}

/// Forms, a letter for each four bars: intro, verse, lift, chorus, break, ending.
const FORMS: [&str; 14] = [
    "IVVC", "VVCC", "VCVC", "IVCC", "VLCC", "IVVCC", "VVLCE", "IVCVC", "IVLCBC", "VVCBCC", "IVVLCE",
    "VCVCBC", "IVLCVLCC", "IVVCBCCE",
];

/// Draws a song's form: four to eight sections.
pub fn draw(dice: &mut Dice) -> Vec<Section> {
    let letters = FORMS[dice.below(FORMS.len())];
    let kinds: Vec<Kind> = letters.chars().map(kind).collect();
    let lift = dice.unit() * 0.1 - 0.05;
    let section = |i: usize| {
        let kind = kinds[i];
        let again = kinds[..i].iter().filter(|k| **k == kind).count() as f64;
        let energy = base(kind) + lift + again.min(3.0) * 0.04 + dice.unit() * 0.12 - 0.06;
        let leads_over = kinds.get(i + 1).is_some_and(|next| *next != kind);
        Section { kind, energy: energy.clamp(0.1, 1.0), leads_over }
    };
    (0..kinds.len()).map(section).collect()
}

fn kind(letter: char) -> Kind {
    match letter {
        'I' => Kind::Intro,
        'L' => Kind::Lift,
        'C' => Kind::Chorus,
        'B' => Kind::Break,
        'E' => Kind::Ending,
        _ => Kind::Verse,
    }
}

fn base(kind: Kind) -> f64 {
    match kind {
        Kind::Intro => 0.38,
        Kind::Verse => 0.58,
        Kind::Lift => 0.7,
        Kind::Chorus => 0.84,
        Kind::Break => 0.34,
        Kind::Ending => 0.66,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_have_four_to_eight_sections_and_choruses_are_fuller_than_breaks() {
        for stream in 0..200 {
            let form = draw(&mut Dice::new(1, stream));
            assert!((4..=8).contains(&form.len()));
            let of = |kind| form.iter().filter(move |s| s.kind == kind).map(|s| s.energy);
            let fullest_break = of(Kind::Break).fold(0.0, f64::max);
            assert!(of(Kind::Chorus).all(|energy| energy > fullest_break));
            assert!(!form[form.len() - 1].leads_over);
        }
    }
}
