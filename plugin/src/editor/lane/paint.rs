//! The picture of a lane.

use super::super::theme;
use super::super::view::{BarState, Music};
use super::super::words;
use super::Lane;
use egui::epaint::Mesh;
use egui::{Color32, Painter, Rect, Stroke, pos2, vec2};
use score::{BARS, Instrument, Note};

/// From here on a row is high enough for what is written upon it.
const ROOMY: f32 = 5.0;

/// Paints the lane's ground and its notes as one mesh. Those of `hidden` are left out: they are being moved.
pub fn paint(painter: &Painter, lane: &Lane, notes: &[Note], music: &Music, hidden: &[Note]) {
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
    if has_octaves(lane) {
        octave_names(&painter, lane);
    }
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
    if has_octaves(lane) {
        octaves(lane).for_each(|(_, y)| {
            painter.hline(grid.left()..=grid.right(), y, Stroke::new(1.0, theme::LINE));
        });
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

fn has_octaves(lane: &Lane) -> bool {
    !lane.folded && !lane.instrument.is_drums() && lane.row() >= 3.0
}

/// Each C, and where the line under it lies.
fn octaves(lane: &Lane) -> impl Iterator<Item = (u8, f32)> {
    let cs = lane.rows.iter().filter(|pitch| *pitch % 12 == 0);
    cs.map(|&pitch| (pitch, lane.inner().bottom() - lane.row_of(pitch) as f32 * lane.row()))
}

/// The names of the octaves at the right edge, on a ground of their own: notes may lie there.
fn octave_names(painter: &Painter, lane: &Lane) {
    let ink = theme::mix(theme::SURFACE, theme::TEXT_QUIET, 0.85);
    for (pitch, y) in octaves(lane) {
        let name = words::pitch(f32::from(pitch));
        let galley = painter.layout_no_wrap(name, egui::FontId::proportional(10.0), ink);
        let corner = pos2(lane.grid.right() - 3.0, y - 1.0) - galley.size();
        if corner.y < lane.rect.top() {
            continue;
        }
        let place = Rect::from_min_size(corner, galley.size());
        painter.rect_filled(place.expand2(vec2(2.0, -1.0)), 2.0, theme::SURFACE.gamma_multiply(0.85));
        painter.galley(corner, galley, ink);
    }
}

/// How far a cell is: of a bar that is being written, only what is written anew counts.
fn cell_state(music: &Music, instrument: Instrument, bar: usize) -> BarState {
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

/// Louder is brighter; what sounds in a bar that is still to be written anew is faint.
fn ink(colour: Color32, velocity: u8, bar: BarState) -> Color32 {
    let loud = 0.38 + 0.62 * f32::from(velocity) / 127.0;
    match bar {
        BarState::Planned | BarState::Writing => theme::mix(theme::SURFACE, colour, loud * 0.32),
        BarState::Empty | BarState::Written => theme::mix(theme::SURFACE, colour, loud),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn louder_notes_are_brighter_and_planned_bars_fainter() {
        let colour = theme::instrument(Instrument(0));
        let brightness = |ink: Color32| u16::from(ink.r()) + u16::from(ink.g()) + u16::from(ink.b());
        let written = |velocity| brightness(ink(colour, velocity, BarState::Written));
        assert!(written(30) < written(80) && written(80) < written(127));
        assert!(brightness(ink(colour, 127, BarState::Planned)) < written(30));
    }
}
