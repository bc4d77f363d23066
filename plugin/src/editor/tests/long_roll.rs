//! The roll at its fullest and longest.

use super::bench::{USUAL, control, drag, flip, showing};
use super::pictures::shoot;
use super::showing::written;
use crate::editor::view::BarState;
use egui::{Role, vec2};
use score::{Instrument, Note, Ticks};
use session::{Loop, Piece};
use std::sync::Arc;

/// A thousand notes on sixteen lanes.
fn full() -> crate::editor::view::View {
    let instruments: Vec<Instrument> = (24..40).map(Instrument).collect();
    let mut view =
        written(|asked| asked.tracks = instruments.iter().map(|&i| score::Track::new(i)).collect());
    let notes = (0..1000u16).map(|n| Note {
        instrument: instruments[usize::from(n % 16)],
        onset: Ticks(n / 16 * 3),
        pitch: 40 + (n * 7 % 40) as u8,
        velocity: (n % 127) as u8 + 1,
        duration: Ticks(3),
    });
    let of = view.music.of.take().expect("a loop");
    view.music.of = Some(Arc::new(Loop::whole(of.asked.clone(), notes.collect())));
    view
}

#[test]
fn a_thousand_notes_are_a_mesh_for_each_lane_and_not_a_shape_for_each_note() {
    let mut empty = full();
    let asked = empty.music.of.as_ref().expect("a loop").asked.clone();
    empty.music.of = Some(Arc::new(Loop::whole(asked, Vec::new())));
    let shapes = |view| showing(view, USUAL).output().shapes.len();
    let (none, thousand) = (shapes(empty), shapes(full()));
    assert!(thousand <= none + 32, "{thousand} shapes, and {none} without notes");
}

/// A piece of eight loops, of which the last three are being written.
fn long() -> crate::editor::view::View {
    let mut view = full();
    let one = view.music.of.clone().expect("a loop");
    view.music.piece = Some(Arc::new(Piece { sections: vec![one; 8], planned: 8 }));
    view.music.piece_bars = vec![BarState::Written; 32];
    view.music.piece_bars[20] = BarState::Writing;
    view.music.piece_bars[21..].fill(BarState::Planned);
    (view.music.section, view.music.sections, view.music.playhead) = (4, 8, Some(60.0));
    view
}

#[test]
fn the_roll_is_pictured_while_it_is_edited_and_in_its_longest_form() {
    shoot(&showing(long(), USUAL), "roll-long");
    let mut view = full();
    view.exported = Some("Quatrain A.mid was dropped.".to_owned());
    (view.music.history, view.music.can_undo) = ((4, 7), true);
    let mut bench = showing(view, USUAL);
    for name in ["Fold Acoustic Guitar (nylon)", "Fold Acoustic Guitar (steel)"] {
        flip(&mut bench, name);
    }
    let area = control(&bench, Role::Canvas, "Electric Guitar (jazz): 63 notes").rect();
    let (from, to) = (area.left_top() + vec2(30.0, 2.0), area.center() + vec2(40.0, 60.0));
    drag(&mut bench, &[from, from.lerp(to, 0.5), to]);
    let picture = shoot(&bench, "roll-edited");
    assert!(picture.pixels().iter().any(|pixel| *pixel != picture.pixels()[0]), "it shows something");
}
