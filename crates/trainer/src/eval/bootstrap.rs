//! Values with their 95 % intervals, by resampling whole songs.

use crate::prepare::dice::Dice;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

const RESAMPLES: u64 = 1000;

/// A value and the interval that holds it in 95 of 100 resamples (percentile bootstrap, Efron, 1979).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:.4} ({:.4} to {:.4})", self.value, self.low, self.high)
    }
}

/// One measurement: a part of the sum above and of the sum below the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    /// Measurements with the same number are resampled together.
    pub song: usize,
    pub sum: f64,
    pub weight: f64,
}

impl Score {
    /// A measurement that weighs 1.
    pub(super) fn one(song: usize, value: f64) -> Score {
        Score { song, sum: value, weight: 1.0 }
    }
}

/// The sum of all `sum`s over the sum of all `weight`s; `None` where nothing weighs.
pub(super) fn ratio(scores: impl IntoIterator<Item = Score>, seed: u64) -> Option<Estimate> {
    let mut songs: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for score in scores {
        let song = songs.entry(score.song).or_default();
        *song = (song.0 + score.sum, song.1 + score.weight);
    }
    let songs: Vec<(f64, f64)> = songs.into_values().collect();
    resampled(&songs, seed, |songs| {
        let (sum, weight) = songs.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        (weight > 0.0).then(|| sum / weight)
    })
}

/// `statistic` of `songs`, and its spread when as many songs are drawn from them with replacement. Resamples for which there is no
/// statistic do not count; `None` where there is none for the songs themselves.
pub(super) fn resampled<T>(
    songs: &[T],
    seed: u64,
    statistic: impl Fn(&[&T]) -> Option<f64>,
) -> Option<Estimate> {
    let value = statistic(&songs.iter().collect::<Vec<_>>())?;
    let resample = |stream| {
        let mut dice = Dice::new(seed, stream);
        statistic(&(0..songs.len()).filter_map(|_| dice.pick(songs)).collect::<Vec<_>>())
    };
    let mut values: Vec<f64> = (0..RESAMPLES).filter_map(resample).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * (values.len() as f64 - 1.0)).round() as usize);
    let (low, high) = (at(0.025).copied().unwrap_or(value), at(0.975).copied().unwrap_or(value));
    Some(Estimate { value, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_equal_songs_is_a_point_and_that_of_different_ones_is_not() {
        let score = |song, sum| Score { song, sum, weight: 2.0 };
        let equal = (0..10).map(|song| score(song, 6.0));
        assert_eq!(ratio(equal, 1), Some(Estimate { value: 3.0, low: 3.0, high: 3.0 }));
        let different = (0..40).map(|song| score(song, (song % 5) as f64));
        let estimate = ratio(different, 1).expect("songs");
        assert_eq!(estimate.value, 1.0);
        // The mean of 40 draws of 0, 0.5 .. 2 deviates by 0.11: 95 % lie within about 0.22.
        assert!((0.7..0.85).contains(&estimate.low) && (1.15..1.3).contains(&estimate.high), "{estimate}");
    }

    #[test]
    fn one_song_has_no_spread_whatever_its_windows_say() {
        let scores = [1.0, 9.0].map(|sum| Score { song: 4, sum, weight: 1.0 });
        assert_eq!(ratio(scores, 1), Some(Estimate { value: 5.0, low: 5.0, high: 5.0 }));
        assert_eq!(ratio([], 1), None);
        assert_eq!(ratio([Score { song: 1, sum: 2.0, weight: 0.0 }], 1), None);
    }

    #[test]
    fn resamples_without_a_statistic_do_not_count() {
        let largest =
            |songs: &[&i32]| songs.iter().map(|s| f64::from(**s)).reduce(f64::max).filter(|l| *l > 1.0);
        let estimate = resampled(&[1, 2, 3], 5, largest).expect("a largest");
        assert_eq!((estimate.value, estimate.low, estimate.high), (3.0, 2.0, 3.0));
    }
}
