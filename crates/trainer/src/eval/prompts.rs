//! What is asked of the systems: requests that are measured on windows of real music, in three conditions.

use super::material::Piece;
use crate::prepare::dice::Dice;
use score::request::MAX_TRACKS;
use score::{ChordSlot, Request, Track, metadata};

/// How much of a window's metadata a request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    /// All metadata.
    All,
    /// The instruments and the metre.
    Instruments,
    /// Each key with a chance of one half, the list of instruments and each instrument's keys among them.
    Subset,
}

impl Condition {
    pub(super) const ALL: [Condition; 3] = [Condition::All, Condition::Instruments, Condition::Subset];

    /// Name in the results.
    pub(super) fn name(self) -> &'static str {
        match self {
            Condition::All => "all",
            Condition::Instruments => "instruments",
            Condition::Subset => "subset",
        }
    }

    /// The request for a loop like `piece`. `seed` decides what a subset holds, and the loop.
    pub(super) fn request(self, piece: &Piece, seed: u64) -> Request {
        let whole = Request { seed, ..everything(piece) };
        match self {
            Condition::All => whole,
            Condition::Instruments => Request {
                metre: whole.metre,
                tracks: whole.tracks.iter().map(|t| Track::new(t.instrument)).collect(),
                seed,
                ..Request::default()
            },
            Condition::Subset => subset(whole, &mut Dice::new(seed, SUBSET)),
        }
    }

    /// What a loop for `request` is compared with: what was asked; where nothing but instruments was, the window all the same, to show
    /// how near loops come that were not asked.
    pub(super) fn compared_with(self, request: &Request, piece: &Piece) -> Request {
        if self == Condition::Instruments { everything(piece) } else { request.clone() }
    }
}

/// Stream of the dice that leave keys out.
const SUBSET: u64 = 0x7375_6273_6574;

/// A request that says all that can be said about a window. Velocity is never spoken of where it means nothing.
pub(super) fn everything(piece: &Piece) -> Request {
    let measured = metadata::extract(&piece.material.notes, piece.material.metre);
    let track = |t: &score::TrackMetadata| Track {
        mean_pitch: t.mean_pitch,
        mean_velocity: Some(t.mean_velocity).filter(|_| piece.material.dynamics),
        mean_duration: t.mean_duration,
        density: Some(t.density),
        polyphony: Some(t.polyphony),
        ..Track::new(t.instrument)
    };
    Request {
        metre: piece.material.metre,
        tempo: Some(piece.material.tempo),
        key: measured.key,
        mean_pitch: measured.mean_pitch,
        mean_velocity: measured.mean_velocity.filter(|_| piece.material.dynamics),
        mean_duration: measured.mean_duration,
        density: Some(measured.density),
        bar_density: measured.bar_density.map(Some),
        chords: measured.chords,
        tracks: measured.tracks.iter().take(MAX_TRACKS).map(track).collect(),
        ..Request::default()
    }
}

/// Leaves each key out with a chance of one half; the chords and the bar densities are one key each.
fn subset(whole: Request, dice: &mut Dice) -> Request {
    let mut says = || dice.chance(0.5);
    let track = |track: &Track, says: &mut dyn FnMut() -> bool| Track {
        mean_pitch: track.mean_pitch.filter(|_| says()),
        mean_velocity: track.mean_velocity.filter(|_| says()),
        mean_duration: track.mean_duration.filter(|_| says()),
        density: track.density.filter(|_| says()),
        polyphony: track.polyphony.filter(|_| says()),
        ..Track::new(track.instrument)
    };
    Request {
        tempo: whole.tempo.filter(|_| says()),
        key: whole.key.filter(|_| says()),
        mean_pitch: whole.mean_pitch.filter(|_| says()),
        mean_velocity: whole.mean_velocity.filter(|_| says()),
        mean_duration: whole.mean_duration.filter(|_| says()),
        density: whole.density.filter(|_| says()),
        bar_density: if says() { whole.bar_density } else { Default::default() },
        chords: if says() { whole.chords } else { [ChordSlot::Any; score::chord::CHORD_SLOTS] },
        tracks: if says() { whole.tracks.iter().map(|t| track(t, &mut says)).collect() } else { Vec::new() },
        ..whole
    }
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;

    #[test]
    fn conditions_say_all_the_instruments_or_about_half() {
        let piece =
            piece(&(0..32).map(|i| note(i % 2 * 128, i as u16 * 6, 36 + i, 40 + 2 * i)).collect::<Vec<_>>());
        let all = Condition::All.request(&piece, 3);
        assert!(all.mean_velocity.is_some() && all.tracks.len() == 2 && all.tracks[1].mean_pitch.is_some());
        let bare = Condition::Instruments.request(&piece, 3);
        assert_eq!(bare.tracks, all.tracks.iter().map(|t| Track::new(t.instrument)).collect::<Vec<_>>());
        assert_eq!((bare.density, bare.chords), (None, [ChordSlot::Any; 8]));
        assert_eq!(Condition::Instruments.compared_with(&bare, &piece), everything(&piece));
        let subsets: Vec<Request> = (0..400).map(|seed| Condition::Subset.request(&piece, seed)).collect();
        let share = |holds: &dyn Fn(&Request) -> bool| subsets.iter().filter(|r| holds(r)).count();
        assert!((160..240).contains(&share(&|r| r.density.is_some())));
        assert!((160..240).contains(&share(&|r| r.tracks.len() == 2)));
        assert!((60..140).contains(&share(&|r| r.tracks.first().is_some_and(|t| t.density.is_some()))));
        assert_eq!(Condition::Subset.request(&piece, 9), Condition::Subset.request(&piece, 9));
    }

    #[test]
    fn velocity_is_not_spoken_of_where_nobody_played_it() {
        let mut piece = piece(&(0..8).map(|i| note(0, i * 12, 60, 80)).collect::<Vec<_>>());
        piece.material.dynamics = false;
        let all = everything(&piece);
        assert!(all.mean_velocity.is_none() && all.tracks[0].mean_velocity.is_none());
    }
}
