//! What is asked of the next loop and fits into no host parameter.

use score::chord::Progression;
use score::{BARS, Track};
use serde::{Deserialize, Serialize};

/// Mean durations that can be asked for, in quarters, shortest first: the steps of the duration parameter.
pub const DURATIONS: [f32; 16] =
    [0.083, 0.125, 0.17, 0.25, 0.33, 0.5, 0.67, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 16.0];
/// Longest text of chords that is kept, in bytes.
const LONGEST: usize = 1000;

/// What is asked of the next loop as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asking {
    /// As the user wrote them, see [`Progression`].
    pub chords: String,
    /// Distinct onsets in each bar of a loop; `None` is any.
    pub bar_density: [Option<u8>; BARS],
    /// Name of the preset that was loaded or kept last.
    pub preset: String,
}

impl Asking {
    /// The chords, read.
    pub fn progression(&self) -> Progression {
        Progression::read(&self.chords)
    }

    /// The same with a text of bearable length.
    pub(crate) fn tidy(mut self) -> Asking {
        let cut = (0..=LONGEST.min(self.chords.len())).rev().find(|&at| self.chords.is_char_boundary(at));
        self.chords.truncate(cut.unwrap_or(0));
        self
    }
}

/// What is asked of one instrument, in the steps of the parameters that ask the same of the whole loop; `None` is any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Amounts {
    /// MIDI key; not of drums.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pitch: Option<u8>,
    /// MIDI velocity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub velocity: Option<u8>,
    /// Step into [`DURATIONS`], counted from 1; not of drums.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u8>,
    /// Distinct onsets per bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density: Option<u8>,
}

impl Amounts {
    /// Whether nothing is asked.
    pub fn is_any(&self) -> bool {
        *self == Amounts::default()
    }

    /// `track` with these amounts, as far as its instrument can have them.
    pub fn ask(&self, track: Track) -> Track {
        let pitched = !track.instrument.is_drums();
        let duration =
            self.duration.and_then(|step| DURATIONS.get(usize::from(step).checked_sub(1)?).copied());
        Track {
            mean_pitch: self.pitch.map(f32::from).filter(|_| pitched),
            mean_velocity: self.velocity.map(f32::from),
            mean_duration: duration.filter(|_| pitched),
            density: self.density.map(f32::from),
            ..track
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Instrument;

    #[test]
    fn an_instrument_is_asked_for_what_it_can_have() {
        let amounts = Amounts { pitch: Some(60), velocity: Some(90), duration: Some(9), density: Some(4) };
        let piano = amounts.ask(Track::new(Instrument(0)));
        assert_eq!((piano.mean_pitch, piano.mean_velocity), (Some(60.0), Some(90.0)));
        assert_eq!((piano.mean_duration, piano.density), (Some(1.0), Some(4.0)));
        let drums = amounts.ask(Track::new(Instrument::DRUMS));
        assert_eq!((drums.mean_pitch, drums.mean_duration), (None, None));
        assert_eq!((drums.mean_velocity, drums.density), (Some(90.0), Some(4.0)));
        let nonsense = Amounts { duration: Some(0), ..amounts }.ask(Track::new(Instrument(0)));
        assert_eq!(nonsense.mean_duration, None);
    }

    #[test]
    fn a_text_beyond_measure_is_cut_between_letters() {
        let asking = Asking { chords: "é".repeat(900), ..Asking::default() }.tidy();
        assert_eq!(asking.chords.len(), LONGEST);
        assert_eq!(Asking { chords: "Am | F".to_owned(), ..Asking::default() }.tidy().chords, "Am | F");
    }
}
