//! Notes changed by hand, with the pointer and with keys.

use super::bench::{USUAL, Whole, button, control, drag, flip, press, showing, whole};
use super::showing::written;
use crate::editor::view::{Action, BarState};
use egui::{Key, Modifiers, Pos2, Rect, Role, vec2};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, Node};
use score::{Instrument, Note, Request, Ticks};
use session::{Loop, Piece};
use std::sync::Arc;

const PIANO: Instrument = Instrument(0);

pub fn note(onset: u16, pitch: u8) -> Note {
    Note { instrument: PIANO, onset: Ticks(onset), pitch, velocity: 90, duration: Ticks(12) }
}

/// Two notes of a piano, an octave apart, in bars 1 and 3 of a loop that plays.
pub fn bench() -> Harness<'static, Whole> {
    let mut bench = whole();
    bench.state().link.commands.give(0, crate::link::What::Generate);
    let saved = bench.state().params.session.clone();
    saved.change_rack(|rack| rack.set_asked(&[PIANO]));
    saved.write(1, 0, Piece::of(Loop::whole(Request::default(), vec![note(12, 60), note(108, 72)])), true);
    bench.run();
    bench
}

fn notes(bench: &Harness<'_, Whole>) -> Vec<Note> {
    bench.state().params.session.shown().map_or_else(Vec::new, |piece| piece.notes())
}

fn lane(bench: &Harness<'_, Whole>) -> Rect {
    roll(bench).rect()
}

/// The piano's lane in the roll.
fn roll<'a>(bench: &'a Harness<'_, Whole>) -> Node<'a> {
    let says = |label: &str| label.starts_with("Acoustic Grand Piano: ") && label.contains("note");
    bench.get_by(move |node| node.label().is_some_and(|label| says(&label)))
}

/// The middle of a note: two notes lie an octave apart, with a row more on either side.
fn place(bench: &Harness<'_, Whole>, of: Note) -> Pos2 {
    let lane = lane(bench);
    let x = lane.left() + lane.width() * (f32::from(of.onset.0) + 6.0) / 192.0;
    let row = (lane.height() - 8.0) / 15.0;
    Pos2::new(x, lane.bottom() - 4.0 - (f32::from(of.pitch - 59) + 0.5) * row)
}

fn click(bench: &mut Harness<'_, Whole>, at: Pos2) {
    bench.hover_at(at);
    bench.step();
    button(bench, at, true);
    button(bench, at, false);
    bench.run();
}

fn key(bench: &mut Harness<'_, Whole>, key: Key, modifiers: Modifiers) {
    bench.key_press_modifiers(modifiers, key);
    bench.run();
}

#[test]
fn a_note_is_dragged_to_another_time_and_pitch_and_its_cells_are_locked() {
    let mut bench = bench();
    let from = place(&bench, note(12, 60));
    let step = vec2(lane(&bench).width() / 192.0, (lane(&bench).height() - 8.0) / 15.0);
    let to = from + vec2(49.0 * step.x, -2.0 * step.y);
    drag(&mut bench, &[from, from + vec2(8.0, 0.0), to]);
    assert_eq!(notes(&bench), [note(60, 62), note(108, 72)], "48 ticks later, on the line, and two higher");
    let edited = bench.state().params.session.shown().map(|piece| piece.edited_bars(PIANO));
    assert_eq!(edited, Some(0b11));
    assert_eq!(bench.state().params.session.history(), (1, 2), "one step");
    flip(&mut bench, "Acoustic Grand Piano, bar 2");
    let edited = bench.state().params.session.shown().map(|piece| piece.edited_bars(PIANO));
    assert_eq!(edited, Some(0b1), "the padlock of what was changed by hand releases it");
}

#[test]
fn a_drag_by_its_end_makes_a_note_longer_and_one_with_ctrl_louder() {
    let mut bench = bench();
    let tick = lane(&bench).width() / 192.0;
    let end = place(&bench, note(12, 60)) + vec2(6.0 * tick - 3.0, 0.0);
    drag(&mut bench, &[end, end + vec2(8.0, 0.0), end + vec2(12.0 * tick, 0.0)]);
    assert_eq!(notes(&bench)[0].duration, Ticks(24));
    let at = place(&bench, note(108, 72));
    bench.event(egui::Event::ModifiersChanged(Modifiers::COMMAND));
    drag(&mut bench, &[at, at + vec2(0.0, -10.0), at + vec2(0.0, -30.0)]);
    bench.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    assert_eq!(notes(&bench)[1], Note { velocity: 110, ..note(108, 72) });
}

#[test]
fn notes_are_drawn_and_taken_out() {
    let mut bench = bench();
    flip(&mut bench, "Draw notes");
    let at = place(&bench, note(55, 65));
    click(&mut bench, at);
    let drawn: Vec<Note> = notes(&bench).into_iter().filter(|note| note.pitch == 65).collect();
    assert_eq!(drawn.iter().map(|note| note.onset).collect::<Vec<_>>(), [Ticks(60)], "on the line before");
    click(&mut bench, at);
    assert_eq!(notes(&bench), [note(12, 60), note(108, 72)]);
    let tick = lane(&bench).width() / 192.0;
    let from = place(&bench, note(138, 66));
    drag(&mut bench, &[from, from + vec2(10.0, 0.0), from + vec2(20.0 * tick, 0.0)]);
    let drawn: Vec<Note> = notes(&bench).into_iter().filter(|note| note.pitch == 66).collect();
    assert_eq!((drawn[0].onset, drawn[0].duration), (Ticks(144), Ticks(21)));
}

#[test]
fn a_marquee_chooses_what_it_touches_and_delete_takes_it_out() {
    let mut bench = bench();
    let area = lane(&bench);
    drag(
        &mut bench,
        &[area.left_top() + vec2(40.0, 4.0), area.center(), area.right_bottom() - vec2(20.0, 20.0)],
    );
    assert_eq!(bench.state().typing.hand.selected, [note(12, 60), note(108, 72)]);
    key(&mut bench, Key::Delete, Modifiers::NONE);
    assert_eq!(notes(&bench), []);
    key(&mut bench, Key::Z, Modifiers::COMMAND);
    bench.state().params.session.undo(0, u64::MAX, false);
    assert_eq!(notes(&bench).len(), 2);
}

#[test]
fn everything_can_be_done_by_keys() {
    let mut bench = bench();
    roll(&bench).focus();
    bench.run();
    key(&mut bench, Key::ArrowRight, Modifiers::ALT);
    key(&mut bench, Key::ArrowUp, Modifiers::NONE);
    assert_eq!(notes(&bench)[0], note(12, 61));
    key(&mut bench, Key::ArrowDown, Modifiers::SHIFT);
    key(&mut bench, Key::ArrowRight, Modifiers::NONE);
    key(&mut bench, Key::ArrowRight, Modifiers::SHIFT);
    key(&mut bench, Key::ArrowUp, Modifiers::COMMAND);
    let now = Note { velocity: 94, duration: Ticks(15), ..note(15, 49) };
    assert_eq!(notes(&bench)[0], now);
    key(&mut bench, Key::Q, Modifiers::NONE);
    assert_eq!(notes(&bench)[0], now, "it lies on a sixteenth");
    key(&mut bench, Key::Insert, Modifiers::NONE);
    assert_eq!(notes(&bench)[1], Note { onset: Ticks(30), ..now }, "behind the one that was chosen");
    key(&mut bench, Key::A, Modifiers::COMMAND);
    assert_eq!(bench.state().typing.hand.selected.len(), 3);
    key(&mut bench, Key::Delete, Modifiers::NONE);
    assert_eq!(notes(&bench), []);
    key(&mut bench, Key::B, Modifiers::NONE);
    assert!(bench.state().typing.hand.draws);
    key(&mut bench, Key::Escape, Modifiers::NONE);
    assert!(!bench.ctx.egui_wants_keyboard_input(), "Escape gives the keyboard back");
}

#[test]
fn ctrl_z_takes_back_one_step_and_not_while_somebody_types() {
    let mut bench = bench();
    let at = place(&bench, note(12, 60));
    click(&mut bench, at);
    key(&mut bench, Key::ArrowUp, Modifiers::NONE);
    bench.state_mut().actions.clear();
    key(&mut bench, Key::Z, Modifiers::COMMAND);
    assert_eq!(bench.state().actions, [Action::Undo]);
    press(&mut bench, "Add instrument");
    bench.state_mut().actions.clear();
    key(&mut bench, Key::Z, Modifiers::COMMAND);
    assert_eq!(bench.state().actions, []);
}

#[test]
fn a_double_click_on_free_ground_has_the_cell_written_anew_and_one_on_a_note_takes_it_out() {
    let mut bench = bench();
    let at = place(&bench, note(60, 66));
    bench.hover_at(at);
    [true, false, true, false].into_iter().for_each(|pressed| button(&mut bench, at, pressed));
    bench.run();
    assert_eq!(bench.state().actions, [Action::WriteAnew { section: 0, cells: 0b10 }]);
    let at = place(&bench, note(12, 60));
    bench.hover_at(at);
    for _ in 0..20 {
        bench.step();
    }
    [true, false, true, false].into_iter().for_each(|pressed| button(&mut bench, at, pressed));
    bench.run();
    assert_eq!(notes(&bench), [note(108, 72)]);
}

#[test]
fn the_start_of_an_instrument_is_dragged_to_a_beat() {
    let mut bench = bench();
    let tick = lane(&bench).width() / 192.0;
    let flag = control(&bench, Role::Slider, "Start of Acoustic Grand Piano").rect().center();
    drag(&mut bench, &[flag, flag + vec2(20.0, 0.0), flag + vec2(50.0 * tick, 0.0)]);
    assert_eq!(bench.state().link.lanes.get(0).start, Ticks(48));
    control(&bench, Role::Slider, "Start of Acoustic Grand Piano").focus();
    bench.run();
    key(&mut bench, Key::ArrowLeft, Modifiers::NONE);
    assert_eq!(bench.state().link.lanes.get(0).start, Ticks(0));
}

#[test]
fn lanes_fold_and_leave_their_room_to_the_others() {
    let mut view = written(|asked| asked.tracks.push(score::Track::new(Instrument::DRUMS)));
    view.music.rack.set_asked(&[Instrument(0), Instrument::DRUMS]);
    let mut bench = showing(view, USUAL);
    let height = |bench: &Harness<'_, Vec<Action>>| bench.get_by_label("Drums: 0 notes").rect().height();
    let before = height(&bench);
    flip(&mut bench, "Fold Acoustic Grand Piano");
    assert!(height(&bench) > 1.5 * before);
    flip(&mut bench, "Fold Acoustic Grand Piano");
    assert_eq!(height(&bench), before);
}

#[test]
fn the_history_can_be_gone_through_by_clicks_and_arrows() {
    let mut bench = bench();
    let saved = bench.state().params.session.clone();
    for pitch in 40..43 {
        saved.edit(&[session::Swap { from: None, to: Some(note(0, pitch)) }], score::Metre::FourFour);
    }
    bench.run();
    let rail = control(&bench, Role::Slider, "History: step 4 of 4").rect();
    click(&mut bench, rail.left_center() + vec2(rail.width() * 0.3, 0.0));
    assert_eq!(saved.history(), (1, 4));
    control(&bench, Role::Slider, "History: step 2 of 4").focus();
    bench.run();
    bench.state_mut().actions.clear();
    key(&mut bench, Key::ArrowRight, Modifiers::NONE);
    assert_eq!(bench.state().actions, [Action::Redo]);
}

#[test]
fn a_longer_piece_turns_pages_with_the_playhead() {
    let mut view = written(|_| ());
    let one = view.music.of.clone().expect("a loop");
    view.music.piece = Some(Arc::new(Piece { sections: vec![one; 8], planned: 8 }));
    view.music.piece_bars = vec![BarState::Written; 32];
    (view.music.section, view.music.sections, view.music.playhead) = (5, 8, Some(60.0));
    let bench = showing(view, USUAL);
    assert!(
        bench.query_by_label_contains("Bar 17: written").is_some()
            && bench.query_by_label_contains("Bar 24: written").is_some()
    );
    assert!(bench.query_by_label_contains("Bar 16: written").is_none());
}
