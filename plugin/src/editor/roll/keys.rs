//! What the keyboard does to notes, while a lane has it.
//!
//! | key | does |
//! |---|---|
//! | up, down | a semitone; with shift an octave |
//! | left, right | a step of the lines; with shift it makes shorter and longer |
//! | command up, down | louder, softer |
//! | alt left, right | chooses the note before, after |
//! | command A, Escape | chooses all of the lane, none |
//! | Delete, Insert, Q, R | takes out, adds, puts on the lines, writes the cells anew |
//! | B | draws or chooses |
//! | Page up, down | turns pages |

use super::super::lane::Lane;
use super::super::view::Action;
use super::hand::Hand;
use super::ops;
use super::pointer::{Desk, commit};
use egui::{EventFilter, Key, Modifiers, Response, Ui};
use score::{DRUM_DURATION, Note, Ticks};

/// Steps of velocity that one key press changes.
const LOUDER: i32 = 4;

/// Hears the keys of a lane that has the keyboard.
pub fn keys(
    ui: &Ui,
    response: &Response,
    lane: &Lane,
    desk: &Desk,
    hand: &mut Hand,
    actions: &mut Vec<Action>,
) {
    if !response.has_focus() {
        return;
    }
    hand.listens = true;
    ui.memory_mut(|memory| {
        let wanted = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            ..EventFilter::default()
        };
        memory.set_focus_lock_filter(response.id, wanted);
    });
    let pressed: Vec<(Key, Modifiers)> = ui.input(|input| {
        let pressed = |event: &egui::Event| match *event {
            egui::Event::Key { key, modifiers, pressed: true, .. } => Some((key, modifiers)),
            _ => None,
        };
        input.events.iter().filter_map(pressed).collect()
    });
    let mut keyboard = Keyboard { ui, response, lane, desk, hand, actions };
    pressed.into_iter().for_each(|(key, modifiers)| keyboard.press(key, modifiers));
}

/// What a key works on.
struct Keyboard<'a> {
    ui: &'a Ui,
    response: &'a Response,
    lane: &'a Lane,
    desk: &'a Desk<'a>,
    hand: &'a mut Hand,
    actions: &'a mut Vec<Action>,
}

impl Keyboard<'_> {
    fn press(&mut self, key: Key, modifiers: Modifiers) {
        let Keyboard { lane, desk, hand, .. } = self;
        let chosen = hand.selected.clone();
        let step = i32::from(hand.snap.ticks().0);
        let swaps = match (key, direction(key)) {
            (Key::ArrowUp | Key::ArrowDown, by) if modifiers.command => ops::louder(&chosen, by * LOUDER),
            (Key::ArrowUp | Key::ArrowDown, by) => {
                ops::moved(&chosen, 0, if modifiers.shift { 12 * by } else { by }, desk.end)
            }
            (Key::ArrowLeft | Key::ArrowRight, by) if modifiers.alt => {
                choose_next(by, lane, desk, hand);
                Vec::new()
            }
            (Key::ArrowLeft | Key::ArrowRight, by) if modifiers.shift => ops::resized(&chosen, by * step),
            (Key::ArrowLeft | Key::ArrowRight, by) => ops::moved(&chosen, by * step, 0, desk.end),
            (Key::Delete | Key::Backspace, _) => ops::deleted(&chosen),
            (Key::Q, _) if modifiers.is_none() => ops::quantised(&chosen, hand.snap.ticks(), desk.end),
            (Key::Insert, _) if lane.place.is_some() => ops::drawn(inserted(lane, hand)),
            _ => {
                self.other(key, modifiers);
                Vec::new()
            }
        };
        if swaps.iter().any(|swap| swap.from != swap.to) {
            commit(swaps, self.hand, self.actions);
        }
    }

    /// Keys that change no note by themselves.
    fn other(&mut self, key: Key, modifiers: Modifiers) {
        let Keyboard { ui, response, lane, desk, hand, actions } = self;
        let total = desk.music.states().len();
        match key {
            Key::A if modifiers.command => {
                let mine = |note: &&Note| note.instrument == lane.instrument;
                hand.selected = desk.notes.iter().filter(mine).copied().collect();
            }
            Key::Escape if hand.selected.is_empty() => {
                ui.memory_mut(|memory| memory.surrender_focus(response.id))
            }
            Key::Escape => hand.selected.clear(),
            Key::B if modifiers.is_none() => hand.draws = !hand.draws,
            Key::R if modifiers.is_none() => {
                let cell = |note: &Note| {
                    Some((desk.music.rack.place(note.instrument)?, note.bar(desk.music.metre())))
                };
                let mut cells: Vec<(usize, usize)> = hand.selected.iter().filter_map(cell).collect();
                cells.sort_unstable();
                cells.dedup();
                actions.extend(
                    cells.into_iter().map(|(place, bar)| super::super::cells::write_anew(place, bar)),
                );
            }
            Key::PageUp => hand.scroll.by(-hand.scroll.bars(total).1, total),
            Key::PageDown => hand.scroll.by(hand.scroll.bars(total).1, total),
            _ => {}
        }
    }
}

fn direction(key: Key) -> i32 {
    if matches!(key, Key::ArrowUp | Key::ArrowRight) { 1 } else { -1 }
}

/// Chooses the note of the lane before or after the one that is chosen; the first or the last where none is.
fn choose_next(by: i32, lane: &Lane, desk: &Desk, hand: &mut Hand) {
    let mut mine: Vec<Note> =
        desk.notes.iter().filter(|n| n.instrument == lane.instrument).copied().collect();
    mine.sort_by_key(|note| (note.onset, note.pitch));
    let at = hand.selected.first().and_then(|note| mine.iter().position(|other| other == note));
    let next = match (at, by > 0) {
        (Some(at), true) => (at + 1).min(mine.len() - 1),
        (Some(at), false) => at.saturating_sub(1),
        (None, true) => 0,
        (None, false) => mine.len().saturating_sub(1),
    };
    hand.selected = mine.get(next).copied().into_iter().collect();
}

/// A note behind the one that is chosen, or at the start of the piece.
fn inserted(lane: &Lane, hand: &Hand) -> Note {
    let drums = lane.instrument.is_drums();
    let fresh = Note {
        instrument: lane.instrument,
        onset: Ticks(0),
        pitch: if drums { 36 } else { lane.pitch_at(lane.rect.center().y) },
        velocity: 96,
        duration: if drums { DRUM_DURATION } else { hand.length.unwrap_or(Ticks(6)) },
    };
    let before =
        hand.selected.iter().filter(|note| note.instrument == lane.instrument).max_by_key(|n| n.onset);
    before.map_or(fresh, |before| {
        let step = before.duration.max(hand.snap.ticks());
        Note { onset: before.onset + step, ..*before }
    })
}
