//! The input: who asks for something, and who plays.

use super::held::{Held, Voicing};
use super::host_time::HostTime;
use super::recorder::Recorder;
use super::thru::{NOTES_OFF, Thru};
use crate::link::{Action, CaptureCell, Listening, Message, SLOTS, Source, Triggers};

/// Lives on the audio thread. Hears what comes in: a trigger asks for something and is heard by nobody else; the rest is music, which
/// passes, makes chords and can be captured.
#[derive(Debug, Default)]
pub struct Ear {
    triggers: Triggers,
    listening: Listening,
    /// Keys of each channel that are down as triggers.
    down: [u128; 16],
    /// Controllers of each channel that are down as triggers.
    pressed: [u128; 16],
    held: Held,
    recorder: Recorder,
    pub thru: Thru,
    rate: f64,
    rolling: bool,
}

/// A controller is pressed from here on.
const PRESSED: u8 = 64;
/// Controllers from here on are channel modes.
const MODES: u8 = 120;

impl Ear {
    pub fn new(triggers: Triggers) -> Ear {
        Ear { triggers, ..Ear::default() }
    }

    /// Not on the audio thread: sets the frames per second before processing begins.
    pub fn prepare(&mut self, rate: f64) {
        self.rate = rate;
        self.reset();
    }

    /// What passed ends with the next block, and no key is down any more.
    pub fn reset(&mut self) {
        self.thru.end();
        self.held.forget();
        self.recorder.reset();
        (self.down, self.pressed) = ([0; 16], [0; 16]);
    }

    /// After a fault: forgets what passed, which the caller has ended. Allocates.
    pub fn recover(&mut self) {
        self.thru = Thru::default();
        self.reset();
    }

    /// Begins a block. Where the transport stops, what passed ends. Real-time safe.
    pub fn begin(&mut self, host: &HostTime, listening: Listening, bypass: bool) {
        self.listening = listening;
        self.thru.open(listening.thru && !bypass);
        if std::mem::replace(&mut self.rolling, host.rolling) && !host.rolling {
            self.thru.end();
        }
        self.recorder.begin(host, self.rate);
    }

    /// Hears a message at `frame` of the block; what it asks for, if it is a trigger. Real-time safe.
    pub fn hear(&mut self, frame: u32, message: Message) -> Option<Action> {
        match message {
            Message::On { channel, key, velocity } => {
                if let Trigger::Yes(action) = self.struck(channel, key) {
                    self.down[usize::from(channel & 15)] |= 1 << (key & 127);
                    return action;
                }
                self.held.hear(true, channel, key, frame);
                self.recorder.strike(channel, key, velocity, frame);
            }
            Message::Off { channel, key } => {
                let down = &mut self.down[usize::from(channel & 15)];
                if *down >> (key & 127) & 1 == 1 {
                    *down &= !(1 << (key & 127));
                    return None;
                }
                self.held.hear(false, channel, key, frame);
                self.recorder.release(channel, key, frame);
            }
            Message::Controller { channel, controller, value } if controller < MODES => {
                if let Trigger::Yes(action) = self.turned(channel, controller, value) {
                    return action;
                }
            }
            Message::Controller { channel, controller, .. } if NOTES_OFF.contains(&controller) => {
                self.down[usize::from(channel & 15)] = 0;
                self.held.let_go(channel, frame);
                self.recorder.let_go(channel, frame);
            }
            _ => {}
        }
        self.thru.push(frame, message);
        None
    }

    /// Ends a block of `frames` frames: the chord that counts now, if it is another one than before. Real-time safe.
    pub fn settle(&mut self, frames: u32) -> Option<Voicing> {
        self.recorder.advance(frames);
        self.held.settle(frames, self.rate, self.listening.follow)
    }

    /// Puts what was played on the stand, as [`Recorder::capture`].
    pub fn capture(&self, stand: &CaptureCell, anchor: Option<f64>, frame: u32) {
        self.recorder.capture(stand, anchor, frame);
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

/// Whether a message is a trigger, and what it asks for now.
enum Trigger {
    No,
    Yes(Option<Action>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Follow;
    use crate::link::{Binding, GENERATE_KEY};

    const ON: fn(u8) -> Message = |key| Message::On { channel: 2, key, velocity: 90 };
    const OFF: fn(u8) -> Message = |key| Message::Off { channel: 2, key };
    const TURN: fn(u8, u8) -> Message =
        |controller, value| Message::Controller { channel: 2, controller, value };

    fn host() -> HostTime {
        HostTime::read(&nice_plug::prelude::Transport::new(48_000.0))
    }

    /// What the ear passes on of these messages, and what they ask for.
    fn heard(ear: &mut Ear, messages: &[Message]) -> (Vec<Message>, Vec<Action>) {
        let asked = messages.iter().filter_map(|&message| ear.hear(0, message)).collect();
        let mut passed = Vec::new();
        let mut send = |_, message| {
            passed.push(message);
            true
        };
        ear.thru.begin(64, &mut send);
        ear.thru.finish(64, &mut send);
        (passed, asked)
    }

    fn an_ear(slots: Option<u8>) -> Ear {
        let mut ear = Ear::default();
        ear.prepare(48_000.0);
        ear.begin(&host(), Listening { thru: true, follow: Follow::Held, slots }, false);
        heard(&mut ear, &[]);
        ear
    }

    #[test]
    fn a_trigger_asks_for_something_and_neither_passes_nor_counts_as_music() {
        let mut ear = an_ear(None);
        let messages = [ON(GENERATE_KEY), ON(64), ON(67), OFF(GENERATE_KEY)];
        let (passed, asked) = heard(&mut ear, &messages);
        assert_eq!((passed, asked), (vec![ON(64), ON(67)], vec![Action::Generate]));
        assert_eq!(ear.settle(48_000), None, "two keys are no chord");
        let stand = CaptureCell::default();
        ear.capture(&stand, None, 0);
        let captured = stand.take().expect("captured");
        assert_eq!(captured.notes.iter().map(|note| note.key).collect::<Vec<_>>(), [64, 67]);
    }

    #[test]
    fn eight_keys_from_a_set_one_on_select_the_slots_unless_they_ask_for_something_else() {
        let mut ear = an_ear(Some(24));
        let (passed, asked) = heard(&mut ear, &[ON(23), ON(24), ON(25), ON(31), ON(32)]);
        assert_eq!(passed, [ON(23), ON(32)]);
        assert_eq!(asked, [Action::Generate, Action::Slot(1), Action::Slot(7)]);
    }

    #[test]
    fn a_controller_asks_once_each_time_it_is_pressed() {
        let mut ear = an_ear(None);
        let source = Source::Controller(20);
        ear.triggers.bind(Binding { source, channel: Some(2), action: Action::Undo });
        let turns = [TURN(20, 127), TURN(20, 100), TURN(20, 0), TURN(20, 64), TURN(21, 127)];
        let (passed, asked) = heard(&mut ear, &turns);
        assert_eq!((passed, asked), (vec![TURN(21, 127)], vec![Action::Undo, Action::Undo]));
    }

    #[test]
    fn what_is_learned_is_learned_silently() {
        let mut ear = an_ear(None);
        ear.triggers.learn(Some(Action::Lock(3)));
        assert_eq!(heard(&mut ear, &[ON(60), OFF(60)]), (vec![], vec![]));
        assert_eq!(heard(&mut ear, &[ON(60), OFF(60)]), (vec![], vec![Action::Lock(3)]));
        ear.triggers.learn(Some(Action::Undo));
        assert_eq!(heard(&mut ear, &[TURN(20, 127)]), (vec![], vec![]));
        assert_eq!(heard(&mut ear, &[TURN(20, 0), TURN(20, 127)]), (vec![], vec![Action::Undo]));
    }

    #[test]
    fn a_key_that_was_music_when_it_was_struck_ends_as_music() {
        let mut ear = an_ear(None);
        heard(&mut ear, &[ON(60)]);
        ear.triggers.bind(Binding { source: Source::Note(60), channel: None, action: Action::Undo });
        assert_eq!(heard(&mut ear, &[OFF(60)]), (vec![OFF(60)], vec![]));
    }
}
