//! A hand that is quicker than a frame: everything it does comes at once.

use super::bench::{USUAL, control, showing};
use super::showing::written;
use crate::editor::export::{Way, What};
use crate::editor::view::Action;
use egui::{Event, Modifiers, PointerButton, Pos2, Role, vec2};
use egui_kittest::Harness;
use score::{Instrument, Ticks};

/// Presses at `from` and lets go at `to`, in one frame; those that follow are as many as are wanted.
fn flick<S>(bench: &mut Harness<'_, S>, from: Pos2, to: Pos2) {
    let button = |pos, pressed| {
        let modifiers = Modifiers::NONE;
        Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers }
    };
    let all = [
        Event::PointerMoved(from),
        button(from, true),
        Event::PointerMoved(from.lerp(to, 0.5)),
        Event::PointerMoved(to),
        button(to, false),
    ];
    bench.input_mut().events.extend(all);
    bench.run();
}

#[test]
fn a_loop_is_dragged_out_also_when_press_way_and_release_come_in_one_frame() {
    let mut bench = showing(written(|_| ()), USUAL);
    let from = control(&bench, Role::Button, "Drag loop as MIDI").rect().center();
    flick(&mut bench, from, from + vec2(-300.0, 200.0));
    assert_eq!(*bench.state(), [Action::Export(What::Slot(0), Way::Drag)]);
}

#[test]
fn a_note_is_moved_also_when_press_way_and_release_come_in_one_frame() {
    let view = written(|_| ());
    let piano = Instrument(0);
    let notes: Vec<_> = view.music.notes().iter().filter(|note| note.instrument == piano).copied().collect();
    let mut bench = showing(view, USUAL);
    let name = format!("Acoustic Grand Piano: {} notes", notes.len());
    let lane = control(&bench, Role::Canvas, &name).rect();
    let tick = lane.width() / 192.0;
    // Somewhere in its column: the note's height depends on what else the lane shows.
    let x = lane.left() + (f32::from(notes[0].onset.0) + 1.5) * tick;
    let rows = (lane.top() as i32..lane.bottom() as i32).step_by(2);
    for y in rows.map(|y| y as f32) {
        flick(&mut bench, Pos2::new(x, y), Pos2::new(x + 12.0 * tick, y));
        if !bench.state().is_empty() {
            break;
        }
    }
    let [Action::Edit(swaps)] = bench.state().as_slice() else {
        panic!("one note is moved: {:?}", bench.state())
    };
    let (from, to) = (swaps[0].from.expect("it was there"), swaps[0].to.expect("it is there"));
    assert_eq!((to.onset, to.pitch), (from.onset + Ticks(12), from.pitch), "a beat later");
}
