//! The input: who asks for something, and who plays.

use super::held::{Held, Voicing};
use super::host_time::HostTime;
use super::recorder::Recorder;
use crate::link::{Action, CaptureCell, Listening, MidiMessage, NOTES_OFF, SLOTS, Source, Triggers};

/// Lives on the audio thread. Hears what comes in: a trigger asks for something; the rest is music, which makes chords and can be
/// captured, and which passes to the output where that is open.
#[derive(Debug, Default)]
pub struct MidiInput {
    triggers: Triggers,
    listening: Listening,
    /// Keys of each channel that are down as triggers.
    down: [u128; 16],
    /// Controllers of each channel that are down as triggers.
    pressed: [u128; 16],
    held: Held,
    recorder: Recorder,
    rate: f64,
}

/// Whether a message is a trigger, which nobody else hears, and what it asks for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    No,
    Yes(Option<Action>),
}

/// A controller is pressed from here on.
const PRESSED: u8 = 64;
/// Controllers from here on are channel modes.
const MODES: u8 = 120;

impl MidiInput {
    pub fn new(triggers: Triggers) -> MidiInput {
        MidiInput { triggers, ..MidiInput::default() }
    }

    /// Not on the audio thread: sets the frames per second before processing begins. No key is down any more.
    pub fn prepare(&mut self, rate: f64) {
        self.rate = rate;
        self.release_all();
    }

    /// No key is down any more, whatever was heard: the host began anew. Real-time safe.
    pub fn release_all(&mut self) {
        self.held.forget();
        self.recorder.reset();
        (self.down, self.pressed) = ([0; 16], [0; 16]);
    }

    /// Begins a block. Real-time safe.
    pub fn begin(&mut self, host: &HostTime, listening: Listening) {
        self.listening = listening;
        self.recorder.begin(host, self.rate);
    }

    /// Hears a message at `frame` of the block. Real-time safe.
    pub fn hear(&mut self, frame: u32, message: MidiMessage) -> Trigger {
        match message {
            MidiMessage::On { channel, key, velocity } => {
                if let Trigger::Yes(action) = self.struck(channel, key) {
                    self.down[usize::from(channel & 15)] |= 1 << (key & 127);
                    return Trigger::Yes(action);
                }
                self.held.hear(true, channel, key, frame);
                self.recorder.strike(channel, key, velocity, frame);
            }
            MidiMessage::Off { channel, key } => {
                let down = &mut self.down[usize::from(channel & 15)];
                if *down >> (key & 127) & 1 == 1 {
                    *down &= !(1 << (key & 127));
                    return Trigger::Yes(None);
                }
                self.held.hear(false, channel, key, frame);
                self.recorder.release(channel, key, frame);
            }
            MidiMessage::Controller { channel, controller, value } if controller < MODES => {
                return self.turned(channel, controller, value);
            }
            MidiMessage::Controller { channel, controller, .. } if NOTES_OFF.contains(&controller) => {
                self.down[usize::from(channel & 15)] = 0;
                self.held.let_go(channel, frame);
                self.recorder.let_go(channel, frame);
            }
            _ => {}
        }
        Trigger::No
    }

    /// Ends a block of `frames` frames: the chord that counts now, if it is another one than before. Real-time safe.
    pub fn settle(&mut self, frames: u32) -> Option<Voicing> {
        self.recorder.advance(frames);
        self.held.settle(frames, self.rate, self.listening.follow)
    }

    /// Puts what was played into `cell`, as [`Recorder::capture`].
    pub fn capture(&self, cell: &CaptureCell, anchor: Option<f64>, frame: u32) {
        self.recorder.capture(cell, anchor, frame);
    }

    fn struck(&self, channel: u8, key: u8) -> Trigger {
        let source = Source::Note(key);
        if self.triggers.hear(channel, source) {
            return Trigger::Yes(None);
        }
        let slot = || {
            let slot = key.checked_sub(self.listening.slots?)?;
            (usize::from(slot) < SLOTS).then_some(Action::Slot(slot))
        };
        self.triggers
            .action(channel, source)
            .or_else(slot)
            .map_or(Trigger::No, |action| Trigger::Yes(Some(action)))
    }

    fn turned(&mut self, channel: u8, controller: u8, value: u8) -> Trigger {
        let source = Source::Controller(controller);
        let learned = self.triggers.hear(channel, source);
        let Some(action) = self.triggers.action(channel, source) else { return Trigger::No };
        let pressed = &mut self.pressed[usize::from(channel & 15)];
        let (before, now) = (*pressed >> controller & 1 == 1, value >= PRESSED);
        *pressed = *pressed & !(1 << controller) | u128::from(now) << controller;
        Trigger::Yes((now && !before && !learned).then_some(action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Follow;
    use crate::link::{Binding, GENERATE_KEY};

    const ON: fn(u8) -> MidiMessage = |key| MidiMessage::On { channel: 2, key, velocity: 90 };
    const OFF: fn(u8) -> MidiMessage = |key| MidiMessage::Off { channel: 2, key };
    const TURN: fn(u8, u8) -> MidiMessage =
        |controller, value| MidiMessage::Controller { channel: 2, controller, value };

    fn host() -> HostTime {
        HostTime::read(&nice_plug::prelude::Transport::new(48_000.0))
    }

    /// What of these messages is no trigger, and what the others ask for.
    fn heard(input: &mut MidiInput, messages: &[MidiMessage]) -> (Vec<MidiMessage>, Vec<Action>) {
        let (mut passed, mut asked) = (Vec::new(), Vec::new());
        for &message in messages {
            match input.hear(0, message) {
                Trigger::No => passed.push(message),
                Trigger::Yes(action) => asked.extend(action),
            }
        }
        (passed, asked)
    }

    fn an_input(slots: Option<u8>) -> MidiInput {
        let mut input = MidiInput::default();
        input.prepare(48_000.0);
        input.begin(&host(), Listening { thru: true, follow: Follow::Held, slots });
        input
    }

    #[test]
    fn a_trigger_asks_for_something_and_neither_passes_nor_counts_as_music() {
        let mut input = an_input(None);
        let messages = [ON(GENERATE_KEY), ON(64), ON(67), OFF(GENERATE_KEY)];
        let (passed, asked) = heard(&mut input, &messages);
        assert_eq!((passed, asked), (vec![ON(64), ON(67)], vec![Action::Generate]));
        assert_eq!(input.settle(48_000), None, "two keys are no chord");
        let cell = CaptureCell::default();
        input.capture(&cell, None, 0);
        let captured = cell.take().expect("captured");
        assert_eq!(captured.notes.iter().map(|note| note.key).collect::<Vec<_>>(), [64, 67]);
    }

    #[test]
    fn eight_keys_from_a_set_one_on_select_the_slots_unless_they_ask_for_something_else() {
        let mut input = an_input(Some(24));
        let (passed, asked) = heard(&mut input, &[ON(23), ON(24), ON(25), ON(31), ON(32)]);
        assert_eq!(passed, [ON(23), ON(32)]);
        assert_eq!(asked, [Action::Generate, Action::Slot(1), Action::Slot(7)]);
    }

    #[test]
    fn a_controller_asks_once_each_time_it_is_pressed() {
        let mut input = an_input(None);
        let source = Source::Controller(20);
        input.triggers.bind(Binding { source, channel: Some(2), action: Action::Undo });
        let turns = [TURN(20, 127), TURN(20, 100), TURN(20, 0), TURN(20, 64), TURN(21, 127)];
        let (passed, asked) = heard(&mut input, &turns);
        assert_eq!((passed, asked), (vec![TURN(21, 127)], vec![Action::Undo, Action::Undo]));
    }

    #[test]
    fn what_is_learned_is_learned_silently() {
        let mut input = an_input(None);
        input.triggers.learn(Some(Action::Lock(3)));
        assert_eq!(heard(&mut input, &[ON(60), OFF(60)]), (vec![], vec![]));
        assert_eq!(heard(&mut input, &[ON(60), OFF(60)]), (vec![], vec![Action::Lock(3)]));
        input.triggers.learn(Some(Action::Undo));
        assert_eq!(heard(&mut input, &[TURN(20, 127)]), (vec![], vec![]));
        assert_eq!(heard(&mut input, &[TURN(20, 0), TURN(20, 127)]), (vec![], vec![Action::Undo]));
    }

    #[test]
    fn a_key_that_was_music_when_it_was_struck_ends_as_music() {
        let mut input = an_input(None);
        heard(&mut input, &[ON(60)]);
        input.triggers.bind(Binding { source: Source::Note(60), channel: None, action: Action::Undo });
        assert_eq!(heard(&mut input, &[OFF(60)]), (vec![OFF(60)], vec![]));
    }

    #[test]
    fn keys_that_are_down_when_the_host_begins_anew_are_down_no_more_and_what_they_played_ended_there() {
        let mut input = an_input(None);
        heard(&mut input, &[ON(60), ON(64), ON(67), ON(GENERATE_KEY)]);
        // Half a second at 120 BPM: a quarter.
        assert!(input.settle(24_000).is_some());
        input.release_all();
        assert_eq!(input.settle(48_000), Some(Voicing::default()), "the chord is over");
        let cell = CaptureCell::default();
        input.capture(&cell, None, 0);
        let lengths: Vec<f64> = cell.take().expect("captured").notes.iter().map(|note| note.length).collect();
        assert_eq!(lengths, [1.0; 3]);
        assert_eq!(
            heard(&mut input, &[OFF(GENERATE_KEY)]).0,
            [OFF(GENERATE_KEY)],
            "it is no trigger that is down"
        );
    }
}
