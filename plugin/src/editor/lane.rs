//! One instrument of the roll: where its notes lie.

mod paint;

pub use paint::{chosen, paint};

use super::grid::Grid;
use super::words;
use egui::{Pos2, Rect, pos2, vec2};
use score::{Instrument, Note, TrackMetadata};
use std::ops::RangeInclusive;

/// Least pitches that a lane shows, so that a single line is not blown up.
const LEAST_SPAN: u8 = 12;
/// From the lane's edges to its notes.
const MARGIN: f32 = 4.0;

/// Where the notes of one lane lie.
#[derive(Clone, Debug)]
pub struct Lane {
    pub instrument: Instrument,
    /// In the rack; `None`: it sounds, but has none.
    pub place: Option<usize>,
    /// With the gutter.
    pub rect: Rect,
    pub grid: Grid,
    /// The pitch of each row, from the lowest: of drums only what is struck or usual.
    rows: Vec<u8>,
    pub folded: bool,
}

impl Lane {
    /// A lane in `rect` for `notes`, which are all notes of the piece.
    pub fn new(
        instrument: Instrument,
        place: Option<usize>,
        rect: Rect,
        grid: Grid,
        notes: &[Note],
        folded: bool,
    ) -> Lane {
        let mine = notes.iter().filter(|note| note.instrument == instrument);
        let rows = if instrument.is_drums() { struck(mine) } else { span(mine).collect() };
        Lane { instrument, place, rect, grid, rows, folded }
    }

    /// Where there are notes.
    pub fn roll(&self) -> Rect {
        self.rect.with_min_x(self.grid.left())
    }

    /// Height of one pitch.
    pub fn row(&self) -> f32 {
        self.inner().height() / self.rows.len().max(1) as f32
    }

    pub fn rect_of(&self, note: &Note) -> Rect {
        let row = self.row();
        // Semitones do not run into each other.
        let height = (row * 0.86).clamp(2.0, 12.0);
        let centre = self.inner().bottom() - (self.row_of(note.pitch) as f32 + 0.5) * row;
        let left = self.grid.x(f32::from(note.onset.0));
        let right = (self.grid.x(f32::from(note.end().0)) - 1.0).max(left + 3.0);
        Rect::from_min_max(pos2(left + 0.5, centre - height / 2.0), pos2(right, centre + height / 2.0))
    }

    pub fn pitch_at(&self, y: f32) -> u8 {
        self.pitch_of(((self.inner().bottom() - y) / self.row()).floor() as i32)
    }

    /// How much higher the pitch is that lies so many rows above `pitch`.
    pub fn interval(&self, pitch: u8, rows: i32) -> i32 {
        i32::from(self.pitch_of(self.row_of(pitch) + rows)) - i32::from(pitch)
    }

    /// The row of a pitch, also of one that the lane does not show.
    fn row_of(&self, pitch: u8) -> i32 {
        match (self.instrument.is_drums(), self.rows.first()) {
            (false, Some(lowest)) => i32::from(pitch) - i32::from(*lowest),
            _ => self.rows.partition_point(|row| *row < pitch) as i32,
        }
    }

    /// The pitch of a row; for drums the nearest that the lane shows.
    fn pitch_of(&self, row: i32) -> u8 {
        let (Some(lowest), Some(last)) = (self.rows.first(), self.rows.len().checked_sub(1)) else {
            return 60;
        };
        match self.instrument.is_drums() {
            true => self.rows[row.clamp(0, last as i32) as usize],
            false => (i32::from(*lowest) + row).clamp(0, 127) as u8,
        }
    }

    /// The note under `at`, with a little room around it; of several, the one whose middle is nearest.
    pub fn note_at<'n>(&self, at: Pos2, notes: &'n [Note]) -> Option<&'n Note> {
        let mine = notes.iter().filter(|note| note.instrument == self.instrument);
        let under = mine.filter(|note| self.rect_of(note).expand2(vec2(2.0, 1.5)).contains(at));
        let far = |note: &&Note| (self.rect_of(note).center() - at).length_sq();
        under.min_by(|a, b| far(a).total_cmp(&far(b)))
    }

    fn inner(&self) -> Rect {
        self.rect.shrink2(vec2(0.0, if self.folded { 2.0 } else { MARGIN }))
    }
}

/// What a kit usually has: kick, snare, closed and open hi-hat, crash.
const KIT: [u8; 5] = [36, 38, 42, 46, 49];

/// The drums that are struck, and those that usually are.
fn struck<'a>(notes: impl Iterator<Item = &'a Note>) -> Vec<u8> {
    let mut rows: Vec<u8> = notes.map(|note| note.pitch).chain(KIT).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The pitches that the lane shows, from its lowest to its highest, at least an octave.
fn span<'a>(notes: impl Iterator<Item = &'a Note>) -> RangeInclusive<u8> {
    let (low, high) =
        notes.fold((u8::MAX, 0), |(low, high), note| (low.min(note.pitch), high.max(note.pitch)));
    if low > high {
        return 60..=60 + LEAST_SPAN;
    }
    // A row more on either side, to be written into.
    let (low, high) = (low.saturating_sub(1), (high + 1).min(127));
    let missing = LEAST_SPAN.saturating_sub(high - low);
    low.saturating_sub(missing / 2)..=(high + missing.div_ceil(2)).min(127)
}

/// What the instrument plays, in numbers.
pub fn said(got: &TrackMetadata) -> String {
    let mut said = vec![got.instrument.name().to_owned()];
    said.extend(got.mean_pitch.map(|pitch| format!("Mean pitch {pitch:.1} ({})", words::pitch(pitch))));
    said.push(format!("Mean velocity {:.1}", got.mean_velocity));
    said.extend(got.mean_duration.map(|beats| format!("Mean duration {beats:.2} beats")));
    said.push(format!("Density {:.1} per bar", got.density));
    said.push(format!("Polyphony {}", got.polyphony));
    said.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Metre, Ticks};

    const PIANO: Instrument = Instrument(0);

    fn note(pitch: u8) -> Note {
        Note { instrument: PIANO, onset: Ticks(180), pitch, velocity: 1, duration: Ticks(12) }
    }

    fn lane_of(notes: &[Note]) -> Lane {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 34.0));
        let grid = Grid::new(rect, 100.0, Metre::FourFour, (0.0, 4.0));
        Lane::new(PIANO, Some(0), rect, grid, notes, false)
    }

    #[test]
    fn every_note_lies_inside_its_lane() {
        let notes = [0, 60, 127].map(note);
        for notes in [&notes[..], &notes[..1], &notes[2..]] {
            let lane = lane_of(notes);
            assert!(notes.iter().all(|note| lane.rect.contains_rect(lane.rect_of(note))));
        }
    }

    #[test]
    fn drums_have_a_row_for_each_that_is_struck_or_usual() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 68.0));
        let grid = Grid::new(rect, 100.0, Metre::FourFour, (0.0, 4.0));
        let cowbell = Note { instrument: Instrument::DRUMS, ..note(56) };
        let lane = Lane::new(Instrument::DRUMS, Some(0), rect, grid, &[cowbell], false);
        assert_eq!(lane.row(), 10.0, "six rows");
        assert_eq!(lane.pitch_at(lane.rect_of(&cowbell).center().y), 56);
        assert_eq!((lane.interval(56, -1), lane.interval(36, 1), lane.interval(36, -3)), (-7, 2, 0));
        assert_eq!(lane_of(&[note(60)]).interval(60, 3), 3);
    }

    #[test]
    fn a_note_is_found_where_it_lies_and_its_pitch_is_read_there() {
        let notes = [note(60), note(62)];
        let lane = lane_of(&notes);
        for note in &notes {
            let at = lane.rect_of(note).center();
            assert_eq!((lane.note_at(at, &notes), lane.pitch_at(at.y)), (Some(note), note.pitch));
        }
        assert_eq!(lane.note_at(pos2(110.0, 17.0), &notes), None);
    }
}
