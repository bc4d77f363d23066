//! What was played, as a loop.

use crate::link::{Performance, Played};
use score::note::fit;
use score::{BARS, DRUM_DURATION, Instrument, Metre, Note, TICKS_PER_QUARTER, Ticks};

/// The last four bars of `performance`, played by `instrument`, as the loop in the place of a section of a piece that has so many
/// `sections`; with the section. Onsets and lengths are rounded to the grid, velocities stay.
///
/// While the song went on, those are four whole bars: up to the bar line just reached, or the one to come once half of the bar is over; a
/// note lies where in the piece it was played. While it stood, the first note is the first beat, and of more than four bars the last four
/// stay.
pub fn as_loop(
    performance: &Performance,
    instrument: Instrument,
    metre: Metre,
    sections: usize,
) -> (usize, Vec<Note>) {
    let length = metre.loop_len().quarters();
    let (section, onsets) = match performance.now {
        Some(now) => rolling(performance, now, length, sections),
        None => (0, standing(performance, metre.bar().quarters())),
    };
    let note = |(played, onset): (&Played, f64)| {
        let onset = Ticks(ticks(onset) % metre.loop_len().0);
        let duration = if instrument.is_drums() { DRUM_DURATION } else { Ticks(ticks(played.length).max(1)) };
        Note { instrument, onset, pitch: played.key, velocity: played.velocity, duration }
    };
    let notes: Vec<Note> = onsets.into_iter().map(note).collect();
    (section, fit(&notes, metre))
}

/// In quarters; not negative. Far beyond a loop it does not matter how far.
fn ticks(quarters: f64) -> u16 {
    (quarters * f64::from(TICKS_PER_QUARTER)).round().clamp(0.0, f64::from(u16::MAX / 2)) as u16
}

/// Half of a tick, in quarters: what is struck so early is meant for the line.
const EARLY: f64 = 0.5 / TICKS_PER_QUARTER as f64;

/// Notes of the last whole bars, in the loop of `length` quarters, each with its onset there.
fn rolling(
    performance: &Performance,
    now: f64,
    length: f64,
    sections: usize,
) -> (usize, Vec<(&Played, f64)>) {
    let (origin, bar) = performance.bars;
    let bar = if bar > 0.0 { bar } else { 4.0 };
    let end = origin + ((now - origin) / bar).round() * bar;
    let anchor = performance.anchor.unwrap_or(end - length);
    let middle = ((end - length / 2.0 - anchor) / length).floor();
    let section = middle.rem_euclid(sections.max(1) as f64) as usize;
    // By how long ago: the song may have jumped.
    let since = |played: &Played| end - now + played.ago;
    let inside = |played: &&Played| since(played) > EARLY && since(played) <= length + EARLY;
    let notes = performance.notes.iter().filter(inside).map(|played| {
        let beat = played.beat.unwrap_or(now - played.ago);
        let onset = (beat - anchor).rem_euclid(length);
        // So early that it is meant for the line.
        (played, if length - onset <= EARLY { 0.0 } else { onset })
    });
    (section, notes.collect())
}

/// Notes since the last rest of four bars, from the first on; of more than four bars the last.
fn standing(performance: &Performance, bar: f64) -> Vec<(&Played, f64)> {
    let notes: Vec<&Played> = performance.notes.iter().filter(|note| note.beat.is_none()).collect();
    let longest = bar * BARS as f64;
    let rests = notes.windows(2).rposition(|pair| pair[0].ago - pair[1].ago > longest);
    let phrase = &notes[rests.map_or(0, |index| index + 1)..];
    let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else { return Vec::new() };
    let bars = ((first.ago - last.ago + EARLY) / bar).floor();
    let skipped = (bars - (BARS - 1) as f64).max(0.0) * bar;
    let onset = |note: &&Played| first.ago - note.ago - skipped;
    phrase.iter().copied().map(|note| (note, onset(&note))).filter(|(_, onset)| *onset >= -EARLY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRE: Metre = Metre::FourFour;

    /// Notes struck at song positions, each a quarter long, captured at `now`.
    fn song(now: f64, anchor: Option<f64>, beats: &[f64]) -> Performance {
        let played = |(key, beat): (u8, &f64)| Played {
            ago: now - beat,
            beat: Some(*beat),
            length: 1.0,
            key,
            velocity: 77,
        };
        let notes = (60..).zip(beats).map(played).collect();
        Performance { now: Some(now), anchor, bars: (0.0, 4.0), notes }
    }

    fn onsets(performance: &Performance, sections: usize) -> (usize, Vec<(u16, u8)>) {
        let (section, notes) = as_loop(performance, Instrument(0), METRE, sections);
        (section, notes.iter().map(|note| (note.onset.0, note.pitch)).collect())
    }

    #[test]
    fn the_last_four_whole_bars_are_kept_whether_the_capture_comes_a_little_early_or_late() {
        let beats = [3.0, 4.0, 8.5, 19.75, 20.2];
        for now in [19.8, 20.0, 20.3, 21.9] {
            let there: Vec<f64> = beats.iter().copied().filter(|beat| *beat <= now).collect();
            assert_eq!(onsets(&song(now, None, &there), 1), (0, vec![(0, 61), (54, 62), (189, 63)]), "{now}");
        }
    }

    #[test]
    fn notes_lie_where_in_the_piece_they_were_played() {
        let performance = song(24.0, Some(4.0), &[9.0, 12.0, 21.0]);
        assert_eq!(onsets(&performance, 1).1, [(12, 62), (60, 60), (96, 61)]);
        assert_eq!(onsets(&song(36.0, Some(4.0), &[21.0]), 2), (1, vec![(12, 60)]));
        assert_eq!(onsets(&song(36.0, Some(4.0), &[21.0]), 4).0, 1);
    }

    #[test]
    fn a_note_just_before_the_line_is_on_it_and_two_of_a_place_are_the_later() {
        let early = song(16.0, Some(0.0), &[-0.02, 15.98]);
        assert_eq!(onsets(&early, 1).1, [(0, 60)], "the last one is meant for the bar to come");
        let again = song(17.0, Some(0.0), &[0.5, 1.0]);
        assert_eq!(onsets(&again, 1).1, [(6, 60), (12, 61)]);
    }

    #[test]
    fn velocity_stays_and_lengths_are_rounded_and_end_with_the_loop() {
        let mut performance = song(16.0, Some(0.0), &[0.01, 15.0]);
        performance.notes[0].length = 0.52;
        performance.notes[1].length = 9.0;
        performance.notes[1].velocity = 3;
        let (_, notes) = as_loop(&performance, Instrument(40), METRE, 1);
        let all: Vec<_> = notes.iter().map(|n| (n.onset.0, n.duration.0, n.velocity)).collect();
        assert_eq!(all, [(0, 6, 77), (180, 12, 3)]);
    }

    #[test]
    fn what_is_played_while_the_song_stands_begins_with_its_first_note() {
        let stood = |agos: &[f64]| {
            let notes = (60..)
                .zip(agos)
                .map(|(key, &ago)| Played { ago, beat: None, length: 0.5, key, velocity: 90 })
                .collect();
            Performance { notes, ..Performance::default() }
        };
        assert_eq!(onsets(&stood(&[9.0, 8.0, 0.5]), 1).1, [(0, 60), (12, 61), (102, 62)]);
        assert_eq!(onsets(&stood(&[60.0, 9.0, 8.0]), 1).1, [(0, 61), (12, 62)], "after a rest");
        let long = stood(&[22.0, 18.0, 12.0, 2.0]);
        assert_eq!(onsets(&long, 1).1, [(24, 62), (144, 63)], "of six bars the last four");
        assert_eq!(onsets(&stood(&[]), 1).1, []);
    }
}
