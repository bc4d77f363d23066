//! One instrument of the roll: the ground and the notes of its lane.

use super::grid::Grid;
use super::theme;
use super::view::{BarState, Music};
use super::words;
use egui::epaint::Mesh;
use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, pos2, vec2};
use score::{BARS, Instrument, Note, TrackMetadata};
use std::ops::RangeInclusive;

/// Least pitches that a lane shows, so that a single line is not blown up.
const LEAST_SPAN: u8 = 12;
/// From the lane's edges to its notes.
const MARGIN: f32 = 4.0;
/// From here on a row is high enough for what is written upon it.
const ROOMY: f32 = 5.0;

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

/// Paints the lane's ground and its notes as one mesh. Those of `hidden` are left out: they are being moved.
pub fn lane(painter: &Painter, lane: &Lane, notes: &[Note], music: &Music, hidden: &[Note]) {
    let painter = painter.with_clip_rect(lane.roll().intersect(painter.clip_rect()));
    ground(&painter, lane, music);
    let colour = theme::instrument(lane.instrument);
    let mut mesh = Mesh::default();
    let audible = lane.place.is_none_or(|place| audible(music, place));
    for note in notes.iter().filter(|note| note.instrument == lane.instrument && !hidden.contains(note)) {
        let state = cell_state(music, lane.instrument, note.bar(music.metre()));
        let ink = ink(colour, note.velocity, state);
        put(&mut mesh, lane, note, if audible { ink } else { theme::mix(theme::SURFACE, ink, 0.4) });
    }
    painter.add(mesh);
}

/// Notes that are chosen, or on their way: bright, with a rim.
pub fn chosen(painter: &Painter, lane: &Lane, notes: impl Iterator<Item = Note>) {
    let painter = painter.with_clip_rect(lane.roll().intersect(painter.clip_rect()));
    let (mut rims, mut mesh) = (Mesh::default(), Mesh::default());
    let colour = theme::mix(theme::instrument(lane.instrument), theme::TEXT, 0.35);
    for note in notes.filter(|note| note.instrument == lane.instrument) {
        rims.add_colored_rect(lane.rect_of(&note).expand(1.0), theme::TEXT);
        put(&mut mesh, lane, &note, ink(colour, note.velocity, BarState::Written));
    }
    painter.add(rims);
    painter.add(mesh);
}

/// A note, with a line in it as long as it is loud where there is room.
fn put(mesh: &mut Mesh, lane: &Lane, note: &Note, ink: Color32) {
    let rect = lane.rect_of(note);
    mesh.add_colored_rect(rect, ink);
    if rect.height() >= ROOMY && rect.width() >= 8.0 {
        let room = rect.shrink2(vec2(1.5, 0.0));
        let long = room.width() * f32::from(note.velocity) / 127.0;
        let line = Rect::from_min_size(pos2(room.left(), rect.bottom() - 2.5), vec2(long, 1.5));
        mesh.add_colored_rect(line, theme::mix(ink, theme::GROUND, 0.55));
    }
}

/// The bars' grounds, by how far each is, and the lines of bars, beats and octaves.
fn ground(painter: &Painter, lane: &Lane, music: &Music) {
    let (grid, rect, total) = (&lane.grid, lane.rect, music.states().len());
    for bar in grid.bars(total) {
        let fill = match cell_state(music, lane.instrument, bar) {
            BarState::Empty | BarState::Written => theme::SURFACE,
            BarState::Planned => theme::mix(theme::GROUND, theme::SURFACE, 0.35),
            BarState::Writing => theme::mix(theme::SURFACE, theme::ACCENT, 0.09),
        };
        let place = grid.bar(bar);
        painter.rect_filled(Rect::from_x_y_ranges(place.start..=place.end, rect.y_range()), 0.0, fill);
    }
    if !lane.folded && !lane.instrument.is_drums() && lane.row() >= 3.0 {
        octaves(painter, lane);
    }
    let line = |x, share| {
        let ink = theme::mix(theme::SURFACE, theme::LINE, share);
        painter.vline(x, rect.y_range(), Stroke::new(1.0, ink));
    };
    grid.beats(total).for_each(|x| line(x, 0.6));
    let ink = theme::mix(theme::LINE, theme::TEXT, 0.12);
    for bar in grid.bars(total).filter(|&bar| bar > 0) {
        painter.vline(grid.bar(bar).start, rect.y_range(), Stroke::new(1.0, ink));
    }
}

/// A line under each C, with its name.
fn octaves(painter: &Painter, lane: &Lane) {
    for &pitch in lane.rows.iter().filter(|pitch| *pitch % 12 == 0) {
        let y = lane.inner().bottom() - lane.row_of(pitch) as f32 * lane.row();
        painter.hline(lane.grid.left()..=lane.grid.right(), y, Stroke::new(1.0, theme::LINE));
        let name = words::pitch(f32::from(pitch));
        let at = pos2(lane.grid.right() - 3.0, y - 1.0);
        let ink = theme::mix(theme::SURFACE, theme::TEXT_QUIET, 0.55);
        painter.text(at, Align2::RIGHT_BOTTOM, name, egui::FontId::proportional(9.0), ink);
    }
}

/// How far a cell is: of a bar that is being written, only what is written anew counts.
pub fn cell_state(music: &Music, instrument: Instrument, bar: usize) -> BarState {
    let state = music.states().get(bar).copied().unwrap_or_default();
    let asked = music.loops().get(bar / BARS).filter(|one| !one.is_whole()).map(|one| &one.asked);
    let kept = asked.is_some_and(|asked| {
        asked.tracks.iter().any(|track| track.instrument == instrument && !track.cells.contains(bar % BARS))
    });
    if kept && state != BarState::Empty { BarState::Written } else { state }
}

fn audible(music: &Music, place: usize) -> bool {
    let solo = music.rack.lanes().any(|(_, lane)| lane.solo);
    let chosen = !solo || music.rack.lane(place).is_some_and(|lane| lane.solo);
    chosen && music.muted >> place & 1 == 0 && !music.bypassed
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

/// Louder is brighter; what sounds in a bar that is still to be written anew is faint.
fn ink(colour: Color32, velocity: u8, bar: BarState) -> Color32 {
    let loud = 0.38 + 0.62 * f32::from(velocity) / 127.0;
    match bar {
        BarState::Planned | BarState::Writing => theme::mix(theme::SURFACE, colour, loud * 0.32),
        BarState::Empty | BarState::Written => theme::mix(theme::SURFACE, colour, loud),
    }
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
    fn louder_notes_are_brighter_and_planned_bars_fainter() {
        let colour = theme::instrument(PIANO);
        let brightness = |ink: Color32| u16::from(ink.r()) + u16::from(ink.g()) + u16::from(ink.b());
        let written = |velocity| brightness(ink(colour, velocity, BarState::Written));
        assert!(written(30) < written(80) && written(80) < written(127));
        assert!(brightness(ink(colour, 127, BarState::Planned)) < written(30));
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
