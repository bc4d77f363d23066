//! Pieces and racks as the audio thread has them.

use crate::link::{Lane, Lanes, Part, Phrase, Restored};
use score::schedule::{self, LANES, Strike};
use score::{BARS, Ticks};
use session::{Piece, Rack};
use std::sync::Arc;

/// What of `piece` the `rack` has a lane for. Where the composer chooses the instruments, only the whole first loop says what they are:
/// nothing sounds before.
pub fn phrase(piece: &Piece, epoch: u64, rack: &Rack, restored: Option<Restored>) -> Option<Phrase> {
    if piece.is_free() && !piece.sections.first().is_some_and(|first| first.is_whole()) {
        return None;
    }
    let (metre, length, bars) = (piece.metre(), BARS * piece.planned, piece.bars());
    let (parts, strikes) = (parts(rack), strikes(piece, rack));
    Some(Phrase { metre, length, bars, parts, strikes, restored, ..Phrase::silence(epoch) })
}

/// The notes of `piece` that the `rack` has a lane for.
pub fn strikes(piece: &Piece, rack: &Rack) -> Arc<[Strike]> {
    // One seed for all music: what stays when other cells are written anew stays as it sounds.
    schedule::strikes(&piece.notes(), &rack.places(), 0).into()
}

/// Who plays in each place, and on which channel.
fn parts(rack: &Rack) -> [Option<Part>; LANES] {
    let part = |lane: &session::Lane| Part { instrument: lane.instrument, channel: lane.channel };
    std::array::from_fn(|place| rack.lane(place).map(part))
}

/// What acts at once of `rack`. Channels travel with the music.
pub fn lanes(rack: &Rack) -> [Lane; LANES] {
    std::array::from_fn(|place| {
        rack.lane(place).map_or(Lane::default(), |lane| Lane {
            start: Ticks(lane.start),
            solo: lane.solo,
            level: lane.level,
            ..Lane::default()
        })
    })
}

/// Copies what acts at once of `rack` to where the audio thread reads it.
pub fn publish(rack: &Rack, to: &Lanes) {
    lanes(rack).into_iter().enumerate().for_each(|(place, lane)| to.set(place, lane));
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Instrument;

    #[test]
    fn levels_act_at_once_and_a_place_without_an_instrument_is_as_it_is_written() {
        let mut rack = Rack::default();
        rack.set_asked(&[Instrument(0), Instrument(33)]);
        rack.set_level(0, 80);
        let lanes = Lanes::default();
        publish(&rack, &lanes);
        assert_eq!((lanes.get(0).level, lanes.get(2).level), (80, 100));
    }
}
