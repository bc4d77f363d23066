//! Heirs: who gets the weight that the model gives to a token which the mask takes away.
//!
//! To spread it over everything that is left (as masking and normalising do) changes what the model means: where it would end a bar and
//! must not, it would go on with the instrument that plays, crowding its last positions, instead of turning to the one that is still due.

use super::Grammar;
use crate::vocab::Token;

/// Tokens that choose the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Other,
    Velocity,
    Duration,
    Pitch,
    Position,
    /// Another instrument, the next bar, the end: the open cell is over.
    Leave,
}

impl Kind {
    /// Every kind, in the order of its number.
    pub const ALL: [Kind; 6] =
        [Kind::Other, Kind::Velocity, Kind::Duration, Kind::Pitch, Kind::Position, Kind::Leave];

    /// What `token` chooses.
    pub fn of(token: Token) -> Kind {
        match token {
            Token::Velocity(_) => Kind::Velocity,
            Token::Duration(_) => Kind::Duration,
            Token::Pitch(_) | Token::DrumPitch(_) => Kind::Pitch,
            Token::Position(_) => Kind::Position,
            Token::Instrument(_) | Token::Bar | Token::End => Kind::Leave,
            _ => Kind::Other,
        }
    }

    /// The same of token `id`.
    pub fn of_id(id: u16) -> Kind {
        Token::from_id(id).map_or(Kind::Other, Kind::of)
    }
}

/// Who inherits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heir {
    /// The allowed tokens of one kind, each as likely as it is among them.
    Kind(Kind),
    One(Token),
}

impl Grammar {
    /// Who gets the weight of token `id`, which the mask does not allow, if the heir is allowed. `None`: nobody, so that it is spread over all that is
    /// left.
    pub fn heir(&self, id: u16) -> Option<Heir> {
        let token = Token::from_id(id)?;
        match token {
            Token::Bar | Token::End | Token::Instrument(_) => Some(self.heir_of_leaving(token)),
            Token::Position(_) => Some(Heir::Kind(Kind::Position)),
            Token::Pitch(pitch) => self.nearest_pitch(pitch).map(|pitch| Heir::One(Token::Pitch(pitch))),
            Token::Duration(bin) => self.shorter(bin),
            _ => None,
        }
    }

    /// Whatever would pass over an instrument that must come now means that instrument.
    fn heir_of_leaving(&self, token: Token) -> Heir {
        let above = self.decoder.cell().map(|cell| cell.instrument);
        match (self.due(above), token) {
            (Some(due), Token::Instrument(next)) if next < due => Heir::Kind(Kind::Leave),
            (Some(due), _) => Heir::One(Token::Instrument(due)),
            (None, _) => Heir::Kind(Kind::Leave),
        }
    }

    /// The key for one outside of range or scale: of the nearest pitch class that they hold, the nearest. `None` where the key itself is one
    /// of the instrument's, or what is nearest to it is not free.
    fn nearest_pitch(&self, pitch: u8) -> Option<u8> {
        let cell = self.decoder.cell()?;
        let keys = self.parts.iter().find(|p| p.instrument == cell.instrument)?.keys();
        let holds = |key: u8| keys >> key & 1 == 1;
        if holds(pitch) {
            return None;
        }
        let steps = |key: u8| (key.abs_diff(pitch) % 12).min(12 - key.abs_diff(pitch) % 12);
        let nearest =
            (0..128).filter(|&key| holds(key)).min_by_key(|&key| (steps(key), key.abs_diff(pitch)))?;
        self.mask.allows(Token::Pitch(nearest).id()).then_some(nearest)
    }

    /// The longest length that is free, for one that is not; pitches, where that is said already.
    fn shorter(&self, bin: u8) -> Option<Heir> {
        let said = self.decoder.cell()?.duration;
        let free = |&shorter: &u8| said == Some(shorter) || self.mask.allows(Token::Duration(shorter).id());
        let longest = (0..bin).rev().find(free).filter(|_| said != Some(bin))?;
        Some(if said == Some(longest) {
            Heir::Kind(Kind::Pitch)
        } else {
            Heir::One(Token::Duration(longest))
        })
    }
}
