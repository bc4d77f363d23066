//! How near a loop is to what was asked of it softly: means, densities and chords. Candidates are chosen, loops are judged and the
//! panel is coloured by these numbers alone.

use crate::chord::ChordSlot;
use crate::metadata::{self, Metadata};
use crate::note::{Instrument, Note, canonicalise};
use crate::request::Request;
use crate::time::{BARS, Ticks};

/// Something that can be asked for softly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Control {
    /// MIDI key.
    MeanPitch,
    /// MIDI velocity.
    MeanVelocity,
    /// Quarters.
    MeanDuration,
    /// Distinct onsets per bar.
    Density,
    /// Distinct onsets in this bar, counted from 0.
    BarDensity(usize),
    /// Share of the asked chord slots that hold their chord; asked is always 1.
    Chords,
}

impl Control {
    /// How far from `asked` still counts as met.
    pub fn tolerance(self, asked: f32) -> f32 {
        match self {
            Control::MeanPitch => 1.5,
            Control::MeanVelocity => 4.0,
            Control::MeanDuration => asked.abs() * 0.15,
            Control::Density | Control::BarDensity(_) => 0.7,
            Control::Chords => 0.15,
        }
    }
}

/// One control: what was asked, and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    pub control: Control,
    /// The instrument it was asked of; `None`: of the whole loop.
    pub instrument: Option<Instrument>,
    pub asked: f32,
    /// `None` where no note counts.
    pub got: Option<f32>,
}

impl Comparison {
    /// Distance in tolerances; 1 and less is met. Nothing that counts is as far as [`FARTHEST`].
    pub fn error(&self) -> f32 {
        let tolerance = self.control.tolerance(self.asked).max(1e-3);
        self.got.map_or(FARTHEST, |got| (got - self.asked).abs() / tolerance)
    }

    pub fn is_met(&self) -> bool {
        self.error() <= 1.0
    }
}

/// Errors count up to this many tolerances in [`distance`], so that one hopeless control does not outweigh the others.
pub const FARTHEST: f32 = 8.0;

/// Everything that `request` asks softly beside what the whole loop `got`.
pub fn compare(request: &Request, got: &Metadata) -> Vec<Comparison> {
    compare_bars(request, got, BARS)
}

/// Mean square of the errors of the first `bars` bars (at least one), in tolerances; 0 where nothing soft is asked. `notes` are all that
/// start there, locked ones included, in any order. Each control of the whole loop weighs 1, and so does each row of slots and each kind of
/// control of the instruments.
pub fn distance(request: &Request, notes: &[Note], bars: usize) -> f32 {
    let end = Ticks(request.metre.bar().0 * bars.min(BARS) as u16);
    let so_far: Vec<Note> = notes.iter().copied().filter(|n| n.onset < end).collect();
    let got = metadata::extract(&canonicalise(&so_far, request.metre), request.metre);
    let comparisons = compare_bars(request, &got, bars.clamp(1, BARS));
    let alike = |of: &Comparison| comparisons.iter().filter(|c| kind(c) == kind(of)).count() as f32;
    let (mut sum, mut weights) = (0.0, 0.0);
    for comparison in &comparisons {
        let weight = 1.0 / alike(comparison);
        sum += weight * comparison.error().min(FARTHEST).powi(2);
        weights += weight;
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

/// Controls of one kind share a weight.
fn kind(comparison: &Comparison) -> (std::mem::Discriminant<Control>, bool) {
    (std::mem::discriminant(&comparison.control), comparison.instrument.is_some())
}

/// `got` was measured on notes of the first `bars` bars only.
fn compare_bars(request: &Request, got: &Metadata, bars: usize) -> Vec<Comparison> {
    let whole = BARS as f32 / bars as f32;
    let mut all = Vec::new();
    let mut add = |control, instrument, asked: Option<f32>, got: Option<f32>| {
        all.extend(asked.map(|asked| Comparison { control, instrument, asked, got }));
    };
    add(Control::MeanPitch, None, request.mean_pitch, got.mean_pitch);
    add(Control::MeanVelocity, None, request.mean_velocity, got.mean_velocity);
    add(Control::MeanDuration, None, request.mean_duration, got.mean_duration);
    add(Control::Density, None, request.density, Some(got.density * whole));
    for (bar, &asked) in request.bar_density[..bars].iter().enumerate() {
        add(Control::BarDensity(bar), None, asked, Some(got.bar_density[bar]));
    }
    let hits = chord_hits(request, got, bars);
    add(Control::Chords, None, hits.map(|_| 1.0), hits);
    for track in &request.tracks {
        let came = got.tracks.iter().find(|t| t.instrument == track.instrument);
        let instrument = Some(track.instrument);
        add(Control::MeanPitch, instrument, track.mean_pitch, came.and_then(|t| t.mean_pitch));
        add(Control::MeanVelocity, instrument, track.mean_velocity, came.map(|t| t.mean_velocity));
        add(Control::MeanDuration, instrument, track.mean_duration, came.and_then(|t| t.mean_duration));
        add(Control::Density, instrument, track.density, Some(came.map_or(0.0, |t| t.density * whole)));
    }
    all
}

/// Share of the asked slots of the first `bars` bars that hold the asked chord; `None` where none is asked.
fn chord_hits(request: &Request, got: &Metadata, bars: usize) -> Option<f32> {
    let slots = request.chords.iter().zip(&got.chords).take(2 * bars);
    let asked: Vec<bool> =
        slots.filter(|(asked, _)| **asked != ChordSlot::Any).map(|(asked, got)| asked == got).collect();
    let hits = asked.iter().filter(|hit| **hit).count();
    (!asked.is_empty()).then(|| hits as f32 / asked.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chord::{Chord, Quality};
    use crate::request::Track;

    /// A triad of C major in the first half of each bar, at 4 onsets a bar with a bass below.
    fn loop_of_c() -> Vec<Note> {
        let note = |instrument, onset, pitch| Note {
            instrument: Instrument(instrument),
            onset: Ticks(onset),
            pitch,
            velocity: 90,
            duration: Ticks(12),
        };
        (0..16u16)
            .flat_map(|beat| {
                [
                    note(0, beat * 12, 60),
                    note(0, beat * 12, 64),
                    note(0, beat * 12, 67),
                    note(33, beat * 12, 36),
                ]
            })
            .collect()
    }

    fn got() -> Metadata {
        metadata::extract(&canonicalise(&loop_of_c(), Request::default().metre), Request::default().metre)
    }

    #[test]
    fn a_request_that_says_nothing_is_met_by_everything() {
        assert!(compare(&Request::default(), &got()).is_empty());
        assert_eq!(distance(&Request::default(), &loop_of_c(), 4), 0.0);
    }

    #[test]
    fn errors_are_counted_in_tolerances() {
        let request = Request { mean_pitch: Some(got().mean_pitch.unwrap() + 3.0), ..Request::default() };
        let comparison = compare(&request, &got())[0];
        assert_eq!(comparison.error(), 2.0, "3 semitones are two tolerances");
        assert!(!comparison.is_met());
        assert_eq!(distance(&request, &loop_of_c(), 4), 4.0);
        let request = Request { density: Some(4.5), ..Request::default() };
        assert!(compare(&request, &got())[0].is_met(), "4 onsets a bar for 4.5");
    }

    #[test]
    fn half_a_loop_is_judged_by_its_own_bars() {
        let c = ChordSlot::Chord(Chord { root: 0, quality: Quality::Major });
        let f = ChordSlot::Chord(Chord { root: 5, quality: Quality::Major });
        let request = Request {
            density: Some(4.0),
            bar_density: [Some(4.0), Some(4.0), Some(40.0), None],
            chords: [c, c, c, ChordSlot::Any, f, f, f, f],
            tracks: vec![Track { density: Some(4.0), ..Track::new(Instrument(33)) }],
            ..Request::default()
        };
        assert_eq!(
            distance(&request, &loop_of_c(), 2),
            0.0,
            "what is asked of later bars does not count yet"
        );
        assert!(distance(&request, &loop_of_c(), 3) > 1.0);
        let chords = compare(&request, &got()).into_iter().find(|c| c.control == Control::Chords);
        assert_eq!(chords.and_then(|c| c.got), Some(3.0 / 7.0));
    }

    #[test]
    fn an_instrument_that_does_not_sound_is_as_far_as_can_be_but_no_farther() {
        let track = Track { mean_pitch: Some(60.0), ..Track::new(Instrument(70)) };
        let request = Request { tracks: vec![track], ..Request::default() };
        assert_eq!(compare(&request, &got())[0].error(), FARTHEST);
        assert_eq!(distance(&request, &loop_of_c(), 4), FARTHEST * FARTHEST);
    }
}
