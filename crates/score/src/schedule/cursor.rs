//! Which strike comes next.

use super::{Place, Strike};

/// Lives on the audio thread. What of a repeated loop is still to come: every strike before it is done and never comes again,
/// whatever the clock does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Ticks from the start of pass 0: strikes before it are done.
    floor: i64,
    pass: i64,
    index: usize,
}

impl Cursor {
    /// A cursor before the first strike at or after song position `beat`; strikes that lie less than `slack` quarters before it
    /// are still to come.
    pub fn at(strikes: &[Strike], place: Place, beat: f64, slack: f64) -> Cursor {
        Cursor::from_tick(strikes, place, place.ticks(beat - slack).ceil() as i64)
    }

    /// The same cursor for `strikes` that took the place of others in mid-loop: what is done stays done, and of what is new only
    /// what lies at or after song position `beat`, less `slack` quarters, is to come.
    pub fn refit(self, strikes: &[Strike], place: Place, beat: f64, slack: f64) -> Cursor {
        let now = place.ticks(beat - slack).ceil() as i64;
        Cursor::from_tick(strikes, place, now.max(self.floor))
    }

    fn from_tick(strikes: &[Strike], place: Place, floor: i64) -> Cursor {
        let length = i64::from(place.length.0.max(1));
        let within = floor.rem_euclid(length);
        let index = strikes.partition_point(|strike| i64::from(strike.onset.0) < within);
        Cursor { floor, pass: floor.div_euclid(length), index }
    }

    /// The next strike and the tick it falls on, counted from the start of pass 0. `None` if the loop is empty.
    pub fn next(&self, strikes: &[Strike], place: Place) -> Option<(i64, Strike)> {
        let length = i64::from(place.length.0.max(1));
        let (pass, strike) = match strikes.get(self.index) {
            Some(strike) => (self.pass, strike),
            None => (self.pass + 1, strikes.first()?),
        };
        Some((pass * length + i64::from(strike.onset.0), *strike))
    }

    /// Steps over the strike that [`Cursor::next`] showed.
    pub fn step(&mut self, strikes: &[Strike], place: Place) {
        if let Some((tick, _)) = self.next(strikes, place) {
            self.floor = tick + 1;
            (self.pass, self.index) =
                if self.index < strikes.len() { (self.pass, self.index + 1) } else { (self.pass + 1, 1) };
        }
    }
}
