//! Which notes and controllers of the input ask for something, and what.

use nice_plug::params::persist::PersistentField;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What a note or a controller of the input can ask for. Lanes are places in the rack, 0..=15; slots 0..=7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Generate,
    /// Everything that is not locked is written anew.
    RerollAll,
    /// What is not locked of a lane is written anew.
    Reroll(u8),
    /// Locks all bars of a lane or, where all are locked, frees them.
    Lock(u8),
    Slot(u8),
    Capture,
    Undo,
    Redo,
}

impl Action {
    fn code(self) -> u8 {
        match self {
            Action::Generate => 1,
            Action::RerollAll => 2,
            Action::Capture => 3,
            Action::Undo => 4,
            Action::Redo => 5,
            Action::Slot(slot) => 8 + slot % 8,
            Action::Reroll(lane) => 16 + lane % 16,
            Action::Lock(lane) => 32 + lane % 16,
        }
    }

    fn of(code: u8) -> Option<Action> {
        match code {
            1 => Some(Action::Generate),
            2 => Some(Action::RerollAll),
            3 => Some(Action::Capture),
            4 => Some(Action::Undo),
            5 => Some(Action::Redo),
            8..16 => Some(Action::Slot(code - 8)),
            16..32 => Some(Action::Reroll(code - 16)),
            32..48 => Some(Action::Lock(code - 32)),
            _ => None,
        }
    }
}

/// A note or a controller, 0..=127.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Note(u8),
    Controller(u8),
}

/// One line of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    pub source: Source,
    /// MIDI channel 0..=15; `None`: any.
    #[serde(default)]
    pub channel: Option<u8>,
    pub action: Action,
}

/// The MIDI key that asks for a new loop at first, on any channel: C1 where middle C is C4, below what loops play, so that a host that
/// feeds the loop back does not ask for the next.
pub const GENERATE_KEY: u8 = 24;

/// Channels, and any.
const ROWS: usize = 17;
/// Notes, then controllers.
const COLUMNS: usize = 256;

/// The map from notes and controllers to actions, kept with the host's project. It lives in here alone, a number for each source, so that
/// the audio thread reads and learns without waiting. Written by the audio thread (what it learns), the GUI (what is unbound) and the
/// main thread (what is restored). Clones share one map.
#[derive(Clone, Debug)]
pub struct Triggers(Arc<Map>);

#[derive(Debug)]
struct Map {
    codes: [[AtomicU8; COLUMNS]; ROWS],
    /// Code of the action that the next note or controller is bound to; 0: none.
    learning: AtomicU8,
}

impl Default for Triggers {
    /// The key that asks for a new loop.
    fn default() -> Triggers {
        let none = || std::array::from_fn(|_| AtomicU8::new(0));
        let map = Map { codes: std::array::from_fn(|_| none()), learning: AtomicU8::new(0) };
        let triggers = Triggers(Arc::new(map));
        let source = Source::Note(GENERATE_KEY);
        triggers.bind(Binding { source, channel: None, action: Action::Generate });
        triggers
    }
}

impl Triggers {
    /// Every line of the map: those of any channel last.
    pub fn bindings(&self) -> Vec<Binding> {
        let all = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
        let line = |(row, column): (usize, usize)| {
            let action = Action::of(self.0.codes[row][column].load(Ordering::Relaxed))?;
            let number = (column % 128) as u8;
            let source = if column < 128 { Source::Note(number) } else { Source::Controller(number) };
            Some(Binding { source, channel: (row < 16).then_some(row as u8), action })
        };
        all.filter_map(line).collect()
    }

    /// Has the next note or controller of the input ask for `action`, in place of what asked for it before; `None`: nothing is learned
    /// after all.
    pub fn learn(&self, action: Option<Action>) {
        self.0.learning.store(action.map_or(0, Action::code), Ordering::Release);
    }

    /// What the next note or controller is bound to; `None` once it was, or if nothing is to be learned.
    pub fn learning(&self) -> Option<Action> {
        Action::of(self.0.learning.load(Ordering::Acquire))
    }

    /// Nothing asks for `action` any more. Real-time safe.
    pub fn unbind(&self, action: Action) {
        let of_action = |code: &&AtomicU8| code.load(Ordering::Relaxed) == action.code();
        self.0.codes.iter().flatten().filter(of_action).for_each(|code| code.store(0, Ordering::Relaxed));
    }

    /// Has a source ask for an action, in place of what it asked for before. Real-time safe.
    pub fn bind(&self, Binding { source, channel, action }: Binding) {
        self.cell(channel, source).store(action.code(), Ordering::Relaxed);
    }

    /// Audio thread: what the source asks for on this channel. Real-time safe.
    pub fn action(&self, channel: u8, source: Source) -> Option<Action> {
        let of = |channel| Action::of(self.cell(channel, source).load(Ordering::Relaxed));
        of(Some(channel)).or_else(|| of(None))
    }

    /// Audio thread: binds the source to what is to be learned, if anything is. Real-time safe.
    pub fn hear(&self, channel: u8, source: Source) -> bool {
        // Whoever arms this and takes it back meanwhile has its way, or has it one note later.
        let Some(action) = Action::of(self.0.learning.swap(0, Ordering::AcqRel)) else { return false };
        self.unbind(action);
        self.bind(Binding { source, channel: Some(channel & 15), action });
        true
    }

    fn cell(&self, channel: Option<u8>, source: Source) -> &AtomicU8 {
        let row = channel.map_or(ROWS - 1, |channel| usize::from(channel & 15));
        let column = match source {
            Source::Note(key) => usize::from(key & 127),
            Source::Controller(number) => 128 + usize::from(number & 127),
        };
        &self.0.codes[row][column]
    }
}

impl PersistentField<'_, Vec<Binding>> for Triggers {
    fn set(&self, bindings: Vec<Binding>) {
        self.0.codes.iter().flatten().for_each(|code| code.store(0, Ordering::Relaxed));
        bindings.into_iter().for_each(|binding| self.bind(binding));
    }

    fn map<F: Fn(&Vec<Binding>) -> R, R>(&self, look: F) -> R {
        look(&self.bindings())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_first_one_key_asks_for_a_new_loop_on_every_channel_and_nothing_else_asks_for_anything() {
        let triggers = Triggers::default();
        for channel in 0..16 {
            for number in 0..128 {
                let expected = (number == GENERATE_KEY).then_some(Action::Generate);
                assert_eq!(triggers.action(channel, Source::Note(number)), expected);
                assert_eq!(triggers.action(channel, Source::Controller(number)), None);
            }
        }
    }

    #[test]
    fn what_is_learned_takes_the_place_of_what_asked_before_and_only_one_source_learns() {
        let triggers = Triggers::default();
        triggers.learn(Some(Action::Generate));
        assert!(triggers.hear(3, Source::Controller(20)));
        assert!(!triggers.hear(3, Source::Controller(21)));
        assert_eq!(triggers.action(3, Source::Controller(20)), Some(Action::Generate));
        let elsewhere = [triggers.action(4, Source::Controller(20)), triggers.action(0, Source::Note(24))];
        assert_eq!((elsewhere, triggers.learning()), ([None; 2], None));
        triggers.learn(Some(Action::Capture));
        triggers.learn(None);
        assert!(!triggers.hear(0, Source::Note(60)));
    }

    #[test]
    fn every_action_comes_back_from_its_code_and_from_a_project() {
        let of_lanes = (0..16).flat_map(|lane| [Action::Reroll(lane), Action::Lock(lane)]);
        let others =
            [Action::Generate, Action::RerollAll, Action::Capture, Action::Undo, Action::Redo].into_iter();
        let actions: Vec<Action> = of_lanes.chain((0..8).map(Action::Slot)).chain(others).collect();
        let triggers = Triggers::default();
        for (number, &action) in (0..).zip(&actions) {
            assert_eq!(Action::of(action.code()), Some(action));
            triggers.bind(Binding { source: Source::Note(number), channel: Some(number % 16), action });
        }
        let text = triggers.map(|all| serde_json::to_string(all).expect("it can be stored"));
        let other = Triggers::default();
        other.set(serde_json::from_str(&text).expect("it can be read"));
        assert_eq!(other.bindings(), triggers.bindings());
        assert_eq!(other.bindings().len(), actions.len() + 1);
    }
}
