//! What the pointer does to notes.

use super::super::grid::beat;
use super::super::lane::Lane;
use super::super::view::{Action, Music};
use super::super::words;
use super::hand::{Gesture, Hand};
use super::{drums, ops};
use egui::{CursorIcon, Modifiers, Pos2, Rect, Response, Ui};
use score::{DRUM_DURATION, Note, Ticks};
use session::Swap;

/// From a note's right end to where it is grabbed by its end.
const END: f32 = 5.0;
/// Of notes that are drawn, and of those that are drawn before any was resized.
const VELOCITY: u8 = 96;
const LENGTH: Ticks = Ticks(6);

/// What the pointer works on.
pub struct Desk<'a> {
    pub lanes: &'a [Lane],
    /// All notes of the piece.
    pub notes: &'a [Note],
    pub music: &'a Music,
    /// Of the piece.
    pub end: Ticks,
}

/// A lane's ground was pressed, clicked or is under the pointer.
pub fn point(
    ui: &Ui,
    response: &Response,
    lane: &Lane,
    desk: &Desk,
    hand: &mut Hand,
    actions: &mut Vec<Action>,
) {
    let modifiers = ui.input(|input| input.modifiers);
    let hit = |at: Pos2| lane.note_at(at, desk.notes).copied();
    if response.drag_started_by(egui::PointerButton::Primary)
        && let Some(from) = ui.input(|input| input.pointer.press_origin())
    {
        response.request_focus();
        hand.gesture = Some(grab(hit(from), from, lane, modifiers, hand));
    } else if response.double_clicked() {
        if let Some(at) = response.interact_pointer_pos() {
            twice(hit(at), at, lane, desk, hand, actions);
        }
    } else if response.clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        response.request_focus();
        once(hit(at), at, lane, modifiers, hand, actions);
    } else if let Some((at, note)) = response.hover_pos().and_then(|at| Some((at, hit(at)?))) {
        hand.said = said(&note);
        let at_end = resizes(&note, at, lane);
        ui.set_cursor_icon(if at_end { CursorIcon::ResizeHorizontal } else { CursorIcon::PointingHand });
    } else if response.hovered() && hand.draws {
        ui.set_cursor_icon(CursorIcon::Crosshair);
    }
}

fn grab(hit: Option<Note>, from: Pos2, lane: &Lane, modifiers: Modifiers, hand: &mut Hand) -> Gesture {
    let Some(note) = hit else {
        return match (hand.draws, lane.place) {
            (true, Some(_)) => Gesture::Draw { note: new_note(from, lane, modifiers.alt, hand) },
            _ => Gesture::Marquee { from, adds: modifiers.shift },
        };
    };
    if !hand.selected.contains(&note) {
        if !modifiers.shift {
            hand.selected.clear();
        }
        hand.selected.push(note);
    }
    match () {
        () if modifiers.command => Gesture::Loudness { from, grabbed: note },
        () if resizes(&note, from, lane) => Gesture::Resize { from, grabbed: note },
        () => Gesture::Move { from, grabbed: note },
    }
}

/// A click: chooses, or draws and erases.
fn once(
    hit: Option<Note>,
    at: Pos2,
    lane: &Lane,
    modifiers: Modifiers,
    hand: &mut Hand,
    actions: &mut Vec<Action>,
) {
    match hit {
        Some(note) if modifiers.shift || modifiers.command => hand.toggle(note),
        Some(note) if hand.draws => commit(ops::deleted(&[note]), hand, actions),
        Some(note) => hand.selected = vec![note],
        None if hand.draws && lane.place.is_some() => {
            commit(ops::drawn(new_note(at, lane, modifiers.alt, hand)), hand, actions);
        }
        None => hand.selected.clear(),
    }
}

/// A double click: a note goes, the cell of free ground is written anew.
fn twice(hit: Option<Note>, at: Pos2, lane: &Lane, desk: &Desk, hand: &mut Hand, actions: &mut Vec<Action>) {
    if hand.draws {
        return;
    }
    let bar = (lane.grid.ticks(at.x) / f32::from(desk.music.metre().bar().0)) as usize;
    match (hit, lane.place) {
        (Some(note), _) => commit(ops::deleted(&[note]), hand, actions),
        (None, Some(place)) if bar < desk.music.states().len() => {
            actions.push(super::super::cells::write_anew(place, bar));
        }
        _ => {}
    }
}

/// Goes on with what was begun, and does it when the button is released. Returns what it would be now.
pub fn go_on(ui: &Ui, desk: &Desk, hand: &mut Hand, actions: &mut Vec<Action>) -> Vec<Swap> {
    let Some(gesture) = hand.gesture else { return Vec::new() };
    let (pointer, held, modifiers) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.latest_pos(), pointer.primary_down(), input.modifiers)
    });
    let (Some(to), Some(grid)) = (pointer, desk.lanes.first().map(|lane| lane.grid)) else {
        return Vec::new();
    };
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        hand.gesture = None;
        return Vec::new();
    }
    let swaps = match gesture {
        Gesture::Move { from, grabbed }
        | Gesture::Resize { from, grabbed }
        | Gesture::Loudness { from, grabbed } => {
            let lane = desk.lanes.iter().find(|lane| lane.instrument == grabbed.instrument);
            let moved = to - from;
            let up =
                |lane: &Lane| lane.interval(grabbed.pitch, (-moved.y / lane.row().max(1.0)).round() as i32);
            let (ticks, pitches) = (grid.ticks_in(moved.x), lane.map_or(0, up));
            hand.outcome(ticks, pitches, moved.y, modifiers.alt, desk.end)
        }
        Gesture::Draw { note } => {
            let ticks = grid.ticks(to.x) - f32::from(note.onset.0);
            hand.outcome(ticks, 0, 0.0, modifiers.alt, desk.end)
        }
        Gesture::Marquee { from, adds } => {
            marquee(ui, Rect::from_two_pos(from, to), adds, !held, desk, hand);
            Vec::new()
        }
        Gesture::Start { place, .. } => {
            let ticks = start_at(grid.ticks(to.x), modifiers.alt, desk);
            hand.gesture = Some(Gesture::Start { place, ticks });
            if !held {
                actions.push(Action::Start { place, ticks });
            }
            Vec::new()
        }
    };
    if let Some(first) = swaps.first().and_then(|swap| swap.to) {
        hand.said = said(&first);
    }
    if !held {
        hand.gesture = None;
        let changed = swaps.iter().any(|swap| swap.from != swap.to);
        if changed {
            commit(swaps, hand, actions);
        }
        return Vec::new();
    }
    swaps
}

/// Does it.
pub fn commit(swaps: Vec<Swap>, hand: &mut Hand, actions: &mut Vec<Action>) {
    if !swaps.is_empty() {
        hand.choose_result(&swaps);
        actions.push(Action::Edit(swaps));
    }
}

/// Chooses what lies in `rect` once the button is `released`; paints it until then.
fn marquee(ui: &Ui, rect: Rect, adds: bool, released: bool, desk: &Desk, hand: &mut Hand) {
    if !released {
        let painter = ui.painter();
        painter.rect_filled(rect, 0.0, super::super::theme::ACCENT.gamma_multiply(0.12));
        let rim = egui::Stroke::new(1.0, super::super::theme::ACCENT);
        painter.rect_stroke(rect, 0.0, rim, egui::StrokeKind::Inside);
        return;
    }
    if !adds {
        hand.selected.clear();
    }
    for lane in desk.lanes.iter().filter(|lane| lane.rect.intersects(rect)) {
        let inside = |note: &&Note| note.instrument == lane.instrument && lane.rect_of(note).intersects(rect);
        let found: Vec<Note> = desk.notes.iter().filter(inside).copied().collect();
        hand.selected
            .extend(found.into_iter().filter(|note| !hand.selected.contains(note)).collect::<Vec<_>>());
    }
}

/// The beat, or with `fine` the tick, nearest to `ticks`.
fn start_at(ticks: f32, fine: bool, desk: &Desk) -> u16 {
    let step = if fine { 1.0 } else { f32::from(beat(desk.music.metre())) };
    let last = f32::from(desk.end.0) - step;
    ((ticks / step).round() * step).clamp(0.0, last.max(0.0)) as u16
}

fn new_note(at: Pos2, lane: &Lane, fine: bool, hand: &Hand) -> Note {
    let step = if fine { 1.0 } else { f32::from(hand.snap.ticks().0) };
    let onset = ((lane.grid.ticks(at.x) / step).floor() * step).max(0.0) as u16;
    let drums = lane.instrument.is_drums();
    Note {
        instrument: lane.instrument,
        onset: Ticks(onset),
        pitch: lane.pitch_at(at.y),
        velocity: VELOCITY,
        duration: if drums { DRUM_DURATION } else { hand.length.unwrap_or(LENGTH) },
    }
}

fn resizes(note: &Note, at: Pos2, lane: &Lane) -> bool {
    let rect = lane.rect_of(note);
    !note.instrument.is_drums() && at.x > rect.right() - END.min(rect.width() / 3.0)
}

/// What a note is, in words.
pub fn said(note: &Note) -> String {
    let pitch = match drums::name(note.pitch).filter(|_| note.instrument.is_drums()) {
        Some(drum) => drum.to_owned(),
        None => words::pitch(f32::from(note.pitch)),
    };
    match note.instrument.is_drums() {
        true => format!("{pitch} · velocity {}", note.velocity),
        false => format!("{pitch} · {:.2} beats · vel. {}", note.duration.quarters(), note.velocity),
    }
}
