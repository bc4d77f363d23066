//! Locks, cells that are written anew, and the history, by hand.

use super::bench::{USUAL, button, control, flip, press, showing, whole};
use super::showing::written;
use crate::editor::view::{Action, BarState};
use crate::link::What;
use egui::Role;
use egui_kittest::kittest::Queryable;
use nice_plug::prelude::Params;
use score::{Instrument, Track};
use session::Piece;
use std::sync::Arc;

#[test]
fn a_click_on_a_cell_locks_it_and_a_click_with_shift_has_it_written_anew() {
    let mut view = written(|asked| asked.tracks.push(Track::new(Instrument(33))));
    view.music.rack.set_asked(&[Instrument(0), Instrument(33)]);
    let mut bench = showing(view, USUAL);
    flip(&mut bench, "Acoustic Grand Piano, bar 3");
    assert_eq!(*bench.state(), [Action::Lock { place: 0, bars: 0b0100, on: true }]);
    bench.state_mut().clear();
    press(&mut bench, "Write Acoustic Grand Piano anew");
    assert_eq!(*bench.state(), [Action::WriteAnew { section: 0, cells: 0xf }]);
    bench.state_mut().clear();
    flip(&mut bench, "Lock Acoustic Grand Piano");
    assert_eq!(*bench.state(), [Action::Lock { place: 0, bars: 0b1111, on: true }]);
    bench.state_mut().clear();
    let place = control(&bench, Role::CheckBox, "Acoustic Grand Piano, bar 2").rect().center();
    bench.event(egui::Event::ModifiersChanged(egui::Modifiers::SHIFT));
    bench.hover_at(place);
    button(&mut bench, place, true);
    button(&mut bench, place, false);
    assert_eq!(*bench.state(), [Action::WriteAnew { section: 0, cells: 0b10 }]);
}

#[test]
fn undo_and_redo_can_be_pressed_where_there_is_a_step() {
    let mut view = written(|_| ());
    view.music.can_undo = true;
    let mut bench = showing(view, USUAL);
    press(&mut bench, "Undo");
    press(&mut bench, "Redo");
    assert_eq!(*bench.state(), [Action::Undo], "there is nothing to do again");
}

#[test]
fn an_instrument_that_is_added_while_the_host_plays_is_ordered_around_the_others() {
    let mut bench = whole();
    let (link, saved) = (&bench.state().link, bench.state().params.session.clone());
    link.commands.give(0, What::Generate);
    let music = (*written(|_| ()).music.of.expect("a loop")).clone();
    saved.write(1, 0, Piece::of(music), true);
    press(&mut bench, "Add instrument");
    press(&mut bench, "Bright Acoustic Piano");
    assert_eq!(bench.state_mut().asked(), [What::Generate], "the host stands: it is for the next loop");
    bench.state().link.board.set_host(true, Some(120.0), (4, 4));
    bench.run_steps(1);
    press(&mut bench, "Honky-tonk Piano");
    let place = saved.rack().place(Instrument(3)).expect("it has a lane");
    assert_eq!(bench.state_mut().asked(), [What::Rewrite { section: 0, cells: 0xf << (4 * place) }]);
}

#[test]
fn slots_are_chosen_by_a_click_and_cells_of_a_longer_piece_are_counted_from_its_start() {
    let mut view = written(|_| ());
    let one = view.music.of.clone().expect("a loop");
    view.music.piece = Some(Arc::new(Piece { sections: vec![one; 4], planned: 4 }));
    view.music.piece_bars = vec![BarState::Written; 16];
    (view.music.section, view.music.sections) = (2, 4);
    view.music.playhead = Some(0.0);
    let mut bench = showing(view, USUAL);
    flip(&mut bench, "Slot C");
    flip(&mut bench, "Acoustic Grand Piano, bar 10");
    let lock = Action::Lock { place: 0, bars: 1 << 9, on: true };
    assert_eq!(*bench.state(), [Action::SelectSlot(2), lock]);
    assert!(
        bench.query_by_label_contains("Bar 16: written").is_some()
            && bench.query_by_label_contains("Bar 8: written").is_none()
    );
    bench.state_mut().clear();
    press(&mut bench, "Write Acoustic Grand Piano anew");
    let anew: Vec<Action> = (0..4).map(|section| Action::WriteAnew { section, cells: 0xf }).collect();
    assert_eq!(*bench.state(), anew, "all of it");
}

#[test]
fn lanes_are_muted_by_their_parameter_and_made_solo_and_late_by_the_project() {
    let mut bench = whole();
    bench.state().link.commands.give(0, What::Generate);
    let saved = bench.state().params.session.clone();
    let music = (*written(|_| ()).music.of.expect("a loop")).clone();
    saved.change_rack(|rack| rack.set_asked(&[Instrument(0)]));
    saved.write(1, 0, Piece::of(music), true);
    bench.run();
    flip(&mut bench, "Mute Acoustic Grand Piano");
    assert_eq!(bench.state().params.controls().muted, 1);
    assert_eq!(bench.state().host.told().len(), 3, "the host hears of it");
    flip(&mut bench, "Solo Acoustic Grand Piano");
    flip(&mut bench, "Acoustic Grand Piano begins in bar 1");
    let lane = bench.state().link.lanes.get(0);
    assert_eq!((lane.solo, lane.start.0), (true, 48));
    let later = crate::session::wire();
    later.session.deserialize_fields(&saved.serialize_fields());
    assert_eq!(later.lanes.get(0), lane, "it comes back with the project");
    (1..4).for_each(|bar| flip(&mut bench, &format!("Acoustic Grand Piano begins in bar {}", bar + 1)));
    assert_eq!(bench.state().link.lanes.get(0).start.0, 0);
}
