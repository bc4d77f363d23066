//! What can be done with chosen notes: pure functions from notes to what takes their place. Onsets count from the piece's start.

use score::{DRUM_DURATION, Note, Ticks};
use session::Swap;

/// The notes `ticks` later and `pitches` higher, all of them as far as the one that comes first to the piece's edges, at tick 0 and `end`,
/// or to those of MIDI.
pub fn moved(notes: &[Note], ticks: i32, pitches: i32, end: Ticks) -> Vec<Swap> {
    let (first, last) = bounds(notes, |note| i32::from(note.onset.0));
    let (low, high) = bounds(notes, |note| i32::from(note.pitch));
    let ticks = within(ticks, -first, i32::from(end.0) - 1 - last);
    let pitches = within(pitches, -low, 127 - high);
    swaps(notes, |note| Note {
        onset: Ticks((i32::from(note.onset.0) + ticks) as u16),
        pitch: (i32::from(note.pitch) + pitches) as u8,
        ..*note
    })
}

/// The notes so many ticks longer, down to one. Drums have no length.
pub fn resized(notes: &[Note], ticks: i32) -> Vec<Swap> {
    swaps(notes, |note| match note.instrument.is_drums() {
        true => Note { duration: DRUM_DURATION, ..*note },
        false => {
            Note { duration: Ticks((i32::from(note.duration.0) + ticks).clamp(1, 2304) as u16), ..*note }
        }
    })
}

/// The notes so much louder.
pub fn louder(notes: &[Note], by: i32) -> Vec<Swap> {
    swaps(notes, |note| Note { velocity: (i32::from(note.velocity) + by).clamp(1, 127) as u8, ..*note })
}

/// The notes on the nearest of the lines that lie `step` ticks apart.
pub fn quantised(notes: &[Note], step: Ticks, end: Ticks) -> Vec<Swap> {
    let step = step.0.max(1);
    let last = end.0.saturating_sub(1) / step * step;
    swaps(notes, |note| Note { onset: Ticks(((note.onset.0 + step / 2) / step * step).min(last)), ..*note })
}

/// Nothing in the place of the notes.
pub fn deleted(notes: &[Note]) -> Vec<Swap> {
    notes.iter().map(|&note| Swap { from: Some(note), to: None }).collect()
}

/// A new note.
pub fn drawn(note: Note) -> Vec<Swap> {
    vec![Swap { from: None, to: Some(note) }]
}

fn swaps(notes: &[Note], change: impl Fn(&Note) -> Note) -> Vec<Swap> {
    notes.iter().map(|note| Swap { from: Some(*note), to: Some(change(note)) }).collect()
}

fn bounds(notes: &[Note], of: impl Fn(&Note) -> i32) -> (i32, i32) {
    let all = || notes.iter().map(&of);
    (all().min().unwrap_or(0), all().max().unwrap_or(0))
}

fn within(by: i32, low: i32, high: i32) -> i32 {
    by.clamp(low.min(0), high.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Instrument;

    fn note(instrument: Instrument, onset: u16, pitch: u8) -> Note {
        Note { instrument, onset: Ticks(onset), pitch, velocity: 100, duration: Ticks(6) }
    }

    fn chord() -> [Note; 2] {
        [note(Instrument(0), 10, 60), note(Instrument(0), 20, 67)]
    }

    /// Onset, pitch, velocity and duration of what comes.
    fn after(swaps: Vec<Swap>) -> Vec<(u16, u8, u8, u16)> {
        let to = swaps.iter().filter_map(|swap| swap.to);
        to.map(|n| (n.onset.0, n.pitch, n.velocity, n.duration.0)).collect()
    }

    #[test]
    fn chosen_notes_keep_their_distances_at_every_edge() {
        let end = Ticks(192);
        assert_eq!(after(moved(&chord(), 3, -12, end)), [(13, 48, 100, 6), (23, 55, 100, 6)]);
        assert_eq!(after(moved(&chord(), -99, 99, end)), [(0, 120, 100, 6), (10, 127, 100, 6)]);
        assert_eq!(after(moved(&chord(), 999, -99, end)), [(181, 0, 100, 6), (191, 7, 100, 6)]);
    }

    #[test]
    fn lengths_and_velocities_end_where_notes_do() {
        assert_eq!(after(resized(&chord(), -99))[0].3, 1);
        assert_eq!(after(resized(&chord(), 5))[0].3, 11);
        assert_eq!(after(resized(&[note(Instrument::DRUMS, 0, 36)], 9))[0].3, DRUM_DURATION.0);
        assert_eq!((after(louder(&chord(), 99))[0].2, after(louder(&chord(), -999))[0].2), (127, 1));
    }

    #[test]
    fn quantised_notes_lie_on_the_nearest_line_of_the_piece() {
        let notes = [10, 7, 13, 191].map(|onset| note(Instrument(0), onset, 60));
        let onsets: Vec<u16> = after(quantised(&notes, Ticks(6), Ticks(192))).iter().map(|n| n.0).collect();
        assert_eq!(onsets, [12, 6, 12, 186], "the last line is no line of the piece");
    }
}
