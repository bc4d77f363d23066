//! Which strike comes next.

use super::{Place, Strike};

/// Lives on the audio thread. What of a repeated loop is still to come: every strike before it is done and never comes again,
/// whatever the clock and the feel do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    /// Song position at which it was put down: strikes before it were never to come.
    from: f64,
    /// Order, counted from the start of pass 0, of the last strike that is done, and one more.
    done: i64,
    pass: i64,
    index: usize,
}

impl Default for Cursor {
    fn default() -> Cursor {
        Cursor { from: f64::NEG_INFINITY, done: i64::MIN, pass: 0, index: 0 }
    }
}

impl Cursor {
    /// A cursor before the first strike at or after song position `beat`; strikes that lie less than `slack` quarters before it
    /// are still to come.
    pub fn at(strikes: &[Strike], place: Place, beat: f64, slack: f64) -> Cursor {
        let from = beat - slack;
        let pass = place.pass(from);
        let index = strikes.partition_point(|strike| place.onset(pass, strike) < from);
        Cursor { from, done: i64::MIN, pass, index }
    }

    /// The same cursor for `strikes` that took the place of others in mid-loop: what is done stays done, and of what is new only
    /// what lies at or after song position `beat`, less `slack` quarters, is to come.
    pub fn refit(self, strikes: &[Strike], place: Place, beat: f64, slack: f64) -> Cursor {
        let mut cursor = Cursor::at(strikes, place, (beat - slack).max(self.from), 0.0);
        cursor.done = self.done;
        // What is done lies at most a little after `beat`; once around is more than that.
        for _ in 0..strikes.len() {
            match cursor.next(strikes) {
                Some((pass, strike)) if order(pass, &strike, place) < self.done => cursor.advance(strikes),
                _ => break,
            }
        }
        cursor
    }

    /// The next strike and the pass it falls in. `None` if the loop is empty.
    #[inline]
    pub fn next(&self, strikes: &[Strike]) -> Option<(i64, Strike)> {
        match strikes.get(self.index) {
            Some(strike) => Some((self.pass, *strike)),
            None => Some((self.pass + 1, *strikes.first()?)),
        }
    }

    /// Steps over the strike that [`Cursor::next`] showed.
    #[inline]
    pub fn step(&mut self, strikes: &[Strike], place: Place) {
        if let Some((pass, strike)) = self.next(strikes) {
            self.done = order(pass, &strike, place) + 1;
            self.advance(strikes);
        }
    }

    fn advance(&mut self, strikes: &[Strike]) {
        (self.pass, self.index) =
            if self.index < strikes.len() { (self.pass, self.index + 1) } else { (self.pass + 1, 1) };
    }
}

/// Where a strike of a pass lies in the order of all passes.
fn order(pass: i64, strike: &Strike, place: Place) -> i64 {
    pass * (i64::from(place.length.0.max(1)) << 8) + i64::from(strike.order())
}
