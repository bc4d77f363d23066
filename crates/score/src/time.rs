//! Musical time on the token grid: ticks, metres and the loop's length.

use serde::{Deserialize, Serialize};

/// Grid positions per quarter note: the least grid that holds sixteenths and eighth triplets.
pub const TICKS_PER_QUARTER: u16 = 12;

/// Bars in one loop.
pub const BARS: usize = 4;

/// A position or a length on the grid, in twelfths of a quarter note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticks(pub u16);

impl Ticks {
    /// The same span in quarter notes.
    pub fn quarters(self) -> f64 {
        f64::from(self.0) / f64::from(TICKS_PER_QUARTER)
    }
}

impl std::ops::Add for Ticks {
    type Output = Ticks;
    fn add(self, other: Ticks) -> Ticks {
        Ticks(self.0 + other.0)
    }
}

/// Saturates at zero: a span is never negative.
impl std::ops::Sub for Ticks {
    type Output = Ticks;
    fn sub(self, other: Ticks) -> Ticks {
        Ticks(self.0.saturating_sub(other.0))
    }
}

/// The metres that the token format knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Metre {
    #[default]
    #[serde(rename = "4/4")]
    FourFour,
    #[serde(rename = "3/4")]
    ThreeFour,
    #[serde(rename = "2/4")]
    TwoFour,
    #[serde(rename = "5/4")]
    FiveFour,
    #[serde(rename = "6/8")]
    SixEight,
    #[serde(rename = "7/8")]
    SevenEight,
    #[serde(rename = "9/8")]
    NineEight,
    #[serde(rename = "12/8")]
    TwelveEight,
}

impl Metre {
    /// Every metre, in the order of their `TimeSig` tokens.
    pub const ALL: [Metre; 8] = [
        Metre::FourFour,
        Metre::ThreeFour,
        Metre::TwoFour,
        Metre::FiveFour,
        Metre::SixEight,
        Metre::SevenEight,
        Metre::NineEight,
        Metre::TwelveEight,
    ];

    /// Numerator and denominator as written in a score.
    pub fn fraction(self) -> (u8, u8) {
        match self {
            Metre::FourFour => (4, 4),
            Metre::ThreeFour => (3, 4),
            Metre::TwoFour => (2, 4),
            Metre::FiveFour => (5, 4),
            Metre::SixEight => (6, 8),
            Metre::SevenEight => (7, 8),
            Metre::NineEight => (9, 8),
            Metre::TwelveEight => (12, 8),
        }
    }

    /// The metre written as `numerator/denominator`; 2/2 counts as 4/4 and 4/8 as 2/4, which are as long.
    /// `None` for metres that the token format does not know.
    pub fn from_fraction(numerator: u8, denominator: u8) -> Option<Metre> {
        match (numerator, denominator) {
            (2, 2) => Some(Metre::FourFour),
            (4, 8) => Some(Metre::TwoFour),
            other => Metre::ALL.into_iter().find(|m| m.fraction() == other),
        }
    }

    /// Length of one bar (at most 72 ticks).
    pub fn bar(self) -> Ticks {
        let (numerator, denominator) = self.fraction();
        Ticks(u16::from(numerator) * TICKS_PER_QUARTER * 4 / u16::from(denominator))
    }

    /// Length of one loop of [`BARS`] bars (at most 288 ticks).
    pub fn loop_len(self) -> Ticks {
        Ticks(self.bar().0 * BARS as u16)
    }
}
