//! Means and densities: within what can be, and against each other.

use super::Contradiction;
use crate::asked::Control;
use crate::note::Instrument;
use crate::request::{Request, Track};
use crate::time::{BARS, Metre};

/// Longest mean duration, in quarters: the longest loop.
const LONGEST: f32 = 24.0;
const TEMPI: (f32, f32) = (1.0, 1000.0);

/// Numbers that no loop can have become the nearest that one can; those that are no numbers are left open.
pub(super) fn in_bounds(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let most = most_onsets(request.metre);
    let mut check = |value: &mut Option<f32>, what, instrument, (low, high): (f32, f32)| {
        let Some(asked) = *value else { return };
        if (low..=high).contains(&asked) {
            return;
        }
        *value = (!asked.is_nan()).then(|| asked.clamp(low, high));
        contradictions.push(Contradiction::OutOfBounds { what, instrument, asked, used: *value });
    };
    check(&mut request.tempo, "tempo", None, TEMPI);
    check(&mut request.mean_pitch, "mean pitch", None, (0.0, 127.0));
    check(&mut request.mean_velocity, "mean velocity", None, (1.0, 127.0));
    check(&mut request.mean_duration, "mean duration", None, (0.0, LONGEST));
    check(&mut request.density, "density", None, (0.0, most));
    request.bar_density.iter_mut().for_each(|bar| check(bar, "density of a bar", None, (0.0, most)));
    for track in &mut request.tracks {
        let of = Some(track.instrument);
        check(&mut track.mean_pitch, "mean pitch", of, (0.0, 127.0));
        check(&mut track.mean_velocity, "mean velocity", of, (1.0, 127.0));
        check(&mut track.mean_duration, "mean duration", of, (0.0, LONGEST));
        check(&mut track.density, "density", of, (0.0, most));
    }
}

/// Positions in a bar.
fn most_onsets(metre: Metre) -> f32 {
    f32::from(metre.bar().0)
}

/// Mean pitches become the nearest that the ranges allow.
pub(super) fn mean_pitches(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    for track in request.tracks.iter_mut().filter(|t| !t.instrument.is_drums()) {
        let Some((low, high)) = track.range else { continue };
        let instrument = Some(track.instrument);
        nearest(&mut track.mean_pitch, (low, high), instrument, contradictions);
    }
    let pitched = || request.tracks.iter().filter(|t| !t.instrument.is_drums());
    let bounds = pitched().map(|t| t.range.unwrap_or((0, 127)));
    let low = bounds.clone().map(|(low, _)| low).min();
    let high = bounds.map(|(_, high)| high).max();
    // What is kept may lie anywhere.
    if let (Some(low), Some(high)) = (low, high)
        && request.kept().iter().all(|n| n.instrument.is_drums())
    {
        nearest(&mut request.mean_pitch, (low, high), None, contradictions);
    }
}

fn nearest(
    mean: &mut Option<f32>,
    (low, high): (u8, u8),
    instrument: Option<Instrument>,
    contradictions: &mut Vec<Contradiction>,
) {
    let Some(asked) = *mean else { return };
    let used = asked.clamp(f32::from(low), f32::from(high));
    if used != asked {
        *mean = Some(used);
        contradictions.push(Contradiction::MeanPitchOffRange { instrument, asked, used });
    }
}

/// The loop's density follows from those of all its bars, and is no less than that of one instrument.
pub(super) fn densities(request: &mut Request, contradictions: &mut Vec<Contradiction>) {
    let Some(asked) = request.density else { return };
    let tolerance = Control::Density.tolerance(asked);
    let bars: Vec<f32> = request.bar_density.iter().copied().flatten().collect();
    if bars.len() == BARS {
        let used = bars.iter().sum::<f32>() / BARS as f32;
        if (used - asked).abs() > tolerance {
            request.density = Some(used);
            contradictions.push(Contradiction::DensityOffBars { asked, used });
        }
        return;
    }
    let density = |track: &Track| track.density.unwrap_or(0.0);
    let densest = request.tracks.iter().max_by(|a, b| density(a).total_cmp(&density(b)));
    if let Some(track) = densest.filter(|track| density(track) > asked + tolerance) {
        let (instrument, used) = (track.instrument, density(track));
        request.density = Some(used);
        contradictions.push(Contradiction::DensityOffInstrument { instrument, asked, used });
    }
}
